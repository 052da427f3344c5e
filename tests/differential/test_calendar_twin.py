"""The deadline against a slow, obvious twin: look at every day of 2004-2026 with the calendar package itself."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from hypothesis import example, given, settings
from hypothesis import strategies as st

from baowen.core.calendar import due, load_calendar

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
ALL_DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WORKING_DAYS = [day for day in ALL_DAYS if chinese_calendar.is_workday(day)]


def twin(start: date, days: int) -> date:
    """The last of the first so many working days after the start."""
    return [day for day in WORKING_DAYS if day > start][days - 1]


def test_every_day_of_the_published_years_is_what_the_package_says() -> None:
    calendar = load_calendar()
    differ = [day for day in ALL_DAYS if calendar.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differ == []
    assert len(ALL_DAYS) == 8401


def test_every_start_of_the_published_years_agrees_for_ten_working_days() -> None:
    calendar = load_calendar()
    passed = 0
    for start in ALL_DAYS[:-40]:
        while WORKING_DAYS[passed] <= start:
            passed += 1
        assert due(start, 10, "working_day", calendar).due_on == WORKING_DAYS[passed + 9], start


@settings(deadline=None)
@given(st.dates(FIRST, date(2024, 12, 31)), st.integers(1, 250))
@example(date(2026, 9, 28), 10)
def test_any_start_and_any_number_of_days_agrees(start: date, days: int) -> None:
    assert due(start, days, "working_day", load_calendar()).due_on == twin(start, days)
