"""The three regions' texts, each on its own clocks, over the National Day holiday of 2026 with its make-up days."""

from __future__ import annotations

from datetime import date

import pytest

from baowen.core.calendar import load_calendar
from baowen.core.policy import load_packs
from baowen.orgs.regions import RegionLevel
from baowen.respond.rules import Event, Owed, Pause, Stay, Step, clock_of, owed_in, stays
from baowen.respond.states import Move

CALENDAR = load_calendar()
PACKS = load_packs()
MONDAY = date(2026, 9, 28)  # 1 to 7 October are days off, Saturday 10 October is worked
COUNTY, CITY, PROVINCE = RegionLevel.COUNTY, RegionLevel.CITY, RegionLevel.PROVINCE


def owed(region: str, *events: Event) -> list[Owed]:
    """What the level that has the case owes, or owed last."""
    return owed_in(stays(events)[-1], PACKS.ruling(region, events[0].on), CALENDAR)


def event(move: Move, on: date, level: RegionLevel) -> Event:
    return Event(move=move, on=on, level=level)


def verified(level: RegionLevel, on: date) -> list[Event]:
    return [event(Move.OPEN, MONDAY, level), event(Move.ACCEPT, MONDAY, level), event(Move.ASSESS, on, level)]


@pytest.mark.parametrize(
    ("region", "level", "due_on"),
    [
        ("430100", CITY, date(2026, 10, 8)),  # Hunan: 10 days, holidays counted
        ("320106", COUNTY, date(2026, 10, 16)),  # Nanjing district: 10 working days
        ("320100", CITY, date(2026, 10, 16)),
        ("130402", COUNTY, MONDAY),  # Handan county: at once
        ("130400", CITY, date(2026, 10, 16)),
    ],
)
def test_a_clue_of_28_september_is_to_be_verified_by(region: str, level: RegionLevel, due_on: date) -> None:
    (verify,) = owed(region, event(Move.OPEN, MONDAY, level))
    assert (verify.step, verify.due_on, verify.done_on) == (Step.VERIFY, due_on, None)
    assert verify.entry is not None
    assert verify.entry.clause in {"HN-2", "NJ-3", "NJ-4", "HD-2"}


@pytest.mark.parametrize(
    ("region", "level", "due_on"),
    [
        ("320106", COUNTY, date(2026, 10, 13)),  # 5 working days after the assessment
        ("320100", CITY, date(2026, 10, 13)),
        ("130402", COUNTY, date(2026, 10, 13)),
        ("130400", CITY, date(2026, 10, 20)),  # Handan's city has 10
    ],
)
def test_what_was_assessed_on_30_september_is_to_be_reported_by(region: str, level: RegionLevel, due_on: date) -> None:
    verify, report = owed(region, *verified(level, date(2026, 9, 30)))
    assert (verify.done_on, report.step, report.due_on) == (date(2026, 9, 30), Step.REPORT, due_on)


def test_where_a_text_sets_no_number_the_step_is_owed_without_a_date_and_its_wording_is_kept() -> None:
    _, report = owed("430100", *verified(CITY, date(2026, 9, 30)))
    assert (report.due_on, report.clock) == (None, None)
    assert report.entry is not None
    assert report.entry.value == "规定时限内"
    assert not report.is_late(date(2099, 1, 1))


def test_a_level_of_which_no_text_speaks_owes_without_entry() -> None:
    (verify,) = owed("430000", event(Move.OPEN, MONDAY, PROVINCE))
    assert (verify.entry, verify.clock) == (None, None)


def test_a_start_that_no_text_names_is_marked_as_assumed() -> None:
    _, report = owed("130400", *verified(CITY, date(2026, 9, 30)))
    assert report.clock is not None
    assert "文本未写明起算点，按评估确定起算" in report.clock.working_zh
    assert "names no start" in report.clock.working_en


def test_the_last_day_is_in_time_and_the_day_after_is_late() -> None:
    (verify,) = owed("430100", event(Move.OPEN, MONDAY, CITY))
    assert not verify.is_late(date(2026, 10, 8))
    assert verify.is_late(date(2026, 10, 9))
    done = owed("430100", *verified(CITY, date(2026, 10, 9)))[0]
    assert done.is_late(date(2026, 10, 9))
    assert not owed("430100", *verified(CITY, date(2026, 10, 8)))[0].is_late(date(2027, 1, 1))


def test_a_case_that_goes_up_is_owed_anew_at_the_level_above() -> None:
    events = [*verified(COUNTY, date(2026, 9, 30)), event(Move.REPORT_UP, date(2026, 10, 9), CITY)]
    county, city = stays(events)
    assert (county.ended_on, county.ended_by) == (date(2026, 10, 9), Move.REPORT_UP)
    report = owed_in(county, PACKS.ruling("320106", MONDAY), CALENDAR)[1]
    assert (report.done_on, report.is_late(date(2026, 12, 1))) == (date(2026, 10, 9), False)
    (verify,) = owed_in(city, PACKS.ruling("320100", date(2026, 10, 9)), CALENDAR)
    assert (verify.started_on, verify.due_on) == (date(2026, 10, 9), date(2026, 10, 22))


def test_a_case_that_comes_back_is_not_verified_again_and_one_that_was_closed_owes_no_report() -> None:
    back = [
        *verified(COUNTY, date(2026, 9, 30)),
        event(Move.REPORT_UP, date(2026, 10, 9), CITY),
        event(Move.RETURN_DOWN, date(2026, 10, 12), COUNTY),
    ]
    (report,) = owed("320106", *back)
    assert (report.step, report.started_on) == (Step.REPORT, date(2026, 10, 12))
    closed = [*verified(COUNTY, date(2026, 9, 30)), event(Move.CLOSE, date(2026, 10, 8), COUNTY)]
    assert [one.step for one in owed("320106", *closed)] == [Step.VERIFY]


def test_a_clue_that_is_found_untrue_was_verified_that_day() -> None:
    (verify,) = owed("320106", event(Move.OPEN, MONDAY, COUNTY), event(Move.DISMISS, date(2026, 10, 9), COUNTY))
    assert verify.done_on == date(2026, 10, 9)


def test_the_clock_stands_while_an_answer_is_owed_and_goes_on_after_it() -> None:
    asked = [event(Move.OPEN, MONDAY, CITY), event(Move.ASK, date(2026, 9, 30), CITY)]
    (standing,) = owed("430100", *asked)
    assert standing.clock is not None
    assert (standing.due_on, standing.clock.stands_since) == (None, date(2026, 9, 30))
    assert "余 8 日" in standing.clock.working_zh
    (going,) = owed("430100", *asked, event(Move.ANSWER, date(2026, 10, 9), CITY))
    assert going.due_on == date(2026, 10, 17)
    assert going.clock is not None
    assert "停止计时" in going.clock.working_zh
    assert "恢复计时" in going.clock.working_zh


def test_a_question_after_the_last_day_does_not_help() -> None:
    pause = Pause(asked_on=date(2026, 10, 20), answered_on=None)
    clock = clock_of(MONDAY, 10, "calendar_day", CALENDAR, pauses=[pause])
    assert clock.due is not None
    assert clock.due.due_on == date(2026, 10, 8)


def test_a_history_that_does_not_begin_with_its_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="open"):
        stays([event(Move.ASSESS, MONDAY, CITY)])


def test_a_stay_without_any_move_owes_its_verification() -> None:
    (one,) = owed_in(Stay(level=CITY, arrived_on=MONDAY), PACKS.ruling("320100", MONDAY), CALENDAR)
    assert one.step is Step.VERIFY
