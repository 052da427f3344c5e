"""A clock that stands for answers agrees with walking from day to day; every state can be left, or is an end."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baowen.core.calendar import load_calendar
from baowen.respond.rules import Pause, clock_of
from baowen.respond.states import RULES, SIDE_WORDS, STATE_WORDS, Move, Side, State, moves_from

CALENDAR = load_calendar()
ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Pause]:
    """Pauses in order from the start on; the last may still be open."""
    found, day = [], start
    for _ in range(draw(st.integers(0, 3))):
        asked = day + draw(st.integers(0, 9)) * ONE_DAY
        day = asked + draw(st.integers(0, 12)) * ONE_DAY
        found.append(Pause(asked_on=asked, answered_on=day))
    if found and draw(st.booleans()):
        found[-1] = Pause(asked_on=found[-1].asked_on, answered_on=None)
    return found


def walked(start: date, days: int, unit: str, stands: list[Pause]) -> date | None:
    """The day on which so many days have passed that count and lie in no pause; None where it never comes."""
    day = start
    while days:
        day += ONE_DAY
        if any(pause.asked_on < day and pause.answered_on is None for pause in stands):
            return None
        if any(pause.answered_on is not None and pause.asked_on < day <= pause.answered_on for pause in stands):
            continue
        days -= unit == "calendar_day" or CALENDAR.is_working_day(day)
    return day


@given(st.data(), DAYS, st.integers(0, 25), st.sampled_from(["working_day", "calendar_day"]))
def test_a_clock_with_pauses_agrees_with_a_walk(data: st.DataObject, start: date, days: int, unit: str) -> None:
    stands = data.draw(pauses(start))
    clock = clock_of(start, days, unit, CALENDAR, pauses=stands)
    assert (clock.due.due_on if clock.due else None) == walked(start, days, unit, stands)
    assert (clock.due is None) == (clock.stands_since is not None)


@given(DAYS, st.integers(1, 25), st.sampled_from(["working_day", "calendar_day"]), st.integers(0, 30))
def test_waiting_longer_for_an_answer_never_makes_anything_due_earlier(
    start: date, days: int, unit: str, wait: int
) -> None:
    def due_after(waited: int) -> date:
        pause = Pause(asked_on=start + ONE_DAY, answered_on=start + (1 + waited) * ONE_DAY)
        clock = clock_of(start, days, unit, CALENDAR, pauses=[pause])
        assert clock.due is not None
        return clock.due.due_on

    assert due_after(wait) <= due_after(wait + 1)


def test_every_state_is_reached_and_left_and_every_word_is_there() -> None:
    assert set(RULES) == set(Move)
    assert set(STATE_WORDS) == set(State)
    assert set(SIDE_WORDS) == set(Side)
    reached = {rule.to for rule in RULES.values()}
    assert reached == {*State, None}
    assert all(moves_from(state) for state in State)


def test_only_the_lead_moves_a_case_between_levels_and_never_without_a_reason() -> None:
    for rule in RULES.values():
        if rule.steps or rule.to in (State.CLOSED, State.DISMISSED, State.MERGED):
            assert (rule.sides, rule.needs_reason) == (frozenset({Side.LEAD}), True)
