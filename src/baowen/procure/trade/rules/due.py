"""By when an order line has to be delivered: hours from its confirmation, with or without days off. Pure. PRC-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baowen.core.calendar import Calendar
from baowen.procure.trade.kinds import Urgency

ONE_DAY = timedelta(days=1)
LOCAL = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The rule for a delivery: hours of a class, whether they run on days off, by which clause and basis."""

    name: str
    hours: int
    in_holidays: bool
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAt:
    """The instant until which it has to be delivered, and the working. `is_provisional`: the holidays of a year that it
    touches are not announced yet."""

    at: datetime
    is_provisional: bool
    working_zh: str
    working_en: str


def term_name(urgency: Urgency, *, is_remote: bool) -> str:
    """The class of the pack for an order: emergencies and ordinary goods have one of their own where a hospital is
    remote; a cold chain has one everywhere. PRC-4 (domain 10)."""
    if urgency is Urgency.EMERGENCY:
        return "emergency_remote" if is_remote else "emergency"
    if urgency is Urgency.COLD_CHAIN:
        return "cold_chain"
    return "remote" if is_remote else "general"


def due_at(confirmed_at: datetime, term: Term, calendar: Calendar) -> DueAt:
    """Until when a line confirmed at an instant is due: its hours later, those of days off left out where they do not
    count. ValueError for hours below zero, or an instant without a zone. PRC-4 (domain 10)."""
    if term.hours < 0 or confirmed_at.tzinfo is None:
        raise ValueError("hours are not below zero, and an instant has a zone")
    start = confirmed_at.astimezone(LOCAL)
    passed: list[date] = []
    if term.in_holidays:
        end = start + timedelta(hours=term.hours)
    else:
        end, passed = _in_working_time(start, timedelta(hours=term.hours), calendar)
    years = range(start.year, end.year + 1)
    unknown = [] if term.in_holidays else [year for year in years if not calendar.is_published(year)]
    zh, en = _words(start, end, term, passed, unknown)
    return DueAt(at=end, is_provisional=bool(unknown), working_zh=zh, working_en=en)


def last_day(at: datetime) -> date:
    """The day of China in which a due instant ends; midnight belongs to the day before it."""
    return (at.astimezone(LOCAL) - timedelta(microseconds=1)).date()


def _in_working_time(start: datetime, left: timedelta, calendar: Calendar) -> tuple[datetime, list[date]]:
    """The instant at which so much time of working days has passed, and the days off on the way."""
    at, passed = start, []
    while True:
        midnight = datetime.combine(at.date() + ONE_DAY, time.min, LOCAL)
        if not calendar.is_working_day(at.date()):
            passed.append(at.date())
        elif left <= midnight - at:
            return at + left, passed
        else:
            left -= midnight - at
        at = midnight


def _words(
    start: datetime, end: datetime, term: Term, passed: list[date], unknown: list[int]
) -> tuple[str, str]:  # fmt: skip
    zh = [f"自 {start:%Y-%m-%d %H:%M} 订单确认起 {term.hours} 小时"]
    en = [f"{term.hours} hours from the confirmation at {start:%Y-%m-%d %H:%M}"]
    if term.in_holidays:
        zh.append("节假日计入")
        en.append("days off count")
    else:
        zh.append("节假日、周末不计")
        en.append("days off do not count")
    if passed:
        days = "、".join(f"{day:%m-%d}" for day in passed)
        zh.append(f"其间 {days} 不计")
        en.append(f"left out: {', '.join(f'{day:%m-%d}' for day in passed)}")
    zh.append(f"至 {end:%Y-%m-%d %H:%M} 届满")
    en.append(f"due {end:%Y-%m-%d %H:%M}")
    if unknown:
        years = "、".join(map(str, unknown))
        zh.append(f"{years} 年放假安排尚未公布，暂按周一至周五为工作日推算")
        en.append(f"the holidays of {', '.join(map(str, unknown))} are not published: Monday to Friday assumed")
    return "；".join(zh), "; ".join(en)
