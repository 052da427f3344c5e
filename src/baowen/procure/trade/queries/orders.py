"""Reads of orders: one with all that followed, pages for a hospital, a supplier and officers. PRC-4.

Everybody sees the orders of the own organisation; officers those of their place and below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.procure.basis import BasisKind
from baowen.procure.trade.kinds import ReturnCause, Urgency
from baowen.procure.trade.models import Delivery, Order, OrderLine, Return
from baowen.procure.trade.states import LineState


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line of an order in packs and yuan, with what followed. `due_at` is None until it is confirmed."""

    number: str
    product_code: str
    generic_name: str
    maker: str
    basis: BasisKind
    basis_number: str
    clause: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    state: LineState
    reason: str
    answered_at: datetime | None
    due_at: datetime | None
    delivered: Decimal
    received: Decimal
    returned: Decimal

    @property
    def left(self) -> Decimal:
        """Packs that may still be sent."""
        return self.quantity - self.delivered if self.state is LineState.CONFIRMED else Decimal(0)

    def is_late(self, at: datetime) -> bool:
        """Whether something is still to come after it was due."""
        return self.left > 0 and self.due_at is not None and self.due_at < at


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnView:
    """Goods that go back; `agreed_at` is None until the supplier says that it has them."""

    number: str
    hospital: str
    order: str
    delivery: str
    generic_name: str
    quantity: Decimal
    cause: ReturnCause
    words: str
    returned_at: datetime
    agreed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A lot that was sent, and what the hospital counted of it; `accepted` and so on are None until it has."""

    code: str
    note: str
    order: str
    line: str
    product_code: str
    generic_name: str
    hospital: str
    supplier: str
    quantity: Decimal
    lot_no: str
    made_on: date | None
    expires_on: date
    carrier: str
    codes: int
    delivered_at: datetime
    accepted: Decimal | None
    short: Decimal | None
    damaged: Decimal | None
    words: str
    received_at: datetime | None
    returns: tuple[ReturnView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order with its lines. `due_*`: the rule for its deliveries as it stood when the order was placed."""

    code: str
    number: str
    hospital: str
    region: str
    supplier: str
    urgency: Urgency
    in_parts: bool
    words: str
    placed_at: datetime
    due_class: str
    due_hours: int | None
    due_in_holidays: bool
    due_clause: str
    lines: tuple[LineView, ...]

    @property
    def amount(self) -> Decimal:
        """Yuan of what was ordered, refused and cancelled lines left out."""
        gone = (LineState.REFUSED, LineState.CANCELLED)
        return sum((one.amount for one in self.lines if one.state not in gone), Decimal(0))

    def has(self, state: LineState) -> bool:
        """Whether a line is in that state."""
        return any(one.state is state for one in self.lines)

    def is_late(self, at: datetime) -> bool:
        """Whether a line is late."""
        return any(one.is_late(at) for one in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which orders: those with a line of a state, late at an instant, of a hospital, supplier or place, of a text."""

    state: LineState | None = None
    late_at: datetime | None = None
    hospital: str = ""
    supplier: str = ""
    place: str = ""
    text: str = ""


def order_page(
    actor: Actor, sought: Sought | None = None, *, cursor: str = "", limit: int = 50
) -> Paged[OrderView]:  # fmt: skip
    """A page of the orders that somebody sees, the newest first."""
    sought = sought or Sought()
    rows = _seen(actor).prefetch_related("lines")
    lines = OrderLine.objects.filter(order=OuterRef("pk"))
    if sought.state is not None:
        rows = rows.filter(Exists(lines.filter(state=sought.state.value)))
    if sought.late_at is not None:
        rows = rows.filter(Exists(late(lines, sought.late_at)))
    if sought.hospital:
        rows = rows.filter(hospital=sought.hospital)
    if sought.supplier:
        rows = rows.filter(supplier=sought.supplier)
    if sought.place:
        rows = rows.filter(region__in=codes_within(sought.place))
    text = sought.text.replace("\x00", "").strip()
    if text:
        named = lines.filter(Q(generic_name__icontains=text) | Q(product_code=text))
        rows = rows.filter(Q(number=text) | Exists(named) | Q(pk=_key(text)))
    return page_by_key(rows, _order_view, cursor=cursor, limit=limit, newest_first=True)


def order_seen(actor: Actor, code: str) -> OrderView:
    """An order that somebody sees; BaowenError for one that there is not, or that is of others."""
    row = _seen(actor).filter(pk=_key(code)).first()
    if row is None or row.code != code:
        raise BaowenError(f"没有订单 {code[:40]}，或不在权限内", f"there is no order {code[:40]} that you may see")
    return _order_view(row)


def deliveries_of(actor: Actor, code: str) -> list[DeliveryView]:
    """What was sent for an order that somebody sees, the first first."""
    key = _key(order_seen(actor, code).code)
    return [_delivery_view(row) for row in _deliveries().filter(line__order_id=key).order_by("pk")]


def delivery_seen(actor: Actor, code: str) -> DeliveryView:
    """A delivery that somebody sees; BaowenError for any other."""
    row = _deliveries().filter(pk=_key(code, "PS"), line__order__in=_seen(actor)).first()
    if row is None or row.code != code:
        raise BaowenError(f"没有配送 {code[:40]}，或不在权限内", f"there is no delivery {code[:40]} that you may see")
    return _delivery_view(row)


def delivery_page(
    actor: Actor, *, waiting: bool = False, cursor: str = "", limit: int = 50
) -> Paged[DeliveryView]:  # fmt: skip
    """A page of deliveries that somebody sees, the newest first; `waiting`: only those that nobody has received."""
    rows = _deliveries().filter(line__order__in=_seen(actor))
    if waiting:
        rows = rows.filter(receipt=None)
    return page_by_key(rows, _delivery_view, cursor=cursor, limit=limit, newest_first=True)


def return_page(actor: Actor, *, waiting: bool = False, cursor: str = "", limit: int = 50) -> Paged[ReturnView]:
    """A page of goods that go back, as far as somebody sees them; `waiting`: only those not agreed to yet."""
    rows = Return.objects.filter(receipt__delivery__line__order__in=_seen(actor))
    if waiting:
        rows = rows.filter(agreed_at=None)
    rows = rows.select_related("receipt__delivery__line__order")
    return page_by_key(rows, _return_view, cursor=cursor, limit=limit, newest_first=True)


def late(lines: QuerySet[OrderLine], at: datetime) -> QuerySet[OrderLine]:
    """Those of which something is still to come after they were due."""
    return lines.filter(state=LineState.CONFIRMED.value, due_at__lt=at, delivered__lt=F("quantity"))


def may_see(actor: Actor) -> bool:
    """Whether somebody has orders to see at all."""
    return _scope(actor) is not None


def _seen(actor: Actor) -> QuerySet[Order]:
    scope = _scope(actor)
    return Order.objects.none() if scope is None else Order.objects.filter(scope)


def _scope(actor: Actor) -> Q | None:
    regions = load_regions()
    own = [
        Q(**{field: actor.organisation})
        for act, field in ((Act.ORDER_PLACE, "hospital"), (Act.ORDER_ANSWER, "supplier"))
        if decide(actor, act, actor.region, regions=regions, organisation=actor.organisation).allowed
    ]
    if own:
        return own[0] | own[-1]
    if not decide(actor, Act.TRADE_READ, actor.region, regions=regions).allowed:
        return None
    return Q() if actor.region == NATION_CODE else Q(region__in=codes_within(actor.region))


def _key(code: str, mark: str = "DD") -> int:
    digits = code.removeprefix(mark)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else -1


def _order_view(row: Order) -> OrderView:
    return OrderView(
        code=row.code, number=row.number, hospital=row.hospital, region=row.region, supplier=row.supplier,
        urgency=Urgency(row.urgency), in_parts=row.in_parts, words=row.words, placed_at=row.placed_at,
        due_class=row.due_class, due_hours=row.due_hours, due_in_holidays=row.due_in_holidays,
        due_clause=row.due_clause, lines=tuple(_line_view(one) for one in row.lines.all()),
    )  # fmt: skip


def _line_view(row: OrderLine) -> LineView:
    return LineView(
        number=row.number, product_code=row.product_code, generic_name=row.generic_name, maker=row.maker,
        basis=BasisKind(row.basis), basis_number=row.basis_number, clause=row.clause, quantity=row.quantity,
        unit_price=row.unit_price, amount=row.amount, state=LineState(row.state), reason=row.reason,
        answered_at=row.answered_at, due_at=row.due_at, delivered=row.delivered, received=row.received,
        returned=row.returned,
    )  # fmt: skip


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("line__order", "receipt").prefetch_related("receipt__returns", "codes")


def _delivery_view(row: Delivery) -> DeliveryView:
    line, order, receipt = row.line, row.line.order, getattr(row, "receipt", None)
    return DeliveryView(
        code=row.code, note=row.note, order=order.code, line=line.number, product_code=line.product_code,
        generic_name=line.generic_name, hospital=order.hospital, supplier=order.supplier, quantity=row.quantity,
        lot_no=row.lot_no, made_on=row.made_on, expires_on=row.expires_on, carrier=row.carrier,
        codes=len(row.codes.all()), delivered_at=row.delivered_at,
        accepted=receipt and receipt.accepted, short=receipt and receipt.short, damaged=receipt and receipt.damaged,
        words=receipt.words if receipt else "", received_at=receipt and receipt.received_at,
        returns=_returns(row, receipt.returns.all() if receipt else ()),
    )  # fmt: skip


def _returns(delivery: Delivery, rows: Iterable[Return]) -> tuple[ReturnView, ...]:
    return tuple(_return(row, delivery) for row in rows)


def _return_view(row: Return) -> ReturnView:
    return _return(row, row.receipt.delivery)


def _return(row: Return, delivery: Delivery) -> ReturnView:
    return ReturnView(
        number=row.number, hospital=row.hospital, order=delivery.line.order.code, delivery=delivery.code,
        generic_name=delivery.line.generic_name, quantity=row.quantity, cause=ReturnCause(row.cause),
        words=row.words, returned_at=row.returned_at, agreed_at=row.agreed_at,
    )  # fmt: skip
