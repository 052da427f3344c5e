"""Clues by API: passed on by hotlines and other platforms, read and answered by departments. COL-6, ENF-2."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.reports import ClueAnswerIn, ClueIn, CluesOut, ReceiptOut
from baowen.collect.reports.actions import clues
from baowen.collect.reports.actions.clues import ClueFacts
from baowen.collect.reports.queries import ClueView, clue_page
from baowen.collect.reports.states import ClueState
from baowen.core.clock import day_of, now
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope

router = Router(tags=["线索 clues"])


@router.get("/clues", summary="举报线索列表", response={200: CluesOut, **ERRORS})
def list_clues(
    request: HttpRequest, state: ClueState | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[ClueView]:  # fmt: skip
    """Clues of the own region and below, in the order in which they came in."""
    actor = caller(request, Scope.CLUES_READ)
    return clue_page(actor, day_of(now()), state=state, cursor=cursor, limit=limit)


@router.post("/clues", summary="转交举报线索", response={200: ReceiptOut, **ERRORS})
def file_clue(request: HttpRequest, asked: ClueIn) -> HttpResponse:
    """Pass on what somebody reports. The answer is for the reporter: nobody can look the code up again.

    A call with an idempotency key has its answer kept, code and all; send one only where the reporter trusts you.
    """
    caller(request, Scope.CLUES_WRITE)
    at, facts = now(), ClueFacts(**asked.dict())

    def work() -> dict[str, object]:
        receipt = clues.file_clue(facts, at=at)
        return {"number": receipt.number, "code": receipt.code}

    return once(request, at, work)


@router.post("/clues/{number}/answer", summary="答复举报线索", response={200: NumberOut, **ERRORS})
def answer_clue(request: HttpRequest, number: str, asked: ClueAnswerIn) -> HttpResponse:
    """Answer a clue with what checking it came to."""
    actor, at, number = caller(request, Scope.CLUES_ANSWER), now(), clean(number)

    def work() -> dict[str, object]:
        clues.answer_clue(number, asked.finding, asked.words, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)
