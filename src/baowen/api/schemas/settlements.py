"""Invoices, payments, differences, direct settlement, performance and breaches as they go in and out. PRC-4, PRC-5."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from baowen.api.schemas.common import Code, Filled, Month, Text
from baowen.procure.settle.kinds import BreachKind, Channel, Difference, InvoiceKind, Sanction
from baowen.procure.settle.states import (
    BreachMove,
    BreachState,
    ClaimState,
    DifferenceState,
    RunMove,
    RunState,
    ShareState,
)

Yuan = Annotated[Decimal, Field(max_digits=13, decimal_places=2, gt=0, examples=["125.00"])]
Price = Annotated[Decimal, Field(max_digits=15, decimal_places=4, gt=0, examples=["12.5"])]
Packs = Annotated[Decimal, Field(max_digits=14, decimal_places=4, gt=0, examples=["10"])]
InvoiceCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{0,20}$")]
InvoiceNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class BilledIn(Schema):
    """A line of an invoice: packs times price is the amount, to the fen."""

    order_line: Code
    quantity: Packs
    unit_price: Price
    amount: Yuan


class InvoiceIn(Schema):
    """An invoice to one hospital; `code` is empty on an electronic one."""

    code: InvoiceCode = ""
    number: InvoiceNumber
    hospital: Code
    invoiced_on: date
    lines: Annotated[list[BilledIn], Field(min_length=1, max_length=2000)]


class CreditIn(Schema):
    """A credit note on an own invoice: what is taken back, as numbers above zero, at the invoice's price."""

    invoice_code: InvoiceCode = ""
    invoice_number: InvoiceNumber
    code: InvoiceCode = ""
    number: InvoiceNumber
    invoiced_on: date
    lines: Annotated[list[BilledIn], Field(min_length=1, max_length=2000)]


class WhichIn(Schema):
    """An invoice, and why something is done with it."""

    code: InvoiceCode = ""
    number: InvoiceNumber
    reason: Text = ""


class PaymentIn(Schema):
    """A payment of the own hospital, in part or in full."""

    code: InvoiceCode = ""
    number: InvoiceNumber
    amount: Yuan
    paid_on: date


class DisputeIn(Schema):
    """A line that the hospital disputes, and why."""

    order_line: Code
    words: Words


class SettlementAnswerIn(Schema):
    """The answer to an invoice that is applied for: every line is confirmed save those disputed."""

    code: InvoiceCode = ""
    number: InvoiceNumber
    disputed: Annotated[list[DisputeIn], Field(max_length=2000, default_factory=list)]


class SettlementApplyIn(Schema):
    """An application for a month at the place of an agency."""

    region: Code
    month: Month


class MonthIn(Schema):
    """A month of the own place."""

    month: Month


class FailedIn(Schema):
    """A part of a run that could not be paid, and why."""

    supplier: Code
    hospital: Code
    reason: Words


class PaidIn(Schema):
    """What the bank has paid: everything save what failed."""

    failed: Annotated[list[FailedIn], Field(max_length=10000, default_factory=list)]


class RetryIn(Schema):
    """A part that failed and was tried again; `reason` where it failed again."""

    supplier: Code
    hospital: Code
    reason: Text = ""


class BreachIn(Schema):
    """A breach of contract: who, where, about what, in words."""

    kind: BreachKind
    accused: Code
    region: Code
    about: Code
    words: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]


class BreachMoveIn(Schema):
    """A move of a breach and its reason."""

    move: BreachMove
    reason: Filled


class SanctionIn(Schema):
    """What follows a confirmed breach; `listing` where one is suspended."""

    sanction: Sanction
    words: Words
    listing: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""
    until: date | None = None


class InvoiceLineOut(Schema):
    """A line of an invoice; below zero on a credit note."""

    order_line: str
    product_code: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    claim: ClaimState
    claim_words: str
    run: str


class PaymentOut(Schema):
    """A payment on an invoice."""

    number: str
    amount: Decimal
    paid_on: date
    channel: Channel
    run: str
    voided_why: str


class InvoiceOut(Schema):
    """An invoice or credit note in yuan."""

    code: str
    number: str
    kind: InvoiceKind
    corrects: str
    supplier: str
    hospital: str
    region: str
    invoiced_on: date
    amount: Decimal
    credited: Decimal
    paid: Decimal
    due: Decimal
    paid_on: date | None
    application: str
    entered_at: datetime
    voided_why: str


class InvoicesOut(Schema):
    """A page of invoices; `cursor` is empty after the last."""

    lines: list[InvoiceOut]
    cursor: str


class WholeInvoiceOut(InvoiceOut):
    """An invoice with its lines, payments and credit notes."""

    lines: list[InvoiceLineOut]
    payments: list[PaymentOut]
    credits: list[InvoiceOut]


class DifferenceOut(Schema):
    """What differs, whose it is to clear; the words in Chinese and English."""

    key: int
    kind: Difference
    subject: str
    hospital: str
    supplier: str
    region: str
    owner: str
    words: tuple[str, str]
    state: DifferenceState
    found_at: datetime
    explained: str
    settled_at: datetime | None


class DifferencesOut(Schema):
    """A page of differences; `cursor` is empty after the last."""

    lines: list[DifferenceOut]
    cursor: str


class SettlementApplicationOut(Schema):
    """An application for a month in yuan, and how many of its lines wait, are confirmed, disputed and in a run."""

    number: str
    supplier: str
    region: str
    month: str
    lines: int
    amount: Decimal
    waiting: int
    confirmed: int
    disputed: int
    settled: int
    due_on: date | None
    clause: str
    applied_at: datetime


class SettlementApplicationsOut(Schema):
    """A page of applications; `cursor` is empty after the last."""

    lines: list[SettlementApplicationOut]
    cursor: str


class RunOut(Schema):
    """A monthly run in yuan."""

    number: str
    region: str
    month: str
    state: RunState
    lines: int
    gross: Decimal
    prepaid: Decimal
    payable: Decimal
    times: int
    computed_at: datetime
    paid_at: datetime | None


class RunsOut(Schema):
    """A page of runs; `cursor` is empty after the last."""

    lines: list[RunOut]
    cursor: str


class ShareOut(Schema):
    """What a run pays to one enterprise for one hospital."""

    supplier: str
    hospital: str
    lines: int
    gross: Decimal
    prepaid: Decimal
    payable: Decimal
    state: ShareState
    attempts: int
    failed_why: str
    paid_on: date | None


class LedgerOut(Schema):
    """A line of a run's ledger."""

    move: RunMove
    supplier: str
    hospital: str
    amount: Decimal
    words: str
    moved_at: datetime


class WholeRunOut(RunOut):
    """A run with the parts and the ledger that the caller sees."""

    shares: list[ShareOut]
    ledger: list[LedgerOut]


class BreachEventOut(Schema):
    """One move of a breach."""

    move: BreachMove
    state: BreachState
    words: str
    organisation: str
    moved_at: datetime


class BreachOut(Schema):
    """A breach with everything that happened to it."""

    number: str
    kind: BreachKind
    accused: str
    region: str
    about: str
    words: str
    recorder: str
    state: BreachState
    due_on: date | None
    sanction: Sanction | None
    listing: str
    until: date | None
    recorded_at: datetime
    events: list[BreachEventOut]


class BreachesOut(Schema):
    """A page of breaches; `cursor` is empty after the last."""

    lines: list[BreachOut]
    cursor: str


class SupplyOut(Schema):
    """A drug of the lists whose supply stopped or failed, and why, in Chinese and English."""

    drug: str
    dosage_form: str
    listed_by: str
    reasons: list[tuple[str, str]]
    order_lines: int
    delivery_rate: Decimal | None


class SupplyReportOut(Schema):
    """The report of stopped supply of a place and month; a zero report where nothing failed."""

    region: str
    month: str
    drugs: int
    lists_in_force: bool
    is_zero: bool
    due_on: date | None
    clause: str
    failing: list[SupplyOut]
