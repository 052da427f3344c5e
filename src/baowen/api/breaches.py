"""Breaches of contract, and the report of stopped supply of listed drugs, by API. PRC-5 (HD-10)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import settle_book
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Code, Cursor, Limit, Month, NumberOut
from baowen.api.schemas.settlements import (
    BreachesOut,
    BreachIn,
    BreachMoveIn,
    SanctionIn,
    SupplyReportOut,
)
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.period import Month as Period
from baowen.core.problems import BaowenError
from baowen.orgs.tokens import Scope
from baowen.procure.settle.actions import breaches
from baowen.procure.settle.actions.breaches import Alleged, Measure
from baowen.procure.settle.queries.breaches import BreachView, breach_page
from baowen.procure.settle.queries.scope import is_hospital
from baowen.procure.settle.queries.supply import supply_report
from baowen.procure.settle.states import BREACH_RULES, BreachMove, Party

router = Router(tags=["履约 performance"])


@router.get("/breaches", summary="违约记录", response={200: BreachesOut, **ERRORS})
def list_breaches(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[BreachView]:
    """Breaches, newest first: of the own place and below, of or by the own organisation."""
    return breach_page(caller(request, Scope.ORDERS_READ), cursor=cursor, limit=limit)


@router.post("/breaches", summary="登记违约", response={200: NumberOut, **ERRORS})
def record_breach(request: HttpRequest, asked: BreachIn) -> HttpResponse:
    """Record a breach, by a procurement officer or a hospital."""
    actor, at = caller(request), now()
    caller(request, Scope.ORDERS_WRITE if is_hospital(actor) else Scope.SETTLEMENTS_RUN)
    alleged = Alleged(**asked.dict())

    def work() -> dict[str, object]:
        return {"number": breaches.record_breach(alleged, actor=actor, at=at, book=settle_book())}

    return once(request, at, work)


@router.post("/breaches/{number}/moves", summary="办理违约", response={200: NumberOut, **ERRORS})
def move_breach(request: HttpRequest, number: str, asked: BreachMoveIn) -> HttpResponse:
    """Answer, confirm, drop, appeal, uphold or undo."""
    actor, at, number = caller(request), now(), clean(number)
    if asked.move is not BreachMove.PROPOSE and BREACH_RULES[asked.move].party is Party.ACCUSED:
        caller(request, Scope.ORDERS_WRITE if is_hospital(actor) else Scope.ORDERS_ANSWER)
    else:
        caller(request, Scope.SETTLEMENTS_RUN)

    def work() -> dict[str, object]:
        breaches.move_breach(number, asked.move, asked.reason, actor=actor, at=at, book=settle_book())
        return {"number": number}

    return once(request, at, work)


@router.post("/breaches/{number}/sanction", summary="处置违约", response={200: NumberOut, **ERRORS})
def sanction_breach(request: HttpRequest, number: str, asked: SanctionIn) -> HttpResponse:
    """What follows a confirmed breach; a listing that it names is suspended with it."""
    actor, at, number = caller(request, Scope.SETTLEMENTS_RUN), now(), clean(number)

    def work() -> dict[str, object]:
        breaches.sanction_breach(number, Measure(**asked.dict()), actor=actor, at=at, book=settle_book())
        return {"number": number}

    return once(request, at, work)


@router.get("/stopped-supply", summary="停供情况月报", response={200: SupplyReportOut, **ERRORS})
def stopped_supply(request: HttpRequest, region: Code, month: Month) -> dict[str, object]:
    """The report of stopped or failing supply of listed drugs in a place and month."""
    actor = caller(request, Scope.ORDERS_READ)
    try:
        period = Period.parse(month)
    except ValueError as error:
        raise BaowenError(f"月份 {month} 无效", f"the month {month} is none") from error
    report = supply_report(region, period, actor=actor, now=now(), book=settle_book())
    return {
        "region": report.region, "month": str(report.month), "drugs": report.drugs,
        "lists_in_force": report.lists_in_force, "is_zero": report.is_zero, "due_on": report.due_on,
        "clause": report.clause,
        "failing": [
            {
                "drug": one.drug, "dosage_form": one.dosage_form, "listed_by": one.listed_by, "reasons": one.reasons,
                "order_lines": one.performance.lines, "delivery_rate": one.performance.delivery_rate,
            }
            for one in report.failing
        ],
    }  # fmt: skip
