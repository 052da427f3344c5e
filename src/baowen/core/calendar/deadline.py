"""When a step is due: days from an event by a calendar, the start not counted, the last day included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from baowen.core.calendar.days import ONE_DAY, Calendar
from baowen.core.calendar.words import Span, in_chinese, in_english
from baowen.core.problems import BaowenError


class Unit(StrEnum):
    """What a text counts: 工作日 or 日/天 (holidays and weekends included)."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


@dataclass(frozen=True, slots=True)
class Due:
    """A derived due date; provisional when it rests on a year nobody has published.

    The words are made when somebody reads them: a cycle derives thousands of dates that nobody does.
    """

    due_on: date
    provisional: bool
    span: Span

    @property
    def working_zh(self) -> str:
        """How the date was reached, in Chinese."""
        return in_chinese(self.span)

    @property
    def working_en(self) -> str:
        """How the date was reached, in English."""
        return in_english(self.span)


def due(
    start: date,
    days: int,
    unit: str | Unit,
    calendar: Calendar,
    *,
    roll: bool = False,
    start_words: tuple[str, str] = ("", ""),
) -> Due:
    """The due date of a deadline of so many days after the day of an event.

    Zero days means at once: due on the start day itself. `roll` moves a calendar-day deadline that ends on a day off
    to the next working day; whether a text does so is policy. `start_words` say in Chinese and English what starts
    the clock and stand in brackets behind the start. ValueError for negative days or an unknown unit, BaowenError
    beyond the year 9999.
    """
    unit = Unit(unit)
    if days < 0:
        raise ValueError(f"a deadline has no negative days: {days}")
    in_working_days = unit is Unit.WORKING_DAY
    rolls = roll and not in_working_days and days > 0
    try:
        counted_to = calendar.add_working_days(start, days) if in_working_days else start + timedelta(days=days)
        due_on = calendar.next_working_day(counted_to) if rolls else counted_to
    except OverflowError as error:
        raise BaowenError("期限超出公元 9999 年", "the deadline lies beyond the year 9999") from error
    if in_working_days and days:
        unpublished = _unpublished(start + ONE_DAY, due_on, calendar)
    else:
        unpublished = _unpublished(counted_to, due_on, calendar) if rolls else ()
    span = Span(
        start=start, days=days, working_days=in_working_days, counted_to=counted_to, due_on=due_on,
        start_words=start_words, unpublished=unpublished, calendar=calendar,
    )  # fmt: skip
    return Due(due_on, bool(unpublished), span)


def _unpublished(first: date, last: date, calendar: Calendar) -> tuple[int, ...]:
    """The years whose unknown arrangement could move a due date found by looking at these days."""
    return tuple(year for year in range(first.year, last.year + 1) if not calendar.is_published(year))
