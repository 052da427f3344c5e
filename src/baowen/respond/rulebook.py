"""What decides dates, read once for many cases: the packs, the calendar and the places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from baowen.core.calendar import Calendar, load_calendar
from baowen.core.policy import Packs, Ruling, load_packs
from baowen.core.problems import BaowenError
from baowen.orgs.regions import Region, RegionLevel, Regions, load_regions
from baowen.respond.rules import Event, Owed, owed_in, stays


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Packs, calendar and regions; `ruling` is worked out once for each place and day."""

    packs: Packs
    calendar: Calendar
    regions: Regions
    _rulings: dict[tuple[str, date], Ruling] = field(default_factory=dict, repr=False)

    def ruling(self, region: str, on: date) -> Ruling:
        """What rules at a place on a day."""
        if (region, on) not in self._rulings:
            self._rulings[region, on] = self.packs.ruling(region, on)
        return self._rulings[region, on]

    def place_of(self, origin: str, level: RegionLevel) -> Region:
        """The place of a level in which a case's origin lies; BaowenError where there is none."""
        found = self.regions.at_level(origin, level)
        if found is None:
            raise BaowenError(f"{origin} 没有“{level}”一级的上级地区", f"no place of level {level} lies above {origin}")
        return found

    def above(self, region: str) -> Region:
        """The place of the next level above; BaowenError for the nation."""
        found = next(iter(self.regions.ancestors(region)), None)
        if found is None:
            raise BaowenError(f"{region} 之上没有上级，不能上报", f"no level lies above {region}")
        return found

    def below(self, region: str, origin: str) -> Region:
        """The place of the next level below on the way to the case's origin; BaowenError where the case began here."""
        chain = [self.regions.require(origin), *self.regions.ancestors(origin)]
        at = next((number for number, place in enumerate(chain) if place.code == region), 0)
        if at == 0:
            raise BaowenError("本案由本级登记，没有可退回的下级", "the case began at this level: none lies below it")
        return chain[at - 1]

    def owed_of(self, origin: str, events: Sequence[Event]) -> list[tuple[str, list[Owed]]]:
        """For each stay of a case the region that had it and what is owed there, by the rules of the day it began."""
        found = []
        for stay in stays(events):
            region = self.place_of(origin, stay.level).code
            found.append((region, owed_in(stay, self.ruling(region, stay.arrived_on), self.calendar)))
        return found


def load_rulebook(calendar_folder: Path | None = None) -> Rulebook:
    """The installed packs and places, with the calendar's local years of a home (`home.calendar`)."""
    return Rulebook(packs=load_packs(), calendar=load_calendar(calendar_folder), regions=load_regions())
