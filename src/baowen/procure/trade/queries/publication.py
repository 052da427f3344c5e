"""Orders with what followed, as they are published: no words, no lots, nobody's name. PRC-7."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max, Min, Prefetch, Q

from baowen.orgs.queries import codes_within
from baowen.procure.basis import BasisKind
from baowen.procure.trade.models import Delivery, Order, OrderLine, Receipt
from baowen.procure.trade.states import LineState

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDelivery:
    """A lot that came; `accepted` is None where it has not been received."""

    key: str
    quantity: Decimal
    delivered_at: datetime
    received_at: datetime | None
    accepted: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """A line in packs and yuan. `key` names it for good without telling whose it is; `number` is the platform's."""

    key: str
    number: str
    product_code: str
    generic_name: str
    maker: str
    basis: BasisKind
    basis_number: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    state: LineState
    answered_at: datetime | None
    deliveries: tuple[ToldDelivery, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOrder:
    """An order with all its lines."""

    key: str
    hospital: str
    region: str
    supplier: str
    placed_at: datetime
    lines: tuple[ToldLine, ...]


def told_orders(region: str, *, since: datetime, until: datetime, lines: set[str]) -> Iterator[ToldOrder]:
    """Orders of a place and below of which something happened at `since` or later and before `until`.

    `lines`: numbers of lines of which something else happened meanwhile, such as a payment.
    """
    here = codes_within(region)
    happened = Q(placed_at__gte=since, placed_at__lt=until) | Q(lines__number__in=lines)
    for field in ("lines__answered_at", "lines__deliveries__delivered_at", "lines__deliveries__receipt__received_at"):
        happened |= Q(**{f"{field}__gte": since, f"{field}__lt": until})
    keys = Order.objects.filter(happened, region__in=here).order_by().values("pk").distinct()
    lots = Prefetch("deliveries", queryset=Delivery.objects.select_related("receipt").order_by("pk"))
    parts = Prefetch("lines", queryset=OrderLine.objects.order_by("pk").prefetch_related(lots))
    rows = Order.objects.filter(pk__in=keys).prefetch_related(parts)
    return map(_order, rows.order_by("pk").iterator(chunk_size=CHUNK))


def orders_changed_at(region: str) -> datetime | None:
    """When anything last happened to an order of a place and below."""
    here = codes_within(region)
    lots = Delivery.objects.filter(line__order__region__in=here)
    found = (
        Order.objects.filter(region__in=here).aggregate(at=Max("placed_at")),
        OrderLine.objects.filter(order__region__in=here).aggregate(at=Max("answered_at")),
        lots.aggregate(at=Max("delivered_at"), received=Max("receipt__received_at")),
    )  # fmt: skip
    return max((at for one in found for at in one.values() if at), default=None)


def first_ordered_at(region: str) -> datetime | None:
    """When the first order of a place and below was placed."""
    first: datetime | None = Order.objects.filter(region__in=codes_within(region)).aggregate(at=Min("placed_at"))["at"]
    return first


def _order(row: Order) -> ToldOrder:
    return ToldOrder(
        key=str(row.pk), hospital=row.hospital, region=row.region, supplier=row.supplier, placed_at=row.placed_at,
        lines=tuple(map(_line, row.lines.all())),
    )  # fmt: skip


def _line(row: OrderLine) -> ToldLine:
    return ToldLine(
        key=str(row.pk), number=row.number, product_code=row.product_code, generic_name=row.generic_name,
        maker=row.maker, basis=BasisKind(row.basis), basis_number=row.basis_number, quantity=row.quantity,
        price=row.unit_price, amount=row.amount, state=LineState(row.state), answered_at=row.answered_at,
        deliveries=tuple(map(_delivery, row.deliveries.all())),
    )  # fmt: skip


def _delivery(row: Delivery) -> ToldDelivery:
    receipt: Receipt | None = getattr(row, "receipt", None)
    return ToldDelivery(
        key=str(row.pk), quantity=row.quantity, delivered_at=row.delivered_at,
        received_at=receipt.received_at if receipt else None, accepted=receipt.accepted if receipt else None,
    )  # fmt: skip
