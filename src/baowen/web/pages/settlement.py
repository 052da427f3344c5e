"""Invoices and payments: enterprises invoice and credit, hospitals pay and answer claims, officers look. PRC-4."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from baowen.api.book import settle_book
from baowen.core.clock import now, today
from baowen.core.money import plain
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.settle.actions import claims, invoices, payments
from baowen.procure.settle.actions.invoices import Bill
from baowen.procure.settle.kinds import CHANNEL_WORDS, INVOICE_WORDS, InvoiceKind
from baowen.procure.settle.queries.bills import InvoicePage, InvoiceView, invoice, invoice_page
from baowen.procure.settle.queries.uninvoiced import Uninvoiced, uninvoiced
from baowen.procure.settle.rules.invoices import Billed
from baowen.procure.settle.states import CLAIM_WORDS
from baowen.web.dates import day_given, month_given
from baowen.web.deeds import did, done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("发票代码", "Code"), ("发票号码", "Number"), ("类型", "Kind"), ("原发票", "Corrects"), ("开票企业", "Supplier"),
    ("医疗机构", "Hospital"), ("地区", "Place"), ("开票日期", "Invoiced on"), ("金额（元）", "Amount (yuan)"),
    ("已红冲（元）", "Credited (yuan)"), ("已付（元）", "Paid (yuan)"), ("应付（元）", "Due (yuan)"),
    ("付清日期", "Paid on"), ("结算申请", "Application"), ("作废原因", "Void because"),
)  # fmt: skip
COLUMNS = 4  # of a pasted line: order line, packs, price, amount


def bills(request: HttpRequest) -> HttpResponse:
    """The invoices that the viewer sees, the newest first, with the form of who invoices."""
    viewer = viewer_of(request)
    unpaid, month = request.GET.get("unpaid", "") == "1", request.GET.get("month", "").strip()
    if month:
        month = str(month_given(month))

    def page(cursor: str) -> Paged[InvoiceView]:
        return invoice_page(viewer.actor, unpaid=unpaid, month=month, cursor=cursor)

    tables = {
        "invoices": lambda: _table(all_pages(page), viewer),
        "to_invoice": lambda: _to_invoice_table(uninvoiced(viewer.actor)),
    }
    file = exported(request, tables)
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    shown = {
        "lines": _named(found.lines, viewer), "cursor": found.cursor, "unpaid": unpaid, "month": month,
        "may_invoice": viewer.may(Act.ORDER_ANSWER), "today": today(),
    }  # fmt: skip
    return render(request, "pages/bills.html", shown | _to_invoice(request, viewer))


def _to_invoice(request: HttpRequest, viewer: Viewer) -> dict[str, object]:
    """What the own enterprise can invoice, and the form filled in for the order that a link names."""
    if not viewer.may(Act.ORDER_ANSWER):
        return {}
    order = request.GET.get("order", "").replace("\x00", "").strip()[:40]
    found = uninvoiced(viewer.actor)
    chosen = uninvoiced(viewer.actor, order=order)[:1] if order else []
    names = names_of({one.hospital for one in (*found, *chosen)})
    typed = [
        " ".join((line.order_line, *map(plain, (line.quantity, line.unit_price, line.amount))))
        for one in chosen for line in one.lines
    ]  # fmt: skip
    return {
        "to_invoice": [(one, names.get(one.hospital, one.hospital)) for one in found],
        "hospitals": sorted({(one.hospital, names.get(one.hospital, one.hospital)) for one in (*found, *chosen)}),
        "of_order": order, "hospital": chosen[0].hospital if chosen else "",
        "hospital_name": names.get(chosen[0].hospital, "") if chosen else "", "typed": "\n".join(typed),
    }  # fmt: skip


def _to_invoice_table(found: list[Uninvoiced]) -> Table:
    headings = (
        ("订单明细", "Order line"), ("医疗机构", "Hospital"), ("数量（盒）", "Packs"), ("单价（元）", "Price (yuan)"),
        ("金额（元）", "Amount (yuan)"),
    )  # fmt: skip
    rows = [
        [line.order_line, one.hospital, line.quantity, line.unit_price, line.amount]
        for one in found
        for line in one.lines
    ]
    return Table(headings, rows)


def _named(found: Iterable[InvoiceView], viewer: Viewer) -> list[dict[str, object]]:
    every = list(found)
    names = names_of({code for one in every for code in (one.supplier, one.hospital)})
    return [
        {
            "one": one, "kind": viewer.say(INVOICE_WORDS[one.kind]), "supplier": names.get(one.supplier, one.supplier),
            "hospital": names.get(one.hospital, one.hospital), "is_credit": one.kind is InvoiceKind.CREDIT,
        }
        for one in every
    ]  # fmt: skip


def _table(found: list[InvoiceView], viewer: Viewer) -> Table:
    return Table(
        HEADINGS,
        [
            [
                one.code, one.number, viewer.say(INVOICE_WORDS[one.kind]), one.corrects, one.supplier, one.hospital,
                viewer.place(one.region), one.invoiced_on, one.amount, one.credited, one.paid, one.due, one.paid_on,
                one.application, one.voided_why,
            ]
            for one in found
        ],
    )  # fmt: skip


def bill(request: HttpRequest) -> HttpResponse:
    """One invoice with its lines, payments and credit notes, and what the viewer can do with it."""
    viewer = viewer_of(request)
    found = invoice(request.GET.get("code", ""), request.GET.get("number", ""), actor=viewer.actor)
    tables = {"invoice_lines": lambda: _lines(found, viewer), "payments": lambda: _payments(found, viewer)}
    file = exported(request, tables)
    if file is not None:
        return file
    (line,) = _named([found], viewer)
    is_live = found.kind is InvoiceKind.INVOICE and not found.voided_why
    own_invoice = is_live and found.supplier == viewer.actor.organisation and viewer.may(Act.ORDER_ANSWER)
    own_debt = is_live and found.hospital == viewer.actor.organisation and viewer.may(Act.ORDER_PLACE)
    shown = line | {
        "lines": [
            {"line": one, "claim": viewer.say(CLAIM_WORDS[one.claim]), "waits": own_debt and one.claim and not one.run}
            for one in found.lines
        ],
        "payments": [
            {"one": one, "channel": viewer.say(CHANNEL_WORDS[one.channel]), "may_void": own_debt and not one.run}
            for one in found.payments
        ],
        "may_credit": own_invoice, "may_void": own_invoice and not found.paid and not found.application,
        "may_withdraw": own_invoice and found.application, "may_pay": own_debt and not found.application and found.due,
        "may_see_run": viewer.may(Act.TRADE_READ),
        "may_answer": own_debt and found.application and any(not one.run for one in found.lines), "today": today(),
    }  # fmt: skip
    return render(request, "pages/bill.html", shown)


def _lines(found: InvoicePage, viewer: Viewer) -> Table:
    headings = (
        ("订单明细", "Order line"), ("药品代码", "Product"), ("数量（盒）", "Packs"), ("单价（元）", "Price (yuan)"),
        ("金额（元）", "Amount (yuan)"), ("结算状态", "Settlement"), ("异议", "Objection"), ("结算批次", "Run"),
    )  # fmt: skip
    rows = [
        [
            one.order_line, one.product_code, one.quantity, one.unit_price, one.amount,
            viewer.say(CLAIM_WORDS[one.claim]), one.claim_words, one.run,
        ]
        for one in found.lines
    ]  # fmt: skip
    return Table(headings, rows)


def _payments(found: InvoicePage, viewer: Viewer) -> Table:
    headings = (
        ("付款编号", "Payment"), ("金额（元）", "Amount (yuan)"), ("付款日期", "Paid on"), ("支付方式", "By"),
        ("结算批次", "Run"), ("作废原因", "Void because"),
    )  # fmt: skip
    rows = [
        [one.number, one.amount, one.paid_on, viewer.say(CHANNEL_WORDS[one.channel]), one.run, one.voided_why]
        for one in found.payments
    ]
    return Table(headings, rows)


def lines_given(text: str) -> list[Billed]:
    """The lines of a form: order line, packs, price, amount, one line each, as pasted from a table.

    BaowenError that names the line which is not so.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell for cell in re.split(r"[\t,，;；\s]+", line.strip()) if cell]
        if len(cells) != COLUMNS:
            raise BaowenError(
                f"第 {number} 行应有 4 项：订单明细编号、数量、单价、金额",
                f"line {number} needs four parts: order line, packs, price, amount",
            )
        packs, price, amount = (_number(cell, number) for cell in cells[1:])
        found.append(Billed(order_line=cells[0], quantity=packs, unit_price=price, amount=amount))
    return found


def _number(cell: str, line: int) -> Decimal:
    number = quantity_given(cell, f"第 {line} 行", f"line {line}")
    return Decimal(0) if number is None else number


def _address(given: QueryDict) -> str:
    return "?" + urlencode({"code": given.get("code", ""), "number": given.get("number", "")})


def enter(request: HttpRequest) -> HttpResponse:
    """Enter an invoice of the own enterprise."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        bill = Bill(
            code=given.get("code", ""), number=given.get("number", ""),
            invoiced_on=day_given(given.get("invoiced_on", "")), hospital=given.get("hospital", "").strip(),
            lines=lines_given(given.get("lines", "")),
        )  # fmt: skip
        invoices.enter_invoice(bill, actor=viewer.actor, at=now(), book=settle_book())

    words = ("发票已登记。", "The invoice is entered.")
    if did(request, viewer, work, words):
        answer = redirect("bill")
        answer["Location"] += _address(given)
        return answer
    return redirect("settlement")


def act(request: HttpRequest) -> HttpResponse:
    """Pay, void, credit, answer or withdraw: what the button of the page says."""
    viewer, given = viewer_of(request), request.POST
    what = given.get("what", "")
    if what not in WORDS:
        raise BaowenError("没有这项操作", "there is no such deed")
    return done(request, viewer, lambda: _act(what, viewer, given), WORDS[what], "bill", query=_address(given))


WORDS = {
    "pay": ("付款已登记。", "The payment is entered."),
    "void_payment": ("付款已作废。", "The payment is void."),
    "credit": ("红字发票已登记。", "The credit note is entered."),
    "void": ("发票已作废。", "The invoice is void."),
    "answer": ("已答复。", "Answered."),
    "withdraw": ("已从结算申请撤回。", "Taken out of the application."),
}


def _act(what: str, viewer: Viewer, given: QueryDict) -> None:
    code, number, at, actor = given.get("code", ""), given.get("number", ""), now(), viewer.actor
    if what == "pay":
        amount = quantity_given(given.get("amount", ""), "付款金额", "the payment")
        if amount is None:
            raise BaowenError("请填写付款金额", "the amount is missing")
        payments.pay_invoice(code, number, amount, day_given(given.get("paid_on", "")), actor=actor, at=at)
    elif what == "void_payment":
        payments.void_payment(given.get("payment", ""), why=given.get("why", ""), actor=actor, at=at)
    elif what == "credit":
        credit = (given.get("credit_code", ""), given.get("credit_number", ""))
        lines, day = lines_given(given.get("lines", "")), day_given(given.get("invoiced_on", ""))
        invoices.credit_invoice(code, number, credit, lines, day, actor=actor, at=at, book=settle_book())
    elif what == "void":
        invoices.void_invoice(code, number, why=given.get("why", ""), actor=actor, at=at, book=settle_book())
    elif what == "answer":
        said = {name.removeprefix("line-"): given.get(name, "") for name in given if name.startswith("line-")}
        disputed = {line: words for line, words in said.items() if words.strip()}
        claims.answer_claim(code, number, disputed, actor=actor, at=at)
    else:
        claims.withdraw_claim(code, number, actor=actor, at=at)
