"""Hands listed prices over to the lake's `listing_price`, through the same intake as any file: none lost, none twice.

A listing goes whole, a row a day on which its price or state changed. The lake keeps what it was told: a price that
was voided is told anew as the one that counted on its day. PRC-1, PRC-7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from baowen.collect.handing import Batch, Row, bring, mark
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.lake.lock import writer_lock
from baowen.procure.listing.models import Listing
from baowen.procure.listing.rules import PriceFrom, Standing, in_force, timeline
from baowen.procure.listing.states import ListingMove, ListingState

LOCK = "handing-over.lock"
FEED = "feed/listing_price"  # what came from the lake stays there as it is: telling it anew would touch old months
STATUS = {
    ListingState.LISTED: "listed", ListingState.SUSPENDED: "suspended", ListingState.INACTIVE: "suspended",
    ListingState.WITHDRAWN: "withdrawn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those that it refused (product and why), and how many listings are left."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def waiting() -> int:
    """How many listings the lake does not know in their newest form."""
    return Listing.objects.filter(revision__gt=F("handed_over")).count()


def hand_over(home: Home, *, by: str, at: datetime, clock: Callable[[], datetime]) -> HandedOver:
    """Bring into the lake what was listed, priced or moved since the last time. Safe to repeat, and to break off.

    What the lake refuses (a product that its catalogue lacks) stays to be handed over, and is told.
    """
    with writer_lock(home.root / LOCK):
        taken = bring(home, _batch(), by=by, at=at, clock=clock)
        if taken is None:
            return HandedOver(0, 0, (), 0)
        mark(Listing, taken, action="listing.hand_over", feed="listing_price", by=by, at=clock())
    return HandedOver(taken.outcome.accepted, taken.outcome.unchanged, taken.refused, waiting())


def _batch() -> Batch:
    batch = Batch("listing_price")
    rows = Listing.objects.filter(revision__gt=F("handed_over")).prefetch_related("prices", "events")
    for listing in rows:
        for row in _rows(listing):
            batch.add(row, (listing.pk, listing.revision))
    return batch


def _rows(listing: Listing) -> list[Row]:
    stored = list(listing.prices.all())
    prices = [
        PriceFrom(valid_from=one.valid_from, price=one.price, unit_price=one.unit_price)
        for one in stored
        if one.voided_at is None
    ]
    moves = [
        (day_of(one.moved_at), one.state) for one in listing.events.all() if one.move != ListingMove.ENTER.value
    ]  # fmt: skip
    told = timeline(prices, moves, first_state=_first_state(listing))
    moved = {day for day, _ in moves}
    came = {one.valid_from for one in stored if one.source == FEED and one.voided_at is None} - moved
    known = {one.valid_from for one in told}
    voided = sorted({one.valid_from for one in stored if one.voided_at is not None} - known)
    return [_row(listing, one) for one in told if one.valid_from not in came] + [
        _row(listing, anew) for day in voided if (anew := _anew(prices, told, day)) is not None
    ]


def _first_state(listing: Listing) -> str:
    entered = next((one for one in listing.events.all() if one.move == ListingMove.ENTER.value), None)
    return ListingState.LISTED.value if entered is None else entered.state


def _anew(prices: list[PriceFrom], told: list[Standing], day: date) -> Standing | None:
    """What counted on the day of a price that was voided: the one before it; the first, where it was the first."""
    price = in_force(prices, day) or min(prices, key=lambda one: one.valid_from, default=None)
    if price is None:
        return None
    before = [one for one in told if one.valid_from <= day]
    state = before[-1].state if before else ListingState.LISTED.value
    return Standing(valid_from=day, price=price.price, before=None, state=state)


def _row(listing: Listing, one: Standing) -> Row:
    return {
        "product_code": listing.product_code, "region_code": listing.region, "valid_from": str(one.valid_from),
        "price": f"{one.price:f}", "previous_price": "" if one.before is None else f"{one.before:f}",
        "status": STATUS[ListingState(one.state)],
    }  # fmt: skip
