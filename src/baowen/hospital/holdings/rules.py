"""What the public is told of a shelf: no more than its institution agrees to. HOS-6."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.hospital.holdings.kinds import BY_NAME, Band, Showing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one institution holds: usable packs by its last count. `own_choice`: it said itself how much is shown."""

    organisation: str
    name: str
    county: str
    is_pharmacy: bool
    packs: Decimal
    counted_on: date
    showing: Showing
    own_choice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An institution as the public sees it. `band` and `packs` are None where it agreed to less."""

    name: str
    county: str
    is_pharmacy: bool
    holds: bool
    band: Band | None
    packs: Decimal | None
    counted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county in which somebody holds it, or nobody who counted does. No institution is named."""

    county: str
    holds: bool
    counted_on: date


def band(packs: Decimal, few: int) -> Band:
    """Few: up to so many packs."""
    if packs <= 0:
        return Band.NONE
    return Band.FEW if packs <= few else Band.ENOUGH


def named(shelves: Iterable[Shelf], *, few: int) -> list[Named]:
    """Institutions that agreed to be named, those that hold it first."""
    found = [
        Named(
            name=one.name, county=one.county, is_pharmacy=one.is_pharmacy, holds=one.packs > 0,
            band=band(one.packs, few) if one.showing in (Showing.BAND, Showing.QUANTITY) else None,
            packs=one.packs if one.showing is Showing.QUANTITY else None, counted_on=one.counted_on,
        )
        for one in shelves if one.showing in BY_NAME
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.holds, one.county, one.name))


def counties(shelves: Iterable[Shelf], *, least: int) -> list[County]:
    """Counties in which institutions that are not hidden counted it.

    Whoever did not choose itself is told of only where at least `least` institutions of the county counted: a single
    one could be told from the county.
    """
    places: dict[str, list[Shelf]] = {}
    for one in shelves:
        if one.showing is not Showing.HIDDEN:
            places.setdefault(one.county, []).append(one)
    found = []
    for county in sorted(places):
        many = len(places[county]) >= least
        told = [one for one in places[county] if many or one.own_choice]
        if told:
            found.append(
                County(
                    county=county, holds=any(one.packs > 0 for one in told),
                    counted_on=max(one.counted_on for one in told),
                )
            )  # fmt: skip
    return found
