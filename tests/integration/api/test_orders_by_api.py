"""PRC-4: orders by API, from placing to returning; what is not one's own stays out of reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from baowen.procure.listing.actions.book import Priced, Product, enter_listing
from baowen.procure.listing.kinds import ListingPath

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
LOT = {"quantity": "60", "lot_no": "L1", "expires_on": "2030-01-31", "codes": ["8" * 20]}


@pytest.fixture
def listed() -> str:
    """A product of the maker on the platform of Jiangsu."""
    from baowen.orgs.queries import operator

    product = Product(code="P1", generic_name="地高辛片", maker="maker")
    priced = Priced(price=Decimal("12.5"), valid_from=date(2026, 1, 1), path=ListingPath.RECORDED)
    return enter_listing("320000", product, priced, actor=operator("os:root", "320000"), at=AT)


@pytest.fixture
def body(listed: str) -> dict[str, Any]:
    line = {"basis_number": listed, "quantity": "100", "price": "12.5"}
    return {"orders": [{"number": "A1", "supplier": "maker", "urgency": "emergency", "lines": [line]}]}


def test_an_order_goes_its_way_by_api(ask: Ask, body: dict[str, Any]) -> None:
    placed = ask("hosp", "/orders", body).json()["orders"][0]
    again = ask("hosp", "/orders", body).json()["orders"][0]
    assert (placed["is_new"], again["is_new"], again["code"]) == (True, False, placed["code"])
    code, line = placed["code"], placed["lines"][0]
    assert ask("maker", f"/orders/{code}/confirm", {}).json() == {"code": code, "lines": 1}
    sent = ask("maker", f"/orders/{code}/deliveries", {"number": "N1", "parcels": [{"line": line, **LOT}]}).json()
    delivery = sent["deliveries"][0]
    assert ask("hosp", "/deliveries?waiting=true").json()["lines"][0]["code"] == delivery
    taken = ask("hosp", f"/deliveries/{delivery}/receive", {"accepted": "55", "damaged": "5"}).json()
    assert taken["is_new"] is True
    back = {"number": "R1", "quantity": "5", "cause": "quality"}
    assert ask("hosp", f"/deliveries/{delivery}/returns", back).json() == {"is_new": True}
    assert ask("maker", "/returns/hosp/R1/agree", {}).json() == {"is_new": True}
    assert ask("maker", "/returns?waiting=true").json()["lines"] == []
    one = ask("nj", f"/orders/{code}").json()
    quantities = {name: Decimal(one["lines"][0][name]) for name in ("quantity", "delivered", "received", "returned")}
    assert quantities == {"quantity": 100, "delivered": 60, "received": 55, "returned": 5}
    assert one["lines"][0]["due_at"] is not None
    assert ask("hosp", f"/orders/{code}/close", {}).json()["lines"] == 1
    assert len(ask("hosp", f"/orders/{code}/deliveries").json()["lines"]) == 1


def test_lists_show_the_own_orders_and_those_of_the_place_alone(ask: Ask, body: dict[str, Any]) -> None:
    first = body["orders"][0]
    for number in ("A1", "A2", "A3"):
        assert ask("hosp", "/orders", {"orders": [first | {"number": number}]}).status_code == 200
    page = ask("hosp", "/orders?limit=2").json()
    assert [one["number"] for one in page["lines"]] == ["A3", "A2"]
    rest = ask("hosp", f"/orders?limit=2&cursor={page['cursor']}").json()
    assert ([one["number"] for one in rest["lines"]], rest["cursor"]) == (["A1"], "")
    counts = {who: len(ask(who, "/orders").json()["lines"]) for who in ("maker", "gl", "nj", "js", "wx")}
    assert counts == {"maker": 3, "gl": 3, "nj": 3, "js": 3, "wx": 0}
    assert ask("wx", f"/orders/{page['lines'][0]['code']}").status_code == 422
    assert len(ask("nj", "/orders?state=confirmed").json()["lines"]) == 0
    assert len(ask("nj", "/orders?text=地高辛").json()["lines"]) == 3
    assert len(ask("nj", "/orders?late=true").json()["lines"]) == 0


def test_wrong_calls_are_answered_and_change_nothing(ask: Ask, body: dict[str, Any]) -> None:
    order = body["orders"][0]
    line = order["lines"][0]
    for wrong, said in (
        ({"quantity": "0"}, "数量"), ({"price": "12.6"}, "高于"), ({"basis_number": "G-none"}, "G-none"),
    ):  # fmt: skip
        answer = ask("hosp", "/orders", {"orders": [order | {"lines": [line | wrong]}]})
        assert (answer.status_code, said in answer.json()["message"]) == (422, True)
    for wrong in ({"quantity": "-1"}, {"quantity": "many"}, {"price": "0"}, {"basis": "gift"}):
        assert ask("hosp", "/orders", {"orders": [order | {"lines": [line | wrong]}]}).status_code == 422
    assert ask("maker", "/orders", body).status_code == 403
    code = ask("hosp", "/orders", body).json()["orders"][0]["code"]
    assert ask("hosp", f"/orders/{code}/confirm", {}).status_code == 403
    assert ask("nj", f"/orders/{code}/cancel", {"reason": "x"}).status_code == 403
    early = ask("maker", f"/orders/{code}/deliveries", {"number": "N1", "parcels": [{"line": f"{code}-001", **LOT}]})
    assert (early.status_code, "待确认" in early.json()["message"]) == (422, True)
    assert ask("hosp", "/deliveries/PS00000009/receive", {"accepted": "1"}).status_code == 422
    assert ask("maker", f"/orders/{code}/refuse", {"reason": "没货"}).json()["lines"] == 1
    assert ask("hosp", f"/orders/{code}/cancel", {"reason": "不要"}).status_code == 422
