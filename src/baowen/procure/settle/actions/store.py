"""What the actions of settlement share: numbers in sequence, rows locked, invoices told to the lake again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from baowen.core.problems import BaowenError
from baowen.procure.settle.kinds import InvoiceKind
from baowen.procure.settle.models import Invoice, LineTotal


def next_number(model: Any, letter: str, place: str) -> str:
    """The next number of a letter and place, in the order of the records: F430000-000001."""
    head = f"{letter}{place}-"
    last = model.objects.select_for_update().filter(number__startswith=head).order_by("-pk").first()
    following = 1 if last is None else int(last.number.removeprefix(head)) + 1
    return f"{head}{following:06d}"


def locked_invoice(code: str, number: str) -> Invoice:
    """The invoice, locked; BaowenError for one that there is not, is void, or is a credit note."""
    row = Invoice.objects.select_for_update().filter(code=code.strip(), number=number.strip()).first()
    if row is None:
        raise BaowenError(f"没有发票 {code}{number}，请核对号码", f"there is no invoice {code}{number}")
    if row.kind == InvoiceKind.CREDIT.value:
        raise BaowenError(f"{code}{number} 是红字发票，请用原发票办理", f"{code}{number} is a credit note")
    if row.voided_at is not None:
        raise BaowenError(f"发票 {code}{number} 已作废", f"the invoice {code}{number} is void")
    return row


def locked_totals(order_lines: Iterable[str]) -> dict[str, LineTotal]:
    """What is invoiced of order lines, locked in the order of their numbers: two writers never wait in a ring."""
    asked = sorted(set(order_lines))
    LineTotal.objects.bulk_create([LineTotal(order_line=one) for one in asked], ignore_conflicts=True)
    rows = LineTotal.objects.select_for_update().filter(order_line__in=asked).order_by("order_line")
    return {row.order_line: row for row in rows}


def tell_again(invoices: Iterable[int]) -> None:
    """The lake has to be told of these invoices again."""
    Invoice.objects.filter(pk__in=list(invoices)).update(revision=F("revision") + 1)
