"""Which hospital's gap which distributor's stock could cover, and for how long. COL-5, RSV-2. Columns alone."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

COVERING: Final[dict[str, Any]] = {
    "item": pl.String, "hospital": pl.Int32, "distributor": pl.Int32, "gap_units": pl.Float64,
    "daily_use": pl.Float64, "stock_units": pl.Float64, "covers_units": pl.Float64, "days_alone": pl.Float64,
    "hospitals_short": pl.Int64, "days_for_all": pl.Float64,
}  # fmt: skip


def covering(hospitals: pl.DataFrame, distributors: pl.DataFrame, served: pl.DataFrame) -> pl.DataFrame:
    """Columns COVERING, a row for each hospital that is short and each distributor that serves it and has the item.

    `hospitals`, `distributors` as standing.STANDING, `served`: hospital, distributor, a row for each pair that
    delivered lately. `covers_units`: what of the gap the stock covers if this hospital alone draws on it;
    `days_alone`: for how long it would last this hospital; `days_for_all`: for how long all hospitals that are short
    of the item and served by the same distributor, of which there are `hospitals_short`.
    """
    short = hospitals.filter(pl.col("short_units") > 0).select(
        "item", "daily_use", hospital="org", gap_units="short_units"
    )
    held = distributors.filter(pl.col("stock_units") > 0).select("item", "stock_units", distributor="org")
    pairs = short.join(served.select("hospital", "distributor").unique(), on="hospital")
    pairs = pairs.join(held, on=["item", "distributor"])
    together = ["item", "distributor"]
    use, alone = pl.col("daily_use"), pl.col("stock_units") / pl.col("daily_use")
    found = pairs.with_columns(
        covers_units=pl.min_horizontal("gap_units", "stock_units"),
        days_alone=pl.when(use > 0).then(alone),
        hospitals_short=pl.len().over(together),
        days_for_all=pl.when(use.sum().over(together) > 0).then(pl.col("stock_units") / use.sum().over(together)),
    )
    return found.select(pl.col(name).cast(kind) for name, kind in COVERING.items()).sort(
        "item", "hospital", "days_alone", descending=[False, False, True], nulls_last=True
    )
