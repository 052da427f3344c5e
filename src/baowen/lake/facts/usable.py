"""What stock is usable on a day: the last count of each holder, without what has expired and what is recalled.

Expired or recalled stock never counts and never moves (RSV-1, RSV-3, HOS-3). A count of 0 is a row with 0 packs; what
was not counted is no row.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from baowen.core.period import Month, days_from
from baowen.lake.store import Lake

USABLE: Final[dict[str, Any]] = {
    "org": pl.Int32, "product": pl.Int32, "counted_on": pl.Date, "lot_no": pl.String, "expires_on": pl.Date,
    "packs": pl.Decimal(18, 4),
}  # fmt: skip
HELD_BY: Final = {"stock": "hospital", "distributor_stock": "distributor", "reserve_stock": "holder"}
"""By table of the lake the column that names who holds the stock."""
_LOT = ("product", "lot_no")


def usable_stock(
    lake: Lake, table: str, *, day: date, stale_days: int, products: list[int] | None = None
) -> pl.DataFrame:
    """Columns USABLE, a row for each usable lot (packs) of the last count on or before `day`, by holder and product.

    A count of more than `stale_days` before is no count. Where nothing of what was counted is usable, one row with 0
    packs and no lot says so. A lot that expires on `day` still counts, one without an expiry date does too.
    """
    holder = HELD_BY[table]
    fresh = days_from(day, -stale_days)
    lazy = lake.scan(table, months=[str(month) for month in Month.of(fresh).until(Month.of(day))])
    if lazy is None:
        return pl.DataFrame(schema=USABLE)
    if products is not None:
        lazy = lazy.filter(pl.col("product").is_in(products))
    lot = pl.col("lot_no") if "lot_no" in lazy.collect_schema().names() else pl.lit(None, pl.String).alias("lot_no")
    rows = lazy.filter(pl.col("counted_on").is_between(fresh, day)).select(
        "product", "counted_on", "expires_on", lot, org=pl.col(holder), packs=pl.col("quantity")
    ).collect()  # fmt: skip
    rows = rows.filter(pl.col("counted_on") == pl.col("counted_on").max().over("org", "product"))
    good = (pl.col("packs") > 0) & (pl.col("expires_on").is_null() | (pl.col("expires_on") >= day))
    fit = without_recalled(rows.filter(good), recalled_lots(lake, day=day))
    counted = rows.select("org", "product", "counted_on").unique()
    told = counted.join(fit.drop("counted_on"), on=["org", "product"], how="left").with_columns(
        pl.col("packs").fill_null(0)
    )
    return told.select(pl.col(name).cast(kind) for name, kind in USABLE.items()).sort(
        "org", "product", "expires_on", "lot_no", nulls_last=True
    )


def recalled_lots(lake: Lake, *, day: date) -> pl.DataFrame:
    """Product and lot (null: every lot of the product) of each recall in force on a day."""
    rows = lake.read("recall", columns=["product", "lot_no", "recalled_on", "ended_on"])
    if rows is None:
        return pl.DataFrame(schema={name: USABLE[name] for name in _LOT})
    ended = pl.col("ended_on").is_not_null() & (pl.col("ended_on") < day)
    return rows.filter((pl.col("recalled_on") <= day) & ~ended).select(_LOT).unique()


def without_recalled(rows: pl.DataFrame, recalled: pl.DataFrame) -> pl.DataFrame:
    """The rows (`product`, `lot_no`) that no recall names. Stock without a lot number falls under each recall of its
    product: nobody can say that it is not of the lot."""
    whole = recalled.filter(pl.col("lot_no").is_null()).select("product").unique()
    some = recalled.select("product").unique()
    kept = rows.join(whole, on="product", how="anti").join(recalled, on=list(_LOT), how="anti")
    unnamed = kept.filter(pl.col("lot_no").is_null()).join(some, on="product", how="anti")
    return pl.concat([kept.filter(pl.col("lot_no").is_not_null()), unnamed])
