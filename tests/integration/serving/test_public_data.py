"""Public data: what is served keeps its schema and is not sent twice; stock as the pack allows. PUB-1, HOS-6."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema_rs
import polars as pl
import pytest
from django.core.cache import caches
from django.test import Client
from tests.integration.serving.conftest import HOSPITALS, Small

from baowen.api import book
from baowen.core.home import create_home
from baowen.lake.serving import Serving
from baowen.lake.serving.layout import EXTRA
from baowen.lists.actions.editions import EditionFacts, import_edition, publish_edition
from baowen.lists.kinds import ListKind
from baowen.lists.sheet import Grid
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.public import data_views, drug_views
from baowen.public.actions.publishing import BulletinFacts, publish_bulletin, withdraw_bulletin, write_bulletin
from baowen.public.actions.sending import Warned
from baowen.public.datasets import DATASETS
from baowen.public.granularity import Granularity, PublicationRules
from baowen.public.queries import drug_names
from baowen.public.telling import warned

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)


def signals() -> pl.DataFrame:
    """A red one of a product in Changsha, one that is too mild, one that is over."""
    row = {
        "number": "S1", "indicator": "delivery_rate", "severity": "red", "worst_severity": "red", "state": "in_force",
        "region": 430100, "subject_type": "product", "subject": 11, "subject_name": "阿司匹林片 0.1g",
        "period_first": "2026-09", "period_last": "2026-10", "first_seen": date(2026, 10, 1),
        "last_seen": date(2026, 10, 31), "times_seen": 2, "value": 0.5, "reference": None, "threshold": 0.6,
        "clause": "HN-10", "basis": "illustrative", "n": 9, "weight": 1.0,
    }  # fmt: skip
    others = [{"number": "S2", "severity": "yellow"}, {"number": "S3", "state": "ended"}]
    return pl.DataFrame([row, *(row | one for one in others)], schema=EXTRA["signal"][0])


def market() -> None:
    """A listing that is suspended, and a filed purchase that was accepted, as they lie in the records."""
    from baowen.procure.buying.models import Filing
    from baowen.procure.listing.models import Listing

    product = {
        "product_code": "P11", "drug": "阿司匹林片", "generic_name": "阿司匹林片", "spec": "0.1g",
        "packaging": "30片/瓶", "price": Decimal("6.0000"),
    }  # fmt: skip
    row = Listing.objects.create(
        number="GW-1", region="430000", maker="M1", state="suspended", path="direct", listed_on=date(2026, 1, 1),
        changed_at=AT, **product,
    )  # fmt: skip
    row.events.create(move="enter", state="listed", moved_at=AT, moved_by="test")
    row.events.create(
        move="suspend", state="suspended", reason="约谈后未说明理由", clause="HN-15", moved_at=AT, moved_by="张三",
    )  # fmt: skip
    Filing.objects.create(
        number="BA-1", hospital="H-SECRET", region="430102", maker_name="丁制药", maker_credit_code="X",
        unit_price=Decimal("0.2"), smallest_unit="片", units_per_pack=Decimal(30), quantity=Decimal(100),
        from_on=date(2026, 9, 1), until=date(2027, 8, 31), reason="none_listed", words="联系人李四", clause="NJ-15",
        state="accepted", filed_at=AT, filed_by="王五", decided_at=AT, decided_by="赵六", **product,
    )  # fmt: skip


def running_round() -> None:
    """A round of the province that runs: one product is selected, another lost, and one next door is prepared."""
    from baowen.vbp.rounds.models import Round

    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "level": "provincial", "region": "430000"}
    for code, state in (("HN-1", "running"), ("HN-2", "prepared")):
        one = Round.objects.create(code=code, name="甲药集采", state=state, changed_at=AT, **days)
        lot = one.lots.create(number="1", drug="甲药片")
        for name, is_selected in (("丁制药", True), ("落选制药", False)):
            bid = lot.bids.create(enterprise_name=name, is_selected=is_selected)
            bid.products.create(product_code=f"{code}-{name}", units=30, price=15)


@pytest.fixture
def site(small: Small, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    """A province with stock and prices, a list by the feed, a list and a bulletin that were published here."""
    lists = pl.DataFrame(
        {
            "region": [430000, 430000, 320000], "list_kind": ["monitoring", "monitoring", "shortage"],
            "edition": ["一", "二", "他省"], "effective_on": [date(2024, 1, 1), date(2025, 1, 1), date(2025, 1, 1)],
            "generic_name": ["胰岛素", "阿司匹林片", "青霉素"], "dosage_form": ["", "", ""],
        },
        schema_overrides={"region": pl.Int32},
    )  # fmt: skip
    small.lake.replace_months(
        "list_entry", lists.with_columns(month=pl.lit("all"), state=pl.lit("current")), months=["all"],
        sort=("region", "generic_name"),
    )  # fmt: skip
    prices = pl.DataFrame(
        {
            "product": [11, 11, 12], "region": [430000, 430000, 430000],
            "valid_from": [date(2024, 1, 1), date(2026, 1, 1), date(2026, 1, 1)],
            "price": [Decimal("3.0000"), Decimal("6.0000"), Decimal("1.0000")],
        },
        schema_overrides={"product": pl.Int32, "region": pl.Int32, "price": pl.Decimal(18, 4)},
    )  # fmt: skip
    small.lake.replace_months(
        "listing_price", prices.with_columns(month=pl.lit("all"), state=pl.lit("current")), months=["all"],
        sort=("product", "region"),
    )  # fmt: skip
    home = create_home(tmp_path / "home", region="430000")
    small.extra["signal"] = signals()
    small.path = home.serving
    small.build()
    monkeypatch.setenv("BAOWEN_HOME", str(home.root))
    for read_once in (book.home, book.rulebook, book._opened):
        read_once.cache_clear()
    for kept_once in (data_views._content, data_views._sample):
        kept_once.cache_clear()
    for name in ("default", "process", "pages"):
        caches[name].clear()
    publish_words()
    market()
    running_round()
    yield small.open()
    for read_once in (book.home, book.rulebook, book._opened):
        read_once.cache_clear()


def publish_words() -> None:
    """A shortage list of the province with 地高辛, and a bulletin that was withdrawn."""
    root = operator("os:root", "430000")
    one = NewOrganisation(code="WJ", name="省卫健委", kind=OrganisationKind.DEPARTMENT, region="430000")
    register_organisations([one], actor=root, at=AT)
    seat_department("430000", Department.HEALTH, "WJ", is_lead=True, actor=root, at=AT)
    add_person("head", name="负责人", organisation="WJ", roles=[Role.HEAD, Role.LIST_EDITOR], actor=root, at=AT)
    head = actor_of("head")
    grid = Grid(file="清单.xlsx", sheet="一", headings=("药品名称", "剂型"), rows=((2, {"药品名称": "地高辛片"}),))
    facts = EditionFacts(
        issuer="430000", kind=ListKind.SHORTAGE, edition="第一期", effective_on=date(2025, 1, 1)
    )  # fmt: skip
    publish_edition(import_edition(facts, grid, actor=head, at=AT).number, actor=head, at=AT)
    key = write_bulletin(BulletinFacts(title_zh="公告", body_zh="正文"), actor=head, at=AT)
    withdraw_bulletin(publish_bulletin(key, actor=head, at=AT), why="误发", actor=head, at=AT)


def served(name: str, form: str = "json", **headers: str) -> Any:
    return Client().get(f"/public/data/{name}.{form}", headers=headers)


@pytest.mark.parametrize("name", [one.name for one in DATASETS])
def test_what_is_served_keeps_the_schema_that_is_served_and_csv_says_the_same(site: Serving, name: str) -> None:
    answer = served(name)
    document = answer.json()
    schema = Client().get(f"/public/data/{name}.schema.json").json()
    checked = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    assert document["rows"] or name == "holdings", name
    checked.validate(document)
    if not document["rows"]:  # nobody has chosen to be named
        return
    spoilt = document | {"rows": [{**document["rows"][0], next(iter(document["rows"][0])): []}]}
    assert not checked.is_valid(spoilt)
    assert not checked.is_valid(document | {"rows": [{}]})
    rows = list(csv.DictReader(io.StringIO(served(name, "csv").content.decode("utf-8-sig"))))
    assert len(rows) == len(document["rows"])
    for told, row in zip(rows, document["rows"], strict=True):
        assert list(told) == list(row)
        assert [key for key, cell in told.items() if cell == ""] == [key for key, cell in row.items() if cell is None]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_whoever_has_it_already_gets_304_until_it_changes(site: Serving, form: str, small: Small) -> None:
    first = served("stock", form)
    etag, since = first.headers["ETag"], first.headers["Last-Modified"]
    assert served("stock", form, **{"if-none-match": etag}).status_code == 304
    assert served("stock", form, **{"if-none-match": f"W/{etag}"}).status_code == 304  # as gzip leaves it
    assert served("stock", form, **{"if-modified-since": since}).status_code == 304
    assert served("stock", form, **{"if-none-match": '"other"'}).status_code == 200
    small.build(whole=True)
    bulletins = served("bulletins", form).headers["ETag"]
    head = actor_of("head")
    publish_bulletin(
        write_bulletin(BulletinFacts(title_zh="二", body_zh="正文"), actor=head, at=AT),
        actor=head,
        at=datetime.now(UTC),
    )
    changed = served("bulletins", form, **{"if-none-match": bulletins})
    assert (changed.status_code, "二" in changed.content.decode()) == (200, True)


def test_lists_of_the_feed_and_of_the_register_are_joined_and_older_editions_and_other_places_are_not_in_force(
    site: Serving,
) -> None:
    rows = served("lists").json()["rows"]
    assert {(one["kind"], one["edition"], one["generic_name"]) for one in rows} == {
        ("shortage", "第一期", "地高辛片"), ("monitoring", "二", "阿司匹林片"),
    }  # fmt: skip
    page = Client().get("/public/lists/").content.decode()
    assert "第一期" in page
    assert 'href="/public/lists/430000/monitoring/%E4%BA%8C/"' in page
    assert "阿司匹林片" in Client().get("/public/lists/430000/monitoring/二/").content.decode()
    assert Client().get("/public/lists/430000/monitoring/九/").status_code == 404


def test_prices_and_stock_are_of_listed_drugs_alone(site: Serving) -> None:
    for name in ("stock", "paid-prices"):
        assert {one["product_code"] for one in served(name).json()["rows"]} == {"P11", "P13"}, name
    prices = served("listed-prices").json()["rows"]
    assert [(one["product_code"], one["since"], one["yuan_a_pack"]) for one in prices] == [
        ("P11", "2026-01-01", 6.0), ("P11", "2024-01-01", 3.0),
    ]  # fmt: skip
    listed, unlisted = (Client().get(f"/public/drugs/{code}/").content.decode() for code in ("P11", "P12"))
    assert "6.00" in listed
    assert "实际采购价" in listed
    assert "价格只公布短缺药品清单、重点监测清单内的药品" in unlisted
    assert "1.00" not in unlisted


def ruled(monkeypatch: pytest.MonkeyPatch, granularity: Granularity, least: int = 1) -> None:
    """Let the pack say something else."""
    caches["pages"].clear()
    for module in (drug_views, data_views):
        real = module.publication_rules

        def other(ruling: Any, real: Any = real) -> PublicationRules:
            return replace(real(ruling), granularity=granularity, least_hospitals=least)

        monkeypatch.setattr(module, "publication_rules", other)


def twin(site: Serving, product: int) -> dict[int, tuple[Any, ...]]:
    """By hospital its last count, the slow way."""
    rows = site.ask("SELECT hospital, month, quantity FROM hospital_stock WHERE product = $p", {"p": product})
    found: dict[int, tuple[Any, ...]] = {}
    for hospital, month, quantity in rows:
        if hospital not in found or month > found[hospital][0]:
            found[hospital] = (month, quantity)
    return found


def test_hospitals_are_named_only_where_the_pack_names_them(site: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = twin(site, 11)
    changsha = [number for number in counted if HOSPITALS[number] in (430102, 430103)]
    assert changsha
    page = Client().get("/public/drugs/P11/?place=430100").content.decode()
    for number in changsha:
        assert f"医院{number}" in page
    assert "医院4" not in page  # of another city
    for granularity in (Granularity.NONE, Granularity.PROVINCE, Granularity.CITY, Granularity.COUNTY):
        ruled(monkeypatch, granularity)
        page = Client().get("/public/drugs/P11/?place=430100").content.decode()
        assert not re.search(r"医院\d", page), granularity
    ruled(monkeypatch, Granularity.NONE)
    assert "本地区不公布药品库存" in Client().get("/public/drugs/P11/").content.decode()
    assert served("stock").json()["rows"] == []


def test_stock_of_a_city_is_what_its_hospitals_counted_last_and_too_few_show_none(
    site: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = {
        number: quantity for number, (_, quantity) in twin(site, 11).items() if 430102 <= HOSPITALS[number] < 430104
    }
    row = next(
        one for one in served("stock").json()["rows"] if (one["product_code"], one["region"]) == ("P11", "430100")
    )
    assert (row["holding"], row["empty"]) == (
        sum(quantity > 0 for quantity in counted.values()), sum(quantity == 0 for quantity in counted.values()),
    )  # fmt: skip
    ruled(monkeypatch, Granularity.CITY, least=len(counted) + 1)
    row = next(
        one for one in served("stock").json()["rows"] if (one["product_code"], one["region"]) == ("P11", "430100")
    )
    assert (row["holding"], row["empty"]) == (None, None)
    assert "不公布" in Client().get("/public/drugs/P11/").content.decode()


def test_warnings_are_told_in_plain_words_and_mild_ones_and_past_ones_not(site: Serving) -> None:
    rows = served("warnings").json()["rows"]
    assert [(one["number"], one["region"], one["generic_name"]) for one in rows] == [("S1", "430100", "阿司匹林片")]
    told: list[Warned] = warned(site)
    assert (told[0].heard.number, told[0].line.title[0]) == ("S1", "医院订购后到货偏少")
    assert "医院订购后到货偏少" in Client().get("/public/").content.decode()
    assert drug_names(site, text="阿司匹林片", most=5) == ["阿司匹林片"]
    assert drug_names(site, text="匹林", most=5) == ["阿司匹林片", "阿司匹林肠溶片"]


def test_the_page_of_the_data_names_every_field_and_where_things_are(site: Serving) -> None:
    page = Client().get("/public/data/").content.decode()
    for one in DATASETS:
        assert f"/public/data/{one.name}.csv" in page
        for field in one.fields:
            assert f"<code>{field.name}</code>" in page
    assert served("nothing").status_code == 404
    assert Client().get("/public/data/nothing.schema.json").status_code == 404
    assert Client().get("/public/data/lists.xml").status_code == 404
    about = Client().get("/public/about/").content.decode()
    assert "HN-7" in about
    assert "未经核实" in about


def test_what_nobody_may_know_of_a_filing_is_not_published(site: Serving) -> None:
    for answer in (served("filed-purchases"), Client().get("/public/market/filings/")):
        text = answer.content.decode()
        assert "丁制药" in text
        assert not [secret for secret in ("H-SECRET", "李四", "王五", "赵六") if secret in text]


def test_what_a_running_round_selected_is_published_and_what_lost_or_waits_is_not(site: Serving) -> None:
    """VBP-1: selected products and prices are public from the start of their round."""
    (row,) = served("selected-products").json()["rows"]
    assert (row["product_code"], row["yuan_a_pack"], row["role"], row["region"]) == (
        "HN-1-丁制药", 15, "main", "430000",
    )  # fmt: skip
    page = Client().get("/public/market/selected/").content.decode()
    assert "HN-1-丁制药" in page
    assert "落选制药" not in page
    assert "HN-2" not in page
    assert "没有这样的中选产品" in Client().get("/public/market/selected/?text=乙药").content.decode()


def test_a_suspended_listing_is_published_with_its_reason_and_article(site: Serving) -> None:
    (row,) = served("suspended-listings").json()["rows"]
    assert (row["state"], row["reason"], row["clause"], row["until"]) == (
        "suspended", "约谈后未说明理由", "HN-15", None,
    )  # fmt: skip
    page = Client().get("/public/market/suspended/").content.decode()
    assert "约谈后未说明理由" in page
    assert "张三" not in page


def test_prices_paid_are_published_from_as_many_order_lines_as_the_pack_says(site: Serving) -> None:
    rows = served("paid-prices").json()["rows"]
    assert rows
    assert min(row["order_lines"] for row in rows) >= 3
    assert all(row["lowest"] <= row["yuan_a_pack"] <= row["highest"] for row in rows)
    page = Client().get("/public/market/").content.decode()
    assert "阿司匹林片" in page
    assert "无条文（PRC-7）" in page
    nowhere = Client().get("/public/market/?place=999999&month=1999-01&text=没有这种药").content.decode()
    assert "没有符合条件的药品" in nowhere


def test_pages_of_purchases_are_shown_in_both_languages_and_kept_for_a_minute(site: Serving, settings: Any) -> None:
    for path in ("market/", "market/filings/", "market/suspended/", "market/warnings/", "data/ocds/"):
        for language, words in (("zh-hans", "采购公开"), ("en", "Purchases")):
            visitor = Client()
            visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            answer = visitor.get(f"/public/{path}")
            assert words in answer.content.decode()
            assert answer["Cache-Control"] == "public, max-age=60"


def test_pages_of_purchases_say_why_they_are_empty(site: Serving) -> None:
    from baowen.procure.buying.models import Filing
    from baowen.procure.listing.models import Listing

    Filing.objects.all().delete()
    Listing.objects.all().delete()
    for path, words in (
        ("market/filings/", "没有已受理的备案采购"), ("market/suspended/", "没有暂停挂网的药品"),
        ("data/ocds/", "所以没有数据"),
    ):  # fmt: skip
        caches["pages"].clear()
        assert words in Client().get(f"/public/{path}").content.decode()
