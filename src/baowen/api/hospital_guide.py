"""The guide of substitutes, grades of shortage and shown stock by API. HOS-4, HOS-5, HOS-6."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller
from baowen.api.book import rulebook
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Key
from baowen.api.schemas.hospital_guide import (
    GradeIn,
    GradesOut,
    GuideDecisionIn,
    GuideEntriesOut,
    KeyOut,
    ShowingIn,
    ShowingOut,
)
from baowen.core.clock import today
from baowen.hospital.grading.actions.grading import Given, end_shortage, grade_drug
from baowen.hospital.grading.queries import GradeView, grades, own_grades
from baowen.hospital.holdings.actions import show_stock
from baowen.hospital.holdings.queries import ShowingView, own_showing
from baowen.hospital.substitutes.actions.using import decide_entry
from baowen.hospital.substitutes.queries.guide import EntryView, searched
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.tokens import Scope

router = Router(tags=["用药管理 Medicines management"])


@router.get("/hospital/substitutes", summary="替代用药指南", response={200: GuideEntriesOut, **ERRORS})
def substitutes(
    request: HttpRequest, text: str = "", day: date | None = None, backwards: bool = False
) -> dict[str, list[EntryView]]:  # fmt: skip
    """Entries in force on a day; `backwards`: what does this drug replace?"""
    actor = caller(request, Scope.HOSPITALS_READ)
    return {"lines": searched(actor, text, day=day or today(), backwards=backwards)}


@router.post("/hospital/substitutes/{key}/decision", summary="采用替代建议", response={200: KeyOut, **ERRORS})
def decide(request: HttpRequest, key: Key, asked: GuideDecisionIn) -> HttpResponse:
    """Adopt an entry in the own hospital, adopt it with a change, or decline it."""
    doing = doing_for(request, Scope.HOSPITALS_WRITE)

    def work() -> dict[str, object]:
        decide_entry(key, asked.decision, asked.words, doing)
        return {"key": key}

    return once(request, doing.at, work)


@router.get("/hospital/grades", summary="短缺药品分级", response={200: GradesOut, **ERRORS})
def list_grades(request: HttpRequest) -> dict[str, list[GradeView]]:
    """Current grades, the worst first: a hospital's own, or those of the own place and below."""
    actor = caller(request, Scope.HOSPITALS_READ)
    return {"lines": grades(actor) if actor.kind is OrganisationKind.DEPARTMENT else own_grades(actor)}


@router.post("/hospital/grades", summary="评估短缺药品", response={200: KeyOut, **ERRORS})
def grade(request: HttpRequest, asked: GradeIn) -> HttpResponse:
    """Grade a drug of the own hospital."""
    doing = doing_for(request, Scope.HOSPITALS_WRITE)
    given = Given(**asked.dict(exclude={"reports"}), reports=tuple(asked.reports))
    return once(request, doing.at, lambda: {"key": grade_drug(given, doing)})


@router.post("/hospital/grades/{key}/end", summary="短缺已解除", response={200: KeyOut, **ERRORS})
def end(request: HttpRequest, key: Key) -> HttpResponse:
    """Say that a drug is no longer short."""
    doing = doing_for(request, Scope.HOSPITALS_WRITE)

    def work() -> dict[str, object]:
        end_shortage(key, doing)
        return {"key": key}

    return once(request, doing.at, work)


@router.get("/hospital/showing", summary="库存公开程度", response={200: ShowingOut, **ERRORS})
def showing(request: HttpRequest) -> ShowingView:
    """How much of the own stock the public sees."""
    actor = caller(request, Scope.HOSPITALS_READ)
    return own_showing(actor, rulebook().ruling(actor.region, today()))


@router.post("/hospital/showing", summary="选择库存公开程度", response={200: ShowingOut, **ERRORS})
def choose(request: HttpRequest, asked: ShowingIn) -> HttpResponse:
    """Choose how much of the own stock the public sees."""
    doing = doing_for(request, Scope.HOSPITALS_WRITE)

    def work() -> dict[str, object]:
        show_stock(asked.showing, doing)
        return {"showing": asked.showing.value, "own_choice": True}

    return once(request, doing.at, work)
