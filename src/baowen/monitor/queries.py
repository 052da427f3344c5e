"""All reads of monitoring for the command line, pages and reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.monitor.models import DataQuestion, Sighting, Signal

_RANK = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal as of a day, as lists, exports and scoring show it."""

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


def signals_now(*, include_ended: bool = True) -> list[SignalRow]:
    """Signals as they stand, worst and weightiest first. Withdrawn signals are left out."""
    found = _standing() if include_ended else _standing().filter(state=Signal.State.IN_FORCE)
    return _gravest_first([_row(signal) for signal in found.iterator(chunk_size=2000)])


def signals_as_of(on: date, *, quiet_months: int, include_ended: bool = True) -> list[SignalRow]:
    """Signals first seen by a day, as they stood on it, worst and weightiest first. Withdrawn signals are left out.

    What was not known on that day is not used: value, severity and months are those of the sightings up to it, and a
    signal was in force when its newest month then lay at most `quiet_months` back.
    """
    known = Prefetch("sightings", Sighting.objects.filter(seen_on__lte=on).order_by("month"), to_attr="known")
    past = _standing().filter(first_seen__lte=on).prefetch_related(known)
    oldest = str(Month.of(on).plus(-quiet_months))
    rows = [_row_then(signal, oldest) for signal in past.iterator(chunk_size=500) if getattr(signal, "known", None)]
    return _gravest_first([row for row in rows if include_ended or row.state == Signal.State.IN_FORCE])


def _standing() -> QuerySet[Signal]:
    return Signal.objects.exclude(state=Signal.State.WITHDRAWN)


def _gravest_first(rows: list[SignalRow]) -> list[SignalRow]:
    return sorted(rows, key=lambda row: (_RANK[row.severity], -row.weight, row.number))


_COPIED = tuple(SignalRow.__dataclass_fields__)


def _row(signal: Signal) -> SignalRow:
    return SignalRow(**{name: getattr(signal, name) for name in _COPIED})


def _row_then(signal: Signal, oldest: str) -> SignalRow:
    known: list[Sighting] = signal.known  # type: ignore[attr-defined]
    newest = known[-1]
    then: dict[str, Any] = {name: getattr(signal, name) for name in _COPIED}
    for name in ("severity", "value", "reference", "threshold", "clause", "basis", "policy_key", "n", "weight"):
        then[name] = getattr(newest, name)
    then["worst_severity"] = min((sighting.severity for sighting in known), key=lambda one: _RANK[one])
    then["state"] = (Signal.State.IN_FORCE if newest.month >= oldest else Signal.State.ENDED).value
    then |= {"period_last": newest.month, "last_seen": newest.seen_on, "times_seen": len(known)}
    return SignalRow(**then)


@dataclass(frozen=True, slots=True)
class SightingRow:
    """One month of a signal."""

    month: str
    seen_on: date
    severity: str
    value: float
    reference: float | None
    threshold: float | None
    threshold_basis: str
    clause: str
    n: int
    weight: float


@dataclass(frozen=True, slots=True)
class SignalDetail:
    """A signal with its history and the keys that its rows are found by."""

    row: SignalRow
    region: int
    subject: int
    sightings: tuple[SightingRow, ...]
    as_of: date


def signal_detail(number: str) -> SignalDetail:
    """One signal by its number; BaowenError that says how to list them when there is none."""
    signal = Signal.objects.filter(number=number).first()
    if signal is None:
        raise BaowenError(
            f"没有编号为 {number} 的预警；请用 baowen signals 查看编号",
            f"no signal {number}; list them: baowen signals",
        )
    sightings = tuple(
        SightingRow(**{name: getattr(one, name) for name in SightingRow.__dataclass_fields__})
        for one in signal.sightings.order_by("month")
    )
    newest = signal.sightings.order_by("month").last()
    as_of = newest.run.as_of if newest else signal.last_seen
    return SignalDetail(_row(signal), signal.region, signal.subject, sightings, as_of)


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
