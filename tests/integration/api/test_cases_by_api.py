"""Cases by API: scopes, errors in words, idempotency keys, the change feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from baowen.api.models import RememberedCall
from baowen.api.once import forget_old_calls
from baowen.core.clock import now
from baowen.orgs.actions import issue_token
from baowen.orgs.queries import actor_of
from baowen.orgs.tokens import Scope
from baowen.respond.models import Case

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
CLUE = {"kind": "shortage", "region": "320106", "subject": "地高辛", "subject_name": "地高辛片", "source": "HIS-1"}


def test_without_a_token_in_force_nothing_is_said(ask: Ask) -> None:
    refused = ask("nobody", "/cases")
    assert (refused.status_code, "Bearer" in refused.json()["message"]) == (401, True)
    assert ask("gl", "/cases").status_code == 200


def test_a_case_goes_from_clue_to_the_city_by_api(ask: Ask) -> None:
    opened = ask("gl", "/cases", CLUE).json()
    assert opened == {"number": opened["number"], "is_new": True}
    path = f"/cases/{opened['number']}"
    for seen, move in enumerate(("accept", "assess", "report_up"), 1):
        answer = ask("gl", f"{path}/moves/{move}", {"seen_moves": seen, "reason": "本级无法解决"})
        assert answer.status_code == 200, answer.content
    assert [one["number"] for one in ask("nj", "/inbox").json()["lines"]] == [opened["number"]]
    page = ask("nj", path).json()
    assert [one["move"] for one in page["events"]] == ["open", "accept", "assess", "report_up"]
    assert page["owed"][0]["clause"] == "NJ-3"
    assert "个工作日" in page["owed"][0]["working_zh"]


def test_errors_say_in_both_languages_what_to_do(ask: Ask) -> None:
    number = ask("gl", "/cases", CLUE).json()["number"]
    denied = ask("nj", f"/cases/{number}/moves/accept", {"seen_moves": 1})
    assert (denied.status_code, denied.json()["message"][:3]) == (403, "tok")
    late = ask("gl", f"/cases/{number}/moves/accept", {"seen_moves": 0})
    assert (late.status_code, "已被他人办理" in late.json()["message"]) == (409, True)
    wrong = ask("gl", "/cases", CLUE | {"kind": "x"})
    assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (422, "body.asked.kind")
    unseen = ask("wx", f"/cases/{number}")
    assert (unseen.status_code, unseen.json()["message_en"]) == (422, f"there is no case {number} that you may see")
    assert ask("hosp", "/cases").status_code == 403


def test_a_token_does_only_what_its_scopes_open(secrets: dict[str, str], ask: Ask) -> None:
    secret = issue_token("gl", "reader", [Scope.CASES_READ], days=30, actor=actor_of("admin-gl"), at=now())
    assert ask(secret, "/cases").status_code == 200
    refused = ask(secret, "/cases", CLUE)
    assert (refused.status_code, "cases:move" in refused.json()["message"]) == (403, True)


def test_a_call_sent_twice_with_its_key_is_carried_out_once(ask: Ask) -> None:
    first = ask("gl", "/cases", CLUE, Idempotency_Key="k1")
    again = ask("gl", "/cases", CLUE, Idempotency_Key="k1")
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
    other = ask("gl", "/cases", CLUE | {"source": "HIS-2"}, Idempotency_Key="k1")
    assert other.status_code == 409
    # a call that failed is not remembered: mended, it goes through with its key
    assert ask("gl", "/cases", CLUE | {"region": "999999"}, Idempotency_Key="k2").status_code == 422
    assert ask("gl", "/cases", CLUE | {"source": "HIS-3", "subject": "肝素"}, Idempotency_Key="k2").json()["is_new"]


def test_the_answer_to_a_call_is_forgotten_after_a_month(ask: Ask) -> None:
    ask("gl", "/cases", CLUE, Idempotency_Key="k1")
    assert forget_old_calls(at=now() + timedelta(days=29)) == 0
    assert forget_old_calls(at=now() + timedelta(days=31)) == 1
    assert RememberedCall.objects.count() == 0


def test_the_change_feed_goes_on_from_its_number_and_shows_the_own_places_only(ask: Ask) -> None:
    number = ask("gl", "/cases", CLUE).json()["number"]
    found, after = [], 0
    while True:
        page = ask("gl", f"/changes?after={after}&limit=3").json()
        found += page["changes"]
        after = page["next_after"]
        if page["is_end"]:
            break
    assert next(one["action"] for one in found if one["case"] == number) == "case.open"
    assert [one["number"] for one in found] == sorted({one["number"] for one in found})
    assert ask("wx", "/changes?limit=500").json()["changes"] == []
    ask("gl", f"/cases/{number}/moves/accept", {"seen_moves": 1})
    assert [one["action"] for one in ask("gl", f"/changes?after={after}").json()["changes"]] == ["case.accept"]


def test_a_hospital_answers_what_it_was_asked(ask: Ask) -> None:
    number = ask("gl", "/cases", CLUE).json()["number"]
    ask("gl", f"/cases/{number}/moves/accept", {"seen_moves": 1})
    asked = {"seen_moves": 2, "reason": "核对", "organisation": "hosp", "words": "还有多少？"}
    assert ask("gl", f"/cases/{number}/moves/ask", asked).status_code == 200
    assert [one["words"] for one in ask("hosp", "/questions").json()] == ["还有多少？"]
    assert ask("wx", f"/cases/{number}/answer", {"words": "冒答"}).status_code == 403
    assert ask("hosp", f"/cases/{number}/answer", {"words": "三天"}).status_code == 200
    assert ask("hosp", "/questions").json() == []


def test_calls_beyond_the_rate_are_refused(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from baowen.api.root import api

    (throttle,) = api.throttle  # type: ignore[misc]
    monkeypatch.setattr(throttle, "num_requests", 3)
    assert [ask("gl", "/cases").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    told = ask("gl", "/cases")
    assert 0 < int(told["Retry-After"]) <= 60
    assert "秒后再试" in told.json()["message"]
