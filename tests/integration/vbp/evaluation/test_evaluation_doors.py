"""The same evaluation by API and by command: run, read, exempted, appealed, replayed. VBP-7."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from baowen.commands.fields import first_level, nested_level
from baowen.core.home import Home
from baowen.orgs.actions import issue_token
from baowen.orgs.tokens import Scope

from .conftest import AS_OF, AT

Ask = Callable[..., Any]


@pytest.fixture
def ask(served: Home, people: dict[str, Any]) -> Ask:
    """Call the API as somebody."""
    from baowen.api.root import Rate
    from baowen.core.clock import now
    from baowen.orgs.actions import add_person
    from baowen.orgs.queries import actor_of
    from baowen.orgs.roles import Role

    Rate.cache.clear()
    scopes = {
        "YB": {Scope.VBP_READ, Scope.VBP_MANAGE},
        "H-A": {Scope.VBP_READ, Scope.VBP_WRITE},
        "H-B": {Scope.VBP_READ},
    }
    tokens = {}
    for code, wanted in scopes.items():
        add_person(
            f"{code}-admin",
            name="管理员",
            organisation=code,
            roles={Role.ORGANISATION_ADMIN},
            actor=actor_of_root(),
            at=AT,
        )
        tokens[code] = issue_token(code, "系统", wanted, days=30, actor=actor_of(f"{code}-admin"), at=now())

    def call(who: str, path: str, body: Any = None) -> Any:
        client = Client(headers={"Authorization": f"Bearer {tokens[who]}"})
        if body is None:
            return client.get(f"/api/v1{path}")
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    return call


def actor_of_root() -> Any:
    from baowen.orgs.queries import operator

    return operator("os:root", "100000")


def test_a_round_is_evaluated_appealed_and_replayed_by_api(ask: Ask) -> None:
    number = ask("YB", "/vbp/evaluations", {"round_code": "R1", "as_of": str(AS_OF)}).json()["number"]
    assert ask("H-A", f"/vbp/evaluations/{number}").status_code == 422, "not published"
    assert ask("YB", f"/vbp/evaluations/{number}/publish", {}).status_code == 200
    (result,) = ask("H-A", f"/vbp/evaluations/{number}/hospitals/H-A").json()
    assert (result["failing"], float(result["after"]["counted"])) == (["volume", "share"], 2100)
    assert ask("H-B", f"/vbp/evaluations/{number}/hospitals/H-A").status_code == 422
    asked = {
        "lot": "1", "product": "P1", "starts_on": "2024-10-01", "kind": "backup", "from_on": "2025-03-01",
        "until_on": "2025-03-31", "words": "断供",
    }  # fmt: skip
    assert ask("H-B", f"/vbp/evaluations/{number}/appeals", asked).status_code == 403, "without the scope"
    appeal = ask("H-A", f"/vbp/evaluations/{number}/appeals", asked).json()["number"]
    assert ask("YB", f"/vbp/appeals/{appeal}/ask", {"reason": "补材料"}).status_code == 200
    assert ask("H-A", f"/vbp/appeals/{appeal}/answer", {"words": "已补"}).status_code == 200
    assert ask("H-A", f"/vbp/appeals/{appeal}/grant", {"reason": "自批"}).status_code == 403
    assert ask("YB", f"/vbp/appeals/{appeal}/grant", {"reason": "属实"}).status_code == 200
    assert ask("H-A", f"/vbp/appeals/{appeal}").json()["after"]["failing"] == []
    assert ask("YB", "/vbp/appeals?run=" + number).json()["lines"][0]["state"] == "granted"
    assert ask("YB", f"/vbp/evaluations/{number}/replay", {}).json()["is_equal"]
    assert ask("H-B", "/vbp/effects").json()["lines"] == []


def test_an_exemption_is_proposed_and_refused_by_api(ask: Ask) -> None:
    new = {
        "round_code": "R1", "kind": "shortage", "from_on": "2025-01-01", "until_on": "2025-02-28", "words": "短缺",
        "lot": "1",
    }  # fmt: skip
    number = ask("YB", "/vbp/exemptions", new).json()["number"]
    turned = new | {"until_on": "2024-12-31"}
    assert "早于" in ask("YB", "/vbp/exemptions", turned).json()["message"]
    assert ask("YB", f"/vbp/exemptions/{number}/refuse", {"reason": "不实"}).status_code == 200
    assert ask("YB", f"/vbp/exemptions/{number}/confirm", {"reason": "属实"}).status_code == 422
    assert ask("H-B", "/vbp/exemptions").json()["lines"][0]["state"] == "refused"


def test_a_round_is_evaluated_shown_and_replayed_by_command(
    served: Home, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worked example of docs/how-to/vbp-evaluation.md."""
    monkeypatch.setenv("BAOWEN_ACTOR", "YB")
    assert call("vbp-evaluation", "exempt").out.strip() == "没有。None."
    told = call("vbp-evaluation", "run", "R1", "--as-of", AS_OF, "--publish", "--json").document
    assert set(told) == first_level("vbp-evaluation run")
    assert (told["rows"], told["failed_plain"], told["failed"]) == (3, 2, 2)
    number = told["number"]
    given = ("--round", "R1", "--kind", "backup", "--since", "2025-03-01", "--until", "2025-03-31", "--lot", 1)
    found = call("vbp-evaluation", "exempt", *given, "--reason", "三月断供", "--json").document
    assert set(found[0]) == nested_level("vbp-evaluation exempt", "[].")
    assert "已确认" in call("vbp-evaluation", "exempt", "--confirm", found[0]["number"], "--reason", "省级核实").out
    again = call("vbp-evaluation", "run", "R1", "--as-of", AS_OF, "--json").document
    assert (again["failed_plain"], again["failed"]) == (2, 1)
    assert "备供产品视为中选" in call("vbp-evaluation", "show", again["number"], "--hospital", "H-A").out
    assert set(call("vbp-evaluation", "show", "--json").document[0]) == nested_level("vbp-evaluation show", "[].")
    replayed = call("vbp-evaluation", "replay", number, "--json").document
    assert set(replayed) == first_level("vbp-evaluation replay")
    assert replayed["is_equal"]
    (served.root / "vbp" / "evaluation" / f"{told['digest']}.parquet").write_bytes(b"changed")
    assert call("vbp-evaluation", "replay", number).code == 1
    assert call("vbp-evaluation", "exempt", "--round", "R1", "--kind", "backup").code == 2
