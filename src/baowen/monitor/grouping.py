"""Decides which sightings are one signal: the same finding in many places below is one in the place above.

Month by month, and only from what was known: a place takes in what is found below it when the finding is made there
too, when enough of its places have it, or when its signal is still open. In the same way the products of an
ingredient or of a drug, or the hospitals of a place, become one subject where the pack joins them. Nothing is lost:
every sighting gets exactly one group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from baowen.monitor.episodes import SEVERITY, SUBJECT, month_index
from baowen.monitor.kinship import REGION, Kinship
from baowen.monitor.signal_rules import SEVERAL, SignalParameters

GROUP: Final = ("group_region", "group_type", "group_subject")
_OPEN: Final[dict[str, Any]] = {
    "indicator": pl.String, "region": pl.Int32, "type": pl.String, "topic": pl.Int32, "index": pl.Int32,
}  # fmt: skip
_PLACED: Final = ("indicator", "region", "type", "topic")


@dataclass(frozen=True, kw_only=True)
class _Month:
    """One month's rows (indicator, place, region as it is now, type, topic ...) and what was open before it."""

    index: int
    rows: pl.DataFrame
    open: pl.DataFrame


def assign(sightings: pl.DataFrame, kinship: Kinship, rules: SignalParameters, *, before: pl.DataFrame) -> pl.DataFrame:
    """The sightings with GROUP: the place and subject of the signal that each belongs to.

    `sightings`: SUBJECT and month at least. `before`: indicator, month and GROUP of the sightings of the months
    before, whose signals are open while at most the pack's quiet months lie between. Order of rows does not matter.
    """
    rows = kinship.with_kin(sightings.with_columns(index=month_index("month"), row=pl.int_range(pl.len())), rules)
    rows = rows.with_columns(
        place=pl.col("region"), type=pl.col("subject_type"), topic=_topic("subject_type", "subject")
    )
    opened = before.select(
        "indicator",
        region="group_region",
        type="group_type",
        topic=_topic("group_type", "group_subject"),
        index=month_index("month"),
    ).cast(pl.Schema(_OPEN))
    parts = []
    for index in sorted(rows["index"].unique()):
        alive = opened.filter(pl.col("index") >= index - rules.quiet_months - 1).drop("index").unique()
        month = _Month(index=index, rows=rows.filter(pl.col("index") == index), open=alive)
        joined = _join_subjects(month, kinship, rules)
        for level in rules.group_levels:
            joined = _lift(joined, alive, level, kinship, rules)
        opened = pl.concat([opened, joined.select(list(_OPEN)).cast(pl.Schema(_OPEN)).unique()])
        parts.append(joined)
    if not parts:
        return sightings.with_columns(group_region=_null(pl.Int32), group_type=_null(pl.String), group_subject=_null())
    done = pl.concat(parts).sort("row")
    subject = pl.when(pl.col("type") == REGION).then("region").otherwise("topic").cast(pl.Int32)
    return sightings.hstack(done.select(group_region="region", group_type="type", group_subject=subject))


def _topic(kind: str, subject: str) -> pl.Expr:
    """What a sighting is about besides its place: nothing more where the subject is the place itself."""
    return pl.when(pl.col(kind) == REGION).then(0).otherwise(pl.col(subject)).cast(pl.Int32)


def _null(kind: Any = pl.Int32) -> pl.Expr:
    return pl.lit(None, kind)


def _join_subjects(month: _Month, kinship: Kinship, rules: SignalParameters) -> pl.DataFrame:
    """Products or hospitals of one place become one subject: enough of them, or the joint subject is there or open."""
    rows = month.rows
    wanted = rows.filter(pl.col("kin").is_not_null())
    if wanted.is_empty():
        return rows
    keys = ["indicator", "region", "kin_type", "kin"]
    many = wanted.group_by(keys).agg(k=pl.col("subject").n_unique(), of=pl.col("kin_of").max())
    enough = (pl.col("k") >= rules.group_least_subjects) & (
        pl.col("of").is_null() | (pl.col("k") >= rules.group_least_share * pl.col("of"))
    )
    own = rows.select("indicator", "region", kin_type="type", kin="topic").unique()
    joined = pl.concat([many.filter(enough).select(keys), own.join(many, on=keys, how="semi").select(keys)])
    above = wanted.select(keys).unique().join(kinship.above, on="region")
    still = above.join(
        month.open, left_on=["indicator", "above", "kin_type", "kin"], right_on=list(_PLACED), how="semi"
    )
    joined = pl.concat([joined, still.select(keys)]).unique().with_columns(joins=True)
    rows = rows.join(joined, on=keys, how="left")
    becomes = pl.col("joins").fill_null(value=False)
    return rows.with_columns(
        type=pl.when(becomes).then("kin_type").otherwise("type"), topic=pl.when(becomes).then("kin").otherwise("topic")
    ).drop("joins")


def _lift(
    rows: pl.DataFrame, alive: pl.DataFrame, level: str, kinship: Kinship, rules: SignalParameters
) -> pl.DataFrame:
    """Findings below a place of the level move up to it: it has the finding too, or enough of its places do."""
    rows = rows.join(kinship.ladder(level), on="region", how="left")  # adds `to`, `child` and `of`; null where above
    keys = ["indicator", "to", "type", "topic"]
    below = rows.filter(pl.col("to").is_not_null())
    many = below.group_by(keys).agg(k=pl.col("child").n_unique(), of=pl.col("of").max())
    enough = (pl.col("k") >= rules.group_least_places) & (pl.col("k") >= rules.group_least_share * pl.col("of"))
    several = pl.col("indicator").is_in(list(rules.group_always)) & (pl.col("k") >= SEVERAL)
    there = pl.concat([rows.select(_PLACED), alive.select(_PLACED).cast(rows.select(_PLACED).schema)])
    there = there.rename({"region": "to"}).unique()
    lifted = pl.concat([many.filter(enough | several).select(keys), many.join(there, on=keys, how="semi").select(keys)])
    rows = rows.join(lifted.unique().with_columns(lifts=True), on=keys, how="left")
    moved = pl.when(pl.col("lifts").fill_null(value=False)).then("to").otherwise("region")
    return rows.with_columns(region=moved.cast(pl.Int32)).drop("to", "child", "of", "lifts")


def leading(assigned: pl.DataFrame, rules: SignalParameters) -> pl.DataFrame:
    """One row per group and month: the sighting whose value stands for the signal, with how many it stands for.

    `assigned`: sightings with GROUP. The gravest sighting leads; with severity by share, the gravest severity that
    the pack's share of the sightings reach, a finding about the place itself always counting. Of equals the widest
    place leads, then the weightiest. `seen_on` is the first day of all. The region and subject become the group's.
    """
    keys = ["indicator", *GROUP, "month"]
    rank = pl.col("severity").cast(SEVERITY).to_physical().cast(pl.Int32)
    own = pl.col("region") == pl.col("group_region")
    rows = assigned.with_columns(rank=rank, own=own, first=pl.col("seen_on").min().over(keys), many=pl.len().over(keys))
    if rules.group_severity == "share":
        reached = (
            pl.col("rank").rank("max", descending=True).over(keys) / pl.col("many")
        ) >= rules.group_severity_share
        rows = rows.with_columns(counts=reached | pl.col("own"))
    else:
        rows = rows.with_columns(counts=pl.lit(value=True))
    order = ["counts", "rank", "own", "weight", "value", "region", "subject"]
    best = rows.sort(order, descending=[True, True, True, True, True, False, False]).unique(keys, keep="first")
    best = best.with_columns(seen_on="first").drop("rank", "own", "first", "counts")
    return best.with_columns(region="group_region", subject_type="group_type", subject="group_subject").drop(GROUP)


def topics(rows: pl.DataFrame) -> pl.DataFrame:
    """The subjects of some rows, each once."""
    return rows.select(SUBJECT).unique()
