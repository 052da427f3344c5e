"""Lots that are to be rotated before they expire, and what is planned for them. RSV-1 (国家医药储备管理办法)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from baowen.core.paging import Paged, page_by_key
from baowen.orgs.permissions import Actor
from baowen.reserve.goods.book import rotation_days
from baowen.reserve.goods.kinds import GoodsKind, Outlet
from baowen.reserve.goods.models import Holding, Lot, Rotation
from baowen.reserve.goods.queries.ledger import seen
from baowen.reserve.goods.rules import Recalled, Turn, rotated_by, turn_of
from baowen.reserve.goods.states import RotationState
from baowen.respond.rulebook import Rulebook

FURTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """A lot that is to leave; `planned`: how much of it is planned; `rotate_by`: the last day in time."""

    lot: int
    holder: str
    region: str
    product_code: str
    generic_name: str
    goods: GoodsKind
    lot_no: str
    expires_on: date
    packs: Decimal
    planned: Decimal
    rotate_by: date
    turn: Turn
    is_recalled: bool

    @property
    def left(self) -> Decimal:
        """What is not planned yet."""
        return self.packs - self.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationView:
    """A rotation as planned and done; `is_late`: still planned after its day."""

    code: str
    holder: str
    product_code: str
    generic_name: str
    goods: GoodsKind
    lot_no: str
    expires_on: date
    packs: Decimal
    outlet: Outlet
    to_whom: str
    due_on: date
    state: RotationState
    proceeds: Decimal | None
    loss: Decimal | None
    reason: str
    is_late: bool
    is_own: bool


def lots_to_rotate(actor: Actor, *, on: date, book: Rulebook, recalled: Recalled) -> list[TurnView]:
    """The lots with something left that are to be rotated now, are overdue or have expired; the earliest first."""
    rows = (
        Lot.objects.filter(holding__in=seen(actor), balance__gt=0, expires_on__lte=on + FURTHEST)
        .select_related("holding").order_by("expires_on", "pk")
    )  # fmt: skip
    planned: dict[int, Decimal] = {}
    waiting = Rotation.objects.filter(lot__in=rows.values("pk"), state=RotationState.PLANNED.value)
    for lot, packs in waiting.values_list("lot", "packs"):
        planned[lot] = planned.get(lot, Decimal(0)) + packs
    found = (_turn(row, planned.get(row.pk, Decimal(0)), on, book, recalled) for row in rows)
    return [one for one in found if one.turn is not Turn.NOT_YET]


def rotation_page(
    actor: Actor, *, on: date, state: RotationState | None = None, cursor: str = "", limit: int = 50
) -> Paged[RotationView]:  # fmt: skip
    """A page of rotations that the actor sees, the newest first."""
    rows = Rotation.objects.filter(lot__holding__in=seen(actor)).select_related("lot__holding")
    if state is not None:
        rows = rows.filter(state=state.value)
    return page_by_key(rows, lambda row: _rotation(row, actor, on), cursor=cursor, limit=limit, newest_first=True)


def _turn(row: Lot, planned: Decimal, on: date, book: Rulebook, recalled: Recalled) -> TurnView:
    holding: Holding = row.holding
    days = rotation_days(book, holding.region, on)
    return TurnView(
        lot=row.pk, holder=holding.holder, region=holding.region, product_code=holding.product_code,
        generic_name=holding.generic_name, goods=GoodsKind(holding.kind), lot_no=row.lot_no,
        expires_on=row.expires_on, packs=row.balance, planned=planned, rotate_by=rotated_by(row.expires_on, days),
        turn=turn_of(row.expires_on, on=on, days=days), is_recalled=recalled.covers(holding.product_code, row.lot_no),
    )  # fmt: skip


def _rotation(row: Rotation, actor: Actor, on: date) -> RotationView:
    holding, state = row.lot.holding, RotationState(row.state)
    return RotationView(
        code=row.code, holder=holding.holder, product_code=holding.product_code, generic_name=holding.generic_name,
        goods=GoodsKind(holding.kind), lot_no=row.lot.lot_no, expires_on=row.lot.expires_on, packs=row.packs,
        outlet=Outlet(row.outlet), to_whom=row.to_whom, due_on=row.due_on, state=state, proceeds=row.proceeds,
        loss=row.loss, reason=row.reason, is_late=state is RotationState.PLANNED and row.due_on < on,
        is_own=holding.holder == actor.organisation,
    )  # fmt: skip
