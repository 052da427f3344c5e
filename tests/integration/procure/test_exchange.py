"""PRC-4, VBP-12: systems order, deliver, receive and give back by messages; the same again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def _take(name: str, who: Any, head: dict[str, Any], *lines: dict[str, Any], at: datetime = AT) -> Any:
    from baowen.procure.exchange.actions.taking import take
    from baowen.procure.trade.book import load_trade_book

    body = json.dumps(head | {"mx": list(lines)}).encode()
    return take(name, body, is_xml=False, actor=who, at=at, book=load_trade_book())


def _order(who: Any, quantity: int = 100, number: str = "A1", **more: Any) -> Any:
    head = {"ddjhbh": number, "yybm": who.organisation, "gysbm": "D1", "jjcd": "急抢救"}
    return _take("order", who, head, {"ddjhmxbh": f"{number}-1", "ypbm": "P1", "cgsl": quantity} | more)


def _delivered(market: Any, quantity: int = 100) -> str:
    """An order by message, confirmed and delivered by message; the delivery's number on the platform."""
    from baowen.procure.trade.actions.answering import confirm_order
    from baowen.procure.trade.book import load_trade_book

    line = _order(market.buyer).stands[0].number
    confirm_order(line.rpartition("-")[0], actor=market.supplier, at=AT, book=load_trade_book())
    lot = {"psdmxbh": "x1", "ddmxbh": line, "ypbm": "P1", "scph": "L1", "yxrq": "2028-12-31", "pssl": quantity}
    head = {"psdbh": "N1", "yybm": "H1", "pssbm": "D1", "pssj": "2026-11-02 11:00"}
    (stands,) = _take("delivery", market.supplier, head, lot, at=LATER).stands
    return str(stands.number)


def test_a_message_orders_on_the_listing_of_its_product_and_the_same_again_changes_nothing(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.procure.trade.queries.orders import order_page

    listed()
    first, again = _order(market.buyer), _order(market.buyer)
    assert (first.code, again.code) == ("ok", "ok")
    assert [one.is_new for one in (*first.stands, *again.stands)] == [True, False]
    (order,) = order_page(market.supplier).lines
    assert (order.lines[0].unit_price, order.lines[0].basis) == (Decimal("12.5"), "listing")
    assert order.urgency == "emergency"


def test_the_same_number_with_other_content_is_err01_and_the_first_stays(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.procure.trade.queries.orders import order_page

    listed()
    _order(market.buyer)
    other = _order(market.buyer, quantity=7)
    assert (other.code, other.stands) == ("err01", [])
    assert [one.lines[0].quantity for one in order_page(market.buyer).lines] == [Decimal(100)]


def test_goods_come_in_and_go_back_by_messages(market: Any, listed: Callable[..., str]) -> None:
    listed()
    delivery = _delivered(market)
    head = {"rkdbh": "R1", "psdbh": "N1", "yybm": "H1", "czsj": "2026-11-02 12:00"}
    row = {"rkdmxbh": "R1-1", "psdmxbh": delivery, "ypbm": "P1", "crksl": 98, "pssl": 2, "scph": "L1"}
    assert _take("inbound", market.buyer, head, row, at=LATER).code == "ok"
    back = {"yqthdbh": "T1", "yybm": "H1", "thsj": "2026-11-02 13:00"}
    line = {"psdmxbh": delivery, "ypbm": "P1", "thsl": 3, "thyy": "近效期"}
    assert _take("return", market.buyer, back, line, at=LATER).code == "ok"
    too_much = _take("return", market.buyer, back | {"yqthdbh": "T2"}, line | {"thsl": 96}, at=LATER)
    assert too_much.code == "refused"
    (told,) = _lines().values()
    assert (told.received, told.returned) == (Decimal(98), Decimal(3))


def _lines() -> Any:
    from baowen.procure.trade.models import OrderLine
    from baowen.procure.trade.queries.lines import lines_by_number

    return lines_by_number(list(OrderLine.objects.values_list("number", flat=True)))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"yybm": "H2"}, "yybm"), ({"jjcd": "特急"}, "ddjhbh"), ({"gysbm": "NOBODY"}, "ddjhbh"),
        ({"cgsl": 0}, "ddjhbh"), ({"ypbm": "P9"}, "ypbm"), ({"cgyj": "G1"}, "cgyj"), ({"dj": 99}, "ddjhbh"),
    ],
)  # fmt: skip
def test_an_order_that_may_not_be_is_refused_whole_with_the_field(
    market: Any, listed: Callable[..., str], change: dict[str, Any], column: str
) -> None:
    from baowen.procure.trade.queries.orders import order_page

    listed()
    head = {"ddjhbh": "A1", "yybm": "H1", "gysbm": "D1", "jjcd": "一般"}
    line = {"ddjhmxbh": "A1-1", "ypbm": "P1", "cgsl": 10}
    parts = [{name: change.get(name, value) for name, value in part.items()} for part in (head, line)]
    extra = {name: value for name, value in change.items() if name not in head | line}
    found = _take("order", market.buyer, parts[0], parts[1] | extra)
    assert (found.code, found.problems[0].column) == ("refused", column)
    assert order_page(market.buyer).lines == []


def _bought(**more: Any) -> dict[str, Any]:
    return {
        "med_list_codg": "P1", "fixmedins_hilist_id": "1", "fixmedins_hilist_name": "地高辛片", "fixmedins_bchno": "B1",
        "spler_name": "丙配送", "manu_lotnum": "L1", "prodentp_name": "丁制药", "aprvno": "国药准字H1",
        "manu_date": "2026-01-01", "expy_end": "2028-12-31", "purc_retn_cnt": 98, "purc_invo_no": "F1", "rx_flag": "1",
        "purc_retn_stoin_time": "2026-11-02 09:00", "purc_retn_opter_name": "张", "prod_geay_flag": "0",
    } | more  # fmt: skip


def test_a_purchase_of_3503_receives_the_delivery_that_it_names_and_one_without_stands_apart(
    market: Any, listed: Callable[..., str]
) -> None:
    from dataclasses import replace

    from baowen.procure.exchange.queries import outside_purchases

    listed()
    delivery = _delivered(market)
    found = _take("3503", market.buyer, {}, _bought(dynt_no=delivery), _bought(fixmedins_bchno="B2"), at=LATER)
    assert [one.key for one in found.stands] == ["B1", "B2"]
    (told,) = _lines().values()
    assert told.received == Decimal(98)
    (outside,) = outside_purchases(market.officer).lines
    assert (outside.hospital, outside.quantity, outside.supplier) == ("H1", Decimal(98), "丙配送")
    elsewhere = replace(market.officer, region="320000")
    assert outside_purchases(elsewhere).lines == []


def test_a_stock_line_that_comes_again_is_told_where_it_says_something_else(market: Any) -> None:
    lines = [_bought(fixmedins_bchno="B1"), _bought(fixmedins_bchno="B2", purc_retn_cnt=5)]
    assert _take("3503", market.buyer, {}, *lines).code == "ok"
    again = _take("3503", market.buyer, {}, lines[0], lines[1] | {"purc_retn_cnt": 6})
    assert again.code == "err01"
    assert [(one.key, one.is_new) for one in again.stands] == [("B1", False)]
    assert again.problems[0].row == 2


def test_only_hospitals_tell_of_shelves_and_an_unknown_message_names_those_that_are(market: Any) -> None:
    from baowen.orgs.permissions import NotAllowedError

    with pytest.raises(NotAllowedError):
        _take("3503", market.supplier, {}, _bought())
    with pytest.raises(BaowenError, match="3501"):
        _take("3599", market.buyer, {}, _bought())


def test_a_supplier_fetches_its_orders_in_the_shape_in_which_a_hospital_sends_them(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.procure.exchange.queries import fetched
    from baowen.procure.exchange.reading import read
    from baowen.procure.exchange.writing import write

    listed()
    _order(market.buyer)
    found = fetched("order", market.supplier)
    (head, lines) = found.papers[0]
    for as_xml in (True, False):
        again = read(found.message, write(found.message, head, lines, as_xml=as_xml), is_xml=as_xml)
        assert again.problems == ()
        assert again.lines[0]["cgsl"] == Decimal(100)
    assert fetched("order", market.other_buyer).papers == []
    with pytest.raises(BaowenError, match="取回"):
        fetched("3501", market.buyer)


@pytest.mark.usefixtures("registers")
def test_a_count_of_3501_is_stock_in_the_lake_once_and_again_on_another_day(home: Any, market: Any) -> None:
    from dataclasses import replace

    from baowen.lake.store import Lake
    from baowen.procure.exchange.handing_over import hand_over_counts

    buyer = replace(market.buyer, organisation="H001", region="430121")
    lot = {
        "med_list_codg": "P001", "fixmedins_hilist_id": "1", "fixmedins_hilist_name": "阿司匹林片",
        "fixmedins_bchno": "B1", "manu_lotnum": "L1", "manu_date": "2026-01-01", "expy_end": "2028-12-31",
    }  # fmt: skip
    for day, count in (("2026-10-31", 12), ("2026-11-01", 7)):
        assert _take("3501", buyer, {}, lot | {"invdate": day, "inv_cnt": count}).code == "ok"
    assert hand_over_counts(home, by="test", at=AT, clock=lambda: AT) == 2
    assert hand_over_counts(home, by="test", at=AT, clock=lambda: AT) == 0
    frame = Lake(home.lake).read("stock", columns=["counted_on", "quantity"])
    assert frame is not None
    assert sorted(str(quantity) for quantity in frame["quantity"]) == ["12.0000", "7.0000"]
