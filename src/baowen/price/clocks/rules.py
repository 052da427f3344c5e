"""When a step of a price matter is due: by the pack, by the date that an officer set, or by no date. Pure. PRI-1."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from baowen.core.calendar import Calendar, Due, due
from baowen.core.policy import Entry, Ruling
from baowen.core.policy.entry import STARTS
from baowen.price.kinds import StepKind

ENTRIES: dict[StepKind, str] = {
    StepKind.ANSWER: "price.step.answer",
    StepKind.INTERVIEW: "price.step.interview",
    StepKind.SURVEY: "price.step.survey",
    StepKind.PUBLIC_ANSWER: "price.step.public_answer",
    StepKind.CORRECTION: "price.step.correction",
    StepKind.FOLLOW: "price.follow.days",
    StepKind.REFERRAL: "price.step.referral",
}
SUSPEND_MONTHS = "price.follow.suspend_months"
ROLLS = "respond.deadline.rolls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What decides the date of a step. `due_on` is None where neither a text nor a person sets one; `set_on` is a
    person's date, which goes before the text's. The words say how the date was reached."""

    due_on: date | None
    provisional: bool
    clause: str
    basis: str
    working_zh: str
    working_en: str


def clock_of(
    step: StepKind, started_on: date, ruling: Ruling, calendar: Calendar, set_on: date | None = None
) -> Clock:  # fmt: skip
    """The clock of a step that was begun on a day, by the rules of that day."""
    key = ENTRIES.get(step)
    entry = ruling.get(key) if key else None
    counted = _counted(entry, started_on, ruling, calendar) if entry else None
    clause, basis = (entry.clause, entry.basis.value) if entry else ("", "")
    if set_on is not None:
        zh, en = (
            (f"按条文为 {counted.due_on}", f"by the text it is {counted.due_on}")
            if counted
            else ("条文未规定天数", "no text gives a number")
        )
        return Clock(
            due_on=set_on, provisional=False, clause=clause, basis=basis,
            working_zh=f"由价格监管员设定为 {set_on}；{zh}", working_en=f"set by an officer to {set_on}; {en}",
        )  # fmt: skip
    if counted is None:
        return Clock(
            due_on=None, provisional=False, clause=clause, basis=basis,
            working_zh="条文未规定天数，可由价格监管员设定",
            working_en="no text gives a number; an officer may set a date",
        )  # fmt: skip
    return Clock(
        due_on=counted.due_on, provisional=counted.provisional, clause=clause, basis=basis,
        working_zh=counted.working_zh, working_en=counted.working_en,
    )  # fmt: skip


def _counted(entry: Entry, started_on: date, ruling: Ruling, calendar: Calendar) -> Due | None:
    if entry.unit == "none":
        return None
    rolls = ruling.get(ROLLS)
    return due(
        started_on, int(entry.value), entry.unit, calendar, roll=bool(rolls and rolls.value),
        start_words=STARTS[entry.start or "not_stated"],
    )  # fmt: skip


def suspended_until(ruling: Ruling, on: date, before: int) -> tuple[date, str] | None:
    """Until which day a listing is suspended that did not follow, and by which clause; None where no text says.

    `before`: how often this enterprise was suspended for it before; the first time is shorter than those that follow.
    """
    entry = ruling.get(SUSPEND_MONTHS)
    if entry is None:
        return None
    months = entry.value["again" if before else "first"]
    return months_on(on, int(months)), entry.clause


def months_on(day: date, months: int) -> date:
    """The same day so many months on; the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
