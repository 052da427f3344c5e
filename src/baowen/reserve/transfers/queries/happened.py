"""What happened to the goods of an order: sent, counted, taken back, the newest first. RSV-3.

For code that has asked already whether somebody may see the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from baowen.reserve.transfers.models import OrderLine

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsEvent:
    """Packs of a lot that left ("sent"), were counted ("received") or came back ("back")."""

    at: datetime
    what: str
    drug: str
    lot_no: str
    packs: Decimal
    lost: Decimal = ZERO
    returned: Decimal = ZERO
    words: str = ""


def goods_events(number: str) -> list[GoodsEvent]:
    """The events of an order."""
    rows = OrderLine.objects.filter(order__number=number).prefetch_related("shipments", "receipts", "backs")
    found = [one for line in rows for one in _of_line(line)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _of_line(line: OrderLine) -> list[GoodsEvent]:
    drug, lot = line.drug, line.lot_no
    sent = [
        GoodsEvent(
            at=one.sent_at, what="sent", drug=drug, lot_no=lot, packs=one.packs,
            words=" ".join(part for part in (one.carrier, one.temperature) if part),
        )
        for one in line.shipments.all()
    ]  # fmt: skip
    counted = [
        GoodsEvent(
            at=one.received_at, what="received", drug=drug, lot_no=lot, packs=one.received, lost=one.lost,
            returned=one.returned, words=one.words,
        )
        for one in line.receipts.all()
    ]  # fmt: skip
    backs = [
        GoodsEvent(at=one.taken_at, what="back", drug=drug, lot_no=lot, packs=one.packs) for one in line.backs.all()
    ]
    return [*sent, *counted, *backs]
