"""The pages of reserve goods, from arrival to receipt; misuse is told and changes nothing. RSV-1, RSV-4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.integration.reserve.goods.conftest import balance

from baowen.api import book as served
from baowen.core.clock import today

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from baowen.core.home import create_home

    folder = tmp_path_factory.mktemp("pages") / "home"
    create_home(folder, region="430000")
    return folder


@pytest.fixture(autouse=True)
def page_home(served_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAOWEN_HOME", str(served_home))
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()
    yield
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()


@pytest.fixture
def signed_in(people: Any) -> Callable[[str], Client]:
    def run(name: str) -> Client:
        client = Client()
        person = get_user_model().objects.get(username=name)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return run


def text(client: Client, address: str, **given: Any) -> str:
    answer = client.post(address, given, follow=True) if given else client.get(address)
    return re.sub(r"\s+", " ", answer.content.decode())


def _arrival(**more: Any) -> dict[str, Any]:
    return {
        "kind": "purchase", "goods": "drug", "product": "P1", "name": "地高辛片", "spec": "0.25mg*30片",
        "maker": "丁制药",
        "lot": "L1", "expires_on": str(today() + timedelta(days=120)), "packs": "100", "price": "12.3456",
    } | more  # fmt: skip


def test_goods_go_from_arrival_over_release_to_receipt_and_replenishment(signed_in: Callable[[str], Client]) -> None:
    holder, officer, taker = signed_in("holder"), signed_in("officer"), signed_in("taker")
    assert "没有这样的储备" in text(officer, "/reserve/goods/")
    assert "已入库" in text(holder, "/reserve/goods/take-in/", **_arrival())
    page = text(officer, "/reserve/goods/")
    assert "地高辛片 0.25mg*30片" in page
    assert "1,234.56" in page
    assert "登记入库" not in page
    order = {"goods": "R1 P1", "taker-1": "H1", "packs-1": "60", "taker-2": "乙县人民医院", "packs-2": "50"}
    page = text(officer, "/reserve/goods/releases/order/", **order)
    assert "超出可动用库存 10" in page
    code = re.search(r"DY\d{8}", page).group()  # type: ignore[union-attr]
    address = f"/reserve/goods/releases/{code}/"
    assert "执行中" in text(holder, address, what="confirm")
    page = text(holder, address, what="send", taker="H1", packs="60", carrier="自送")
    sent = re.search(r"CF\d{8}", page).group()  # type: ignore[union-attr]
    assert "应等于发出的 60" in text(taker, address, what="receive", sending=sent, accepted="59")
    assert "已办理" in text(taker, address, what="receive", sending=sent, accepted="50", lost="4", returned="6")
    assert balance() == 46
    page = text(officer, "/reserve/goods/releases/")
    refill = re.search(r"BK\d{8}", page).group()  # type: ignore[union-attr]
    assert "建议补库" in page
    assert "已下达" in text(officer, "/reserve/goods/releases/refills/", what="order", code=refill)
    more = _arrival(kind="replenishment", refill=refill, lot="L2", packs="54")
    assert "已入库" in text(holder, "/reserve/goods/take-in/", **more)
    assert "已补足" in text(officer, "/reserve/goods/releases/")
    assert "理由" in text(officer, address, what="end")
    assert "已办结" in text(officer, address, what="end", reason="够了")


def test_a_product_shows_its_lots_and_ledger_and_lines_are_mended(
    stock: Any, signed_in: Callable[[str], Client]
) -> None:
    from baowen.reserve.goods.models import Holding, Lot

    code = stock()
    holder, address = signed_in("holder"), f"/reserve/goods/holdings/{Holding.objects.get().pk}/"
    lot = Lot.objects.get().pk
    assert "2026-09-30" in text(holder, address, lot=lot, kind="loss", packs="1", words="x", on="2026-09-30")
    assert "已登记" in text(holder, address, lot=lot, kind="count", packs="-2", words="盘亏")
    assert "会少 2" in text(holder, address, what="counter", entry=code, reason="错了")
    assert balance() == 98
    assert "数量应为数字" in text(holder, address, lot="x", kind="loss", packs="多", words="x")
    assert "请从列表中选择" in text(holder, address, lot=lot, kind="gift", packs="1", words="x")
    assert signed_in("taker").get(address).status_code in (400, 404)


def test_rotation_and_money_are_planned_used_and_warned_of(signed_in: Callable[[str], Client]) -> None:
    from baowen.reserve.goods.models import Lot

    holder, officer = signed_in("holder"), signed_in("officer")
    assert "还没有登记储备资金" in text(officer, "/reserve/goods/money/")
    page = text(officer, "/reserve/goods/money/", what="open", year="2026", fund="市级财政")
    fund = re.search(r"ZJ\d{8}", page).group()  # type: ignore[union-attr]
    assert "1,000.00" in text(officer, "/reserve/goods/money/", what="allocate", code=fund, yuan="1000")
    assert "超出资金结存 234.56" in text(holder, "/reserve/goods/take-in/", **_arrival(fund=fund))
    assert "-234.56" in text(officer, f"/reserve/goods/money/{fund}/")
    assert "应轮换" in text(officer, "/reserve/goods/rotation/")
    lot = Lot.objects.get().pk
    page = text(
        holder, "/reserve/goods/rotation/", what="plan", lot=lot, packs="40", outlet="sold", to_whom="甲县人民医院"
    )
    code = re.search(r"LH\d{8}", page).group()  # type: ignore[union-attr]
    page = text(holder, "/reserve/goods/rotation/", what="done", code=code, proceeds="433.82", fund=fund)
    assert "超出资金结存 60.00" in page
    assert "已轮换" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_table_is_exported_and_pages_speak_both_languages(
    language: str, stock: Any, ordered: Any, sent: Any, do: Any, people: Any, signed_in: Callable[[str], Client]
) -> None:
    from baowen.reserve.goods.actions.money import open_budget
    from baowen.reserve.goods.models import Holding

    fund = open_budget(2026, "市级财政", do(people.officer))
    stock(budget=fund)
    code = ordered()
    sent(code)
    officer, key = signed_in("officer"), Holding.objects.get().pk
    officer.cookies["django_language"] = language
    for address, tables in (
        ("", ("lots", "entries")), (f"holdings/{key}/", ("lots", "entries")),
        ("releases/", ("releases", "refills")), (f"releases/{code}/", ("sendings",)),
        ("rotation/", ("turns", "rotations")), ("money/", ("money",)), (f"money/{fund}/", ("spendings",)),
    ):  # fmt: skip
        page = officer.get(f"/reserve/goods/{address}")
        assert page.status_code == 200
        assert ("Reserve" in page.content.decode()) is (language == "en"), address
        for table in tables:
            file = officer.get(f"/reserve/goods/{address}?format=csv&table={table}")
            assert (file.status_code, file.content[:3]) == (200, b"\xef\xbb\xbf"), (address, table)
