"""The pages of prices: officers see their place, an enterprise its letters, everybody what is public. PRI-1."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baowen.api import book
from baowen.core.home import create_home

pytestmark = pytest.mark.django_db
ASK = {"what": "inquire", "words": "请说明涨价原因", "reason": "成本调查另行开展", "set_on": "2099-01-05"}


@pytest.fixture(autouse=True)
def home_of_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook):
        read_once.cache_clear()
    yield
    for read_once in (book.home, book.rulebook):
        read_once.cache_clear()


@pytest.fixture
def signed_in(people: Any) -> Callable[[Any], Client]:
    def run(actor: Any) -> Client:
        client = Client()
        person = get_user_model().objects.get(username=actor.name)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return run


def page(client: Client, address: str, **given: Any) -> str:
    answer = client.post(address, given, follow=True) if given else client.get(address)
    return str(answer.content.decode())


def test_an_officer_opens_a_matter_inquires_and_the_enterprise_answers_with_a_form_that_says_where_it_fails(
    people: Any, listed: Callable[..., str], signed_in: Callable[[Any], Client]
) -> None:
    officer, maker = signed_in(people.officer), signed_in(people.maker)
    assert "没有这样的事项" in page(officer, "/prices/")
    assert "没有发给本企业的价格函件" in page(maker, "/prices/")
    given = {
        "origin": "officer",
        "drug_name": "地高辛片",
        "enterprise": "M1",
        "listings": listed(),
        "words": "监测发现",
    }
    opened = page(officer, "/prices/open/", **given)
    assert "P-430000-2026-00001" in opened or "已立项" in opened
    number = re.search(r"P-430000-\d{4}-00001", opened).group()  # type: ignore[union-attr]
    address = f"/prices/{number}/"
    assert "成本调查" in page(officer, address, **(ASK | {"reason": ""}))
    assert "跳过的请写明理由" in page(officer, address, **(ASK | {"reason": ""}))
    asked = page(officer, address, **ASK)
    assert "2099-01-05" in asked
    assert "由价格监管员设定" in asked

    own = page(maker, address)
    assert "请说明涨价原因" in own
    letter = re.search(r"/prices/letters/\d+/", own).group()  # type: ignore[union-attr]
    for client in (officer, maker):
        assert client.get(letter).content.startswith(b"PK")
    form = {"words": "原料药涨价", "price_before": "12.5", "price_after": "58", "raw_material_before": "3"}
    kept = page(maker, f"{address}answer/", **form, what="save")
    assert "调价前未填：辅料" in kept
    assert 'value="3.0000"' in kept
    paper = SimpleUploadedFile("invoice.txt", "发票".encode())
    refused = page(maker, f"{address}answer/", **form, what="send", attachments=paper)
    assert "更正后再提交" in refused
    assert "invoice.txt" in refused
    sent = page(maker, f"{address}answer/", **form, what="send", accept_faults="1")
    assert "答复已提交" in sent
    seen = page(officer, address)
    assert "原料药涨价" in seen
    assert "invoice.txt" in seen
    rows = list(csv.reader(io.StringIO(page(officer, "/prices/?format=csv&table=prices").lstrip("\ufeff"))))
    assert rows[1][0] == number
    told = list(csv.reader(io.StringIO(page(officer, f"{address}?format=csv&table=costs").lstrip("\ufeff"))))
    assert [one[1:4] for one in told if one[1] in ("原料药", "辅料")] == [["原料药", "3", ""], ["辅料", "", ""]]
    assert page(officer, f"{address}?format=csv&table=listings").splitlines()[1].startswith("G430000-000001,58,")


def test_nobody_else_sees_a_matter_its_letters_or_files(
    people: Any, matter: str, signed_in: Callable[[Any], Client]
) -> None:
    officer = signed_in(people.officer)
    asked = page(officer, f"/prices/{matter}/", **ASK)
    letter = re.search(r"/prices/letters/\d+/", asked).group()  # type: ignore[union-attr]
    other = signed_in(people.other)
    assert "没有可阅看的价格监管事项" in page(other, f"/prices/{matter}/")
    assert "没有可阅看的公文" in page(other, letter)
    assert "没有可阅看的价格监管事项" in page(other, f"/prices/{matter}/answer/", words="代答", what="save")
    assert "没有可阅看的价格监管事项" in page(signed_in(people.maker), "/prices/P-430000-2026-09999/")
    assert Client().get(f"/prices/{matter}/").status_code == 302


def test_what_is_disclosed_is_public_until_it_is_withdrawn_with_its_reason(
    people: Any, matter: str, signed_in: Callable[[Any], Client]
) -> None:
    officer, anybody = signed_in(people.officer), Client()
    assert "还没有公开的价格问询和披露" in page(anybody, "/public/prices/")
    address, why = f"/prices/{matter}/", "跳过约谈：企业拒不到场"
    page(officer, address, what="find_unreasonable", words="利润过高")
    told = page(officer, address, what="disclose", title="地高辛片涨价情况", words="涨价 364%", reason=why)
    notice = re.search(r"PN-430000-\d{4}-00001", told).group()  # type: ignore[union-attr]
    assert "涨价 364%" in page(anybody, f"/public/prices/{notice}/")
    page(officer, address, what="withdraw_notice", notice=notice, reason="企业提供了新的成本凭证")
    from django.core.cache import caches

    caches["pages"].clear()
    shown = page(anybody, f"/public/prices/{notice}/")
    assert "涨价 364%" not in shown
    assert "企业提供了新的成本凭证" in shown
    assert page(anybody, "/public/prices/PN-0/")
    assert anybody.get("/public/prices/PN-0/").status_code == 404


def test_a_second_officer_who_looked_before_the_first_moved_is_told_so(
    people: Any, matter: str, signed_in: Callable[[Any], Client]
) -> None:
    address = f"/prices/{matter}/"
    page(signed_in(people.officer), address, what="find_unreasonable", words="利润过高", seen="1")
    late = page(signed_in(people.second), address, what="accept_grounds", words="理由成立", seen="1")
    assert "已被他人办理" in late
    assert "认定不合理" in late
