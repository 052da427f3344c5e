"""Volumes are called for by whoever runs the round, dated, given more time with a reason, closed. VBP-2 (VB-2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import open_organisation
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.queries import RoundView, round_of
from baowen.vbp.rounds.states import STATE_WORDS, RoundState
from baowen.vbp.volumes.models import Call, LaterDay
from baowen.vbp.volumes.rulebook import REPORT_DAYS, TIMES, VolumeBook
from baowen.vbp.volumes.rules import check_times
from baowen.vbp.volumes.states import CallState, VolumeState
from baowen.vbp.volumes.store import call_row, open_call_row

OPEN_ROUNDS = frozenset({RoundState.PREPARED, RoundState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call for volumes. Without months last year is the last whole calendar year; without a day the pack's days
    decide. `reason`: why volumes are reported once more within the cycle."""

    round_code: str
    year: int
    by_product: bool = False
    first_month: str = ""
    last_month: str = ""
    due_on: date | None = None
    due_reason: str = ""
    reason: str = ""


def open_call(new: NewCall, *, actor: Actor, at: datetime, book: VolumeBook) -> int:
    """Call for the volumes of a round; the key of the call.

    BaowenError for a round that has ended, a second report of the cycle without a reason, and a day without one.
    """
    one = round_of(new.round_code)
    require(actor, Act.VBP_ROUND_KEEP, one.region, regions=load_regions())
    today = day_of(at)
    _check_round(one)
    first, last = _months(new, today)
    due_on, due_reason = _due(new, one.region, today, book)
    entry = book.entry(TIMES, one.region, today)
    reason = within(new.reason, "重报原因", "reason to report again", most=1000)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        check_times(
            Call.objects.filter(round_code=one.code).count(), None if entry is None else entry.whole(), reason
        )  # fmt: skip
        try:
            with transaction.atomic():
                row = Call.objects.create(
                    round_code=one.code, year=new.year, region=one.region, by_product=new.by_product,
                    first_month=first, last_month=last, due_on=due_on, due_reason=due_reason, reason=reason,
                    opened_at=at, opened_by=actor.name,
                )  # fmt: skip
        except IntegrityError:
            raise BaowenError(
                f"批次 {one.code} {new.year} 年已布置过报量", f"volumes of {one.code} were called for in {new.year}"
            ) from None
        trail.note("vbp.volumes.opened", f"vbp_call/{row.pk}", after={"round": one.code, "year": new.year})
    return row.pk


def _check_round(one: RoundView) -> None:
    if one.state not in OPEN_ROUNDS:
        raise BaowenError(
            f"批次 {one.code} 为“{STATE_WORDS[one.state][0]}”，不能布置报量", f"round {one.code} is {one.state}"
        )
    if not one.lots:
        raise BaowenError(f"批次 {one.code} 还没有品种，请先录入", f"round {one.code} has no lot yet")


def _months(new: NewCall, today: date) -> tuple[str, str]:
    """The months that last year's purchases are taken from; BaowenError for what are no months, or not over."""
    if not 2000 <= new.year <= 2200:
        raise BaowenError(f"年度 {new.year} 有误", f"{new.year} is no year")
    if not (new.first_month or new.last_month):
        return f"{today.year - 1}-01", f"{today.year - 1}-12"
    try:
        first, last = Month.parse(new.first_month), Month.parse(new.last_month)
    except ValueError:
        raise BaowenError("基期的月份应写作 2025-01", "months of last year are written 2025-01") from None
    if first > last or last > Month.of(today) or last > first.plus(35):
        raise BaowenError(
            "基期的起止月份有误：止月不早于起月、不晚于本月，最长三年", "the months of last year are not in order"
        )
    return str(first), str(last)


def _due(new: NewCall, region: str, today: date, book: VolumeBook) -> tuple[date, str]:
    """By when hospitals report: the day that the officer gives with a reason, else that of the pack."""
    if new.due_on is not None:
        return _checked_day(new.due_on, today), filled(new.due_reason, "另定截止日期的原因", "reason for the day")
    found = book.due_on(REPORT_DAYS, region, today)
    if found is None:
        raise BaowenError("政策没有规定报量期限，请填写截止日期和原因", "no text gives the days: give a day and why")
    return found, ""


def _checked_day(day: date, today: date) -> date:
    if day < today:
        raise BaowenError(f"截止日期 {day} 已经过去", f"the day {day} is over")
    return day


def set_day(
    key: int, due_on: date, *, reason: str, actor: Actor, at: datetime, organisation: str = ""
) -> None:  # fmt: skip
    """Set another day for a call, or give one organisation more time; with a reason, which all see."""
    row = call_row(key)
    require(actor, Act.VBP_ROUND_KEEP, row.region, regions=load_regions())
    why = filled(reason, "调整截止日期的原因", "reason for the day", most=1000)
    day = _checked_day(due_on, day_of(at))
    if organisation:
        one = open_organisation(organisation, day_of(at))
        if not load_regions().within(one.region, row.region):
            raise BaowenError(f"{one.name} 不在本次报量的地区", f"{one.code} does not lie in the call's region")
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = open_call_row(key)
        LaterDay.objects.create(
            call=row, organisation=organisation, due_on=day, reason=why, given_at=at, given_by=actor.name
        )
        if not organisation:
            before, row.due_on, row.due_reason = row.due_on, day, why
            row.save(update_fields=["due_on", "due_reason"])
        else:
            before = row.due_on
        trail.note(
            "vbp.volumes.dated", f"vbp_call/{key}", before={"due_on": before},
            after={"due_on": day, "organisation": organisation},
        )  # fmt: skip


def close_call(key: int, *, actor: Actor, at: datetime, reason: str = "") -> int:
    """End reporting: what the round's own level has agreed to is the result. How many reports are left out of it.

    BaowenError where some are left out and no reason is given.
    """
    row = call_row(key)
    require(actor, Act.VBP_ROUND_KEEP, row.region, regions=load_regions())
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = open_call_row(key)
        undecided = row.reports.exclude(state__in=[VolumeState.AGREED.value, VolumeState.WITHDRAWN.value]).count()
        if undecided and not reason.strip():
            raise BaowenError(
                f"还有 {undecided} 份报量没有审定；确定结束的，请写明原因（未审定的不计入结果）",
                f"{undecided} reports are not agreed to; say why reporting is closed without them",
            )
        row.state, row.closed_at, row.closed_by = CallState.CLOSED.value, at, actor.name
        row.save(update_fields=["state", "closed_at", "closed_by"])
        trail.note("vbp.volumes.closed", f"vbp_call/{key}", details={"left_out": undecided})
    return undecided
