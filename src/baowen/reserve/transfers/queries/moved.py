"""What the transfer orders of cases moved, for whoever asks what a measure did. RSP-3, RSV-3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.clock import day_of
from baowen.reserve.transfers.models import TransferOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Packs of a product that an institution received (or, of what left, sent) on a day."""

    organisation: str
    product_code: str
    on: date
    packs: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedByOrder:
    """One order: `measure` None where it names none; `left`: what its giver sent, less what came
    back; `lost` packs; `cost` estimated yuan of its trip, None unknown."""

    number: str
    measure: int | None
    arrivals: tuple[Arrival, ...]
    left: tuple[Arrival, ...]
    lost: Decimal
    cost: Decimal | None


def moved_of_cases(cases: Collection[str]) -> dict[str, tuple[MovedByOrder, ...]]:
    """By case its orders of which something has left, whoever may see them."""
    rows = TransferOrder.objects.filter(case__in=[one for one in cases if one]).prefetch_related(
        "lines__receipts", "lines__shipments", "lines__backs"
    )
    found: dict[str, list[MovedByOrder]] = defaultdict(list)
    for row in rows.order_by("pk"):
        lines = list(row.lines.all())
        arrivals = tuple(
            Arrival(organisation=row.taker, product_code=line.product_code, on=one.received_on, packs=one.received)
            for line in lines
            for one in line.receipts.all()
            if one.received
        )
        left = tuple(
            Arrival(organisation=row.giver, product_code=line.product_code, on=day_of(one.sent_at), packs=one.packs)
            for line in lines
            for one in line.shipments.all()
        ) + tuple(
            Arrival(organisation=row.giver, product_code=line.product_code, on=one.taken_on, packs=-one.packs)
            for line in lines
            for one in line.backs.all()
        )
        lost = sum((line.lost for line in lines), Decimal(0))
        if left:
            found[row.case].append(
                MovedByOrder(
                    number=row.number, measure=row.measure, arrivals=arrivals, left=left, lost=lost, cost=row.cost
                )
            )
    return {case: tuple(orders) for case, orders in found.items()}
