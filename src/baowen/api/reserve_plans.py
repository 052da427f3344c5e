"""Reserve plans by API: catalogue and check, agreements, plan and stock, duty, assessments. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut, WhyIn
from baowen.api.schemas.reserve_plans import (
    AgreementIn,
    AgreementsOut,
    AssessmentMoveIn,
    AssessmentsOut,
    CheckOut,
    CorrectItemIn,
    ItemIn,
    ItemsOut,
    LastDayIn,
    PointsIn,
    ReserveAssessmentIn,
    ReserveAssessmentOut,
    ReserveComparedOut,
    RosterOut,
    ShiftIn,
)
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.tokens import Scope
from baowen.reserve.plans.actions import agreements as agreeing
from baowen.reserve.plans.actions import assessing, catalogue, duty
from baowen.reserve.plans.kinds import Tier
from baowen.reserve.plans.queries.actual import Compared, compared_with_plan
from baowen.reserve.plans.queries.agreements import AgreementView, agreement_page
from baowen.reserve.plans.queries.assessments import AssessmentView, assessment, assessment_page
from baowen.reserve.plans.queries.catalogue import ItemView, Wanted, catalogue_page
from baowen.reserve.plans.queries.check import catalogue_check
from baowen.reserve.plans.queries.duty import Roster, rosters
from baowen.reserve.plans.rules import CheckFinding
from baowen.reserve.plans.states import ASSESSMENT_RULES, AssessmentMove

router = Router(tags=["储备计划 Reserve plans"])


@router.get("/reserve/catalogue", summary="储备目录", response={200: ItemsOut, **ERRORS})
def list_items(
    request: HttpRequest, on: date | None = None, tier: Tier | None = None,
    cursor: Cursor = "", limit: Limit = 50,
) -> Paged[ItemView]:  # fmt: skip
    """Items in force on a day, today unless told: of the own place, below it and above it."""
    wanted = Wanted(on=on or today(), tier=tier)
    return catalogue_page(caller(request, Scope.RESERVES_READ), wanted, cursor=cursor, limit=limit)


@router.post("/reserve/catalogue", summary="录入储备品种", response={200: NumberOut, **ERRORS})
def enter_item(request: HttpRequest, asked: ItemIn) -> HttpResponse:
    """Put an item into the catalogue of the own place."""
    doing = doing_for(request, Scope.RESERVES_MANAGE)
    new = catalogue.NewItem(**asked.dict())
    return once(request, doing.at, lambda: {"number": catalogue.enter_item(new, doing)})


@router.post("/reserve/catalogue/{number}/correct", summary="更正储备品种", response={200: NumberOut, **ERRORS})
def correct_item(request: HttpRequest, number: str, asked: CorrectItemIn) -> HttpResponse:
    """Put a corrected item in the place of another; both stay."""
    doing, number = doing_for(request, Scope.RESERVES_MANAGE, asked.reason), clean(number)
    new = catalogue.NewItem(**asked.dict(exclude={"reason"}))
    return once(request, doing.at, lambda: {"number": catalogue.correct_item(number, new, doing)})


@router.post("/reserve/catalogue/{number}/end", summary="调出储备目录", response={200: NumberOut, **ERRORS})
def end_item(request: HttpRequest, number: str, asked: LastDayIn) -> HttpResponse:
    """Let an item leave the catalogue after a day."""
    doing, number = doing_for(request, Scope.RESERVES_MANAGE, asked.reason), clean(number)
    return _numbered(request, number, lambda: catalogue.end_item(number, asked.last_on, doing))


@router.post("/reserve/catalogue/{number}/withdraw", summary="撤回储备品种", response={200: NumberOut, **ERRORS})
def withdraw_item(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take back an item that was entered by mistake."""
    doing, number = doing_for(request, Scope.RESERVES_MANAGE, asked.reason), clean(number)
    return _numbered(request, number, lambda: catalogue.withdraw_item(number, doing))


@router.get("/reserve/check", summary="储备目录核对", response={200: list[CheckOut], **ERRORS})
def check(request: HttpRequest, on: date | None = None) -> tuple[CheckFinding, ...]:
    """What the catalogues of the own place, those below and above it, repeat and leave out."""
    return catalogue_check(caller(request, Scope.RESERVES_READ), on or today(), book=rulebook())


@router.get("/reserve/agreements", summary="承储协议", response={200: AgreementsOut, **ERRORS})
def list_agreements(
    request: HttpRequest, on: date | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[AgreementView]:  # fmt: skip
    """Agreements in force on a day, today unless told: of the own place and below, or held by the own organisation."""
    return agreement_page(caller(request, Scope.RESERVES_READ), on=on or today(), cursor=cursor, limit=limit)


@router.post("/reserve/agreements", summary="登记承储协议", response={200: NumberOut, **ERRORS})
def enter_agreement(request: HttpRequest, asked: AgreementIn) -> HttpResponse:
    """Enter an agreement of the own place."""
    doing = doing_for(request, Scope.RESERVES_MANAGE)
    items = [agreeing.NewHeld(**one.dict()) for one in asked.items]
    new = agreeing.NewAgreement(**asked.dict(exclude={"items"}), items=items)
    return once(request, doing.at, lambda: {"number": agreeing.enter_agreement(new, doing)})


@router.post("/reserve/agreements/{number}/end", summary="提前结束承储协议", response={200: NumberOut, **ERRORS})
def end_agreement(request: HttpRequest, number: str, asked: LastDayIn) -> HttpResponse:
    """Let an agreement end after a day."""
    doing, number = doing_for(request, Scope.RESERVES_MANAGE, asked.reason), clean(number)
    return _numbered(request, number, lambda: agreeing.end_agreement(number, asked.last_on, doing))


@router.post("/reserve/agreements/{number}/withdraw", summary="撤回承储协议", response={200: NumberOut, **ERRORS})
def withdraw_agreement(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take back an agreement that was entered by mistake."""
    doing, number = doing_for(request, Scope.RESERVES_MANAGE, asked.reason), clean(number)
    return _numbered(request, number, lambda: agreeing.withdraw_agreement(number, doing))


@router.get("/reserve/stock", summary="储备计划与实际", response={200: list[ReserveComparedOut], **ERRORS})
def stock(request: HttpRequest, on: date | None = None) -> tuple[Compared, ...]:
    """Every item of the agreements in force beside its stock: below the floor first, then what is unknown."""
    actor = caller(request, Scope.RESERVES_READ)
    return compared_with_plan(actor, Lake(home().lake), on or today(), book=rulebook())


@router.get("/reserve/duty", summary="储备值班", response={200: list[RosterOut], **ERRORS})
def list_duty(request: HttpRequest) -> tuple[Roster, ...]:
    """Who is on duty, and when nobody is; names for those who may see them."""
    return rosters(caller(request, Scope.RESERVES_READ), now(), book=rulebook())


@router.post("/reserve/duty", summary="登记班次", response={200: NumberOut, **ERRORS})
def enter_shift(request: HttpRequest, asked: ShiftIn) -> HttpResponse:
    """Enter a turn of duty of the own organisation, or as the office that plans reserves."""
    own = caller(request).organisation == asked.organisation
    doing = doing_for(request, Scope.RESERVES_MOVE if own else Scope.RESERVES_MANAGE)
    return once(request, doing.at, lambda: {"number": duty.enter_shifts([duty.NewShift(**asked.dict())], doing)[0]})


@router.get("/reserve/assessments", summary="承储企业考核", response={200: AssessmentsOut, **ERRORS})
def list_assessments(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[AssessmentView]:
    """Assessments, newest first; a holder sees its own once published."""
    return assessment_page(caller(request, Scope.RESERVES_READ), book=rulebook(), cursor=cursor, limit=limit)


@router.get("/reserve/assessments/{number}", summary="一项考核", response={200: ReserveAssessmentOut, **ERRORS})
def one_assessment(request: HttpRequest, number: str) -> AssessmentView:
    """One assessment with its parts and what followed."""
    return assessment(clean(number), caller(request, Scope.RESERVES_READ), book=rulebook())


@router.post("/reserve/assessments", summary="开始考核", response={200: NumberOut, **ERRORS})
def begin(request: HttpRequest, asked: ReserveAssessmentIn) -> HttpResponse:
    """Begin the assessment of a holder's year: figures answer some parts, a person judges the others."""
    doing = doing_for(request, Scope.RESERVES_MANAGE)
    told = {"orders_in_time": asked.orders_in_time, "orders": asked.orders}

    def work() -> dict[str, object]:
        return {"number": assessing.begin_assessment(asked.holder, asked.year, Lake(home().lake), doing, **told)}

    return once(request, doing.at, work)


@router.post("/reserve/assessments/{number}/points", summary="评分", response={200: NumberOut, **ERRORS})
def judge(request: HttpRequest, number: str, asked: PointsIn) -> HttpResponse:
    """Give points to a part that no figure answers."""
    doing, number = doing_for(request, Scope.RESERVES_MANAGE), clean(number)
    return _numbered(request, number, lambda: assessing.judge_part(number, assessing.Judged(**asked.dict()), doing))


@router.post("/reserve/assessments/{number}/moves", summary="办理考核", response={200: NumberOut, **ERRORS})
def move(request: HttpRequest, number: str, asked: AssessmentMoveIn) -> HttpResponse:
    """Publish it, object to it as its holder, answer an objection, withdraw it."""
    by_holder, number = ASSESSMENT_RULES[asked.move].by_holder, clean(number)
    doing = doing_for(request, Scope.RESERVES_MOVE if by_holder else Scope.RESERVES_MANAGE, asked.words)
    works: dict[AssessmentMove, Callable[[], None]] = {
        AssessmentMove.PUBLISH: lambda: assessing.publish_assessment(number, doing),
        AssessmentMove.OBJECT: lambda: assessing.object_to(number, asked.words, doing),
        AssessmentMove.ANSWER: lambda: assessing.answer_objection(number, asked.words, doing, points=asked.points),
        AssessmentMove.WITHDRAW: lambda: assessing.withdraw_assessment(number, doing),
    }
    if asked.move not in works:
        raise BaowenError("开始考核和评分另有接口", "an assessment is begun and judged by other calls")
    return _numbered(request, number, works[asked.move])


def _numbered(request: HttpRequest, number: str, work: Callable[[], None]) -> HttpResponse:
    """Do it once, and give its number back."""

    def run() -> dict[str, object]:
        work()
        return {"number": number}

    return once(request, now(), run)
