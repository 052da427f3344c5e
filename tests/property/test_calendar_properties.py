"""What holds for every deadline, whatever the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.calendar import Calendar, DayKind, due, load_calendar

DAYS = st.dates(min_value=date(2003, 1, 1), max_value=date(2029, 12, 31))
COUNTS = st.integers(min_value=0, max_value=120)
UNITS = st.sampled_from(["working_day", "calendar_day"])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = draw(st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40))
    make_up = {day for day in days if day.weekday() >= 5 and draw(st.booleans())}
    return Calendar(dict.fromkeys(days - make_up, "节假日"), dict.fromkeys(make_up, "调休上班"), [2026])


@settings(deadline=None)
@given(calendars(), st.dates(date(2026, 1, 1), date(2026, 12, 31)), DAYS, COUNTS, st.booleans())
def test_adding_a_holiday_never_makes_a_due_date_earlier(
    calendar: Calendar, holiday: date, start: date, days: int, roll: bool
) -> None:
    workdays = {day: "调休上班" for day in _days_of_2026() if calendar.kind(day) is DayKind.MAKE_UP and day != holiday}
    holidays = {day: "节假日" for day in _days_of_2026() if calendar.kind(day) is DayKind.HOLIDAY} | {holiday: "节假日"}
    more = Calendar(holidays, workdays, [2026])
    for unit in ("working_day", "calendar_day"):
        before = due(start, days, unit, calendar, roll=roll).due_on
        assert due(start, days, unit, more, roll=roll).due_on >= before


@settings(deadline=None)
@given(DAYS, st.integers(0, 30), COUNTS, UNITS, st.booleans())
def test_a_later_start_is_never_due_earlier(start: date, later: int, days: int, unit: str, roll: bool) -> None:
    calendar = load_calendar()
    second = start + timedelta(days=later)
    assert due(second, days, unit, calendar, roll=roll).due_on >= due(start, days, unit, calendar, roll=roll).due_on


@settings(deadline=None)
@given(DAYS, COUNTS, UNITS)
def test_one_more_day_is_due_strictly_later(start: date, days: int, unit: str) -> None:
    calendar = load_calendar()
    assert due(start, days + 1, unit, calendar).due_on > due(start, days, unit, calendar).due_on


@settings(deadline=None)
@given(DAYS, st.integers(1, 120))
def test_working_days_end_on_a_working_day_and_take_no_fewer_days_than_calendar_days(start: date, days: int) -> None:
    calendar = load_calendar()
    found = due(start, days, "working_day", calendar).due_on
    assert calendar.is_working_day(found)
    assert found >= due(start, days, "calendar_day", calendar).due_on


@settings(deadline=None)
@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_two_deadlines_one_after_the_other_are_one_deadline_of_their_sum(start: date, first: int, then: int) -> None:
    calendar = load_calendar()
    middle = due(start, first, "working_day", calendar).due_on
    assert due(middle, then, "working_day", calendar).due_on == due(start, first + then, "working_day", calendar).due_on


@settings(deadline=None)
@given(DAYS, st.integers(1, 300))
def test_the_words_name_every_announced_day_of_the_span_and_no_other(start: date, days: int) -> None:
    calendar = load_calendar()
    found = due(start, days, "working_day", calendar)
    span = [start + timedelta(days=n) for n in range(1, (found.due_on - start).days + 1)]
    announced = {day for day in span if calendar.day_name(day)}
    assert _days_named(found.working_zh, start.year) == announced


@settings(deadline=None)
@given(DAYS, st.integers(1, 120))
def test_a_deadline_is_provisional_when_a_counted_day_lies_in_an_unpublished_year(start: date, days: int) -> None:
    calendar = load_calendar()
    found = due(start, days, "working_day", calendar)
    years = {(start + timedelta(days=n)).year for n in range(1, (found.due_on - start).days + 1)}
    assert found.provisional == any(not 2004 <= year <= 2026 for year in years)


def _days_of_2026() -> list[date]:
    return [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def _days_named(words: str, year: int) -> set[date]:
    """Read the Chinese words back: the days that they call a holiday or a make-up day."""
    found: set[date] = set()
    for part in words.split("；")[1:]:
        pattern = (
            r"^(?:(\d{4}) 年 )?(\d+) 月 (\d+)(?:—(\d+) 日| 日—(?:(\d{4}) 年 )?(\d+) 月 (\d+) 日| 日)(?=（.*调休|为)"
        )
        match = re.match(pattern, part)
        if match is None:
            continue
        given_year, month, first, same_month, last_year, last_month, last_day = match.groups()
        year = int(given_year or year)
        day = date(year, int(month), int(first))
        year = int(last_year or year)
        last = date(year, int(last_month or month), int(last_day or same_month or first))
        while day <= last:
            found.add(day)
            day += timedelta(days=1)
    return found
