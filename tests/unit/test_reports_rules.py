"""COL-2, COL-3, COL-4: whose turn it is, when a month's report is due, who is silent, what a file may be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.collect.feeds import FEEDS
from baowen.collect.reports import rules
from baowen.collect.reports.book import load_book
from baowen.collect.reports.kinds import (
    ASSESSED_FROM,
    CLUE_WORDS,
    FINDING_WORDS,
    SHORTAGE_REASONS,
    STOP_REASON_WORDS,
    STOP_WORDS,
    UNIT_WORDS,
    ClueFinding,
    ClueKind,
    QuantityUnit,
    StopKind,
    StopReason,
)
from baowen.collect.reports.rules import Drug, HospitalMonth, RestDay, Shortage, Standing
from baowen.collect.reports.states import (
    CLUE_STATE_WORDS,
    IN_FORCE,
    LEVEL_WORDS,
    REPORT_RULES,
    REPORT_STATE_WORDS,
    REVIEWED,
    STOP_STATE_WORDS,
    UNDER_REVIEW,
    ClueState,
    ReportMove,
    ReportState,
    StopState,
)
from baowen.core.calendar import load_calendar
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.core.reminders import reminder_turn
from baowen.orgs.departments import Department
from baowen.orgs.regions import RegionLevel

CALENDAR = load_calendar()
SEPTEMBER = Month(2026, 9)
COUNTY, CITY, PROVINCE = RegionLevel.COUNTY, RegionLevel.CITY, RegionLevel.PROVINCE
ALL_LEVELS = (COUNTY, CITY, PROVINCE)


def due_on(month: Month, day: int, rest_day: RestDay = RestDay.NEXT) -> date:
    return rules.window(month, day=day, rest_day=rest_day, calendar=CALENDAR).due_on


def shortage(**changed: object) -> Shortage:
    facts = {"month": SEPTEMBER, "drug": Drug(name="地高辛片"), "needed": Decimal(30), "cause": "no_supplier"}
    return Shortage(**{**facts, **changed})  # type: ignore[arg-type]


def test_every_state_move_and_code_has_words() -> None:
    tables = {
        ReportState: REPORT_STATE_WORDS, StopState: STOP_STATE_WORDS, ClueState: CLUE_STATE_WORDS,
        ReportMove: REPORT_RULES, RegionLevel: LEVEL_WORDS, QuantityUnit: UNIT_WORDS, StopKind: STOP_WORDS,
        StopReason: STOP_REASON_WORDS, ClueKind: CLUE_WORDS, ClueFinding: FINDING_WORDS, Standing: rules.STANDING_WORDS,
    }  # fmt: skip
    for kind, words in tables.items():
        assert set(words) == set(kind), kind
    assert set(ASSESSED_FROM) == {Department.HEALTH, Department.HEALTHCARE_SECURITY}


def test_every_state_is_reached_by_a_move_and_only_withdrawal_ends_a_report() -> None:
    reached = {rule.to for rule in REPORT_RULES.values()} | set(REVIEWED.values())
    assert reached - {None} == set(ReportState)
    assert {state for state in ReportState if not any(state in rule.sources for rule in REPORT_RULES.values())} == {
        ReportState.WITHDRAWN
    }
    assert set(ReportState) - IN_FORCE == {ReportState.WITHDRAWN}


def test_codes_of_stops_are_those_of_the_feed() -> None:
    feed = FEEDS["stop_notice"].column("stop_kind")
    assert {choice.code for choice in feed.choices} == set(StopKind)
    assert {choice.code for choice in FEEDS["shortage_report"].column("reason").choices} == set(SHORTAGE_REASONS)


def test_a_report_passes_the_levels_one_by_one() -> None:
    state = ReportState.FILED
    for level in ALL_LEVELS:
        assert rules.next_reviewer(state, ALL_LEVELS) is level
        for other in set(ALL_LEVELS) - {level}:
            with pytest.raises(BaowenError, match="轮不到"):
                rules.state_after(ReportMove.REVIEW, state, by=other, levels=ALL_LEVELS, number="Z1")
        state = rules.state_after(ReportMove.REVIEW, state, by=level, levels=ALL_LEVELS, number="Z1")
    assert state is ReportState.PROVINCE_REVIEWED
    assert rules.next_reviewer(state, ALL_LEVELS) is None
    with pytest.raises(BaowenError, match="省级已审"):
        rules.state_after(ReportMove.RETURN, state, by=PROVINCE, levels=ALL_LEVELS, number="Z1")


def test_a_city_hospital_and_a_county_directly_below_its_province_skip_a_level() -> None:
    assert rules.next_reviewer(ReportState.FILED, (CITY, PROVINCE)) is CITY
    assert rules.next_reviewer(ReportState.COUNTY_REVIEWED, (COUNTY, PROVINCE)) is PROVINCE
    book = load_book()
    assert book.levels_above("430121") == [COUNTY, CITY, PROVINCE]
    assert book.levels_above("430100") == [CITY, PROVINCE]
    assert book.levels_above("110101") == [COUNTY, PROVINCE]


@given(st.sampled_from(sorted(ReportState)), st.sampled_from([ALL_LEVELS, (CITY, PROVINCE), (COUNTY, PROVINCE)]))
def test_whoever_s_turn_it_is_can_review_and_return(state: ReportState, levels: tuple[RegionLevel, ...]) -> None:
    due = rules.next_reviewer(state, levels)
    if due is None:
        for level in ALL_LEVELS:
            with pytest.raises(BaowenError):
                rules.state_after(ReportMove.REVIEW, state, by=level, levels=levels, number="Z1")
        return
    assert state in UNDER_REVIEW
    assert rules.state_after(ReportMove.REVIEW, state, by=due, levels=levels, number="Z1") is REVIEWED[due]
    assert rules.state_after(ReportMove.RETURN, state, by=due, levels=levels, number="Z1") is ReportState.RETURNED


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (SEPTEMBER, 15, date(2026, 9, 15)),
        (SEPTEMBER, 20, date(2026, 9, 20)),  # a Sunday that is worked for the National Day
        (SEPTEMBER, 25, date(2026, 9, 28)),  # Mid-Autumn, 25 to 27 September
        (SEPTEMBER, 31, date(2026, 9, 30)),
        (Month(2026, 10), 1, date(2026, 10, 8)),  # National Day, 1 to 7 October
        (Month(2026, 10), 10, date(2026, 10, 10)),  # a Saturday that is worked
        (Month(2026, 10), 31, date(2026, 11, 2)),
        (Month(2026, 2), 31, date(2026, 2, 28)),  # a Saturday that is worked for the Spring Festival
    ],
)  # fmt: skip
def test_a_due_day_on_a_day_off_moves_to_the_next_working_day(month: Month, day: int, expected: date) -> None:
    assert due_on(month, day) == expected


def test_a_due_day_moves_back_or_stays_where_the_pack_says_so() -> None:
    assert due_on(SEPTEMBER, 25, RestDay.PREVIOUS) == date(2026, 9, 24)
    assert due_on(SEPTEMBER, 25, RestDay.SAME) == date(2026, 9, 25)
    assert due_on(Month(2026, 10), 3, RestDay.PREVIOUS) == date(2026, 9, 30)


def test_the_last_day_is_in_time_and_a_year_without_a_calendar_is_provisional() -> None:
    found = rules.window(SEPTEMBER, day=25, rest_day=RestDay.NEXT, calendar=CALENDAR)
    assert (found.is_in_time(date(2026, 9, 28)), found.is_in_time(date(2026, 9, 29))) == (True, False)
    assert not found.is_provisional
    unsure = {"day": 31, "calendar": CALENDAR}
    assert rules.window(Month(2027, 1), rest_day=RestDay.NEXT, **unsure).is_provisional  # type: ignore[arg-type]
    assert not rules.window(Month(2027, 1), rest_day=RestDay.SAME, **unsure).is_provisional  # type: ignore[arg-type]


@given(st.dates(date(2020, 1, 1), date(2026, 11, 30)), st.integers(1, 31), st.sampled_from(sorted(RestDay)))
def test_a_moved_due_day_is_worked_and_lies_on_the_right_side(day: date, number: int, rest_day: RestDay) -> None:
    found = rules.window(Month.of(day), day=number, rest_day=rest_day, calendar=CALENDAR)
    assert Month.of(found.nominal_on) == Month.of(day)
    if rest_day is RestDay.SAME:
        assert found.due_on == found.nominal_on
        return
    assert CALENDAR.is_working_day(found.due_on)
    assert (found.due_on >= found.nominal_on) == (rest_day is RestDay.NEXT or found.due_on == found.nominal_on)


def test_the_pack_s_day_is_that_by_which_monitoring_judges() -> None:
    ruling = load_packs().ruling("100000", date(2026, 9, 30))
    watched = {rule["report"]: rule["day"] for rule in ruling.entry("monitor.reporting.rules").items()}
    assert watched["shortage"] == ruling.entry("report.zero.day").whole()
    assert load_book().window_of("320106", SEPTEMBER).window.due_on == date(2026, 9, 30)


def test_a_stop_is_assessed_without_a_date_where_no_text_gives_one() -> None:
    owed = load_book().assess_by("430000", date(2026, 9, 28))
    assert owed.due_on is None
    assert "未规定" in owed.words_zh


def test_missing_zero_and_value_are_three_things() -> None:
    assert rules.standing(shortages=0, zeros=0) is Standing.MISSING
    assert rules.standing(shortages=0, zeros=1) is Standing.ZERO
    assert rules.standing(shortages=2, zeros=0) is Standing.REPORTED
    rows = [
        HospitalMonth(hospital=name, name=name, region="430121", standing=said, filed_on=None, is_in_time=in_time,
                      reports=0)
        for name, said, in_time in (
            ("A", Standing.MISSING, False), ("B", Standing.ZERO, True), ("C", Standing.REPORTED, False),
            ("D", Standing.REPORTED, True),
        )
    ]  # fmt: skip
    found = rules.totals(rows)
    assert (found.expected, found.received, found.on_time, found.zero, found.reported, found.missing) == (
        4,
        3,
        2,
        1,
        2,
        1,
    )


def test_silence_begins_after_the_last_report() -> None:
    assert rules.silent_since(Month(2026, 6), SEPTEMBER) == Month(2026, 7)
    assert rules.silent_since(Month(2026, 8), SEPTEMBER) == SEPTEMBER
    assert rules.silent_since(None, SEPTEMBER) is None


def test_reminders_take_turns_and_a_missed_day_loses_none() -> None:
    due = date(2026, 9, 30)
    turns = [
        reminder_turn(due, due + timedelta(days=late), before_days=3, late_every_days=7)
        for late in (-4, -3, 0, 1, 7, 8)
    ]
    assert turns == [None, 0, 0, 1, 1, 2]


def test_numbers_name_kind_place_and_day() -> None:
    assert rules.numbered("X", "430100", date(2026, 9, 28), 1) == "X-430100-20260928-0001"
    assert rules.numbered("X", "430100", date(2026, 9, 28), 12345) == "X-430100-20260928-12345"


def test_a_code_is_read_however_it_is_typed_and_belongs_to_its_number() -> None:
    assert rules.code_digest("X1", "abcd-2345-wxyz") == rules.code_digest("X1", " ABCD 2345 WXYZ ")
    assert rules.code_digest("X1", "ABCD") != rules.code_digest("X2", "ABCD")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"needed": Decimal(0)}, "需要数量"),
        ({"needed": Decimal("NaN")}, "需要数量"),
        ({"needed": Decimal("1.00001")}, "四位小数"),
        ({"stock": Decimal(-1)}, "当前库存"),
        ({"days_left": Decimal("Infinity")}, "可用天数"),
        ({"cause": "weather"}, "短缺原因“weather”"),
        ({"drug": Drug(name="  ")}, "药品名称"),
        ({"note": "字" * 2001}, "最多 2000 字"),
    ],
)
def test_a_field_that_cannot_be_so_is_named(changed: dict[str, object], words: str) -> None:
    rules.check_shortage(shortage())
    with pytest.raises(BaowenError, match=words):
        rules.check_shortage(shortage(**changed))


def test_a_month_that_has_not_begun_is_refused() -> None:
    rules.check_month(SEPTEMBER, date(2026, 9, 1))
    with pytest.raises(BaowenError, match="尚未开始"):
        rules.check_month(SEPTEMBER, date(2026, 8, 31))


def test_a_stop_ends_after_it_begins_and_a_permanent_one_never() -> None:
    rules.check_stop_dates(StopKind.PLANNED, date(2026, 9, 28), date(2026, 9, 28))
    with pytest.raises(BaowenError, match="早于停产日期"):
        rules.check_stop_dates(StopKind.PLANNED, date(2026, 9, 28), date(2026, 9, 27))
    with pytest.raises(BaowenError, match="不再生产"):
        rules.check_stop_dates(StopKind.PERMANENT, date(2026, 9, 28), date(2026, 12, 1))
