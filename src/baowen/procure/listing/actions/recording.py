"""Takes over what a platform listed before: the catalogue with all its listed prices, in bulk, as recorded. PRC-1.

What is on the book already stays as it is; the lake has these prices, so that nothing goes back to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.money import unit_price
from baowen.lists.names import listed_name
from baowen.orgs.permissions import Actor
from baowen.procure.listing.actions.handing_over import FEED
from baowen.procure.listing.kinds import ListingPath
from baowen.procure.listing.models import Listing, ListingEvent, ListingPrice
from baowen.procure.listing.queries.book import platform_of
from baowen.procure.listing.queries.lake import LakePrice, listed_before
from baowen.procure.listing.rulebook import ListingBook
from baowen.procure.listing.rules import MOST_PRICE, per_unit
from baowen.procure.listing.states import ListingMove, ListingState

BATCH = 2_000
STATES = {"suspended": ListingState.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Listings entered, with their prices; products that were on the book, were withdrawn, or had no usable price."""

    entered: int
    prices: int
    known: int
    left_out: int


def record(home: Home, region: str, *, actor: Actor, at: datetime, book: ListingBook) -> Recorded:
    """Enter every product of the lake that has a listed price on a province's platform; safe to repeat.

    The caller has asked whether the actor may.
    """
    platform = platform_of(region)
    rows = listed_before(home, platform, book.regions)
    products = [list(group) for _, group in groupby(rows, key=lambda one: one.goods.product_code)]
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        numbers = Listing.objects.select_for_update().filter(region=platform).order_by("-pk")
        last = numbers.first()
        following = 1 if last is None else int(last.number.rsplit("-", 1)[1]) + 1
        on_book = set(
            Listing.objects.filter(region=platform).exclude(state=ListingState.WITHDRAWN.value)
            .values_list("product_code", flat=True)
        )  # fmt: skip
        new = [prices for prices in products if prices[0].goods.product_code not in on_book]
        usable = [kept for prices in new if (kept := _usable(prices))]
        entered = prices_entered = 0
        for batch in _batches(usable):
            prices_entered += _enter(platform, batch, following + entered, actor=actor, at=at)
            entered += len(batch)
        found = Recorded(
            entered=entered, prices=prices_entered, known=len(products) - len(new), left_out=len(new) - len(usable)
        )
        after = {"entered": found.entered, "prices": found.prices, "known": found.known, "left_out": found.left_out}
        trail.note("listing.record", f"platform/{platform}", after=after)
    return found


def _usable(prices: Sequence[LakePrice]) -> list[LakePrice]:
    """The prices of a product that is listed now and whose name and maker are known; [] where it can't be entered."""
    goods = prices[-1].goods
    if prices[-1].status == "withdrawn" or not goods.generic_name or not goods.maker:
        return []
    return [one for one in prices if one.price <= MOST_PRICE]


def _batches(rows: Sequence[list[LakePrice]]) -> Iterator[Sequence[list[LakePrice]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _enter(platform: str, products: Iterable[list[LakePrice]], first: int, *, actor: Actor, at: datetime) -> int:
    products = list(products)
    listings = Listing.objects.bulk_create(
        _listing(platform, prices, f"G{platform}-{first + position:06d}", at)
        for position, prices in enumerate(products)
    )
    rows = [
        ListingPrice(
            listing=listing, valid_from=one.valid_from, price=unit_price(one.price),
            unit_price=per_unit(one.price, listing.units_per_pack), path=ListingPath.RECORDED.value, source=FEED,
            set_at=at, set_by=actor.name,
        )
        for listing, prices in zip(listings, products, strict=True)
        for one in prices
    ]  # fmt: skip
    ListingPrice.objects.bulk_create(rows, batch_size=BATCH)
    ListingEvent.objects.bulk_create(
        ListingEvent(
            listing=one, move=ListingMove.ENTER.value, state=one.state, about=FEED, organisation=actor.organisation,
            moved_at=at, moved_by=actor.name,
        )
        for one in listings
    )  # fmt: skip
    return len(rows)


def _listing(platform: str, prices: list[LakePrice], number: str, at: datetime) -> Listing:
    goods, today = prices[-1].goods, day_of(at)
    now = [one for one in prices if one.valid_from <= today] or prices[:1]
    price = unit_price(now[-1].price)
    return Listing(
        number=number, region=platform, product_code=goods.product_code, drug=listed_name(goods.generic_name)[:200],
        generic_name=goods.generic_name[:200], dosage_form=goods.dosage_form[:100], spec=goods.spec[:200],
        packaging=goods.packaging[:200], units_per_pack=goods.units_per_pack, smallest_unit=goods.smallest_unit[:20],
        maker=goods.maker, state=STATES.get(prices[-1].status, ListingState.LISTED).value,
        path=ListingPath.RECORDED.value, price=price, unit_price=per_unit(price, goods.units_per_pack),
        approval_no=goods.approval_no[:100], use_class=prices[-1].use_class[:20], is_selected=goods.is_selected,
        listed_on=prices[0].valid_from, changed_at=at, revision=1, handed_over=1,
    )  # fmt: skip
