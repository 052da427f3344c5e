"""Reads: the measures that are followed, one with its readings, and what worked for which kind of shortage. RSP-3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.orgs.permissions import Act, Actor, require
from baowen.outcomes.kinds import Cause
from baowen.outcomes.models import Followed, Reading
from baowen.outcomes.moved import Moved, moved_of
from baowen.outcomes.rules import Change, Compared, Judged, Supply, change, compared
from baowen.respond.queries import seen_of
from baowen.respond.queries.measures import MeasureOfCase, measures_of
from baowen.respond.rulebook import Rulebook

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedView:
    """A measure that is followed: what it is, what was read, what it moved, what people know of it.

    `cost`: yuan of the platform's own orders and of what was noted together; None where neither is known.
    """

    measure: MeasureOfCase
    region: str
    drug: str
    drug_key: str
    unit: str
    products: tuple[str, ...]
    cause: Cause
    begun_on: date
    until_on: date
    readings: tuple[Supply, ...]
    change: Change
    moved: Moved
    patients: int | None
    patients_from: str
    cost: Decimal | None
    noted_cost: Decimal | None


def followed_measures(
    actor: Actor, *, book: Rulebook, drug_key: str = "", cause: Cause | None = None, limit: int = MOST
) -> list[FollowedView]:
    """Measures of the cases that the actor may see, those followed last first; of one drug, of one cause."""
    require(actor, Act.CASE_READ, actor.region, regions=book.regions)
    rows = Followed.objects.filter(region__in=book.regions.codes_within(actor.region)).prefetch_related("readings")
    if drug_key:
        rows = rows.filter(drug_key=drug_key)
    if cause is not None:
        rows = rows.filter(cause=cause.value)
    found = list(rows[:limit])
    seen = seen_of(actor, {row.case for row in found}, book=book)
    return _views([row for row in found if row.case in seen])


def followed_of(measure: int, actor: Actor, *, book: Rulebook) -> FollowedView | None:
    """One measure, None while it is not followed or where the actor may not see its case."""
    row = Followed.objects.filter(measure=measure).prefetch_related("readings").first()
    if row is None or row.case not in seen_of(actor, {row.case}, book=book):
        return None
    return next(iter(_views([row])), None)


def what_worked(views: Iterable[FollowedView]) -> list[Compared]:
    """Which kinds of measures worked for which kind of shortage, over measures that are followed."""
    return compared(
        Judged(
            kind=one.measure.measure.kind, cause=one.cause, outcome=one.measure.measure.outcome, change=one.change,
            cost=one.cost, patients=one.patients,
        )
        for one in views
    )  # fmt: skip


def _views(rows: Sequence[Followed]) -> list[FollowedView]:
    measures = measures_of([row.measure for row in rows])
    moved = moved_of({row.measure: row.case for row in rows})
    return [_view(row, measures[row.measure], moved[row.measure]) for row in rows if row.measure in measures]


def _view(row: Followed, measure: MeasureOfCase, moved: Moved) -> FollowedView:
    readings = tuple(map(_supply, row.readings.all()))
    costs = [cost for cost in (moved.cost, row.cost) if cost is not None]
    return FollowedView(
        measure=measure, region=row.region, drug=row.drug, drug_key=row.drug_key, unit=row.unit,
        products=tuple(row.products), cause=Cause(row.cause), begun_on=row.begun_on, until_on=row.until_on,
        readings=readings, change=change(readings, row.begun_on), moved=moved, patients=row.patients,
        patients_from=row.patients_from, cost=sum(costs, Decimal(0)) if costs else None, noted_cost=row.cost,
    )  # fmt: skip


def _supply(row: Reading) -> Supply:
    return Supply(
        on=row.on, stock=row.stock, daily_use=row.daily_use, hospitals=row.hospitals, empty=row.empty,
        counted_first=row.counted_first, counted_last=row.counted_last,
        reached=row.reached, reached_stock=row.reached_stock, reached_use=row.reached_use,
    )  # fmt: skip
