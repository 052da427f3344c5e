"""Cases by API: lists, one case, opening, moving, answering."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import rulebook
from baowen.api.once import once
from baowen.api.schemas.cases import AnswerIn, CasePageOut, CasesOut, MoveIn, NewCase, OpenedOut, QuestionOut
from baowen.api.schemas.common import ERRORS, Cursor, Limit
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.orgs.tokens import Scope
from baowen.respond.actions import moves
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.opening import Matter, open_case
from baowen.respond.kinds import CaseKind, MeasureKind, SourceKind
from baowen.respond.queries import CasePage, Page, QuestionView, case_page, inbox, questions_to
from baowen.respond.queries import cases as all_cases
from baowen.respond.states import Move

router = Router(tags=["案件 cases"])


@router.get("/cases", summary="案件列表", response={200: CasesOut, **ERRORS})
def list_cases(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Page:
    """Every case that began in the own region or below, what is due first on top."""
    return all_cases(caller(request, Scope.CASES_READ), book=rulebook(), cursor=cursor, limit=limit)


@router.get("/inbox", summary="本级待办案件", response={200: CasesOut, **ERRORS})
def list_inbox(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Page:
    """The open cases that the own level has now."""
    return inbox(caller(request, Scope.CASES_READ), book=rulebook(), cursor=cursor, limit=limit)


@router.get("/cases/{number}", summary="查看案件", response={200: CasePageOut, **ERRORS})
def show_case(request: HttpRequest, number: str) -> CasePage:
    """One case: what happened, what is owed by whom until when, and the working of each date."""
    return case_page(clean(number), caller(request, Scope.CASES_READ), book=rulebook())


@router.post("/cases", summary="登记案件", response={200: OpenedOut, **ERRORS})
def open_one(request: HttpRequest, asked: NewCase) -> HttpResponse:
    """Open a case, or add the source to the open one on the same matter."""
    actor, at = caller(request, Scope.CASES_MOVE), now()
    matter = Matter(
        kind=CaseKind(asked.kind), region=asked.region, subject=asked.subject, subject_name=asked.subject_name
    )
    source = (SourceKind.OFFICER, f"{actor.organisation}/{asked.source}")
    doing = Doing(actor=actor, at=at, book=rulebook(), reason=asked.reason)

    def work() -> dict[str, object]:
        opened = open_case(matter, [source], doing)
        return {"number": opened.number, "is_new": opened.is_new}

    return once(request, at, work)


@router.post("/cases/{number}/answer", summary="答复询问", response={200: OpenedOut, **ERRORS})
def answer(request: HttpRequest, number: str, asked: AnswerIn) -> HttpResponse:
    """Answer what the own organisation was asked about a case."""
    actor, at, number = caller(request, Scope.CASES_ANSWER), now(), clean(number)
    doing = Doing(actor=actor, at=at, book=rulebook())
    return _moved(request, number, doing, lambda: moves.answer(number, asked.words, doing))


@router.post("/cases/{number}/moves/{move}", summary="办理案件", response={200: OpenedOut, **ERRORS})
def move_case(request: HttpRequest, number: str, move: str, asked: MoveIn) -> HttpResponse:
    """Move a case: accept, assess, ask, report_up, return_down, close, dismiss, merge, split, reopen."""
    actor, at, number = caller(request, Scope.CASES_MOVE), now(), clean(number)
    doing = Doing(actor=actor, at=at, book=rulebook(), reason=asked.reason, seen_moves=asked.seen_moves)
    works: dict[str, Callable[[], None]] = {
        Move.ACCEPT: lambda: moves.accept(number, doing),
        Move.ASSESS: lambda: moves.assess(number, doing),
        Move.ASK: lambda: moves.ask(number, asked.organisation, asked.words, doing),
        Move.REPORT_UP: lambda: moves.report_up(number, doing),
        Move.RETURN_DOWN: lambda: moves.return_down(number, doing),
        Move.CLOSE: lambda: moves.close(number, _result(asked.result), doing),
        Move.DISMISS: lambda: moves.dismiss(number, doing),
        Move.MERGE: lambda: moves.merge(number, asked.into, doing),
        Move.SPLIT: lambda: moves.split(number, doing),
        Move.REOPEN: lambda: moves.reopen(number, doing),
    }
    if move not in works:
        raise BaowenError(
            f"没有办理动作 {move!r}；可用：{'、'.join(works)}", f"no move {move!r}; use {', '.join(works)}"
        )
    return _moved(request, number, doing, works[move])


@router.get("/questions", summary="待答复的询问", response={200: list[QuestionOut], **ERRORS})
def list_questions(request: HttpRequest) -> list[QuestionView]:
    """What the own organisation was asked and has not answered, oldest first."""
    return questions_to(caller(request, Scope.CASES_ANSWER).organisation)


def _moved(request: HttpRequest, number: str, doing: Doing, move: Callable[[], None]) -> HttpResponse:
    def work() -> dict[str, object]:
        move()
        return {"number": number, "is_new": False}

    return once(request, doing.at, work)


def _result(given: str) -> MeasureKind:
    if given not in set(MeasureKind):
        raise BaowenError(f"没有办结结果 {given!r}；可用：{'、'.join(MeasureKind)}", f"no result {given!r}")
    return MeasureKind(given)
