"""Stop-production notices and the assessments that are owed. COL-4 (HN-3, NJ-8, HD-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.collect.reports.kinds import StopKind, StopReason
from baowen.collect.reports.models import StopAssessment, StopNotice
from baowen.collect.reports.states import StopState
from baowen.core.paging import Paged, page_by_key
from baowen.orgs.departments import Department
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions

MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDue:
    """An assessment that is owed or done. `due_on` is None where no text gives a date; `words_*` say why or how.

    `share` is 0 to 1, None while it is not done or not known.
    """

    notice: str
    drug_name: str
    region: str
    department: Department
    owed_since: date
    due_on: date | None
    words_zh: str
    words_en: str
    clause: str
    basis: str
    share: Decimal | None
    words: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StopView:
    """A notice with its two assessments. `stock_left` counts packs."""

    number: str
    maker: str
    region: str
    product_code: str
    drug_name: str
    kind: StopKind
    cause: StopReason
    words: str
    announced_on: date
    stops_on: date
    resumes_on: date | None
    ended_on: date | None
    stock_left: Decimal | None
    state: StopState
    assessments: tuple[AssessmentDue, ...]


def stops(actor: Actor, *, with_ended: bool = False) -> list[StopView]:
    """The notices of the actor's place and below, or of the own enterprise; the newest first."""
    return [_view(row) for row in _seen(actor, with_ended=with_ended).order_by("-id")]


def stop_page(
    actor: Actor, *, with_ended: bool = False, cursor: str = "", limit: int = MOST
) -> Paged[StopView]:  # fmt: skip
    """A page of the same notices."""
    rows = _seen(actor, with_ended=with_ended)
    return page_by_key(rows, _view, cursor=cursor, limit=limit, newest_first=True)


def _seen(actor: Actor, *, with_ended: bool) -> QuerySet[StopNotice]:
    regions = load_regions()
    rows = StopNotice.objects.prefetch_related("assessments__notice")
    if decide(actor, Act.STOP_ASSESS, actor.region, regions=regions).allowed:
        if actor.region != NATION_CODE:
            rows = rows.filter(region_code__in=codes_within(actor.region))
    else:
        require(actor, Act.STOP_FILE, actor.region, regions=regions, organisation=actor.organisation)
        rows = rows.filter(maker=actor.organisation)
    return rows if with_ended else rows.filter(state=StopState.IN_FORCE.value)


def assessments_due(actor: Actor, *, department: Department | None = None) -> list[AssessmentDue]:
    """What is owed on notices in force of the actor's place and below: dated ones first, then by age."""
    require(actor, Act.STOP_ASSESS, actor.region, regions=load_regions())
    rows = StopAssessment.objects.select_related("notice").filter(
        done_at=None, notice__state=StopState.IN_FORCE.value
    )  # fmt: skip
    if actor.region != NATION_CODE:
        rows = rows.filter(notice__region_code__in=codes_within(actor.region))
    if department is not None:
        rows = rows.filter(department=department.value)
    found = [_assessment(row) for row in rows]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.owed_since, one.notice, one.department))


def _view(row: StopNotice) -> StopView:
    return StopView(
        number=row.number, maker=row.maker, region=row.region_code, product_code=row.product_code,
        drug_name=row.drug_name, kind=StopKind(row.kind), cause=StopReason(row.cause), words=row.words,
        announced_on=row.announced_on, stops_on=row.stops_on, resumes_on=row.resumes_on, ended_on=row.ended_on,
        stock_left=row.stock_left, state=StopState(row.state),
        assessments=tuple(_assessment(one) for one in row.assessments.all()),
    )  # fmt: skip


def _assessment(row: StopAssessment) -> AssessmentDue:
    return AssessmentDue(
        notice=row.notice.number, drug_name=row.notice.drug_name, region=row.notice.region_code,
        department=Department(row.department), owed_since=row.owed_since, due_on=row.due_on,
        words_zh=row.due_words_zh, words_en=row.due_words_en, clause=row.clause, basis=row.basis, share=row.share,
        words=row.words, is_done=row.done_at is not None,
    )  # fmt: skip


def stopped_between(since: date, until: date) -> list[tuple[str, str]]:
    """The number and the drug of every notice by which something stopped on some of these days; withdrawn ones not.

    For code that has asked already whether somebody may see them: nothing here is scoped to an actor.
    """
    rows = StopNotice.objects.filter(Q(ended_on=None) | Q(ended_on__gt=since), stops_on__lte=until)
    rows = rows.exclude(state=StopState.WITHDRAWN.value)
    return list(rows.order_by("pk").values_list("number", "drug_name"))
