"""VBP-1: rounds by API: imported whole or not at all, read, checked, started, ended, continued."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from tests.made_rounds import SHEETS, workbook

from baowen.core.home import create_home

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
