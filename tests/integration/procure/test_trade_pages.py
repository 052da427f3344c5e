"""PRC-4: the pages of the trade, for a hospital, a supplier and an officer; misuse is told and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.integration.procure.trading import confirm, line_on, lot, order, place, receive, send

from baowen.api import book as served
from baowen.core.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def page_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from baowen.core.home import create_home

    create_home(tmp_path / "pages", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "pages"))
    for read_once in (served.home, served.trade_book):
        read_once.cache_clear()
    yield
    for read_once in (served.home, served.trade_book):
        read_once.cache_clear()


def _in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _form(number: str, **more: str) -> dict[str, str]:
    given = {"own_number": "A1", "supplier": "D1", "urgency": "general", "basis-1": "listing", "number-1": number}
    return given | {"quantity-1": "100"} | more


def test_a_buyer_orders_from_a_basis_and_sees_the_order(market: Any, listed: Callable[..., str]) -> None:
    buyer, number = _in("buyer"), listed()
    assert "还没有订单" in _text(buyer.get("/orders/"))
    form = _text(buyer.get(f"/orders/new/?basis=listing&number={number}"))
    assert "地高辛片" in form
    assert "12.5 元/盒" in form
    answer = buyer.post("/orders/new/", _form(number), follow=True)
    assert "订单已下达" in _text(answer)
    assert "48 小时" in _text(answer)
    assert "地高辛片 100 盒" in _text(buyer.get("/orders/?state=placed"))
    csv = buyer.get("/orders/?format=csv&table=orders").content.decode()
    assert "地高辛片" in csv
    assert "G430000-000001" in csv


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quantity-1": "0"}, "大于 0"), ({"quantity-1": "-5"}, "大于 0"), ({"quantity-1": "一百"}, "应为数字"),
        ({"quantity-1": ""}, "没有填数量"), ({"price-1": "13"}, "高于依据"), ({"supplier": "H2"}, "不能供货"),
        ({"urgency": "soon"}, "请从列表中选择"), ({"number-1": "G-none"}, "G-none"),
        ({"own_number": "a b"}, "订单编号"),
    ],
)  # fmt: skip
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(
    market: Any, listed: Callable[..., str], wrong: dict[str, str], said: str
) -> None:
    from baowen.procure.trade.models import Order

    answer = _in("buyer").post("/orders/new/", _form(listed(), words="请周一送", **wrong))
    assert said in _text(answer)
    assert 'value="请周一送"' in _text(answer)
    assert Order.objects.count() == 0


def test_ten_times_the_usual_is_asked_again_on_the_page(market: Any, listed: Callable[..., str]) -> None:
    buyer, number = _in("buyer"), listed()
    place(market.buyer, order(line_on(number, "30"), number="B1"))
    assert "平时每次约 30 盒" in _text(buyer.post("/orders/new/", _form(number, **{"quantity-1": "300"})))
    sure = buyer.post("/orders/new/", _form(number, is_sure="1", **{"quantity-1": "300"}), follow=True)
    assert "订单已下达" in _text(sure)


def test_a_supplier_confirms_and_sends_and_the_hospital_receives_and_returns(
    market: Any, listed: Callable[..., str]
) -> None:
    code = place(market.buyer, order(line_on(listed())), at=now())[0].code
    supplier, buyer = _in("supplier"), _in("buyer")
    assert code in _text(supplier.get("/orders/?state=placed"))
    assert "配送时限开始" in _text(supplier.post(f"/orders/{code}/move/", {"move": "confirm"}, follow=True))
    line = f"{code}-001"
    note = {"note": "N1", "line": line, f"quantity-{line}": "60", f"lot-{line}": "L1", f"expires-{line}": "2030-01-31"}
    odd = supplier.post(f"/orders/{code}/send/", note | {f"codes-{line}": "8" * 20 + "\n" + "9" * 12}, follow=True)
    assert "1 个追溯码不是 20 位数字" in _text(odd)
    over = supplier.post(f"/orders/{code}/send/", note | {"note": "N2"}, follow=True)
    assert "不能超过订单" in _text(over)
    delivery = re.search(r"PS\d{8}", _text(buyer.get("/deliveries/"))).group()  # type: ignore[union-attr]
    wrong = buyer.post(f"/deliveries/{delivery}/receive/", {"accepted": "61"}, follow=True)
    assert "应等于发货的 60 盒" in _text(wrong)
    right = buyer.post(f"/deliveries/{delivery}/receive/", {"accepted": "58", "damaged": "2"}, follow=True)
    assert "已验收入库" in _text(right)
    assert "没有待验收" in _text(buyer.get("/deliveries/"))
    back = {"number": "R1", "quantity": "59", "cause": "quality"}
    assert "可退 58 盒" in _text(buyer.post(f"/deliveries/{delivery}/return/", back, follow=True))
    buyer.post(f"/deliveries/{delivery}/return/", back | {"quantity": "8"})
    assert "R1" in _text(supplier.get("/returns/"))
    assert "已确认退货" in _text(supplier.post(f"/orders/{code}/agree/", {"number": "R1"}, follow=True))
    assert "已办结" in _text(buyer.post(f"/orders/{code}/move/", {"move": "close"}, follow=True))
    page = _text(buyer.get(f"/orders/{code}/"))
    assert "企业确认退货 R1" in page
    assert "算法" in page


def test_pages_of_others_stay_closed_and_officers_only_read(market: Any, listed: Callable[..., str]) -> None:
    code = place(market.buyer, order(line_on(listed())), at=now())[0].code
    assert _in("buyer2").get(f"/orders/{code}/").status_code == 404
    assert code not in _text(_in("buyer2").get("/orders/"))
    officer = _in("officer")
    page = _text(officer.get(f"/orders/{code}/"))
    assert "地高辛片" in page
    assert '<form method="post" action="/orders/' not in page
    told = _text(officer.post(f"/orders/{code}/move/", {"move": "confirm"}, follow=True))
    assert "不是发给本企业的订单" in told
    assert _in("maker").get(f"/orders/{code}/").status_code == 404
    assert code in _text(officer.get("/orders/?place=430121"))
    assert code not in _text(officer.get("/orders/?place=430181"))


def test_what_is_late_is_marked_and_found(market: Any, listed: Callable[..., str]) -> None:
    long_ago = now() - timedelta(days=30)
    code = place(market.buyer, order(line_on(listed())), at=long_ago)[0].code
    confirm(market.supplier, code, at=long_ago)
    officer = _in("officer")
    assert code in _text(officer.get("/orders/?late=1"))
    assert "超时" in _text(officer.get(f"/orders/{code}/"))
    sent = send(market.supplier, code, lot("100"), at=long_ago)
    receive(market.buyer, sent.deliveries[0], "100", at=long_ago)
    assert code not in _text(officer.get("/orders/?late=1"))
    assert "L1" in officer.get("/deliveries/?all=1&format=csv&table=deliveries").content.decode()
    assert "退货" in officer.get("/returns/?format=csv&table=returns").content.decode()
    assert "PS" in officer.get(f"/orders/{code}/?format=csv&table=deliveries").content.decode()


def test_the_only_supplier_is_filled_in_and_an_order_leads_to_its_invoice(
    market: Any, listed: Callable[..., str]
) -> None:
    number, supplier = listed(), _in("supplier")
    form = _text(_in("buyer").get(f"/orders/new/?basis=listing&number={number}"))
    assert 'name="supplier_name" value="丁制药"' in form, "nobody else is known: the maker itself"
    code = place(market.buyer, order(line_on(number, "40")))[0].code
    page = f"/orders/{code}/"
    assert "/settlement/?order=" not in _text(supplier.get(page))
    confirm(market.supplier, code)
    (delivery,) = send(market.supplier, code, lot("40")).deliveries
    receive(market.buyer, delivery, "38", "2")
    assert f'href="/settlement/?order={code}#enter"' in _text(supplier.get(page))
    enter = _text(supplier.get(f"/settlement/?order={code}"))
    assert f"{code}-001 38 12.5 475" in enter
    assert 'name="hospital" value="H1"' in enter
    invoice = {"number": "F1", "hospital": "H1", "invoiced_on": f"{now():%Y-%m-%d}", "lines": f"{code}-001 30 12.5 375"}
    assert "未付清" not in _text(supplier.post("/settlement/enter/", invoice, follow=True)), (
        "the invoice itself is shown"
    )
    assert f"{code}-001 8 12.5 100" in _text(supplier.get(f"/settlement/?order={code}")), "what is left to invoice"
    rows = supplier.get("/settlement/?format=csv&table=to_invoice").content.decode("utf-8-sig").splitlines()
    assert (len(rows), f"{code}-001,H1,8" in rows[1]) == (2, True)
    assert "可以开票的订单" not in _text(_in("buyer").get("/settlement/"))
