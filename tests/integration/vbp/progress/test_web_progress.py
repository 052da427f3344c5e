"""The pages and the API of progress: a province drills down, a hospital sees its own, circulars go out and back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.integration.vbp.progress.conftest import AT, People

from baowen.api import book
from baowen.core.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home_of_pages(bought: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAOWEN_HOME", str(bought.root))
    book.home.cache_clear()
    yield
    book.home.cache_clear()


@pytest.fixture
def signed_in(people: People) -> Callable[[Any], Client]:
    def run(actor: Any) -> Client:
        client = Client()
        person = get_user_model().objects.get(username=actor.name)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return run


def page(client: Client, address: str, **given: Any) -> str:
    answer = client.post(address, given, follow=True) if given else client.get(address, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def rows(client: Client, address: str, table: str) -> list[dict[str, str]]:
    sign = "&" if "?" in address else "?"
    text = client.get(f"{address}{sign}format=csv&table={table}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_pages_say_how_to_begin_before_anything_was_computed(people: People, signed_in: Any) -> None:
    officer = signed_in(people.officer)
    for address in ("/vbp/progress/", "/vbp/progress/admission/", "/vbp/progress/hospitals/H1/"):
        assert "vbp-progress run" in page(officer, address)
    assert "没有通报" in page(officer, "/vbp/circulars/")
    assert "没有发现平台外采购" in page(officer, "/vbp/outside/")


def test_a_province_drills_down_from_places_to_a_hospitals_contracts(people: People, run: Any, signed_in: Any) -> None:
    officer = signed_in(people.officer)
    whole = page(officer, "/vbp/progress/")
    for words in ("长沙市", "甲县人民医院", "地高辛片", "截至 2026-07-31", "VB-2.2"):
        assert words in whole
    assert {row["代码"]: row["滞后"] for row in rows(officer, "/vbp/progress/", "hospitals")} == {
        "H1": "1", "H2": "1", "H3": "0"
    }  # fmt: skip
    assert [row["约定品种"] for row in rows(officer, "/vbp/progress/?place=430121", "products")] == ["1", "1"]
    own = page(officer, "/vbp/progress/hospitals/H1/")
    for words in ("70 / 120", "未进院", "严重滞后", "预计完不成", 'aria-label="实际 58%，序时 58%"'):
        assert words in own
    assert len(rows(officer, "/vbp/progress/products/P1/", "contracts")) == 3
    assert [row["医疗机构代码"] for row in rows(officer, "/vbp/progress/admission/", "contracts")] == ["H1"]
    assert "没有这样的约定品种" in page(officer, "/vbp/progress/contracts/?odd=sudden")


def test_a_share_can_be_unfolded_to_who_bought_what(people: People, run: Any, signed_in: Any) -> None:
    """VB-1.4, VBP-6: down to the institution and the product."""
    address = "/vbp/progress/hospitals/H2/lot/?round=R1&starts_on=2026-01-01&lot="
    officer = signed_in(people.officer)
    lot = rows(officer, "/vbp/progress/hospitals/H2/", "contracts")[0]["品种"]
    found = {row["药品代码"]: (row["计为"], row["订购（盒）"]) for row in rows(officer, address + lot, "purchases")}
    assert found == {"P1": ("中选产品", "5.0"), "P2": ("同种药品的非中选产品", "45.0")}
    members = rows(officer, address.replace("H2", "H3") + lot, "purchases")
    assert {row["机构代码"]: row["订购（盒）"] for row in members} == {"H3": "35.0", "H4": "210.0"}
    assert "同种药品的非中选产品" in page(officer, address + lot)
    answer = signed_in(people.buyer).get(address + lot)
    assert answer.status_code != 200


def test_a_hospital_sees_its_own_contracts_alone(people: People, run: Any, signed_in: Any) -> None:
    buyer = signed_in(people.buyer)
    own = page(buyer, "/vbp/progress/")
    assert "甲县人民医院" in own
    assert rows(buyer, "/vbp/progress/hospitals/H2/", "contracts") == []


def test_a_circular_is_changed_issued_read_and_answered(bought: Home, people: People, run: Any, signed_in: Any) -> None:
    """VB-2.2, VBP-13."""
    from baowen.vbp.progress.actions.drafting import draft_due

    number = draft_due(bought, run, by="test", at=AT)[0]
    officer, buyer = signed_in(people.officer), signed_in(people.buyer)
    assert "半程" in page(officer, "/vbp/circulars/")
    deed = f"/vbp/circulars/{number}/act/"
    changed = page(officer, deed, what="edit", title="半程通报", words="第一段。\r\n第二段。", key="a")
    assert "已保存" in changed
    assert "不印发的理由" in page(officer, deed, what="drop", why="", key="b") or "请" in changed
    issued = page(officer, deed, what="issue", key="c")
    assert "集采通报〔" in issued
    file = officer.get(f"/vbp/circulars/{number}/file/")
    assert file.content[:2] == b"PK"
    assert "半程通报" in page(buyer, "/vbp/circulars/")
    assert "答复已提交" in page(buyer, deed, what="answer", words="已经补齐。", key="d")
    told = rows(officer, f"/vbp/circulars/{number}/", "names")
    assert {row["医疗机构代码"]: row["答复"] for row in told} == {"H1": "已经补齐。", "H2": ""}
    assert rows(officer, "/vbp/circulars/", "circulars")[-1]["已答复"] == "1"


def test_the_api_lists_progress_and_circulars_and_takes_answers(
    bought: Home, people: People, run: Any, client: Client
) -> None:
    from baowen.core.clock import now
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope
    from baowen.vbp.progress.actions.drafting import draft_due

    number = draft_due(bought, run, by="test", at=AT)[0]
    root = operator("os:root", "430000")

    def token(code: str, *scopes: Scope) -> dict[str, str]:
        add_person(
            f"admin-{code}", name="管理员", organisation=code, roles={Role.ORGANISATION_ADMIN}, actor=root, at=AT
        )
        secret = issue_token(code, "t", scopes, days=30, actor=actor_of(f"admin-{code}"), at=now())
        return {"Authorization": f"Bearer {secret}"}

    officer, hospital = token("YB43", Scope.VBP_READ, Scope.VBP_MANAGE), token("H1", Scope.VBP_READ, Scope.VBP_WRITE)
    found = client.get("/api/v1/vbp/progress?oddity=unbought", headers=officer).json()
    assert [(line["owner_code"], line["oddities"]) for line in found["lines"]] == [
        ("H1", sorted(["unbought", "left_to_end"], key=found["lines"][0]["oddities"].index))
    ]  # fmt: skip
    issued = client.post(f"/api/v1/vbp/circulars/{number}/issue", headers=officer | {"Idempotency-Key": "i1"})
    assert issued.json()["number"].endswith("1号")
    answered = client.post(
        f"/api/v1/vbp/circulars/{number}/answer", json.dumps({"words": "已补"}), content_type="application/json",
        headers=hospital | {"Idempotency-Key": "i2"},
    )  # fmt: skip
    assert answered.json() == {"number": number}
    (name,) = client.get(f"/api/v1/vbp/circulars/{number}", headers=hospital).json()["names"]
    assert (name["hospital"], name["answer"]) == ("H1", "已补")
    assert len(client.get("/api/v1/vbp/circulars", headers=hospital).json()["lines"]) == 1
