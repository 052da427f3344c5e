"""The coded words of settlement: invoices, who pays, what differs, breaches and what follows. PRC-4, PRC-5."""

from __future__ import annotations

from enum import StrEnum

Words = tuple[str, str]


class InvoiceKind(StrEnum):
    """An invoice, or the credit note that takes back a part of one."""

    INVOICE = "invoice"
    CREDIT = "credit"


INVOICE_WORDS: dict[InvoiceKind, Words] = {
    InvoiceKind.INVOICE: ("发票", "invoice"),
    InvoiceKind.CREDIT: ("红字发票", "credit note"),
}


class Channel(StrEnum):
    """Who paid: the hospital, the fund in a settlement run, or the fund before by a prepayment."""

    HOSPITAL = "hospital"
    FUND = "fund"
    PREPAID = "prepaid"


CHANNEL_WORDS: dict[Channel, Words] = {
    Channel.HOSPITAL: ("医院支付", "paid by the hospital"),
    Channel.FUND: ("医保直接结算", "direct settlement"),
    Channel.PREPAID: ("冲抵预付", "set off against the prepayment"),
}


class Difference(StrEnum):
    """What can differ between an order, its receipts, its invoices and its payments."""

    PRICE = "price"
    QUANTITY = "quantity"
    NOT_RECEIVED = "not_received"
    NOT_INVOICED = "not_invoiced"
    PAID_BEYOND = "paid_beyond"


DIFFERENCE_WORDS: dict[Difference, Words] = {
    Difference.PRICE: ("单价不符", "price differs"),
    Difference.QUANTITY: ("数量不符", "quantity differs"),
    Difference.NOT_RECEIVED: ("送达未入库", "delivered, not received"),
    Difference.NOT_INVOICED: ("入库未开票", "received, not invoiced"),
    Difference.PAID_BEYOND: ("付款多于发票", "paid beyond the invoice"),
}
BLOCKING = frozenset({Difference.PRICE, Difference.QUANTITY})
"""What keeps a line out of direct settlement while it is open."""


class BreachKind(StrEnum):
    """How a contract is broken."""

    REFUSED = "refused"
    UNANSWERED = "unanswered"
    LOW_RATE = "low_rate"
    LATE = "late"
    SELECTIVE = "selective"
    UNPAID = "unpaid"
    OTHER = "other"


BREACH_WORDS: dict[BreachKind, Words] = {
    BreachKind.REFUSED: ("拒绝供应", "refuses to supply"),
    BreachKind.UNANSWERED: ("订单不响应", "leaves orders unanswered"),
    BreachKind.LOW_RATE: ("配送率低", "delivers too little"),
    BreachKind.LATE: ("配送不及时", "delivers late"),
    BreachKind.SELECTIVE: ("选择性配送", "delivers to some alone"),
    BreachKind.UNPAID: ("拖欠货款", "does not pay"),
    BreachKind.OTHER: ("其他违约", "another breach"),
}


class Sanction(StrEnum):
    """What can follow a confirmed breach; the pack says which of them a place uses."""

    NOTICE = "notice"
    INTERVIEW = "interview"
    SUSPEND_DELIVERY = "suspend_delivery"
    SUSPEND_LISTING = "suspend_listing"


SANCTION_WORDS: dict[Sanction, Words] = {
    Sanction.NOTICE: ("通报", "circulated"),
    Sanction.INTERVIEW: ("约谈", "interview"),
    Sanction.SUSPEND_DELIVERY: ("暂停配送资格", "delivery right suspended"),
    Sanction.SUSPEND_LISTING: ("暂停挂网", "listing suspended"),
}
