"""How well signals detect events whose truth is known: recall, precision, false signals and lead time, by kind.

A signal matches a row of an event when all of these hold:
1. its indicator can show that kind of event (`SHOWS`: demand beyond supply and a squeeze of raw material show in
deliveries too; a kind that the table does not know may be shown by any); 2. the subject is the same: product,
distributor or hospital by code, or the ingredient by name; of a signal that joins several subjects any counts. A
delivery failure is a matter of a place, so there any subject counts that lies in the event's own region; a unit slip
needs its product and its hospital both; 3. one place lies in the other or they are the same; of a signal that joins
several places any counts; an event without a place is everywhere; 4. it was first known from 31 days before the event
started to 31 days after it ended (both included). Rows with one event_id are one event, found when any signal matches
any of its rows. Lead time is the day on which the event hit minus the day on which the earliest matching signal was
first known: positive is early. At a severity the day counts on which the signal first was that grave.

A signal that matches nothing but is about the same drug as an event whose consequences reach the drug's other products
(`CONSEQUENCES`: where one maker stops, others sell more) is `related`: it finds nothing, and whether it is false is
told apart. Signals of indicators that can show no kind of event (standing states such as price marks or sole makers)
are not judged, only counted. A kind that only data questions show is not scored without them: it is listed, and
`overall` leaves it out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import quantiles
from typing import Any, Final

from baowen.core.policy import SEVERITIES

GRACE: Final = timedelta(days=31)
QUESTION: Final = "plausibility"
_DELIVERED: Final = ("delivery_rate", "on_time_rate", "refused_share", "unanswered_share", "vbp_supply")
_LEFT: Final = ("days_of_supply", "stockout_risk", "stock_cover")
_NEED: Final = (*_DELIVERED, "purchase_drop", *_LEFT)
_PRICE: Final = (
    "price_rise", "price_rise_count", "transaction_price_rise", "same_drug_spread", "repeated_price_warning",
)  # fmt: skip
SHOWS: Final[dict[str, tuple[str, ...]]] = {
    "stop_production": ("stop_notice_impact", "stop_notice_use_impact", *_NEED),
    "delivery_failure": (*_DELIVERED, *_LEFT),
    "demand_surge": ("purchase_surge", *_DELIVERED, *_LEFT),
    "hoarding": ("purchase_surge", *_NEED),
    "price_gouging": _PRICE,
    "joint_price_rise": ("joint_price_rise", *_PRICE, *_DELIVERED),
    "regional_price_gap": ("regional_spread", "transaction_price_rise", "above_listed_price"),
    "unit_slip": (QUESTION,),
    "vbp_lag": ("vbp_progress", "vbp_interruption"),
    "vbp_non_selected": ("vbp_non_selected", "vbp_progress", "vbp_interruption"),
    "payment_arrears": ("payment_wait", "payment_settled"),
    "reporting_silence": ("reporting_silence", "reporting_completeness", "reporting_timeliness"),
    "price_concession": ("price_rise", "price_rise_count", "repeated_price_warning"),
    "injected_drop": ("purchase_drop",),
}
CONSEQUENCES: Final[dict[str, tuple[str, ...]]] = {
    "stop_production": ("purchase_surge", "purchase_drop", *_DELIVERED, *_LEFT),
    "hoarding": ("purchase_surge", *_LEFT),
}
_BY_PLACE: Final = ("delivery_failure",)
_BY_SENDER: Final = ("unit_slip",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A signal as `baowen signals` prints it, or a data question; `region_code` empty is everywhere.

    `sender`: the hospital that a data question goes to, otherwise empty. `places`: the places that a grouped signal
    stands for, `members` its subjects. `drug`: the name of the drug that a product belongs to. `reached`: the day on
    which each severity was first known, where runs were watched; without it `first_seen` counts for all.
    """

    indicator: str
    severity: str
    region_code: str
    subject_type: str
    subject_code: str
    ingredient: str
    first_seen: date
    last_seen: date
    sender: str = ""
    number: str = ""
    drug: str = ""
    places: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    reached: Mapping[str, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One row of the truth. `ends_on` None: still going on; `hits_on` None: not known. `drug`: as in Seen.

    `sender`: the hospital that an event about one product of one hospital is about; `score` fills it in.
    """

    event_id: str
    kind: str
    region_code: str
    subject_type: str
    subject_id: str
    starts_on: date
    hits_on: date | None
    ends_on: date | None
    sender: str = ""
    drug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The figures of one kind or of all; None where there is nothing to divide by.

    `related`: signals that match nothing but are about the drug of an event; `precision` counts them as false,
    `false_per_1000` as well. Of the lead times: quartiles and median.
    """

    events: int
    found: int
    signals: int
    matched: int
    recall: float | None
    precision: float | None
    false_per_1000: float | None
    lead_days_median: float | None
    lead_days_low: float | None = None
    lead_days_high: float | None = None
    related: int = 0


@dataclass(frozen=True, kw_only=True)
class Population:
    """How many subject-months were watched, by kind or "all", and where that number comes from."""

    subject_months: Mapping[str, int]
    source: str

    def of(self, kind: str) -> int:
        return self.subject_months.get(kind, self.subject_months.get("all", 0))


@dataclass(frozen=True, kw_only=True)
class Report:
    """Overall, by kind of event, by severity (at least that severe) and by indicator, with the population.

    `not_scored`: kinds that `overall` leaves out because the files given can't show them. `not_judged`: signals of
    indicators that can show no kind of event, by indicator. `leads`: days by event that was found, at any severity.
    `missed_at`: by severity the events that no signal at least that grave found.
    """

    overall: Score
    by_kind: dict[str, Score]
    by_severity: dict[str, Score]
    by_indicator: dict[str, dict[str, Any]]
    population: Population
    missed: tuple[str, ...] = field(default=())
    not_scored: tuple[str, ...] = field(default=())
    not_judged: Mapping[str, int] = field(default_factory=dict)
    leads: Mapping[str, int] = field(default_factory=dict)
    missed_at: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def score(
    signals: Sequence[Seen],
    truth: Sequence[EventRow],
    population: Population,
    *,
    questions: Sequence[Seen] | None = None,
) -> Report:
    """Compare signals, and data questions where they are given, with the truth.

    Pure, and in one pass over the pairs that share a subject or a place. Questions have no severity, so the figures
    by severity are of the signals and of the kinds that they show.
    """
    rows = _with_senders(truth)
    judged, not_judged = _judged([*signals, *(questions or ())], rows)
    asked_only = {row.kind for row in rows if SHOWS.get(row.kind) == (QUESTION,)}
    left_out = asked_only if questions is None else set()
    counted = [row for row in rows if row.kind not in left_out]
    whole = _Found.of(judged, rows)
    by_kind = {}
    for kind in sorted({row.kind for row in rows}):
        able = [n for n, signal in enumerate(judged) if kind not in SHOWS or signal.indicator in SHOWS[kind]]
        by_kind[kind] = _score([row for row in rows if row.kind == kind], able, whole, population.of(kind))
    shown = [row for row in rows if row.kind not in asked_only]
    by_severity, missed_at = {}, {}
    for name in SEVERITIES:
        grave = _Found.of([one for one in (as_grave(signal, name) for signal in judged) if one is not None], rows)
        by_severity[name] = _score(shown, range(len(grave.signals)), grave, population.of("all"))
        missed_at[name] = tuple(sorted({row.event_id for row in shown} - grave.all_events()))
    leads = _leads(counted, range(len(judged)), whole)
    return Report(
        overall=_score(counted, range(len(judged)), whole, population.of("all")),
        by_kind=by_kind,
        by_severity=by_severity,
        by_indicator=_by_indicator(judged, whole.events),
        population=population,
        missed=tuple(sorted({row.event_id for row in counted} - whole.all_events())),
        not_scored=tuple(sorted(left_out)),
        not_judged=not_judged,
        leads={event: lead for event, lead in leads.items() if lead is not None},
        missed_at=missed_at,
    )


def as_grave(signal: Seen, severity: str) -> Seen | None:
    """The signal as first known at a severity; None when it never was so grave."""
    if signal.reached is not None:
        day = signal.reached.get(severity)
        return None if day is None else replace(signal, first_seen=day)
    grave = signal.severity in SEVERITIES[SEVERITIES.index(severity) :]
    return signal if grave else None


def _judged(every: Sequence[Seen], truth: Sequence[EventRow]) -> tuple[list[Seen], dict[str, int]]:
    """The signals that could show some kind of event, and how many of the others there are by indicator."""
    if any(row.kind not in SHOWS for row in truth):
        return list(every), {}
    able = {indicator for kind in SHOWS.values() for indicator in kind}
    others = Counter(one.indicator for one in every if one.indicator not in able)
    return [one for one in every if one.indicator in able], dict(sorted(others.items()))


def _with_senders(truth: Sequence[EventRow]) -> list[EventRow]:
    """The truth with the hospital of each event that is about one product of one hospital."""
    senders = {
        row.event_id: row.subject_id for row in truth if row.kind in _BY_SENDER and row.subject_type == "hospital"
    }
    return [replace(row, sender=senders.get(row.event_id, "")) for row in truth]


def population_from(signals: Sequence[Seen], truth: Sequence[EventRow]) -> Population:
    """A stand-in where no population is known: distinct subjects of both files times the months that they span."""
    subjects = {(s.subject_type, s.subject_code) for s in signals} | {(r.subject_type, r.subject_id) for r in truth}
    days = [s.first_seen for s in signals] + [s.last_seen for s in signals] + [r.starts_on for r in truth]
    days += [row.ends_on for row in truth if row.ends_on is not None]
    months = _months_between(min(days), max(days)) if days else 0
    return Population(subject_months={"all": len(subjects) * months}, source="files")


def nested(one: str, other: str) -> bool:
    """Whether one place lies in the other, by GB/T 2260 code or by a code with hyphens; empty is everywhere."""
    first, second = _stem(one), _stem(other)
    if one.isdigit() and other.isdigit():
        return first.startswith(second) or second.startswith(first)
    return not first or not second or one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _stem(code: str) -> str:
    """A code without the zeros that only fill it: 430000 -> 43, 430100 -> 4301; the nation has none."""
    if code == "100000":
        return ""
    while code.isdigit() and code.endswith("00"):
        code = code[:-2]
    return code


def _within(place: str, region: str) -> bool:
    """Whether `place` is `region` or lies in it."""
    return nested(place, region) and len(_stem(place)) >= len(_stem(region))


@dataclass(frozen=True, slots=True)
class _Found:
    """Signals, the events that each matches, and those that match none but are about an event's drug (by position)."""

    signals: Sequence[Seen]
    events: Mapping[int, set[str]]
    related: frozenset[int]

    @classmethod
    def of(cls, signals: Sequence[Seen], truth: Sequence[EventRow]) -> _Found:
        events = _matches(signals, truth)
        by_drug: dict[str, list[EventRow]] = defaultdict(list)
        for row in truth:
            if row.drug and row.kind in CONSEQUENCES:
                by_drug[row.drug].append(row)
        related = (
            position
            for position, one in enumerate(signals)
            if position not in events and any(_follows(one, row) for row in by_drug.get(one.drug, ()))
        )
        return cls(signals, events, frozenset(related))

    def all_events(self) -> set[str]:
        return {event for matched in self.events.values() for event in matched}


def _follows(signal: Seen, row: EventRow) -> bool:
    """Whether a signal about another product of an event's drug may be a consequence of it."""
    return signal.indicator in CONSEQUENCES[row.kind] and _near(signal, row) and _in_time(signal, row)


def _matches(signals: Sequence[Seen], truth: Sequence[EventRow]) -> dict[int, set[str]]:
    """For each signal (by position) that matches anything, the events that it matches."""
    by_subject: dict[str, list[EventRow]] = defaultdict(list)
    for row in truth:
        by_subject[row.subject_id].append(row)
    by_place = [row for row in truth if row.kind in _BY_PLACE]
    found: dict[int, set[str]] = {}
    for position, signal in enumerate(signals):
        rows = [row for subject in _subjects(signal) for row in by_subject.get(subject, ())]
        events = {row.event_id for row in (*rows, *by_place) if matches(signal, row)}
        if events:
            found[position] = events
    return found


def matches(signal: Seen, row: EventRow) -> bool:
    """Whether a signal shows a row of an event: the four conditions of this module."""
    if row.kind in SHOWS and signal.indicator not in SHOWS[row.kind]:
        return False
    places = signal.places or (signal.region_code,)
    in_place = row.kind in _BY_PLACE and any(_within(place, row.region_code) for place in places)
    if row.subject_id not in _subjects(signal) and not in_place:
        return False
    if row.sender and signal.sender and row.sender != signal.sender:
        return False
    return _near(signal, row) and _in_time(signal, row)


def _subjects(signal: Seen) -> set[str]:
    return {signal.subject_code, signal.ingredient or signal.subject_code, *signal.members}


def _near(signal: Seen, row: EventRow) -> bool:
    return any(nested(place, row.region_code) for place in signal.places or (signal.region_code,))


def _in_time(signal: Seen, row: EventRow) -> bool:
    last = row.ends_on + GRACE if row.ends_on is not None else date.max
    return row.starts_on - GRACE <= signal.first_seen <= last


def _score(rows: Sequence[EventRow], able: Iterable[int], found: _Found, subject_months: int) -> Score:
    """The figures of some events and of the signals (by position) that are able to show them.

    A signal is false when it matches no event of any kind.
    """
    able = list(able)
    first = _leads(rows, able, found)
    events = {row.event_id for row in rows}
    leads = sorted(lead for lead in first.values() if lead is not None)
    low, middle, high = _quartiles(leads)
    matched = sum(1 for position in able if position in found.events)
    return Score(
        events=len(events),
        found=len(first),
        signals=len(able),
        matched=matched,
        recall=_ratio(len(first), len(events)),
        precision=_ratio(matched, len(able)),
        false_per_1000=_ratio(1000 * (len(able) - matched), subject_months),
        lead_days_median=middle,
        lead_days_low=low,
        lead_days_high=high,
        related=sum(1 for position in able if position in found.related),
    )


def _leads(rows: Sequence[EventRow], able: Iterable[int], found: _Found) -> dict[str, int | None]:
    """By event that was found, the days from the first matching signal to the hit; None when no hit is known."""
    hits: dict[str, date | None] = {}
    for row in rows:
        known = [day for day in (hits.get(row.event_id), row.hits_on) if day is not None]
        hits[row.event_id] = min(known) if known else None
    first: dict[str, date] = {}
    for position in able:
        for event in found.events.get(position, set()) & hits.keys():
            seen = found.signals[position].first_seen
            first[event] = min(seen, first.get(event, seen))
    return {event: None if hits[event] is None else (hits[event] - day).days for event, day in first.items()}  # type: ignore[operator]


def _quartiles(values: Sequence[int]) -> tuple[float | None, float | None, float | None]:
    """Lower quartile, median, upper quartile of sorted values."""
    if len(values) < 2:
        only = float(values[0]) if values else None
        return only, only, only
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def _by_indicator(signals: Sequence[Seen], found: Mapping[int, set[str]]) -> dict[str, dict[str, Any]]:
    """Signals, matching ones and precision of each indicator: shows which definition is weak."""
    every: dict[str, list[bool]] = defaultdict(list)
    for position, signal in enumerate(signals):
        every[signal.indicator].append(position in found)
    return {
        name: {"signals": len(hit), "matched": sum(hit), "precision": _ratio(sum(hit), len(hit))}
        for name, hit in sorted(every.items())
    }


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1
