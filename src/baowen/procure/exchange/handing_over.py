"""Brings stock counts of messages into the lake as the feed `stock`. COL-1, HOS-3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from baowen.collect.handing import Batch, bring, mark
from baowen.core.home import Home
from baowen.procure.exchange.actions.shelf import COUNT
from baowen.procure.exchange.models import ShelfEntry

MOST = 50_000  # rows of one turn: the rest goes with the next


def hand_over_counts(home: Home, *, by: str, at: datetime, clock: Callable[[], datetime]) -> int:
    """Bring the counts that the lake does not know; how many it took. What it refuses stays and goes again."""
    batch = Batch("stock")
    for row in ShelfEntry.objects.filter(message=COUNT, revision__gt=F("handed_over"))[:MOST]:
        batch.add(_row(row), (row.pk, row.revision))
    taken = bring(home, batch, by=by, at=at, clock=clock)
    if taken is None:
        return 0
    mark(ShelfEntry, taken, action="shelf.hand_over", feed=batch.feed, by=by, at=clock())
    return len(taken.owners)


def _row(row: ShelfEntry) -> dict[str, str]:
    return {
        "hospital_code": row.hospital, "product_code": row.product_code, "counted_on": str(row.happened_on),
        "quantity": str(row.quantity), "lot_no": row.lot_no,
        "expires_on": "" if row.expires_on is None else str(row.expires_on),
    }  # fmt: skip
