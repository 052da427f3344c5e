"""Files of selected enterprises and their monthly reports as they go in and out by API. CRD-6."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from baowen.api.schemas.common import Code, Filled, Month, Quantity, Text
from baowen.api.schemas.vbp_supply import ConfirmationOut, PaperOut, SupplySelectedOut
from baowen.vbp.supply.kinds import EntryKind

Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Yuan = Annotated[Decimal, Field(max_digits=17, decimal_places=2, ge=0, examples=["1200.50"])]


class EntryIn(Schema):
    """What happened; `is_confirmed`: hospitals that buy the product see it at once. An enterprise sends `commitment`
    alone, with the place in `region`."""

    kind: EntryKind
    title: Title
    happened_on: date
    words: Text = ""
    source: Text = ""
    product_code: Text = ""
    is_confirmed: bool = False
    region: Text = ""


class CorrectionIn(EntryIn):
    """A correction with its reason."""

    reason: Filled


class EntryAnswerIn(Schema):
    """What the enterprise says."""

    words: Filled


class MonthLineIn(Schema):
    """Packs produced, supplied to the place and in stock, yuan received; null: not known, 0: none."""

    product_code: Code
    produced: Quantity | None = None
    supplied: Quantity | None = None
    stock: Quantity | None = None
    payments: Yuan | None = None


class FirmMonthIn(Schema):
    """A month that is over, reported to a place."""

    region: Code
    month: Month
    lines: Annotated[tuple[MonthLineIn, ...], Field(min_length=1, max_length=500)]


class FirmMonthFiledOut(Schema):
    """What was filed."""

    region: str
    month: str


class FirmOut(Schema):
    """A selected enterprise; the counts are null for who does not watch the place."""

    enterprise: str
    name: str
    products: int
    told: int | None
    overdue: int | None
    confirmed: int | None
    entries: int | None
    confirmed_entries: int | None


class EntryAnswerOut(Schema):
    """What the enterprise said."""

    words: str
    answered_at: datetime


class FirmEntryOut(Schema):
    """An entry; `replaced_by` names its correction."""

    number: str
    enterprise: str
    region: str
    kind: EntryKind
    title: str
    words: str
    source: str
    product_code: str
    happened_on: date
    organisation: str
    noted_at: datetime
    is_confirmed: bool
    replaces: str
    replaced_by: str
    reason: str
    answers: list[EntryAnswerOut]
    papers: list[PaperOut]


class RecordOut(Schema):
    """How problems were dealt with in the last twelve months."""

    told: int
    hospitals: int
    answered: int
    in_time: int
    late: int
    overdue: int
    confirmed: int


class DeliveredOut(Schema):
    """How the orders of its products were delivered."""

    lines: int
    refused: int
    unanswered: int
    delivery_rate: Decimal | None
    on_time_rate: Decimal | None
    answer_hours: Decimal | None


class SupplyRecordOut(Schema):
    """The figures; `performance` is null for who does not watch the place."""

    record: RecordOut
    performance: DeliveredOut | None


class MonthLineOut(Schema):
    """A product of a month."""

    product_code: str
    produced: Decimal | None
    supplied: Decimal | None
    stock: Decimal | None
    payments: Decimal | None


class FirmMonthOut(Schema):
    """A month; `filed_at` null where nothing came."""

    month: str
    region: str
    due_on: date | None
    filed_at: datetime | None
    is_late: bool
    versions: int
    lines: list[MonthLineOut]


class EnterpriseFileOut(Schema):
    """The file of an enterprise."""

    enterprise: str
    region: str
    places: list[str]
    products: list[SupplySelectedOut]
    entries: list[FirmEntryOut]
    confirmed: list[ConfirmationOut]
    supply: SupplyRecordOut
    months: list[FirmMonthOut]
