"""Turns what indicators found into signals: new ones, updated ones, and those that a correction takes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from baowen.core.period import Month
from baowen.monitor.episodes import SIGHTING, SUBJECT, episodes, inherit_numbers, new_number, summarise
from baowen.monitor.models import CycleRun, Sighting, Signal

_CHUNK = 500
_UPDATED = (
    "severity", "worst_severity", "period_first", "period_last", "value", "reference", "threshold", "clause", "basis",
    "policy_key", "policy_version", "lake_versions", "first_seen", "last_seen", "times_seen", "n", "weight", "state",
    "region_name", "subject_name",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Names:
    """What keys stand for: region -> (code, name); (subject_type, subject) -> (code, name)."""

    regions: dict[int, tuple[str, str]]
    subjects: dict[tuple[str, int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """How many signals a run made, updated and withdrew."""

    new: int
    updated: int
    withdrawn: int


def update_signals(
    found: pl.DataFrame, *, months: list[Month], run: CycleRun, names: Names, quiet_months: int
) -> Change:
    """Replace the sightings of `months` by what was found and bring the signals in line. Call in a transaction.

    `found`: columns SIGHTING, one row per subject and month, months within `months`. Signals keep their numbers; a
    signal that loses its last sighting to a correction is withdrawn, not deleted.
    """
    first = str(months[0])
    touched = Sighting.objects.filter(month__gte=first).values_list("signal_id", flat=True).distinct()
    signals = _signals_of(found, set(touched))
    old = _earlier_sightings(signals, first)
    fresh = pl.DataFrame(found.select(list(SIGHTING)), schema_overrides=SIGHTING)
    grouped = episodes(pl.concat([old, fresh], how="diagonal"), quiet_months=quiet_months)
    summary = inherit_numbers(summarise(grouped), _periods(signals))
    summary = _numbered(summary, names)
    oldest = months[-1].plus(-quiet_months)
    alive = pl.col("period_last") >= str(oldest)
    summary = summary.with_columns(
        state=pl.when(alive).then(pl.lit(Signal.State.IN_FORCE.value)).otherwise(pl.lit(Signal.State.ENDED.value))
    )
    known = {signal.number for signal in signals}
    Signal.objects.bulk_create(
        [_signal(row, run, names) for row in summary.iter_rows(named=True)],
        batch_size=_CHUNK,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=list(_UPDATED),
    )
    numbers = set(summary["number"])
    withdrawn = [signal.id for signal in signals if signal.number not in numbers]
    _in_chunks(withdrawn, lambda ids: Signal.objects.filter(id__in=ids).update(state=Signal.State.WITHDRAWN))
    _replace_sightings(grouped, summary, first=first, run=run, withdrawn=withdrawn)
    _end_quiet(oldest)
    return Change(len(numbers - known), len(numbers & known), len(withdrawn))


def _end_quiet(oldest: Month) -> None:
    """Signals last seen before the oldest month that still counts are over, even where no month was looked at again."""
    in_force = Signal.objects.filter(state=Signal.State.IN_FORCE, period_last__lt=str(oldest))
    in_force.update(state=Signal.State.ENDED)


def _signals_of(found: pl.DataFrame, touched: set[int]) -> list[Signal]:
    """Signals that have a sighting in the months looked at, and all others about the subjects that were found."""
    about = set(found.select(SUBJECT).unique().iter_rows())
    indicators = set(found["indicator"])
    candidates = Signal.objects.all()
    kept = []
    for signal in candidates.iterator(chunk_size=2000):
        same_subject = signal.indicator in indicators and (
            (signal.indicator, signal.region, signal.subject_type, signal.subject) in about
        )
        if signal.id in touched or same_subject:
            kept.append(signal)
    return kept


def _earlier_sightings(signals: list[Signal], first: str) -> pl.DataFrame:
    by_id = {signal.id: signal for signal in signals}
    rows: list[dict[str, Any]] = []

    def read(ids: list[int]) -> None:
        for sighting in Sighting.objects.filter(signal_id__in=ids, month__lt=first):
            signal = by_id[sighting.signal_id]
            own = {name: getattr(sighting, name) for name in SIGHTING if name not in SUBJECT}
            about = {name: getattr(signal, name) for name in SUBJECT}
            rows.append(about | own | {"sighting_id": sighting.id, "owner": signal.number})

    _in_chunks(list(by_id), read)
    return pl.DataFrame(rows, schema={**SIGHTING, "sighting_id": pl.Int64, "owner": pl.String})


def _periods(signals: Iterable[Signal]) -> pl.DataFrame:
    columns = (*SUBJECT, "number", "period_first", "period_last")
    schema = {name: SIGHTING.get(name, pl.String) for name in columns}
    return pl.DataFrame([{name: getattr(one, name) for name in columns} for one in signals], schema=schema)


def _numbered(summary: pl.DataFrame, names: Names) -> pl.DataFrame:
    numbers = []
    for row in summary.iter_rows(named=True):
        code = names.subjects.get((row["subject_type"], row["subject"]), (str(row["subject"]), ""))[0]
        numbers.append(
            row["number"]
            or new_number(
                indicator=row["indicator"],
                region_code=names.regions[row["region"]][0],
                subject_type=row["subject_type"],
                subject_code=code,
                period_first=row["period_first"],
            )
        )
    return summary.with_columns(number=pl.Series(numbers, dtype=pl.String))


def _signal(row: dict[str, Any], run: CycleRun, names: Names) -> Signal:
    region_code, region_name = names.regions[row["region"]]
    subject_code, subject_name = names.subjects.get((row["subject_type"], row["subject"]), (str(row["subject"]), ""))
    copied = (
        *SUBJECT, "number", "severity", "worst_severity", "period_first", "period_last", "value", "reference",
        "threshold", "clause", "basis", "policy_key", "first_seen", "last_seen", "times_seen", "n", "weight", "state",
    )  # fmt: skip
    return Signal(
        **{name: row[name] for name in copied},
        region_code=region_code,
        region_name=region_name,
        subject_code=subject_code,
        subject_name=subject_name[:400],
        policy_version=run.policy_version,
        lake_versions=run.lake_versions,
    )


def _replace_sightings(
    grouped: pl.DataFrame, summary: pl.DataFrame, *, first: str, run: CycleRun, withdrawn: list[int]
) -> None:
    numbered = grouped.join(summary.select(*SUBJECT, "episode", "number"), on=[*SUBJECT, "episode"])
    ids: dict[str, int] = {}
    _in_chunks(
        list(summary["number"]),
        lambda some: ids.update(Signal.objects.filter(number__in=some).values_list("number", "id")),
    )
    affected = [*ids.values(), *withdrawn]
    _in_chunks(affected, lambda some: Sighting.objects.filter(signal_id__in=some, month__gte=first).delete())
    own = [name for name in SIGHTING if name not in SUBJECT]
    rows = numbered.filter(pl.col("month") >= first)
    Sighting.objects.bulk_create(
        [
            Sighting(signal_id=ids[row["number"]], run=run, **{name: row[name] for name in own})
            for row in rows.iter_rows(named=True)
        ],
        batch_size=_CHUNK,
    )
    _move_sightings(numbered.filter(pl.col("month") < first), ids)


def _move_sightings(rows: pl.DataFrame, ids: dict[str, int]) -> None:
    """Where a correction joins two episodes, the older one's sightings follow to the signal that lives on."""
    for row in rows.filter(pl.col("owner") != pl.col("number")).iter_rows(named=True):
        Sighting.objects.filter(id=row["sighting_id"]).update(signal_id=ids[row["number"]])


def _in_chunks(values: list[Any], do: Any) -> None:
    for start in range(0, len(values), _CHUNK):
        do(values[start : start + _CHUNK])


def names_for(
    used: pl.DataFrame, *, places: pl.DataFrame, products: pl.DataFrame | None, orgs: pl.DataFrame | None
) -> Names:
    """The codes and names behind keys. `used`: subject_type, subject; the others as in collect.tables, or None."""
    wanted = set(used.unique().iter_rows())
    subjects: dict[tuple[str, int], tuple[str, str]] = {}
    if products is not None:
        columns = ("product", "product_code", "generic_name", "spec", "maker_name")
        for key, code, *words in products.select(columns).iter_rows():
            if ("product", key) in wanted:
                subjects["product", key] = (code, " ".join(filter(None, words)))
    if orgs is not None:
        for key, code, name in orgs.select("org", "org_code", "org_name").iter_rows():
            for kind in ("hospital", "distributor", "maker"):
                if (kind, key) in wanted:
                    subjects[kind, key] = (code, name)
    regions = {key: (code, name) for key, code, name in places.select("region", "code", "name").iter_rows()}
    return Names(regions=regions, subjects=subjects)
