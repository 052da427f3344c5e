"""Shares of essential medicines, prescriptions, formularies and missing drugs by API. HOS-1, HOS-2."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from baowen.api.auth import caller, clean
from baowen.api.book import home
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.hospital_shares import (
    FormularyOut,
    HospitalShareOut,
    MissingIn,
    MissingMoveIn,
    MissingsOut,
    PrescriptionOut,
    SelectionIn,
    SharesAsked,
)
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.hospital.formulary.actions.missing import NewMissing, move_missing, register_missing
from baowen.hospital.formulary.actions.selections import NewSelection, record_selection
from baowen.hospital.formulary.queries.editions import FormularyView, formulary
from baowen.hospital.formulary.queries.records import MissingLine, missing_page
from baowen.hospital.shares.queries.prescriptions import PrescriptionLine, prescription_lines
from baowen.hospital.shares.queries.shares import ShareLine, share_lines
from baowen.orgs.tokens import Scope

router = Router(tags=["医疗机构用药管理 hospitals"])


@router.get("/hospitals/shares", summary="基本药物占比", response={200: list[HospitalShareOut], **ERRORS})
def list_shares(request: HttpRequest, asked: Query[SharesAsked]) -> list[ShareLine]:
    """Institutions of the own place and below, or the own one, those farthest below their targets first."""
    actor = caller(request, Scope.HOSPITALS_READ)
    return share_lines(home(), actor, kind=asked.kind, period=clean(asked.period), region=clean(asked.region))


@router.get("/hospitals/prescriptions", summary="处方点评指标", response={200: list[PrescriptionOut], **ERRORS})
def list_prescriptions(request: HttpRequest, month: str = "", region: str = "") -> list[PrescriptionLine]:
    """Recorded indicators of a month ("" for the newest), with the median of the same level."""
    actor = caller(request, Scope.HOSPITALS_READ)
    return prescription_lines(home(), actor, region=clean(region), month=clean(month))


@router.get("/hospitals/formularies/{code}", summary="用药目录", response={200: FormularyOut, **ERRORS})
def one_formulary(request: HttpRequest, code: str) -> FormularyView:
    """What an institution goes by, its lead hospital's where that one is for the alliance."""
    return formulary(home(), caller(request, Scope.HOSPITALS_READ), clean(code), today=today())


@router.post("/hospitals/selections", summary="登记遴选结果", response={200: NumberOut, **ERRORS})
def record(request: HttpRequest, asked: SelectionIn) -> HttpResponse:
    """Record what a meeting of the own committee decided."""
    doing = doing_for(request, Scope.HOSPITALS_WRITE)
    return once(request, doing.at, lambda: {"number": record_selection(NewSelection(**asked.dict()), doing)})


@router.get("/hospitals/missing", summary="缺药登记", response={200: MissingsOut, **ERRORS})
def list_missing(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[MissingLine]:
    """Registered needs, the newest first."""
    return missing_page(caller(request, Scope.HOSPITALS_READ), cursor=cursor, limit=limit)


@router.post("/hospitals/missing", summary="登记缺药", response={200: NumberOut, **ERRORS})
def register(request: HttpRequest, asked: MissingIn) -> HttpResponse:
    """Register a need of the own institution."""
    doing = doing_for(request, Scope.HOSPITALS_WRITE)
    return once(request, doing.at, lambda: {"number": register_missing(NewMissing(**asked.dict()), doing)})


@router.post("/hospitals/missing/{number}/moves", summary="办理缺药登记", response={200: NumberOut, **ERRORS})
def move(request: HttpRequest, number: str, asked: MissingMoveIn) -> HttpResponse:
    """Assess, buy, let arrive, give to the patient, or say that it cannot be had."""
    doing, number = doing_for(request, Scope.HOSPITALS_WRITE), clean(number)

    def work() -> dict[str, object]:
        move_missing(number, asked.move, asked.words, doing)
        return {"number": number}

    return once(request, doing.at, work)
