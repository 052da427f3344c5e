"""Hands what lies in the reserves over to the lake: a count by lot of each product that moved. RSV-1, COL-1.

The ledger is kept without a break, the lake knows counts: a product is told after every move, and once a month where
nothing moved, so that its count does not grow stale. Safe to repeat and to break off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from baowen.collect.handing import Batch, Taken, bring
from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.money import plain
from baowen.lake.lock import writer_lock
from baowen.reserve.goods.kinds import GoodsKind
from baowen.reserve.goods.models import Holding

LOCK, FEED = "reserve-handing-over.lock", "reserve_stock"
MOST_HOLDINGS = 5000
TRY_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those that it refused (holder and product, and why), and what is left."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def hand_over(
    home: Home, *, by: str, at: datetime, clock: Callable[[], datetime], every: bool = True
) -> HandedOver:  # fmt: skip
    """Tell the lake what lies in the reserves now; `every`: what was refused lately, too."""
    accepted = unchanged = 0
    refused: list[tuple[str, str]] = []
    with writer_lock(home.root / LOCK):  # an older count must not come after a newer one
        found = list(_due(at, every=every).prefetch_related("lots")[:MOST_HOLDINGS])
        taken = bring(home, _batch(found, day_of(at)), by=by, at=clock(), clock=clock)
        if taken is not None:
            _mark(found, taken, by=by, at=at)
            accepted, unchanged = taken.outcome.accepted, taken.outcome.unchanged
            names = {one.pk: f"{one.holder} {one.product_code}" for one in found}
            refused = [(names[key], why) for key, why in taken.kept_back.items()]
    return HandedOver(accepted, unchanged, tuple(refused), waiting(at))


def waiting(at: datetime) -> int:
    """How many products the lake does not know as they are, the refused ones among them."""
    return _due(at, every=True).count()


def has_news(at: datetime) -> bool:
    """Whether a beat has something to hand over."""
    return _due(at, every=False).exists()


def _due(at: datetime, *, every: bool) -> QuerySet[Holding]:
    """Products that moved since the lake was told, or of which it was told in an earlier month."""
    month = day_of(at).replace(day=1)
    rows = Holding.objects.filter(kind=GoodsKind.DRUG.value, revision__gt=0).filter(
        ~Q(handed_over=F("revision")) | Q(told_on=None) | Q(told_on__lt=month)
    )
    return (rows if every else rows.exclude(tried_at__gt=at - TRY_AGAIN)).order_by("pk")


def _batch(found: list[Holding], on: date) -> Batch:
    """A row for each lot with what is left of it, at whatever price; a lot that is gone is told as zero."""
    batch = Batch(FEED)
    for one in found:
        lots: dict[str, tuple[Decimal, date]] = {}
        for lot in one.lots.all():
            lots[lot.lot_no] = (lots.get(lot.lot_no, (Decimal(0), lot.expires_on))[0] + lot.balance, lot.expires_on)
        for lot_no, (packs, expires_on) in lots.items():
            row = {
                "holder_code": one.holder, "product_code": one.product_code, "counted_on": str(on), "lot_no": lot_no,
                "quantity": plain(packs), "expires_on": str(expires_on),
            }  # fmt: skip
            batch.add(row, (one.pk, one.revision))
    return batch


def _mark(found: list[Holding], taken: Taken, *, by: str, at: datetime) -> None:
    with writing(by=by, at=at) as trail:
        for key, revision in taken.owners:
            Holding.objects.filter(pk=key, handed_over__lte=revision).update(
                handed_over=revision, told_on=day_of(at), refused="", tried_at=None
            )
        for key, why in taken.kept_back.items():
            Holding.objects.filter(pk=key).update(refused=why[:500], tried_at=at)
        trail.note(
            "reserve.hand_over", f"feed/{FEED}",
            details={"handed_over": len(taken.owners), "refused": len(taken.kept_back), "products": len(found)},
        )  # fmt: skip
