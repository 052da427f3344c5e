"""VB-2.3, VB-3.3, VBP-9: dates, periods and likeness of supply problems; tables of states that miss nothing."""

from __future__ import annotations

from datetime import date

import pytest

from baowen.core.calendar import load_calendar
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.vbp.supply.confirmed import CONFIRMATION_WORDS, Confirmation
from baowen.vbp.supply.finding_states import FINDING_RULES, FINDING_STATE_WORDS, FindingMove, FindingState
from baowen.vbp.supply.joining_states import JOIN_RULES, JOIN_STATE_WORDS, JoinMove, JoinState
from baowen.vbp.supply.kinds import (
    CAUSE_WORDS,
    ENTRY_WORDS,
    FINDING_WORDS,
    JOIN_WORDS,
    PASSED_WORDS,
    PROBLEM_WORDS,
    Cause,
    EntryKind,
    FindingKind,
    JoinKind,
    PassedTo,
    ProblemKind,
)
from baowen.vbp.supply.rules import (
    ANSWER,
    Reported,
    Told,
    checked_period,
    checked_within,
    clock,
    record_of,
    report_due,
    widest,
)
from baowen.vbp.supply.states import PROBLEM_RULES, PROBLEM_STATE_WORDS, ProblemMove, ProblemState

PACKS, CALENDAR = load_packs(), load_calendar()
DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (ProblemKind, PROBLEM_WORDS), (Cause, CAUSE_WORDS), (EntryKind, ENTRY_WORDS), (JoinKind, JOIN_WORDS),
        (FindingKind, FINDING_WORDS), (PassedTo, PASSED_WORDS), (Confirmation, CONFIRMATION_WORDS),
        (ProblemState, PROBLEM_STATE_WORDS), (JoinState, JOIN_STATE_WORDS), (FindingState, FINDING_STATE_WORDS),
        (ProblemMove, PROBLEM_RULES), (JoinMove, JOIN_RULES), (FindingMove, FINDING_RULES),
    ],
)  # fmt: skip
def test_every_code_has_its_words_or_rule(codes: type, words: dict[object, object]) -> None:
    assert set(codes) == set(words)


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        (PROBLEM_RULES, ProblemState.TOLD), (JOIN_RULES, JoinState.APPLIED), (FINDING_RULES, FindingState.FOUND),
    ],
)  # fmt: skip
def test_every_state_is_reached_from_the_first(rules: dict, first: object) -> None:  # type: ignore[type-arg]
    reached, before = {first}, set()
    while reached != before:
        before = set(reached)
        reached |= {rule.to for rule in rules.values() if rule.sources & reached and rule.to is not None}
    assert reached == set(type(first))  # type: ignore[arg-type]


def test_a_withdrawn_problem_stays_withdrawn_and_what_ended_can_come_again() -> None:
    leaving = {state for rule in PROBLEM_RULES.values() for state in rule.sources}
    assert set(ProblemState) - leaving == {ProblemState.WITHDRAWN}
    assert PROBLEM_RULES[ProblemMove.REOPEN].to is ProblemState.TOLD


def test_the_days_to_answer_are_the_packs_and_say_that_no_text_gives_them() -> None:
    found = clock(ANSWER, DAY, PACKS.ruling("430121", DAY), CALENDAR)
    assert (found.due_on, found.basis) == (date(2026, 11, 5), "illustrative")
    assert "3 个工作日" in found.working_zh
    missing = clock("vbp.supply.none", DAY, PACKS.ruling("430121", DAY), CALENDAR)
    assert (missing.due_on, missing.working_zh) == (None, "条文未规定天数")


def test_a_month_is_due_where_the_pack_asks_for_it() -> None:
    due = report_due(Month(2026, 12), PACKS.ruling("430000", date(2026, 12, 31)))
    assert due is not None
    assert due[0] == date(2027, 1, 15)
    assert report_due(Month(2026, 12), PACKS.ruling("320000", date(2026, 12, 31))) is None


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (date(2026, 11, 3), None, "晚于今天"), (date(2026, 10, 2), date(2026, 10, 1), "早于开始日期"),
        (DAY, DAY, ""), (date(2026, 10, 1), None, ""),
    ],
)  # fmt: skip
def test_a_period_begins_by_today_and_ends_after_it_begins(first: date, last: date | None, wrong: str) -> None:
    if not wrong:
        assert checked_period(first, last, DAY) is None  # type: ignore[func-returns-value]
        return
    with pytest.raises(BaowenError, match=wrong):
        checked_period(first, last, DAY)


@pytest.mark.parametrize(
    ("first", "last", "inside"),
    [
        (date(2026, 3, 31), None, False), (date(2026, 3, 1), date(2026, 3, 31), False),
        (date(2026, 3, 1), date(2026, 4, 1), True), (date(2026, 4, 1), None, True),
        (date(2027, 3, 31), None, True), (date(2027, 4, 1), None, False),
    ],
)  # fmt: skip
def test_a_period_touches_the_cycle(first: date, last: date | None, inside: bool) -> None:
    cycle = (date(2026, 4, 1), date(2027, 3, 31))
    if inside:
        assert checked_within(first, last, *cycle) is None  # type: ignore[func-returns-value]
        return
    with pytest.raises(BaowenError, match="不在本批次采购周期"):
        checked_within(first, last, *cycle)


def test_reports_of_one_product_are_widened_and_others_are_not() -> None:
    about = ("R", "1", "P1", "M1")
    one = Reported(number="A", about=about, from_on=date(2026, 10, 5), until_on=date(2026, 10, 9))
    two = Reported(number="B", about=about, from_on=date(2026, 10, 1), until_on=date(2026, 10, 7))
    assert widest([one, two]) == (date(2026, 10, 1), date(2026, 10, 9))
    lasting = Reported(number="C", about=about, from_on=date(2026, 10, 6), until_on=None)
    assert widest([one, lasting]) == (date(2026, 10, 5), None)
    other = Reported(number="D", about=("R", "1", "P2", "M1"), from_on=DAY, until_on=None)
    with pytest.raises(BaowenError, match="D 与 A"):
        widest([one, other])


def test_the_record_counts_answers_in_time_late_and_owed() -> None:
    def told(due: date | None, answered: date | None, **more: bool) -> Told:
        given = {"is_confirmed": False, "is_waiting": answered is None} | more
        return Told(due_on=due, answered_on=answered, hospital="H1", **given)

    found = record_of(
        [
            told(DAY, DAY), told(DAY, date(2026, 11, 3)), told(None, DAY), told(DAY, None),
            told(DAY, None, is_waiting=False, is_confirmed=True),
        ],
        date(2026, 11, 3),
    )  # fmt: skip
    assert (found.told, found.hospitals, found.answered, found.in_time, found.late) == (5, 1, 3, 1, 1)
    assert (found.overdue, found.confirmed) == (1, 1)
