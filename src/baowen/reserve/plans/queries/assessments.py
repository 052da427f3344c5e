"""Reads of assessments: officers see those of their place and below, a holder its own once published. RSV-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.policy import Entry
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.reserve.plans.assessment_rules import CRITERIA
from baowen.reserve.plans.models import Assessment
from baowen.reserve.plans.states import ASSESSMENT_RULES, AssessmentMove, AssessmentState
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A criterion with its points, None while not judged. `by_figures`: nobody changes them."""

    name: str
    title_zh: str
    title_en: str
    most: Decimal
    points: Decimal | None
    by_figures: bool
    words_zh: str
    words_en: str
    judged_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentEventView:
    """One move."""

    move: AssessmentMove
    words: str
    organisation: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView:
    """An assessment with its parts and what followed; `moves`: what the actor can do now."""

    number: str
    holder: str
    region: str
    year: int
    state: AssessmentState
    figures_on: date
    points: Decimal | None
    result_zh: str
    result_en: str
    objection_until: date | None
    published_at: datetime | None
    clause: str
    basis: str
    parts: tuple[PartView, ...]
    events: tuple[AssessmentEventView, ...]
    moves: tuple[AssessmentMove, ...]


def assessment_page(
    actor: Actor, *, book: Rulebook, holder: str = "", cursor: str = "", limit: int = 50
) -> Paged[AssessmentView]:  # fmt: skip
    """A page of assessments, the newest first."""
    rows = _seen(actor, book).prefetch_related("parts", "events")
    if holder:
        rows = rows.filter(holder=holder)
    return page_by_key(rows, lambda row: _view(row, actor, book), cursor=cursor, limit=limit, newest_first=True)


def assessment(number: str, actor: Actor, *, book: Rulebook) -> AssessmentView:
    """One assessment; BaowenError for one that the actor does not see."""
    row = _seen(actor, book).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的考核 {number}", f"there is no assessment {number} that you may see")
    return _view(row, actor, book)


def _seen(actor: Actor, book: Rulebook) -> QuerySet[Assessment]:
    rows = Assessment.objects.all()
    if actor.is_system or decide(actor, Act.RESERVE_READ, actor.region, regions=book.regions).allowed:
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    return rows.filter(holder=actor.organisation, published_at__isnull=False)


def _view(row: Assessment, actor: Actor, book: Rulebook) -> AssessmentView:
    state, entry = AssessmentState(row.state), book.ruling(row.region, row.figures_on).get(CRITERIA)
    return AssessmentView(
        number=row.number, holder=row.holder, region=row.region, year=row.year, state=state,
        figures_on=row.figures_on, points=row.points, result_zh=row.result_zh, result_en=row.result_en,
        objection_until=row.objection_until, published_at=row.published_at, **_source(entry),
        parts=tuple(
            PartView(
                name=one.name, title_zh=one.title_zh, title_en=one.title_en, most=one.most, points=one.points,
                by_figures=one.by_figures, words_zh=one.words_zh, words_en=one.words_en,
                judged_words=one.judged_words,
            )
            for one in row.parts.all()
        ),
        events=tuple(
            AssessmentEventView(
                move=AssessmentMove(one.move), words=one.words, organisation=one.organisation, moved_at=one.moved_at
            )
            for one in row.events.all()
        ),
        moves=_moves(row, state, actor, book),
    )  # fmt: skip


def _source(entry: Entry | None) -> dict[str, str]:
    return {"clause": "" if entry is None else entry.clause, "basis": "" if entry is None else entry.basis.value}


def _moves(row: Assessment, state: AssessmentState, actor: Actor, book: Rulebook) -> tuple[AssessmentMove, ...]:
    plans = decide(actor, Act.RESERVE_PLAN, row.region, regions=book.regions).allowed
    own = decide(actor, Act.RESERVE_MOVE, row.region, regions=book.regions, organisation=row.holder).allowed
    return tuple(
        move for move, rule in ASSESSMENT_RULES.items() if state in rule.sources and (own if rule.by_holder else plans)
    )
