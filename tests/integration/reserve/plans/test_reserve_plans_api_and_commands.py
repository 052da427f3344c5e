"""Reserve plans by API and command line, both with misuse. RSV-1, RSV-4."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from baowen.api import book as served
from baowen.api.root import Rate
from baowen.commands.fields import first_level, nested_level
from baowen.core.clock import now, today

pytestmark = pytest.mark.django_db
ITEM = {
    "tier": "province", "kind": "finished", "name": "地高辛片", "strength": "0.25mg", "planned": "1000",
    "unit": "smallest", "grounds": ["necessary"], "department": "health",
}  # fmt: skip


@pytest.fixture
def ask(people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """GET, or POST with a body, for an organisation whose token has every scope: status and answer."""
    from baowen.core.home import create_home
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    create_home(tmp_path / "api", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "api"))
    Rate.cache.clear()
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()
    secrets: dict[str, str] = {}

    def run(who: str, path: str, body: object = None) -> Any:
        if who not in secrets:
            root, name = operator("os:root", "100000"), f"admin-{who}"
            add_person(name, name=name, organisation=who, roles={Role.ORGANISATION_ADMIN}, actor=root, at=now())
            secrets[who] = issue_token(who, "his", Scope, days=30, actor=actor_of(name), at=now())
        headers = {"Authorization": f"Bearer {secrets[who]}"}
        sent = json.dumps(body)
        answer = (
            Client().get(path, headers=headers) if body is None
            else Client().post(path, sent, content_type="application/json", headers=headers)
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content)

    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield run
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()


def test_plans_are_kept_and_read_by_api(ask: Callable[..., Any]) -> None:
    base = "/api/v1/reserve"
    status, made = ask("WJ43", f"{base}/catalogue", ITEM)
    assert status == 200, made
    assert ask("WJ43", f"{base}/catalogue", ITEM)[0] == 422
    assert ask("R1", f"{base}/catalogue", ITEM)[0] == 403
    (line,) = ask("WJ43", f"{base}/catalogue")[1]["lines"]
    assert (line["number"], line["key"].split("|")[0]) == (made["number"], "地高辛")
    held = {"item": made["number"], "planned": "1000", "unit": "smallest"}
    agreement = {"holder": "R1", "tier": "province", "starts_on": "2026-01-01", "items": [held]}
    number = ask("WJ43", f"{base}/agreements", agreement)[1]["number"]
    assert [one["number"] for one in ask("R1", f"{base}/agreements")[1]["lines"]] == [number]
    assert ask("R2", f"{base}/agreements")[1]["lines"] == []
    (compared,) = ask("R1", f"{base}/stock")[1]
    assert (compared["held"]["agreement"], compared["stand"]["standing"]) == (number, "unknown")
    shift = {"organisation": "R1", "person": "张三", "telephone": "138"}
    times = {"starts_at": "2026-11-02T08:00:00+08:00", "ends_at": "2026-11-03T08:00:00+08:00"}
    assert ask("R1", f"{base}/duty", shift | times)[0] == 200
    assert ask("R1", f"{base}/check")[0] == 403
    begun = ask("WJ43", f"{base}/assessments", {"holder": "R1", "year": today().year})[1]["number"]
    assert ask("WJ43", f"{base}/assessments/{begun}/moves", {"move": "publish"})[0] == 422
    assert ask("R1", f"{base}/assessments/{begun}")[0] == 422
    told = {"name": "duty", "points": "9", "words": "好"}
    assert ask("WJ43", f"{base}/assessments/{begun}/points", told)[0] == 200
    withdrawn = {"last_on": f"{today()}", "reason": "停储"}
    assert ask("WJ43", f"{base}/agreements/{number}/end", withdrawn)[0] == 200


def test_the_command_line_imports_lists_checks_and_assesses(
    call: Callable[..., Any], people: Any, agreed: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("init", "--region", "430000").code == 0
    monkeypatch.setenv("BAOWEN_ACTOR", people.province.name)
    file = tmp_path / "catalogue.csv"
    head = "层级,类别,名称,规格,计划储备量,单位,列入理由,负责部门"
    file.write_text(f"{head}\n省级,成品药,地高辛片,0.25mg,1000,片,临床必需,卫生健康\n", encoding="utf-8")
    assert "没有储备品种" in call("reserve-plans", "catalogue").out
    assert len(call("reserve-plans", "import", str(file), "--json").document["numbers"]) == 1
    refused = call("reserve-plans", "import", str(file))
    assert (refused.code, "已有" in refused.err) == (2, True)
    assert "地高辛片" in call("reserve-plans", "catalogue").out
    agreed()
    for name in ("catalogue", "agreements", "stock", "duty"):
        document = call("reserve-plans", name, "--json").document
        assert set(document[0]) == first_level(f"reserve-plans {name}")
    assert "没有重复和空缺" in call("reserve-plans", "check").out
    assert "无人" in call("reserve-plans", "duty").out
    number = call("reserve-plans", "assess", "R1", "2026", "--json").document["number"]
    (document,) = call("reserve-plans", "assessments", "--json").document
    assert set(document) == first_level("reserve-plans assessments")
    assert set(document["parts"][0]) == nested_level("reserve-plans assessments", "[].parts[].")
    assert "没有评分" in call("reserve-plans", "publish", number).err
