"""Progress of agreed volumes and circulars by API. VBP-5, VBP-6, VBP-11 (VB-2.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from baowen.api.auth import caller, clean
from baowen.api.book import home
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.vbp_progress import (
    CircularsOut,
    ProgressAnswerIn,
    ProgressContractsAsked,
    ProgressContractsOut,
    WholeCircularOut,
)
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.vbp.progress.actions.circulars import Places, answer_circular, issue_circular
from baowen.vbp.progress.queries.circulars import CircularView, circular, circular_page
from baowen.vbp.progress.queries.lines import Narrowed, contract_lines
from baowen.vbp.progress.queries.runs import run_needed

router = Router(tags=["集采进度 progress"])


@router.get("/vbp/progress", summary="集采约定品种进度", response={200: ProgressContractsOut, **ERRORS})
def list_progress(request: HttpRequest, asked: Query[ProgressContractsAsked]) -> dict[str, object]:
    """Contracts of the own place and below, or the own ones, the worst first."""
    actor, run = caller(request, Scope.VBP_READ), run_needed()
    narrowed = Narrowed(
        region=clean(asked.region), hospital=clean(asked.hospital), product=clean(asked.product),
        band=asked.band or "", oddity=asked.oddity or "",
    )  # fmt: skip
    return {"seen_on": run.seen_on, "lines": contract_lines(home(), run, actor, narrowed, limit=asked.limit)}


@router.get("/vbp/circulars", summary="集采执行通报", response={200: CircularsOut, **ERRORS})
def list_circulars(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[CircularView]:
    """Circulars, the newest first; a hospital sees the issued ones that name it."""
    return circular_page(caller(request, Scope.VBP_READ), cursor=cursor, limit=limit)


@router.get("/vbp/circulars/{number}", summary="一份通报", response={200: WholeCircularOut, **ERRORS})
def one_circular(request: HttpRequest, number: str) -> dict[str, object]:
    """A circular with whom it names; a hospital sees itself alone."""
    view, names = circular(clean(number), caller(request, Scope.VBP_READ))
    return {"circular": view, "names": names}


@router.post("/vbp/circulars/{number}/issue", summary="印发通报", response={200: NumberOut, **ERRORS})
def issue(request: HttpRequest, number: str) -> HttpResponse:
    """Issue a draft under the organ's next number; those it names are told."""
    actor, at, number = caller(request, Scope.VBP_MANAGE), now(), clean(number)

    def work() -> dict[str, object]:
        return {"number": issue_circular(number, Places.of(home()), actor=actor, at=at)}

    return once(request, at, work)


@router.post("/vbp/circulars/{number}/answer", summary="答复通报", response={200: NumberOut, **ERRORS})
def answer(request: HttpRequest, number: str, asked: ProgressAnswerIn) -> HttpResponse:
    """Answer as a hospital that the circular names."""
    actor, at, number = caller(request, Scope.VBP_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        answer_circular(number, asked.words, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)
