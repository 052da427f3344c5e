"""Listings with their prices and moves as they are published, and what can't be bought now. PRC-7, PUB-1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Min, Prefetch, Q, QuerySet

from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.procure.listing.kinds import ListingPath
from baowen.procure.listing.models import Listing, ListingEvent, ListingPrice
from baowen.procure.listing.queries.book import ListingView, listing_view, platform_of
from baowen.procure.listing.states import ListingMove, ListingState

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPrice:
    """A price that counts; `key` names it within the platform for good."""

    key: str
    valid_from: date
    set_at: datetime
    price: Decimal
    path: ListingPath
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedMove:
    """A move of a listing after it was entered, without who made it."""

    key: str
    move: ListingMove
    at: datetime
    reason: str
    clause: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedListing:
    """A listing with its whole history."""

    listing: ListingView
    prices: tuple[PublishedPrice, ...]
    moves: tuple[PublishedMove, ...]


def published_listings(region: str, *, since: datetime, until: datetime) -> Iterator[PublishedListing]:
    """Listings of a place's platform of which something happened at `since` or later and before `until`."""
    happened = Q(prices__set_at__gte=since, prices__set_at__lt=until) | Q(
        events__moved_at__gte=since, events__moved_at__lt=until
    )
    keys = Listing.objects.filter(happened, region__in=_platforms(region)).order_by().values("pk").distinct()
    rows = _with_history(Listing.objects.filter(pk__in=keys))
    return map(_published, rows.order_by("pk").iterator(chunk_size=CHUNK))


def suspended_listings(region: str) -> list[PublishedListing]:
    """What a place's platform lists and nobody can buy now, the newest first; withdrawn ones are no listings."""
    held = (ListingState.SUSPENDED.value, ListingState.INACTIVE.value)
    rows = Listing.objects.filter(region__in=_platforms(region), state__in=held).order_by("-changed_at", "-pk")
    return [_published(row) for row in _with_history(rows)]


def listings_changed_at(region: str) -> datetime | None:
    """When anything last happened to a listing of a place's platform."""
    rows = Listing.objects.filter(region__in=_platforms(region))
    found = rows.aggregate(price=Max("prices__set_at"), event=Max("events__moved_at"))
    return max((at for at in found.values() if at), default=None)


def first_listed_at(region: str) -> datetime | None:
    """When the first price of a place's platform was set."""
    found = Listing.objects.filter(region__in=_platforms(region)).aggregate(at=Min("prices__set_at"))
    first: datetime | None = found["at"]
    return first


def _platforms(region: str) -> list[str]:
    """The platform that a place buys on; for the nation those of all provinces."""
    return codes_within(region) if region == NATION_CODE else [platform_of(region)]


def _with_history(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    prices = ListingPrice.objects.filter(voided_at=None).order_by("set_at", "pk")
    events = ListingEvent.objects.order_by("pk")
    return rows.prefetch_related(Prefetch("prices", queryset=prices), Prefetch("events", queryset=events))


def _published(row: Listing) -> PublishedListing:
    return PublishedListing(
        listing=listing_view(row),
        prices=tuple(
            PublishedPrice(
                key=str(one.pk), valid_from=one.valid_from, set_at=one.set_at, price=one.price,
                path=ListingPath(one.path), clause=one.clause,
            )
            for one in row.prices.all()
        ),
        moves=tuple(
            PublishedMove(
                key=str(one.pk), move=ListingMove(one.move), at=one.moved_at, reason=one.reason, clause=one.clause,
                until=one.until,
            )
            for one in row.events.all() if one.move != ListingMove.ENTER
        ),
    )  # fmt: skip
