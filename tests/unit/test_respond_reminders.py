"""RSP-2: reminders before, on and after the date, and to the head while late."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baowen.core.policy import load_packs
from baowen.respond.reminders import Reminder, ReminderRules, When, reminder, reminder_rules, words
from baowen.respond.rules import STEP_WORDS, Step

DUE = date(2026, 10, 16)
RULES = ReminderRules(before_days=3, late_every_days=7, head_after_days=2)


def on(days: int) -> Reminder | None:
    """The reminder so many days after the date."""
    return reminder(DUE, DUE + timedelta(days=days), RULES)


def test_a_date_is_reminded_of_before_on_and_after_it() -> None:
    assert on(-4) is None
    assert on(-3) == Reminder(when=When.BEFORE, turn=0, days=3, to_head=False)
    assert on(0) == Reminder(when=When.ON, turn=0, days=0, to_head=False)
    assert on(1) == Reminder(when=When.LATE, turn=1, days=1, to_head=False)
    assert on(2) == Reminder(when=When.LATE, turn=1, days=2, to_head=True)
    assert on(7) == Reminder(when=When.LATE, turn=1, days=7, to_head=True)
    assert on(8) == Reminder(when=When.LATE, turn=2, days=8, to_head=True)


@given(st.integers(-3, 400))
def test_turns_only_grow_and_each_lasts_its_days(days: int) -> None:
    now, tomorrow = on(days), on(days + 1)
    assert now is not None
    assert tomorrow is not None
    assert tomorrow.turn - now.turn in (0, 1)
    assert not now.to_head or tomorrow.to_head
    if now.when is When.LATE:
        assert (now.turn - 1) * 7 < now.days <= now.turn * 7


def test_the_packs_say_when() -> None:
    assert reminder_rules(load_packs().ruling("320106", DUE)) == ReminderRules(
        before_days=3, late_every_days=7, head_after_days=1
    )


def test_the_words_name_the_case_the_step_and_the_date() -> None:
    late = on(3)
    assert late is not None
    said = words(late, "C-1", STEP_WORDS[Step.VERIFY], DUE)
    assert said.zh == "案件 C-1：“核实”已逾期 3 天（应于 2026-10-16 前完成）"
    assert said.en == "case C-1: to verify, late by 3 days (was due on 2026-10-16)"
