"""Routes, negotiations and filings by API: asked, offered, accepted, filed and reviewed, each by its own. PRC-2."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from baowen.core.clock import now, today

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


@pytest.fixture
def short() -> None:
    """地高辛 on the nation's shortage list."""
    from baowen.lists.models import ListEdition, ListItem

    edition = ListEdition.objects.create(
        issuer_region="100000", kind="shortage", edition="第一期", effective_on="2026-01-01", state="published",
        made_at=now(), made_by="test", published_at=now(), published_by="test",
    )  # fmt: skip
    ListItem.objects.create(edition=edition, number=1, name="地高辛")


def _filing(**more: Any) -> dict[str, Any]:
    day = today()
    return {
        "drug": "地高辛片", "product_code": "P9", "units_per_pack": "30", "smallest_unit": "片", "price": "18",
        "quantity": "50", "from_on": str(day), "until": str(day + timedelta(days=90)), "reason": "none_listed",
        "maker_name": "己制药", "maker_credit_code": "91110000600037341L",
    } | more  # fmt: skip


def test_a_hospital_of_nanjing_sees_its_routes_files_and_is_reviewed(ask: Ask, send: Ask, short: None) -> None:
    found = ask("hosp", "/buying/routes?drug=地高辛片").json()
    assert (found["place"], found["best"]) == ("320106", "filing")
    route = next(one for one in found["routes"] if one["route"] == "filing")
    assert (route["standing"], route["clause"], route["conditions"][0]["is_met"]) == ("open", "NJ-15", True)
    number = ask("hosp", "/filings", _filing(), Idempotency_Key="k1").json()["number"]
    assert ask("hosp", "/filings", _filing(), Idempotency_Key="k1").json()["number"] == number
    letter = io.BytesIO("停供函".encode())
    letter.name = "letter.txt"
    assert send("hosp", f"/filings/{number}/files", letter).status_code == 200
    assert ask("wx", f"/filings/{number}").status_code == 422
    assert ask("wx", f"/filings/{number}/review", {"move": "accept"}).status_code == 403
    assert ask("nj", f"/filings/{number}/review", {"move": "ask_back", "words": "请附报价单"}).status_code == 200
    assert ask("hosp", f"/filings/{number}/answer", {"words": "已附", "price": "17.4"}).status_code == 200
    assert ask("nj", f"/filings/{number}/review", {"move": "accept"}).status_code == 200
    one = ask("hosp", f"/filings/{number}").json()
    assert (one["state"], one["price"], one["unit_price"]) == ("accepted", "17.4000", "0.5800")
    file = ask("nj", f"/filings/{number}/files/{one['files'][0]['sha256']}")
    assert file.content.decode() == "停供函"
    others = ask("hosp", "/filings/compared?drug=地高辛片&unit_price=1.16").json()
    assert (others["times"], others["prices"][0]["number"]) == ("2.0000", number)
    assert ask("hosp", f"/filings/{number}/end", {"reason": "不再需要"}).status_code == 200
    assert [line["state"] for line in ask("js", "/filings").json()["lines"]] == ["ended"]


def test_what_cannot_be_is_told_and_changes_nothing(ask: Ask, short: None) -> None:
    for more, word in (
        ({"price": "0"}, "0 元"), ({"drug": "无此药"}, "清单"), ({"maker_credit_code": "1"}, "18 位"),
        ({"reason": "none_supply"}, "证据"),
    ):  # fmt: skip
        answer = ask("hosp", "/filings", _filing(**more))
        assert (answer.status_code, word in answer.json()["message"]) == (422, True), answer.json()
    assert ask("hosp", "/filings").json()["lines"] == []
    wanted = {"drug": "地高辛片", "smallest_unit": "片", "quantity": "3000", "last_day": str(today())}
    answer = ask("hosp", "/negotiations", wanted)
    assert (answer.status_code, "没有此途径" in answer.json()["message"]) == (422, True)
    assert ask("maker", "/negotiations/Y1/offers", {"price": "1"}).status_code == 422


def test_a_hospital_of_hunan_negotiates_with_a_maker(ask: Ask, secrets: dict[str, str], short: None) -> None:
    from baowen.orgs.actions import NewOrganisation, add_person, issue_token, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    root, kind = operator("os:root", "100000"), OrganisationKind.HOSPITAL
    register_organisations([NewOrganisation(code="hn", name="hn", kind=kind, region="430121")], actor=root, at=now())
    add_person("admin-hn", name="hn", organisation="hn", roles=[Role.ORGANISATION_ADMIN], actor=root, at=now())
    secrets["hn"] = issue_token("hn", "his", Scope, days=30, actor=actor_of("admin-hn"), at=now())
    wanted = {
        "drug": "地高辛片", "smallest_unit": "片", "quantity": "3000", "last_day": str(today()), "invited": ["maker"],
    }  # fmt: skip
    number = ask("hn", "/negotiations", wanted).json()["number"]
    offered = {
        "product_code": "P1", "units_per_pack": "30", "smallest_unit": "片", "price": "15", "quantity": "100",
        "until": str(today() + timedelta(days=90)),
    }  # fmt: skip
    offer = ask("maker", f"/negotiations/{number}/offers", offered).json()["id"]
    path = f"/negotiations/{number}/offers/{offer}"
    assert ask("hn", f"{path}/counter", {"price": "14", "quantity": "100"}).status_code == 200
    assert ask("maker", f"{path}/accept", {"quantity": "10"}).status_code == 403
    taken = ask("hn", f"{path}/accept", {"quantity": "10"}).json()["number"]
    found = ask("maker", f"/negotiations/{number}").json()
    assert [one["side"] for one in found["offers"]] == ["maker", "hospital"]
    assert (found["acceptances"][0]["number"], found["offers"][0]["left"]) == (taken, "90.0000")
    assert ask("maker", f"{path}/withdraw", {"reason": "停产"}).status_code == 200
    assert "停产" in ask("hn", f"{path}/accept", {"quantity": "10"}).json()["message"]
    assert ask("hn", f"/negotiations/{number}/withdraw", {"reason": "不需要"}).status_code == 422
    assert [one["number"] for one in ask("hn", "/negotiations?only_open=true").json()["lines"]] == [number]
