"""All reads of monitoring for the command line, pages and reports."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from baowen.core.paging import Paged, key_of
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.monitor.models import CycleRun, DataQuestion, Sighting, Signal

RANK = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal as of a day, as lists, exports and scoring show it.

    `places` and `members`: codes of the places and subjects that its newest month shows. `silenced_by`: the number of
    the signal whose consequence it is. `merged_into`: the number of the signal that took it in. `repeats`: how often
    its subject was warned of within the months asked about (each indicator once a month), None when nobody asked.
    """

    number: str
    indicator: str
    severity: str
    worst_severity: str
    state: str
    region_code: str
    region_name: str
    subject_type: str
    subject_code: str
    subject_name: str
    period_first: str
    period_last: str
    first_seen: date
    last_seen: date
    times_seen: int
    value: float
    reference: float | None
    threshold: float | None
    clause: str
    basis: str
    policy_key: str
    policy_version: str
    lake_versions: dict[str, int]
    n: int
    weight: float
    places: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    silenced_by: str = ""
    merged_into: str = ""
    repeats: int | None = None


def signals_now(*, include_ended: bool = True, repeat_months: int | None = None) -> list[SignalRow]:
    """Signals as they stand, worst and weightiest first. Withdrawn signals are left out, silenced ones are not."""
    found = _standing() if include_ended else _standing().filter(state=Signal.State.IN_FORCE)
    counts = _repeats(last_day(), repeat_months)
    return _gravest_first([_row(signal, counts) for signal in found.iterator(chunk_size=2000)])


def signal_page(
    places: Container[str] | None, *, in_force: bool = False, severity: str = "", cursor: str = "", limit: int = 50
) -> Paged[SignalRow]:
    """A page of the signals as they stand, silenced ones too, in the order in which they were raised.

    `places`: codes of the places that the reader sees, None for everywhere; a signal concerns the place that it is
    raised for and those that its newest month shows. BaowenError for a broken cursor.
    """
    rows = _standing().order_by("pk")
    if in_force:
        rows = rows.filter(state=Signal.State.IN_FORCE)
    if severity:
        rows = rows.filter(severity=severity)
    if cursor:
        rows = rows.filter(pk__gt=key_of(cursor))
    found: list[Signal] = []
    for signal in rows.iterator(chunk_size=500):
        if concerns(places, signal.region_code, signal.places):
            if len(found) == limit:
                return Paged([_row(one, None) for one in found], str(found[-1].pk))
            found.append(signal)
    return Paged([_row(one, None) for one in found], "")


def concerns(places: Container[str] | None, region_code: str, others: Iterable[str]) -> bool:
    """Whether a signal of a place, which shows itself in others too, concerns any of `places`; None is everywhere."""
    return places is None or region_code in places or any(one in places for one in others)


def signals_as_of(
    on: date,
    *,
    quiet_months: int,
    include_ended: bool = True,
    repeat_months: int | None = None,
    codes: Mapping[int, str] | None = None,
) -> list[SignalRow]:
    """Signals first seen by a day, as they stood on it, worst and weightiest first. Withdrawn signals are left out.

    What was not known on that day is not used: value, severity and months are those of the sightings up to it, and a
    signal was in force when its newest month then lay at most `quiet_months` back. `codes`: the codes of places by
    key; for a place that is not in it the key is the code, as it is for every place of GB/T 2260.
    """
    known = Prefetch("sightings", Sighting.objects.filter(seen_on__lte=on).order_by("month"), to_attr="known")
    past = _standing().filter(first_seen__lte=on).prefetch_related(known)
    signals = [signal for signal in past.iterator(chunk_size=500) if getattr(signal, "known", None)]
    then = _Then(
        oldest=str(Month.of(on).plus(-quiet_months)),
        newest={signal.number: signal.known[-1].month for signal in signals},
        codes=codes or {},
        repeats=_repeats(on, repeat_months),
    )
    rows = [_row_then(signal, then) for signal in signals]
    return _gravest_first([row for row in rows if include_ended or row.state == Signal.State.IN_FORCE])


def last_day() -> date | None:
    """The latest day that a finished run looked at; None before the first run."""
    newest = CycleRun.objects.filter(ended_at__isnull=False).order_by("as_of").last()
    return newest.as_of if newest else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Then:
    """What was known on a day: the oldest month that counts, and the newest month of each signal known by then."""

    oldest: str
    newest: dict[str, str]
    codes: Mapping[int, str]
    repeats: dict[tuple[str, int], int] | None


def _standing() -> QuerySet[Signal]:
    return Signal.objects.exclude(state=Signal.State.WITHDRAWN)


def _gravest_first(rows: list[SignalRow]) -> list[SignalRow]:
    return sorted(rows, key=lambda row: (RANK[row.severity], -row.weight, row.number))


def _repeats(on: date | None, months: int | None) -> dict[tuple[str, int], int] | None:
    """By subject how often it was warned of in the months up to a day, what was seen by then: HD-14, HD-15."""
    if on is None or months is None:
        return None
    first = str(Month.of(on).plus(1 - months))
    seen = Sighting.objects.filter(month__gte=first, month__lte=str(Month.of(on)), seen_on__lte=on)
    about = seen.values_list("signal__subject_type", "signal__subject", "signal__indicator", "month").distinct()
    counts: dict[tuple[str, int], int] = {}
    for kind, subject, _, _ in about.order_by().iterator(chunk_size=5000):
        counts[kind, subject] = counts.get((kind, subject), 0) + 1
    return counts


_COPIED = tuple(name for name in SignalRow.__dataclass_fields__ if name not in {"places", "members", "repeats"})


def _row(signal: Signal, repeats: dict[tuple[str, int], int] | None) -> SignalRow:
    return SignalRow(
        **{name: getattr(signal, name) for name in _COPIED},
        places=tuple(signal.places),
        members=tuple(signal.members),
        repeats=None if repeats is None else repeats.get((signal.subject_type, signal.subject), 0),
    )


def _row_then(signal: Signal, known_then: _Then) -> SignalRow:
    known: list[Sighting] = signal.known  # type: ignore[attr-defined]
    month = known[-1].month
    newest = [one for one in known if one.month == month]
    stands = max(newest, key=lambda one: (-RANK[one.severity], one.region == signal.region, one.weight))
    then: dict[str, Any] = {name: getattr(signal, name) for name in _COPIED}
    for name in ("severity", "value", "reference", "threshold", "clause", "basis", "policy_key", "n", "weight"):
        then[name] = getattr(stands, name)
    then["worst_severity"] = min((sighting.severity for sighting in known), key=lambda one: RANK[one])
    causes = {one.silenced_by if one.silenced_by in known_then.newest else "" for one in newest}
    then["silenced_by"] = "" if "" in causes else min(causes)
    if known_then.newest.get(signal.merged_into, "") <= month:
        then["merged_into"] = ""
    state = Signal.State.IN_FORCE if month >= known_then.oldest else Signal.State.ENDED
    then["state"] = (Signal.State.MERGED if then["merged_into"] else state).value
    then["last_seen"] = max(one.seen_on for one in newest)
    then |= {"period_last": month, "times_seen": len({one.month for one in known})}
    places = sorted({one.region for one in newest})
    repeats = known_then.repeats
    return SignalRow(
        **then,
        places=tuple(known_then.codes.get(place, str(place)) for place in places),
        members=tuple(signal.members) if month == signal.period_last else (),
        repeats=None if repeats is None else repeats.get((signal.subject_type, signal.subject), 0),
    )


@dataclass(frozen=True, slots=True)
class SightingRow:
    """What one month showed about one place and subject of a signal."""

    month: str
    region: int
    subject_type: str
    subject: int
    seen_on: date
    severity: str
    value: float
    reference: float | None
    threshold: float | None
    threshold_basis: str
    clause: str
    n: int
    weight: float
    held: bool
    silenced_by: str
    run_id: int


@dataclass(frozen=True, slots=True)
class SignalDetail:
    """A signal with its history and the keys that its rows are found by.

    `consequences`: the numbers of the signals that have a month in which this one silences them. `run`: the one that
    saw its newest month; None for a signal that was withdrawn.
    """

    row: SignalRow
    region: int
    subject: int
    sightings: tuple[SightingRow, ...]
    consequences: tuple[str, ...]
    as_of: date
    run: RunRow | None


def signal_detail(number: str, *, repeat_months: int | None = None) -> SignalDetail:
    """One signal by its number; BaowenError that says how to list them when there is none."""
    signal = Signal.objects.filter(number=number).first()
    if signal is None:
        raise BaowenError(
            f"没有编号为 {number} 的预警；请用 baowen signals 查看编号",
            f"no signal {number}; list them: baowen signals",
        )
    sightings = tuple(
        SightingRow(**{name: getattr(one, name) for name in SightingRow.__dataclass_fields__})
        for one in signal.sightings.order_by("month", "region", "subject", "id")
    )
    run = run_of(sightings[-1].run_id) if sightings else None
    as_of = run.as_of if run else signal.last_seen
    silenced = Sighting.objects.filter(silenced_by=number).values_list("signal__number", flat=True)
    consequences = tuple(sorted(silenced.order_by().distinct()))
    counts = _repeats(as_of, repeat_months)
    return SignalDetail(_row(signal, counts), signal.region, signal.subject, sightings, consequences, as_of, run)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the cycle: what a sighting was worked out with."""

    id: int
    as_of: date
    policy_version: str
    lake_versions: dict[str, int]


def run_of(run_id: int) -> RunRow:
    """The run of that number, which must be there."""
    run = CycleRun.objects.get(id=run_id)
    return RunRow(run.id, run.as_of, run.policy_version, run.lake_versions)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question to a sender about rows that cannot be right."""

    kind: str
    month: str
    hospital_code: str
    hospital_name: str
    region_code: str
    product_code: str
    product_name: str
    rows: int
    factor: float
    state: str
    first_seen: date
    last_seen: date


def open_questions() -> list[QuestionRow]:
    """Data questions that are still open, newest month first."""
    found: Iterable[DataQuestion] = DataQuestion.objects.filter(state=DataQuestion.State.OPEN).order_by("-month", "id")
    return [QuestionRow(**{name: getattr(one, name) for name in QuestionRow.__dataclass_fields__}) for one in found]
