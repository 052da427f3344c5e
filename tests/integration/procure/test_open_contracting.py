"""What was bought as open contracting data: whole, valid, without names, by month, once; and its red flags. PRC-7."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.db.models import Model
from django.test import Client
from tests.integration.procure import trading
from tests.ocds_schema import faults, package_faults, plain

from baowen.api import book
from baowen.core.home import create_home
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.procure.ocds.naming import Naming
from baowen.procure.ocds.queries import Scope, bounds, changed_at, first_month, processes, releases_in
from baowen.public import contracting_views
from baowen.public.contracting import published_drugs

pytestmark = pytest.mark.django_db
AT = trading.AT
NOW = AT + timedelta(days=30)
NOVEMBER = Month(2026, 11)
SECRETS = ("甲县人民医院", "甲县中医院", '"H1"', '"H2"', "buyer2", "officer", "L1", "联系人李四", "不要告诉别人")


def scope(naming: Naming | None = None, *lines: tuple[str, str]) -> Scope:
    return Scope(
        region="430000", prefix="ocds-abc123", naming=naming or Naming(load_packs(), date(2026, 11, 30)),
        is_published=published_drugs(lines or [("地高辛片", "")]), now=NOW,
    )  # fmt: skip


def november(given: Scope) -> list[dict[str, Any]]:
    return list(releases_in(given, *bounds(NOVEMBER)))


def stored(model: type[Model], **fields: Any) -> Any:
    return model._default_manager.create(**fields)


@pytest.fixture
def bought(market: Any, listed: Callable[..., str]) -> str:
    """An order on a listing, confirmed, sent and received; a listing that was suspended; the order's code."""
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.states import ListingMove

    number, other = listed(), listed("P2", generic_name="阿司匹林片", spec="0.1g")
    why = Why(reason="约谈后未说明理由", clause="HN-15")
    decide_listing(other, ListingMove.SUSPEND, why, actor=market.officer, at=AT + timedelta(hours=3))
    (placed,) = trading.place(market.buyer, trading.order(trading.line_on(number), words="不要告诉别人"))
    trading.confirm(market.supplier, placed.code)
    sent = trading.send(market.supplier, placed.code, trading.lot())
    trading.receive(market.buyer, sent.deliveries[0], "90", short="10")
    return str(placed.code)


@pytest.fixture
def agreed(market: Any) -> None:
    """A negotiation with two offers of which one was accepted, a filing that was accepted, one that waits."""
    from baowen.procure.buying.models import Acceptance, Filing, Negotiation, Offer

    drug = {"drug": "地高辛片", "generic_name": "地高辛片", "dosage_form": "片剂", "spec": "0.25mg"}
    asked = stored(
        Negotiation, number="YJ-1", hospital="H1", region="430121", smallest_unit="片", quantity=Decimal(3000),
        last_day=date(2026, 11, 10), offers_visible="after", opened_at=AT, opened_by="buyer",
        words="联系人李四", **drug,
    )  # fmt: skip
    offers = [
        stored(
            Offer, negotiation=asked, side="maker", maker=maker, organisation=maker, product_code=code,
            packaging="30片/盒", units_per_pack=Decimal(30), price=Decimal(price), unit_price=Decimal(unit),
            quantity=Decimal(100), until=date(2026, 12, 31), offered_at=AT, offered_by="maker", words="联系人李四",
        )
        for maker, code, price, unit in (("M1", "P1", "12", "0.4"), ("M9", "P9", "12", "0.4"))
    ]  # fmt: skip
    stored(
        Acceptance, number="YJ-1-1", offer=offers[0], hospital="H1", region="430121", quantity=Decimal(50),
        is_cheapest=True, accepted_at=AT + timedelta(days=10), accepted_by="buyer",
    )  # fmt: skip
    filing = {
        "hospital": "H2", "region": "430121", "maker": "M1", "maker_name": "丁制药", "price": Decimal(20),
        "unit_price": Decimal("0.6667"), "smallest_unit": "片", "units_per_pack": Decimal(30),
        "quantity": Decimal(10), "from_on": date(2026, 11, 1), "until": date(2027, 10, 31), "reason": "none_supply",
        "words": "联系人李四", "clause": "NJ-15", "filed_at": AT, "filed_by": "buyer2", **drug,
    }  # fmt: skip
    stored(Filing, number="BA-1", state="accepted", decided_at=AT + timedelta(days=1), decided_by="officer", **filing)
    stored(Filing, number="BA-2", state="filed", **filing)


def test_everything_that_happened_in_a_month_is_told_and_keeps_the_standard(bought: str, agreed: None) -> None:
    found = november(scope())
    assert [fault for one in found for fault in faults(one)] == []
    kinds = Counter(str(one["ocid"]).split("-")[2] for one in found)
    assert kinds == {"listing": 3, "order": 5, "negotiation": 3, "filing": 1}
    assert len({one["id"] for one in found}) == len(found)


def test_nobody_is_named_and_hospitals_only_by_their_city(bought: str, agreed: None) -> None:
    text = json.dumps(plain(november(scope())), ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in text] == []
    assert "长沙市医疗机构（未公布名称）" in text
    assert "丁制药" in text
    assert '"bids"' not in text
    assert "YJ-1" not in text  # numbers of negotiations and of what was accepted tell the county


def test_whoever_sees_the_market_sees_hospitals_and_offers(bought: str, agreed: None) -> None:
    naming = Naming(load_packs(), date(2026, 11, 30), shows_all=True)
    text = json.dumps(plain(november(scope(naming))), ensure_ascii=False)
    assert "甲县人民医院" in text
    assert '"bids"' in text
    assert "联系人李四" not in text


@pytest.mark.parametrize(
    ("level", "filing", "names"),
    [
        ("hospital", True, ("甲县人民医院", "甲县中医院")),
        ("city", False, ("长沙市医疗机构（未公布名称）", "长沙市医疗机构（未公布名称）")),
        ("province", False, ("湖南省医疗机构（未公布名称）", "湖南省医疗机构（未公布名称）")),
        ("hospital", False, ("甲县人民医院", "长沙市医疗机构（未公布名称）")),
        ("province", True, ("湖南省医疗机构（未公布名称）", "甲县中医院")),
    ],
)
def test_a_hospital_is_named_as_the_pack_of_its_place_says(
    market: Any, level: str, filing: bool, names: tuple[str, str]
) -> None:
    class Said:
        def ruling(self, region: str, on: date) -> Any:
            assert (region, on) == ("430121", date(2026, 11, 30))
            return self

        def entry(self, key: str) -> Any:
            return SimpleNamespace(text=lambda: level, flag=lambda: filing)

    naming = Naming(Said(), date(2026, 11, 30))  # type: ignore[arg-type]
    assert naming.hospital("H1", "430121").name == names[0]
    assert naming.hospital("H2", "430121", filed=True).name == names[1]


def test_of_drugs_on_no_list_listings_alone_are_told(bought: str, agreed: None) -> None:
    found = november(scope(None, ("胰岛素", "")))
    assert {str(one["ocid"]).split("-")[2] for one in found} == {"listing", "filing"}


def test_an_order_leads_to_its_listing_and_ends_as_it_was_received(bought: str) -> None:
    (order,) = [releases for releases in processes(scope(), *bounds(NOVEMBER)) if "-order-" in str(releases[0]["ocid"])]
    assert str(order[0]["relatedProcesses"][0]["identifier"]).startswith("ocds-abc123-listing-")
    assert [str(one["id"]).split("-")[4] for one in order] == ["placed", "answered", "delivery", "receipt", "closed"]
    milestone = order[-2]["contracts"][0]["implementation"]["milestones"][0]
    assert milestone["status"] == "partiallyMet"
    assert order[0]["buyer"]["id"] == "place-430100"


def test_nothing_is_told_before_it_happened_or_twice_in_two_months(bought: str, agreed: None) -> None:
    early = replace(scope(), now=AT + timedelta(minutes=30))
    assert {one["date"] for one in november(early)} == {"2026-11-02T02:00:00+00:00"}
    assert list(releases_in(scope(), *bounds(Month(2026, 10)))) == []
    december = replace(scope(), now=NOW + timedelta(days=60))
    assert list(releases_in(december, *bounds(Month(2026, 12)))) == []
    assert first_month("430000") == NOVEMBER
    assert changed_at("430000") == AT + timedelta(days=10)
    assert changed_at("320000") is None


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Client]:
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(contracting_views, "now", lambda: NOW)
    monkeypatch.setattr(contracting_views, "today", lambda: date(2026, 12, 2))
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "KeptPages" not in one]
    for read_once in (book.home, book.rulebook, book._opened):
        read_once.cache_clear()
    for name in ("default", "process"):
        caches[name].clear()
    yield Client()
    for read_once in (book.home, book.rulebook, book._opened):
        read_once.cache_clear()


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_month_is_served_as_json_and_lines_and_not_sent_twice(bought: str, site: Client) -> None:
    answer = site.get("/public/data/ocds/releases-2026-11.json")
    package = json.loads(body(answer))
    assert package_faults(package) == []
    assert package["releases"][0]["ocid"].startswith("ocds-000000-")
    lines = body(site.get("/public/data/ocds/releases-2026-11.jsonl")).splitlines()
    assert [json.loads(line) for line in lines] == package["releases"]
    records = json.loads(body(site.get("/public/data/ocds/records-2026-11.json")))["records"]
    assert [faults(one["compiledRelease"]) for one in records] == [[] for _ in records]
    again = site.get("/public/data/ocds/releases-2026-11.json", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    since = site.get("/public/data/ocds/releases-2026-11.json", headers={"if-modified-since": answer["Last-Modified"]})
    assert since.status_code == 304
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("month", ["2026-13", "2027-01", "0000-00"])
def test_a_month_that_is_none_or_has_not_begun_is_not_found(site: Client, month: str) -> None:
    assert site.get(f"/public/data/ocds/releases-{month}.json").status_code == 404


def test_the_page_lists_the_months_and_says_that_the_prefix_is_nobodys(bought: str, site: Client) -> None:
    page = site.get("/public/data/ocds/").content.decode()
    assert "releases-2026-11.jsonl" in page
    assert "ocds-000000" in page
    assert "占位符" in page


def test_a_month_without_anything_is_an_empty_package(site: Client) -> None:
    assert json.loads(body(site.get("/public/data/ocds/releases-2026-11.json")))["releases"] == []
    assert "还没有挂网" in site.get("/public/data/ocds/").content.decode()


def test_officers_see_the_red_flags_of_their_place_and_hospitals_do_not(market: Any, bought: str, agreed: None) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.redflags.parameters import read_parameters
    from baowen.procure.redflags.queries import own_processes
    from baowen.procure.redflags.running import as_cardinal, flags_of

    found = own_processes(market.officer, NOVEMBER, packs=load_packs(), now=NOW)
    parameters = read_parameters(load_packs().ruling("430000", date(2026, 11, 30)))
    flags = as_cardinal(flags_of(found, parameters))
    (ocid,) = flags["OCID"]
    assert "-negotiation-" in ocid
    assert flags["OCID"][ocid] == {"R003": 1.0, "R028": 1.0}
    assert set(flags["Tenderer"]) == {"M1", "M9"}
    with pytest.raises(NotAllowedError):
        own_processes(market.buyer, NOVEMBER, packs=load_packs(), now=NOW)


def test_the_page_of_red_flags_shows_each_with_its_rows_and_exports_them(
    market: Any, bought: str, agreed: None, site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.orgs.actions import add_person
    from baowen.orgs.models import Person
    from baowen.orgs.queries import operator
    from baowen.orgs.roles import Role
    from baowen.web.pages import redflags

    monkeypatch.setattr(redflags, "now", lambda: NOW)
    monkeypatch.setattr(redflags, "today", lambda: date(2026, 12, 2))
    add_person(
        "head", name="负责人", organisation="YB43", roles={Role.HEAD}, actor=operator("os:root", "100000"), at=AT
    )
    site.force_login(Person.objects.get(username="head"))
    page = site.get("/redflags/?month=2026-11").content.decode()
    assert "报价相同" in page
    assert "bids/details/0" in page
    assert "不是结论" in page
    file = site.get("/redflags/?month=2026-11&format=csv&table=redflags").content.decode()
    assert "R028" in file
    assert "没有议价或备案" in site.get("/redflags/?month=2026-10").content.decode()


def test_a_month_before_anything_happened_has_no_process(market: Any) -> None:
    assert list(processes(scope(), datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC))) == []


def test_invoices_and_payments_are_told_with_their_order_and_a_payment_is_split_to_the_fen(
    market: Any, bought: str
) -> None:
    from baowen.procure.settle.actions.invoices import Bill, enter_invoice
    from baowen.procure.settle.actions.payments import pay_invoice
    from baowen.procure.settle.book import load_settle_book
    from baowen.procure.settle.queries.publication import told_bills
    from baowen.procure.settle.rules.invoices import Billed

    line = f"{bought}-001"
    price = told_price(line)
    billed = Billed(order_line=line, quantity=Decimal(90), unit_price=price, amount=90 * price)
    bill = Bill(code="", number="26430001", invoiced_on=date(2026, 11, 2), hospital="H1", lines=[billed])
    later = AT + timedelta(days=12)
    enter_invoice(bill, actor=market.supplier, at=AT + timedelta(hours=5), book=load_settle_book())
    pay_invoice("", "26430001", Decimal("100.01"), date(2026, 11, 10), actor=market.buyer, at=later)
    invoices, payments = told_bills([line])
    assert [one.amount for one in invoices[line]] == [90 * price]
    assert [one.amount for one in payments[line]] == [Decimal("100.01")]
    found = november(scope())
    assert [fault for one in found for fault in faults(one)] == []
    contracts = [one for release in found for one in release.get("contracts", ())]
    sums = {
        transaction["value"]["amount"]
        for one in contracts for transaction in one.get("implementation", {}).get("transactions", ())
    }  # fmt: skip
    assert Decimal("100.01") in {Decimal(str(one)) for one in sums}


def told_price(line: str) -> Decimal:
    from baowen.procure.trade.queries.lines import lines_by_number

    return lines_by_number([line])[line].unit_price
