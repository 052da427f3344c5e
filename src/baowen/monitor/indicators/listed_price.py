"""Hospitals that pay more than the listed price: the actual transaction price against the listed one.

The listed price of a place is that of the nearest issuer (city, province, nation). Orders are compared by month with
the highest price in force on any day of it: where the price changed within a month an order gets the benefit of the
doubt, and one that goes on above the new price is found a month later. Requirement: MON-4, PRC-7.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows_price
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.on_list import issuers_of
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, last_days


@dataclass(frozen=True, kw_only=True)
class ListedPriceParameters:
    """`tolerance`: how far above the listed price still counts as the listed one (rounding, delivery fees).

    A place is judged with `least_lines` order lines above it that are at least the share `least_share` of its packs.
    """

    tolerance: float = policy("above_listed_price.tolerance")
    least_lines: int = policy("above_listed_price.least_lines")
    least_share: float = policy("above_listed_price.least_share")
    levels: tuple[str, ...] = policy("above_listed_price.levels")


def listed_price_findings(tables: Tables, parameters: ListedPriceParameters, scope: Scope) -> ir.Table:
    """Findings above_listed_price by product; reference is the mean listed price of the packs above it, yuan a pack."""
    prices = tables.prices.filter(tables.prices.month.isin(scope.names), tables.prices.price > 0)
    caps = highest_listed(tables, scope)
    paid = prices.select("month", "region", "product", "price", "lines", "quantity", "last_day")
    paid = paid.join(caps, ["month", "region", "product"])
    listed, packs = paid.listed.cast("float64"), paid.quantity.cast("float64")
    above = paid.price.cast("float64") > listed * (1 + parameters.tolerance)
    paid = paid.select(
        "month", "region", "product", "last_day",
        packs=packs,
        above_packs=ibis.ifelse(above, packs, 0.0),
        above_lines=ibis.ifelse(above, paid.lines, 0),
        paid=ibis.ifelse(above, packs * paid.price.cast("float64"), 0.0),
        due=ibis.ifelse(above, packs * listed, 0.0),
    )  # fmt: skip
    placed = rolled_up(_added(paid), tables.region, parameters.levels)
    sums = _added(placed)
    sums = sums.filter(
        sums.above_lines >= parameters.least_lines, sums.above_packs >= parameters.least_share * sums.packs
    )
    return as_findings(
        sums, indicator="above_listed_price", subject_type="product", value=sums.paid / sums.due - 1,
        reference=sums.due / sums.above_packs, n=sums.above_lines, weight=sums.paid - sums.due, seen_on=sums.last_day,
    )  # fmt: skip


def _added(table: ir.Table) -> ir.Table:
    return table.group_by("month", "region", "product").aggregate(
        last_day=table.last_day.max(), packs=table["packs"].sum(), above_packs=table.above_packs.sum(),
        above_lines=table.above_lines.sum(), paid=table.paid.sum(), due=table.due.sum(),
    )  # fmt: skip


def highest_listed(tables: Tables, scope: Scope) -> ir.Table:
    """By month, place and product the highest listed price (`listed`) in force on any day of the month.

    The nearest issuer that lists the product counts; a price of 0 and a suspended or withdrawn listing are none, and
    no price counts after `as_of`.
    """
    steps = tables.listing_price.filter(tables.listing_price.valid_from <= scope.as_of)
    steps = steps.select("product", "valid_from", "price", "status", issuer="region")
    ordered = ibis.window(group_by=("product", "issuer"), order_by="valid_from")
    steps = steps.mutate(until=steps.valid_from.lead().over(ordered))
    steps = steps.filter(steps.price > 0, steps.status.fill_null("listed") == "listed")
    months = last_days(scope.months, scope.as_of).select("month", "begins_on", "seen_on")
    in_force = steps.join(
        months, (steps.valid_from <= months.seen_on) & (steps.until.isnull() | (steps.until > months.begins_on))
    )
    highest = in_force.group_by("month", "issuer", "product").aggregate(listed=in_force.price.max())
    places = tables.prices.select("region").distinct()
    placed = highest.join(issuers_of(tables.region).join(places, "region"), "issuer")
    return placed.group_by("month", "region", "product").aggregate(listed=placed.listed.argmin(placed["rank"]))


_INDICATORS = (
    Indicator(
        name="above_listed_price", zh="高于挂网价采购", en="paid above the listed price", unit_zh="比例",
        unit_en="share", direction="above", subjects=("product",),
        formula_zh="高于挂网价成交的各盒：实付金额 ÷ 按挂网价应付金额 － 1；当月挂网价有变动的按较高者",
        formula_en="of the packs paid above the listed price: what was paid ÷ what they cost by the listed price − 1",
        policy_key="monitor.above_listed_price.threshold", requirements=("MON-4", "PRC-7"),
        rows=rows_price.order_lines_above_listed, page="above_listed_price",
    ),
)  # fmt: skip
FAMILY = Family(
    name="listed_price",
    sources=("listing_price",),
    parameters=ListedPriceParameters,
    findings=listed_price_findings,
    indicators=_INDICATORS,
)
