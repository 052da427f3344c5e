"""The API: scopes, errors in words, idempotency keys, the change feed, and no answer that blames the server."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings

from baowen.api.root import Rate
from baowen.core.clock import now
from baowen.orgs.actions import NewOrganisation, add_person, issue_token, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.orgs.tokens import Scope
from baowen.respond.models import Case

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
Ask = Callable[..., Any]
CLUE = {"kind": "shortage", "region": "320106", "subject": "地高辛", "subject_name": "地高辛片", "source": "HIS-1"}


@pytest.fixture(autouse=True)
def served() -> Any:
    Rate.cache.clear()
    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield


@pytest.fixture
def own_connection() -> Any:
    """A request ends with its connection; here that is the one whose transaction the test is rolled back with."""
    yield lambda: (
        request_started.disconnect(close_old_connections),
        request_finished.disconnect(close_old_connections),
    )
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def secrets() -> dict[str, str]:
    """The secret of a token with every scope by organisation: lead units of a district and two cities, a hospital."""
    root, found = operator("os:root", "320000"), {}
    for code, region, kind in (
        ("gl", "320106", OrganisationKind.DEPARTMENT), ("nj", "320100", OrganisationKind.DEPARTMENT),
        ("wx", "320200", OrganisationKind.DEPARTMENT), ("hosp", "320106", OrganisationKind.HOSPITAL),
    ):  # fmt: skip
        register_organisations([NewOrganisation(code=code, name=code, kind=kind, region=region)], actor=root, at=AT)
        if kind is OrganisationKind.DEPARTMENT:
            seat_department(region, Department.HEALTH, code, is_lead=True, actor=root, at=AT)
        roles = [Role.ORGANISATION_ADMIN]
        add_person(f"admin-{code}", name=code, organisation=code, roles=roles, actor=root, at=AT)
        found[code] = issue_token(code, "his", Scope, days=30, actor=actor_of(f"admin-{code}"), at=now())
    return found


@pytest.fixture
def ask(secrets: dict[str, str]) -> Ask:
    def run(who: str, path: str, body: object = None, **headers: str) -> Any:
        given_headers = {"Authorization": f"Bearer {secrets.get(who, who)}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        client = Client(headers=given_headers, raise_request_exception=True)
        if body is None:
            return client.get(f"/api/v1{path}")
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    return run


def test_without_a_token_in_force_nothing_is_said(ask: Ask) -> None:
    assert ask("nobody", "/cases").status_code == 401
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


def test_no_call_however_wrong_is_answered_with_a_fault_of_the_server(
    secrets: dict[str, str], ask: Ask, own_connection: Callable[[], object]
) -> None:
    number = ask("gl", "/cases", CLUE).json()["number"]
    own_connection()  # Django's test client connects the signals again after each of its calls
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # schemathesis warns of what its own examples leave out
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) >= 8
    asked = set()
    for operation in operations:

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            Rate.cache.clear()  # the rate limit is not what is tried here
            if "number" in (case.path_parameters or {}):
                case.path_parameters["number"] = number
            answer = case.call(headers={"Authorization": f"Bearer {secrets['gl']}"})
            assert answer.status_code < 500, (case, answer.content)
            asked.add(answer.status_code)

        check()
    assert {200, 422} <= asked


def test_calls_beyond_the_rate_are_refused(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from baowen.api.root import api

    (throttle,) = api.throttle  # type: ignore[misc]
    monkeypatch.setattr(throttle, "num_requests", 3)
    assert [ask("gl", "/cases").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
