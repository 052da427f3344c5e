"""What follows from reports: whose turn it is, when a month's report is due, who is silent, what a file may be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from baowen.collect.reports.kinds import SHORTAGE_REASONS, QuantityUnit, StopKind
from baowen.collect.reports.states import (
    LEVEL_WORDS,
    REPORT_RULES,
    REPORT_STATE_WORDS,
    REVIEWED,
    ReportMove,
    ReportState,
)
from baowen.core.calendar import Calendar
from baowen.core.calendar.days import ONE_DAY
from baowen.core.media import FileKind
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.regions import RegionLevel

LONGEST_TEXT = 2000
MOST_BYTES = 10 * 1024 * 1024  # of one attachment: a scanned page or a photograph, not a film
MOST_ATTACHMENTS = 10
MOST_QUANTITY = Decimal(10) ** 13
# Pictures and papers of a hospital; a text can go into the report itself.
ATTACHED = (FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.XLSX, FileKind.DOCX)


class RestDay(StrEnum):
    """Where a due day goes that falls on a day off."""

    NEXT = "next_working_day"
    PREVIOUS = "previous_working_day"
    SAME = "same_day"


class Standing(StrEnum):
    """What a hospital has said for a month: nothing at all, that nothing is short, or what is short."""

    MISSING = "missing"
    ZERO = "zero"
    REPORTED = "reported"


STANDING_WORDS: dict[Standing, tuple[str, str]] = {
    Standing.MISSING: ("未报", "no report"),
    Standing.ZERO: ("零报告", "zero report"),
    Standing.REPORTED: ("有短缺", "shortage reported"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """What is short or stops: a product by its code, or only a generic name where no code is known."""

    name: str
    product_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What a hospital says of one drug and month. Quantities count `unit`; None where the hospital does not know."""

    month: Month
    drug: Drug
    needed: Decimal
    unit: QuantityUnit = QuantityUnit.PACK
    stock: Decimal | None = None
    days_left: Decimal | None = None
    cause: str
    tried: str = ""
    substitute: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Until when a month's report is in time, that day included. `nominal_on`: the pack's day, before any move."""

    due_on: date
    nominal_on: date
    is_provisional: bool

    def is_in_time(self, filed_on: date) -> bool:
        """Whether a report filed on that day of Shanghai is in time."""
        return filed_on <= self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalMonth:
    """One hospital and month. `filed_on`: day of the first report in force; None where there is none."""

    hospital: str
    name: str
    region: str
    standing: Standing
    filed_on: date | None
    is_in_time: bool
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Hospitals by what they owe and sent: received = zero + reported, expected = received + missing."""

    expected: int
    received: int
    on_time: int
    zero: int
    reported: int
    missing: int


def check_month(month: Month, today: date) -> None:
    """BaowenError for a month that has not begun: nothing can be said of it."""
    if month > Month.of(today):
        raise BaowenError(
            f"{month} 尚未开始，不能填报；当前月份为 {Month.of(today)}",
            f"{month} has not begun; the current month is {Month.of(today)}",
        )


def check_shortage(facts: Shortage) -> None:
    """BaowenError that names the field for what cannot be so."""
    if not facts.drug.name.strip():
        raise BaowenError("请写明药品名称", "name the drug")
    check_quantity(facts.needed, "需要数量", "quantity needed", least=Decimal("0.0001"))
    for number, zh, en in ((facts.stock, "当前库存", "stock"), (facts.days_left, "可用天数", "days left")):
        if number is not None:
            check_quantity(number, zh, en)
    if facts.cause not in SHORTAGE_REASONS:
        known = "、".join(f"{code}（{words[0]}）" for code, words in SHORTAGE_REASONS.items())
        raise BaowenError(
            f"短缺原因“{facts.cause}”无法识别；可用：{known}",
            f"no such reason: {facts.cause!r}; use one of {', '.join(SHORTAGE_REASONS)}",
        )
    for text, zh, en in (
        (facts.tried, "已采取措施", "what was tried"), (facts.substitute, "替代药品", "substitute"),
        (facts.note, "备注", "note"),
    ):  # fmt: skip
        check_text(text, zh, en)


def check_quantity(number: Decimal, zh: str, en: str, *, least: Decimal = Decimal(0)) -> None:
    """BaowenError unless the number is one, lies within bounds and has at most four decimals."""
    if not number.is_finite() or not least <= number < MOST_QUANTITY:
        raise BaowenError(f"{zh}“{number}”不在允许范围内", f"{en} {number} is out of bounds")
    if number != round(number, 4):
        raise BaowenError(f"{zh}“{number}”最多四位小数", f"{en} {number}: four decimals at most")


def check_text(text: str, zh: str, en: str, *, required: bool = False) -> None:
    """BaowenError for a text that is too long, and for an empty one that is required."""
    if required and not text.strip():
        raise BaowenError(f"请填写{zh}", f"{en} must be given")
    if len(text) > LONGEST_TEXT:
        raise BaowenError(
            f"{zh}共 {len(text)} 字，最多 {LONGEST_TEXT} 字", f"{en} has {len(text)} characters, {LONGEST_TEXT} at most"
        )


def next_reviewer(state: ReportState, levels: Sequence[RegionLevel]) -> RegionLevel | None:
    """The level whose review is owed; None where none is. `levels`: from the hospital's place upward, no nation."""
    order = [ReportState.FILED, *(REVIEWED[level] for level in levels)]
    if state not in order[:-1]:
        return None
    return levels[order.index(state)]


def state_after(
    move: ReportMove, state: ReportState, *, by: RegionLevel, levels: Sequence[RegionLevel], number: str
) -> ReportState:
    """The state after a review or a return by a level; BaowenError that says whose turn it is instead.

    HN-7, NJ-10, HD-5: reports pass the levels one by one.
    """
    rule = REPORT_RULES[move]
    due = next_reviewer(state, levels)
    if state not in rule.sources or due is None:
        raise BaowenError(
            f"{number} 为“{REPORT_STATE_WORDS[state][0]}”，不能{rule.zh}",
            f"{number} is {REPORT_STATE_WORDS[state][1]}: cannot {rule.en}",
        )
    if due is not by:
        raise BaowenError(
            f"{number} 应由{LEVEL_WORDS[due][0]}审核，目前轮不到{LEVEL_WORDS[by][0]}",
            f"{number} is for the {LEVEL_WORDS[due][1]} to review, not for the {LEVEL_WORDS[by][1]}",
        )
    return rule.to or REVIEWED[by]


def window(month: Month, *, day: int, rest_day: RestDay, calendar: Calendar) -> Window:
    """When the report of a month is due: the pack's day of that month (its last one where it is shorter), moved off
    days that nobody works as the pack says. Provisional where the calendar of the year is not published. COL-3."""
    nominal = month.first.replace(day=max(1, min(day, month.last.day)))
    due_on = nominal
    if rest_day is RestDay.NEXT:
        due_on = calendar.next_working_day(nominal)
    elif rest_day is RestDay.PREVIOUS:
        while not calendar.is_working_day(due_on):
            due_on -= ONE_DAY
    unsure = rest_day is not RestDay.SAME and not all(map(calendar.is_published, {nominal.year, due_on.year}))
    return Window(due_on, nominal, unsure)


def standing(*, shortages: int, zeros: int) -> Standing:
    """What a hospital has said: a shortage is never a zero, and silence is neither."""
    if shortages:
        return Standing.REPORTED
    return Standing.ZERO if zeros else Standing.MISSING


def totals(rows: Iterable[HospitalMonth]) -> Totals:
    """The five numbers of COL-3 and how many hospitals reported a shortage."""
    listed = list(rows)
    zero = sum(row.standing is Standing.ZERO for row in listed)
    reported = sum(row.standing is Standing.REPORTED for row in listed)
    return Totals(
        expected=len(listed), received=zero + reported, on_time=sum(row.is_in_time for row in listed), zero=zero,
        reported=reported, missing=len(listed) - zero - reported,
    )  # fmt: skip


def silent_since(last: Month | None, month: Month) -> Month | None:
    """The first month of the silence that holds in `month`; None where the hospital has never reported."""
    return None if last is None else min(last.plus(1), month)


def numbered(prefix: str, region: str, day: date, count: int) -> str:
    """A number such as X-430100-20260928-0001."""
    return f"{prefix}-{region}-{day:%Y%m%d}-{count:04d}"


def code_digest(number: str, code: str) -> str:
    """What is kept of a follow-up code; blanks, hyphens and small letters do not matter to whoever types it."""
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(f"{number}:{plain}".encode()).hexdigest()


def check_stop_dates(kind: StopKind, stops_on: date, resumes_on: date | None) -> None:
    """BaowenError for a return before the stop, and for an expected return of what is never made again."""
    if resumes_on is not None and resumes_on < stops_on:
        raise BaowenError(
            f"预计复产日期 {resumes_on} 早于停产日期 {stops_on}", f"back on {resumes_on}, before the stop on {stops_on}"
        )
    if kind is StopKind.PERMANENT and resumes_on is not None:
        raise BaowenError("不再生产的，不应填写预计复产日期", "a permanent stop has no expected return")
