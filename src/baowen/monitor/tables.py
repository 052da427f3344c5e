"""Opens the lake for the indicators: facts and registers as they stand, cubes as they were last built."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import ibis.expr.types as ir
import polars as pl

from baowen.collect.places import place_table
from baowen.collect.tables import stored_schema
from baowen.lake.cubes import MEDIANS_CUBE, ORDERS_CUBE, PRICES_CUBE, STOCK_CUBE, SUPPLY_CUBE, TRADE_CUBE, USE_CUBE
from baowen.lake.engine import Engine
from baowen.lake.store import Lake
from baowen.monitor.expectation.columns import EXPECTATION
from baowen.monitor.indicators.tables import Opener, Tables, opened_when_asked

ORDERS, TRADE, PRICES, MEDIANS = "cube_orders", "cube_trade", "cube_prices", "cube_medians"
COUNTS, USE, SUPPLY = "cube_stock", "cube_use", "cube_supply"
EXPECTED_PURCHASE, EXPECTED_USE = "expectation", "expectation_use"
CUBES: dict[str, Any] = {
    ORDERS: ORDERS_CUBE, TRADE: TRADE_CUBE, PRICES: PRICES_CUBE, MEDIANS: MEDIANS_CUBE, COUNTS: STOCK_CUBE,
    USE: USE_CUBE, SUPPLY: SUPPLY_CUBE,
}  # fmt: skip
FACTS = (
    "purchase", "stock", "usage", "listing_price", "stop_notice", "order_line", "delivery", "receipt", "invoice",
    "payment", "vbp_contract", "shortage_report", "list_entry", "distributor_stock", "reserve_stock",
    "api_maker",
)  # fmt: skip
# By the name that an indicator reads it under, the table of the lake; the calendar comes from the rules.
LAKE_TABLES: dict[str, str] = {
    **{name: name for name in FACTS}, "orders": ORDERS, "trade": TRADE, "prices": PRICES, "medians": MEDIANS,
    "counts": COUNTS, "use": USE, "supply": SUPPLY, "expectation": EXPECTED_PURCHASE,
    "expectation_use": EXPECTED_USE, "product": "catalogue", "organisation": "organisation", "region": "region",
}  # fmt: skip


def fact(
    engine: Engine, name: str, *, months: Iterable[str] | None = None, versions: dict[str, int] | None = None
) -> ir.Table:
    """A feed's current rows; `months` leaves other partitions unread, `versions` reads an older state of the lake."""
    return _stored(engine, name, stored_schema(name), months=months, versions=versions)


def cube(engine: Engine, name: str, *, versions: dict[str, int] | None = None) -> ir.Table:
    """A cube as it was last built, or at a version; empty with the right columns when it never was."""
    schema = pl.from_arrow(CUBES[name].to_pyarrow().empty_table())
    return _stored(engine, name, dict(pl.DataFrame(schema).schema), versions=versions)


def _stored(
    engine: Engine,
    name: str,
    schema: dict[str, Any],
    *,
    months: Iterable[str] | None = None,
    versions: dict[str, int] | None = None,
) -> ir.Table:
    """A table of the lake; with `versions`, one that is not among them did not exist then and is empty."""
    if versions is None:
        return engine.table(name, schema, months=months)
    if name not in versions:
        return engine.table(name, schema, months=())
    return engine.table(name, schema, months=months, version=versions[name])


def open_tables(
    lake: Lake, engine: Engine, *, calendar: pl.DataFrame, versions: dict[str, int] | None = None
) -> Tables:
    """Everything that an indicator may read, each table opened when it is first asked for.

    With `versions` each table is read as it stood then.
    """
    openers: dict[str, Opener] = {name: partial(fact, engine, name, versions=versions) for name in FACTS}
    for name, table in LAKE_TABLES.items():
        if table in CUBES:
            openers[name] = partial(cube, engine, table, versions=versions)
    for name in (EXPECTED_PURCHASE, EXPECTED_USE):
        openers[name] = partial(_stored, engine, name, EXPECTATION, versions=versions)
    openers |= {
        "product": partial(fact, engine, "catalogue", versions=versions),
        "organisation": partial(fact, engine, "organisation", versions=versions),
        "region": lambda: engine.local(place_table(lake)),
        "calendar": lambda: engine.local(calendar),
    }
    return opened_when_asked(openers)
