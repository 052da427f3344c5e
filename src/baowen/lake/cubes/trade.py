"""The cube of trade: the cube of orders added up by product and place, for counties, cities and provinces.

One row per month, level, place and product. What looks at places reads this and never adds up hospitals again.
"""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.lake.cubes.orders import ORDERS_CUBE
from baowen.lake.cubes.places import LEVELS, at_each_level

SUMS: Final = tuple(name for name, kind in ORDERS_CUBE.items() if name.endswith("lines") or kind.is_decimal())
TRADE_CUBE: Final = ibis.schema(
    {"month": "string", "level": "string", "region": "int32", "product": "int32"}
    | {name: ORDERS_CUBE[name] for name in SUMS}
    | {"last_day": "date"}
)


def trade_cube(orders: ir.Table, region: ir.Table) -> ir.Table:
    """Add up the cube of orders of any months. `region`: region, level, city, province."""
    counties = _added(orders, "month", "region", "product")
    placed = at_each_level(counties, region, LEVELS)
    return _added(placed, "month", "level", "region", "product").select(*TRADE_CUBE.names)


def _added(table: ir.Table, *keys: str) -> ir.Table:
    sums = {name: table[name].sum().cast(ORDERS_CUBE[name]) for name in SUMS}
    return table.group_by(*keys).aggregate(**sums, last_day=table.last_day.max())
