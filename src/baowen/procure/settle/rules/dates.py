"""By when an enterprise applies for direct settlement of a month, by the pack's day. Pure. PRC-4 (HD-9, VB-1.1)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from baowen.core.calendar import Calendar
from baowen.core.period import Month


def apply_by(month: Month, day: int, *, holiday_days: int | None, calendar: Calendar) -> date:
    """The day of the following month; where that is a day off, so many working days later, as the text says.

    Without `holiday_days` a day off moves nothing.
    """
    following = month.plus(1)
    named = date(following.year, following.number, min(day, monthrange(following.year, following.number)[1]))
    if holiday_days is None or calendar.is_working_day(named):
        return named
    return calendar.add_working_days(named, holiday_days)
