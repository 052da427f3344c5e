"""Rows of one file that say the same thing twice, or two things about one key."""

from __future__ import annotations

import polars as pl

from baowen.collect.contract import Feed
from baowen.collect.intake.found import Found, key_words


def check_repeats(feed: Feed, frame: pl.DataFrame, found: Found) -> pl.Series:
    """The rows to leave out because an identical row comes before them; rows that contradict are reported as refused.

    Identical: every column of the feed equal, blanks counting as equal. One is kept and the others remarked.
    """
    keys = [name for name in feed.key if name in frame.columns]
    nothing = pl.Series([], dtype=pl.UInt32)
    if not keys or frame.height == 0:
        return nothing
    # Hashes first: only rows whose key may repeat are compared as text.
    suspect = frame.select(pl.struct(keys).hash()).to_series().is_duplicated()
    if not suspect.any():
        return nothing
    candidates = frame.filter(suspect)
    repeated = candidates.filter(candidates.select(keys).is_duplicated())
    if repeated.height == 0:
        return nothing
    values = [name for name in repeated.columns if name != "row"]
    first = repeated.with_columns(
        first=pl.col("row").min().over(values), first_of_key=pl.col("row").min().over(keys),
        last_of_key=pl.col("row").max().over(keys),
    )  # fmt: skip
    apart = first.with_columns(differs=(pl.col("first").n_unique().over(keys) > 1))
    clash = apart.filter("differs").with_columns(
        other=pl.when(pl.col("row") == pl.col("first_of_key")).then("last_of_key").otherwise("first_of_key")
    )
    again = apart.filter(~pl.col("differs") & (pl.col("row") != pl.col("first")))
    found.rows("conflicting_rows", clash["row"], other=clash["other"], **key_words(feed))
    found.rows("duplicate_row", again["row"], other=again["first"])
    return again["row"]
