"""What decides about supply problems: dates with their working, periods, and which likes make one. Pure. VBP-9."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baowen.core.calendar import Calendar, due
from baowen.core.period import Month
from baowen.core.policy import Entry, Ruling
from baowen.core.policy.entry import STARTS
from baowen.core.problems import BaowenError

ANSWER = "vbp.supply.answer"
FINDING_ANSWER = "vbp.finding.answer"
FINDING_MEND = "vbp.finding.mend"
REPORT_DAY = "vbp.firm_report.day"
CONFIRM_LEVEL = "vbp.supply.confirm.level"
ROLLS = "respond.deadline.rolls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """By when something is due, None where no text gives a number; the clause, its basis, and how it was reached."""

    due_on: date | None
    provisional: bool
    clause: str
    basis: str
    working_zh: str
    working_en: str


def clock(key: str, started_on: date, ruling: Ruling, calendar: Calendar) -> Clock:
    """When what a key of the pack gives days for is due, once begun on a day."""
    entry = ruling.get(key)
    if entry is None or entry.unit == "none" or entry.is_unset:
        return Clock(
            due_on=None, provisional=False, clause="" if entry is None else entry.clause,
            basis="" if entry is None else entry.basis.value,
            working_zh="条文未规定天数", working_en="no text gives a number of days",
        )  # fmt: skip
    rolls = ruling.get(ROLLS)
    found = due(
        started_on, entry.whole(), entry.unit, calendar, roll=bool(rolls and rolls.value),
        start_words=STARTS[entry.start or "not_stated"],
    )  # fmt: skip
    return Clock(
        due_on=found.due_on, provisional=found.provisional, clause=entry.clause, basis=entry.basis.value,
        working_zh=found.working_zh, working_en=found.working_en,
    )  # fmt: skip


def report_due(month: Month, ruling: Ruling) -> tuple[date, Entry] | None:
    """By which day of the following month an enterprise reports a month; None where the pack asks for no report."""
    entry = ruling.get(REPORT_DAY)
    if entry is None or entry.is_unset:
        return None
    following = month.plus(1)
    last = monthrange(following.year, following.number)[1]
    return date(following.year, following.number, min(entry.whole(), last)), entry


def checked_period(from_on: date, until_on: date | None, today: date) -> None:
    """BaowenError for a period that ends before it begins, or begins after today."""
    if from_on > today:
        raise BaowenError(
            f"开始日期 {from_on} 晚于今天，请填写问题实际开始的日期", f"the first day, {from_on}, is still to come"
        )
    if until_on is not None and until_on < from_on:
        raise BaowenError(
            f"结束日期 {until_on} 早于开始日期 {from_on}，请核对", f"the last day {until_on} lies before {from_on}"
        )


def checked_within(from_on: date, until_on: date | None, starts_on: date | None, ends_on: date | None) -> None:
    """BaowenError for a period that does not touch the cycle of its round."""
    before = starts_on is not None and until_on is not None and until_on < starts_on
    after = ends_on is not None and from_on > ends_on
    early = starts_on is not None and until_on is None and from_on < starts_on
    if before or after or early:
        raise BaowenError(
            f"所填期间不在本批次采购周期（{starts_on} 至 {ends_on}）内，请核对日期或批次",
            f"the period lies outside the cycle of the round, {starts_on} to {ends_on}",
        )


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods, whose last days may be open, have a day in common."""
    (from_one, until_one), (from_two, until_two) = first, second
    return (until_one is None or from_two <= until_one) and (until_two is None or from_one <= until_two)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What makes reports alike: round, lot, product and enterprise; and the period that each tells of."""

    number: str
    about: tuple[str, str, str, str]
    from_on: date
    until_on: date | None


def widest(reports: Iterable[Reported]) -> tuple[date, date | None]:
    """The period that covers all reports: from the first day of any until the last, open where one is open.

    BaowenError where they are not about one product of one enterprise in one round, or there are none.
    """
    found = list(reports)
    if not found:
        raise BaowenError("请选择要核实的问题", "choose the problems to confirm")
    other = next((one for one in found if one.about != found[0].about), None)
    if other is not None:
        raise BaowenError(
            f"{other.number} 与 {found[0].number} 不是同一批次、同一企业的同一产品，不能一并核实",
            f"{other.number} and {found[0].number} are not about one product of one enterprise in one round",
        )
    ends = [one.until_on for one in found]
    until = None if None in ends else max(one for one in ends if one is not None)
    return min(one.from_on for one in found), until


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A problem as the supply record counts it."""

    due_on: date | None
    answered_on: date | None
    is_confirmed: bool
    is_waiting: bool
    hospital: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How an enterprise dealt with what it was told. `in_time` and `late` count answers that a date was set for."""

    told: int
    hospitals: int
    answered: int
    in_time: int
    late: int
    overdue: int
    confirmed: int


def record_of(told: Iterable[Told], today: date) -> Record:
    """The figures over problems; what is not answered after its day is overdue while it waits."""
    found = list(told)
    answers = [one for one in found if one.answered_on is not None]
    dated = [one for one in answers if one.due_on is not None]
    in_time = sum(one.answered_on <= one.due_on for one in dated if one.answered_on and one.due_on)
    return Record(
        told=len(found), hospitals=len({one.hospital for one in found}), answered=len(answers), in_time=in_time,
        late=len(dated) - in_time,
        overdue=sum(is_overdue(one.due_on, one.answered_on, today) for one in found if one.is_waiting),
        confirmed=sum(one.is_confirmed for one in found),
    )  # fmt: skip


def is_overdue(due_on: date | None, answered_on: date | None, today: date) -> bool:
    """Whether an answer is owed since a day before today."""
    return answered_on is None and due_on is not None and due_on < today
