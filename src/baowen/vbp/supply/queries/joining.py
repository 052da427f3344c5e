"""Who joined a round by agreement: for progress and evaluation, and as lists. VBP-10 (VB-1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.respond.rulebook import Rulebook
from baowen.vbp.supply.joining_states import JOIN_RULES, JoinMove, JoinState
from baowen.vbp.supply.kinds import JoinKind
from baowen.vbp.supply.models import Joining


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An organisation that joined voluntarily, with its days: progress shows it as such, and no evaluation binds it.

    `volumes`: (lot, product code, packs wished for).
    """

    number: str
    round_code: str
    organisation: str
    region: str
    kind: JoinKind
    from_on: date
    until_on: date
    volumes: tuple[tuple[str, str, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WishView:
    """A product that is wished for."""

    lot: str
    product_code: str
    drug: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningView:
    """An application with its products, its reasons, and what the actor can do now."""

    number: str
    round_code: str
    organisation: str
    region: str
    kind: JoinKind
    words: str
    state: JoinState
    from_on: date | None
    until_on: date | None
    applied_at: datetime
    reason: str
    wishes: tuple[WishView, ...]
    moves: tuple[JoinMove, ...]


def joined(round_code: str) -> tuple[Joined, ...]:
    """Who joined a round, ended agreements too, with the days that they hold. Nothing here is scoped to an actor."""
    rows = Joining.objects.filter(
        round_code=round_code, state__in=(JoinState.ACCEPTED.value, JoinState.ENDED.value), from_on__isnull=False,
        until_on__isnull=False,
    )  # fmt: skip
    return tuple(
        Joined(
            number=row.number, round_code=row.round_code, organisation=row.organisation, region=row.region,
            kind=JoinKind(row.kind), from_on=row.from_on, until_on=row.until_on,
            volumes=tuple((one.lot, one.product_code, one.quantity) for one in row.lines.all()),
        )
        for row in rows.prefetch_related("lines").order_by("pk")
        if row.from_on is not None and row.until_on is not None
    )  # fmt: skip


def joining_page(
    actor: Actor, *, book: Rulebook, state: JoinState | None = None, cursor: str = "", limit: int = 50
) -> Paged[JoiningView]:  # fmt: skip
    """A page of applications, the newest first: of the place and below for officers, else one's own."""
    rows = _seen(actor, book).prefetch_related("lines", "events")
    if state is not None:
        rows = rows.filter(state=state.value)
    return page_by_key(rows, lambda row: _view(row, actor, book), cursor=cursor, limit=limit, newest_first=True)


def joining(number: str, actor: Actor, *, book: Rulebook) -> JoiningView:
    """One application; BaowenError for one that the actor does not see."""
    row = _seen(actor, book).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的参加申请 {number}", f"there is no application {number} that you may see")
    return _view(row, actor, book)


def _seen(actor: Actor, book: Rulebook) -> QuerySet[Joining]:
    rows, regions = Joining.objects.all(), book.regions
    if actor.is_system or decide(actor, Act.VBP_READ, actor.region, regions=regions).allowed:
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    return rows.filter(organisation=actor.organisation)


def _view(row: Joining, actor: Actor, book: Rulebook) -> JoiningView:
    officer = decide(actor, Act.VBP_REVIEW, row.region, regions=book.regions).allowed
    own = decide(
        actor, Act.VBP_REPORT, row.region, regions=book.regions, organisation=row.organisation
    ).allowed  # fmt: skip
    events = list(row.events.all())
    return JoiningView(
        number=row.number, round_code=row.round_code, organisation=row.organisation, region=row.region,
        kind=JoinKind(row.kind), words=row.words, state=JoinState(row.state), from_on=row.from_on,
        until_on=row.until_on, applied_at=row.applied_at,
        reason=events[-1].words if len(events) > 1 else "",
        wishes=tuple(
            WishView(lot=one.lot, product_code=one.product_code, drug=one.drug, quantity=one.quantity)
            for one in row.lines.all()
        ),
        moves=tuple(
            move for move, rule in JOIN_RULES.items()
            if JoinState(row.state) in rule.sources
            and ((rule.by_officer and officer) or (rule.by_applicant and own))
        ),
    )  # fmt: skip
