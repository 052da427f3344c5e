"""Monthly series of a simulated province straight from its files, and how many order lines each event left."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.monitor.score import EventRow, nested

ENOUGH_DAYS = 24  # orders up to this day of a month have had a week to arrive by its end


def read(folder: Path, feed: str) -> pl.DataFrame:
    """A feed's file under the names of its columns; numbers and days in their types, whatever the file holds."""
    frame = pl.read_parquet(folder / f"{feed}.parquet")
    names = {column.zh: column.name for column in FEEDS[feed].columns}
    return frame.rename({zh: name for zh, name in names.items() if zh in frame.columns})


def bundled(folder: Path) -> None:
    """Put the monthly files of each feed into one, so that a load takes seconds."""
    for feed in {path.stem.rsplit("-", 2)[0] for path in folder.glob("*-20*.parquet")}:
        parts = sorted(folder.glob(f"{feed}-20*.parquet"))
        pl.concat([pl.read_parquet(part) for part in parts], how="vertical_relaxed").write_parquet(
            folder / f"{feed}.parquet"
        )
        for part in parts:
            part.unlink()


def order_lines(folder: Path) -> pl.DataFrame:
    """Order lines with county and city of the hospital: line, product, distributor, county, city, day, month ..."""
    places = read(folder, "organisation").select(
        hospital_code="org_code", county="region_code", city=pl.col("region_code").str.slice(0, 4) + "00"
    )
    lines = read(folder, "order_line").select(
        pl.col("order_line_no"), "hospital_code", "product_code", "distributor_code",
        day=pl.col("ordered_on").cast(pl.Date), quantity=pl.col("quantity").cast(pl.Float64),
        price=pl.col("unit_price").cast(pl.Float64),
    )  # fmt: skip
    return lines.join(places, on="hospital_code").with_columns(month=pl.col("day").dt.strftime("%Y-%m"))


def lines_behind(events: Iterable[EventRow], lines: pl.DataFrame) -> dict[str, int]:
    """By event the order lines of its subjects in its place while it acted: an event of no line left no trace."""
    found: dict[str, int] = {}
    for row in events:
        column = {"product": "product_code", "distributor": "distributor_code", "hospital": "hospital_code"}
        rows = lines.filter(pl.col(column.get(row.subject_type, "product_code")) == row.subject_id)
        rows = rows.filter(pl.col("day") >= row.starts_on)
        if row.ends_on is not None:
            rows = rows.filter(pl.col("day") <= row.ends_on)
        inside = sum(n for county, n in rows["county"].value_counts().iter_rows() if nested(county, row.region_code))
        found[row.event_id] = found.get(row.event_id, 0) + inside
    return found


def monthly(folder: Path, lines: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The four series by name: columns region, subject, month, value (and n, the lines behind it)."""
    bought = lines.filter(pl.col("quantity") > 0).group_by("city", "product_code", "month")
    sums = bought.agg(quantity=pl.col("quantity").sum(), yuan=(pl.col("quantity") * pl.col("price")).sum(), n=pl.len())
    of_product = sums.rename({"city": "region", "product_code": "subject"})
    return {
        "purchase": of_product.select("region", "subject", "month", "n", value="quantity"),
        "price": of_product.select("region", "subject", "month", "n", value=pl.col("yuan") / pl.col("quantity")),
        "delivery": _delivery(folder, lines),
        "supply": _supply(folder),
    }


def _delivery(folder: Path, lines: pl.DataFrame) -> pl.DataFrame:
    """Share of the packs ordered up to the 24th that had come by the month's end, by county and distributor."""
    arrived = read(folder, "delivery").select(
        "order_line_no", came=pl.col("quantity").cast(pl.Float64), on=pl.col("delivered_on").cast(pl.Date)
    )
    early = lines.filter(pl.col("day").dt.day() <= ENOUGH_DAYS)
    joined = early.join(arrived, on="order_line_no", how="left")
    in_time = pl.col("on") <= pl.col("day").dt.month_end()
    by_line = joined.group_by("order_line_no", "county", "distributor_code", "month").agg(
        pl.col("quantity").first(), came=pl.col("came").filter(in_time).sum()
    )
    sums = by_line.group_by(region="county", subject="distributor_code", month="month").agg(
        value=pl.min_horizontal("came", "quantity").sum() / pl.col("quantity").sum(), n=pl.len()
    )
    return sums.filter(pl.col("subject").is_not_null())


def _supply(folder: Path) -> pl.DataFrame:
    """Days that the stock counted at the month's end lasts at the month's use, by city and product."""
    cities = read(folder, "organisation").select(
        hospital_code="org_code", region=pl.col("region_code").str.slice(0, 4) + "00"
    )
    stock = read(folder, "stock").with_columns(day=pl.col("counted_on").cast(pl.Date))
    stock = stock.filter(pl.col("day") == pl.col("day").dt.month_end())
    stock = stock.group_by("hospital_code", "product_code", month=pl.col("day").dt.strftime("%Y-%m")).agg(
        held=pl.col("quantity").cast(pl.Float64).sum()
    )
    used = read(folder, "usage").select(
        "hospital_code", "product_code", "month", used=pl.col("quantity").cast(pl.Float64)
    )
    both = stock.join(used, on=["hospital_code", "product_code", "month"]).join(cities, on="hospital_code")
    sums = both.group_by("region", "month", subject="product_code").agg(
        held=pl.col("held").sum(), used=pl.col("used").sum(), n=pl.len()
    )
    return sums.filter(pl.col("used") > 0).select(
        "region", "subject", "month", "n", value=30 * pl.col("held") / pl.col("used")
    )
