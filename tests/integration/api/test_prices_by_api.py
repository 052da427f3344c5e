"""Price matters by API: an officer opens and moves them, an enterprise reads its letters and answers. PRI-1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
NEW = {"drug": "地高辛片", "enterprise": "maker", "origin": "officer", "words": "月度监测发现"}
ITEMS = dict.fromkeys(
    (
        "raw_material", "auxiliary", "packaging", "labour", "energy", "depreciation", "management", "sales", "finance",
        "research", "tax", "profit",
    ),
    "1",
)  # fmt: skip


def test_a_matter_is_opened_inquired_into_answered_and_judged_by_api(ask: Ask) -> None:
    number = ask("js", "/prices", NEW).json()["number"]
    assert ask("js", "/prices", NEW).json() == {"number": number}
    assert [one["number"] for one in ask("js", "/prices").json()["lines"]] == [number]
    path = f"/prices/{number}"
    asked = ask("js", f"{path}/moves", {"move": "inquire", "words": "请说明", "set_on": "2099-01-05", "seen_moves": 1})
    assert asked.json() == {"number": number, "made": asked.json()["made"]}
    assert "号" in asked.json()["made"]
    late = ask("js", f"{path}/moves", {"move": "survey", "words": "成本", "seen_moves": 1})
    assert late.status_code == 409

    own = ask("maker", f"/prices/own/{number}").json()
    assert own["owed"][0]["due_on"] == "2099-01-05"
    letter = ask("maker", f"/prices/letters/{own['letters'][0]['id']}")
    assert letter.content.startswith(b"PK")
    after = {"items": ITEMS, "price": "13", "quantity": "5"}
    answer = {"words": "成本上涨", "before": {"items": ITEMS, "price": "12", "quantity": "5"}, "after": after}
    kept = ask("maker", f"/prices/own/{number}/answer", answer).json()
    assert kept["faults"] == ["调价后各项合计 12.0000 元，价格 13.0000 元，合计少 1.0000 元，请核对"]
    assert ask("maker", f"/prices/own/{number}/answer", answer | {"send": True}).status_code == 422
    after["price"] = "12"
    sent = ask("maker", f"/prices/own/{number}/answer", answer | {"send": True}).json()
    assert sent == {"number": number, "faults": [], "sent": True}

    judged = ask("js", f"{path}/moves", {"move": "accept_grounds", "words": "理由成立"})
    assert judged.status_code == 200, judged.content
    page = ask("js", path).json()
    assert [one["move"] for one in page["events"]] == ["open", "inquire", "answer", "accept_grounds"]
    assert page["answers"][0]["total_after"] == "12.0000"
    assert (page["line"]["stage"], page["judgements"][0]["verdict"]) == ("closed", "reasonable")
    assert ask("js", "/prices?stage=closed").json()["lines"][0]["number"] == number


def test_a_token_reaches_only_what_is_its_organisations(ask: Ask) -> None:
    number = ask("js", "/prices", NEW).json()["number"]
    assert ask("nj", f"/prices/{number}").status_code == 422
    assert ask("nj", f"/prices/{number}/moves", {"move": "survey", "words": "x"}).status_code == 403
    assert ask("maker", f"/prices/{number}").status_code == 422
    assert ask("maker", "/prices").status_code == 403
    assert ask("hosp", f"/prices/own/{number}").status_code == 422
    assert ask("js", f"/prices/{number}/moves", {"move": "answer"}).status_code == 422
