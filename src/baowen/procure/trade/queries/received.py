"""What hospitals received of certain products, receipt by receipt. PRC-4, VBP-4.

For code that has asked already whose hospitals and products these are: nothing here is scoped to an actor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.clock import day_of
from baowen.procure.trade.models import Receipt

AT_ONCE = 500  # codes in one question to the database


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A receipt: packs accepted of packs delivered, by whom, when."""

    hospital: str
    product_code: str
    supplier: str
    accepted: Decimal
    delivered: Decimal
    received_on: date


def received(pairs: Collection[tuple[str, str]]) -> Iterator[Received]:
    """The receipts of pairs of hospital and product, in the order in which they came for some hospitals at a time."""
    wanted = set(pairs)
    hospitals = sorted({hospital for hospital, _ in wanted})
    products = {product for _, product in wanted}
    for start in range(0, len(hospitals), AT_ONCE):
        rows = Receipt.objects.filter(delivery__line__order__hospital__in=hospitals[start : start + AT_ONCE])
        for row in rows.select_related("delivery__line__order").order_by("pk").iterator(chunk_size=2000):
            line = row.delivery.line
            if line.product_code in products and (line.order.hospital, line.product_code) in wanted:
                yield Received(
                    hospital=line.order.hospital, product_code=line.product_code, supplier=line.order.supplier,
                    accepted=row.accepted, delivered=row.delivery.quantity, received_on=day_of(row.received_at),
                )  # fmt: skip
