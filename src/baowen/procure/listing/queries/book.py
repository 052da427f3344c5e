"""All reads of listings: one, those of a drug, the price on a day, pages. What is listed is public. PRC-1, PUB-1."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.drugs.names import base_name
from baowen.lists.names import Asked, covers, likeness
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.procure.listing.kinds import Light, ListingPath
from baowen.procure.listing.models import Listing, ListingPrice
from baowen.procure.listing.rules import PriceFrom, in_force
from baowen.procure.listing.states import ListingMove, ListingState

FOLLOW = "follow/"  # begins what a suspension for a lower price elsewhere is about


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingView:
    """A product on a province's platform, with the newest price that is in force: yuan for one pack and one unit."""

    number: str
    region: str
    product_code: str
    drug: str
    generic_name: str
    dosage_form: str
    spec: str
    packaging: str
    units_per_pack: Decimal | None
    smallest_unit: str
    maker: str
    state: ListingState
    path: ListingPath
    light: Light
    price: Decimal
    unit_price: Decimal | None
    listed_on: date
    changed_at: datetime

    @property
    def can_be_bought(self) -> bool:
        return self.state is ListingState.LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceView(PriceFrom):
    """A price of the history; `voided_why` is "" for one that counts."""

    path: ListingPath
    light: Light
    clause: str
    source: str
    set_at: datetime
    voided_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """What happened to a listing."""

    move: str
    state: ListingState
    reason: str
    clause: str
    about: str
    until: date | None
    organisation: str
    moved_at: datetime


def platform_of(region: str) -> str:
    """The province whose platform a place buys on; BaowenError for the nation, which has none."""
    regions = load_regions()
    place = regions.require(region)
    if place.level is RegionLevel.PROVINCE:
        return region
    for above in regions.ancestors(region):
        if above.level is RegionLevel.PROVINCE:
            return above.code
    raise BaowenError(f"{place.name}没有省级采购平台", f"{region} has no platform of a province")


def listing(number: str) -> ListingView:
    """The listing of that number; BaowenError where there is none."""
    row = Listing.objects.filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有挂网编号 {number}，请核对", f"there is no listing {number}; check the number")
    return listing_view(row)


def listings_numbered(numbers: Collection[str]) -> dict[str, ListingView]:
    """The listings of those numbers; a number that there is not is left out."""
    return {row.number: listing_view(row) for row in Listing.objects.filter(number__in=numbers)}


def prices_on(numbers: Collection[str], on: date) -> dict[str, PriceFrom]:
    """By number the price of listings on a day; one that has none yet is left out."""
    rows = ListingPrice.objects.filter(listing__number__in=numbers, voided_at=None, valid_from__lte=on)
    told = rows.order_by("valid_from").values_list("listing__number", "valid_from", "price", "unit_price")
    return {number: PriceFrom(valid_from=since, price=price, unit_price=unit) for number, since, price, unit in told}


def listing_of(region: str, product_code: str) -> ListingView | None:
    """The listing of a product on the platform of a place that is not withdrawn; None where there is none."""
    rows = Listing.objects.filter(region=platform_of(region), product_code=product_code)
    row = rows.exclude(state=ListingState.WITHDRAWN.value).first()
    return None if row is None else listing_view(row)


def listings_of_drug(region: str, drug: str, dosage_form: str = "") -> list[ListingView]:
    """Listings of a drug on the platform of a place, withdrawn ones left out; of a form where one is asked for.

    A drug is asked for as the lists name it: 地高辛 finds 地高辛片, 盐酸吗啡 no other salt of it.
    """
    asked = Asked.of(drug, dosage_form)
    rows = Listing.objects.filter(region=platform_of(region), drug__contains=base_name(asked.name).base or asked.name)
    rows = rows.exclude(state=ListingState.WITHDRAWN.value)
    return [
        listing_view(row) for row in rows
        if likeness(row.drug, asked) == "same" and covers(row.drug, row.dosage_form, asked)
    ]  # fmt: skip


def price_on(number: str, on: date) -> PriceFrom | None:
    """The price of a listing on a day; None before its first."""
    return in_force(map(_price_from, _counting(number)), on)


def prices_of(number: str) -> list[PriceView]:
    """The whole history of a listing's prices, those that were voided too, the oldest first."""
    return [_price_view(row) for row in ListingPrice.objects.filter(listing__number=number)]


def events_of(number: str) -> list[EventView]:
    """What happened to a listing, the oldest first."""
    row = Listing.objects.filter(number=number).first()
    events = [] if row is None else row.events.all()
    return [
        EventView(
            move=one.move, state=ListingState(one.state), reason=one.reason, clause=one.clause, about=one.about,
            until=one.until, organisation=one.organisation, moved_at=one.moved_at,
        )
        for one in events
    ]  # fmt: skip


def suspended_elsewhere(number: str) -> str:
    """What suspended a listing where another room did, such as a price matter; "" where nobody else resumes it."""
    row = Listing.objects.filter(number=number, state=ListingState.SUSPENDED.value).first()
    last = None if row is None else row.events.order_by("-pk").first()
    if last is None or last.move != ListingMove.SUSPEND.value or last.about.startswith(FOLLOW):
        return ""
    return last.about


def listing_page(
    region: str, *, text: str = "", state: ListingState | None = None, maker: str = "", light: Light | None = None,
    cursor: str = "", limit: int = 50,
) -> Paged[ListingView]:  # fmt: skip
    """A page of what the platform of a place lists; by state, light, maker, or a part of the name or code."""
    rows = Listing.objects.filter(region=platform_of(region))
    if state is not None:
        rows = rows.filter(state=state.value)
    if maker:
        rows = rows.filter(maker=maker)
    if light is not None:
        rows = rows.filter(light=light.value)
    text = text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(generic_name__icontains=text) | Q(product_code__startswith=text) | Q(number=text))
    return page_by_key(rows, listing_view, cursor=cursor, limit=limit)


def may_decide(actor: Actor, region: str) -> bool:
    """Whether somebody decides on what a province's platform lists."""
    return decide(actor, Act.LISTING_DECIDE, region, regions=load_regions()).allowed


def _counting(number: str) -> QuerySet[ListingPrice]:
    return ListingPrice.objects.filter(listing__number=number, voided_at=None)


def _price_from(row: ListingPrice) -> PriceFrom:
    return PriceFrom(valid_from=row.valid_from, price=row.price, unit_price=row.unit_price)


def _price_view(row: ListingPrice) -> PriceView:
    return PriceView(
        valid_from=row.valid_from, price=row.price, unit_price=row.unit_price, path=ListingPath(row.path),
        light=Light(row.light), clause=row.clause, source=row.source, set_at=row.set_at, voided_why=row.voided_why,
    )  # fmt: skip


def listing_view(row: Listing) -> ListingView:
    """A stored listing as others see it."""
    return ListingView(
        number=row.number, region=row.region, product_code=row.product_code, drug=row.drug,
        generic_name=row.generic_name, dosage_form=row.dosage_form, spec=row.spec, packaging=row.packaging,
        units_per_pack=row.units_per_pack, smallest_unit=row.smallest_unit, maker=row.maker,
        state=ListingState(row.state), path=ListingPath(row.path), light=Light(row.light), price=row.price,
        unit_price=row.unit_price, listed_on=row.listed_on, changed_at=row.changed_at,
    )  # fmt: skip
