"""Monthly cubes: what the indicators read instead of the lines. One month is rebuilt without touching another."""

from __future__ import annotations

from baowen.lake.cubes.orders import ORDERS_CUBE, orders_cube
from baowen.lake.cubes.prices import PRICES_CUBE, prices_cube
from baowen.lake.cubes.stock import STOCK_CUBE, stock_cube
from baowen.lake.cubes.use import USE_CUBE, use_cube

__all__ = [
    "ORDERS_CUBE",
    "PRICES_CUBE",
    "STOCK_CUBE",
    "USE_CUBE",
    "orders_cube",
    "prices_cube",
    "stock_cube",
    "use_cube",
]
