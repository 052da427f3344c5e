"""Supply problems, enterprise files, joining and findings by API, both ways, with misuse. VBP-9, 10, 13, CRD-6."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from baowen.api import book as served
from baowen.api.root import Rate
from baowen.core.clock import now, today
from baowen.core.period import Month

pytestmark = pytest.mark.django_db
PROBLEM = {
    "round_code": "GY-11", "product_code": "P1", "kind": "short_supply", "from_on": "2026-10-20",
    "words": "连续两周未到货",
}  # fmt: skip
ENTRY = {"kind": "recall", "title": "三级召回", "happened_on": "2026-10-08", "product_code": "P1"}
FINDING = {"kind": "payment", "institution": "H1", "words": "逾期付款", "evidence": ["F1"]}


@pytest.fixture(autouse=True)
def api_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from baowen.core.home import create_home

    create_home(tmp_path / "api", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "api"))
    Rate.cache.clear()
    cached = (served.home, served.rulebook, served.settle_book)
    for read_once in cached:
        read_once.cache_clear()
    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield
    for read_once in cached:
        read_once.cache_clear()


@pytest.fixture
def ask(running: str) -> Callable[..., Any]:
    """GET, or POST with a body, for an organisation whose token has every scope."""
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    secrets: dict[str, str] = {}

    def secret(code: str) -> str:
        if code not in secrets:
            root, name = operator("os:root", "100000"), f"admin-{code}"
            add_person(name, name=name, organisation=code, roles={Role.ORGANISATION_ADMIN}, actor=root, at=now())
            secrets[code] = issue_token(code, "his", Scope, days=30, actor=actor_of(name), at=now())
        return secrets[code]

    def run(who: str, path: str, body: object = None) -> Any:
        client = Client(headers={"Authorization": f"Bearer {secret(who)}"})
        address = f"/api/v1/vbp{path}"
        if body is None:
            return client.get(address)
        return client.post(address, json.dumps(body), content_type="application/json")

    return run


def test_a_problem_goes_its_way_by_api(ask: Callable[..., Any]) -> None:
    """VB-3.3 (VBP-9)."""
    number = ask("H1", "/problems", PROBLEM).json()["number"]
    page = ask("M1", f"/problems/{number}").json()
    assert (page["line"]["state"], page["moves"]) == ("told", ["answer"])
    assert page["clock"]["basis"] == "illustrative"
    said = {"supply_by": "2099-01-05", "quantity": "2000", "cause": "capacity"}
    assert ask("M1", f"/problems/{number}/answer", said).json() == {"number": number}
    assert ask("H1", f"/problems/{number}").json()["answers"][0]["quantity"] == "2000.0000"
    confirm = {"numbers": [number], "kind": "supply_failure", "reason": "属实"}
    made = ask("YB43", "/confirmations", confirm).json()["number"]
    again = ask("YB43", "/confirmations", confirm)
    assert (again.status_code, "不能核实认定" in again.json()["message"]) == (422, True)
    for who in ("H1", "M1", "YB43", "YB121"):
        line = ask(who, "/confirmations?lasting=true").json()["lines"][0]
        assert line["confirmed"]["number"] == made
        assert [one["product_code"] for one in line["backups"]] == ["P2"]
    assert ask("H2", "/confirmations").json()["lines"] == []
    end = {"until_on": "2026-10-31", "reason": "恢复"}
    assert ask("YB43", f"/confirmations/{made}/end", end).status_code == 200
    assert ask("YB43", "/confirmations?lasting=true").json()["lines"] == []
    assert ask("YB43", f"/confirmations/{made}/revoke", {"reason": "误认"}).status_code == 200
    assert ask("H1", f"/problems/{number}/moves", {"move": "reopen", "reason": "仍缺货"}).status_code == 200
    assert ask("YB43", "/problems?state=told").json()["lines"][0]["number"] == number


MISUSE: list[tuple[str, str, dict[str, Any], int]] = [
        ("M1", "/problems", PROBLEM, 403), ("H1", "/problems", PROBLEM | {"product_code": "P9"}, 422),
        ("H1", "/problems", PROBLEM | {"from_on": "2099-01-01"}, 422),
        ("H1", "/problems", PROBLEM | {"until_on": "2026-10-01"}, 422),
        ("H1", "/problems", PROBLEM | {"round_code": "GY-0"}, 422),
        ("H1", "/problems", PROBLEM | {"kind": "odd"}, 422),
        ("M2", "/problems/{}/answer", {"cause": "capacity"}, 422),
        ("H1", "/problems/{}/answer", {"cause": "other"}, 403),
        ("H2", "/problems/{}/moves", {"move": "withdraw", "reason": "x"}, 422),
        ("M1", "/problems/{}/moves", {"move": "refuse", "reason": "x"}, 403),
        ("YB43", "/problems/{}/moves", {"move": "confirm", "reason": "x"}, 422),
        ("YB121", "/confirmations", {"numbers": ["{}"], "kind": "quality", "reason": "x"}, 403),
        ("H1", "/confirmations", {"numbers": ["{}"], "kind": "quality", "reason": "x"}, 403),
        ("H1", "/enterprises/M1/entries", ENTRY, 403), ("M2", "/enterprises/M1/entries", ENTRY, 403),
        ("H1", "/findings", FINDING, 403), ("YB43", "/findings", FINDING | {"evidence": []}, 422),
        ("H1", "/joinings", {"round_code": "GY-11", "kind": "pharmacy", "wishes": []}, 422),
    ]  # fmt: skip


def test_misuse_is_told_and_changes_nothing(ask: Callable[..., Any], told: Any) -> None:
    from baowen.core.models import AuditEntry

    number = told()
    before = AuditEntry.objects.filter(action__startswith="vbp.").count()
    for who, path, body, status in MISUSE:
        sent = json.loads(json.dumps(body).replace("{}", number))
        assert ask(who, path.format(number), sent).status_code == status, (who, path, body)
    assert AuditEntry.objects.filter(action__startswith="vbp.").count() == before


def test_the_file_of_an_enterprise_by_api(ask: Callable[..., Any], told: Any) -> None:
    """VB-3.2 (CRD-6)."""
    told()
    number = ask("YB43", "/enterprises/M1/entries", ENTRY).json()["number"]
    assert ask("M1", f"/entries/{number}/answer", {"words": "已召回"}).status_code == 200
    assert ask("YB43", f"/entries/{number}/confirm", {}).status_code == 200
    corrected = ask("YB43", f"/entries/{number}/correction", ENTRY | {"title": "二级召回", "reason": "误"})
    later = corrected.json()["number"]
    promised = {"kind": "commitment", "title": "保证供应", "happened_on": "2026-10-09", "region": "430000"}
    assert ask("M1", "/enterprises/M1/entries", promised).status_code == 200
    month = str(Month.of(today()).plus(-1))
    lines = [{"product_code": "P1", "produced": "5000", "payments": "1200.50"}]
    filed = ask("M1", "/firm-months", {"region": "430000", "month": month, "lines": lines})
    assert filed.json() == {"region": "430000", "month": month}
    page = ask("YB43", "/enterprises/M1").json()
    assert {one["number"]: one["replaced_by"] for one in page["entries"]}[number] == later
    assert page["supply"]["record"]["told"] == 1
    assert page["months"][0]["lines"][0]["payments"] == "1200.50"
    assert ask("M2", "/enterprises/M1").status_code == 422
    assert [one["enterprise"] for one in ask("YB43", "/enterprises").json()] == ["M1", "M2"]


def test_joining_and_findings_by_api(ask: Callable[..., Any]) -> None:
    """VB-1.4 (VBP-10), VB-2.2 (VBP-13)."""
    wishes = [{"product_code": "P1", "quantity": "60"}]
    number = ask("PH1", "/joinings", {"round_code": "GY-11", "kind": "pharmacy", "wishes": wishes}).json()["number"]
    assert ask("PH1", f"/joinings/{number}/moves", {"move": "accept"}).status_code == 403
    assert ask("YB121", f"/joinings/{number}/moves", {"move": "accept"}).status_code == 200
    line = ask("PH1", "/joinings").json()["lines"][0]
    assert (line["state"], line["from_on"], line["moves"]) == ("accepted", "2026-04-01", ["end"])
    finding = ask("YB43", "/findings", FINDING).json()["number"]
    passed = {"to": "discipline", "receiver": "驻局纪检监察组", "words": "线索"}
    assert ask("YB43", f"/findings/{finding}/passed", passed).status_code == 200
    assert ask("YB43", f"/findings/{finding}/results", {"to": "discipline", "words": "已谈话"}).status_code == 200
    assert ask("H1", f"/findings/{finding}/moves", {"move": "answer", "words": "补付"}).status_code == 200
    assert ask("H1", f"/findings/{finding}").json()["passed"] == []
    page = ask("YB43", f"/findings/{finding}").json()
    assert (page["state"], page["passed"][0]["result"]) == ("answered", "已谈话")
    assert ask("H2", f"/findings/{finding}").status_code == 422
