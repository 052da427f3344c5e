"""Which cases of a place and the places below it changed since a day: how many, and which they are. MON-2, RSP-5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.respond.models import Case, CaseEvent
from baowen.respond.queries.lists import Page, page_of
from baowen.respond.queries.seeing import PAGE, visible_cases
from baowen.respond.rulebook import Rulebook
from baowen.respond.states import OVER, Move


class CaseChange(StrEnum):
    """What became of a case since a day: it was opened, or it is over."""

    OPENED = "opened"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class CaseChanges:
    """How many cases were opened, and how many came to their end and still are."""

    opened: int
    over: int


_OVER = [state.value for state in OVER]


def changed_cases(
    actor: Actor, place: str, change: CaseChange, since: date, *, book: Rulebook, cursor: str = "", limit: int = PAGE
) -> Page:
    """The cases of a place and below that were opened, or are over, since a day. Those that `case_changes` counts."""
    rows = _with(actor, place, book)
    happened = CaseEvent.objects.filter(_happened(change), on__gte=since).values("case")
    if change is CaseChange.OVER:
        rows = rows.filter(state__in=_OVER)
    return page_of(rows.filter(pk__in=happened), cursor, limit)


def case_changes(actor: Actor, place: str, since: date, *, book: Rulebook) -> CaseChanges:
    """How many cases that are with a place or one below it were opened, and how many are over, since a day."""
    seen = _with(actor, place, book)
    events = CaseEvent.objects.filter(on__gte=since, case__in=seen)
    is_over = _happened(CaseChange.OVER) & Q(case__state__in=_OVER)
    counted = events.aggregate(
        opened=Count("case", filter=_happened(CaseChange.OPENED), distinct=True),
        over=Count("case", filter=is_over, distinct=True),
    )
    return CaseChanges(**counted)


def _happened(change: CaseChange) -> Q:
    return Q(move=Move.OPEN.value) if change is CaseChange.OPENED else Q(state__in=_OVER)


def _with(actor: Actor, place: str, book: Rulebook) -> QuerySet[Case]:
    require(actor, Act.CASE_READ, place, regions=book.regions)
    rows = visible_cases(actor)
    return rows if place == NATION_CODE else rows.filter(region__in=codes_within(place))
