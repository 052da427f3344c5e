"""Tells rows that can't be right from rows that are unusual: unit and pack slips are asked back, not raised as signals.

A line is implausible when its price of a pack is off the product's usual price by the number of smallest units in a
pack (a price of one tablet in the place of a box, or the reverse), or by so much that no market explains it. The
usual price is the median over lines, one vote each: a slip inflates quantities, so a median weighted by packs would
follow the slip. A price that most hospitals pay is usual by definition, so a price that really rose is not asked
back. Requirement: user asks 17; COL-1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.lake.cubes.orders import counted_lines
from baowen.monitor.indicators.parameter import policy


@dataclass(frozen=True, kw_only=True)
class PlausibilityParameters:
    """`ratio`: factor from the usual price that is a slip by itself. `pack_tolerance`: how near to the units of a pack.

    `least_units`: packs of fewer units are not told from ordinary price differences. `least_lines`, `least_hospitals`:
    of a usual price.
    """

    ratio: float = policy("plausibility.ratio")
    pack_tolerance: float = policy("plausibility.pack_tolerance")
    least_units: float = policy("plausibility.least_units")
    least_lines: int = policy("plausibility.least_lines")
    least_hospitals: int = policy("plausibility.least_hospitals")


def usual_prices(order_line: ir.Table, parameters: PlausibilityParameters, *, months: tuple[Month, ...]) -> ir.Table:
    """Product and its median price over the order lines of some months, where enough hospitals bought it."""
    names = tuple(str(month) for month in months)
    lines = order_line.filter(order_line.month.isin(names), order_line.unit_price > 0, order_line.quantity > 0)
    usual = lines.group_by("product").aggregate(
        usual=lines.unit_price.cast("float64").median(), lines=lines.count(), hospitals=lines.hospital.nunique()
    )
    enough = usual.filter(usual.lines >= parameters.least_lines, usual.hospitals >= parameters.least_hospitals)
    return enough.select("product", "usual")


def implausible_lines(
    order_line: ir.Table,
    product: ir.Table,
    usual: ir.Table,
    parameters: PlausibilityParameters,
    *,
    month: Month,
    as_of: date,
) -> ir.Table:
    """Lines of a month that are slips: order_line_hash, month, hospital, product, region, kind, factor.

    `kind`: "pack" when the factor is about the units of a pack or its inverse, else "ratio"; `factor` is the line's
    price over the usual one. The result is what the cubes take as `excluded`.
    """
    lines = counted_lines(order_line, month=month, as_of=as_of, excluded=None)
    lines = lines.filter(lines.unit_price > 0)
    packs = product.select("product", units=product.units.cast("float64"))
    joined = lines.join(usual, "product").left_join(packs, "product")
    joined = joined.mutate(factor=joined.unit_price.cast("float64") / joined.usual)
    times = ibis.greatest(joined.factor, 1 / joined.factor)
    near = (times / joined.units - 1).abs() <= parameters.pack_tolerance
    by_pack = (near & (joined.units >= parameters.least_units)).fill_null(False)
    wrong = joined.mutate(by_pack=by_pack, times=times)
    wrong = wrong.filter(wrong.by_pack | (wrong.times >= parameters.ratio))
    return wrong.select(
        "order_line_hash", "month", "hospital", "product", "region", "factor", "ordered_on",
        kind=ibis.ifelse(wrong.by_pack, "pack", "ratio"),
    )  # fmt: skip


def data_questions(implausible: ir.Table) -> ir.Table:
    """What to ask the senders: kind, month, hospital, product, region, rows, factor (median), first_on, last_on."""
    return implausible.group_by("kind", "month", "hospital", "product", "region").aggregate(
        rows=implausible.count(),
        factor=implausible.factor.median(),
        first_on=implausible.ordered_on.min(),
        last_on=implausible.ordered_on.max(),
    )
