"""Hands invoices and payments over to the lake, through the same intake as any file. PRC-4, MON-5.

The lake knows no credit notes: an invoice is told with what it still asks, a void one with nothing. What a run took
back is taken off the newest payments before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from baowen.collect.handing import Batch, Row, bring, mark
from baowen.core.home import Home
from baowen.lake.lock import writer_lock
from baowen.procure.settle.kinds import InvoiceKind
from baowen.procure.settle.models import Invoice, Payment
from baowen.procure.settle.rules.sums import yuan_of

LOCK = "handing-over.lock"
Model = type[Invoice] | type[Payment]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those that it refused (number and why), and what is left to hand over."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def hand_over_bills(home: Home, *, by: str, at: datetime, clock: Callable[[], datetime]) -> HandedOver:
    """Bring into the lake what was invoiced, credited, paid or voided since the last time. Safe to repeat."""
    accepted, unchanged = 0, 0
    refused: list[tuple[str, str]] = []
    with writer_lock(home.root / LOCK):
        for batch, model in ((_invoices(), Invoice), (_payments(), Payment)):
            taken = bring(home, batch, by=by, at=at, clock=clock)
            if taken is None:
                continue
            mark(model, taken, action="settlement.hand_over", feed=batch.feed, by=by, at=clock())
            accepted += taken.outcome.accepted
            unchanged += taken.outcome.unchanged
            refused += taken.refused
    return HandedOver(accepted=accepted, unchanged=unchanged, refused=tuple(refused), waiting=waiting())


def waiting() -> int:
    """How many invoices and payments the lake does not know in their newest form."""
    invoices = Invoice.objects.filter(kind=InvoiceKind.INVOICE.value, revision__gt=F("handed_over")).count()
    return invoices + _to_tell().count()


def _to_tell() -> QuerySet[Payment]:
    return Payment.objects.filter(fen__gt=0, revision__gt=F("handed_over"))


def _invoices() -> Batch:
    batch = Batch("invoice")
    rows = Invoice.objects.filter(kind=InvoiceKind.INVOICE.value, revision__gt=F("handed_over"))
    for one in rows.order_by("pk"):
        asked = 0 if one.voided_at is not None else one.fen - one.credited_fen
        row: Row = {
            "invoice_no": str(one), "hospital_code": one.hospital, "distributor_code": one.supplier,
            "invoiced_on": one.invoiced_on.isoformat(), "amount": str(yuan_of(asked)),
        }  # fmt: skip
        batch.add(row, (one.pk, one.revision))
    return batch


def _payments() -> Batch:
    batch = Batch("payment")
    for one in _to_tell().select_related("invoice").order_by("pk"):
        row: Row = {
            "payment_no": one.number, "invoice_no": str(one.invoice), "hospital_code": one.invoice.hospital,
            "paid_on": one.paid_on.isoformat(), "amount": str(yuan_of(_told(one))),
        }  # fmt: skip
        batch.add(row, (one.pk, one.revision))
    return batch


def _told(payment: Payment) -> int:
    """What a payment counts for: nothing once void, less where a run took a part of it back."""
    if payment.voided_at is not None:
        return 0
    every = Payment.objects.filter(invoice=payment.invoice_id, voided_at=None)
    left = -sum(one.fen for one in every if one.fen < 0)
    for one in sorted((one for one in every if one.fen > 0), key=lambda one: -one.pk):
        taken = min(left, one.fen)
        if one.pk == payment.pk:
            return one.fen - taken
        left -= taken
    raise ValueError(f"payment {payment.number} is none of its invoice")
