"""Measures, comments, links, consultations and hand-overs by API. RSP-3, RSP-5, ENF-1."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from baowen.core.clock import today

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
CLUE = {"kind": "shortage", "region": "320106", "subject": "地高辛", "subject_name": "地高辛片", "source": "HIS-1"}


@pytest.fixture
def number(ask: Ask) -> str:
    found: str = ask("gl", "/cases", CLUE).json()["number"]
    ask("gl", f"/cases/{found}/moves/accept", {"seen_moves": 1})
    return found


def soon(days: int = 5) -> str:
    return str(today() + timedelta(days=days))


def test_a_measure_is_taken_and_ended(ask: Ask, number: str) -> None:
    taken = ask(
        "gl", f"/cases/{number}/measures",
        {"kind": "reserve", "owner": "hosp", "due_on": soon(), "words": "动用储备"},
    )  # fmt: skip
    (measure,) = ask("gl", f"/cases/{number}").json()["measures"]
    assert (measure["id"], measure["owner"], measure["outcome"]) == (taken.json()["id"], "hosp", None)
    assert ask("nj", f"/measures/{measure['id']}/end", {"outcome": "worked"}).status_code == 403
    assert ask("gl", f"/measures/{measure['id']}/end", {"outcome": "worked", "words": "已到货"}).status_code == 200
    (ended,) = ask("gl", f"/cases/{number}").json()["measures"]
    assert (ended["outcome"], ended["outcome_words"]) == ("worked", "已到货")
    assert ask("gl", f"/measures/{2**70}/end", {"outcome": "worked"}).status_code == 422


def test_comments_and_links_are_kept(ask: Ask, number: str) -> None:
    other = ask("gl", "/cases", CLUE | {"subject": "肝素", "subject_name": "肝素钠", "source": "HIS-2"}).json()[
        "number"
    ]
    assert ask("nj", f"/cases/{number}/comments", {"words": "请尽快"}).status_code == 200
    assert ask("gl", f"/cases/{number}/links", {"other": other, "reason": "同一厂家"}).status_code == 200
    assert ask("gl", f"/cases/{number}/links", {"other": number}).status_code == 422


def test_a_consultation_is_called_answered_and_its_task_belongs_to_its_owner(ask: Ask, number: str) -> None:
    calling = {"held_on": soon(), "subject": "如何保供", "invited": ["nj"], "place": "三楼会议室"}
    called = ask("gl", f"/cases/{number}/consultations", calling).json()["number"]
    assert ask("nj", f"/consultations/{called}/answer", {"answer": "accepted"}).status_code == 200
    assert ask("hosp", f"/consultations/{called}/answer", {"answer": "accepted"}).status_code in {403, 422}
    (found,) = ask("nj", "/consultations").json()
    assert [(one["organisation"], one["reply"]) for one in found["invitations"]] == [("nj", "accepted")]
    assert ask("nj", "/tasks/1/finish", {"words": "x"}).status_code == 422


def test_a_clue_is_handed_over_received_and_answered(ask: Ask, number: str) -> None:
    clue = {"receiver": "nj", "subject": "价格异常", "words": "请查", "case": number}
    handed = ask("gl", "/handovers", clue).json()["number"]
    assert [one["number"] for one in ask("gl", "/handovers/outgoing").json()] == [handed]
    assert ask("gl", f"/handovers/{handed}/receive", {}).status_code in {403, 422}
    assert ask("nj", f"/handovers/{handed}/receive", {}).status_code == 200
    answer = {"result": "corrected", "words": "已责令改正"}
    assert ask("nj", f"/handovers/{handed}/answer", answer).status_code == 200
    (seen,) = ask("nj", "/handovers/incoming").json()
    assert (seen["state"], seen["result"]) == ("answered", "corrected")
    assert ask("nj", f"/handovers/{handed}/return", {"reason": "晚了"}).status_code == 422


def test_a_file_is_added_given_back_as_it_came_and_withdrawn(ask: Ask, send: Ask, number: str) -> None:
    sheet = io.BytesIO(b"%PDF-1.7 evidence")
    sheet.name = "../王某.pdf"
    added = send("gl", f"/cases/{number}/files", sheet, key="f1")
    key = added.json()["id"]
    given = ask("gl", f"/files/{key}")
    assert given.content == b"%PDF-1.7 evidence"
    assert given["Content-Disposition"].startswith("attachment")
    assert (given["X-Content-Type-Options"], given["Content-Type"]) == ("nosniff", "application/pdf")
    (listed,) = ask("gl", f"/cases/{number}/files").json()
    assert (listed["file_name"], listed["size"], listed["withdrawn_at"]) == ("王某.pdf", 17, None)
    assert ask("hosp", f"/files/{key}").status_code in {403, 422}
    handed = {"receiver": "nj", "subject": "发票", "words": "见附件", "case": number, "evidence": [key + 1]}
    assert ask("gl", "/handovers", handed).status_code == 422
    assert ask("gl", f"/files/{key}/withdraw", {"reason": "传错"}).status_code == 200
    assert ask("gl", f"/files/{key}").status_code == 422
    assert ask("gl", f"/cases/{number}").json()["files"][0]["withdrawn_because"] == "传错"
