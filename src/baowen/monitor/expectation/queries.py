"""Reads for charts and pages: what was bought of a product in a place beside what was to be expected."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from baowen.collect.places import place_table
from baowen.lake.engine import open_engine
from baowen.lake.store import Lake
from baowen.monitor.expectation.source import bought
from baowen.monitor.tables import EXPECTED_PURCHASE, open_tables

RANGE: Final[dict[str, Any]] = {
    "month": pl.String, "bought": pl.Float64, "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "model": pl.String, "demand_class": pl.String,
}  # fmt: skip


def expected_ranges(lake: Lake, region: int, product: int) -> pl.DataFrame:
    """Month by month (RANGE) the packs bought of a product in a city or province, and the range expected, in packs.

    Months without an expectation have null there, months in which the place reported nothing have null everywhere.
    The running month grows with the place's order lines, and so does what is expected of it.
    """
    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=pl.DataFrame(schema={"day": pl.Date}))
    levels = place_table(lake).filter(region=region)["level"].to_list()
    months = sorted({*lake.months("order_line"), *lake.months("purchase"), *lake.months(EXPECTED_PURCHASE)})
    rows = bought(tables, months, levels)
    inside = rows.filter(rows.region == region)
    is_it = inside["product"] == product
    sums = inside.group_by("month").aggregate(bought=inside.quantity.sum(where=is_it), activity=inside.lines.sum())
    told = engine.run(sums).with_columns(pl.col("bought").fill_null(0.0))
    known = lake.scan(EXPECTED_PURCHASE)
    columns = ["month", "expected", "low", "high", "model", "demand_class"]
    if known is None:
        made = pl.DataFrame(schema={name: RANGE[name] for name in columns})
    else:
        made = known.filter(pl.col("region") == region, pl.col("product") == product).select(columns).collect()
    every = pl.DataFrame({"month": months}, schema={"month": pl.String})
    joined = every.join(told, on="month", how="left").join(made, on="month", how="left").sort("month")
    packs = joined.with_columns(pl.col("expected", "low", "high") * pl.col("activity"))
    return packs.select(pl.col(name).cast(kind) for name, kind in RANGE.items())
