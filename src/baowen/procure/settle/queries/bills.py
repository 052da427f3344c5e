"""Invoices with their lines and payments, and what differs. PRC-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.procure.settle.kinds import Channel, InvoiceKind
from baowen.procure.settle.kinds import Difference as DifferenceKind
from baowen.procure.settle.models import Difference, Invoice, InvoiceLine, Payment
from baowen.procure.settle.queries.scope import seen_by
from baowen.procure.settle.rules.sums import yuan_of
from baowen.procure.settle.states import ClaimState, DifferenceState


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceView:
    """An invoice or credit note; amounts in yuan. `due`: what is left to pay, none of a void one or a credit note."""

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

    @property
    def name(self) -> str:
        return f"{self.code}{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLineView:
    """A line of an invoice; packs and yuan of a credit note are negative."""

    order_line: str
    product_code: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    claim: ClaimState
    claim_words: str
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """A payment; one below zero was taken back by a run. `voided_why` is "" for one that counts."""

    number: str
    amount: Decimal
    paid_on: date
    channel: Channel
    run: str
    voided_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePage(InvoiceView):
    """An invoice with everything that belongs to it."""

    lines: tuple[InvoiceLineView, ...]
    payments: tuple[PaymentView, ...]
    credits: tuple[InvoiceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """Something that differs, whose it is to clear, and what was said."""

    key: int
    kind: DifferenceKind
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


def invoice_page(
    actor: Actor, *, unpaid: bool = False, month: str = "", cursor: str = "", limit: int = 50
) -> Paged[InvoiceView]:  # fmt: skip
    """A page of the invoices that somebody sees, the newest first; those that still ask for money where `unpaid`."""
    rows = _invoices(actor)
    if unpaid:
        rows = rows.filter(voided_at=None, paid_on=None, kind=InvoiceKind.INVOICE.value)
    if month:
        year, number = month.split("-")
        rows = rows.filter(invoiced_on__year=int(year), invoiced_on__month=int(number))
    return page_by_key(rows, invoice_view, cursor=cursor, limit=limit, newest_first=True)


def invoice(code: str, number: str, *, actor: Actor) -> InvoicePage:
    """One invoice with lines, payments and credit notes; BaowenError for one that the actor does not see."""
    row = _invoices(actor).filter(code=code.strip(), number=number.strip()).first()
    if row is None:
        raise BaowenError(f"没有发票 {code}{number}，请核对号码", f"there is no invoice {code}{number}")
    shared = {name: getattr(invoice_view(row), name) for name in InvoiceView.__slots__}
    return InvoicePage(
        **shared, lines=tuple(map(line_view, row.lines.select_related("run"))),
        payments=tuple(map(payment_view, row.payments.select_related("run"))),
        credits=tuple(map(invoice_view, row.credits.select_related("corrects", "application"))),
    )  # fmt: skip


def _invoices(actor: Actor) -> QuerySet[Invoice]:
    return Invoice.objects.filter(seen_by(actor)).select_related("corrects", "application")


def invoice_view(row: Invoice) -> InvoiceView:
    """A stored invoice as others see it."""
    counts = row.voided_at is None and row.kind == InvoiceKind.INVOICE.value
    due = row.fen - row.credited_fen - row.paid_fen if counts else 0
    return InvoiceView(
        code=row.code, number=row.number, kind=InvoiceKind(row.kind), corrects=str(row.corrects or ""),
        supplier=row.supplier, hospital=row.hospital, region=row.region, invoiced_on=row.invoiced_on,
        amount=yuan_of(row.fen), credited=yuan_of(row.credited_fen), paid=yuan_of(row.paid_fen), due=yuan_of(due),
        paid_on=row.paid_on, application="" if row.application is None else row.application.number,
        entered_at=row.entered_at, voided_why=row.voided_why,
    )  # fmt: skip


def line_view(row: InvoiceLine) -> InvoiceLineView:
    """A stored line as others see it."""
    return InvoiceLineView(
        order_line=row.order_line, product_code=row.product_code, quantity=row.quantity, unit_price=row.unit_price,
        amount=yuan_of(row.fen), claim=ClaimState(row.claim), claim_words=row.claim_words,
        run="" if row.run is None else row.run.number,
    )  # fmt: skip


def payment_view(row: Payment) -> PaymentView:
    """A stored payment as others see it."""
    return PaymentView(
        number=row.number, amount=yuan_of(row.fen), paid_on=row.paid_on, channel=Channel(row.channel),
        run="" if row.run is None else row.run.number, voided_why=row.voided_why,
    )  # fmt: skip


def difference_page(
    actor: Actor, *, with_settled: bool = False, kind: DifferenceKind | None = None, cursor: str = "", limit: int = 50
) -> Paged[DifferenceView]:  # fmt: skip
    """A page of what differs, the newest first; what agrees again is left out unless asked for."""
    rows = Difference.objects.filter(seen_by(actor))
    if not with_settled:
        rows = rows.exclude(state=DifferenceState.SETTLED.value)
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    return page_by_key(rows, difference_view, cursor=cursor, limit=limit, newest_first=True)


def difference_view(row: Difference) -> DifferenceView:
    """A stored difference as others see it."""
    return DifferenceView(
        key=row.pk, kind=DifferenceKind(row.kind), subject=row.subject, hospital=row.hospital, supplier=row.supplier,
        region=row.region, owner=row.owner, words=(row.words_zh, row.words_en), state=DifferenceState(row.state),
        found_at=row.found_at, explained=row.explained, settled_at=row.settled_at,
    )  # fmt: skip
