"""VBP-1: rounds by API and command line: imported whole or not at all, read, checked, started, ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from tests.made_rounds import PUBLISHED_BIDS, PUBLISHED_VOLUMES, SHEETS, workbook

from baowen.commands.fields import first_level, nested_level
from baowen.core.home import Home, create_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call the API as the officer, the buyer or the officer next door."""
    from baowen.api import book
    from baowen.api.root import Rate
    from baowen.core.clock import now
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    Rate.cache.clear()
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook):
        read_once.cache_clear()
    secrets = {}
    for code in ("YB43", "YB42", "H1"):
        add_person(
            f"admin-{code}", name=code, organisation=code, roles={Role.ORGANISATION_ADMIN},
            actor=operator("os:root", "100000"), at=now(),
        )  # fmt: skip
        secrets[code] = issue_token(code, "his", Scope, days=30, actor=actor_of(f"admin-{code}"), at=now())

    def run(who: str, path: str, body: Any = None, *, form: bool = False) -> Any:
        client = Client(headers={"Authorization": f"Bearer {secrets[who]}"})
        if body is None:
            return client.get(f"/api/v1{path}")
        if form:
            return client.post(f"/api/v1{path}", body)
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield run
    for read_once in (book.home, book.rulebook):
        read_once.cache_clear()


def file(content: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("round.xlsx", content)}


def test_a_round_is_imported_read_started_and_ended_by_api(ask: Callable[..., Any]) -> None:
    looked = ask("YB43", "/vbp/rounds", {**file(workbook()), "look": "true"}, form=True).json()
    assert (looked["code"], looked["kept"], looked["lots"]) == ("HN-9", False, 2)
    assert ask("YB43", "/vbp/rounds").json()["lines"] == []
    assert ask("YB43", "/vbp/rounds", file(workbook()), form=True).json()["kept"] is True
    page = ask("H1", "/vbp/rounds/HN-9").json()
    assert page["round"]["state"] == "prepared"
    assert {"region": "430000", "role": "main"} in page["lots"][0]["bids"][0]["places"]
    started = ask("YB43", "/vbp/rounds/HN-9/start", {"starts_on": "2026-01-01"}).json()
    assert (started["standards"], started["entered"]) == (2, 2)
    standard = ask("H1", "/vbp/payment-standards?product_code=P1&on=2026-06-30").json()
    assert (standard["now"]["price"], standard["now"]["round_code"]) == ("15.0000", "HN-9")
    assert [one["product_code"] for one in ask("H1", "/vbp/rounds/HN-9/selected").json()] == ["P1", "P2"]
    suppliers = ask("H1", "/vbp/rounds/HN-9/suppliers?place=420000").json()
    assert (suppliers[0]["mains"], suppliers[0]["backups"]) == (["戊制药"], ["丁制药"])
    kinds = [one["kind"] for one in ask("YB43", "/vbp/rounds/HN-9/check").json()]
    assert {"missing_volume", "no_cut", "cycle_length"} <= set(kinds)
    ended = ask("YB43", "/vbp/rounds/HN-9/end", {"ends_on": "2026-12-31", "reason": "接续"}).json()
    assert (ended["state"], ended["ends_on"]) == ("ended", "2026-12-31")
    after = ask("YB43", "/vbp/rounds/HN-9/continue", {"code": "HN-10", "name": "下一批"}).json()
    assert (after["follows"], after["lots"]) == ("HN-9", 2)


def test_wrong_tables_are_told_and_only_officers_import_by_api(ask: Callable[..., Any]) -> None:
    rows = [list(one) for one in SHEETS["产品"]]
    rows[1][4] = "三十"
    answer = ask("YB43", "/vbp/rounds", file(workbook(产品=rows)), form=True).json()
    assert answer["kept"] is False
    (problem,) = answer["problems"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("产品", 2, "每包装单位数")
    assert ask("YB43", "/vbp/rounds").json()["lines"] == []
    assert ask("H1", "/vbp/rounds", file(workbook()), form=True).status_code == 403
    assert ask("YB43", "/vbp/rounds/NONE").status_code == 422
    assert ask("YB43", "/vbp/rounds/HN-9/suppliers?place=999999").status_code == 422


@pytest.fixture
def say(home: Home, people: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command as the officer and give its JSON document, after its fields were compared with those written."""

    def run(command: str, *words: object) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", "officer")
        answer = call("vbp-rounds", command, *words, "--json")
        assert answer.code == 0, answer.err
        document = answer.document
        first = document[0] if isinstance(document, list) and document else document
        assert not first or set(first) == first_level(f"vbp-rounds {command}")
        return document

    return run


def test_a_round_goes_from_its_tables_to_its_end_by_commands(
    say: Callable[..., Any], call: Any, write: Callable[..., Path], tmp_path: Path
) -> None:
    assert call("vbp-rounds", "list").out.startswith("还没有批次")
    say("template", tmp_path / "t.xlsx")
    assert (tmp_path / "t.xlsx").read_bytes()[:2] == b"PK"
    bids, volumes = write("bids.csv", PUBLISHED_BIDS), write("volumes.csv", PUBLISHED_VOLUMES)
    given = (bids, volumes, "--code", "N-1", "--name", "甲批", "--level", "national", "--round", "甲批")
    looked = say("import", *given, "--look")
    assert (looked["kept"], looked["lots"], looked["bids"], looked["selected"], looked["volumes"]) == (
        False, 2, 4, 2, 5,
    )  # fmt: skip
    assert set(looked["remarks"][0]) == nested_level("vbp-rounds import", "remarks[].")
    assert say("list") == []
    done = call("vbp-rounds", "import", *given)
    assert (done.code, "已录入 N-1" in done.out, "占位数" in done.err) == (0, True, True)
    assert [one["code"] for one in say("list")] == ["N-1"]
    shown = say("show", "N-1")
    assert [lot["drug"] for lot in shown["lots"]] == ["甲药口服常释剂型", "丙药口服常释剂型"]
    assert set(shown["lots"][0]) == nested_level("vbp-rounds show", "lots[].")
    checked = say("check", "N-1")
    assert {"placeholder", "no_bid", "missing_volume"} <= {one["kind"] for one in checked["disagreements"]}
    assert set(checked["disagreements"][0]) == nested_level("vbp-rounds check", "disagreements[].")
    assert "占位报价" in call("vbp-rounds", "check", "N-1").out
    assert "甲药口服常释剂型" in call("vbp-rounds", "show", "N-1").out
    assert say("suppliers", "N-1")[0]["mains"] == ["丁制药"]
    assert "丁制药" in call("vbp-rounds", "suppliers", "N-1").out
    assert say("start", "N-1", "--starts", "2026-01-01", "--ends", "2026-12-31")["standards"] == 0
    assert say("standard", "P1") is None
    assert say("continue", "N-1", "N-2", "--name", "下一批") == {"code": "N-2", "follows": "N-1"}
    assert say("end", "N-1", "--on", "2026-06-30", "--reason", "接续") == {"code": "N-1", "ends_on": "2026-06-30"}
    assert say("withdraw", "N-2", "--reason", "录错") == {"code": "N-2"}


def test_a_workbook_is_started_and_its_standard_told_by_commands(
    say: Callable[..., Any], call: Any, write: Callable[..., Path]
) -> None:
    assert say("import", write("round.xlsx", workbook()))["code"] == "HN-9"
    assert "支付标准 2 条" in call("vbp-rounds", "start", "HN-9").out
    assert say("standard", "P1", "--on", "2026-12-31")["price"] == 15
    assert "15.0000 元/包装" in call("vbp-rounds", "standard", "P1", "--on", "2026-12-31").out
    assert "没有集采支付标准" in call("vbp-rounds", "standard", "P1", "--on", "2026-01-01").out


def test_a_command_refuses_wrong_tables_whole(
    say: Callable[..., Any], call: Any, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    bids = write("bids.csv", PUBLISHED_BIDS.replace("湖南、湖 北", "某省"))
    monkeypatch.setenv("BAOWEN_ACTOR", "officer")
    answer = call("vbp-rounds", "import", bids, "--code", "N-1", "--level", "national", "--round", "甲批")
    assert answer.code == 4
    assert "bids.csv 第 2 行 supply_regions：没有名为“某省”的地区" in answer.err
    assert say("list") == []
