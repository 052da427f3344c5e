"""The monthly form: kept by cell for a hospital and month, sent as files of the feeds, seen by nobody else. COL-1."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from baowen.api import book
from baowen.collect.models import ImportRecord, MonthlyForm, MonthlyLine
from baowen.collect.monthly.actions import Cell, add_line, save_cells, send_form, set_count_day
from baowen.collect.monthly.queries import form_of
from baowen.core.home import Home
from baowen.core.models import AuditEntry
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers")]
AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
OCTOBER = Month(2026, 10)
LAST = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def people(home: Home, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two reporters of one hospital, one of another, an agent of a distributor."""
    monkeypatch.setenv("BAOWEN_HOME", str(home.root))
    for read_once in (book.home, book.report_book):
        read_once.cache_clear()
    root = operator("os:root", "430000")
    hospital, distributor = OrganisationKind.HOSPITAL, OrganisationKind.DISTRIBUTOR
    units = [
        NewOrganisation(code="H001", name="甲县人民医院", kind=hospital, region="430121"),
        NewOrganisation(code="H002", name="乙县人民医院", kind=hospital, region="430181"),
        NewOrganisation(code="D001", name="丙配送", kind=distributor, region="430102"),
    ]
    register_organisations(units, actor=root, at=AT)
    for name, unit, role in (
        ("first", "H001", Role.REPORTER), ("second", "H001", Role.REPORTER), ("other", "H002", Role.REPORTER),
        ("agent", "D001", Role.ENTERPRISE_AGENT), ("keeper", "H001", Role.ORGANISATION_ADMIN),
    ):  # fmt: skip
        add_person(name, name=name, organisation=unit, roles=[role], actor=root, at=AT)
    yield
    for read_once in (book.home, book.report_book):
        read_once.cache_clear()


def save(who: str, *cells: tuple[str, str, str], month: Month = OCTOBER) -> int:
    wanted = [Cell(product_code=code, column=column, text=text) for code, column, text in cells]
    return save_cells(month, wanted, actor=actor_of(who), home_region="430000", at=AT)


def send(home: Home, who: str = "first") -> Any:
    return send_form(home, OCTOBER, actor=actor_of(who), at=AT, clock=lambda: AT)


def kept(organisation: str = "H001") -> dict[str, dict[str, str]]:
    found = form_of(organisation, OCTOBER, counted_on=LAST)
    return {line.product_code: {name: text for name, text in line.cells.items() if text} for line in found.lines}


def in_lake(home: Home, feed: str, *columns: str) -> list[tuple[Any, ...]]:
    rows = Lake(home.lake).read(feed)
    return [] if rows is None else rows.select(pl.col(*columns).cast(pl.String)).rows()


def test_two_people_fill_in_one_form_and_neither_loses_the_others_cells() -> None:
    save("first", ("P001", "stock", "12"), ("P002", "used", "3"))
    save("second", ("P001", "used", "7"))
    save("first", ("P001", "stock", "13"))
    assert kept() == {"P001": {"stock": "13", "used": "7"}, "P002": {"used": "3"}}
    assert kept("H002") == {}
    changed = form_of("H001", OCTOBER, counted_on=LAST, since=1)
    assert [(one.product_code, one.by) for one in changed.lines] == [("P001", "first")]


def test_drafts_leave_no_audit_entry_and_nothing_in_the_lake(home: Home) -> None:
    before = AuditEntry.objects.count()
    save("first", ("P001", "stock", "12"))
    assert AuditEntry.objects.count() == before
    assert in_lake(home, "stock", "quantity") == []


def test_sending_goes_through_the_one_import_and_a_refused_cell_comes_back_in_place(home: Home) -> None:
    save("first", ("P001", "stock", "12"), ("P001", "used", "7"), ("P001", "stockout_days", "2"))
    save("second", ("P002", "stock", "许多"), ("P002", "used", "4"))
    sent = send(home, "second")
    assert (sent.accepted, sent.refused) == (3, 1)
    assert in_lake(home, "stock", "quantity", "counted_on") == [("12.0000", "2026-10-31")]
    assert sorted(in_lake(home, "usage", "quantity", "stockout_days")) == [("4.0000", None), ("7.0000", "2")]
    records = {one.feed: one for one in ImportRecord.objects.filter(sender="H001")}
    assert records["stock"].file_name == "库存月报-2026-10.csv"
    assert (records["stock"].accepted, records["stock"].refused) == (1, 1)
    assert records["stock"].refused_file
    lines = {line.product_code: line for line in form_of("H001", OCTOBER, counted_on=LAST).lines}
    assert lines["P002"].refused["stock"].message[0] == "“库存数量”不是数字"
    assert lines["P002"].sent == {"used": "4", "stockout_days": ""}
    assert lines["P001"].refused == {}
    entries = AuditEntry.objects.filter(action="monthly.send")
    assert [(one.by, one.organisation) for one in entries] == [("second", "H001")]


def test_a_mended_cell_is_sent_alone_and_a_changed_one_is_a_correction(home: Home) -> None:
    save("first", ("P001", "stock", "12"), ("P002", "stock", "many"))
    send(home)
    save("first", ("P002", "stock", "5"))
    assert not form_of("H001", OCTOBER, counted_on=LAST).lines[1].refused
    mended = send(home)
    assert [(one.rows, one.accepted, one.corrected) for one in mended.outcomes] == [(1, 1, 0)]
    save("first", ("P001", "stock", "15"))
    corrected = send(home)
    assert [(one.rows, one.corrected) for one in corrected.outcomes] == [(1, 1)]
    assert sorted(in_lake(home, "stock", "quantity")) == [("15.0000",), ("5.0000",)]
    with pytest.raises(BaowenError, match="没有需要报送的内容"):
        send(home)


def test_what_is_typed_while_the_form_is_sent_is_still_to_be_sent(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from baowen.collect.monthly import actions

    save("first", ("P001", "stock", "12"))
    imported = actions.import_file

    def meanwhile(*given: Any, **more: Any) -> Any:
        save("second", ("P001", "stock", "20"))
        return imported(*given, **more)

    monkeypatch.setattr(actions, "import_file", meanwhile)
    send(home)
    monkeypatch.undo()
    line = form_of("H001", OCTOBER, counted_on=LAST).lines[0]
    assert (line.cells["stock"], line.sent["stock"]) == ("20", "12")
    assert send(home).outcomes[0].corrected == 1


def test_a_process_that_dies_after_the_import_loses_nothing_and_doubles_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.collect.monthly import actions

    def dies(*given: Any, **more: Any) -> None:
        raise SystemExit

    save("first", ("P001", "stock", "12"))
    monkeypatch.setattr(actions, "_remember", dies)
    with pytest.raises(SystemExit):
        send(home)
    monkeypatch.undo()
    again = send(home)
    assert [(one.accepted, one.unchanged) for one in again.outcomes] == [(0, 1)]
    assert len(in_lake(home, "stock", "quantity")) == 1


def test_totals_beside_lots_of_the_same_day_are_kept_out(home: Home, bring_in: Callable[..., Any]) -> None:
    bring_in("stock", "医疗机构代码,药品代码,盘点日期,生产批号,库存数量\nH001,P001,2026-10-31,B1,4\n")
    save("first", ("P001", "stock", "4"), ("P002", "stock", "9"))
    sent = send(home)
    assert (sent.accepted, sent.refused) == (1, 1)
    line = form_of("H001", OCTOBER, counted_on=LAST).lines[0]
    assert "按批号报送" in line.refused["stock"].message[0]
    set_count_day(OCTOBER, date(2026, 10, 30), actor=actor_of("first"), home_region="430000", at=AT)
    assert send(home).accepted == 2
    assert sorted(day for (day,) in in_lake(home, "stock", "counted_on")) == [
        "2026-10-30", "2026-10-30", "2026-10-31", "2026-10-31",
    ]  # fmt: skip


def test_only_a_hospital_with_its_reporter_fills_in_the_form() -> None:
    with pytest.raises(BaowenError, match="由医疗机构填报"):
        save("agent", ("P001", "stock", "1"))
    with pytest.raises(NotAllowedError):
        save("keeper", ("P001", "stock", "1"))
    with pytest.raises(BaowenError, match="尚未开始"):
        save("first", ("P001", "stock", "1"), month=Month(2026, 12))
    assert MonthlyForm.objects.count() == 0


def test_a_form_has_no_more_lines_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baowen.collect.monthly.rules.MOST_LINES", 2)
    save("first", ("P001", "stock", "1"), ("P002", "stock", "1"))
    with pytest.raises(BaowenError, match="最多 2 行"):
        save("first", ("P003", "stock", "1"))
    with pytest.raises(BaowenError, match="最多 2 行"):
        add_line(OCTOBER, "P003", actor=actor_of("first"), home_region="430000", at=AT)
    assert MonthlyLine.objects.count() == 2


def signed_in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def posted(client: Client, given: object) -> Any:
    return client.post("/monthly/save/", json.dumps(given), content_type="application/json")


def test_the_page_keeps_cells_tells_what_is_wrong_and_brings_what_others_typed() -> None:
    first, second = signed_in("first"), signed_in("second")
    one = posted(first, {"month": "2026-10", "revision": 0, "cells": [["P001", 0, "许多"]]}).json()
    assert one["problems"]["P001"]["0"][0][:2] == [1, "“库存数量”不是数字"]
    two = posted(second, {"month": "2026-10", "revision": 0, "cells": [["P002", 1, "3"]]}).json()
    assert {line[0]: line[8] for line in two["lines"]} == {"P001": ["许多", "", ""], "P002": ["", "3", ""]}
    second.cookies["django_language"] = "en"
    page = second.get("/monthly/?month=2026-10").content.decode()
    assert "\\u8bb8\\u591a" in page or "许多" in page
    assert "is not a number" in page


@pytest.mark.parametrize(
    "given",
    [
        [], {"month": "2026-13"}, {"month": "2026-10", "cells": [["P001", 9, "1"]]}, {"month": "2026-10", "cells": 3},
        {"month": "2026-10", "revision": "x"}, {"month": "2026-10", "cells": [["P001", 0, "9" * 50]]},
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_words_and_keeps_nothing(given: object) -> None:
    answer = posted(signed_in("first"), given)
    assert answer.status_code == 400
    assert answer.json()["told"]
    assert MonthlyLine.objects.count() == 0


def test_no_other_hospital_sees_a_form_and_agents_have_none() -> None:
    save("first", ("P001", "stock", "777"))
    assert "777" in signed_in("first").get("/monthly/?month=2026-10").content.decode()
    assert "777" not in signed_in("other").get("/monthly/?month=2026-10").content.decode()
    answer = posted(signed_in("other"), {"month": "2026-10", "revision": 0, "cells": [["P002", 0, "1"]]}).json()
    assert [line[0] for line in answer["lines"]] == ["P002"]
    assert signed_in("agent").get("/monthly/").status_code == 404
    assert signed_in("keeper").get("/monthly/").status_code == 403
    assert posted(signed_in("agent"), {"month": "2026-10", "cells": []}).status_code == 400
