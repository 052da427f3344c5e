"""PRC-4: from the order to the receipt, the rules of each move, and what may not be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.procure.trading import (
    AT,
    LATER,
    confirm,
    give_back,
    line_on,
    lot,
    order,
    place,
    receive,
    send,
)

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db


def _line(number: str) -> Any:
    from baowen.procure.trade.queries.lines import lines_by_number

    return lines_by_number([number])[number]


@pytest.fixture
def placed(market: Any, listed: Callable[..., str]) -> str:
    """An order of 100 packs that its supplier has confirmed; its number on the platform."""
    code = place(market.buyer, order(line_on(listed())))[0].code
    confirm(market.supplier, code)
    return str(code)


def test_an_order_goes_to_its_receipt_in_parts_and_closes_by_itself(market: Any, placed: str) -> None:
    from baowen.procure.trade.queries.lines import received_lines

    first = send(market.supplier, placed, lot("60"), number="N1")
    receive(market.buyer, first.deliveries[0], "55", short="3", damaged="2")
    assert _line(f"{placed}-001").state == "confirmed"
    second = send(market.supplier, placed, lot("40", "L2"), number="N2")
    receive(market.buyer, second.deliveries[0], "40")
    assert give_back(market.buyer, second.deliveries[0], "4") is True
    found = received_lines("H1", "D1", AT, LATER + timedelta(seconds=1))
    assert [(one.ordered, one.delivered, one.received, one.returned) for one in found] == [(100, 100, 95, 4)]
    assert (found[0].state, found[0].kept, found[0].unit_price) == ("closed", 91, Decimal("12.5"))
    assert received_lines("H1", "D1", LATER + timedelta(seconds=1), LATER + timedelta(days=1)) == []
    assert received_lines("H2", "D1", AT, LATER + timedelta(days=1)) == []


def test_the_same_paper_again_answers_as_before_and_with_other_content_says_so(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.core.audit.queries import number_of_entries

    asked = order(line_on(listed()))
    first = place(market.buyer, asked)[0]
    confirm(market.supplier, first.code)
    sent = send(market.supplier, first.code, lot("100"))
    receive(market.buyer, sent.deliveries[0], "100")
    give_back(market.buyer, sent.deliveries[0], "1")
    before = number_of_entries()
    again = place(market.buyer, asked)[0]
    assert (again.code, again.lines, again.is_new) == (first.code, first.lines, False)
    assert send(market.supplier, first.code, lot("100")).deliveries == sent.deliveries
    assert receive(market.buyer, sent.deliveries[0], "100").is_new is False
    assert give_back(market.buyer, sent.deliveries[0], "1.0000") is False
    assert number_of_entries() == before, "what changes nothing leaves nothing"
    with pytest.raises(BaowenError, match="内容不同"):
        place(market.buyer, replace(asked, words="加急"))
    with pytest.raises(BaowenError, match="内容不同"):
        send(market.supplier, first.code, lot("99"))
    with pytest.raises(BaowenError, match="内容不同"):
        receive(market.buyer, sent.deliveries[0], "99", short="1")
    with pytest.raises(BaowenError, match="内容不同"):
        give_back(market.buyer, sent.deliveries[0], "2")


def test_a_line_is_due_by_the_hours_of_its_class_and_place(market: Any, listed: Callable[..., str]) -> None:
    from baowen.orgs.queries import operator
    from baowen.procure.trade.actions.places import note_distance
    from baowen.procure.trade.queries.orders import order_seen

    number = listed()
    due = {}
    for urgency in ("emergency", "general"):
        code = place(market.buyer, order(line_on(number), number=urgency, urgency=urgency))[0].code
        confirm(market.supplier, code)
        due[urgency] = order_seen(market.buyer, code).lines[0].due_at - AT
    note_distance("H1", Decimal(50), actor=operator("os:root", "430000"), at=AT)
    code = place(market.buyer, order(line_on(number), number="far", urgency="emergency"))[0].code
    confirm(market.supplier, code)
    assert due == {"emergency": timedelta(hours=12), "general": timedelta(hours=48)}
    far = order_seen(market.buyer, code)
    assert far.lines[0].due_at - AT == timedelta(hours=24)
    assert "配送服务管理办法" in far.due_clause


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "10000001", "1.00001"])
def test_a_quantity_that_is_none_is_not_ordered(market: Any, listed: Callable[..., str], quantity: str) -> None:
    with pytest.raises(BaowenError, match="数量"):
        place(market.buyer, order(line_on(listed(), quantity)))


def test_what_may_not_be_ordered_is_refused_and_nothing_is_written(market: Any, listed: Callable[..., str]) -> None:
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.states import ListingMove
    from baowen.procure.trade.models import Order

    good, bad = listed("P1"), listed("P2", generic_name="阿司匹林片")
    refused = [
        (order(line_on(good, price="12.5001")), "高于依据"), (order(line_on(good, price="0")), "单价应大于 0"),
        (order(line_on(good), supplier="H2"), "不能供货"), (order(line_on(good), supplier="X9"), "未登记"),
        (order(line_on("G-none")), "没有"), (order(), "没有明细"), (order(line_on(good), line_on(good)), "出现两次"),
        (order(line_on(good), number="a/b"), "订单编号"), (order(line_on(good), words="字" * 501), "备注"),
    ]  # fmt: skip
    for asked, why in refused:
        with pytest.raises(BaowenError, match=why):
            place(market.buyer, asked)
    decide_listing(bad, ListingMove.SUSPEND, Why(reason="核查"), actor=market.officer, at=AT)
    with pytest.raises(BaowenError, match="不能采购"):
        place(market.buyer, order(line_on(good), number="A1"), order(line_on(bad), number="A2"))
    assert Order.objects.count() == 0, "one refused order keeps all of a call back"


def test_ten_times_the_usual_quantity_is_asked_again(market: Any, listed: Callable[..., str]) -> None:
    from baowen.procure.trade.rules.asked import UnusualQuantityError

    number = listed()
    place(market.buyer, order(line_on(number, "30"), number="A1"))
    place(market.buyer, order(line_on(number, "299"), number="A2"))
    with pytest.raises(UnusualQuantityError, match="平时"):
        place(market.buyer, order(line_on(number, "1645"), number="A3"))
    assert place(market.buyer, order(line_on(number, "1645"), number="A3", is_sure=True))[0].is_new
    assert place(market.other_buyer, order(line_on(number, "1645")))[0].is_new, "another hospital has its own usual"


def test_nobody_moves_what_is_of_others(market: Any, placed: str, listed: Callable[..., str]) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.trade.actions.answering import cancel_order, refuse_order

    sent = send(market.supplier, placed, lot("100"))
    wrong = [
        lambda: place(market.officer, order(line_on("G"))), lambda: place(market.supplier, order(line_on("G"))),
        lambda: confirm(market.maker, placed), lambda: confirm(market.buyer, placed),
        lambda: refuse_order(placed, why="没货", actor=market.maker, at=AT),
        lambda: cancel_order(placed, why="错了", actor=market.other_buyer, at=AT),
        lambda: send(market.maker, placed, lot("1"), number="N9"),
        lambda: receive(market.other_buyer, sent.deliveries[0], "100"),
        lambda: give_back(market.other_buyer, sent.deliveries[0], "1"),
    ]  # fmt: skip
    for move in wrong:
        with pytest.raises(NotAllowedError):
            move()
    assert _line(f"{placed}-001").received == 0


def test_goods_never_pass_what_was_ordered_sent_or_accepted(market: Any, placed: str) -> None:
    with pytest.raises(BaowenError, match="不能超过订单"):
        send(market.supplier, placed, lot("100.0001"))
    with pytest.raises(BaowenError, match="不能超过订单"):
        send(market.supplier, placed, lot("60", "L1"), lot("41", "L2"))
    sent = send(market.supplier, placed, lot("60"))
    with pytest.raises(BaowenError, match="尚未验收"):
        give_back(market.buyer, sent.deliveries[0], "1")
    for accepted, short in (("61", "0"), ("59", "0"), ("-1", "61")):
        with pytest.raises(BaowenError):
            receive(market.buyer, sent.deliveries[0], accepted, short)
    receive(market.buyer, sent.deliveries[0], "50", damaged="10")
    give_back(market.buyer, sent.deliveries[0], "50", number="R1")
    with pytest.raises(BaowenError, match="可退 0 盒"):
        give_back(market.buyer, sent.deliveries[0], "0.0001", number="R2")


def test_an_expired_lot_is_neither_sent_nor_taken_in(market: Any, placed: str) -> None:
    with pytest.raises(BaowenError, match="已到期"):
        send(market.supplier, placed, lot("1", expires_on=date(2026, 11, 2)))
    with pytest.raises(BaowenError, match="生产日期"):
        send(market.supplier, placed, lot("1", made_on=date(2026, 11, 3)))
    sent = send(market.supplier, placed, lot("10", expires_on=date(2026, 11, 5)))
    late = AT + timedelta(days=5)
    with pytest.raises(BaowenError, match="不能入库"):
        receive(market.buyer, sent.deliveries[0], "10", at=late)
    assert receive(market.buyer, sent.deliveries[0], "0", damaged="10", at=late).is_new


def test_a_traceability_code_goes_once_and_an_odd_one_is_told(market: Any, placed: str) -> None:
    good, odd = "8" * 20, "8" * 12
    sent = send(market.supplier, placed, lot("10", codes=(good, odd)))
    assert [zh for zh, _ in sent.doubts] == ["1 个追溯码不是 20 位数字，请核对"]
    with pytest.raises(BaowenError, match="已在配送"):
        send(market.supplier, placed, lot("10", codes=(good,)), number="N2")
    for codes in ((good, good), ("码",), ("1",)):
        with pytest.raises(BaowenError, match="追溯码"):
            send(market.supplier, placed, lot("10", codes=codes), number="N3")
    with pytest.raises(BaowenError, match="出现两次"):
        send(market.supplier, placed, lot("1", codes=("7" * 20,)), lot("2", codes=("7" * 20,)), number="N4")


def test_an_order_at_once_takes_no_part_of_it(market: Any, listed: Callable[..., str]) -> None:
    code = place(market.buyer, order(line_on(listed()), in_parts=False))[0].code
    with pytest.raises(BaowenError, match="待确认，不能发货"):
        send(market.supplier, code, lot("100"))
    confirm(market.supplier, code)
    with pytest.raises(BaowenError, match="一次送齐"):
        send(market.supplier, code, lot("99"))
    assert send(market.supplier, code, lot("100"), carrier="邮政速递").is_new


def test_refusing_cancelling_and_closing_need_their_time_and_reason(market: Any, listed: Callable[..., str]) -> None:
    from baowen.procure.trade.actions.answering import cancel_order, close_order, refuse_order

    lines = [line_on(listed(code, generic_name=name)) for code, name in (("P1", "地高辛片"), ("P2", "阿司匹林片"))]
    code = place(market.buyer, order(*lines))[0].code
    first, second = f"{code}-001", f"{code}-002"
    with pytest.raises(BaowenError, match="拒绝原因"):
        refuse_order(code, why=" ", actor=market.supplier, at=AT)
    assert refuse_order(code, why="原料断供", lines=[first], actor=market.supplier, at=AT) == 1
    assert refuse_order(code, why="原料断供", lines=[first], actor=market.supplier, at=AT) == 0
    assert confirm(market.supplier, code) == 1, "of a whole order what waits is confirmed"
    with pytest.raises(BaowenError, match="企业拒绝，不能确认"):
        confirm(market.supplier, code, lines=[first])
    sent = send(market.supplier, code, (second, lot("40")))
    with pytest.raises(BaowenError, match="不能撤单"):
        cancel_order(code, why="不要了", lines=[second], actor=market.buyer, at=LATER)
    with pytest.raises(BaowenError, match="未验收"):
        close_order(code, actor=market.buyer, at=LATER)
    receive(market.buyer, sent.deliveries[0], "40")
    assert close_order(code, why="余量另购", actor=market.buyer, at=LATER) == 1
    with pytest.raises(BaowenError, match="已完成，不能发货"):
        send(market.supplier, code, (second, lot("1")), number="N2")
    with pytest.raises(BaowenError, match="没有明细"):
        confirm(market.supplier, code, lines=["DD00000000-001"])
