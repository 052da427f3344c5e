"""Stop-production notices and their assessments by API. COL-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import report_book
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut, WhyIn
from baowen.api.schemas.reports import AmendStopIn, AssessmentIn, NewStopIn, StopsOut
from baowen.collect.reports.actions import stops
from baowen.collect.reports.actions.stops import Assessment, Stop
from baowen.collect.reports.queries import StopView, stop_page
from baowen.collect.reports.rules import Drug
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope

router = Router(tags=["停产 stops"])


@router.get("/stops", summary="停产报告列表", response={200: StopsOut, **ERRORS})
def list_stops(
    request: HttpRequest, with_ended: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[StopView]:  # fmt: skip
    """Stop-production notices, newest first: an enterprise's own, or those of the own region and below."""
    actor = caller(request, Scope.STOPS_READ)
    return stop_page(actor, with_ended=with_ended, cursor=cursor, limit=limit)


@router.post("/stops", summary="提交停产报告", response={200: NumberOut, **ERRORS})
def file_stop(request: HttpRequest, asked: NewStopIn) -> HttpResponse:
    """File a stop; both assessments are owed from then on."""
    actor, at = caller(request, Scope.STOPS_WRITE), now()
    drug = Drug(name=asked.drug_name, product_code=asked.product_code)
    stop = Stop(**asked.dict(exclude={"product_code", "drug_name"}))

    def work() -> dict[str, object]:
        number = stops.file_stop(actor.organisation, drug, stop, actor=actor, at=at, book=report_book())
        return {"number": number}

    return once(request, at, work)


@router.post("/stops/{number}", summary="更正停产报告", response={200: NumberOut, **ERRORS})
def amend_stop(request: HttpRequest, number: str, asked: AmendStopIn) -> HttpResponse:
    """Say anew what a stop is, whole; `ended_on`: production is back since that day."""
    actor, at, number = caller(request, Scope.STOPS_WRITE), now(), clean(number)
    stop = Stop(**asked.dict(exclude={"ended_on"}))

    def work() -> dict[str, object]:
        stops.amend_stop(number, stop, actor=actor, at=at, book=report_book(), ended_on=asked.ended_on)
        return {"number": number}

    return once(request, at, work)


@router.post("/stops/{number}/withdraw", summary="撤回停产报告", response={200: NumberOut, **ERRORS})
def withdraw_stop(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take a notice back: the stop does not happen."""
    actor, at, number = caller(request, Scope.STOPS_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        stops.withdraw_stop(number, why=asked.reason, actor=actor, at=at, book=report_book())
        return {"number": number}

    return once(request, at, work)


@router.post("/stops/{number}/assessments", summary="登记停产影响评估", response={200: NumberOut, **ERRORS})
def assess_stop(request: HttpRequest, number: str, asked: AssessmentIn) -> HttpResponse:
    """Enter what the own department finds a stop to take away."""
    actor, at, number = caller(request, Scope.STOPS_ASSESS), now(), clean(number)
    found = Assessment(share=asked.share, words=asked.words)

    def work() -> dict[str, object]:
        stops.assess_stop(number, asked.department, found, actor=actor, at=at, book=report_book())
        return {"number": number}

    return once(request, at, work)
