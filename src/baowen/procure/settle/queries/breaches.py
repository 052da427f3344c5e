"""Breaches of contract and what happened to each; for credit, those that were confirmed or undone since. PRC-5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.procure.settle.kinds import BreachKind, Sanction
from baowen.procure.settle.models import Breach, BreachEvent
from baowen.procure.settle.states import BREACH_RULES, BreachMove, BreachState, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachEventView:
    """One move of a breach: what credit and reports look at. `key` grows with each."""

    key: int
    breach: str
    kind: BreachKind
    accused: str
    region: str
    move: BreachMove
    state: BreachState
    words: str
    organisation: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachView:
    """A breach with its moves, and those that the actor can make now."""

    number: str
    kind: BreachKind
    accused: str
    region: str
    about: str
    words: str
    recorder: str
    clause: str
    state: BreachState
    due_on: date | None
    sanction: Sanction | None
    listing: str
    until: date | None
    recorded_at: datetime
    events: tuple[BreachEventView, ...]
    moves: tuple[BreachMove, ...]


def breach_page(
    actor: Actor, *, state: BreachState | None = None, cursor: str = "", limit: int = 50
) -> Paged[BreachView]:  # fmt: skip
    """A page of breaches, the newest first: of a place and below, of or by the own organisation."""
    rows = _seen(actor)
    if state is not None:
        rows = rows.filter(state=state.value)
    return page_by_key(rows, lambda row: breach_view(row, actor), cursor=cursor, limit=limit, newest_first=True)


def breach(number: str, *, actor: Actor) -> BreachView:
    """One breach; BaowenError for one that the actor does not see."""
    row = _seen(actor).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有违约记录 {number}", f"there is no breach {number}")
    return breach_view(row, actor)


def confirmed_since(key: int, *, limit: int = 1000) -> list[BreachEventView]:
    """What changed about confirmed breaches after an event, the oldest first: the feed that credit reads.

    Nothing here is scoped to an actor.
    """
    moves = [one.value for one in (BreachMove.CONFIRM, BreachMove.SANCTION, BreachMove.UPHOLD, BreachMove.UNDO)]
    rows = BreachEvent.objects.filter(pk__gt=key, move__in=moves).select_related("breach").order_by("pk")
    return [_event(row) for row in rows[:limit]]


def _seen(actor: Actor) -> QuerySet[Breach]:
    rows = Breach.objects.prefetch_related("events__breach")
    if actor.is_system or decide(actor, Act.TRADE_READ, actor.region, regions=load_regions()).allowed:
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    shown = rows.exclude(state=BreachState.PROPOSED.value)
    return shown.filter(Q(accused=actor.organisation) | Q(recorder=actor.organisation))


def breach_view(row: Breach, actor: Actor) -> BreachView:
    """A stored breach as somebody sees it."""
    return BreachView(
        number=row.number, kind=BreachKind(row.kind), accused=row.accused, region=row.region, about=row.about,
        words=row.words, recorder=row.recorder, clause=row.clause, state=BreachState(row.state), due_on=row.due_on,
        sanction=Sanction(row.sanction) if row.sanction else None, listing=row.listing, until=row.until,
        recorded_at=row.recorded_at, events=tuple(map(_event, row.events.all())), moves=_moves(row, actor),
    )  # fmt: skip


def _moves(row: Breach, actor: Actor) -> tuple[BreachMove, ...]:
    regions, state = load_regions(), BreachState(row.state)
    found = []
    for move, rule in BREACH_RULES.items():
        act = Act.BREACH_ANSWER if rule.party is Party.ACCUSED else Act.BREACH_CONFIRM
        may = decide(actor, act, row.region, regions=regions, organisation=row.accused).allowed
        if state in rule.sources and may:
            found.append(move)
    return tuple(found)


def _event(row: BreachEvent) -> BreachEventView:
    return BreachEventView(
        key=row.pk, breach=row.breach.number, kind=BreachKind(row.breach.kind), accused=row.breach.accused,
        region=row.breach.region, move=BreachMove(row.move), state=BreachState(row.state), words=row.words,
        organisation=row.organisation, moved_at=row.moved_at,
    )  # fmt: skip
