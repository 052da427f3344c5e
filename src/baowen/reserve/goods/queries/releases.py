"""Reads of release orders with what was sent and received, and of replenishments. RSV-1.

Officers see those of their place and below, holders those to them, takers those that they take from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.reserve.goods.kinds import GoodsKind
from baowen.reserve.goods.models import Refill, Release, Sending, Taker
from baowen.reserve.goods.states import RELEASE_RULES, RefillState, ReleaseMove, ReleaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingView:
    """A lot that was sent to a taker; `accepted` and so on are None until it is counted."""

    code: str
    taker: str
    lot_no: str
    expires_on: date
    packs: Decimal
    carrier: str
    departs: str
    sent_at: datetime
    accepted: Decimal | None
    lost: Decimal | None
    returned: Decimal | None
    words: str
    received_at: datetime | None
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakerView:
    """Who takes how much, and how far that is; `left`: still to be sent."""

    organisation: str
    packs: Decimal
    sent: Decimal
    accepted: Decimal
    lost: Decimal
    returned: Decimal

    @property
    def left(self) -> Decimal:
        return self.packs - self.sent + self.returned


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillView:
    """A replenishment: how much, until when, how much has arrived."""

    code: str
    release: str
    holder: str
    product_code: str
    generic_name: str
    goods: GoodsKind
    packs: Decimal
    arrived: Decimal
    due_on: date
    due_clause: str
    state: RefillState
    reason: str
    is_late: bool
    may_decide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseView:
    """A release order with its takers, and what the actor can do now. `is_own`: the actor is the holder."""

    code: str
    region: str
    organisation: str
    holding: int
    holder: str
    product_code: str
    generic_name: str
    spec: str
    goods: GoodsKind
    packs: Decimal
    beyond: Decimal
    case_number: str
    measure: int | None
    due_at: datetime
    due_clause: str
    is_call_up: bool
    agreed_price: Decimal | None
    filing_number: str
    words: str
    state: ReleaseState
    reason: str
    ordered_at: datetime
    answered_at: datetime | None
    is_late: bool
    is_own: bool
    may_file: bool
    moves: tuple[ReleaseMove, ...]
    takers: tuple[TakerView, ...]


def release_page(
    actor: Actor, *, at: datetime, state: ReleaseState | None = None, case: str = "", cursor: str = "", limit: int = 50
) -> Paged[ReleaseView]:  # fmt: skip
    """A page of release orders that the actor sees, the newest first."""
    rows = seen(actor).select_related("holding").prefetch_related("takers")
    if state is not None:
        rows = rows.filter(state=state.value)
    if case:
        rows = rows.filter(case_number=case)
    return page_by_key(rows, lambda row: _view(row, actor, at), cursor=cursor, limit=limit, newest_first=True)


def release_seen(code: str, actor: Actor, *, at: datetime) -> ReleaseView:
    """One release order; BaowenError for one that the actor does not see."""
    digits = code.removeprefix("DY")
    key = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else -1
    row = seen(actor).filter(pk=key).select_related("holding").prefetch_related("takers").first()
    if row is None or row.code != code:
        raise BaowenError(f"没有储备动用 {code[:40]}，或不在权限内", f"there is no {code[:40]} that you may see")
    return _view(row, actor, at)


def sendings_of(code: str, actor: Actor, *, at: datetime) -> list[SendingView]:
    """What was sent for a release order that the actor sees: all of it, or what came to the own organisation."""
    found = release_seen(code, actor, at=at)
    rows = Sending.objects.filter(taker__release_id=int(code.removeprefix("DY")))
    if not found.is_own and not _is_officer(actor):
        rows = rows.filter(taker__organisation=actor.organisation)
    rows = rows.select_related("taker", "entry__lot", "receipt").order_by("pk")
    return [_sending(row, actor) for row in rows]


def refill_page(
    actor: Actor, *, on: date, state: RefillState | None = None, cursor: str = "", limit: int = 50
) -> Paged[RefillView]:  # fmt: skip
    """A page of replenishments, the newest first; those of which nothing is left to do by themselves are left out."""
    rows = Refill.objects.filter(packs__gt=0).select_related("release", "holding")
    mine = Q(holding__holder=actor.organisation)
    rows = rows.filter(mine | _place(actor, "release__region")) if _is_officer(actor) else rows.filter(mine)
    if state is not None:
        rows = rows.filter(state=state.value)
    return page_by_key(rows, lambda row: _refill(row, actor, on), cursor=cursor, limit=limit, newest_first=True)


def seen(actor: Actor) -> QuerySet[Release]:
    """The release orders that an actor sees."""
    mine = Q(holding__holder=actor.organisation) | Q(
        pk__in=Taker.objects.filter(organisation=actor.organisation).values("release")
    )
    if _is_officer(actor):
        mine |= _place(actor, "region")
    return Release.objects.filter(mine)


def _is_officer(actor: Actor) -> bool:
    return actor.is_system or decide(actor, Act.RESERVE_READ, actor.region, regions=load_regions()).allowed


def _place(actor: Actor, field: str) -> Q:
    return ~Q(pk=None) if actor.region == NATION_CODE else Q(**{f"{field}__in": codes_within(actor.region)})


def _view(row: Release, actor: Actor, at: datetime) -> ReleaseView:
    regions, holding, state = load_regions(), row.holding, ReleaseState(row.state)
    is_own = decide(
        actor, Act.RESERVE_MOVE, actor.region, regions=regions, organisation=holding.holder
    ).allowed  # fmt: skip
    orders = decide(actor, Act.RESERVE_RELEASE, row.region, regions=regions).allowed
    takers = tuple(_taker(one) for one in row.takers.all())
    open_one = state in (ReleaseState.ORDERED, ReleaseState.CONFIRMED)
    return ReleaseView(
        code=row.code, region=row.region, organisation=row.organisation, holding=holding.pk, holder=holding.holder,
        product_code=holding.product_code, generic_name=holding.generic_name, spec=holding.spec,
        goods=GoodsKind(holding.kind), packs=row.packs, beyond=row.beyond, case_number=row.case_number,
        measure=row.measure, due_at=row.due_at, due_clause=row.due_clause, is_call_up=row.is_call_up,
        agreed_price=row.agreed_price, filing_number=row.filing_number, words=row.words, state=state,
        reason=row.reason, ordered_at=row.ordered_at, answered_at=row.answered_at,
        is_late=open_one and row.due_at < at and any(one.left > 0 for one in takers), is_own=is_own,
        may_file=orders and row.is_call_up,
        moves=tuple(
            move for move, rule in RELEASE_RULES.items()
            if state in rule.sources and (is_own if rule.by_holder else orders)
        ),
        takers=takers,
    )  # fmt: skip


def _taker(row: Taker) -> TakerView:
    return TakerView(
        organisation=row.organisation, packs=row.packs, sent=row.sent, accepted=row.accepted, lost=row.lost,
        returned=row.returned,
    )  # fmt: skip


def _sending(row: Sending, actor: Actor) -> SendingView:
    receipt, lot = getattr(row, "receipt", None), row.entry.lot
    return SendingView(
        code=row.code, taker=row.taker.organisation, lot_no=lot.lot_no, expires_on=lot.expires_on, packs=row.packs,
        carrier=row.carrier, departs=row.departs, sent_at=row.sent_at, accepted=receipt and receipt.accepted,
        lost=receipt and receipt.lost, returned=receipt and receipt.returned, words=receipt.words if receipt else "",
        received_at=receipt and receipt.received_at, is_own=row.taker.organisation == actor.organisation,
    )  # fmt: skip


def _refill(row: Refill, actor: Actor, on: date) -> RefillView:
    state = RefillState(row.state)
    orders = decide(actor, Act.RESERVE_RELEASE, row.release.region, regions=load_regions()).allowed
    waits = state in (RefillState.PROPOSED, RefillState.ORDERED)
    return RefillView(
        code=row.code, release=row.release.code, holder=row.holding.holder, product_code=row.holding.product_code,
        generic_name=row.holding.generic_name, goods=GoodsKind(row.holding.kind), packs=row.packs,
        arrived=row.arrived, due_on=row.due_on, due_clause=row.due_clause, state=state, reason=row.reason,
        is_late=waits and row.due_on < on, may_decide=orders and state is RefillState.PROPOSED,
    )  # fmt: skip
