"""Reads of transfer orders: what one side has to do, and one order with its goods. RSV-3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import names_of
from baowen.reserve.transfers.balances import balance_of, dues_of
from baowen.reserve.transfers.models import OrderLine, TransferOrder
from baowen.reserve.transfers.rules import late_step
from baowen.reserve.transfers.states import OPEN, OrderState
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A lot of an order: packs ordered, agreed (None before the giver's answer), and what became of them."""

    id: int
    code: str
    item: str
    drug: str
    unit: str
    product_code: str
    lot_no: str
    expires_on: date | None
    units_per_pack: Decimal
    ordered: Decimal
    agreed: Decimal | None
    sent: Decimal
    received: Decimal
    lost: Decimal
    returned: Decimal
    taken_back: Decimal

    @property
    def to_send(self) -> Decimal:
        """Packs that are agreed and have not left."""
        return (self.agreed or Decimal(0)) - self.sent

    @property
    def on_the_way(self) -> Decimal:
        """Packs that left and of which nobody has told what became of them."""
        return self.sent - self.received - self.lost - self.returned

    @property
    def on_the_way_back(self) -> Decimal:
        """Returned packs that the giver has not taken back."""
        return self.returned - self.taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order with its lines. `late`: the step that is overdue today ("answer", "send", "receive"), "" for none.

    `side`: whether the viewer is its giver, its taker or neither ("").
    """

    number: str
    plan: str
    region: str
    case: str
    measure: int | None
    giver: str
    giver_name: str
    taker: str
    taker_name: str
    transport: str
    state: OrderState
    cost: Decimal | None
    ordered_at: datetime
    answer_due: date | None
    send_due: date | None
    receive_due: date | None
    reason: str
    late: str
    side: str
    may_cancel: bool
    lines: tuple[LineView, ...]

    @property
    def packs(self) -> Decimal:
        """Packs of all lines, as agreed, else as ordered."""
        return sum((one.ordered if one.agreed is None else one.agreed for one in self.lines), Decimal(0))


def order_page(
    actor: Actor, *, book: Rulebook, today: date, state: OrderState | None = None, late: bool = False,
    plan: str = "", cursor: str = "", limit: int = 50,
) -> Paged[OrderView]:  # fmt: skip
    """Orders of the own organisation on either side; for officers those of the own region and below. Newest first."""
    rows = _seen(actor, book)
    if state is not None:
        rows = rows.filter(state=state.value)
    if plan:
        rows = rows.filter(plan__number=plan)
    if late:
        waiting = Q(state=OrderState.ORDERED.value, answer_due__lt=today)
        under_way = Q(state=OrderState.ACCEPTED.value, receive_due__lt=today)
        rows = rows.filter(waiting | under_way)
    rows = rows.select_related("plan").prefetch_related("lines")
    page = page_by_key(rows, lambda row: row, cursor=cursor, limit=limit, newest_first=True)
    return Paged(_views(page.lines, actor, book, today), page.cursor)


def order(number: str, actor: Actor, *, book: Rulebook, today: date) -> OrderView:
    """One order; BaowenError for an unknown one and for one of others."""
    row = _seen(actor, book).select_related("plan").prefetch_related("lines").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的调剂单 {number}", f"there is no transfer order {number} that you may see")
    return _views([row], actor, book, today)[0]


def _seen(actor: Actor, book: Rulebook) -> QuerySet[TransferOrder]:
    rows = TransferOrder.objects.all()
    if decide(actor, Act.TRANSFER_READ, actor.region, regions=book.regions).allowed:
        return rows.filter(region__in=book.regions.codes_within(actor.region))
    own = actor.organisation
    return rows.filter(Q(giver=own) | Q(taker=own) | Q(organisation=own))


def _views(rows: Iterable[TransferOrder], actor: Actor, book: Rulebook, today: date) -> list[OrderView]:
    found = list(rows)
    names = names_of({code for row in found for code in (row.giver, row.taker)})
    return [_view(row, names, actor, book, today) for row in found]


def _view(row: TransferOrder, names: dict[str, str], actor: Actor, book: Rulebook, today: date) -> OrderView:
    rows = list(row.lines.all())
    lines = tuple(map(_line, rows))
    sides = {row.giver: "giver", row.taker: "taker"}
    orders = row.organisation == actor.organisation
    may = orders or decide(actor, Act.TRANSFER_PLAN, row.region, regions=book.regions).allowed
    state = OrderState(row.state)
    return OrderView(
        number=row.number, plan=row.plan.number if row.plan else "", region=row.region, case=row.case,
        measure=row.measure, giver=row.giver, giver_name=names.get(row.giver, row.giver), taker=row.taker,
        taker_name=names.get(row.taker, row.taker), transport=row.transport, state=state, cost=row.cost,
        ordered_at=row.ordered_at, answer_due=row.answer_due, send_due=row.send_due, receive_due=row.receive_due,
        reason=row.reason, late=late_step(state, list(map(balance_of, rows)), dues_of(row), today),
        side=sides.get(actor.organisation, ""),
        may_cancel=may and state in OPEN and not any(one.sent for one in lines), lines=lines,
    )  # fmt: skip


def _line(row: OrderLine) -> LineView:
    return LineView(
        id=row.pk, code=row.code, item=row.item, drug=row.drug, unit=row.unit, product_code=row.product_code,
        lot_no=row.lot_no, expires_on=row.expires_on, units_per_pack=row.units_per_pack, ordered=row.ordered,
        agreed=row.agreed, sent=row.sent, received=row.received, lost=row.lost, returned=row.returned,
        taken_back=row.taken_back,
    )  # fmt: skip
