"""Feeds, signals, lists and the register by API: each sees and sends what is its own. COL-1, MON-1, LST-1, ORG-4."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import pytest
from python_calamine import CalamineWorkbook

from baowen.api import book
from baowen.collect.feeds import FEEDS
from baowen.core.home import Home
from baowen.lake.store import Lake
from baowen.lists.actions.editions import EditionFacts, import_edition, publish_edition
from baowen.lists.kinds import ListKind
from baowen.lists.sheet import Grid
from baowen.monitor.models import Signal
from baowen.orgs.actions import add_person
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
Ask = Callable[..., Any]
STOCK = "医疗机构代码,药品代码,盘点日期,批号,库存数量\nhosp,P1,2026-10-31,A1,30\nother,P1,2026-10-31,A1,70\n"
CATALOGUE = "药品代码,通用名,剂型,规格,包装,最小包装数量,原料药\nP1,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛\n"
HOSPITALS = "机构代码,机构名称,机构类型,行政区划代码\nhosp,一院,医疗机构,320106\nother,二院,医疗机构,320106\n"


def file(text: str, name: str) -> io.BytesIO:
    found = io.BytesIO(text.encode())
    found.name = name
    return found


@pytest.fixture
def loaded(home: Home, send: Ask) -> Home:
    """The province's platform has sent its registers."""
    for feed, text in (("organisation", HOSPITALS), ("catalogue", CATALOGUE)):
        assert send("js", f"/feeds/{feed}", file(text, f"{feed}.csv")).json()["sent"]["refused"] == 0
    return home


def test_a_hospital_sends_its_own_stock_and_gets_the_rows_of_others_back(loaded: Home, ask: Ask, send: Ask) -> None:
    answer = send("hosp", "/feeds/stock", file(STOCK, "库存.csv"), period="2026-10").json()
    assert (answer["sent"]["accepted"], answer["sent"]["refused"], answer["sent"]["has_workbook"]) == (1, 1, True)
    (problem,) = answer["problems"]
    assert (problem["row"], problem["code"], "hosp" in problem["message"]) == (3, "not_the_sender", True)
    number = answer["sent"]["id"]
    workbook = b"".join(ask("hosp", f"/imports/{number}/refused").streaming_content)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    cells = [cell for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row]
    assert "other" in cells
    assert "hosp" not in cells
    assert ask("js", f"/imports/{number}").status_code == 422
    whole = send("js", "/feeds/stock", file(STOCK, "库存.csv")).json()
    assert (whole["sent"]["accepted"], whole["sent"]["unchanged"]) == (1, 1)
    assert [one["feed"] for one in ask("js", "/imports").json()["lines"]] == ["stock", "catalogue", "organisation"]
    stock = Lake(loaded.lake).read("stock")
    assert stock is not None
    assert stock.height == 2


def test_who_may_send_which_feed(loaded: Home, ask: Ask, send: Ask) -> None:
    del loaded
    refused = send("hosp", "/feeds/order_line", file("x\n1\n", "x.csv"))
    assert (refused.status_code, "stock" in refused.json()["message"]) == (422, True)
    city = send("nj", "/feeds/catalogue", file(CATALOGUE, "c.csv"))
    assert (city.status_code, "320000" in city.json()["message"]) == (422, True)
    assert send("js", "/feeds/nothing", file("x\n1\n", "x.csv")).status_code == 422
    late = send("hosp", "/feeds/stock", file(STOCK, "库存.csv"), period="2026-09").json()
    assert (late["sent"]["state"], late["sent"]["accepted"]) == ("stopped", 0)
    assert ask("nj", "/feeds").status_code == 422
    assert len(ask("js", "/feeds").json()) == len(FEEDS)
    assert {one["name"] for one in ask("hosp", "/feeds").json()} == {
        "purchase", "stock", "usage", "prescription", "distributor_stock", "reserve_stock",
    }  # fmt: skip


@pytest.fixture
def signals() -> list[str]:
    """One of a district, one of a province that shows itself in that district and in another city, one of that city."""
    numbers = []
    for number, region, places in (
        ("S1", "320106", []), ("S2", "320000", ["320106", "320211"]), ("S3", "320211", ["320211"]),
    ):  # fmt: skip
        signal = Signal(
            number=number, indicator="price_rise", severity="orange", worst_severity="orange", state="in_force",
            region=1, region_code=region, region_name=region, subject_type="product", subject=1, subject_code="P1",
            subject_name="地高辛片", period_first="2026-08", period_last="2026-08", first_seen=date(2026, 9, 1),
            last_seen=date(2026, 9, 27), times_seen=1, value=2.0, clause="HN-10", basis="illustrative",
            policy_key="k", policy_version="v", lake_versions={}, n=1, weight=1.0, places=places, members=["P1"],
        )  # fmt: skip
        signal.save()
        numbers.append(signal.number)
    return numbers


def test_signals_are_seen_where_they_show_themselves(ask: Ask, signals: list[str]) -> None:
    def seen(who: str, rest: str = "") -> list[tuple[str, list[str]]]:
        return [(one["number"], one["places"]) for one in ask(who, f"/signals{rest}").json()["lines"]]

    assert seen("js") == [("S1", []), ("S2", ["320106", "320211"]), ("S3", ["320211"])]
    assert seen("gl") == [("S1", []), ("S2", ["320106"])]
    assert seen("wx") == [("S2", ["320211"]), ("S3", ["320211"])]
    first = ask("js", "/signals?limit=2").json()
    assert [one["number"] for one in first["lines"]] == signals[:2]
    assert seen("js", f"?limit=2&cursor={first['cursor']}") == [("S3", ["320211"])]
    assert seen("js", "?severity=red") == []
    assert ask("hosp", "/signals").status_code == 403
    unseen = ask("gl", "/signals/S3")
    assert (unseen.status_code, unseen.json()) == (422, ask("gl", "/signals/S9").json() | {
        "message": unseen.json()["message"], "message_en": unseen.json()["message_en"]})  # fmt: skip


def test_a_signal_is_dismissed_by_the_lead_unit_of_its_place(ask: Ask, signals: list[str]) -> None:
    verdict = {"why": "data_error", "words": "单位填错"}
    assert ask("wx", f"/signals/{signals[0]}/dismiss", verdict).status_code == 422
    assert ask("gl", f"/signals/{signals[1]}/dismiss", verdict).status_code == 403
    assert ask("gl", f"/signals/{signals[0]}/dismiss", verdict).json() == {"number": "S1"}


@pytest.fixture
def monitored() -> int:
    """A monitoring list of the province, published."""
    add_person(
        "editor", name="编", organisation="js", roles=[Role.LIST_EDITOR], actor=operator("os:root", "320000"), at=AT
    )
    facts = EditionFacts(
        issuer="320000", kind=ListKind.MONITORING, edition="2026 年版", effective_on=date(2026, 1, 1)
    )  # fmt: skip
    rows = ((2, {"药品名称": "地高辛", "剂型": "片剂"}), (3, {"药品名称": "肝素", "剂型": "注射剂"}))
    grid = Grid(file="清单.xlsx", sheet="Sheet1", headings=("药品名称", "剂型"), rows=rows)
    found = import_edition(facts, grid, actor=actor_of("editor"), at=AT)
    publish_edition(found.number, actor=actor_of("editor"), at=AT)
    return found.number


def test_lists_are_read_and_changes_proposed(secrets: dict[str, str], ask: Ask, monitored: int) -> None:
    del secrets
    status = ask("gl", f"/lists/status?drug={quote('地高辛片')}&on=2026-09-28").json()
    assert [(one["issuer_region"], one["listed_name"]) for one in status["listed"]] == [("320000", "地高辛")]
    assert status["place"] == "320106"
    assert [one["number"] for one in ask("hosp", "/lists").json()["lines"]] == [monitored]
    edition = ask("hosp", f"/lists/{monitored}").json()
    assert [one["name"] for one in edition["items"]] == ["地高辛", "肝素"]
    wanted = {
        "issuer": "320000", "kind": "monitoring", "direction": "in", "drug": "氯化钾", "dosage_form": "注射剂",
        "reason": "reports", "evidence": ["Z-320106-20260901-0001"],
    }  # fmt: skip
    assert ask("gl", "/candidates", wanted).status_code == 403
    number = ask("js", "/candidates", wanted).json()["number"]
    assert ask("js", f"/candidates/{number}").json()["evidence"] == ["Z-320106-20260901-0001"]
    assert [one["number"] for one in ask("js", "/candidates?state=open").json()["lines"]] == [number]
    assert ask("hosp", "/candidates").status_code == 403


def test_a_token_says_for_whom_it_acts_and_whom_it_sees(ask: Ask) -> None:
    me = ask("hosp", "/me").json()
    assert (me["organisation"], me["region"], me["roles"]) == ("hosp", "320106", ["buyer", "reporter"])
    assert "cases:answer" in me["scopes"]

    def codes(who: str) -> list[str]:
        return [one["code"] for one in ask(who, "/organisations").json()["lines"]]

    assert codes("nj") == ["gl", "nj", "hosp"]
    assert codes("hosp") == ["hosp"]


def test_drugs_are_found_by_pinyin(loaded: Home, ask: Ask) -> None:
    del loaded
    assert [one["product_code"] for one in ask("hosp", "/drugs?text=dgx").json()] == ["P1"]
    assert ask("nobody", "/drugs?text=dgx").status_code == 401


def test_the_server_s_home_is_the_one_that_is_served(home: Home) -> None:
    assert book.home().root == home.root
