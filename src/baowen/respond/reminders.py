"""When somebody is reminded of what is owed: before the date, on it, and again while it is late. Pure. RSP-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from baowen.core.messages.rules import Text
from baowen.core.policy import Ruling
from baowen.core.reminders import reminder_turn


class When(StrEnum):
    """On which side of its date a step is reminded of."""

    BEFORE = "before"
    ON = "on"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRules:
    """Days before the date from which on somebody is reminded, days between reminders while late, and days late from
    which on the head is told as well."""

    before_days: int
    late_every_days: int
    head_after_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder of a date; `turn` counts the reminders while late from 1, and is 0 before. `to_head`: to the head of
    the lead unit as well."""

    when: When
    turn: int
    days: int
    to_head: bool


def reminder_rules(ruling: Ruling) -> ReminderRules:
    """The rules in force at a place on a day; UnknownEntryError where the pack has none."""
    return ReminderRules(
        before_days=ruling.entry("respond.remind.before_days").whole(),
        late_every_days=ruling.entry("respond.remind.late_every_days").whole(),
        head_after_days=ruling.entry("respond.remind.head_after_days").whole(),
    )


def reminder(due_on: date, today: date, rules: ReminderRules) -> Reminder | None:
    """The reminder that is in turn on a day; None while the date is far. A day without a run loses none: what was in
    turn then still is, or the next is."""
    turn = reminder_turn(due_on, today, before_days=rules.before_days, late_every_days=rules.late_every_days)
    if turn is None:
        return None
    days = (due_on - today).days
    if days >= 0:
        return Reminder(when=When.BEFORE if days else When.ON, turn=turn, days=days, to_head=False)
    return Reminder(when=When.LATE, turn=turn, days=-days, to_head=-days >= rules.head_after_days)


def words(found: Reminder, number: str, what: tuple[str, str], due_on: date) -> Text:
    """The reminder in words: what is owed (Chinese, English), the number of the case, and nothing of its content."""
    zh, en = what
    if found.when is When.BEFORE:
        return Text(
            f"案件 {number}：“{zh}”将于 {due_on} 到期，还有 {found.days} 天",
            f"case {number}: to {en}, due on {due_on}, in {found.days} days",
        )
    if found.when is When.ON:
        return Text(f"案件 {number}：“{zh}”今天（{due_on}）到期", f"case {number}: to {en}, due today, {due_on}")
    return Text(
        f"案件 {number}：“{zh}”已逾期 {found.days} 天（应于 {due_on} 前完成）",
        f"case {number}: to {en}, late by {found.days} days (was due on {due_on})",
    )
