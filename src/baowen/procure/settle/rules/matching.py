"""What differs between order, receipt and invoice of a line, and what was paid beyond an invoice. Pure. PRC-4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.money import plain
from baowen.procure.settle.kinds import Difference
from baowen.procure.settle.rules.sums import yuan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """An order line as it was ordered and received, in packs and yuan a pack; days are None for what did not happen.

    `waiting`: delivered and not received yet, `waits_since` the day of the first delivery of it.
    """

    order_line: str
    hospital: str
    supplier: str
    unit_price: Decimal
    received: Decimal
    returned: Decimal
    waiting: Decimal
    waits_since: date | None
    received_on: date | None

    @property
    def kept(self) -> Decimal:
        return self.received - self.returned


@dataclass(frozen=True, slots=True, kw_only=True)
class OnInvoice:
    """What an invoice says of an order line; packs of a credit note are negative."""

    invoice: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """An invoice with what was credited and paid on it, in fen."""

    invoice: str
    hospital: str
    supplier: str
    fen: int
    credited_fen: int
    paid_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """After how many days goods that were delivered should be received, and those that were received invoiced."""

    receive_days: int
    invoice_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A difference: what it is about, whose it is to clear, and the sentence for people."""

    kind: Difference
    subject: str
    owner: str
    zh: str
    en: str


def differences(goods: Goods, lines: Sequence[OnInvoice], *, patience: Patience, today: date) -> list[Found]:
    """What differs for one order line: at most one of each kind."""
    invoiced = sum((one.quantity for one in lines), Decimal(0))
    found = [
        _price(goods, lines), _quantity(goods, invoiced), _not_received(goods, patience, today),
        _not_invoiced(goods, invoiced, patience, today),
    ]  # fmt: skip
    return [one for one in found if one is not None]


def _price(goods: Goods, lines: Sequence[OnInvoice]) -> Found | None:
    left: dict[Decimal, Decimal] = defaultdict(Decimal)
    for one in lines:
        left[one.unit_price] += one.quantity
    other = [one for one in lines if one.unit_price != goods.unit_price and left[one.unit_price] != 0]
    if not other:
        return None
    price, invoice = other[0].unit_price, other[0].invoice
    return Found(
        kind=Difference.PRICE, subject=goods.order_line, owner=goods.supplier,
        zh=f"发票 {invoice} 单价 {plain(price)} 元，订单单价 {plain(goods.unit_price)} 元；请红冲后重开",
        en=f"invoice {invoice} asks {plain(price)} yuan a pack, the order says {plain(goods.unit_price)}; "
           "credit it and invoice anew",
    )  # fmt: skip


def _quantity(goods: Goods, invoiced: Decimal) -> Found | None:
    if invoiced <= goods.kept:
        return None
    return Found(
        kind=Difference.QUANTITY, subject=goods.order_line, owner=goods.supplier,
        zh=f"已开票 {plain(invoiced)}，实收 {plain(goods.kept)}（已减退货）；请对多出的部分开红字发票",
        en=f"{plain(invoiced)} invoiced, {plain(goods.kept)} received and kept; give a credit note for the rest",
    )  # fmt: skip


def _not_received(goods: Goods, patience: Patience, today: date) -> Found | None:
    waits = _days(goods.waits_since, today)
    if goods.waiting <= 0 or waits is None or waits <= patience.receive_days:
        return None
    left = plain(goods.waiting)
    return Found(
        kind=Difference.NOT_RECEIVED, subject=goods.order_line, owner=goods.hospital,
        zh=f"送达 {waits} 天，仍有 {left} 未入库；请验收，或登记短少、破损",
        en=f"delivered {waits} days ago, {left} not received; receive it or enter what was short or damaged",
    )  # fmt: skip


def _not_invoiced(goods: Goods, invoiced: Decimal, patience: Patience, today: date) -> Found | None:
    waits = _days(goods.received_on, today)
    if goods.kept <= invoiced or waits is None or waits <= patience.invoice_days:
        return None
    return Found(
        kind=Difference.NOT_INVOICED, subject=goods.order_line, owner=goods.supplier,
        zh=f"入库 {waits} 天，仍有 {plain(goods.kept - invoiced)} 未开票；请开票",
        en=f"received {waits} days ago, {plain(goods.kept - invoiced)} not invoiced; send the invoice",
    )  # fmt: skip


def paid_beyond(paid: Paid) -> Found | None:
    """What was paid beyond what an invoice still asks after credit notes; None where nothing was."""
    beyond = paid.paid_fen - (paid.fen - paid.credited_fen)
    if beyond <= 0:
        return None
    return Found(
        kind=Difference.PAID_BEYOND, subject=paid.invoice, owner=paid.supplier,
        zh=f"已付 {yuan_of(paid.paid_fen)} 元，红冲后应付 {yuan_of(paid.fen - paid.credited_fen)} 元，"
           f"多付 {yuan_of(beyond)} 元；请退款，或由下期结算扣回",
        en=f"{yuan_of(paid.paid_fen)} yuan paid, {yuan_of(paid.fen - paid.credited_fen)} due after credit notes: "
           f"{yuan_of(beyond)} too much; refund it or let the next run take it off",
    )  # fmt: skip


def _days(since: date | None, today: date) -> int | None:
    return None if since is None else (today - since).days
