"""Dates that officers set, steps called off, what other provinces found, and dates derived anew. PRI-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.regions import RegionLevel
from baowen.price.actions.store import begin_step, derive, earliest, moving
from baowen.price.clocks.rules import ENTRIES
from baowen.price.kinds import Side, StepKind
from baowen.price.models import Matter, OwedStep, Reference
from baowen.price.states import Move, Stage
from baowen.procure.listing.rules import checked_price
from baowen.respond.actions.moves import Doing
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What another province found: its code, the number there, the result in words, and the price of one pack from a
    day on, where it has one."""

    province: str
    number: str
    result: str
    price: Decimal | None = None
    priced_on: date | None = None
    is_first_raiser: bool = False


def set_date(number: str, step: int, on: date, doing: Doing) -> None:
    """Set the date of something that is owed, with a reason; it goes before that of the text."""
    with moving(number, Move.SET_DATE, doing) as done:
        row = _open_step(done.matter, step)
        if on < row.started_on:
            raise BaowenError(f"期限 {on} 早于起算日 {row.started_on}", f"{on} lies before the start")
        before, row.set_on = row.due_on, on
        derive(row, doing.book)
        row.save()
        done.told.update({"step": row.step, "before": before, "due_on": row.due_on})


def call_off(number: str, step: int, doing: Doing) -> None:
    """Say that something owed is not wanted any more, with a reason."""
    with moving(number, Move.CALL_OFF, doing) as done:
        row = _open_step(done.matter, step)
        row.done_on, row.called_off = done.on, True
        row.save()
        done.told["step"] = row.step


def _open_step(matter: Matter, step: int) -> OwedStep:
    row = matter.owed.select_for_update().filter(pk=step, done_on=None).first()
    if row is None:
        raise BaowenError(f"没有待办事项 {step}，或已完成", f"nothing {step} is owed, or it is done")
    return row


def refer_to(number: str, other: Elsewhere, doing: Doing) -> None:
    """Refer to what another province found. Where the pack says so, its lower price is to be followed from that day on.

    BaowenError for the own province and for the same reference twice.
    """
    regions = doing.book.regions
    words = filled(other.result, "他省结果", "result", most=1000)
    with moving(number, Move.REFERENCE, doing, words=words) as done:
        place = regions.require(other.province)
        if place.level is not RegionLevel.PROVINCE or regions.within(done.matter.region, place.code):
            raise BaowenError("请填写另一个省级地区的代码", "name another province")
        if (other.price is None) != (other.priced_on is None):
            raise BaowenError("价格和起始日期应同时填写", "a price needs the day from which on it holds")
        _row, is_new = Reference.objects.get_or_create(
            matter=done.matter, province=place.code, number=filled(other.number, "他省编号", "number", most=100),
            defaults={
                "result": words, "price": None if other.price is None else checked_price(other.price),
                "priced_on": other.priced_on, "is_first_raiser": other.is_first_raiser, "noted_at": doing.entered,
                "noted_by": doing.actor.name,
            },
        )  # fmt: skip
        if not is_new:
            raise BaowenError("已引用过该省的这一编号", "this number of that province is referred to already")
        if other.priced_on is not None and done.ruling.get(ENTRIES[StepKind.FOLLOW]) is not None:
            open_before = done.matter.owed.filter(step=StepKind.FOLLOW.value, done_on=None)
            if not open_before.exists() and _is_lower(done.matter, other.price):
                begin_step(done.matter, StepKind.FOLLOW, Side.ENTERPRISE, other.priced_on, doing)
        done.told.update({"province": place.code, "number": other.number, "price": other.price})


def _is_lower(matter: Matter, price: Decimal | None) -> bool:
    return price is not None and any(price < row.price for row in matter.listings.all())


def redate_steps(book: Rulebook, *, by: str, at: datetime) -> int:
    """Derive every open date anew from the present calendar and packs; how many moved. Twice moves nothing more."""
    rows = OwedStep.objects.filter(done_on=None).exclude(matter__stage=Stage.CLOSED.value).select_related("matter")
    moving_now = [row.pk for row in rows if derive(row, book)]
    for key in moving_now:
        with writing(by=by, at=at, reason="日历或政策变化后重新推算") as trail:
            row = OwedStep.objects.select_for_update(of=("self",)).select_related("matter").get(pk=key)
            before = row.due_on
            derive(row, book)
            row.save()
            Matter.objects.filter(pk=row.matter_id).update(next_due=earliest(row.matter))
            trail.note(
                "price.redate", f"price/{row.matter.number}", before={"due_on": before}, after={"due_on": row.due_on}
            )
    return len(moving_now)
