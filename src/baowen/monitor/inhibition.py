"""Decides which sightings are consequences of a known cause: they stay recorded and are not warned of by themselves.

A cause silences a consequence in its own place and in every place below, in the months in which it is seen and for the
pack's months after, when the two are related as the pack says and the cause is at least as grave. What is silenced
is no cause itself, and what a rule names as a cause it does not silence, so nothing can silence in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from baowen.monitor.episodes import SEVERITY, month_index
from baowen.monitor.kinship import Kinship
from baowen.monitor.signal_rules import EVERY, SignalParameters

_OWN_TYPE: Final = {"product": "product", "distributor": "distributor"}


def silence(rows: pl.DataFrame, kinship: Kinship, rules: SignalParameters) -> pl.Series:
    """For each row the number of the signal that silences it, null where it speaks; in the order of the rows.

    `rows`: indicator, region, subject_type, subject, month, severity, group_region (the place of the signal that the
    row belongs to), number (of that signal). Earlier rules go first.
    """
    numbered = rows.select(
        "indicator", "region", "subject_type", "subject", "group_region", "number",
        at=pl.int_range(pl.len()), index=month_index("month"),
        rank=pl.col("severity").cast(SEVERITY).to_physical().cast(pl.Int32),
        silenced_by=pl.lit(None, pl.String),
    )  # fmt: skip
    for rule in rules.silences:
        found = _silenced(numbered, rule, kinship)
        if found.height:
            numbered = numbered.join(found, on="at", how="left", maintain_order="left")
            numbered = numbered.with_columns(silenced_by=pl.coalesce("silenced_by", "cause")).drop("cause")
    return numbered["silenced_by"]


def _silenced(rows: pl.DataFrame, rule: Mapping[str, Any], kinship: Kinship) -> pl.DataFrame:
    """(at, cause): the rows that one rule silences, each with the gravest cause, the smallest number of several."""
    speaking = rows.filter(pl.col("silenced_by").is_null())
    is_cause, relation = _named(rule["causes"]), str(rule["relation"])
    causes = _keyed(speaking.filter(is_cause), relation, kinship)
    effects = _keyed(speaking.filter(_named(rule["effects"]) & ~is_cause), relation, kinship)
    if causes.is_empty() or effects.is_empty():
        return pl.DataFrame(schema={"at": pl.Int64, "cause": pl.String})
    causes = causes.select(
        "kind", "key", above="group_region", since="index", cause_rank="rank", cause="number"
    ).unique()
    months = [causes.with_columns(index=pl.col("since") + lag) for lag in range(int(rule["months"]) + 1)]
    effects = effects.join(kinship.above, on="region")
    pairs = effects.join(pl.concat(months), on=["kind", "key", "above", "index"])
    pairs = pairs.filter(pl.col("cause_rank") >= pl.col("rank"), pl.col("cause") != pl.col("number"))
    best = pairs.sort(["cause_rank", "cause"], descending=[True, False]).unique("at", keep="first")
    return best.select("at", "cause")


def _named(names: tuple[str, ...] | list[str]) -> pl.Expr:
    return pl.lit(value=True) if EVERY in names else pl.col("indicator").is_in(list(names))


def _keyed(rows: pl.DataFrame, relation: str, kinship: Kinship) -> pl.DataFrame:
    """The rows with what must be equal for a cause and a consequence to be related (`kind`, `key`)."""
    if relation == "subject":
        return rows.with_columns(kind="subject_type", key="subject")
    if relation in _OWN_TYPE:
        own = rows.filter(pl.col("subject_type") == _OWN_TYPE[relation])
        return own.with_columns(kind=pl.lit(relation), key="subject")
    kin = kinship.relatives(relation)
    return rows.join(kin, on=["subject_type", "subject"]).with_columns(kind=pl.lit(relation), key="kin").drop("kin")
