"""The day of the first order under each contract: how long a selected product took to get into a hospital. VBP-11.

Monthly sums know the month; only that month's order lines are looked through, and days that are known are kept.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from baowen.core.period import Month
from baowen.lake.store import Lake

_KEYS: Final = ["round_code", "owner", "product", "starts_on"]


def with_first_days(
    rows: pl.DataFrame, lake: Lake, members: pl.DataFrame, known: pl.DataFrame | None
) -> pl.DataFrame:  # fmt: skip
    """The rows with `first_on`, null where nothing was ordered. `known`: an earlier run's rows with theirs."""
    if known is not None and "first_on" in known.columns:
        told = known.select(*_KEYS, "bought_first_at", "first_on")
        rows = rows.join(told, on=[*_KEYS, "bought_first_at"], how="left", maintain_order="left")
    else:
        rows = rows.with_columns(first_on=pl.lit(None, pl.Date))
    wanted = rows.filter(pl.col("first_on").is_null(), pl.col("bought_first_at").is_not_null())
    if wanted.is_empty():
        return rows
    buyers = _buyers(wanted, members)
    found = [_first_of(lake, at[0], part) for at, part in buyers.partition_by("bought_first_at", as_dict=True).items()]
    days = pl.concat(found).rename({"first_on": "found_on"})
    joined = rows.join(days, on=_KEYS, how="left", maintain_order="left")
    return joined.with_columns(first_on=pl.coalesce("first_on", "found_on")).drop("found_on")


def _buyers(wanted: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Each contract with every hospital whose orders count under it."""
    own = wanted.select(*_KEYS, "bought_first_at", "is_alliance", hospital="owner")
    theirs = own.filter("is_alliance").join(members.select("member", owner="lead"), on="owner")
    theirs = theirs.with_columns(hospital=pl.col("member").cast(own.schema["hospital"]))
    return pl.concat([own, theirs.select(own.columns)]).drop("is_alliance")


def _first_of(lake: Lake, at: int, contracts: pl.DataFrame) -> pl.DataFrame:
    """The first order day of each contract in the month of that index."""
    month = str(Month(at // 12, at % 12 + 1))
    lazy = lake.scan("order_line", months=[month])
    if lazy is None:
        return contracts.select(*_KEYS, first_on=pl.lit(None, pl.Date)).head(0)
    counted = (pl.col("quantity") > 0) & (pl.col("status").fill_null("placed") != "cancelled")
    lines = lazy.filter(counted).select("hospital", "product", "ordered_on")
    found = lines.join(contracts.lazy(), on=["hospital", "product"]).group_by(_KEYS)
    return found.agg(first_on=pl.col("ordered_on").min()).collect()


def days_to_first(starts_on: date, first_on: date | None) -> int | None:
    """Days from the start of a cycle to the first order, 0 where it came before; None without one."""
    return None if first_on is None else max(0, (first_on - starts_on).days)
