"""Clues: those that wait for an answer with their age, and the answer for whoever has the code. COL-6, ENF-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.collect.reports.actions.clues import code_fits, wrong_code
from baowen.collect.reports.kinds import ClueFinding, ClueKind
from baowen.collect.reports.models import Clue
from baowen.collect.reports.states import ClueState
from baowen.core.clock import day_of
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
    require(actor, Act.CLUE_READ, actor.region, regions=load_regions())
    rows = Clue.objects.select_related("contact").order_by("received_at", "id")
    if actor.region != NATION_CODE:
        rows = rows.filter(region_code__in=codes_within(actor.region))
    if state is not None:
        rows = rows.filter(state=state.value)
    return [_view(row, today) for row in rows[:limit]]


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
