"""Joining by agreement, and findings about institutions, by API. VBP-10 (VB-1.4), VBP-13 (VB-2.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import rulebook
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.vbp_supply import (
    FindingIn,
    FindingMoveIn,
    FindingOut,
    FindingsOut,
    JoiningIn,
    JoiningMoveIn,
    JoiningsOut,
    PassIn,
    ResultIn,
)
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.tokens import Scope
from baowen.vbp.supply.actions import findings
from baowen.vbp.supply.actions.findings import NewFinding
from baowen.vbp.supply.actions.joining import NewJoining, Wish, apply_to_join, move_joining
from baowen.vbp.supply.finding_states import FINDING_RULES, FindingState
from baowen.vbp.supply.joining_states import JoinState
from baowen.vbp.supply.queries.findings import FindingView, Sought, finding, finding_page
from baowen.vbp.supply.queries.joining import JoiningView, joining_page

router = Router(tags=["集采参加与问题 VBP joining and findings"])


@router.get("/vbp/joinings", summary="自愿参加的申请", response={200: JoiningsOut, **ERRORS})
def list_joinings(
    request: HttpRequest, state: JoinState | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[JoiningView]:  # fmt: skip
    """Applications, newest first: of the own place and below, or one's own."""
    return joining_page(
        caller(request, Scope.VBP_READ), book=rulebook(), state=state, cursor=cursor, limit=limit
    )  # fmt: skip


@router.post("/vbp/joinings", summary="申请参加", response={200: NumberOut, **ERRORS})
def apply(request: HttpRequest, asked: JoiningIn) -> HttpResponse:
    """Apply to join a round for the own organisation."""
    doing = doing_for(request, Scope.VBP_WRITE)
    wishes = [Wish(product_code=one.product_code, quantity=one.quantity) for one in asked.wishes]
    new = NewJoining(round_code=asked.round_code, kind=asked.kind, wishes=wishes, words=asked.words)
    return once(request, doing.at, lambda: {"number": apply_to_join(new, doing)})


@router.post("/vbp/joinings/{number}/moves", summary="办理参加申请", response={200: NumberOut, **ERRORS})
def move(request: HttpRequest, number: str, asked: JoiningMoveIn) -> HttpResponse:
    """Accept or refuse as an officer, withdraw as the applicant, end as either."""
    doing, number = doing_for(request, _scope(request), asked.reason), clean(number)

    def work() -> dict[str, object]:
        move_joining(number, asked.move, doing, from_on=asked.from_on, until_on=asked.until_on)
        return {"number": number}

    return once(request, doing.at, work)


@router.get("/vbp/findings", summary="集采执行问题", response={200: FindingsOut, **ERRORS})
def list_findings(
    request: HttpRequest, state: FindingState | None = None, late: bool = False, cursor: Cursor = "",
    limit: Limit = 50,
) -> Paged[FindingView]:  # fmt: skip
    """Findings, newest first: of the own place and below, or about the own institution."""
    sought = Sought(state=state, late_on=today() if late else None)
    actor = caller(request, Scope.VBP_READ)
    return finding_page(actor, sought, book=rulebook(), today=today(), cursor=cursor, limit=limit)


@router.post("/vbp/findings", summary="登记问题", response={200: NumberOut, **ERRORS})
def enter(request: HttpRequest, asked: FindingIn) -> HttpResponse:
    """Enter a finding about an institution of the own place, with its evidence."""
    doing = doing_for(request, Scope.VBP_MANAGE)
    return once(request, doing.at, lambda: {"number": findings.enter_finding(NewFinding(**asked.dict()), doing)})


@router.get("/vbp/findings/{number}", summary="一个问题", response={200: FindingOut, **ERRORS})
def one_finding(request: HttpRequest, number: str) -> FindingView:
    """One finding; officers see to whom it was passed on."""
    return finding(clean(number), caller(request, Scope.VBP_READ), book=rulebook(), today=today())


@router.post("/vbp/findings/{number}/moves", summary="办理问题", response={200: NumberOut, **ERRORS})
def move_finding(request: HttpRequest, number: str, asked: FindingMoveIn) -> HttpResponse:
    """Answer or mend as the institution; accept, return or withdraw as an officer."""
    by_institution = FINDING_RULES[asked.move].by_institution
    doing, number = doing_for(request, Scope.VBP_WRITE if by_institution else Scope.VBP_MANAGE), clean(number)

    def work() -> dict[str, object]:
        findings.move_finding(number, asked.move, asked.words, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/findings/{number}/passed", summary="移交问题", response={200: NumberOut, **ERRORS})
def pass_on(request: HttpRequest, number: str, asked: PassIn) -> HttpResponse:
    """Pass a finding on to a supervision, with what was found."""
    doing, number = doing_for(request, Scope.VBP_MANAGE), clean(number)

    def work() -> dict[str, object]:
        findings.pass_on(number, asked.to, asked.receiver, asked.words, doing)
        return {"number": number}

    return once(request, doing.at, work)


@router.post("/vbp/findings/{number}/results", summary="登记移交结果", response={200: NumberOut, **ERRORS})
def enter_result(request: HttpRequest, number: str, asked: ResultIn) -> HttpResponse:
    """Enter what came of a finding that was passed on."""
    doing, number = doing_for(request, Scope.VBP_MANAGE), clean(number)

    def work() -> dict[str, object]:
        findings.enter_result(number, asked.to, asked.words, doing)
        return {"number": number}

    return once(request, doing.at, work)


def _scope(request: HttpRequest) -> Scope:
    return Scope.VBP_MANAGE if caller(request).kind is OrganisationKind.DEPARTMENT else Scope.VBP_WRITE
