"""The pages of settlement and performance: who sees them, what their forms do, what their files hold. PRC-4, PRC-5."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.test import Client

from baowen.api import book as server_book
from baowen.core.home import create_home

pytestmark = pytest.mark.django_db
Run = Callable[..., str]
PAGES = (
    "/settlement/", "/settlement/differences/", "/settlement/runs/", "/performance/", "/performance/breaches/",
    "/performance/supply/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A home for the server, and nothing that is kept from another test."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    read_once = (server_book.home, server_book.settle_book)
    for one in read_once:
        one.cache_clear()
    caches["default"].clear()
    yield
    for one in read_once:
        one.cache_clear()


def signed_in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("name", ["officer", "buyer", "supplier"])
def test_every_page_opens_empty_and_says_what_would_stand_there(market: Any, name: str) -> None:
    client = signed_in(name)
    told = {page: client.get(page).status_code for page in PAGES}
    refused = {page for page, status in told.items() if status == 403}
    assert refused == (set() if name == "officer" else {"/performance/supply/"})
    assert set(told.values()) <= {200, 403}


def test_an_invoice_is_entered_paid_and_exported_on_the_pages(market: Any, goods: Run) -> None:
    goods("L1")
    supplier, buyer = signed_in("supplier"), signed_in("buyer")
    form = {
        "code": "", "number": "F001", "hospital": "H1", "invoiced_on": "2026-10-20", "lines": "L1\t10\t12.5\t125",
    }  # fmt: skip
    page = supplier.post("/settlement/enter/", form, follow=True).content.decode()
    assert "发票已登记" in page
    assert "125.00" in page
    wrong = supplier.post("/settlement/enter/", form | {"number": "F002", "lines": "L1 10"}, follow=True)
    assert "第 1 行应有 4 项" in wrong.content.decode()
    paid = {"what": "pay", "code": "", "number": "F001", "amount": "25", "paid_on": "2026-10-25"}
    page = buyer.post("/settlement/invoice/act/", paid, follow=True).content.decode()
    assert "付款已登记" in page
    assert "100.00" in page
    file = buyer.get("/settlement/?format=csv&table=invoices").content.decode()
    assert [line.split(",")[8:12] for line in file.splitlines()[1:]] == [["125", "0", "25", "100"]]
    assert buyer.get("/settlement/invoice/?number=F001&format=xlsx&table=payments").status_code == 200
    assert "没有发票" in signed_in("buyer2").get("/settlement/invoice/?number=F001").content.decode()
    assert "发票 F001 已登记，待付款" in buyer.get("/messages/").content.decode()
    assert "发票 F001 有付款" in supplier.get("/messages/").content.decode()


def test_a_month_is_applied_for_confirmed_computed_and_paid_on_the_pages(
    market: Any, goods: Run, billed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods("L1")
    billed("F001", {"L1": "10"})
    supplier, buyer, officer = signed_in("supplier"), signed_in("buyer"), signed_in("officer")

    def act(client: Client, **given: str) -> str:
        return str(client.post("/settlement/runs/act/", given, follow=True).content.decode())

    assert "已提交结算申请" in act(supplier, what="apply", place="430000", month="2026-10")
    assert "没有待本机构确认" in act(signed_in("buyer2"), what="confirm", number="Z430000-000001")
    assert "已确认" in act(buyer, what="confirm", number="Z430000-000001")
    assert "已核算" in act(officer, what="compute", month="2026-10")
    assert supplier.get("/settlement/runs/R430000-2026-10/").status_code != 200, "not told before it is paid"
    given = {"what": "pay", "number": "R430000-2026-10", "failed-D1|H1": "账号有误"}
    assert "支付失败" in officer.post("/settlement/runs/act/", given, follow=True).content.decode()
    again = act(officer, what="retry", number="R430000-2026-10", supplier="D1", hospital="H1", why="")
    assert "已付清" in again
    file = supplier.get("/settlement/runs/R430000-2026-10/?format=csv&table=shares").content.decode()
    assert "125,0,125,已支付,2" in file


def test_a_breach_is_recorded_by_name_and_places_are_offered_by_name(market: Any) -> None:
    officer, page = signed_in("officer"), "/performance/breaches/"
    assert '<option value="430100">长沙市</option>' in officer.get(page).content.decode()
    given = {"kind": "refused", "accused_name": "丙配送", "region": "430121", "about": "L1", "words": "拒不供应"}
    wrong = officer.post(f"{page}record/", given | {"accused_name": "丙"}, follow=True).content.decode()
    assert "没有名称正好是“丙”的机构" in wrong
    shown = officer.post(f"{page}record/", given, follow=True).content.decode()
    assert ("违约已登记" in shown, "丙配送 · " in shown) == (True, True)


def test_a_breach_is_proposed_recorded_answered_and_sanctioned_on_the_pages(market: Any, goods: Run) -> None:
    goods("L1", delivered="0", received="0", state="refused")
    officer, supplier = signed_in("officer"), signed_in("supplier")
    page = officer.post("/performance/breaches/propose/", {"month": "2026-10"}, follow=True).content.decode()
    assert "拒绝订单明细 L1" in page
    number = "W430121-000001"

    def move(client: Client, which: str) -> str:
        given = {"number": number, "move": which, "words": "说明如下"}
        return str(client.post("/performance/breaches/move/", given, follow=True).content.decode())

    for client, which in ((officer, "record"), (supplier, "answer"), (officer, "confirm")):
        assert "已办理" in move(client, which)
    given = {"number": number, "sanction": "notice", "words": "全省通报"}
    assert "处置已登记" in officer.post("/performance/breaches/sanction/", given, follow=True).content.decode()
    assert "全省通报" in supplier.get("/performance/breaches/").content.decode()
    assert "拒绝供应" in supplier.get("/performance/breaches/?format=csv&table=breaches").content.decode()
