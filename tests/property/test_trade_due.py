"""PRC-4: the hours of a class from the confirmation, against a slow twin that walks minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.calendar import load_calendar
from baowen.procure.trade.kinds import Urgency
from baowen.procure.trade.rules.due import LOCAL, Term, due_at, last_day, term_name

CALENDAR = load_calendar()
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 2, 1), timezones=st.just(UTC))


def _term(hours: int, *, in_holidays: bool) -> Term:
    return Term(name="general", hours=hours, in_holidays=in_holidays, clause="x")


def _walked(start: datetime, hours: int) -> datetime:
    """The instant reached by whole quarters of an hour of working days."""
    at, left = start, hours * 4
    step = timedelta(minutes=15)
    while left or not CALENDAR.is_working_day(at.date()):
        if CALENDAR.is_working_day(at.date()):
            left -= 1
            if not left and (at + step).date() != at.date():
                return at + step
        at += step
    return at


@settings(max_examples=60)
@given(INSTANTS, st.integers(0, 96))
def test_hours_without_days_off_agree_with_walking(start: datetime, hours: int) -> None:
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0).astimezone(LOCAL)
    found = due_at(start, _term(hours, in_holidays=False), CALENDAR)
    assert found.at == _walked(start, hours)


@given(INSTANTS, st.integers(0, 200), st.integers(0, 200))
def test_more_hours_are_never_due_earlier_and_days_off_only_add(start: datetime, one: int, other: int) -> None:
    less, more = sorted((one, other))
    early, late = (due_at(start, _term(hours, in_holidays=False), CALENDAR).at for hours in (less, more))
    plain = due_at(start, _term(more, in_holidays=True), CALENDAR).at
    assert start <= early <= late
    assert plain == start + timedelta(hours=more) <= late


def test_a_holiday_is_left_out_and_the_working_says_so() -> None:
    start = datetime(2026, 9, 30, 15, tzinfo=LOCAL)  # the day before the National Day of 2026
    found = due_at(start, _term(48, in_holidays=False), CALENDAR)
    assert found.at == datetime(2026, 10, 9, 15, tzinfo=LOCAL)
    assert "10-01、10-02" in found.working_zh
    assert "2026-10-09 15:00" in found.working_en
    assert due_at(start, _term(12, in_holidays=True), CALENDAR).at == datetime(2026, 10, 1, 3, tzinfo=LOCAL)


def test_midnight_belongs_to_the_day_that_it_ends() -> None:
    assert str(last_day(datetime(2026, 11, 4, 0, tzinfo=LOCAL))) == "2026-11-03"
    assert str(last_day(datetime(2026, 11, 4, 0, 1, tzinfo=LOCAL))) == "2026-11-04"


def test_a_year_without_announced_holidays_is_provisional() -> None:
    start = datetime(2031, 3, 3, 9, tzinfo=LOCAL)
    found = due_at(start, _term(48, in_holidays=False), CALENDAR)
    assert (found.is_provisional, "2031 年放假安排尚未公布" in found.working_zh) == (True, True)
    assert not due_at(start, _term(48, in_holidays=True), CALENDAR).is_provisional


def test_what_is_no_instant_or_no_hours_is_refused() -> None:
    for start, hours in ((datetime(2026, 1, 1), 1), (datetime(2026, 1, 1, tzinfo=UTC), -1)):
        with pytest.raises(ValueError, match="hours"):
            due_at(start, _term(hours, in_holidays=True), CALENDAR)


@pytest.mark.parametrize(
    ("urgency", "remote", "name"),
    [
        (Urgency.EMERGENCY, False, "emergency"), (Urgency.EMERGENCY, True, "emergency_remote"),
        (Urgency.GENERAL, False, "general"), (Urgency.GENERAL, True, "remote"),
        (Urgency.COLD_CHAIN, False, "cold_chain"), (Urgency.COLD_CHAIN, True, "cold_chain"),
    ],
)  # fmt: skip
def test_the_class_follows_from_the_urgency_and_the_place(urgency: Urgency, remote: bool, name: str) -> None:
    assert term_name(urgency, is_remote=remote) == name
