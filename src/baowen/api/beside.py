"""What belongs to a case by API: measures, comments, links, consultations and their tasks, hand-overs. RSP-3, RSP-5."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import rulebook
from baowen.api.once import once
from baowen.api.schemas.beside import (
    CallingIn,
    ConsultationOut,
    HandoverAnswerIn,
    HandoverIn,
    HandoverOut,
    InvitationIn,
    LinkIn,
    MeasureEndIn,
    MeasureIn,
    MeasureNumberOut,
    WordsIn,
)
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut, WhyIn
from baowen.core.clock import now
from baowen.orgs.tokens import Scope
from baowen.respond.actions import beside, consultation, handover
from baowen.respond.actions.consultation import Calling
from baowen.respond.actions.handover import Clue
from baowen.respond.actions.moves import Doing
from baowen.respond.queries import ConsultationView, HandoverView, consultations, incoming, outgoing

router = Router(tags=["措施、会商、移送 measures, consultations, hand-overs"])


@router.post("/cases/{number}/comments", summary="对案件提意见", response={200: NumberOut, **ERRORS})
def comment(request: HttpRequest, number: str, asked: WordsIn) -> HttpResponse:
    """Comment on a case."""
    doing, number = _doing(request, Scope.CASES_MOVE), clean(number)
    return _done(request, number, doing, lambda: beside.comment(number, asked.words, doing))


@router.post("/cases/{number}/links", summary="关联案件", response={200: NumberOut, **ERRORS})
def link(request: HttpRequest, number: str, asked: LinkIn) -> HttpResponse:
    """Say that two cases have to do with one another."""
    doing, number = _doing(request, Scope.CASES_MOVE, asked.reason), clean(number)
    return _done(request, number, doing, lambda: beside.link(number, asked.other, doing))


@router.post("/cases/{number}/measures", summary="登记措施", response={200: MeasureNumberOut, **ERRORS})
def take_measure(request: HttpRequest, number: str, asked: MeasureIn) -> HttpResponse:
    """Record a measure of a case with who owns it and until when."""
    doing, number = _doing(request, Scope.CASES_MOVE), clean(number)

    def work() -> dict[str, object]:
        return {"id": beside.take_measure(number, doing=doing, **asked.dict())}

    return once(request, doing.at, work)


@router.post("/measures/{measure}/end", summary="登记措施结果", response={200: MeasureNumberOut, **ERRORS})
def end_measure(request: HttpRequest, measure: Key, asked: MeasureEndIn) -> HttpResponse:
    """Say what came of a measure."""
    doing = _doing(request, Scope.CASES_MOVE)

    def work() -> dict[str, object]:
        beside.end_measure(measure, asked.outcome, asked.words, doing)
        return {"id": measure}

    return once(request, doing.at, work)


@router.get("/consultations", summary="会商列表", response={200: list[ConsultationOut], **ERRORS})
def list_consultations(request: HttpRequest, limit: Limit = 50) -> list[ConsultationView]:
    """Consultations to which the own organisation is invited, or that its region called; the latest day first."""
    return consultations(caller(request, Scope.CASES_ANSWER), book=rulebook(), limit=limit)


@router.post("/cases/{number}/consultations", summary="召集会商", response={200: NumberOut, **ERRORS})
def call_consultation(request: HttpRequest, number: str, asked: CallingIn) -> HttpResponse:
    """Call a consultation about a case."""
    doing, number = _doing(request, Scope.CASES_MOVE), clean(number)
    calling = Calling(**asked.dict())
    return once(request, doing.at, lambda: {"number": consultation.call(number, calling, doing)})


@router.post("/consultations/{number}/answer", summary="答复会商邀请", response={200: NumberOut, **ERRORS})
def answer_invitation(request: HttpRequest, number: str, asked: InvitationIn) -> HttpResponse:
    """Say whether the own organisation comes."""
    doing, number = _doing(request, Scope.CASES_ANSWER), clean(number)
    own = doing.actor.organisation
    return _done(
        request, number, doing,
        lambda: consultation.answer_invitation(number, own, asked.answer, asked.words, doing),
    )  # fmt: skip


@router.post("/tasks/{task}/finish", summary="办结会商任务", response={200: NumberOut, **ERRORS})
def finish_task(request: HttpRequest, task: Key, asked: WordsIn) -> HttpResponse:
    """Finish a task of the own organisation; the number of its consultation."""
    doing = _doing(request, Scope.CASES_ANSWER)
    return once(request, doing.at, lambda: {"number": consultation.finish_task(task, asked.words, doing)})


@router.get("/handovers/incoming", summary="移送来的线索", response={200: list[HandoverOut], **ERRORS})
def list_incoming(request: HttpRequest, before: Cursor = "", limit: Limit = 50) -> list[HandoverView]:
    """What was handed over to the own organisation, the newest first; `before`: the last number of the page before."""
    return incoming(caller(request, Scope.CASES_ANSWER), book=rulebook(), before=clean(before), limit=limit)


@router.get("/handovers/outgoing", summary="移送出的线索", response={200: list[HandoverOut], **ERRORS})
def list_outgoing(request: HttpRequest, before: Cursor = "", limit: Limit = 50) -> list[HandoverView]:
    """What the own organisation handed over, the newest first."""
    return outgoing(caller(request, Scope.CASES_ANSWER), book=rulebook(), before=clean(before), limit=limit)


@router.post("/handovers", summary="移送线索", response={200: NumberOut, **ERRORS})
def hand_over(request: HttpRequest, asked: HandoverIn) -> HttpResponse:
    """Hand a clue over to another department of the joint mechanism."""
    doing = _doing(request, Scope.CASES_MOVE)
    clue = Clue(**asked.dict())
    return once(request, doing.at, lambda: {"number": handover.send(clue, doing)})


@router.post("/handovers/{number}/receive", summary="签收移送", response={200: NumberOut, **ERRORS})
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """Say that a hand-over has arrived."""
    doing, number = _doing(request, Scope.CASES_ANSWER), clean(number)
    return _done(request, number, doing, lambda: handover.receive(number, doing))


@router.post("/handovers/{number}/answer", summary="答复移送", response={200: NumberOut, **ERRORS})
def answer_handover(request: HttpRequest, number: str, asked: HandoverAnswerIn) -> HttpResponse:
    """Say what came of a hand-over."""
    doing, number = _doing(request, Scope.CASES_ANSWER), clean(number)
    return _done(request, number, doing, lambda: handover.answer(number, asked.result, asked.words, doing))


@router.post("/handovers/{number}/return", summary="退回移送", response={200: NumberOut, **ERRORS})
def give_back(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Return a hand-over that is another's to deal with."""
    doing, number = _doing(request, Scope.CASES_ANSWER, asked.reason), clean(number)
    return _done(request, number, doing, lambda: handover.give_back(number, doing))


def _doing(request: HttpRequest, scope: Scope, reason: str = "") -> Doing:
    return Doing(actor=caller(request, scope), at=now(), book=rulebook(), reason=reason)


def _done(request: HttpRequest, number: str, doing: Doing, act: Callable[[], object]) -> HttpResponse:
    def work() -> dict[str, object]:
        act()
        return {"number": number}

    return once(request, doing.at, work)
