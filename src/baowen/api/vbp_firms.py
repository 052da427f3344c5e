"""Files of selected enterprises by API: entries, answers, corrections, monthly reports. CRD-6 (VB-3.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import rulebook, settle_book
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, NumberOut
from baowen.api.schemas.vbp_firms import (
    CorrectionIn,
    EnterpriseFileOut,
    EntryAnswerIn,
    EntryIn,
    FirmMonthFiledOut,
    FirmMonthIn,
    FirmOut,
)
from baowen.core.clock import now, today
from baowen.core.period import Month
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.tokens import Scope
from baowen.vbp.supply.actions import firms as actions
from baowen.vbp.supply.actions.firms import NewEntry
from baowen.vbp.supply.actions.monthly import Told, file_month
from baowen.vbp.supply.queries.file import EnterpriseFile, FirmLine, enterprise_file, firm_lines
from baowen.vbp.supply.queries.firms import entry as entry_of

router = Router(tags=["中选企业档案 VBP enterprises"])


@router.get("/vbp/enterprises", summary="中选企业", response={200: list[FirmOut], **ERRORS})
def list_enterprises(request: HttpRequest) -> list[FirmLine]:
    """The selected and backup enterprises that supply the own place; figures for officers."""
    return firm_lines(caller(request, Scope.VBP_READ), book=rulebook(), today=today())


@router.get("/vbp/enterprises/{code}", summary="企业档案", response={200: EnterpriseFileOut, **ERRORS})
def one_enterprise(request: HttpRequest, code: str) -> EnterpriseFile:
    """The file as the caller sees it: products, entries, confirmed problems, figures, months."""
    actor = caller(request, Scope.VBP_READ)
    return enterprise_file(
        clean(code), actor, book=rulebook(), settle=settle_book(), now=now(), today=today()
    )  # fmt: skip


@router.post("/vbp/enterprises/{code}/entries", summary="登记档案记录", response={200: NumberOut, **ERRORS})
def note(request: HttpRequest, code: str, asked: EntryIn) -> HttpResponse:
    """Put an entry into the file; an enterprise enters a commitment of its own."""
    code, new = clean(code), _entry(clean(code), asked.dict(exclude={"region"}))
    if caller(request).kind is OrganisationKind.DEPARTMENT:
        doing = doing_for(request, Scope.VBP_MANAGE)
        return once(request, doing.at, lambda: {"number": actions.note_entry(new, doing)})
    doing = doing_for(request, Scope.VBP_ANSWER)
    return once(request, doing.at, lambda: {"number": actions.promise(new, asked.region, doing)})


@router.post("/vbp/entries/{number}/confirm", summary="确认档案记录", response={200: NumberOut, **ERRORS})
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Say that an entry is true."""
    doing, number = doing_for(request, Scope.VBP_MANAGE), clean(number)

    def work() -> dict[str, object]:
        actions.confirm_entry(number, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/entries/{number}/answer", summary="对档案记录作说明", response={200: NumberOut, **ERRORS})
def answer(request: HttpRequest, number: str, asked: EntryAnswerIn) -> HttpResponse:
    """What the enterprise says to an entry."""
    doing, number = doing_for(request, Scope.VBP_ANSWER), clean(number)

    def work() -> dict[str, object]:
        actions.answer_entry(number, asked.words, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/entries/{number}/correction", summary="更正档案记录", response={200: NumberOut, **ERRORS})
def correct(request: HttpRequest, number: str, asked: CorrectionIn) -> HttpResponse:
    """Put a corrected entry in the place of another; both stay. The new number."""
    doing, number = doing_for(request, Scope.VBP_MANAGE, asked.reason), clean(number)
    before = entry_of(number, doing.actor, book=doing.book)
    new = _entry(before.enterprise, asked.dict(exclude={"region", "reason"}))
    return once(request, doing.at, lambda: {"number": actions.correct_entry(number, new, doing)})


@router.post("/vbp/firm-months", summary="填报月报", response={200: FirmMonthFiledOut, **ERRORS})
def file_firm_month(request: HttpRequest, asked: FirmMonthIn) -> HttpResponse:
    """Report production, supply, stock and payments of a month; again it replaces the report before."""
    doing = doing_for(request, Scope.VBP_ANSWER)

    def work() -> dict[str, object]:
        told = [Told(**line.dict()) for line in asked.lines]
        file_month(asked.region, Month.parse(asked.month), told, doing)
        return {"region": asked.region, "month": asked.month}

    return once(request, doing.at, work)


def _entry(enterprise: str, given: dict[str, Any]) -> NewEntry:
    return NewEntry(enterprise=enterprise, **given)
