"""What hospitals use of a product in a day, adjusted for the days on which they had none. HOS-3, MON-3."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from baowen.core.period import Month
from baowen.lake.store import Lake

USED: Final[dict[str, Any]] = {
    "org": pl.Int32, "product": pl.Int32, "daily_use": pl.Float64, "scatter": pl.Float64, "months": pl.Int32,
}  # fmt: skip


def daily_use(lake: Lake, *, day: date, use_months: int, products: list[int] | None = None) -> pl.DataFrame:
    """Columns USED, by hospital and product: packs a day over the `use_months` whole months before `day`.

    The use of all months over the days on which there was stock: days without stock are no days without need.
    `scatter`: the standard deviation of a month's daily use between months (0 for a single one), `months`: of how many
    reported months. A hospital that never had stock, or reported nothing, has no row; one that used nothing has 0.
    """
    now = Month.of(day)
    months = [str(month) for month in now.plus(-use_months).until(now.plus(-1))]
    lazy = lake.scan("usage", months=months)
    if lazy is None:
        return pl.DataFrame(schema=USED)
    if products is not None:
        lazy = lazy.filter(pl.col("product").is_in(products))
    length = pl.col("month").str.to_date("%Y-%m").dt.month_end().dt.day().cast(pl.Int32)
    stocked = (length - pl.col("stockout_days").fill_null(0).cast(pl.Int32)).clip(lower_bound=0)
    rows = lazy.select(
        "month", "product", org=pl.col("hospital"), used=pl.col("quantity").cast(pl.Float64), stocked=stocked
    ).filter(pl.col("stocked") > 0)  # fmt: skip
    found = rows.group_by("org", "product").agg(
        daily_use=pl.col("used").sum() / pl.col("stocked").sum(),
        scatter=(pl.col("used") / pl.col("stocked")).std().fill_null(0.0),
        months=pl.len(),
    )
    return found.sort("org", "product").select(pl.col(name).cast(kind) for name, kind in USED.items()).collect()
