"""Order lines as settlement needs them: what was received of whom and when, and lines by their numbers. PRC-4.

For code that has asked already whether somebody may see them: nothing here is scoped to an actor.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max, QuerySet

from baowen.procure.basis import BasisKind
from baowen.procure.trade.models import OrderLine
from baowen.procure.trade.states import LineState


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTold:
    """An order line with what followed, in packs, and its price in yuan a pack.

    `received` is what was accepted into stock, `returned` what of it has gone back. `received_at`: the last receipt,
    None where nothing has been received.
    """

    number: str
    order: str
    hospital: str
    region: str
    supplier: str
    maker: str
    product_code: str
    generic_name: str
    state: LineState
    unit_price: Decimal
    ordered: Decimal
    delivered: Decimal
    received: Decimal
    returned: Decimal
    received_at: datetime | None

    @property
    def kept(self) -> Decimal:
        """Packs that the hospital has to pay."""
        return self.received - self.returned


def received_lines(hospital: str, supplier: str, since: datetime, until: datetime) -> list[LineTold]:
    """Lines of a hospital of which a supplier's goods were received at `since` or later and before `until`.

    Their quantities are those of today, over all receipts of the line.
    """
    rows = OrderLine.objects.filter(
        order__hospital=hospital, order__supplier=supplier, deliveries__receipt__received_at__gte=since,
        deliveries__receipt__received_at__lt=until,
    )  # fmt: skip
    return _told(OrderLine.objects.filter(pk__in=rows.values("pk")))


def lines_by_number(numbers: Collection[str]) -> dict[str, LineTold]:
    """The lines of those numbers; a number that there is not is left out."""
    return {one.number: one for one in _told(OrderLine.objects.filter(number__in=numbers))}


def _told(rows: QuerySet[OrderLine]) -> list[LineTold]:
    found = rows.select_related("order").annotate(received_at=Max("deliveries__receipt__received_at"))
    return [
        LineTold(
            number=one.number, order=one.order.number, hospital=one.order.hospital, region=one.order.region,
            supplier=one.order.supplier, maker=one.maker, product_code=one.product_code,
            generic_name=one.generic_name, state=LineState(one.state), unit_price=one.unit_price,
            ordered=one.quantity, delivered=one.delivered, received=one.received, returned=one.returned,
            received_at=one.received_at,
        )
        for one in found.order_by("pk")
    ]  # fmt: skip


def refused_lines(listings: Collection[str], hospital: str) -> dict[str, list[str]]:
    """By the number of a listing the lines of a hospital that its supplier refused; one with none is left out."""
    found: dict[str, list[str]] = {}
    rows = OrderLine.objects.filter(
        basis=BasisKind.LISTING.value, basis_number__in=listings, hospital=hospital, state=LineState.REFUSED.value
    )
    for listing, number in rows.values_list("basis_number", "number"):
        found.setdefault(listing, []).append(number)
    return found
