"""What the transfer orders of cases moved, for whoever asks what a measure did. RSP-3, RSV-3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.reserve.transfers.models import TransferOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Packs that a taker received of a product on a day."""

    taker: str
    product_code: str
    on: date
    packs: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedByOrder:
    """One order: `measure` None where it names none; `lost` packs; `cost` estimated yuan of its trip, None unknown."""

    number: str
    measure: int | None
    arrivals: tuple[Arrival, ...]
    lost: Decimal
    cost: Decimal | None


def moved_of_cases(cases: Collection[str]) -> dict[str, tuple[MovedByOrder, ...]]:
    """By case its orders of which something was received or lost, whoever may see them."""
    rows = TransferOrder.objects.filter(case__in=[one for one in cases if one]).prefetch_related("lines__receipts")
    found: dict[str, list[MovedByOrder]] = defaultdict(list)
    for row in rows.order_by("pk"):
        lines = list(row.lines.all())
        arrivals = tuple(
            Arrival(taker=row.taker, product_code=line.product_code, on=one.received_on, packs=one.received)
            for line in lines
            for one in line.receipts.all()
            if one.received
        )
        lost = sum((line.lost for line in lines), Decimal(0))
        if arrivals or lost:
            found[row.case].append(
                MovedByOrder(number=row.number, measure=row.measure, arrivals=arrivals, lost=lost, cost=row.cost)
            )
    return {case: tuple(orders) for case, orders in found.items()}
