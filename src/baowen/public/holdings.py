"""Which hospitals and pharmacies hold a drug, as finely as each agrees to; kept for a minute in each process. HOS-6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.core.cache import caches

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.core.language import say
from baowen.hospital.holdings.kinds import BAND_WORDS
from baowen.hospital.holdings.queries import (
    Held,
    anybody_named,
    choices_changed_at,
    held,
    products_of_item,
)
from baowen.lake.store import Lake
from baowen.orgs.regions import load_regions

SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class HolderLine:
    """An institution as a page shows it; `packs` is None where it agreed to less than the quantity."""

    name: str
    place: str
    is_pharmacy: bool
    holds: bool
    words: str
    packs: Decimal | None
    counted_on: date


@dataclass(frozen=True, slots=True)
class CountyLine:
    """A county that holds it, without names."""

    place: str
    holds: bool
    counted_on: date


def where_held(product: int) -> Held:
    """Where the item of a product is held today."""
    place, day = home(), today()
    key = f"held/{place.root}/{product}/{day}/{choices_changed_at()}"
    ruling = rulebook().ruling(place.region, day)

    def ask() -> Held:
        lake = Lake(place.lake)
        return held(lake, products_of_item(lake, product), ruling=ruling, day=day)

    kept: Held | None = caches["process"].get(key)
    if kept is None:
        kept = ask()
        caches["process"].set(key, kept, SECONDS)
    return kept


def named_holders(product: int) -> list[HolderLine]:
    """Institutions that agreed to be named; nobody looks where none did."""
    if not anybody_named(rulebook().ruling(home().region, today())):
        return []
    return [
        HolderLine(
            one.name, load_regions().full_name(one.county), one.is_pharmacy, one.holds,
            say(BAND_WORDS[one.band]) if one.band else "", one.packs, one.counted_on,
        )
        for one in where_held(product).named
    ]  # fmt: skip


def holding_counties(product: int) -> list[CountyLine]:
    """Counties with and without stock, without names; those with stock first."""
    found = [
        CountyLine(load_regions().full_name(one.county), one.holds, one.counted_on)
        for one in where_held(product).counties
    ]
    return sorted(found, key=lambda one: not one.holds)
