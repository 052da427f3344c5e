"""What settlement reads of the trade: order lines with what was delivered, received and returned, and when. PRC-4."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Max, Min, Q, QuerySet, Sum

from baowen.procure.trade.models import OrderLine, Return
from baowen.procure.trade.states import LineState

AT_ONCE = 500  # numbers in one question to the database


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFact:
    """An order line and what followed, in packs and yuan. Instants are None for what has not happened.

    `waiting`: what was delivered and is not received yet, `waits_since` the first delivery of it.
    """

    number: str
    order: str
    hospital: str
    region: str
    supplier: str
    product_code: str
    generic_name: str
    maker: str
    basis: str
    basis_number: str
    state: LineState
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    delivered: Decimal
    received: Decimal
    returned: Decimal
    placed_at: datetime
    answered_at: datetime | None
    due_at: datetime | None
    delivered_at: datetime | None
    received_at: datetime | None
    waiting: Decimal
    waits_since: datetime | None


def facts_by_number(numbers: Iterable[str]) -> dict[str, LineFact]:
    """Order lines by their numbers; those that do not exist are left out."""
    asked, found = sorted(set(numbers)), {}
    for start in range(0, len(asked), AT_ONCE):
        for row in _rows().filter(number__in=asked[start : start + AT_ONCE]):
            found[row.number] = _fact(row)
    return found


def facts_placed(
    *, since: datetime, until: datetime, regions: Collection[str] | None = None, hospital: str = "",
    supplier: str = "", products: Collection[str] | None = None,
) -> list[LineFact]:  # fmt: skip
    """Order lines placed from one instant until before another, of places, a hospital, a supplier, of products."""
    rows = _rows().filter(order__placed_at__gte=since, order__placed_at__lt=until)
    if products is not None:
        rows = rows.filter(product_code__in=products)
    return [_fact(row) for row in _narrowed(rows, regions, hospital, supplier)]


def facts_received(
    *, regions: Collection[str] | None = None, hospital: str = "", supplier: str = "", until: datetime
) -> list[LineFact]:  # fmt: skip
    """Order lines of which something was delivered before an instant."""
    rows = _rows().filter(delivered__gt=0, order__placed_at__lt=until)
    return [_fact(row) for row in _narrowed(rows, regions, hospital, supplier)]


def facts_returned(regions: Collection[str], *, since: datetime) -> list[LineFact]:
    """Order lines of hospitals of places of which goods went back since an instant."""
    back = Return.objects.filter(returned_at__gte=since, receipt__delivery__line__order__region__in=regions)
    numbers = back.values_list("receipt__delivery__line__number", flat=True)
    return list(facts_by_number(numbers).values())


def facts_kept(supplier: str, *, order: str = "", limit: int) -> list[LineFact]:
    """The newest order lines of a supplier, or those of one order, of which goods were received and kept."""
    rows = _rows().filter(order__supplier=supplier, received__gt=F("returned"))
    if order:
        rows = rows.filter(number__startswith=f"{order}-")
    return [_fact(row) for row in rows.order_by("-pk")[:limit]][::-1]


def _rows() -> QuerySet[OrderLine]:
    unreceived = Q(deliveries__receipt=None)
    return OrderLine.objects.select_related("order").annotate(
        last_delivered=Max("deliveries__delivered_at"), last_received=Max("deliveries__receipt__received_at"),
        unreceived=Sum("deliveries__quantity", filter=unreceived),
        first_unreceived=Min("deliveries__delivered_at", filter=unreceived),
    )  # fmt: skip


def _narrowed(
    rows: QuerySet[OrderLine], regions: Collection[str] | None, hospital: str, supplier: str
) -> QuerySet[OrderLine]:  # fmt: skip
    if regions is not None:
        rows = rows.filter(order__region__in=regions)
    if hospital:
        rows = rows.filter(order__hospital=hospital)
    return rows.filter(order__supplier=supplier) if supplier else rows


def _fact(row: OrderLine) -> LineFact:
    order = row.order
    return LineFact(
        number=row.number, order=order.number, hospital=order.hospital, region=order.region, supplier=order.supplier,
        product_code=row.product_code, generic_name=row.generic_name, maker=row.maker, basis=row.basis,
        basis_number=row.basis_number, state=LineState(row.state), quantity=row.quantity, unit_price=row.unit_price,
        amount=row.amount, delivered=row.delivered, received=row.received, returned=row.returned,
        placed_at=order.placed_at, answered_at=row.answered_at, due_at=row.due_at,
        delivered_at=row.last_delivered, received_at=row.last_received,  # type: ignore[attr-defined]
        waiting=row.unreceived or Decimal(0), waits_since=row.first_unreceived,  # type: ignore[attr-defined]
    )  # fmt: skip
