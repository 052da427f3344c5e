"""Exact weighted medians from the price histogram: the lowest price at which half of the packs are reached."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators.places import rolled_up


def weighted_medians(prices: ir.Table, region: ir.Table, levels: tuple[str, ...]) -> ir.Table:
    """Median price (yuan a pack, weighted by packs) by month, place and product, with lines, packs and seen_on."""
    rolled = rolled_up(
        prices.select("month", "region", "product", "price", "lines", "quantity", "last_day"), region, levels
    )
    keys = ("month", "region", "product")
    steps = rolled.group_by(*keys, "price").aggregate(
        lines=rolled.lines.sum(), packs=rolled.quantity.cast("float64").sum(), last_day=rolled.last_day.max()
    )
    so_far = ibis.window(group_by=keys, order_by="price", preceding=None, following=0)
    whole = ibis.window(group_by=keys)
    steps = steps.mutate(
        reached=steps.packs.sum().over(so_far),
        all_packs=steps.packs.sum().over(whole),
        all_lines=steps.lines.sum().over(whole),
    )
    half = steps.filter(steps.reached * 2 >= steps.all_packs)
    return half.group_by(*keys).aggregate(
        price=half.price.min().cast("float64"),
        lines=half.all_lines.max(),
        packs=half.all_packs.max(),
        seen_on=half.last_day.max(),
    )
