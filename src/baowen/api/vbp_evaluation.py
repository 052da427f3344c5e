"""Evaluations by API: run, replayed, read by hospitals, exempted, appealed. VBP-7."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut
from baowen.api.schemas.vbp_evaluation import (
    AppealIn,
    AppealOut,
    AppealsOut,
    DecisionIn,
    EffectsOut,
    EvaluationRunOut,
    EvaluationRunsOut,
    EvaluationWordsIn,
    ExemptionIn,
    ExemptionsOut,
    ReplayOut,
    ResultOut,
    RunIn,
)
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.tokens import Scope
from baowen.vbp.evaluation import actions
from baowen.vbp.evaluation.actions import Replayed
from baowen.vbp.evaluation.queries import records, runs
from baowen.vbp.evaluation.queries.results import ResultView, hospital_results

router = Router(tags=["集采考核 evaluation of volume procurement"])


@router.get("/vbp/evaluations", summary="集采考核列表", response={200: EvaluationRunsOut, **ERRORS})
def list_runs(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[runs.RunView]:
    """Runs, newest first: of the own place, those above and below; a hospital sees the published ones."""
    return runs.run_page(caller(request, Scope.VBP_READ), cursor=cursor, limit=limit)


@router.post("/vbp/evaluations", summary="考核一个批次", response={200: NumberOut, **ERRORS})
def run_evaluation(request: HttpRequest, asked: RunIn) -> HttpResponse:
    """Evaluate all contracts of a round that ended by a day, with the exemptions that are confirmed."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()

    def work() -> dict[str, object]:
        packs = rulebook().packs
        return {
            "number": actions.run_evaluation(home(), asked.round_code, asked.as_of, actor=actor, at=at, packs=packs)
        }

    return once(request, at, work)


@router.get("/vbp/evaluations/{number}", summary="查看集采考核", response={200: EvaluationRunOut, **ERRORS})
def show_run(request: HttpRequest, number: str) -> runs.RunView:
    """One run and what it was computed from."""
    return runs.run_of(clean(number), caller(request, Scope.VBP_READ))


@router.post("/vbp/evaluations/{number}/publish", summary="公布考核结果", response={200: NumberOut, **ERRORS})
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Show hospitals their results."""
    actor, at, number = caller(request, Scope.VBP_MANAGE), now(), clean(number)
    book = rulebook()
    return once(
        request, at,
        lambda: _did(
            number, lambda: actions.publish_run(number, actor=actor, at=at, packs=book.packs, calendar=book.calendar)
        ),
    )  # fmt: skip


@router.post("/vbp/evaluations/{number}/replay", summary="重新计算并核对", response={200: ReplayOut, **ERRORS})
def replay(request: HttpRequest, number: str) -> Replayed:
    """Compute a run again from what it recorded, and compare."""
    return actions.replay(home(), clean(number), actor=caller(request, Scope.VBP_MANAGE))


@router.get(
    "/vbp/evaluations/{number}/hospitals/{hospital}", summary="医疗机构的考核结果",
    response={200: list[ResultOut], **ERRORS},
)  # fmt: skip
def show_results(request: HttpRequest, number: str, hospital: str) -> tuple[ResultView, ...]:
    """All results of one hospital, each with its steps."""
    actor, hospital = caller(request, Scope.VBP_READ), clean(hospital)
    run = runs.run_of(clean(number), actor)
    found = hospital_results(home(), run.digest, hospital)
    if not found or not runs.may_see_hospital(actor, hospital, found[0].region):
        raise BaowenError(f"没有 {hospital} 可阅看的考核结果", f"there is no result of {hospital} that you may see")
    return found


@router.post("/vbp/evaluations/{number}/appeals", summary="申诉", response={200: NumberOut, **ERRORS})
def appeal(request: HttpRequest, number: str, asked: AppealIn) -> HttpResponse:
    """Appeal against a failing result of the own hospital."""
    actor, at, number = caller(request, Scope.VBP_WRITE), now(), clean(number)
    new = actions.NewAppeal(**asked.dict())
    return once(request, at, lambda: {"number": actions.appeal(home(), number, new, actor=actor, at=at)})


@router.get("/vbp/appeals", summary="考核申诉列表", response={200: AppealsOut, **ERRORS})
def list_appeals(
    request: HttpRequest, run: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Paged[records.AppealView]:  # fmt: skip
    """Appeals, newest first: a hospital's own, or those of the own place and below."""
    return records.appeal_page(caller(request, Scope.VBP_READ), run=clean(run), cursor=cursor, limit=limit)


@router.get("/vbp/appeals/{number}", summary="查看考核申诉", response={200: AppealOut, **ERRORS})
def show_appeal(request: HttpRequest, number: str) -> records.AppealView:
    """One appeal with the result before and after."""
    return records.appeal_of(clean(number), caller(request, Scope.VBP_READ))


@router.post("/vbp/appeals/{number}/answer", summary="补充说明", response={200: NumberOut, **ERRORS})
def answer_appeal(request: HttpRequest, number: str, asked: EvaluationWordsIn) -> HttpResponse:
    """Answer what was asked."""
    actor, at, number = caller(request, Scope.VBP_WRITE), now(), clean(number)
    return once(
        request, at, lambda: _did(number, lambda: actions.answer(number, asked.words, actor=actor, at=at))
    )  # fmt: skip


@router.post("/vbp/appeals/{number}/{move}", summary="审理考核申诉", response={200: NumberOut, **ERRORS})
def decide_appeal(
    request: HttpRequest, number: str, move: Literal["ask", "grant", "refuse"], asked: DecisionIn
) -> HttpResponse:  # fmt: skip
    """Ask back, grant (the result is computed again) or refuse."""
    actor, at, number = caller(request, Scope.VBP_MANAGE), now(), clean(number)
    deeds: dict[str, Callable[[], object]] = {
        "ask": lambda: actions.ask(number, asked.reason, actor=actor, at=at),
        "grant": lambda: actions.grant(home(), number, asked.reason, eased=asked.eased, actor=actor, at=at),
        "refuse": lambda: actions.refuse(number, asked.reason, actor=actor, at=at),
    }
    return once(request, at, lambda: _did(number, deeds[move]))


@router.get("/vbp/exemptions", summary="不计入考核的情形", response={200: ExemptionsOut, **ERRORS})
def list_exemptions(
    request: HttpRequest, round_code: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Paged[records.ExemptionView]:  # fmt: skip
    """Exemptions that the caller may see, newest first."""
    actor = caller(request, Scope.VBP_READ)
    return records.exemption_page(actor, round_code=clean(round_code), cursor=cursor, limit=limit)


@router.post("/vbp/exemptions", summary="提出不计入的情形", response={200: NumberOut, **ERRORS})
def propose_exemption(request: HttpRequest, asked: ExemptionIn) -> HttpResponse:
    """Propose an exemption; nothing changes before it is confirmed."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()
    new = actions.NewExemption(**asked.dict(exclude={"round_code"}))
    return once(
        request, at,
        lambda: {"number": str(actions.propose_exemption(asked.round_code, new, actor=actor, at=at))},
    )  # fmt: skip


@router.post("/vbp/exemptions/{number}/{move}", summary="确认或不予确认情形", response={200: NumberOut, **ERRORS})
def decide_exemption(
    request: HttpRequest, number: Key, move: Literal["confirm", "refuse", "revoke"], asked: DecisionIn
) -> HttpResponse:  # fmt: skip
    """Confirm, refuse or revoke."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()
    deeds: dict[str, Callable[[], object]] = {
        "confirm": lambda: actions.confirm_exemption(
            number, why=asked.reason, eased=asked.eased, actor=actor, at=at
        ),
        "refuse": lambda: actions.refuse_exemption(number, why=asked.reason, actor=actor, at=at),
        "revoke": lambda: actions.revoke_exemption(number, why=asked.reason, actor=actor, at=at),
    }  # fmt: skip
    return once(request, at, lambda: _did(str(number), deeds[move]))


@router.get("/vbp/effects", summary="考核处置列表", response={200: EffectsOut, **ERRORS})
def list_effects(
    request: HttpRequest, run: str = "", hospital: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Paged[records.EffectView]:  # fmt: skip
    """Consequences, newest first; hospitals see those that were decided about them."""
    actor = caller(request, Scope.VBP_READ)
    return records.effect_page(actor, run=clean(run), hospital=clean(hospital), cursor=cursor, limit=limit)


def _did(number: str, work: Callable[[], object]) -> dict[str, object]:
    work()
    return {"number": number}
