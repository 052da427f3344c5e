"""PRC-4: an invoice asks for what was received and no more; payments come in parts and never beyond what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
Run = Callable[..., str]


def _billed(line: str, quantity: str, price: str, amount: str) -> Any:
    from baowen.procure.settle.rules.invoices import Billed

    return Billed(order_line=line, quantity=Decimal(quantity), unit_price=Decimal(price), amount=Decimal(amount))


def test_an_invoice_takes_what_is_left_of_a_receipt_and_the_next_is_told_how_much(
    market: Any, goods: Run, billed: Run
) -> None:
    goods("L1", received="10", returned="2")
    billed("F001", {"L1": "5"})
    with pytest.raises(BaowenError, match="还可开票 3"):
        billed("F002", {"L1": "4"})
    billed("F002", {"L1": "3"})
    with pytest.raises(BaowenError, match="还可开票 0"):
        billed("F003", {"L1": "1"})


def test_an_invoice_for_another_buyer_is_refused_and_nothing_of_it_is_stored(
    market: Any, goods: Run, billed: Run
) -> None:
    from baowen.procure.settle.models import Invoice

    goods("L1")
    goods("L2", hospital="H2")
    with pytest.raises(BaowenError, match="采购方是 H2，发票抬头是 H1"):
        billed("F001", {"L1": "1", "L2": "1"})
    with pytest.raises(BaowenError, match="本企业没有订单明细"):
        billed("F001", {"L1": "1"}, actor=market.maker)
    assert Invoice.objects.count() == 0


@pytest.mark.parametrize("amount", ["125.01", "12.5", "125.001", "-125", "0", "NaN"])
def test_an_amount_that_is_not_quantity_times_price_is_refused(market: Any, goods: Run, book: Any, amount: str) -> None:
    from baowen.procure.settle.actions.invoices import Bill, enter_invoice

    goods("L1")
    bill = Bill(
        code="", number="F001", invoiced_on=date(2026, 10, 20), hospital="H1",
        lines=[_billed("L1", "10", "12.5", amount)],
    )  # fmt: skip
    with pytest.raises(BaowenError):
        enter_invoice(bill, actor=market.supplier, at=AT, book=book)


def test_a_number_that_is_known_is_refused_with_other_content_too(market: Any, goods: Run, billed: Run) -> None:
    goods("L1")
    billed("F001", {"L1": "5"})
    with pytest.raises(BaowenError, match="已经登记"):
        billed("F001", {"L1": "2"})


def test_an_invoice_of_a_day_ahead_or_by_a_hospital_is_refused(market: Any, goods: Run, billed: Run) -> None:
    goods("L1")
    with pytest.raises(BaowenError, match="在今天之后"):
        billed("F001", {"L1": "5"}, on=date(2026, 11, 3))
    with pytest.raises(BaowenError, match="需要角色"):
        billed("F001", {"L1": "5"}, actor=market.buyer)


def test_a_credit_note_gives_back_what_can_be_invoiced_and_no_more_than_its_invoice(
    market: Any, goods: Run, billed: Run, credited: Run
) -> None:
    goods("L1")
    billed("F001", {"L1": "10"})
    credited("C001", "F001", "L1", "4")
    with pytest.raises(BaowenError, match="还可红冲 6"):
        credited("C002", "F001", "L1", "7")
    billed("F002", {"L1": "4"})
    with pytest.raises(BaowenError, match="还可开票 0"):
        billed("F003", {"L1": "1"})


def test_a_hospital_pays_in_parts_and_never_more_than_is_due(
    market: Any, goods: Run, billed: Run, credited: Run
) -> None:
    from baowen.procure.settle.actions.payments import pay_invoice, void_payment
    from baowen.procure.settle.queries.bills import invoice

    goods("L1")
    billed("F001", {"L1": "10"})
    first = pay_invoice("", "F001", Decimal("25"), date(2026, 10, 25), actor=market.buyer, at=AT)
    with pytest.raises(BaowenError, match=r"还应付 100.00 元"):
        pay_invoice("", "F001", Decimal("100.01"), date(2026, 10, 25), actor=market.buyer, at=AT)
    pay_invoice("", "F001", Decimal("100"), date(2026, 10, 30), actor=market.buyer, at=AT)
    found = invoice("", "F001", actor=market.buyer)
    assert (found.paid, found.due, found.paid_on) == (Decimal(125), Decimal(0), date(2026, 10, 30))
    void_payment(first, why="录错发票", actor=market.buyer, at=AT)
    found = invoice("", "F001", actor=market.supplier)
    assert (found.paid, found.due, found.paid_on) == (Decimal(100), Decimal(25), None)
    with pytest.raises(BaowenError, match="已作废"):
        void_payment(first, why="再来一次", actor=market.buyer, at=AT)


def test_another_hospital_neither_pays_nor_sees_an_invoice(market: Any, goods: Run, billed: Run) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.settle.actions.payments import pay_invoice
    from baowen.procure.settle.queries.bills import invoice, invoice_page

    goods("L1")
    billed("F001", {"L1": "10"})
    with pytest.raises(NotAllowedError):
        pay_invoice("", "F001", Decimal("25"), date(2026, 10, 25), actor=market.other_buyer, at=AT)
    with pytest.raises(BaowenError, match="没有发票"):
        invoice("", "F001", actor=market.other_buyer)
    seen = {name: len(invoice_page(getattr(market, name)).lines) for name in ("buyer", "supplier", "officer", "maker")}
    assert seen == {"buyer": 1, "supplier": 1, "officer": 1, "maker": 0}


def test_an_invoice_that_is_paid_is_credited_and_not_voided(market: Any, goods: Run, billed: Run, book: Any) -> None:
    from baowen.procure.settle.actions.invoices import void_invoice
    from baowen.procure.settle.actions.payments import pay_invoice

    goods("L1")
    billed("F001", {"L1": "5"})
    billed("F002", {"L1": "5"})
    pay_invoice("", "F001", Decimal("1"), date(2026, 10, 25), actor=market.buyer, at=AT)
    with pytest.raises(BaowenError, match="请开红字发票"):
        void_invoice("", "F001", why="错票", actor=market.supplier, at=AT, book=book)
    void_invoice("", "F002", why="错票", actor=market.supplier, at=AT, book=book)
    billed("F003", {"L1": "5"})


def test_what_differs_is_opened_told_and_settled_when_it_agrees_again(
    market: Any, goods: Run, billed: Run, credited: Run, book: Any
) -> None:
    from baowen.procure.settle.actions.matching import explain, match_region
    from baowen.procure.settle.queries.bills import difference_page
    from baowen.procure.settle.states import DifferenceState

    goods("L1")
    goods("L2", received="0")
    billed("F001", {"L1": "10"}, price="13")
    match_region("430000", actor=market.officer, at=AT, book=book)
    found = {one.kind.value: one for one in difference_page(market.supplier).lines}
    assert set(found) == {"price", "not_received"}
    assert "单价 13 元，订单单价 12.5 元" in found["price"].words[0]
    assert (found["price"].owner, found["not_received"].owner) == ("D1", "H1")
    with pytest.raises(BaowenError, match="责任方"):
        explain(found["price"].key, "没有问题", actor=market.buyer, at=AT)
    explain(found["price"].key, "已按新价重开", actor=market.supplier, at=AT)
    credited("C001", "F001", "L1", "10", price="13")
    states = {one.kind.value: one.state for one in difference_page(market.buyer, with_settled=True).lines}
    assert states == {"price": DifferenceState.SETTLED, "not_received": DifferenceState.OPEN}


def test_a_credit_note_after_payment_shows_what_was_paid_beyond(
    market: Any, goods: Run, billed: Run, credited: Run
) -> None:
    from baowen.procure.settle.actions.payments import pay_invoice
    from baowen.procure.settle.queries.bills import difference_page

    goods("L1")
    billed("F001", {"L1": "10"})
    pay_invoice("", "F001", Decimal("125"), date(2026, 10, 25), actor=market.buyer, at=AT)
    credited("C001", "F001", "L1", "2")
    (found,) = difference_page(market.officer).lines
    assert (found.kind.value, "多付 25.00 元" in found.words[0]) == ("paid_beyond", True)
