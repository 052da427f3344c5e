"""The cube of medians: what half of the packs cost at most, by product, for cities and provinces.

Exact weighted medians from the price histogram: the lowest price at which half of the packs are reached.
"""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.lake.cubes.places import at_each_level

MEDIAN_LEVELS: Final = ("city", "province")
MEDIANS_CUBE: Final = ibis.schema(
    {
        "month": "string", "level": "string", "region": "int32", "product": "int32", "price": "decimal(18, 4)",
        "lines": "int64", "packs": "decimal(18, 4)", "amount": "decimal(18, 4)", "last_day": "date",
    }
)  # fmt: skip
_KEYS: Final = ("month", "level", "region", "product")


def medians_cube(prices: ir.Table, region: ir.Table, levels: tuple[str, ...] = MEDIAN_LEVELS) -> ir.Table:
    """Median price (yuan a pack, weighted by packs) by month, place and product, with lines, packs and yuan.

    `prices`: the cube of prices of any months. `region`: region, level, city, province.
    """
    columns = prices.select("month", "region", "product", "price", "lines", "quantity", "amount", "last_day")
    rolled = at_each_level(columns, region, levels)
    steps = rolled.group_by(*_KEYS, "price").aggregate(
        lines=rolled.lines.sum(), packs=rolled.quantity.sum().cast("decimal(18, 4)"),
        amount=rolled.amount.sum().cast("decimal(18, 4)"), last_day=rolled.last_day.max(),
    )  # fmt: skip
    half = upper_half(steps, _KEYS)
    cube = half.group_by(*_KEYS).aggregate(
        price=half.price.min(),
        lines=half.all_lines.max().cast("int64"),
        packs=half.all_packs.max().cast("decimal(18, 4)"),
        amount=half.all_amount.max().cast("decimal(18, 4)"),
        last_day=half.last_day.max(),
    )
    return cube.select(*MEDIANS_CUBE.names)


def upper_half(steps: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """The prices of each key from the median on, beside all_packs, all_lines and, where known, all_amount of the key.

    `steps`: one row by key and price, with lines and packs. The median is the lowest price that is left: the lowest at
    which half of the packs are reached.
    """
    so_far = ibis.window(group_by=keys, order_by="price", preceding=None, following=0)
    whole = ibis.window(group_by=keys)
    summed = [name for name in ("packs", "lines", "amount") if name in steps.columns]
    steps = steps.mutate(
        reached=steps.packs.sum().over(so_far), **{f"all_{name}": steps[name].sum().over(whole) for name in summed}
    )
    return steps.filter(steps.reached * 2 >= steps.all_packs)
