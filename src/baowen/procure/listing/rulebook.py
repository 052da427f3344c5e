"""What decides about listings, read once: the packs, the calendar, the places, and whose pack rules a platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baowen.core.calendar import Calendar, load_calendar
from baowen.core.policy import Packs, Ruling, load_packs
from baowen.orgs.regions import Regions, load_regions


@dataclass(frozen=True, slots=True)
class ListingBook:
    """Packs, calendar and regions. `place` is the home's: a platform that it buys on is ruled by its own pack."""

    packs: Packs
    calendar: Calendar
    regions: Regions
    place: str

    def place_of(self, region: str) -> str:
        """Whose rules decide on the platform of a province: the home's where it lies in it, else the province's."""
        return self.place if self.regions.within(self.place, region) else region

    def ruling(self, region: str, on: date) -> Ruling:
        """What rules the platform of a province on a day."""
        return self.packs.ruling(self.place_of(region), on)


def load_listing_book(place: str, calendar_folder: Path | None = None) -> ListingBook:
    """The installed packs and places, with the calendar's local years of a home (`home.calendar`)."""
    return ListingBook(load_packs(), load_calendar(calendar_folder), load_regions(), place)
