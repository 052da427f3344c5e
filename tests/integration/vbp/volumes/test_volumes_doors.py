"""Volume reports through every door: page, workbook, API and command; bad input is told and changes nothing. VBP-2."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baowen.api import book as served
from baowen.core.clock import now, today
from baowen.orgs.actions import add_person, issue_token
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.orgs.tokens import Scope
from baowen.vbp.volumes.actions import NewCall, open_call
from baowen.vbp.volumes.models import Call, VolumeReport
from baowen.web.pages.messages import page_of
from baowen.web.viewer import Viewer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LINES = [{"lot": "1", "units": "3600"}, {"lot": "2", "units": "150"}]


@pytest.fixture(autouse=True)
def doors(home: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAOWEN_HOME", str(home.root))
    for read_once in (served.home, served.report_book):
        read_once.cache_clear()
    yield
    for read_once in (served.home, served.report_book):
        read_once.cache_clear()


@pytest.fixture
def key(people: Any, the_round: str, book: Any) -> int:
    """A call of today, with the purchases of 2025 as last year's."""
    new = NewCall(
        round_code=the_round, year=today().year, first_month="2025-01", last_month="2025-12",
        due_on=today() + timedelta(days=20), due_reason="测试",
    )  # fmt: skip
    return open_call(new, actor=people.province, at=now(), book=book)


def page(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def begun(client: Client, key: int, **given: str) -> str:
    answer = client.post(f"/vbp/volumes/calls/{key}/begin/", given)
    return str(answer["Location"]).rstrip("/").rsplit("/", 1)[-1]


def save(client: Client, number: str, *cells: tuple[str, str, str]) -> Any:
    body = {"revision": 0, "cells": [[lot, "", column, given] for lot, column, given in cells]}
    return client.post(f"/vbp/volumes/{number}/save/", json.dumps(body), content_type="application/json")


def test_a_hospital_fills_the_form_and_three_levels_agree_on_their_pages(people: Any, key: int) -> None:
    buyer = page("b1")
    assert "开始填报" in text(buyer.get("/vbp/volumes/"))
    number = begun(buyer, key)
    form = text(buyer.get(f"/vbp/volumes/{number}/"))
    assert 'value="3600"' in form
    assert "5 个月的采购记录" in form
    told = save(buyer, number, ("1", "units", "100")).json()
    assert "不到去年采购量 3600 的 10 分之一" in told["problems"]["1|"]["units"][0][1]
    assert "报量未提交" in text(buyer.post(f"/vbp/volumes/{number}/file/", follow=True))
    save(buyer, number, ("1", "units", "3000"), ("3", "units", "7"))
    assert "报量已提交" in text(buyer.post(f"/vbp/volumes/{number}/file/", follow=True))
    assert "轮到" in text(buyer.get(f"/vbp/volumes/{number}/"))
    county = page("p430121")
    assert number in text(county.get(f"/vbp/volumes/calls/{key}/?mine=yes"))
    back = county.post(f"/vbp/volumes/{number}/review/", {"what": "return", "remark|1|": "请核对科室用量"}, follow=True)
    assert "已退回" in text(back)
    assert "退回意见： 请核对科室用量" in text(buyer.get(f"/vbp/volumes/{number}/"))
    told = buyer.get("/messages/")
    assert f"报量 {number} 已退回" in text(told)
    assert page_of(f"vbp_volumes/{number}", Viewer(people.lead, False)) == f"/vbp/volumes/{number}/"
    assert page_of(f"vbp_call/{key}", Viewer(people.lead, False)) == "/vbp/volumes/"
    buyer.post(f"/vbp/volumes/{number}/file/")
    for who in ("p430121", "p4301", "p43"):
        answer = page(who).post(f"/vbp/volumes/calls/{key}/agree/", {"number": [number]}, follow=True)
        assert "已审核通过 1 份" in text(answer)
    closed = page("p43").post(f"/vbp/volumes/calls/{key}/close/", {"reason": ""}, follow=True)
    assert "报量已结束" in text(closed)
    assert "本机构没有报量" in text(page("b3").get("/vbp/volumes/"))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([("1", "units", "-5")], "不能为负"), ([("1", "units", "三百")], "不是数字"),
        ([("1", "units", "36000")], "达到去年采购量 3600 的 10 倍"), ([("1", "units", "0")], "低于报量下限 2880"),
    ],
)  # fmt: skip
def test_bad_figures_stay_on_the_form_and_are_not_filed(people: Any, key: int, cells: Any, said: str) -> None:
    buyer = page("b1")
    number = begun(buyer, key)
    assert save(buyer, number, *cells).status_code == 200
    assert said in text(buyer.get(f"/vbp/volumes/{number}/"))
    assert said in text(buyer.post(f"/vbp/volumes/{number}/file/", follow=True))
    assert VolumeReport.objects.get().state == "draft"


def test_cells_that_the_form_has_not_are_refused_and_nothing_is_kept(people: Any, key: int) -> None:
    buyer = page("b1")
    number = begun(buyer, key)
    assert save(buyer, number, ("1", "units", "5"), ("99", "units", "5")).status_code == 400
    assert save(buyer, number, ("1", "price", "5")).status_code == 400
    url = f"/vbp/volumes/{number}/save/"
    assert buyer.post(url, "[]", content_type="application/json").status_code == 400
    assert buyer.post(url, '{"cells": [["1"]]}', content_type="application/json").status_code == 400
    assert "3600" in text(buyer.get(f"/vbp/volumes/{number}/"))
    assert page("b3").post(url, "{}", content_type="application/json").status_code == 400


def workbook(client: Client, number: str) -> Any:
    answer = client.get(f"/vbp/volumes/{number}/workbook/")
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def upload(client: Client, number: str, book: Any) -> Any:
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("报量.xlsx", content.getvalue())
    return client.post(f"/vbp/volumes/{number}/upload/", {"file": file}, follow=True)


def test_the_workbook_comes_back_with_what_was_typed_into_it(people: Any, key: int) -> None:
    buyer = page("b1")
    number = begun(buyer, key)
    file = workbook(buyer, number)
    sheet = file.active
    assert [cell.value for cell in sheet[2]][:9] == [
        "1", None, "阿司匹林片", "0.1g", "片", "3600", "2880", "3600", None
    ]  # fmt: skip
    sheet["H2"], sheet["I2"], sheet["H4"] = "2000", "科室撤并", 12
    assert "文件已填入报量表" in text(upload(buyer, number, file))
    again = workbook(buyer, number).active
    assert [again["H2"].value, again["I2"].value, again["H4"].value] == ["2000", "科室撤并", "12"]
    save(buyer, number, ("1", "explanation", ""))
    marked = workbook(buyer, number).active
    assert "低于报量下限 2880" in marked["J2"].value
    assert marked["I2"].comment is not None


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("H2", "-5", "不能为负"), ("H2", "很多", "不是数字"), ("A3", "1", "与第 2 行是同一品种"),
        ("A3", "99", "本批次没有品种 99"), ("I2", "字" * 501, "说明超过 500 字"),
    ],
)  # fmt: skip
def test_a_workbook_with_errors_is_told_by_cell_and_not_taken(
    people: Any, key: int, cell: str, value: str, said: str
) -> None:
    buyer = page("b1")
    number = begun(buyer, key)
    file = workbook(buyer, number)
    file.active["H4"] = "77"
    file.active[cell] = value
    answer = upload(buyer, number, file)
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'<td class="number" data-label="行">{cell[1]}</td>' in text(answer)
    assert workbook(buyer, number).active["H4"].value is None


def test_what_is_no_form_at_all_is_told(people: Any, key: int) -> None:
    buyer = page("b1")
    number = begun(buyer, key)
    url = f"/vbp/volumes/{number}/upload/"
    picture = SimpleUploadedFile("a.xlsx", b"\x89PNG....")
    assert buyer.post(url, {"file": picture}).status_code == 422
    assert "请选择文件" in text(buyer.post(url, {}, follow=True))
    empty = openpyxl.Workbook()
    empty.active.append(["品种序号", "药品代码", "报量", "说明"])
    assert upload(buyer, number, empty).status_code == 422


def test_an_alliance_is_begun_by_its_lead_and_closed_to_its_members(people: Any, key: int) -> None:
    lead = page("b1")
    assert "医联体整体" in text(lead.get("/vbp/volumes/"))
    number = begun(lead, key, alliance="yes")
    assert "去年采购量为牵头医院和全部成员之和" in text(lead.get(f"/vbp/volumes/{number}/"))
    member = page("b2")
    assert "牵头医院已为医联体整体报量" in text(member.get("/vbp/volumes/"))
    refused = member.post(f"/vbp/volumes/calls/{key}/begin/", {}, follow=True)
    assert "成员不再单独报量" in text(refused)
    again = lead.post(f"/vbp/volumes/calls/{key}/begin/", {}, follow=True)
    assert f"本机构本周期已有报量 {number}" in text(again)


def test_after_the_day_the_page_says_so_and_the_province_gives_more_time(people: Any, key: int) -> None:
    buyer, province = page("b1"), page("p43")
    number = begun(buyer, key)
    Call.objects.update(due_on=today() - timedelta(days=1))
    assert "草稿未提交" in text(buyer.get(f"/vbp/volumes/{number}/"))
    assert "已于" in text(buyer.post(f"/vbp/volumes/{number}/file/", follow=True))
    assert "逾期" in text(province.get(f"/vbp/volumes/calls/{key}/days/"))
    day = f"/vbp/volumes/calls/{key}/day/"
    assert "请填写" in text(province.post(day, {"due_on": str(today())}, follow=True))
    given = {"due_on": str(today() + timedelta(days=2)), "reason": "系统故障", "organisation": "H1"}
    assert "系统故障" in text(province.post(day, given, follow=True))
    assert "报量已提交" in text(buyer.post(f"/vbp/volumes/{number}/file/", follow=True))


def test_findings_are_listed_with_their_clause_and_exported(people: Any, key: int) -> None:
    begun(page("b1"), key)
    Call.objects.update(due_on=today() - timedelta(days=1))
    county = page("p430121")
    shown = text(county.get(f"/vbp/volumes/calls/{key}/findings/"))
    assert "不报" in shown
    assert "VB-1.4、VB-2.2" in shown
    csv = county.get(f"/vbp/volumes/calls/{key}/findings/?format=csv&table=findings").content.decode()
    assert "甲县人民医院" in csv
    assert "没有发现" in text(county.get(f"/vbp/volumes/calls/{key}/findings/?kind=hidden"))
    for table, address in (
        ("reports", f"calls/{key}/"), ("days", f"calls/{key}/days/"), ("calls", ""),
    ):  # fmt: skip
        answer = county.get(f"/vbp/volumes/{address}?format=xlsx&table={table}")
        assert answer["Content-Disposition"].endswith(f'baowen-{table}.xlsx"')


def test_pages_without_anything_explain_themselves_and_strangers_see_none(people: Any, the_round: str) -> None:
    assert "目前没有需要报量的批次" in text(page("b1").get("/vbp/volumes/"))
    province = page("p43")
    assert "还没有布置过报量" in text(province.get("/vbp/volumes/"))
    refused = province.post("/vbp/volumes/open/", {"round_code": the_round, "year": "明年"}, follow=True)
    assert "年度应写作 2026" in text(refused)
    assert "已布置报量" in text(
        province.post("/vbp/volumes/open/", {"round_code": the_round, "year": "2026"}, follow=True)
    )
    key = Call.objects.get().pk
    assert "没有符合条件的报量" in text(province.get(f"/vbp/volumes/calls/{key}/"))
    assert page("p32").get(f"/vbp/volumes/calls/{key}/").status_code == 403
    assert page("b1").get(f"/vbp/volumes/calls/{key}/").status_code == 403


Ask = Callable[..., Any]


@pytest.fixture
def ask(people: Any, settings: Any) -> Ask:
    settings.ALLOWED_HOSTS = ["*"]
    secrets = {}
    for code in ("YB43", "YB4301", "YB430121", "H1", "H2", "H3"):
        name = f"admin-{code}"
        add_person(
            name, name=name, organisation=code, roles=[Role.ORGANISATION_ADMIN], actor=operator("os:root", "100000"),
            at=AT,
        )  # fmt: skip
        secrets[code] = issue_token(code, "his", Scope, days=30, actor=actor_of(name), at=now())

    def run(who: str, path: str, body: object = None) -> Any:
        client = Client(headers={"Authorization": f"Bearer {secrets[who]}"})
        if body is None:
            return client.get(f"/api/v1{path}")
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    return run


def test_systems_report_review_and_read_the_result(ask: Ask, key: int) -> None:
    number = ask("H1", "/vbp/volumes", {"call": key, "lines": LINES}).json()["number"]
    shown = ask("H1", f"/vbp/volumes/{number}").json()
    assert [(one["lot"], one["units"], one["last"]) for one in shown["lines"]] == [
        ("1", "3600.0000", "3600.0000"), ("2", "150.0000", "150.0000"), ("3", None, None),
    ]  # fmt: skip
    assert ask("YB4301", "/vbp/volumes/agree", {"numbers": [number]}).status_code == 422
    back = {"lines": [{"lot": "1", "remark": "请核对"}]}
    assert ask("YB430121", f"/vbp/volumes/{number}/return", back).status_code == 200
    again = [{"lot": "1", "units": "3500"}, LINES[1]]
    assert ask("H1", "/vbp/volumes", {"call": key, "lines": again}).json() == {"number": number}
    (line,) = ask("YB430121", f"/vbp/volumes?call={key}&mine=true").json()["lines"]
    assert (line["number"], line["version"], line["told"]) == (number, 2, 2)
    for who in ("YB430121", "YB4301", "YB43"):
        assert ask(who, "/vbp/volumes/agree", {"numbers": [number]}).json() == {"agreed": 1}
    assert ask("YB43", f"/vbp/volume-calls/{key}/close", {"reason": ""}).json() == {"call": key, "left_out": 0}
    result = ask("YB43", "/vbp/reported-volumes?round_code=HN-2026-1").json()
    assert [(one["lot"], one["units"], one["organisation"]) for one in result] == [
        ("1", "3500.0000", "H1"), ("2", "150.0000", "H1"),
    ]  # fmt: skip
    assert ask("YB430121", "/vbp/reported-volumes?round_code=HN-2026-1").status_code == 403


@pytest.mark.parametrize(
    ("who", "lines", "said"),
    [
        ("H1", [{"lot": "1", "units": "-1"}], "不能为负"),
        ("H1", [{"lot": "1", "units": "36000"}], "10 倍"),
        ("H1", [LINES[0], LINES[0]], "填了两行"),
        ("H1", [{"lot": "9", "units": "1"}], "没有品种 9"),
        ("H1", [], "空的"),
        ("YB43", LINES, "不能填报"),
    ],
)
def test_what_a_system_gets_wrong_is_told_and_nothing_is_kept(
    ask: Ask, key: int, who: str, lines: Any, said: str
) -> None:
    answer = ask(who, "/vbp/volumes", {"call": key, "lines": lines})
    assert answer.status_code in (403, 422)
    assert said in answer.json()["message"]
    assert not VolumeReport.objects.exists()


def test_systems_meet_the_same_limits_of_time_cycle_and_alliance(ask: Ask, key: int) -> None:
    assert ask("H1", "/vbp/volumes", {"call": key, "alliance": True, "lines": LINES, "file": False}).status_code == 200
    assert "成员不再单独报量" in ask("H2", "/vbp/volumes", {"call": key, "lines": LINES}).json()["message"]
    assert ask("H1", "/vbp/volumes", {"call": key, "lines": [{"lot": "1", "units": "4200"}]}).status_code == 200
    assert "本周期已有报量" in ask("H1", "/vbp/volumes", {"call": key, "lines": LINES}).json()["message"]
    second = {"round_code": "HN-2026-1", "year": 2031}
    assert "已报量 1 次" in ask("YB43", "/vbp/volume-calls", second).json()["message"]
    day = {"due_on": str(today()), "reason": "提前"}
    assert ask("YB43", f"/vbp/volume-calls/{key}/day", day).status_code == 200
    Call.objects.update(due_on=today() - timedelta(days=1))
    assert "截止" in ask("H3", "/vbp/volumes", {"call": key, "lines": LINES}).json()["message"]
    found = ask("YB43", f"/vbp/volume-calls/{key}/findings?kind=not_reported").json()
    assert [one["organisation"] for one in found["findings"]] == ["H3"]
    assert [one["key"] for one in ask("H3", "/vbp/volume-calls").json()] == [key]


def test_the_commands_write_the_form_file_it_and_list_the_findings(
    people: Any, key: int, tmp_path: Path, run: Callable[..., Any]
) -> None:
    file = tmp_path / "form.xlsx"
    number = run("b3", "form", key, file)["number"]
    assert run("b3", "form", key, file)["number"] == number
    book = openpyxl.load_workbook(file)
    book.active["H3"] = "-1"
    book.save(file)
    refused = run("b3", "file", number, file)
    assert [(one["row"], one["column"], one["code"]) for one in refused["problems"]] == [(3, "报量", "bad_units")]
    book.active["H3"] = "1000"
    book.save(file)
    assert run("b3", "file", number, file)["lines"] == 3
    assert [one["number"] for one in run("p430121", "reports", key, "--mine")] == [number]
    assert run("p430121", "return", number, "--line", "2=请核对") == {"number": number}
    assert run("b3", "file", number, file)["state"] == "under_review"
    for who in ("p430121", "p4301", "p43"):
        assert run(who, "agree", number) == {"agreed": 1}
    assert run("p43", "findings", key) == []
    assert run("p43", "day", key, date(2099, 1, 2), "--reason", "延期")["due_on"] == "2099-01-02"
    assert run("p43", "close", key) == {"call": key, "left_out": 0}
    assert [one["units"] for one in run("p43", "result", "HN-2026-1")] == [1000]
    assert [one["state"] for one in run("p43", "calls")] == ["closed"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """`baowen vbp-volumes ... --json` as somebody, within the records of this test; what it prints."""
    from typer.testing import CliRunner

    from baowen.commands import vbp_volumes
    from baowen.core.home import open_home

    monkeypatch.setattr(vbp_volumes, "open_session", lambda _ctx: open_home(Path(served.home().root)))

    def call(who: str, *words: object) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", who)
        answer = CliRunner().invoke(vbp_volumes.app, [*map(str, words), "--json"])
        assert answer.exit_code in (0, 4), (answer.output, answer.exception)
        return json.loads(answer.output)

    return call
