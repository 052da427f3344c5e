"""Turns what indicators found into signals: new ones, updated ones, and those that a correction takes back.

Only months that were looked at again and signals that were alive then are read; only what differs is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from baowen.core.period import Month
from baowen.monitor.bulk import write_rows
from baowen.monitor.episodes import SIGHTING, SUBJECT, episodes, inherit_numbers, new_number, summarise
from baowen.monitor.grouping import GROUP, assign, leading
from baowen.monitor.hysteresis import settle
from baowen.monitor.inhibition import silence
from baowen.monitor.kinship import REGION
from baowen.monitor.models import CycleRun, Sighting, Signal
from baowen.monitor.names import Names
from baowen.monitor.signal_rules import SignalParameters
from baowen.monitor.turns import STOOD, turns

_CHUNK = 500
_GROUPED = {"group_region": "region", "group_type": "subject_type", "group_subject": "subject"}
_OWN = [name for name in SIGHTING if name != "indicator"]
_COPIED = (
    *SUBJECT, "number", "severity", "worst_severity", "period_first", "period_last", "value", "reference", "threshold",
    "clause", "basis", "policy_key", "first_seen", "last_seen", "times_seen", "n", "weight", "state", "places",
    "members", "silenced_by", "merged_into", "graver_on", "graver_from", "ended_on",
)  # fmt: skip
_DAYS = ("first_seen", "last_seen", "graver_on", "ended_on")
_NAME_LENGTH = 400  # of a subject, as it is stored
_STORED: dict[str, Any] = {
    **SIGHTING, "silenced_by": pl.String, "sighting_id": pl.Int64, "signal_id": pl.Int64, "owner": pl.String,
    "group_region": pl.Int32, "group_type": pl.String, "group_subject": pl.Int32, "period_first": pl.String,
    "period_last": pl.String, "state": pl.String, "merged_into": pl.String,
}  # fmt: skip
_LOOKED_UP = {
    "indicator": "signal__indicator", "sighting_id": "id", "owner": "signal__number", "group_region": "signal__region",
    "group_type": "signal__subject_type", "group_subject": "signal__subject", "period_first": "signal__period_first",
    "period_last": "signal__period_last", "state": "signal__state", "merged_into": "signal__merged_into",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """How many signals a run made, updated and withdrew."""

    new: int
    updated: int
    withdrawn: int


@dataclass(frozen=True, kw_only=True)
class _Picture:
    """The sightings of all signals that matter, each with the number of its signal, and the signals themselves."""

    rows: pl.DataFrame
    signals: pl.DataFrame


def update_signals(
    found: pl.DataFrame, *, since: Mapping[str, Month], until: Month, run: CycleRun, names: Names,
    rules: SignalParameters,
) -> Change:  # fmt: skip
    """Replace sightings by what was found and bring the signals in line. Call in a transaction.

    `since`: by indicator the first month that was looked at again, up to `until`, the newest of all; what was recorded
    of months before it, or of indicators that are not named, stands. `found`: columns FOUND, one row per subject and
    month. Signals keep their numbers; a signal that loses its last sighting to a correction is withdrawn, not deleted.
    """
    months = list(min(since.values()).until(until))
    first = str(months[0])
    reach = max(rules.quiet_months, rules.longest_lag) + 1
    stored = _stored(str(months[0].plus(-reach)))
    past, old = stored.filter(pl.col("month") < first), stored.filter(pl.col("month") >= first)
    standing = _standing(old, since)
    settled = settle(found, pl.concat([past, standing]))
    fresh = assign(pl.concat([settled, standing.select(list(SIGHTING))]), names.kinship, rules, before=past)
    oldest = str(months[-1].plus(-rules.quiet_months))
    rows, summary = _joined(fresh, past, names, rules, known=_known(stored))
    picture = _Picture(rows=rows, signals=_merged(summary, names, oldest))
    change = _write(picture, old, stored, run, names)
    quiet = Signal.objects.filter(state=Signal.State.IN_FORCE, period_last__lt=oldest)
    quiet.update(state=Signal.State.ENDED, ended_on=run.as_of)
    return change


def _standing(sightings: pl.DataFrame, since: Mapping[str, Month]) -> pl.DataFrame:
    """The sightings of months in which their indicator was not looked at again."""
    firsts = {indicator: str(month) for indicator, month in since.items()}
    looked_at = pl.col("month") >= pl.col("indicator").replace_strict(firsts, default="9999-12", return_dtype=pl.String)
    return sightings.filter(~looked_at)


def _stored(since: str) -> pl.DataFrame:
    """Every sighting of the signals that were seen in a month or later."""
    found = Sighting.objects.filter(signal__period_last__gte=since)
    rows = found.values_list(*[_LOOKED_UP.get(name, name) for name in _STORED])
    return pl.DataFrame(list(rows), schema=_STORED, orient="row")


def _joined(
    fresh: pl.DataFrame, past: pl.DataFrame, names: Names, rules: SignalParameters, *, known: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All sightings, each with the number of its signal and of what silences it, and one row for each signal."""
    columns = [*SIGHTING, *GROUP]
    rows = pl.concat(
        [
            fresh.select(*columns, silenced_by=pl.lit("")),
            past.select(*columns, "silenced_by", "sighting_id", "owner"),
        ],
        how="diagonal",
    ).with_columns(is_past=pl.col("sighting_id").is_not_null())
    led = episodes(leading(rows, rules), quiet_months=rules.quiet_months)
    summary = _numbered(inherit_numbers(summarise(led), known), names)
    numbered = led.select(*SUBJECT, "episode", "month").join(
        summary.select(*SUBJECT, "episode", "number"), on=[*SUBJECT, "episode"]
    )
    numbered = numbered.select("indicator", "month", "number", **_GROUPED)
    rows = rows.join(numbered, on=["indicator", "month", *GROUP], how="left")
    silent = pl.when("is_past").then("silenced_by").otherwise(silence(rows, names.kinship, rules).fill_null(""))
    rows = rows.with_columns(silenced_by=silent)
    return rows, summary


def _known(stored: pl.DataFrame) -> pl.DataFrame:
    """The signals of some stored sightings, each once: SUBJECT, number and months."""
    grouped = stored.select(
        "indicator", *[pl.col(new).alias(old) for new, old in _GROUPED.items()],
        number="owner", period_first="period_first", period_last="period_last",
    )  # fmt: skip
    return grouped.unique("number")


def _numbered(summary: pl.DataFrame, names: Names) -> pl.DataFrame:
    fields = ("number", *SUBJECT, "period_first")
    numbers = [
        number
        or new_number(
            indicator=indicator,
            region_code=names.region(region)[0],
            subject_type=kind,
            subject_code=names.subject(kind, subject)[0],
            period_first=period_first,
        )
        for number, indicator, region, kind, subject, period_first in summary.select(fields).iter_rows()
    ]
    return summary.with_columns(number=pl.Series(numbers, dtype=pl.String))


def _newest(signals: pl.DataFrame, rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Signals with what the newest month shows: places and members by code, and the cause when all are silenced."""
    newest = rows.join(signals.select("number", month="period_last"), on=["number", "month"])
    shown = newest.group_by("number").agg(
        pl.col("region").unique().sort(),
        pl.struct("subject_type", "subject").unique().sort().alias("about"),
        pl.when((pl.col("silenced_by") != "").all()).then(pl.col("silenced_by").min()).otherwise(pl.lit("")),
    )
    about = {
        number: (
            [names.region(region)[0] for region in regions],
            [names.subject(one["subject_type"], one["subject"])[0] for one in subjects],
            cause,
        )
        for number, regions, subjects, cause in shown.iter_rows()
    }
    told = [about[number] for number in signals["number"]]
    return signals.with_columns(
        places=pl.Series([one[0] for one in told], dtype=pl.List(pl.String)),
        members=pl.Series([one[1] for one in told], dtype=pl.List(pl.String)),
        silenced_by=pl.Series([one[2] for one in told], dtype=pl.String),
    )


def _merged(summary: pl.DataFrame, names: Names, oldest: str) -> pl.DataFrame:
    """The summary with `state` and, where a later signal of a place above took the finding in, `merged_into`."""
    into = _taken_in(summary, summary, names, later=True)
    summary = summary.join(into, on="number", how="left").with_columns(pl.col("merged_into").fill_null(""))
    state = (
        pl.when(pl.col("merged_into") != "")
        .then(pl.lit(Signal.State.MERGED.value))
        .when(pl.col("period_last") >= oldest)
        .then(pl.lit(Signal.State.IN_FORCE.value))
        .otherwise(pl.lit(Signal.State.ENDED.value))
    )
    return summary.with_columns(state=state)


def _taken_in(signals: pl.DataFrame, above: pl.DataFrame, names: Names, *, later: bool) -> pl.DataFrame:
    """(number, merged_into): signals whose finding goes on in the signal of a place above.

    `later`: that one was seen later; otherwise it was seen in the same months.
    """
    topic = pl.when(pl.col("subject_type") == REGION).then(0).otherwise(pl.col("subject"))
    keys = ["indicator", "subject_type", "topic"]
    columns = ["number", *keys, "region", "period_first", "period_last"]
    own = signals.with_columns(topic=topic).select(columns).join(names.kinship.above, on="region")
    wide = above.with_columns(topic=topic).select(*keys, above="region", merged_into="number", since="period_first",
                                                  until="period_last")  # fmt: skip
    pairs = own.filter(pl.col("region") != pl.col("above")).join(wide, on=[*keys, "above"])
    met = (pl.col("until") > pl.col("period_last")) if later else (pl.col("until") >= pl.col("period_first"))
    pairs = pairs.filter(met & (pl.col("since") <= pl.col("period_last") if not later else pl.lit(value=True)))
    return pairs.sort("merged_into").unique("number", keep="first").select("number", "merged_into")


def _write(picture: _Picture, old: pl.DataFrame, stored: pl.DataFrame, run: CycleRun, names: Names) -> Change:
    """Write what differs: sightings gone, new and moved, and the signals that they or a new state belong to."""
    now, before = picture.rows.filter(~pl.col("is_past")), old.with_columns(number="owner")
    gone, added = _differing(before, now), _differing(now, before)
    moved = picture.rows.filter(pl.col("is_past"), pl.col("owner") != pl.col("number"))
    standing = stored.select("signal_id", "state", "merged_into", number="owner").unique("number")
    same = standing.select("number", "state", "merged_into")
    restated = picture.signals.join(same, on=["number", "state", "merged_into"], how="anti")
    touched = {*gone["number"], *added["number"], *moved["number"], *restated["number"]}
    changed = _newest(picture.signals.filter(pl.col("number").is_in(list(touched))), picture.rows, names)
    changed = changed.join(turns(changed, _stood(changed["number"].to_list()), on=run.as_of), on="number")
    ids = dict(standing.select("number", "signal_id").iter_rows()) | _write_signals(changed, run, names)
    for number, sighting in moved.select("number", "sighting_id").iter_rows():
        Sighting.objects.filter(id=sighting).update(signal_id=ids[number])
    _in_chunks(gone["sighting_id"].to_list(), lambda some: Sighting.objects.filter(id__in=some).delete())
    _write_sightings(added, ids, run)
    left = set(picture.signals["number"])
    lost = _known(stored).filter(~pl.col("number").is_in(list(left)))
    _withdraw(lost, _taken_in(lost, picture.signals, names, later=False))
    known = set(standing["number"])
    return Change(len(set(changed["number"]) - known), len(set(changed["number"]) & known), lost.height)


def _stood(numbers: list[str]) -> pl.DataFrame:
    """Those of the signals that are known already, as the runs before left them."""
    rows: list[Any] = []
    _in_chunks(numbers, lambda some: rows.extend(Signal.objects.filter(number__in=some).values_list(*STOOD)))
    return pl.DataFrame(rows, schema=STOOD, orient="row")


def _differing(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows that the others do not hold. Sums in another order differ in the last digits: twelve count."""

    def rounded(frame: pl.DataFrame) -> pl.DataFrame:
        kinds = SIGHTING | {"number": pl.String, "silenced_by": pl.String}
        return frame.select(
            **{
                f"_{name}": pl.col(name).round_sig_figs(12) if kind == pl.Float64 else pl.col(name)
                for name, kind in kinds.items()
            }
        )

    names = [f"_{name}" for name in (*SIGHTING, "number", "silenced_by")]
    found = rows.hstack(rounded(rows)).join(rounded(others), on=names, how="anti", nulls_equal=True)
    return found.drop(names)


def _write_signals(signals: pl.DataFrame, run: CycleRun, names: Names) -> dict[str, int]:
    """Create the signals, or update those with their numbers; gives the ids by number."""
    versions = json.dumps(run.lake_versions)
    named = [names.region(region) for region in signals["region"]]
    about = [names.subject(kind, key) for kind, key in signals.select("subject_type", "subject").iter_rows()]
    told = signals.select(
        *[pl.col(name) for name in _COPIED if name not in {"places", "members", *_DAYS}],
        *[pl.col(name).cast(pl.String) for name in _DAYS],
        places=pl.Series(
            [json.dumps(codes, ensure_ascii=False) for codes in signals["places"].to_list()], dtype=pl.String
        ),
        members=pl.Series(
            [json.dumps(codes, ensure_ascii=False) for codes in signals["members"].to_list()], dtype=pl.String
        ),
        region_code=pl.Series([code for code, _ in named], dtype=pl.String),
        region_name=pl.Series([name for _, name in named], dtype=pl.String),
        subject_code=pl.Series([code for code, _ in about], dtype=pl.String),
        subject_name=pl.Series([name[:_NAME_LENGTH] for _, name in about], dtype=pl.String),
        policy_version=pl.lit(run.policy_version),
        lake_versions=pl.lit(versions),
    )
    write_rows(Signal, told.columns, told.rows(), key="number")
    ids: dict[str, int] = {}
    _in_chunks(
        signals["number"].to_list(),
        lambda some: ids.update(Signal.objects.filter(number__in=some).values_list("number", "id")),
    )
    return ids


def _write_sightings(rows: pl.DataFrame, ids: dict[str, int], run: CycleRun) -> None:
    own = [name for name in (*_OWN, "silenced_by") if name != "seen_on"]
    told = rows.select(
        *own,
        pl.col("seen_on").cast(pl.String),
        signal_id=pl.Series([ids[number] for number in rows["number"]], dtype=pl.Int64),
        run_id=pl.lit(run.id),
    )
    write_rows(Sighting, told.columns, told.rows())


def _withdraw(lost: pl.DataFrame, taken: pl.DataFrame) -> None:
    """Signals without a sighting left: merged where a place above has the finding now, withdrawn otherwise."""
    into = dict(taken.iter_rows())
    gone = [number for number in lost["number"] if number not in into]
    nothing = {"silenced_by": "", "merged_into": ""}
    _in_chunks(
        gone,
        lambda some: Signal.objects.filter(number__in=some).update(state=Signal.State.WITHDRAWN, **nothing),
    )
    for number, other in into.items():
        Signal.objects.filter(number=number).update(state=Signal.State.MERGED, merged_into=other, silenced_by="")


def _in_chunks(values: list[Any], do: Callable[[list[Any]], Any]) -> None:
    for start in range(0, len(values), _CHUNK):
        do(values[start : start + _CHUNK])
