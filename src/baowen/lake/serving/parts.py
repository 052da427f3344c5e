"""Fills the months of the serving file from the cubes: one function for each part, one month at a time.

A part reads the Parquet files of its cubes for one month and appends to its own tables; parts run side by side.
Cubes lie sorted by product, place and hospital within the month, so what is copied need not be sorted again; sums of
places are sorted over all months that are written at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from baowen.lake.serving.layout import LINES, MEASURES, SUMS

Files = Mapping[str, list[str]]
_COPIED = ", ".join(MEASURES)
_SUMMED = ", ".join(
    [f"CAST(sum({name}) AS BIGINT) AS {name}" for name in LINES]
    + [f"CAST(sum({name}) AS DECIMAL(18, 4)) AS {name}" for name in SUMS]
)
_PAID = (
    "CAST(sum(lines) AS BIGINT) AS lines, CAST(sum(quantity) AS DECIMAL(18, 4)) AS quantity, "
    "CAST(sum(amount) AS DECIMAL(18, 4)) AS amount"
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Tables that are filled together. `newest`: only so many of the newest months are kept; None keeps all.

    `series`: those of its tables in which the months that are written at once lie by place and product, so that all
    months of one product lie together.
    """

    name: str
    tables: tuple[str, ...]
    sources: tuple[str, ...]
    fill: Callable[[duckdb.DuckDBPyConnection, str, Files], None]
    newest: int | None = None
    series: tuple[str, ...] = ()


def _run(connection: duckdb.DuckDBPyConnection, sql: str, month: str, files: Sequence[str]) -> None:
    given = {"month": month, "files": list(files)}
    connection.execute(sql, {name: value for name, value in given.items() if f"${name}" in sql})


_ORDERS = f"""
INSERT INTO orders
SELECT $month, product, region, hospital, distributor, {_COPIED} FROM read_parquet($files)
"""
_HOSPITALS = f"""
INSERT INTO hospital_total
SELECT $month, region, hospital, count(DISTINCT product), {_SUMMED} FROM read_parquet($files)
GROUP BY region, hospital ORDER BY region, hospital
"""


def _fill_orders(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    for sql in (_ORDERS, _HOSPITALS):
        _run(connection, sql, month, files["cube_orders"])


_ORDERS_OF_HOSPITAL = f"""
INSERT INTO orders_of_hospital
SELECT $month, region, hospital, product, {_COPIED} FROM read_parquet($files) ORDER BY region, hospital, product
"""


def _fill_orders_of_hospital(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    _run(connection, _ORDERS_OF_HOSPITAL, month, files["cube_orders"])


_NODE_ORDERS = f"""
CREATE OR REPLACE TEMP TABLE node_orders AS
SELECT coalesce(node, cube.region) AS node, product, {_SUMMED}
FROM read_parquet($files) AS cube LEFT JOIN node_of ON node_of.region = cube.region GROUP BY 1, 2
"""
_PLACE_ORDERS = f"""
INSERT INTO place_orders
SELECT $month, coalesce(above, node) AS place, product, {_SUMMED}
FROM node_orders LEFT JOIN place_in ON place_in.place = node GROUP BY 2, 3 ORDER BY 2, 3
"""
_RANKED_ORDERS = "INSERT INTO ranked_orders FROM place_orders WHERE month = $month ORDER BY place, product"
_PLACES = f"""
INSERT INTO place_total
SELECT $month, place, count(*), {_SUMMED} FROM place_orders WHERE month = $month GROUP BY place ORDER BY place
"""
_COUNTIES = f"""
INSERT INTO place_total
SELECT $month, cube.region, count(DISTINCT product), {_SUMMED}
FROM read_parquet($files) AS cube JOIN node_of ON node_of.region = cube.region AND node_of.node <> cube.region
GROUP BY cube.region ORDER BY cube.region
"""


def _fill_place_orders(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    for sql in (_NODE_ORDERS, _PLACE_ORDERS, _RANKED_ORDERS, _PLACES, _COUNTIES):
        _run(connection, sql, month, files["cube_orders"])


_PRICES = """
INSERT INTO prices SELECT $month, product, region, price, lines, quantity, amount FROM read_parquet($files)
"""
_NODE_PRICES = f"""
CREATE OR REPLACE TEMP TABLE node_prices AS
SELECT coalesce(node, cube.region) AS node, product, price, {_PAID}
FROM read_parquet($files) AS cube LEFT JOIN node_of ON node_of.region = cube.region GROUP BY 1, 2, 3
"""
# The weighted quantile is the lowest price at which that part of the packs is reached, as in the indicators.
_PLACE_PRICES = f"""
INSERT INTO place_prices
WITH paid AS (
    SELECT coalesce(above, node) AS place, product, price, {_PAID}
    FROM node_prices LEFT JOIN place_in ON place_in.place = node GROUP BY 1, 2, 3
), steps AS (
    SELECT *, sum(quantity) OVER (PARTITION BY place, product ORDER BY price) AS reached,
           sum(quantity) OVER (PARTITION BY place, product) AS packs
    FROM paid
)
SELECT $month, place, product, {_PAID}, min(price), min(price) FILTER (reached * 4 >= packs),
       min(price) FILTER (reached * 2 >= packs), min(price) FILTER (reached * 4 >= packs * 3), max(price)
FROM steps GROUP BY place, product ORDER BY place, product
"""


_RANKED_PRICES = """
INSERT INTO ranked_prices
SELECT month, place, product, quantity, median FROM place_prices WHERE month = $month ORDER BY place, product
"""


def _fill_prices(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    for sql in (_PRICES, _NODE_PRICES, _PLACE_PRICES, _RANKED_PRICES):
        _run(connection, sql, month, files["cube_prices"])


_COUNTS_AND_USE = """
CREATE OR REPLACE TEMP TABLE counted AS
SELECT counts.product, counts.region, counts.hospital, counts.counted_on, counts.quantity,
       used / stocked_days AS daily_use
FROM read_parquet($files) AS counts LEFT JOIN daily USING (product, hospital)
"""
_USE = "CREATE OR REPLACE TEMP TABLE daily AS SELECT product, hospital, used, stocked_days FROM read_parquet($files)"
_NO_USE = (
    "CREATE OR REPLACE TEMP TABLE daily (product INTEGER, hospital INTEGER, used DECIMAL(18, 4), stocked_days INT)"
)
_PLACE_STOCK = """
INSERT INTO place_stock
WITH by_region AS (
    SELECT region, product, count(*) AS hospitals, count(*) FILTER (quantity = 0) AS empty, sum(quantity) AS quantity,
           count(daily_use) AS with_use, sum(quantity) FILTER (daily_use IS NOT NULL) AS covered_quantity,
           sum(daily_use) AS daily_use
    FROM counted GROUP BY region, product
)
SELECT $month, coalesce(above, region) AS place, product, CAST(sum(hospitals) AS BIGINT), CAST(sum(empty) AS BIGINT),
       CAST(sum(quantity) AS DECIMAL(18, 4)), CAST(sum(with_use) AS BIGINT),
       CAST(coalesce(sum(covered_quantity), 0) AS DECIMAL(18, 4)), coalesce(sum(daily_use), 0)
FROM by_region LEFT JOIN place_in ON place_in.place = region GROUP BY 2, 3 ORDER BY 2, 3
"""
_HOSPITAL_STOCK = """
INSERT INTO hospital_stock
SELECT $month, product, region, hospital, counted_on, quantity, daily_use FROM counted
ORDER BY product, region, hospital
"""
_STOCK_OF_HOSPITAL = """
INSERT INTO stock_of_hospital
SELECT $month, product, region, hospital, counted_on, quantity, daily_use FROM counted ORDER BY hospital, product
"""


def _stage_counts(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    use = files["cube_use"]
    _run(connection, _USE if use else _NO_USE, month, use)
    _run(connection, _COUNTS_AND_USE, month, files["cube_stock"])


def _fill_place_stock(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    _stage_counts(connection, month, files)
    _run(connection, _PLACE_STOCK, month, ())


def _fill_hospital_stock(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    _stage_counts(connection, month, files)
    _run(connection, _HOSPITAL_STOCK, month, ())
    _run(connection, _STOCK_OF_HOSPITAL, month, ())


_EXPECTATION = """
INSERT INTO expectation
SELECT $month, region, product, expected, low, high, model FROM read_parquet($files) ORDER BY region, product
"""


def _fill_expectation(connection: duckdb.DuckDBPyConnection, month: str, files: Files) -> None:
    _run(connection, _EXPECTATION, month, files["expectation"])


# The dearest first, so that the last to finish is a small one.
PARTS: tuple[Part, ...] = (
    Part(name="orders", tables=("orders", "hospital_total"), sources=("cube_orders",), fill=_fill_orders),
    Part(
        name="place_orders", tables=("place_orders", "ranked_orders", "place_total"), sources=("cube_orders",),
        fill=_fill_place_orders, series=("place_orders",),
    ),
    Part(
        name="prices", tables=("prices", "place_prices", "ranked_prices"), sources=("cube_prices",), fill=_fill_prices,
        series=("place_prices",),
    ),
    Part(
        name="place_stock", tables=("place_stock",), sources=("cube_stock", "cube_use"), fill=_fill_place_stock,
        series=("place_stock",),
    ),
    # At the turn of a month few hospitals have counted yet: the count before is shown until they have.
    Part(
        name="hospital_stock", tables=("hospital_stock", "stock_of_hospital"), sources=("cube_stock", "cube_use"),
        newest=2, fill=_fill_hospital_stock,
    ),
    Part(
        name="orders_of_hospital", tables=("orders_of_hospital",), sources=("cube_orders",), newest=3,
        fill=_fill_orders_of_hospital,
    ),
    Part(name="expectation", tables=("expectation",), sources=("expectation",), fill=_fill_expectation),
)  # fmt: skip
