"""Exact weighted medians of the price paid: the lowest price at which half of the packs are reached."""

from __future__ import annotations

from collections.abc import Iterable

import ibis.expr.types as ir

from baowen.lake.cubes import MEDIAN_LEVELS, medians_cube
from baowen.monitor.indicators.tables import Tables


def place_medians(tables: Tables, levels: Iterable[str], months: tuple[str, str]) -> ir.Table:
    """Median price (yuan a pack) by month, place and product, with lines, packs and seen_on.

    `months`: the first and the last of them. For cities and provinces they lie ready in the cube of medians.
    """
    wanted = tuple(levels)
    ready = tables.medians.filter(tables.medians.month.between(*months), tables.medians.level.isin(wanted))
    parts = [_shaped(ready)]
    others = tuple(level for level in wanted if level not in MEDIAN_LEVELS)
    if others:
        prices = tables.prices.filter(tables.prices.month.between(*months))
        parts.append(weighted_medians(prices, tables.region, others))
    return parts[0] if len(parts) == 1 else parts[0].union(parts[1])


def weighted_medians(prices: ir.Table, region: ir.Table, levels: tuple[str, ...]) -> ir.Table:
    """The same from the price histogram, at any levels."""
    return _shaped(medians_cube(prices, region, levels))


def _shaped(medians: ir.Table) -> ir.Table:
    return medians.select(
        "month", "region", "product", price=medians.price.cast("float64"), lines="lines",
        packs=medians.packs.cast("float64"), seen_on="last_day",
    )  # fmt: skip
