"""Shortage reports, zero reports, stops and clues as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Month, Quantity, Text
from baowen.collect.reports.kinds import ClueFinding, ClueKind, QuantityUnit, StopKind, StopReason
from baowen.collect.reports.rules import Standing
from baowen.collect.reports.states import ClueState, ReportState, StopState
from baowen.orgs.departments import Department


class ShortageIn(Schema):
    """One drug that is short in a month; without a product code it is known by its name alone."""

    month: Month
    drug_name: Code
    product_code: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    needed: Quantity
    unit: QuantityUnit = QuantityUnit.PACK
    stock: Quantity | None = None
    days_left: Quantity | None = None
    cause: Code
    tried: Text = ""
    substitute: Text = ""
    note: Text = ""
    replaces: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""


class ZeroIn(Schema):
    """Nothing is short in this month."""

    month: Month


class FiledOut(Schema):
    """The number of what was filed, and the numbers of what it took the place of."""

    number: str
    withdrawn: list[str]


class ReviewIn(Schema):
    """A remark on the way up, if any."""

    reason: Text = ""


class StateOut(Schema):
    """The state after the call."""

    number: str
    state: str


class ReportEventOut(Schema):
    """One move of a report; `level` is the reviewer's, "" for the hospital's own moves."""

    move: str
    state: ReportState
    at: datetime
    by: str
    organisation: str
    level: str
    reason: str


class AttachmentOut(Schema):
    """A kept file."""

    sha256: str
    file_name: str
    media_type: str
    size: int


class ReportOut(Schema):
    """A shortage report; `waits_for` is the level whose review is owed."""

    number: str
    hospital: str
    region: str
    month: str
    product_code: str
    drug_name: str
    needed: Decimal
    unit: QuantityUnit
    stock: Decimal | None
    days_left: Decimal | None
    cause: str
    tried: str
    substitute: str
    note: str
    state: ReportState
    waits_for: str | None
    filed_at: datetime
    replaces: str
    attachments: list[AttachmentOut]
    events: list[ReportEventOut]


class ReportsOut(Schema):
    """A page of reports; `cursor` is empty after the last."""

    lines: list[ReportOut]
    cursor: str


class HospitalMonthOut(Schema):
    """What one hospital has said for a month; missing, zero and reported are three things."""

    hospital: str
    name: str
    region: str
    standing: Standing
    filed_on: date | None
    is_in_time: bool
    reports: int


class ReportingOut(Schema):
    """A month of a place: when its reports are due and by which clause, the totals, and every hospital."""

    month: str
    region: str
    due_on: date
    is_provisional: bool
    clause: str
    basis: str
    expected: int
    received: int
    on_time: int
    zero: int
    reported: int
    missing: int
    hospitals: list[HospitalMonthOut]


class DrugOut(Schema):
    """A product of the catalogue."""

    product_code: str
    generic_name: str
    dosage_form: str
    specification: str
    packaging: str
    maker: str


class StopIn(Schema):
    """What a holder says of a stop; `stock_left` counts packs."""

    kind: StopKind
    cause: StopReason
    stops_on: date
    resumes_on: date | None = None
    stock_left: Quantity | None = None
    words: Text = ""


class NewStopIn(StopIn):
    """A stop that is told for the first time."""

    product_code: Code
    drug_name: Code


class AmendStopIn(StopIn):
    """What is said anew of a stop; `ended_on`: production is back since that day."""

    ended_on: date | None = None


class AssessmentIn(Schema):
    """What a department finds a stop to take away: a share from 0 to 1, left out where it is not known."""

    department: Department
    share: Annotated[Decimal | None, Field(ge=0, le=1)] = None
    words: Filled


class AssessmentOut(Schema):
    """An assessment that is owed or done."""

    department: Department
    owed_since: date
    due_on: date | None
    clause: str
    basis: str
    words_zh: str
    words_en: str
    share: Decimal | None
    words: str
    is_done: bool


class StopOut(Schema):
    """A stop-production notice with its two assessments."""

    number: str
    maker: str
    region: str
    product_code: str
    drug_name: str
    kind: StopKind
    cause: StopReason
    words: str
    announced_on: date
    stops_on: date
    resumes_on: date | None
    ended_on: date | None
    stock_left: Decimal | None
    state: StopState
    assessments: list[AssessmentOut]


class StopsOut(Schema):
    """A page of notices; `cursor` is empty after the last."""

    lines: list[StopOut]
    cursor: str


class ClueIn(Schema):
    """What somebody reports, passed on by a hotline or another platform."""

    kind: ClueKind
    region: Code
    words: Filled
    drug: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    contact: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class ReceiptOut(Schema):
    """For the reporter: the number, and the code with which the answer is seen. The code is given this once."""

    number: str
    code: str


class ClueAnswerIn(Schema):
    """What checking a clue came to."""

    finding: ClueFinding
    words: Filled


class ClueOut(Schema):
    """A clue as an officer sees it."""

    number: str
    kind: ClueKind
    region: str
    state: ClueState
    received_on: date
    days_open: int
    drug: str
    words: str
    contact: str
    finding: ClueFinding | None
    answer: str
    is_erased: bool


class CluesOut(Schema):
    """A page of clues; `cursor` is empty after the last."""

    lines: list[ClueOut]
    cursor: str
