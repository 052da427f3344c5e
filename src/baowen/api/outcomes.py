"""What measures did, by API. RSP-3."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller
from baowen.api.book import home, rulebook
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Key
from baowen.api.schemas.outcomes import FollowIn, KnownIn, OutcomeMeasureOut, OutcomesOut
from baowen.orgs.tokens import Scope
from baowen.outcomes.actions import Known, follow, note_known
from baowen.outcomes.queries import FollowedView, followed_measures, what_worked

router = Router(tags=["措施效果 Outcomes"])


@router.get("/outcomes", summary="措施效果", response={200: OutcomesOut, **ERRORS})
def outcomes(request: HttpRequest) -> dict[str, Any]:
    """Which measures worked for which kind of shortage, over the measures of cases that the caller may see."""
    found = followed_measures(caller(request, Scope.CASES_READ), book=rulebook())
    return {"worked": what_worked(found), "followed": [_told(one) for one in found]}


@router.post("/outcomes/{measure}/follow", summary="跟踪措施效果", response={200: OutcomeMeasureOut, **ERRORS})
def begin(request: HttpRequest, measure: Key, asked: FollowIn) -> HttpResponse:
    """Begin to follow a measure, as the lead unit that has its case."""
    doing = doing_for(request, Scope.CASES_MOVE)

    def work() -> dict[str, object]:
        follow(
            measure, asked.cause, begun_on=asked.begun_on, home=home(), doing=doing, product_code=asked.product_code
        )  # fmt: skip
        return {"measure": measure}

    return once(request, doing.at, work)


@router.post("/outcomes/{measure}/note", summary="登记患者数和费用", response={200: OutcomeMeasureOut, **ERRORS})
def note(request: HttpRequest, measure: Key, asked: KnownIn) -> HttpResponse:
    """Note patients and cost; noted again, it corrects."""
    doing = doing_for(request, Scope.CASES_MOVE)

    def work() -> dict[str, object]:
        note_known(measure, Known(**asked.dict()), doing)
        return {"measure": measure}

    return once(request, doing.at, work)


def _told(one: FollowedView) -> dict[str, Any]:
    measure = one.measure.measure
    return {
        "measure": measure.id, "case": one.measure.case, "kind": measure.kind, "region": one.region, "drug": one.drug,
        "cause": one.cause, "begun_on": one.begun_on, "until_on": one.until_on, "patients": one.patients,
        "cost": one.cost, "gained_days": one.change.gained, "readings": one.readings,
        "gained_days_where_reached": one.change.gained_where_reached,
    }  # fmt: skip
