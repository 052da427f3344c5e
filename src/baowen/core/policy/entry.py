"""What a policy entry is: one dated value of one place, with the clause that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from baowen.core.problems import BaowenError

SEVERITIES = ("blue", "yellow", "orange", "red")
NATION = "100000"


class Basis(StrEnum):
    """How well a value is founded. It travels with the value to every page that shows it."""

    SOURCED = "sourced"
    CODE = "code"
    INFERRED = "inferred"
    UNVERIFIED = "unverified"
    ILLUSTRATIVE = "illustrative"

    @property
    def zh(self) -> str:
        return BASIS_WORDS[self][0]

    @property
    def en(self) -> str:
        return BASIS_WORDS[self][1]


BASIS_WORDS: dict[Basis, tuple[str, str]] = {
    Basis.SOURCED: ("有文为据", "read in the named document"),
    Basis.CODE: ("见于公开代码，非法规", "seen in public code only, not law"),
    Basis.INFERRED: ("由样本推断", "derived from a sample"),
    Basis.UNVERIFIED: ("未经核实", "general knowledge or unread text, not confirmed"),
    Basis.ILLUSTRATIVE: ("示例值，非法规", "illustrative, not law"),
}

STARTS: dict[str, tuple[str, str]] = {
    "report_or_discovery": ("接到报告或发现线索", "the report or the discovery"),
    "assessment": ("评估确定", "the assessment"),
    "written_notice": ("书面告知", "the written notice"),
    "publication": ("公告发布", "the public notice"),
    "order_confirmation": ("订单确认", "the confirmation of the order"),
    "stop": ("停产", "the stop"),
    "lower_price": ("他省产生更低价", "the lower price elsewhere"),
    "contract": ("签订合同", "the contract"),
    "application": ("申请", "the application"),
    "acceptance": ("验收入库", "the acceptance"),
    "receipt_of_payment": ("收到货款", "the payment received"),
    "failed_payment": ("支付失败", "the failed payment"),
    "delivery": ("送达", "the delivery"),
    "not_stated": ("文本未写明起算点", "a start that the text does not state"),
}

UNITS: dict[str, tuple[str, str]] = {
    "working_day": ("个工作日", "working days"),
    "calendar_day": ("日（自然日）", "calendar days"),
    "day": ("天", "days"),
    "hour": ("小时", "hours"),
    "month": ("个月", "months"),
    "year": ("年", "years"),
    "day_of_month": ("日（当月第几日）", "day of the month"),
    "month_day": ("（月-日）", "month-day"),
    "date": ("", "date"),
    "share": ("（占比）", "share"),
    "multiple": ("倍", "times"),
    "yuan": ("元", "yuan"),
    "count": ("个", "count"),
    "point": ("分", "points"),
    "percentage_point": ("个百分点", "percentage points"),
    "kilometre": ("公里", "km"),
    "millilitre": ("毫升", "ml"),
    "kilogram": ("公斤", "kg"),
    "square_metre": ("平方米", "m²"),
    "digit": ("位小数", "decimals"),
    "mixed": ("（见各项）", "see each field"),
    "none": ("", ""),
}


class PolicyError(BaowenError):
    """A fault in a policy pack, with the file and the line to mend."""

    def __init__(self, file: str, line: int, message: str, message_en: str) -> None:
        super().__init__(f"{file}:{line}: {message}", message_en)
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value in force from `valid_from` to `valid_until`, both inclusive, None is open.

    `value` has the Python type of its key's kind (see registry): int, Decimal, str, bool, date, tuple or mapping.
    `start` names the event that a deadline counts from; `at_once` marks a step without delay.
    """

    key: str
    value: Any
    unit: str
    clause: str
    basis: Basis
    pack: str
    valid_from: date | None = None
    valid_until: date | None = None
    note_zh: str = ""
    note_en: str = ""
    source: str = ""
    start: str = ""
    at_once: bool = False
    file: str = ""
    line: int = 0

    def rules_on(self, day: date) -> bool:
        """Whether the entry is in force on a day; both ends are included."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def is_unset(self) -> bool:
        """Whether the text orders the step and gives no number (its wording is the value)."""
        return self.unit == "none" and isinstance(self.value, str)

    def whole(self) -> int:
        """The value as an int; TypeError when the entry holds something else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise TypeError(f"{self.key} holds no whole number: {self.value!r}")
        return self.value

    def number(self) -> Decimal:
        """The value as a Decimal; TypeError when the entry holds something else."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise TypeError(f"{self.key} holds no number: {self.value!r}")
        return Decimal(self.value)

    def text(self) -> str:
        """The value as text; TypeError when the entry holds something else."""
        if not isinstance(self.value, str):
            raise TypeError(f"{self.key} holds no text: {self.value!r}")
        return self.value

    def flag(self) -> bool:
        """The value as a bool; TypeError when the entry holds something else."""
        if not isinstance(self.value, bool):
            raise TypeError(f"{self.key} holds no yes or no: {self.value!r}")
        return self.value

    def table(self) -> Mapping[str, Any]:
        """The value as a mapping, severities for example; TypeError when the entry holds something else."""
        if not isinstance(self.value, Mapping):
            raise TypeError(f"{self.key} holds no table: {self.value!r}")
        return self.value

    def items(self) -> tuple[Any, ...]:
        """The value as a tuple, of texts or of rules; TypeError when the entry holds something else."""
        if not isinstance(self.value, tuple):
            raise TypeError(f"{self.key} holds no list: {self.value!r}")
        return self.value

    def as_json(self) -> dict[str, object]:
        """The fields that `baowen policy show --json` prints."""
        return {
            "key": self.key, "value": self.value, "unit": self.unit, "clause": self.clause, "basis": str(self.basis),
            "pack": self.pack, "valid_from": self.valid_from, "valid_until": self.valid_until, "note": self.note_zh,
            "note_en": self.note_en, "source": self.source, "start": self.start, "at_once": self.at_once,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The entries of one jurisdiction. `extends` is the region code of the pack that it builds on."""

    name: str
    region: str
    name_zh: str
    name_en: str
    title: str
    extends: str | None = None
    file: str = ""
    line: int = 0
    entries: tuple[Entry, ...] = field(default=(), repr=False)
