"""Clues: those that wait for an answer with their age, and the answer for whoever has the code. COL-6, ENF-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from baowen.collect.reports.actions.clues import code_fits, wrong_code
from baowen.collect.reports.kinds import ClueFinding, ClueKind
from baowen.collect.reports.models import Clue
from baowen.collect.reports.states import ClueState
from baowen.core.clock import day_of
from baowen.core.paging import Paged, page_by_key
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions

MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueView:
    """A clue as an officer sees it. `drug`, `words`, `contact` are "" once erased. `days_open` counts from receipt to
    the answer, or to today."""

    number: str
    kind: ClueKind
    region: str
    state: ClueState
    received_on: date
    days_open: int
    drug: str
    words: str
    contact: str
    finding: ClueFinding | None
    answer: str
    is_erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedClue:
    """A clue as its reporter sees it."""

    number: str
    state: ClueState
    received_on: date
    finding: ClueFinding | None
    answer: str
    is_erased: bool


def open_clues(actor: Actor, today: date, *, limit: int = MOST) -> list[ClueView]:
    """The clues of the actor's place and below that nobody has answered, the oldest first. ENF-2: all are answered."""
    return clues(actor, today, state=ClueState.OPEN, limit=limit)


def clues(actor: Actor, today: date, *, state: ClueState | None = None, limit: int = MOST) -> list[ClueView]:
    """Clues of the actor's place and below, answered or not, the oldest first."""
    return [_view(row, today) for row in _seen(actor, state).order_by("received_at", "id")[:limit]]


def clue_page(
    actor: Actor, today: date, *, state: ClueState | None = None, cursor: str = "", limit: int = MOST
) -> Paged[ClueView]:
    """A page of the same clues, in the order in which they came in."""
    return page_by_key(_seen(actor, state), lambda row: _view(row, today), cursor=cursor, limit=limit)


def _seen(actor: Actor, state: ClueState | None) -> QuerySet[Clue]:
    require(actor, Act.CLUE_READ, actor.region, regions=load_regions())
    rows = Clue.objects.select_related("contact")
    if actor.region != NATION_CODE:
        rows = rows.filter(region_code__in=codes_within(actor.region))
    return rows if state is None else rows.filter(state=state.value)


def followed_clue(number: str, code: str) -> FollowedClue:
    """What became of a clue, for whoever has its code; BaowenError in the same words for any other."""
    row = Clue.objects.filter(number=number.strip()).first()
    if row is None or not code_fits(row, code):
        raise wrong_code()
    return FollowedClue(
        number=row.number, state=ClueState(row.state), received_on=row.received_on, finding=_finding(row),
        answer=row.answer, is_erased=row.erased_at is not None,
    )  # fmt: skip


def _view(row: Clue, today: date) -> ClueView:
    contact = getattr(row, "contact", None)
    ended = day_of(row.answered_at) if row.answered_at is not None else today
    return ClueView(
        number=row.number, kind=ClueKind(row.kind), region=row.region_code, state=ClueState(row.state),
        received_on=row.received_on, days_open=max(0, (ended - row.received_on).days),
        drug=contact.drug if contact else "", words=contact.words if contact else "",
        contact=contact.contact if contact else "", finding=_finding(row), answer=row.answer,
        is_erased=row.erased_at is not None,
    )  # fmt: skip


def _finding(row: Clue) -> ClueFinding | None:
    return ClueFinding(row.finding) if row.finding else None
