"""Reserve goods by API, both ways, with misuse. RSV-1, RSV-4."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from tests.integration.reserve.goods.conftest import balance

from baowen.api import book as served
from baowen.api.root import Rate
from baowen.core.clock import now, today

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from baowen.core.home import create_home

    folder = tmp_path_factory.mktemp("api") / "home"
    create_home(folder, region="430000")
    return folder


@pytest.fixture(autouse=True)
def api_home(served_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAOWEN_HOME", str(served_home))
    Rate.cache.clear()
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()
    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()


@pytest.fixture
def ask(people: Any) -> Callable[..., Any]:
    """GET, or POST with a body, for an organisation whose token has every scope unless told."""
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    secrets: dict[Any, str] = {}

    def secret(code: str, scopes: Any) -> str:
        if (code, scopes) not in secrets:
            root, name = operator("os:root", "100000"), f"admin-{code}-{len(secrets)}"
            add_person(name, name=name, organisation=code, roles={Role.ORGANISATION_ADMIN}, actor=root, at=now())
            secrets[code, scopes] = issue_token(
                code, name, scopes or Scope, days=30, actor=actor_of(name), at=now()
            )  # fmt: skip
        return secrets[code, scopes]

    def run(who: str, path: str, body: object = None, scopes: Any = None, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {secret(who, scopes)}"} | ({"Idempotency-Key": key} if key else {})
        client, address = Client(headers=headers), f"/api/v1/reserve{path}"
        if body is None:
            return client.get(address)
        return client.post(address, json.dumps(body), content_type="application/json")

    return run


def _arrival(**more: Any) -> dict[str, Any]:
    return {
        "product_code": "P1", "generic_name": "地高辛片", "lot_no": "L1", "packs": "100", "unit_price": "12.3456",
        "expires_on": str(today() + timedelta(days=120)),
    } | more  # fmt: skip


def test_goods_are_released_sent_once_and_received_by_api(ask: Callable[..., Any]) -> None:
    fund = ask("WJ431", "/money", {"year": 2026, "fund": "市级财政"}).json()["number"]
    assert ask("WJ431", f"/money/{fund}/allocations", {"yuan": "1000"}).status_code == 200
    made = ask("R1", "/entries", _arrival(budget=fund)).json()
    assert float(made["beyond"]) == 234.56
    assert ask("WJ431", "/money").json()[0]["left"] in ("-234.56", -234.56)
    goods = ask("WJ431", "/goods").json()["lines"][0]
    assert float(goods["usable"]) == 100
    order = {"holder": "R1", "product_code": "P1", "takers": [{"organisation": "H1", "packs": "60"}]}
    code = ask("WJ431", "/releases", order).json()["code"]
    assert ask("R1", f"/releases/{code}/moves", {"move": "confirm"}).status_code == 200
    parcel = {"taker": "H1", "picks": [{"lot": goods["lots"][0]["key"], "packs": "60"}]}
    sent = [ask("R1", f"/releases/{code}/sendings", parcel, key="K1").json()["codes"] for _ in range(2)]
    assert (sent[0], balance()) == (sent[1], 40), "the same call twice is sent once"
    counted = {"accepted": "50", "lost": "4", "returned": "6"}
    assert ask("H1", f"/sendings/{sent[0][0]}/receipt", counted).json() == {"is_new": True}
    assert ask("H1", f"/sendings/{sent[0][0]}/receipt", counted).json() == {"is_new": False}
    assert [float(one["lost"]) for one in ask("R1", f"/releases/{code}/sendings").json()] == [4]
    refill = ask("WJ431", "/refills").json()["lines"][0]
    assert (float(refill["packs"]), refill["state"]) == (54, "proposed")
    assert ask("WJ431", f"/refills/{refill['code']}", {"order": True}).status_code == 200
    assert ask("WJ431", f"/releases/{code}").json()["takers"][0]["organisation"] == "H1"
    assert len(ask("R1", "/entries?kind=returned").json()["lines"]) == 1
    assert ask("WJ431", "/releases").json()["lines"][0]["moves"] == ["end"]


def test_lots_are_mended_and_rotated_by_api(ask: Callable[..., Any]) -> None:
    ask("R1", "/entries", _arrival())
    lot = ask("R1", "/rotation").json()[0]["lot"]
    lost = ask("R1", "/write-offs", {"lot": lot, "kind": "count", "packs": "-2", "words": "盘亏"}).json()["code"]
    assert ask("R1", f"/entries/{lost}/counter", {"reason": "点错了"}).status_code == 200
    new = {"lot": lot, "packs": "40", "outlet": "sold", "to_whom": "甲县人民医院"}
    first, second = (ask("R1", "/rotations", new).json()["number"] for _ in range(2))
    assert ask("R1", f"/rotations/{first}/done", {"proceeds": "400"}).status_code == 200
    assert ask("R1", f"/rotations/{second}/cancel", {"reason": "改为动用"}).status_code == 200
    assert [one["state"] for one in ask("WJ431", "/rotations").json()["lines"]] == ["cancelled", "done"]
    assert balance() == 60


def test_a_call_up_is_filed_and_what_is_wrong_or_not_allowed_is_told(ask: Callable[..., Any]) -> None:
    from baowen.orgs.tokens import Scope

    ask("R1", "/entries", _arrival())
    order = {"holder": "R1", "product_code": "P1", "takers": [{"organisation": "H1", "packs": "60"}]}
    code = ask("WJ431", "/releases", order | {"is_call_up": True}).json()["code"]
    filing = {"agreed_price": "15.5", "filing_number": "BA-7"}
    assert ask("WJ431", f"/releases/{code}/filing", filing).status_code == 200
    assert ask("WJ431", f"/releases/{code}").json()["filing_number"] == "BA-7"
    answers = [
        ask("WJ431", "/releases", order | {"product_code": "P9"}), ask("R1", "/entries", _arrival(packs="0")),
        ask("R1", "/entries", _arrival(packs="NaN")), ask("WJ432", f"/releases/{code}"),
        ask("R1", "/releases", order), ask("WJ431", "/entries", _arrival()),
        ask("R1", "/entries", _arrival(), scopes=(Scope.RESERVES_READ,)),
    ]  # fmt: skip
    assert [one.status_code for one in answers] == [422, 422, 422, 422, 403, 403, 403]
    assert all("message" in one.json() or "detail" in one.json() for one in answers)
    assert balance() == 100
