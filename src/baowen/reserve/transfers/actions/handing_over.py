"""Hands what left and arrived over to the lake, a row for each line of an order, through the same intake as any file.

Safe to repeat and to break off: a line is marked after the lake has it, with the revision that was told. RSV-3, COL-1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from baowen.collect.handing import Batch, Row, bring, mark
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.lake.lock import writer_lock
from baowen.reserve.transfers.models import OrderLine

LOCK, FEED, MOST_ROWS = "transfer-handing-over.lock", "transfer", 50_000


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those that it refused (number and why), and what is left to hand over."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def hand_over(home: Home, *, by: str, at: datetime, clock: Callable[[], datetime]) -> HandedOver:
    """Bring into the lake what changed since the last time."""
    with writer_lock(home.root / LOCK):  # an older state must not come after a newer one
        batch = Batch(FEED)
        for line in _fresh().select_related("order").prefetch_related("shipments", "receipts")[:MOST_ROWS]:
            batch.add(_row(line), (line.pk, line.revision))
        taken = bring(home, batch, by=by, at=at, clock=clock)
        if taken is None:
            return HandedOver(0, 0, (), 0)
        mark(OrderLine, taken, action="transfer.hand_over", feed=FEED, by=by, at=at)
    return HandedOver(taken.outcome.accepted, taken.outcome.unchanged, taken.refused, waiting())


def waiting() -> int:
    """How many lines the lake does not know in their newest form."""
    return _fresh().count()


def _fresh() -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(sent__gt=0).exclude(handed_over=F("revision")).order_by("pk")


def _row(line: OrderLine) -> Row:
    received = max((one.received_on for one in line.receipts.all()), default=None)
    return {
        "transfer_line_no": line.code, "giver_code": line.order.giver, "taker_code": line.order.taker,
        "product_code": line.product_code, "lot_no": line.lot_no,
        "sent_on": str(min(day_of(one.sent_at) for one in line.shipments.all())), "quantity_sent": str(line.sent),
        "received_on": "" if received is None else str(received), "quantity_received": str(line.received),
        "lost": str(line.lost), "returned": str(line.returned),
        "expires_on": "" if line.expires_on is None else str(line.expires_on),
    }  # fmt: skip
