"""Monthly cubes: what the indicators read instead of the lines. One month is rebuilt without touching another."""

from __future__ import annotations

from baowen.lake.cubes.medians import MEDIAN_LEVELS, MEDIANS_CUBE, medians_cube, upper_half
from baowen.lake.cubes.orders import ORDERS_CUBE, orders_cube
from baowen.lake.cubes.prices import PRICES_CUBE, prices_cube
from baowen.lake.cubes.stock import STOCK_CUBE, stock_cube
from baowen.lake.cubes.supply import SUPPLY_CUBE, supply_cube
from baowen.lake.cubes.trade import TRADE_CUBE, trade_cube
from baowen.lake.cubes.use import USE_CUBE, use_cube

__all__ = [
    "MEDIANS_CUBE",
    "MEDIAN_LEVELS",
    "ORDERS_CUBE",
    "PRICES_CUBE",
    "STOCK_CUBE",
    "SUPPLY_CUBE",
    "TRADE_CUBE",
    "USE_CUBE",
    "medians_cube",
    "orders_cube",
    "prices_cube",
    "stock_cube",
    "supply_cube",
    "trade_cube",
    "upper_half",
    "use_cube",
]
