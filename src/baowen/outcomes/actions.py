"""Writes of this context: a measure is followed, what is known of it is noted, supply is read day by day. RSP-3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.outcomes.item import item_of
from baowen.outcomes.kinds import Cause
from baowen.outcomes.models import Followed, Reading
from baowen.outcomes.moved import moved_of
from baowen.outcomes.rules import Supply
from baowen.outcomes.supply import supply_on
from baowen.respond.actions.moves import Doing
from baowen.respond.queries.measures import measure_of
from baowen.respond.rulebook import Rulebook

_STALE, _MONTHS, _FOLLOW = "monitor.days_of_supply.stale_days", "monitor.days_of_supply.usage_months", "outcomes.days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What people know of a measure; None for what nobody knows. `cost`: yuan, beside what orders cost."""

    patients: int | None = None
    patients_from: str = ""
    cost: Decimal | None = None


def follow(measure: int, cause: Cause, *, begun_on: date, home: Home, doing: Doing, product_code: str = "") -> int:
    """Follow the effect of a measure from `begun_on` and read the supply of that day and of today.

    `product_code`: a product of the item that is short; "": the item of the case's drug that is used most. BaowenError
    where the measure is followed already, lies ahead, or is about no drug of the catalogue.
    """
    found = measure_of(measure, doing.actor, book=doing.book)
    require(doing.actor, Act.CASE_MOVE, found.region, regions=doing.book.regions)
    today = day_of(doing.at)
    if begun_on > today:
        raise BaowenError(f"开始日期 {begun_on} 还没有到", f"{begun_on} lies ahead")
    months = _whole(doing.book, found.region, today, _MONTHS)
    item = item_of(Lake(home.lake), found.subject, found.subject_name, product_code, day=today, use_months=months)
    days = _whole(doing.book, found.region, today, _FOLLOW)
    with doing.writing() as trail:
        if Followed.objects.filter(measure=measure).exists():
            raise BaowenError(f"措施 {measure} 已在跟踪", f"measure {measure} is followed already")
        row = Followed.objects.create(
            measure=measure, case=found.case, region=found.region, drug=item.name, drug_key=item.drug_key,
            unit=item.unit, products=list(item.products), cause=cause.value, begun_on=begun_on,
            until_on=begun_on + timedelta(days=days), followed_at=doing.entered, followed_by=doing.actor.name,
        )  # fmt: skip
        _read(row, {begun_on, today}, home=home, book=doing.book, at=doing.entered)
        trail.note(
            "outcome.follow", f"case/{found.case}",
            after={"measure": measure, "cause": cause.value, "begun_on": begun_on, "products": list(item.products)},
        )  # fmt: skip
    return row.pk


def note_known(measure: int, known: Known, doing: Doing) -> None:
    """Note how many patients a measure reached, whence that is known, and what it cost; noted again, it corrects."""
    found = measure_of(measure, doing.actor, book=doing.book)
    require(doing.actor, Act.CASE_MOVE, found.region, regions=doing.book.regions)
    if known.patients is not None and not known.patients_from.strip():
        raise BaowenError("请写明患者数的来源", "say where the number of patients comes from")
    if known.cost is not None and known.cost < 0:
        raise BaowenError("费用不能为负", "a cost cannot be negative")
    with doing.writing() as trail:
        row = Followed.objects.select_for_update().filter(measure=measure).first()
        if row is None:
            raise BaowenError(f"措施 {measure} 还没有跟踪", f"measure {measure} is not followed")
        before = {"patients": row.patients, "cost": row.cost}
        row.patients, row.cost = known.patients, known.cost
        row.patients_from = "" if known.patients is None else known.patients_from.strip()[:300]
        row.save()
        trail.note(
            "outcome.note", f"case/{row.case}", before=before, after={"patients": row.patients, "cost": row.cost}
        )


def read_all(home: Home, *, book: Rulebook, on: date, by: str, at: datetime) -> int:
    """Read the supply of all measures that are followed on a day; how many. A day that was read is read again."""
    rows = list(Followed.objects.filter(begun_on__lte=on, until_on__gte=on).order_by("pk"))
    for row in rows:
        with writing(by=by, at=at) as trail:
            # The first day once more: only now is it known which hospitals the measure reached.
            _read(row, {row.begun_on, on}, home=home, book=book, at=at)
            trail.note("outcome.read", f"case/{row.case}", after={"measure": row.measure, "on": on})
    return len(rows)


def has_unread(on: date) -> bool:
    """Whether a measure that is followed has not been read on a day."""
    rows = Followed.objects.filter(begun_on__lte=on, until_on__gte=on)
    return rows.exclude(readings__on=on).exists()


def _read(row: Followed, days: Iterable[date], *, home: Home, book: Rulebook, at: datetime) -> None:
    places = {book.regions.require(code).key for code in book.regions.codes_within(row.region)}
    moved = moved_of({row.measure: row.case})[row.measure]
    for day in sorted(days):
        found = supply_on(
            Lake(home.lake), day, products=row.products, regions=places, arrived=(*moved.arrived, *moved.left),
            stale_days=_whole(book, row.region, day, _STALE), use_months=_whole(book, row.region, day, _MONTHS),
        )  # fmt: skip
        Reading.objects.update_or_create(followed=row, on=day, defaults=_columns(found) | {"read_at": at})


def _columns(found: Supply) -> dict[str, object]:
    return {
        "stock": found.stock, "daily_use": found.daily_use, "hospitals": found.hospitals, "empty": found.empty,
        "counted_first": found.counted_first, "counted_last": found.counted_last,
        "reached": found.reached, "reached_stock": found.reached_stock, "reached_use": found.reached_use,
    }  # fmt: skip


def _whole(book: Rulebook, region: str, on: date, key: str) -> int:
    return book.ruling(region, on).entry(key).whole()
