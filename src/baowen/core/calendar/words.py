"""Says in words how a due date was reached, so that a person can check it with a wall calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from baowen.core.calendar.days import EN_NAMES, MAKE_UP, ONE_DAY, UNNAMED, Calendar, DayKind

_ZH_DAYS = "一二三四五六日"
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A deadline that has been worked out. `counted_to` differs from `due_on` only where the deadline rolled on."""

    start: date
    days: int
    working_days: bool
    counted_to: date
    due_on: date
    start_words: tuple[str, str]
    unpublished: tuple[int, ...]
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row of one kind and name, within a span."""

    kind: DayKind
    name: str
    first: date
    last: date


def stretches(calendar: Calendar, first: date, last: date) -> list[Stretch]:
    """The days from first to last, both included, grouped into holidays, make-up days, weekends and working days."""
    found: list[Stretch] = []
    day = first
    while day <= last:
        kind, name = calendar.kind(day), calendar.day_name(day)
        if found and (found[-1].kind, found[-1].name) == (kind, name):
            found[-1] = Stretch(kind, name, found[-1].first, day)
        else:
            found.append(Stretch(kind, name, day, day))
        day += ONE_DAY
    return found


def in_chinese(span: Span) -> str:
    """The working in Chinese; the year is written for the first date and wherever it changes."""
    write = _ChineseDates()
    event = span.start_words[0]
    start = f" {write.one(span.start)}" + (f"（{event}）" if event else "")
    if span.days == 0:
        return f"自{start}起立即办理；当日（周{_ZH_DAYS[span.due_on.weekday()]}）届满"
    unit = "个工作日" if span.working_days else "日（日历日，含节假日和周末）"
    parts = [f"自{start}次日起 {span.days} {unit}", *_passed(span, write.phrase)]
    if span.working_days and _skips_weekends(span):
        parts.append("其余周六、周日不计")
    if span.due_on > span.counted_to:
        parts.append(f"{write.one(span.counted_to)}不是工作日，顺延至其后第一个工作日")
    parts.append(f"{write.one(span.due_on)}（周{_ZH_DAYS[span.due_on.weekday()]}）届满，当日计入")
    if span.unpublished:
        years = "、".join(map(str, span.unpublished))
        parts.append(f"{years} 年放假安排尚未公布，暂按周一至周五为工作日推算，公布后应重新计算")
    return "；".join(parts)


def in_english(span: Span) -> str:
    """The same working in English."""
    event = span.start_words[1]
    start = _english(span.start, year=True) + (f" ({event})" if event else "")
    last_day = f"{_EN_DAYS[span.due_on.weekday()]} {_english(span.due_on, year=True)}"
    if span.days == 0:
        return f"at once on {start}; due the same day, {last_day}"
    unit = "working day" if span.working_days else "calendar day"
    parts = [f"{span.days} {unit}{'s' if span.days > 1 else ''} from the day after {start}"]
    parts += _passed(span, _english_phrase)
    if span.working_days and _skips_weekends(span):
        parts.append("other Saturdays and Sundays do not count")
    if span.due_on > span.counted_to:
        parts.append(f"{_english(span.counted_to)} is a day off, so the next working day is taken")
    parts.append(f"the last day, included, is {last_day}")
    if span.unpublished:
        years = ", ".join(map(str, span.unpublished))
        parts.append(f"the holidays of {years} are not published yet: Monday to Friday assumed, to be worked out again")
    return "; ".join(parts)


def _passed(span: Span, phrase: Callable[[Stretch, bool], str]) -> list[str]:
    """One phrase for each holiday and each run of make-up days between the start and the due date."""
    met = stretches(span.calendar, span.start + ONE_DAY, span.due_on)
    named = (DayKind.HOLIDAY, DayKind.MAKE_UP) if span.working_days else (DayKind.HOLIDAY,)
    return [phrase(one, span.working_days) for one in met if one.kind in named]


def _skips_weekends(span: Span) -> bool:
    met = stretches(span.calendar, span.start + ONE_DAY, span.due_on)
    return any(one.kind is DayKind.WEEKEND for one in met)


class _ChineseDates:
    """Writes dates in order, with the year only where a reader would not know it."""

    def __init__(self) -> None:
        self._year = 0

    def one(self, day: date) -> str:
        year = "" if day.year == self._year else f"{day.year} 年 "
        self._year = day.year
        return f"{year}{day.month} 月 {day.day} 日"

    def phrase(self, stretch: Stretch, working_days: bool) -> str:
        text = self.one(stretch.first)
        if stretch.kind is DayKind.MAKE_UP:
            days = [f"周{_ZH_DAYS[stretch.first.weekday()]}"]
            if stretch.last > stretch.first:
                days.append(f"周{_ZH_DAYS[stretch.last.weekday()]}")
            return f"{self._range(text, stretch)}（{'、'.join(days)}）{MAKE_UP}计入"
        name = stretch.name if stretch.name.endswith("日") or stretch.name == UNNAMED else f"{stretch.name}假期"
        return f"{self._range(text, stretch)}为{name}{'不计' if working_days else '，照计'}"

    def _range(self, text: str, stretch: Stretch) -> str:
        if stretch.first == stretch.last:
            return text
        if (stretch.first.year, stretch.first.month) == (stretch.last.year, stretch.last.month):
            return f"{text.removesuffix(' 日')}—{stretch.last.day} 日"
        return f"{text}—{self.one(stretch.last)}"


def _english(day: date, *, year: bool = False) -> str:
    return f"{day.day} {_EN_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def _english_phrase(stretch: Stretch, working_days: bool) -> str:
    if stretch.first == stretch.last:
        days = _english(stretch.first, year=True)
    elif (stretch.first.year, stretch.first.month) == (stretch.last.year, stretch.last.month):
        days = f"{stretch.first.day}–{_english(stretch.last, year=True)}"
    else:
        days = f"{_english(stretch.first, year=True)}–{_english(stretch.last, year=True)}"
    plural = stretch.last > stretch.first
    if stretch.kind is DayKind.MAKE_UP:
        weekday = "" if plural else f"{_EN_DAYS[stretch.first.weekday()]} "
        return f"{weekday}{days} {'are make-up working days' if plural else 'is a make-up working day'}, counted"
    name = EN_NAMES.get(stretch.name, stretch.name)
    return f"{days} {'are' if plural else 'is'} the {name} holiday, {'not ' if working_days else ''}counted"
