"""VBP-3, VBP-4: systems of hospitals and enterprises name, choose, sign and read by API, each for its own side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from baowen.api import book as served
from baowen.api.root import Rate
from baowen.core.clock import now
from baowen.vbp.volumes import queries as told

from .conftest import AT, CITY, ROUND, number_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def api_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, volumes: list[Any]) -> Iterator[None]:
    from baowen.core.home import create_home

    Rate.cache.clear()
    create_home(tmp_path / "api", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "api"))
    monkeypatch.setattr(told, "reported_volumes", lambda code: tuple(volumes) if code == ROUND else ())
    for read_once in (served.home, served.contract_book):
        read_once.cache_clear()
    yield
    for read_once in (served.home, served.contract_book):
        read_once.cache_clear()


@pytest.fixture
def ask(people: Any) -> Callable[..., Any]:
    """Call as an organisation: GET, or POST with a body."""
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    root, secrets = operator("os:root", "100000"), {}
    for code in ("YB43", "H1", "M1", "D1"):
        roles = {Role.ORGANISATION_ADMIN}
        add_person(f"admin-{code}", name=code, organisation=code, roles=roles, actor=root, at=AT)
        secrets[code] = issue_token(code, "his", Scope, days=30, actor=actor_of(f"admin-{code}"), at=now())

    def run(who: str, path: str, body: object = None) -> Any:
        client = Client(headers={"Authorization": f"Bearer {secrets[who]}"})
        if body is None:
            return client.get(f"/api/v1{path}")
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    return run


def test_a_round_is_worked_out_kept_named_for_chosen_and_signed_by_api(
    ask: Callable[..., Any], round_code: str
) -> None:
    looked = ask("YB43", f"/vbp/rounds/{ROUND}/allocation?lot=1").json()
    assert [(one["reported"], one["units"]) for one in looked["lots"]] == [("3500.0000", 2100)]
    assert [cell["packs"] for cell in looked["lots"][0]["products"][0]["cells"]] == [20, 40, 10]
    assert ask("YB43", f"/vbp/rounds/{ROUND}/allocation", {"sign_by": "2099-01-31"}).json() == {
        "lots": 3, "contracts": 7, "missed": 0, "anew": False,
    }  # fmt: skip
    named = {"round_code": ROUND, "city": CITY, "distributors": ["D1"]}
    assert ask("M1", "/vbp/distributors", named).json() == {"count": 2}
    cities = ask("M1", f"/vbp/distributors?round_code={ROUND}&city={CITY}").json()
    assert (cities["least"], [one["is_few"] for one in cities["products"]]) == (3, [True, True])
    number = number_of("H1", "P1")
    choice = {"choices": [{"number": number, "distributor": "D1"}], "sign": True}
    assert ask("M1", "/vbp/contracts/choose", choice).status_code == 403
    assert ask("H1", "/vbp/contracts/choose", choice).json() == {"count": 1}
    for who in ("D1", "M1"):
        assert ask(who, "/vbp/contracts/sign", {"numbers": [number]}).json() == {"count": 1}
    again = ask("M1", "/vbp/contracts/sign", {"numbers": [number]})
    assert (again.status_code, "推送后不能撤回" in again.json()["message"]) == (422, True)
    found = ask("D1", f"/vbp/contracts/{number}").json()
    assert (found["contract"]["state"], found["lot_units"], len(found["steps"])) == ("signed", 2100, 2)
    made = ask("H1", f"/vbp/contracts/{number}/supplements", {"packs": 5, "reason": "增加"}).json()["number"]
    for who in ("D1", "M1"):
        assert ask(who, f"/vbp/supplements/{made}/sign", {}).json() == {"number": made}
    lines = ask("H1", "/vbp/contracts?state=signed").json()["lines"]
    assert [(one["number"], one["total_packs"], one["amount"]) for one in lines] == [(number, 25, "300.00")]
    assert ask("M1", "/vbp/distributors/end", {**named, "distributor": "D1"}).json() == {"count": 2}
    assert ask("YB43", "/vbp/contracts/late").json() == []


def test_a_call_that_is_wrong_or_not_ones_own_is_answered(ask: Callable[..., Any], drawn: Callable[..., Any]) -> None:
    drawn()
    assert ask("H1", f"/vbp/rounds/{ROUND}/allocation").status_code == 403
    assert ask("YB43", "/vbp/rounds/none/allocation").status_code == 422
    assert ask("H1", f"/vbp/contracts/{number_of('H2', 'P3')}").status_code == 422
    assert ask("H1", "/vbp/contracts/sign", {"numbers": []}).status_code == 422
    assert ask("H1", "/vbp/contracts/sign", {"numbers": ["XY1"]}).json()["message"].startswith("没有本单位的协议 XY1")
    assert ask("H1", "/vbp/contracts?state=none").status_code == 422
