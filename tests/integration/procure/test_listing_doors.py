"""PRC-1: the same by page and by API: apply, be asked back, decide, suspend, void; misuse is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, override_settings

from baowen.core.home import create_home

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 2, tzinfo=UTC)
NUMBER, APPLICATION = "G430000-000001", "S430000-000001"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the day on which pages and calls come in."""
    from baowen.api import listings as api
    from baowen.web.pages import listing_applications, listing_apply, listings

    def run(at: datetime) -> None:
        for module in (api, listings, listing_apply, listing_applications):
            for name, value in (("now", at), ("today", at.date())):
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, lambda value=value: value)

    run(AT)
    return run


@pytest.fixture
def served(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, clock: Any) -> Any:
    from baowen.api import book
    from baowen.api.root import Rate

    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    Rate.cache.clear()
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    yield
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


@pytest.fixture
def page(market: Any, served: Any) -> Callable[..., Any]:
    from django.contrib.auth import get_user_model

    def run(name: str, path: str, **form: Any) -> Any:
        client = Client()
        person = get_user_model().objects.get(username=name)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.post(path, form, follow=True) if form else client.get(path)
        answer.words = answer.content.decode() if not answer.streaming else ""
        return answer

    return run


def _table(answer: Any) -> str:
    text: str = answer.content.decode("utf-8-sig")
    return text


def test_by_page_an_enterprise_compares_is_asked_and_sends_and_the_officer_accepts(
    page: Callable[..., Any], listed: Callable[..., str]
) -> None:
    from baowen.procure.listing.queries import listing

    listed(price="12.5")
    listed(code="P2", price="14")
    query = "/listings/apply/?product_code=P1&price=130&reason=x"
    seen = page("maker", query).words
    assert "确认无误" in seen
    assert "常规挂网" in seen
    form = {"product_code": "P1", "price": "130", "kind": "price", "reason": "x"}
    assert "确认无误" in page("maker", "/listings/apply/", **form).words
    sent = page("maker", "/listings/apply/", **form, confirm="1")
    assert "申报已提交" in sent.words
    assert APPLICATION in page("officer", "/listings/applications/").words
    one = page("officer", f"/listings/applications/{APPLICATION}/").words
    assert "须降至" in one, "Hunan's multiple of the lowest is shown"
    for name in ("peers", "figures"):
        address = f"/listings/applications/{APPLICATION}/?format=csv&table={name}"
        assert "P2" in _table(page("officer", address)), name
        assert "P2" in _table(page("maker", f"{query}&format=csv&table={name}")), name
    refused = page("officer", f"/listings/applications/{APPLICATION}/", move="return", why="")
    assert "请填写理由" in refused.words
    assert "已办理" in page("officer", f"/listings/applications/{APPLICATION}/", move="accept", why="").words
    assert listing(NUMBER).price == Decimal(130)
    voided = page("officer", f"/listings/{NUMBER}/", valid_from="2026-11-02", why="多输一位")
    assert "已作废" in voided.words
    assert listing(NUMBER).price == Decimal("12.5")


def test_by_page_the_window_is_told_before_anything_is_sent(
    page: Callable[..., Any], listed: Callable[..., str], clock: Callable[[datetime], None]
) -> None:
    listed()
    clock(LATE)
    seen = page("maker", "/listings/apply/?product_code=P1&price=13").words
    assert "2026-12-01" in seen
    assert "提交申报" not in seen


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("product_code=P1&price=0", "大于 0"), ("product_code=P1&price=-1", "大于 0"),
        ("product_code=P1&price=abc", "应为数字"), ("product_code=P1&price=1&kind=x", "从列表中选择"),
        ("product_code=P1&price=1&valid_from=x", "日期应写作"), ("product_code=NONE&price=1", "都没有 NONE"),
        ("product_code=P9&price=1", "不是本企业的产品"), ("product_code=P1&price=1&daily_dose=-1", "应大于 0"),
    ],
)  # fmt: skip
def test_by_page_what_is_wrong_is_said_where_it_was_typed(
    page: Callable[..., Any], listed: Callable[..., str], query: str, said: str
) -> None:
    from baowen.procure.listing.models import Listing

    listed()
    listed(code="P9")
    Listing.objects.filter(product_code="P9").update(maker="M9")
    answer = page("maker", f"/listings/apply/?{query}")
    assert answer.status_code == 200
    assert said in answer.words


def test_the_book_is_searched_narrowed_and_exported_and_says_why_it_is_empty(
    page: Callable[..., Any], listed: Callable[..., str]
) -> None:
    assert "还没有挂网药品" in page("buyer", "/listings/").words
    listed()
    listed(code="P2", generic_name="阿司匹林片")
    assert "阿司匹林片" not in page("buyer", "/listings/?q=地高辛").words
    assert "没有符合条件" in page("buyer", "/listings/?state=suspended").words
    assert "P2" in _table(page("buyer", "/listings/?q=阿司&format=csv&table=listings"))
    assert "12.5" in _table(page("buyer", f"/listings/{NUMBER}/?format=csv&table=prices"))
    assert "办理" not in page("buyer", f"/listings/{NUMBER}/").words
    assert page("buyer", "/listings/G1/").status_code == 404
    assert "只有生产企业" in page("buyer", "/listings/apply/").words


def test_a_lower_price_elsewhere_stands_on_the_page_with_its_day_and_how_it_was_counted(
    page: Callable[..., Any], listed: Callable[..., str]
) -> None:
    from baowen.procure.listing.models import FollowUp, Listing

    listed()
    FollowUp.objects.create(
        listing=Listing.objects.get(), region="430000", elsewhere="320000", price=Decimal(10), source="苏平台",
        valid_from=date(2026, 10, 20), due_on=date(2026, 11, 30), working_zh="逐日推算", working_en="counted",
        clause="苏", found_at=AT, found_by="x",
    )  # fmt: skip
    seen = page("maker", f"/listings/{NUMBER}/").words
    assert all(words in seen for words in ("江苏省", "2026-11-30", "逐日推算", "待跟进"))
    assert "2026-11-30" in _table(page("maker", f"/listings/{NUMBER}/?format=csv&table=lower"))


def test_by_page_an_officer_suspends_with_a_reason_and_an_enterprise_cannot(
    page: Callable[..., Any], listed: Callable[..., str]
) -> None:
    from baowen.procure.listing.queries import listing

    listed()
    form = {"move": "suspend", "until": "2026-12-31", "clause": "HN-15"}
    assert "请填写理由" in page("officer", f"/listings/{NUMBER}/", **form, why="").words
    assert "不能" in page("maker", f"/listings/{NUMBER}/", **form, why="x").words
    assert listing(NUMBER).can_be_bought
    assert "从列表中选择" in page("officer", f"/listings/{NUMBER}/", **(form | {"move": "x"}), why="x").words
    assert "暂停挂网" in page("officer", f"/listings/{NUMBER}/", **form, why="函询后未说明").words
    assert not listing(NUMBER).can_be_bought


def test_others_do_not_open_an_application_or_its_documents(
    page: Callable[..., Any], listed: Callable[..., str]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    listed()
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    form = {"product_code": "P1", "price": "13", "kind": "price", "reason": "x", "file": proof, "words": "成本"}
    assert "proof.pdf" in page("maker", "/listings/apply/", **form).words
    assert page("price", "/listings/documents/1/").status_code in (200, 404)
    from baowen.procure.listing.models import ApplicationDocument

    key = ApplicationDocument.objects.get().pk
    assert page("price", f"/listings/documents/{key}/").headers["Content-Disposition"].startswith("attachment")
    assert page("supplier", f"/listings/documents/{key}/").status_code == 404
    assert page("supplier", f"/listings/applications/{APPLICATION}/").status_code == 404
    assert "P1" in _table(page("maker", "/listings/applications/?format=csv&table=applications"))


@pytest.fixture
def ask(market: Any, served: Any) -> Any:
    from baowen.core.clock import now
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    secrets = {}
    for code in ("M1", "D1", "YB43"):
        name = f"admin-{code}"
        add_person(
            name, name=name, organisation=code, roles=[Role.ORGANISATION_ADMIN], actor=operator("os:root", "100000"),
            at=AT,
        )  # fmt: skip
        secrets[code] = issue_token(code, "x", Scope, days=30, actor=actor_of(name), at=now())

    def run(who: str, path: str, body: object = None, **headers: str) -> Any:
        client = Client(headers={"Authorization": f"Bearer {secrets[who]}"} | headers)
        if body is None:
            return client.get(f"/api/v1{path}")
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield run


def test_by_api_the_whole_way_of_an_application(ask: Callable[..., Any], listed: Callable[..., str]) -> None:
    listed(price="12.5")
    wish = {"kind": "price", "product_code": "P1", "price": "125", "reason": "x"}
    seen = ask("M1", "/listing-previews", wish).json()
    assert (seen["path"], seen["in_time"], len(seen["questions"])) == ("ordinary", True, 1)
    assert seen["comparison"]["current"] == "12.5000"
    asked = ask("M1", "/listing-applications", wish)
    assert (asked.status_code, "确认无误" in asked.json()["message"]) == (422, True)
    sent = ask("M1", "/listing-applications", wish | {"confirm": True}).json()
    assert (sent["number"], sent["state"]) == (APPLICATION, "submitted")
    assert ask("D1", f"/listing-applications/{APPLICATION}").status_code == 422
    assert ask("M1", f"/listing-applications/{APPLICATION}/moves", {"move": "accept"}).status_code == 403
    moved = ask("YB43", f"/listing-applications/{APPLICATION}/moves", {"move": "accept"})
    assert moved.json() == {"number": APPLICATION, "state": "accepted"}
    one = ask("D1", f"/listings/{NUMBER}").json()
    assert [price["price"] for price in one["prices"]] == ["12.5000", "125.0000"]
    void = {"valid_from": "2026-11-02", "reason": "多输一位"}
    assert ask("YB43", f"/listings/{NUMBER}/voided-prices", void).status_code == 200
    suspend = {"move": "suspend", "reason": "x", "until": "2026-12-31"}
    assert ask("M1", f"/listings/{NUMBER}/moves", suspend).status_code == 403
    assert ask("YB43", f"/listings/{NUMBER}/moves", suspend).json()["state"] == "suspended"
    assert ask("D1", "/listings?state=suspended").json()["lines"][0]["number"] == NUMBER
    assert ask("M1", "/listing-applications").json()["lines"][0]["number"] == APPLICATION


@pytest.mark.parametrize(
    "body",
    [
        {"price": "0"}, {"price": "-1"}, {"price": "1.23456"}, {"price": None}, {"kind": "x"}, {"unit": "box"},
        {"region": "100000"}, {"region": "999999"}, {"product_code": ""}, {"product_code": "NONE"},
        {"valid_from": "2020-01-01"}, {"claim": "rare"}, {"product_code": "a\x00b"},
    ],
)  # fmt: skip
def test_by_api_bad_input_is_answered_and_nothing_is_stored(
    ask: Callable[..., Any], listed: Callable[..., str], body: dict[str, Any]
) -> None:
    from baowen.procure.listing.models import Application

    listed()
    wish = {"kind": "price", "product_code": "P1", "price": "13", "reason": "x", "confirm": True} | body
    answer = ask("M1", "/listing-applications", wish)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert Application.objects.count() == 0
