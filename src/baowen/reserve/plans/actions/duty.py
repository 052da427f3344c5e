"""Writes of duty rosters: turns entered by the holder itself or the office that plans; names stay out of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, decide, require
from baowen.orgs.queries import open_organisation
from baowen.reserve.plans.actions.store import MOST_REASON, next_number
from baowen.reserve.plans.duty_rules import checked_turn
from baowen.reserve.plans.models import DutyShift
from baowen.respond.actions.moves import Doing

LONGEST = "reserve.duty.longest_hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShift:
    """Who answers for an organisation, from an instant until before another."""

    organisation: str
    person: str
    telephone: str
    starts_at: datetime
    ends_at: datetime


def enter_shifts(new: Sequence[NewShift], doing: Doing) -> list[str]:
    """Enter turns of duty, all or none; their numbers. Two turns may overlap: two people are on duty."""
    if not new:
        raise BaowenError("请填写值班安排", "name the turns of duty")
    with doing.writing() as trail:
        numbers = []
        for one in new:
            row = _row(one, doing)
            row.save(force_insert=True)
            after = {"organisation": row.organisation, "starts_at": row.starts_at, "ends_at": row.ends_at}
            trail.note("reserve.duty.enter", f"reserve_duty/{row.number}", after=after)
            numbers.append(row.number)
        return numbers


def withdraw_shift(number: str, doing: Doing) -> None:
    """Take back a turn that was entered by mistake."""
    reason = filled(doing.reason, "撤回理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = DutyShift.objects.select_for_update().filter(number=number, withdrawn_at=None).first()
        if row is None:
            raise BaowenError(f"没有可撤回的值班 {number}", f"there is no turn {number} to withdraw")
        _require(row.organisation, row.region, doing)
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = doing.entered, doing.actor.name, reason
        row.save()
        trail.note("reserve.duty.withdraw", f"reserve_duty/{number}", after={"withdrawn": True})


def _require(organisation: str, region: str, doing: Doing) -> None:
    """The organisation itself moves its reserves; else the office that plans for its place or one above it."""
    actor, regions = doing.actor, doing.book.regions
    if (
        actor.organisation == organisation
        and decide(actor, Act.RESERVE_MOVE, region, regions=regions, organisation=organisation).allowed
    ):
        return
    require(actor, Act.RESERVE_PLAN, actor.region, regions=regions)
    if not regions.within(region, actor.region):
        raise BaowenError(f"{organisation} 不在本地区", f"{organisation} is not in your place")


def _row(new: NewShift, doing: Doing) -> DutyShift:
    on = day_of(doing.at)
    found = open_organisation(filled(new.organisation, "单位", "organisation", most=100), on)
    _require(found.code, found.region, doing)
    checked_turn(new.starts_at, new.ends_at, doing.book.ruling(found.region, on).entry(LONGEST).whole())
    return DutyShift(
        number=next_number("RD", found.region, on.year), organisation=found.code, region=found.region,
        person=filled(new.person, "值班人员", "name", most=100),
        telephone=filled(new.telephone, "联系电话", "telephone", most=60), starts_at=new.starts_at,
        ends_at=new.ends_at, entered_at=doing.entered, entered_by=doing.actor.name,
    )  # fmt: skip
