"""Signals by place: how many of each severity, the gravest, and those about one subject. MON-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from baowen.lake.serving.queries.binding import REGIONS_OF_PLACE, VISIBLE
from baowen.lake.serving.reader import Serving

_RANK = "array_position(['red', 'orange', 'yellow', 'blue'], severity)"
_IN_PLACE = f"region IN {REGIONS_OF_PLACE}"
_COLUMNS = (
    "number, indicator, severity, worst_severity, state, signal.region, subject_type, subject, "
    "subject_name, period_first, period_last, first_seen, last_seen, times_seen, value, reference, threshold, clause, "
    "basis, n, weight, graver_from"
)


@dataclass(frozen=True, slots=True)
class SignalFound:
    """One signal as it stood when the file was built."""

    number: str
    indicator: str
    severity: str
    worst_severity: str
    state: str
    region: int
    subject_type: str
    subject: int
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
    n: int
    weight: float
    graver_from: str


class SignalChange(StrEnum):
    """What became of a signal since a day; what is new is not told once more as graver."""

    NEW = "new"
    GRAVER = "graver"
    ENDED = "ended"


_SINCE: dict[SignalChange, str] = {
    SignalChange.NEW: "state = 'in_force' AND first_seen >= $since",
    SignalChange.GRAVER: "state = 'in_force' AND first_seen < $since AND graver_on >= $since",
    SignalChange.ENDED: "state = 'ended' AND ended_on >= $since",
}


@dataclass(frozen=True, slots=True)
class SignalCount:
    """Signals in force of one severity in one place, the places below it counted in."""

    place: int
    name: str
    severity: str
    signals: int


_COUNTS = f"""
SELECT place.region, name, severity, count(*)
FROM place JOIN place_in AS below ON below.above = place.region JOIN signal ON signal.region = below.place
WHERE (place.region = $place OR parent = $place) AND state = 'in_force'
  AND place.region IN (SELECT place FROM place_in WHERE above = $within)
GROUP BY place.region, name, severity ORDER BY place.region, {_RANK}
"""


def signal_counts(serving: Serving, *, place: int, within: int) -> list[SignalCount]:
    """Signals in force by severity, for the place itself and for each place directly below it."""
    return [SignalCount(*row) for row in serving.ask(_COUNTS, {"place": place, "within": within})]


_GRAVEST = f"""
SELECT {_COLUMNS} FROM signal WHERE state = 'in_force' AND {_IN_PLACE}
ORDER BY {_RANK}, weight DESC, number LIMIT $most
"""


def gravest_signals(serving: Serving, *, place: int, within: int, most: int) -> list[SignalFound]:
    """Signals in force in the place and the places below it, the gravest and weightiest first."""
    rows = serving.ask(_GRAVEST, {"place": place, "within": within, "most": most})
    return [SignalFound(*row) for row in rows]


def listed_signals(
    serving: Serving, *, place: int, within: int, severity: str = "", indicator: str = "",
    changed: tuple[SignalChange, date] | None = None, skip: int = 0, most: int = 50,
) -> list[SignalFound]:  # fmt: skip
    """Signals of a place and below, of one severity and indicator where such are given; the gravest first.

    Those in force, or where `changed` is given those that are new, graver or at their end since that day.
    """
    given: dict[str, Any] = {
        "place": place, "within": within, "severity": severity, "indicator": indicator, "skip": skip, "most": most,
    }  # fmt: skip
    condition = "state = 'in_force'"
    if changed is not None:
        condition = _SINCE[changed[0]]
        given["since"] = changed[1]
    sql = f"""
    SELECT {_COLUMNS} FROM signal
    WHERE {condition} AND {_IN_PLACE} AND $severity IN ('', severity) AND $indicator IN ('', indicator)
    ORDER BY {_RANK}, weight DESC, number LIMIT $most OFFSET $skip
    """
    return [SignalFound(*row) for row in serving.ask(sql, given)]


_CHANGES = f"""
SELECT {", ".join(f"count(*) FILTER (WHERE {condition})" for condition in _SINCE.values())}
FROM signal WHERE {_IN_PLACE}
"""


def signal_changes(serving: Serving, *, place: int, within: int, since: date) -> dict[SignalChange, int]:
    """How many signals of the place and the places below it are new, graver or at their end since a day."""
    row = serving.ask(_CHANGES, {"place": place, "within": within, "since": since})[0]
    return dict(zip(_SINCE, row, strict=True))


_ABOUT = f"""
SELECT {_COLUMNS} FROM signal JOIN place_in AS over ON over.place = $place AND over.above = signal.region
WHERE subject_type = $subject_type AND subject = $subject AND {VISIBLE}
ORDER BY period_first, number
"""


def signals_about(serving: Serving, *, subject_type: str, subject: int, place: int, within: int) -> list[SignalFound]:
    """Every signal about a subject that counts in a place: its own and those of the places above it, oldest first."""
    given = {"subject_type": subject_type, "subject": subject, "place": place, "within": within}
    return [SignalFound(*row) for row in serving.ask(_ABOUT, given)]


@dataclass(frozen=True, slots=True)
class SightingFound:
    """One month of a signal."""

    month: str
    seen_on: date
    severity: str
    value: float
    reference: float | None
    threshold: float | None
    n: int
    weight: float


_SIGHTINGS = """
SELECT month, seen_on, sighting.severity, sighting.value, sighting.reference, sighting.threshold, sighting.n,
       sighting.weight
FROM sighting JOIN signal USING (number)
WHERE number = $number AND region IN (SELECT place FROM place_in WHERE above = $within) ORDER BY month
"""


def sightings_of_signal(serving: Serving, *, number: str, within: int) -> list[SightingFound]:
    """The months of a signal, oldest first."""
    return [SightingFound(*row) for row in serving.ask(_SIGHTINGS, {"number": number, "within": within})]
