"""Trade: order, delivery, receipt, invoice, payment, and monthly purchases."""

from __future__ import annotations

from baowen.collect.contract import Choice, Column, Feed, Kind
from baowen.collect.feeds.columns import (
    AMOUNT,
    DISTRIBUTOR,
    EXPIRES_ON,
    HOSPITAL,
    LOT,
    MONTH,
    PRODUCT,
    QUANTITY,
    UNIT_PRICE,
    amount_agrees,
    named,
    not_before,
)

_ORDER_LINE_NO = Column(
    name="order_line_no", zh="订单明细编号", en="order line number", kind=Kind.CODE, required=True,
    aliases=("订单明细号", "ddmxbh"),
)  # fmt: skip

ORDER_LINE = Feed(
    name="order_line", zh="订单明细", en="order lines",
    about_zh="医疗机构在平台下达的采购订单，一行一个药品。",
    about_en="What hospitals order on the platform, one product a row.",
    key=("order_line_no",), dated_by="ordered_on", place="hospital_code", requirements=("COL-1", "PRC-4", "MON-3"),
    columns=(
        _ORDER_LINE_NO, HOSPITAL, PRODUCT, DISTRIBUTOR,
        Column(name="ordered_on", zh="下单日期", en="ordered on", kind=Kind.DATE, required=True,
               aliases=("订单日期", "采购日期", "下单时间")),
        QUANTITY, UNIT_PRICE, AMOUNT,
        Column(name="due_on", zh="要求送达日期", en="due on", kind=Kind.DATE, aliases=("yqphsj", "约定到货日期"),
               help_zh="没有约定的留空，按当地配送时限计算"),
        Column(name="delivery_class", zh="配送类别", en="delivery class", kind=Kind.CHOICE, choices=(
            Choice("emergency", "急抢救", "emergency", ("急救",)), Choice("general", "一般", "general", ("普通",)),
            Choice("cold_chain", "冷链", "cold chain"),
        )),
        Column(name="status", zh="订单状态", en="status", kind=Kind.CHOICE, choices=(
            Choice("placed", "已下单", "placed"), Choice("confirmed", "已确认", "confirmed"),
            Choice("refused", "企业拒绝", "refused", ("拒绝",)),
            Choice("unanswered", "未响应", "unanswered"), Choice("cancelled", "医院撤单", "cancelled", ("撤单",)),
        )),
    ),
    checks=(
        amount_agrees("quantity", "unit_price", "amount"),
        not_before("due_on", "ordered_on", "要求送达日期早于下单日期", "due before it was ordered"),
    ),
)  # fmt: skip

DELIVERY = Feed(
    name="delivery", zh="配送明细", en="deliveries",
    about_zh="配送企业对订单明细的发货；一个订单明细可以分多次配送。",
    about_en="What distributors deliver against an order line, in one go or several.",
    key=("delivery_line_no",), dated_by="delivered_on", place="hospital_code", requirements=("COL-1", "PRC-4"),
    columns=(
        Column(name="delivery_line_no", zh="配送明细编号", en="delivery line number", kind=Kind.CODE, required=True,
               aliases=("psdmxbh",)),
        _ORDER_LINE_NO, HOSPITAL, PRODUCT, DISTRIBUTOR,
        Column(name="delivered_on", zh="送达日期", en="delivered on", kind=Kind.DATE, required=True,
               aliases=("配送日期", "pssj")),
        QUANTITY, AMOUNT, LOT, EXPIRES_ON,
    ),
)  # fmt: skip

RECEIPT = Feed(
    name="receipt", zh="入库明细", en="receipts",
    about_zh="医疗机构对配送的验收入库。",
    about_en="What hospitals take into stock.",
    key=("receipt_line_no",), dated_by="received_on", place="hospital_code", requirements=("COL-1", "PRC-4"),
    columns=(
        Column(name="receipt_line_no", zh="入库明细编号", en="receipt line number", kind=Kind.CODE, required=True,
               aliases=("rkdmxbh",)),
        _ORDER_LINE_NO, HOSPITAL, PRODUCT,
        Column(name="received_on", zh="入库日期", en="received on", kind=Kind.DATE, required=True,
               aliases=("入库时间", "验收日期", "czsj")),
        QUANTITY, AMOUNT, LOT, EXPIRES_ON,
    ),
)  # fmt: skip

INVOICE = Feed(
    name="invoice", zh="发票", en="invoices",
    about_zh="配送企业向医疗机构开具的发票。", about_en="Invoices of distributors to hospitals.",
    key=("invoice_no",), dated_by="invoiced_on", place="hospital_code", requirements=("COL-1", "MON-5"),
    columns=(
        Column(name="invoice_no", zh="发票号码", en="invoice number", kind=Kind.CODE, required=True),
        HOSPITAL, named(DISTRIBUTOR, "distributor_code", "开票企业代码", "issuer"),
        Column(name="invoiced_on", zh="开票日期", en="invoiced on", kind=Kind.DATE, required=True),
        named(AMOUNT, "amount", "发票金额", "amount", required=True),
    ),
)  # fmt: skip

PAYMENT = Feed(
    name="payment", zh="付款", en="payments",
    about_zh="医疗机构或医保基金对发票的付款。", about_en="Payments of hospitals or of the fund on an invoice.",
    key=("payment_no",), dated_by="paid_on", place="hospital_code", requirements=("COL-1", "MON-5"),
    columns=(
        Column(name="payment_no", zh="付款编号", en="payment number", kind=Kind.CODE, required=True),
        Column(name="invoice_no", zh="发票号码", en="invoice number", kind=Kind.CODE, required=True),
        HOSPITAL,
        Column(name="paid_on", zh="付款日期", en="paid on", kind=Kind.DATE, required=True),
        named(AMOUNT, "amount", "付款金额", "amount", required=True),
    ),
)  # fmt: skip

PURCHASE = Feed(
    name="purchase", zh="月度采购汇总", en="monthly purchases",
    about_zh="没有订单明细时，按月、机构、药品汇总的采购量；有明细的机构不必再报。",
    about_en="Purchases by month, hospital and product, for sources without order lines.",
    key=("hospital_code", "product_code", "month"), dated_by="month", place="hospital_code",
    requirements=("COL-1", "MON-3"),
    columns=(HOSPITAL, PRODUCT, MONTH, QUANTITY, AMOUNT),
)  # fmt: skip

FEEDS = (ORDER_LINE, DELIVERY, RECEIPT, INVOICE, PAYMENT, PURCHASE)
