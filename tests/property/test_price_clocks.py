"""PRI-1: the date of a step is that of the text by the calendar, an officer's where one is set, or none at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.calendar import load_calendar
from baowen.core.policy import Basis, Entry, Ruling, load_packs
from baowen.price.clocks.rules import ENTRIES, clock_of, months_on, suspended_until
from baowen.price.kinds import StepKind

CALENDAR = load_calendar()
PACKS = load_packs()
DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 30))


def ruling(days: int, unit: str, *, rolls: bool = False) -> Ruling:
    """The rules of a place that gives an inquiry so many days."""

    def entry(key: str, value: object, unit: str) -> Entry:
        return Entry(key=key, value=value, unit=unit, clause="测试条款", basis=Basis.ILLUSTRATIVE, pack="test")

    answer, roll = entry(ENTRIES[StepKind.ANSWER], days, unit), entry("respond.deadline.rolls", rolls, "none")
    return Ruling("430000", date(2026, 1, 1), (), {answer.key: answer, roll.key: roll})


@given(DAYS, st.integers(1, 40))
def test_working_days_are_counted_one_by_one_over_every_holiday(start: date, days: int) -> None:
    clock = clock_of(StepKind.ANSWER, start, ruling(days, "working_day"), CALENDAR)
    day, left = start, days
    while left:  # the slow twin: look at a wall calendar
        day += timedelta(days=1)
        left -= CALENDAR.is_working_day(day)
    assert clock.due_on == day
    assert clock.clause == "测试条款"


@given(DAYS, st.integers(1, 60))
def test_calendar_days_that_roll_end_on_a_working_day(start: date, days: int) -> None:
    plain = clock_of(StepKind.ANSWER, start, ruling(days, "calendar_day"), CALENDAR).due_on
    rolled = clock_of(StepKind.ANSWER, start, ruling(days, "calendar_day", rolls=True), CALENDAR).due_on
    assert plain == start + timedelta(days=days)
    day = start + timedelta(days=days)
    while not CALENDAR.is_working_day(day):
        day += timedelta(days=1)
    assert rolled == day


def test_ten_working_days_from_before_the_october_holiday_pass_it_and_count_the_make_up_day() -> None:
    clock = clock_of(StepKind.ANSWER, date(2026, 9, 28), ruling(10, "working_day"), CALENDAR)
    assert clock.due_on == date(2026, 10, 16)
    assert "国庆" in clock.working_zh
    assert "10 月 10 日" in clock.working_zh.replace("10月10日", "10 月 10 日")


@given(DAYS, st.integers(0, 30))
def test_an_officers_date_goes_before_the_texts_which_is_told_beside_it(start: date, later: int) -> None:
    set_on = start + timedelta(days=later)
    clock = clock_of(StepKind.ANSWER, start, ruling(10, "working_day"), CALENDAR, set_on)
    by_text = clock_of(StepKind.ANSWER, start, ruling(10, "working_day"), CALENDAR).due_on
    assert clock.due_on == set_on
    assert str(by_text) in clock.working_zh


@pytest.mark.parametrize("step", [one for one in StepKind if one is not StepKind.FOLLOW])
def test_where_no_text_gives_a_number_there_is_no_date_and_that_is_said(step: StepKind) -> None:
    for pack in PACKS.packs:
        rules = PACKS.ruling(pack.region, date(2026, 10, 1))
        clock = clock_of(step, date(2026, 10, 1), rules, CALENDAR)
        assert (clock.due_on, clock.clause) == (None, "")
        assert "条文未规定天数" in clock.working_zh


def test_a_text_that_orders_a_step_in_words_gives_no_date_but_its_clause() -> None:
    entry = Entry(
        key=ENTRIES[StepKind.ANSWER], value="及时答复", unit="none", clause="测试条款", basis=Basis.ILLUSTRATIVE,
        pack="test",
    )  # fmt: skip
    clock = clock_of(
        StepKind.ANSWER, date(2026, 10, 1), Ruling("1", date(2026, 1, 1), (), {entry.key: entry}), CALENDAR
    )
    assert (clock.due_on, clock.clause) == (None, "测试条款")


def test_jiangsu_gives_twenty_working_days_to_follow_and_suspends_a_month_and_then_three() -> None:
    rules = PACKS.ruling("320100", date(2026, 10, 1))
    assert clock_of(StepKind.FOLLOW, date(2026, 3, 2), rules, CALENDAR).due_on == date(2026, 3, 30)
    assert suspended_until(rules, date(2026, 1, 31), 0) == (date(2026, 2, 28), "江苏 2025-04-15 通知")
    assert suspended_until(rules, date(2026, 1, 31), 2) == (date(2026, 4, 30), "江苏 2025-04-15 通知")
    assert suspended_until(PACKS.ruling("430000", date(2026, 10, 1)), date(2026, 1, 31), 0) is None


@given(st.dates(date(1, 1, 1), date(9000, 1, 1)), st.integers(0, 60))
def test_a_day_months_on_lies_that_many_months_on_and_no_later_in_its_month(day: date, months: int) -> None:
    found = months_on(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)
