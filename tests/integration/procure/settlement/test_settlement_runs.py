"""PRC-4 (HD-9, VB-1.1): the fund pays what hospitals confirmed; parts add up; what was paid is never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LATER = datetime(2026, 12, 2, 2, tzinfo=UTC)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
PLACE = "430000"
Run = Callable[..., str]


@pytest.fixture
def two_confirmed(market: Any, goods: Run, billed: Run, book: Any) -> str:
    """Invoices over 125 yuan of H1 and 37.5 of H2, applied for and confirmed; the application."""
    from baowen.procure.settle.actions.claims import apply_for, confirm_all

    goods("L1")
    goods("L2", hospital="H2")
    billed("F001", {"L1": "10"})
    billed("F002", {"L2": "3"}, hospital="H2")
    number = apply_for("D1", PLACE, OCTOBER, actor=market.supplier, at=AT, book=book)
    confirm_all(number, actor=market.buyer, at=AT)
    confirm_all(number, actor=market.other_buyer, at=AT)
    return number


def test_a_run_pays_what_was_confirmed_by_enterprise_and_hospital(market: Any, two_confirmed: str, book: Any) -> None:
    from baowen.procure.settle.actions.runs import compute_run, pay_run
    from baowen.procure.settle.queries.bills import invoice
    from baowen.procure.settle.queries.runs import ledger, run, shares

    number = compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    assert [(one.hospital, one.payable) for one in shares(number, actor=market.officer)] == [
        ("H1", Decimal("125.00")), ("H2", Decimal("37.50")),
    ]  # fmt: skip
    pay_run(number, {("D1", "H2"): "账号有误"}, actor=market.officer, at=AT)
    assert run(number, actor=market.officer).state == "paying"
    assert invoice("", "F001", actor=market.buyer).due == 0
    assert invoice("", "F002", actor=market.other_buyer).due == Decimal("37.50")
    from baowen.procure.settle.actions.runs import retry_share

    retry_share(number, "D1", "H2", actor=market.officer, at=AT)
    assert run(number, actor=market.officer).state == "paid"
    assert invoice("", "F002", actor=market.other_buyer).due == 0
    told = [(one.move, one.hospital, one.words) for one in ledger(number, actor=market.officer)]
    assert told == [("compute", "", ""), ("pay", "H2", "账号有误"), ("pay", "H1", ""), ("retry", "H2", "")]


def test_a_run_computed_again_is_the_same_and_once_paid_it_stands(market: Any, two_confirmed: str, book: Any) -> None:
    from baowen.procure.settle.actions.claims import apply_for
    from baowen.procure.settle.actions.runs import compute_run, pay_run
    from baowen.procure.settle.queries.runs import shares

    number = compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    first = shares(number, actor=market.officer)
    assert compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book) == number
    assert shares(number, actor=market.officer) == first
    pay_run(number, {}, actor=market.officer, at=AT)
    with pytest.raises(BaowenError, match="更正在下期结算办理"):
        compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    with pytest.raises(BaowenError, match="请并入下一个月"):
        apply_for("D1", PLACE, OCTOBER, actor=market.supplier, at=AT, book=book)
    assert shares(number, actor=market.officer)[0].state == "paid"


def test_what_is_credited_after_it_was_paid_is_taken_off_in_the_next_run(
    market: Any, two_confirmed: str, goods: Run, billed: Run, credited: Run, book: Any
) -> None:
    from baowen.procure.settle.actions.claims import apply_for, confirm_all
    from baowen.procure.settle.actions.runs import compute_run, pay_run
    from baowen.procure.settle.kinds import Difference
    from baowen.procure.settle.queries.bills import difference_page, invoice
    from baowen.procure.settle.queries.runs import shares

    pay_run(
        compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book), {}, actor=market.officer, at=AT
    )  # fmt: skip
    credited("C001", "F001", "L1", "2", at=LATER)
    alone = compute_run(PLACE, NOVEMBER, actor=market.officer, at=LATER, book=book)
    assert shares(alone, actor=market.officer) == [], "more is credited than due: it waits"
    goods("L3")
    billed("F003", {"L3": "4"}, at=LATER, on=date(2026, 11, 20))
    claim = apply_for("D1", PLACE, NOVEMBER, actor=market.supplier, at=LATER, book=book)
    confirm_all(claim, actor=market.buyer, at=LATER)
    number = compute_run(PLACE, NOVEMBER, actor=market.officer, at=LATER, book=book)
    assert [one.payable for one in shares(number, actor=market.officer)] == [Decimal("25.00")]
    assert [one.subject for one in difference_page(market.officer, kind=Difference.PAID_BEYOND).lines] == ["F001"]
    pay_run(number, {}, actor=market.officer, at=LATER)
    found = invoice("", "F001", actor=market.buyer)
    assert (found.paid, found.due) == (Decimal(100), Decimal(0))
    assert difference_page(market.officer, kind=Difference.PAID_BEYOND).lines == []


def test_disputed_and_contradicted_lines_wait_until_they_agree(market: Any, goods: Run, billed: Run, book: Any) -> None:
    from baowen.procure.settle.actions.claims import answer_claim, apply_for
    from baowen.procure.settle.actions.runs import compute_run
    from baowen.procure.settle.queries.runs import shares

    for one in ("L1", "L2", "L3"):
        goods(one)
    billed("F001", {"L1": "10", "L2": "4"})
    billed("F002", {"L3": "2"}, price="99")
    apply_for("D1", PLACE, OCTOBER, actor=market.supplier, at=AT, book=book)
    answer_claim("", "F001", {"L2": "少送一盒"}, actor=market.buyer, at=AT)
    answer_claim("", "F002", {}, actor=market.buyer, at=AT)
    number = compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    assert [(one.lines, one.payable) for one in shares(number, actor=market.officer)] == [(1, Decimal("125.00"))]
    answer_claim("", "F001", {}, actor=market.buyer, at=AT)
    compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    assert shares(number, actor=market.officer)[0].payable == Decimal("175.00"), "L2 has joined it"


def test_goods_returned_after_they_were_invoiced_are_not_paid_until_they_are_credited(
    market: Any, two_confirmed: str, credited: Run, book: Any
) -> None:
    from baowen.procure.settle.actions.runs import compute_run
    from baowen.procure.settle.queries.runs import shares
    from baowen.procure.trade.models import OrderLine, Receipt, Return

    OrderLine.objects.filter(number="L1").update(returned=Decimal(4))
    Return.objects.create(
        receipt=Receipt.objects.get(delivery__line__number="L1"), hospital="H1", number="T1", quantity=Decimal(4),
        cause="quality", returned_at=AT, returned_by="buyer",
    )  # fmt: skip
    number = compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    assert [one.hospital for one in shares(number, actor=market.officer)] == ["H2"]
    credited("C001", "F001", "L1", "4")
    compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    found = shares(number, actor=market.officer)
    assert [(one.hospital, one.payable) for one in found] == [("H1", Decimal("75.00")), ("H2", Decimal("37.50"))]


def test_a_hospital_does_not_pay_what_is_in_direct_settlement(market: Any, two_confirmed: str) -> None:
    from baowen.procure.settle.actions.payments import pay_invoice

    with pytest.raises(BaowenError, match="请勿重复付款"):
        pay_invoice("", "F001", Decimal("125"), date(2026, 10, 25), actor=market.buyer, at=AT)


def test_nobody_applies_for_another_enterprise_or_out_of_time(market: Any, goods: Run, billed: Run, book: Any) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.settle.actions.claims import apply_for
    from baowen.procure.settle.actions.runs import compute_run

    goods("L1")
    billed("F001", {"L1": "10"})
    with pytest.raises(NotAllowedError, match="只限本机构"):
        apply_for("D1", PLACE, OCTOBER, actor=market.maker, at=AT, book=book)
    with pytest.raises(NotAllowedError):
        compute_run(PLACE, OCTOBER, actor=market.buyer, at=AT, book=book)
    with pytest.raises(BaowenError, match="尚未结束"):
        apply_for("D1", PLACE, NOVEMBER, actor=market.supplier, at=AT, book=book)
    with pytest.raises(BaowenError, match="2023-10-01"):
        apply_for("D1", PLACE, Month(2023, 8), actor=market.supplier, at=AT, book=book)
    with pytest.raises(BaowenError, match="没有截至"):
        apply_for("D1", PLACE, Month(2026, 9), actor=market.supplier, at=AT, book=book)
    late = datetime(2026, 11, 10, 2, tzinfo=UTC)
    with pytest.raises(BaowenError, match="苏医保函"):
        apply_for("D1", "320100", OCTOBER, actor=market.supplier, at=late, book=book)


def test_a_prepaid_share_is_taken_off_and_the_parts_are_the_whole(
    market: Any, two_confirmed: str, book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.procure.settle.actions.runs import compute_run, pay_run
    from baowen.procure.settle.book import SettleBook
    from baowen.procure.settle.queries.bills import invoice
    from baowen.procure.settle.queries.runs import run, shares

    share = book.packs.ruling(PLACE, OCTOBER.last).entry("settle.prepay.share")
    monkeypatch.setattr(SettleBook, "prepaid", lambda self, region, on: share)
    number = compute_run(PLACE, OCTOBER, actor=market.officer, at=AT, book=book)
    whole, parts = run(number, actor=market.officer), shares(number, actor=market.officer)
    assert (whole.gross, whole.prepaid, whole.payable) == (Decimal("162.50"), Decimal("48.75"), Decimal("113.75"))
    assert [(one.prepaid, one.payable) for one in parts] == [
        (Decimal("37.50"), Decimal("87.50")), (Decimal("11.25"), Decimal("26.25")),
    ]  # fmt: skip
    pay_run(number, {}, actor=market.officer, at=AT)
    assert invoice("", "F001", actor=market.buyer).due == 0
    assert [one.amount for one in invoice("", "F001", actor=market.buyer).payments] == [
        Decimal("87.50"), Decimal("37.50"),
    ]  # fmt: skip
