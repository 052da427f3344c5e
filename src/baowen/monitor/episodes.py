"""Decides which sightings are one signal: the same finding, month after month, updates; after a pause it is new."""

from __future__ import annotations

import hashlib
from typing import Any

import polars as pl

from baowen.core.policy import SEVERITIES

SUBJECT = ("indicator", "region", "subject_type", "subject")
SIGHTING: dict[str, Any] = {
    "indicator": pl.String,
    "region": pl.Int32,
    "subject_type": pl.String,
    "subject": pl.Int32,
    "month": pl.String,
    "seen_on": pl.Date,
    "severity": pl.String,
    "value": pl.Float64,
    "reference": pl.Float64,
    "threshold": pl.Float64,
    "threshold_basis": pl.String,
    "clause": pl.String,
    "basis": pl.String,
    "policy_key": pl.String,
    "n": pl.Int64,
    "weight": pl.Float64,
    "held": pl.Boolean,
}
LINES = SEVERITIES  # each finding carries its lines along, in columns named after the severities
# What the indicators bring: `severity` is null where no line is crossed and `held_severity` only would stand on.
FOUND: dict[str, Any] = {
    **{name: kind for name, kind in SIGHTING.items() if name != "held"},
    "held_severity": pl.String,
    **dict.fromkeys(LINES, pl.Float64),
}
SEVERITY = pl.Enum(list(SEVERITIES))


def month_index(column: str) -> pl.Expr:
    """A month "2026-03" as a count of months, so that neighbours differ by one."""
    text = pl.col(column)
    return text.str.slice(0, 4).cast(pl.Int32) * 12 + text.str.slice(5, 2).cast(pl.Int32)


def episodes(sightings: pl.DataFrame, *, quiet_months: int) -> pl.DataFrame:
    """Give every sighting the first month of its episode in `episode`.

    `sightings` has the columns SIGHTING, one row per subject and month. Two sightings of a subject belong together
    when at most `quiet_months` months without a finding lie between them.
    """
    return (
        sightings.sort(*SUBJECT, "month")
        .with_columns(index=month_index("month"))
        .with_columns(starts=(pl.col("index").diff().over(SUBJECT) > quiet_months + 1).fill_null(value=True))
        .with_columns(
            episode=pl.when(pl.col("starts")).then(pl.col("month")).otherwise(None).forward_fill().over(SUBJECT)
        )
        .drop("index", "starts")
    )


def summarise(grouped: pl.DataFrame) -> pl.DataFrame:
    """One row per episode: its months, first and last seen, the newest sighting's values, the worst severity."""
    newest = [name for name in SIGHTING if name not in (*SUBJECT, "month", "seen_on")]
    return (
        grouped.sort("month")
        .group_by(*SUBJECT, "episode", maintain_order=True)
        .agg(
            pl.col("month").last().alias("period_last"),
            pl.col("seen_on").first().alias("first_seen"),
            pl.col("seen_on").last().alias("last_seen"),
            pl.col("severity").cast(SEVERITY).max().cast(pl.String).alias("worst_severity"),
            pl.len().alias("times_seen"),
            *[pl.col(name).last() for name in newest],
        )
        .with_columns(period_first=pl.col("episode"))
    )


def inherit_numbers(summary: pl.DataFrame, existing: pl.DataFrame) -> pl.DataFrame:
    """Add `number`: that of an existing signal of the same subject whose months overlap, else null.

    `existing` has SUBJECT, number, period_first, period_last. A correction may move the beginning of an episode; it
    keeps its number all the same, and no number is given twice.
    """
    if existing.is_empty():
        return summary.with_columns(number=pl.lit(None, pl.String))
    old = existing.rename({"period_first": "old_first", "period_last": "old_last"})
    matched = (
        summary.join(old, on=list(SUBJECT))
        .filter((pl.col("old_first") <= pl.col("period_last")) & (pl.col("period_first") <= pl.col("old_last")))
        .sort("old_first", "number")
        .unique([*SUBJECT, "episode"], keep="first", maintain_order=True)
        .unique("number", keep="first", maintain_order=True)
        .select(*SUBJECT, "episode", "number")
    )
    return summary.join(matched, on=[*SUBJECT, "episode"], how="left", nulls_equal=True)


def new_number(*, indicator: str, region_code: str, subject_type: str, subject_code: str, period_first: str) -> str:
    """The number of a signal: month and eight hex digits of what it is about, the same in every home."""
    text = "\x1f".join((indicator, region_code, subject_type, subject_code, period_first))
    return f"S{period_first.replace('-', '')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
