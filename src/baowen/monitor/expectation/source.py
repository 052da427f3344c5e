"""What the panel is made of: packs bought, or packs used, by month, place and product, from the lake."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.purchase import placed_purchases
from baowen.monitor.indicators.tables import Tables

_KEYS = ("month", "region", "product")


def bought(tables: Tables, months: Sequence[str], levels: Sequence[str]) -> ir.Table:
    """Packs, lines and order lines bought in some months by places: month, region, product, quantity, lines, orders."""
    return placed_purchases(tables, levels, months=months)


def used(tables: Tables, months: Sequence[str], levels: Sequence[str]) -> ir.Table:
    """Packs used in some months, in the same columns; every hospital that told counts as one line, 0 or not.

    Days without stock are no days without need: use is taken as if it had gone on like on the other days. A hospital
    that had no stock on any day tells nothing about need and is left out.
    """
    rows = tables.usage.filter(tables.usage.month.isin(list(months)))
    length = ibis.cases(*[(rows.month == name, Month.parse(name).last.day) for name in months], else_=30)
    stocked = length - rows.stockout_days.fill_null(0)
    rows = rows.select(
        *_KEYS, packs=rows.quantity.cast("float64") * length / ibis.greatest(stocked, 1).cast("float64"),
        stocked=stocked,
    ).filter(lambda row: row.stocked > 0)  # fmt: skip
    near = rows.group_by(*_KEYS).aggregate(quantity=rows.packs.sum(), lines=rows.count())
    placed = rolled_up(near, tables.region, levels)
    told = placed.group_by(*_KEYS).aggregate(quantity=placed.quantity.sum(), lines=placed.lines.sum())
    return told.mutate(orders=ibis.literal(0, "int64"))
