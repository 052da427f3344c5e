"""Invoices and payments by order line, as they are published: amounts and days, no numbers of papers. PRC-7."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from baowen.core.clock import day_of
from baowen.orgs.queries import codes_within
from baowen.procure.settle.kinds import InvoiceKind
from baowen.procure.settle.models import Invoice, InvoiceLine, Payment
from baowen.procure.settle.rules.sums import split, yuan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBill:
    """An invoice for an order line, or the part of a payment that falls to it: yuan, below zero for what is taken back.

    `key` names it for good without telling whose it is.
    """

    key: str
    on: date
    amount: Decimal


Bills = dict[str, list[ToldBill]]


def told_bills(lines: Collection[str]) -> tuple[Bills, Bills]:
    """Invoices, and payments, by number of the order line; what is void is left out.

    A payment is of an invoice: it is split over the invoice's lines by their amounts, to the fen.
    """
    rows = list(_counting().filter(order_line__in=lines).select_related("invoice").order_by("pk"))
    invoices: Bills = defaultdict(list)
    for row in rows:
        invoices[row.order_line].append(
            ToldBill(key=str(row.pk), on=row.invoice.invoiced_on, amount=yuan_of(row.fen))
        )  # fmt: skip
    paid = {row.invoice_id for row in rows if row.invoice.kind == InvoiceKind.INVOICE.value}
    return invoices, _payments(paid, set(lines))


def _payments(invoices: Iterable[int], wanted: set[str]) -> Bills:
    parts: dict[int, list[InvoiceLine]] = defaultdict(list)
    for line in _counting().filter(invoice__in=invoices).order_by("pk"):
        parts[line.invoice_id].append(line)
    found: Bills = defaultdict(list)
    for payment in Payment.objects.filter(invoice__in=parts, voided_at=None).order_by("pk"):
        own, sign = parts[payment.invoice_id], 1 if payment.fen > 0 else -1
        for line, fen in zip(own, split(abs(payment.fen), [one.fen for one in own]), strict=True):
            if fen and line.order_line in wanted:
                bill = ToldBill(key=f"{payment.pk}-{line.pk}", on=payment.paid_on, amount=yuan_of(sign * fen))
                found[line.order_line].append(bill)
    return found


def lines_billed(region: str, *, since: datetime, until: datetime) -> set[str]:
    """Numbers of order lines of a place and below that were invoiced or paid from one day on and before another."""
    days = {"gte": day_of(since), "lt": day_of(until)}
    happened = Q(**{f"invoice__invoiced_on__{name}": day for name, day in days.items()})
    paid = Q(invoice__payments__voided_at=None) & Q(
        **{f"invoice__payments__paid_on__{name}": day for name, day in days.items()}
    )
    rows = _counting().filter(happened | paid, region__in=codes_within(region))
    return set(rows.values_list("order_line", flat=True))


def bills_changed_at(region: str) -> datetime | None:
    """When an invoice or a payment of a place and below was last entered or voided."""
    fields = ("entered_at", "voided_at", "payments__entered_at", "payments__voided_at")
    rows = Invoice.objects.filter(region__in=codes_within(region))
    found = rows.aggregate(*map(Max, fields))
    return max((at for at in found.values() if at), default=None)


def _counting() -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.filter(is_void=False, invoice__voided_at=None)
