"""What a measure did: days of supply before and after, and which measures worked for which kind of shortage. RSP-3.

A difference between before and after is no proof of a cause: other measures and the season act at the same time. Pages
say so, and the goods that the measure itself moved stand beside the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from baowen.outcomes.kinds import Cause
from baowen.respond.kinds import MeasureKind, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What the hospitals of a place held of an item on a day: smallest units, units a day, and how many counted.

    `stock` is the last count and what the measure brought since. Hospitals that did not count are in none of the
    figures; `counted_first`, `counted_last`: the oldest and the newest of the counts that stand. The same of the
    hospitals that the measure reached: `reached_*`.
    """

    on: date
    stock: Decimal
    daily_use: Decimal
    hospitals: int
    empty: int
    counted_first: date | None = None
    counted_last: date | None = None
    reached: int = 0
    reached_stock: Decimal = Decimal(0)
    reached_use: Decimal = Decimal(0)

    @property
    def days(self) -> Decimal | None:
        """Days that the stock lasts; None where nothing is used."""
        return _days(self.stock, self.daily_use)

    @property
    def reached_days(self) -> Decimal | None:
        """The same for the hospitals that the measure reached."""
        return _days(self.reached_stock, self.reached_use)


def _days(stock: Decimal, use: Decimal) -> Decimal | None:
    return round(stock / use, 1) if use > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Supply before a measure began and when it was last read; None for what was not read."""

    before: Supply | None
    after: Supply | None

    @property
    def gained(self) -> Decimal | None:
        """Days of supply gained in the place; negative when supply went on falling."""
        if self.before is None or self.after is None:
            return None
        return _between(self.before.days, self.after.days)

    @property
    def gained_where_reached(self) -> Decimal | None:
        """The same for the hospitals that the measure reached, as far as they were read on both days."""
        if self.before is None or self.after is None or self.before.reached != self.after.reached:
            return None
        return _between(self.before.reached_days, self.after.reached_days)


def _between(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before


def change(readings: Sequence[Supply], begun_on: date) -> Change:
    """From readings of any days: the last one up to the day on which a measure began, and the last one after it.

    A day on which no count stood tells nothing and is left out.
    """
    readings = [one for one in readings if one.hospitals]
    before = max((one for one in readings if one.on <= begun_on), key=lambda one: one.on, default=None)
    after = max((one for one in readings if one.on > begun_on), key=lambda one: one.on, default=None)
    return Change(before=before, after=after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One measure for the comparison; `cost` in yuan and `patients` are None where nobody knows."""

    kind: MeasureKind
    cause: Cause
    outcome: Outcome | None
    change: Change
    cost: Decimal | None
    patients: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Measures of one kind against one kind of shortage. Medians are over the measures that have the figure.

    `worked`: of those `ended`, how many did, wholly or in part. `measured`: how many were read before and after.
    """

    kind: MeasureKind
    cause: Cause
    measures: int
    ended: int
    worked: int
    measured: int
    days_before: Decimal | None
    days_after: Decimal | None
    gained: Decimal | None
    cost: Decimal | None
    patients: int | None


def compared(measures: Iterable[Judged]) -> list[Compared]:
    """By kind of measure and cause, those with the most measures first."""
    groups: dict[tuple[MeasureKind, Cause], list[Judged]] = {}
    for one in measures:
        groups.setdefault((one.kind, one.cause), []).append(one)
    rows = [_of_group(kind, cause, group) for (kind, cause), group in groups.items()]
    return sorted(rows, key=lambda row: (-row.measures, row.kind.value, row.cause.value))


def _of_group(kind: MeasureKind, cause: Cause, group: Sequence[Judged]) -> Compared:
    ended = [one for one in group if one.outcome not in (None, Outcome.DROPPED)]
    both = [one.change for one in group if one.change.gained is not None]
    return Compared(
        kind=kind, cause=cause, measures=len(group), ended=len(ended),
        worked=sum(one.outcome in (Outcome.WORKED, Outcome.PARTLY) for one in ended), measured=len(both),
        days_before=_median(one.before.days for one in both if one.before),
        days_after=_median(one.after.days for one in both if one.after),
        gained=_median(one.gained for one in both), cost=_median(one.cost for one in group),
        patients=sum(known) if (known := [one.patients for one in group if one.patients is not None]) else None,
    )  # fmt: skip


def _median(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return Decimal(median(known)) if known else None
