"""What decides about agreed volumes and contracts, read once: packs, calendar and places. VBP-3, VBP-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baowen.core.calendar import Calendar, due, load_calendar
from baowen.core.policy import Packs, load_packs
from baowen.core.policy.entry import Entry
from baowen.core.policy.packs import Ruling
from baowen.orgs.regions import RegionLevel, Regions, load_regions
from baowen.respond.reminders import reminder_rules
from baowen.vbp.contracts.kinds import Way
from baowen.vbp.contracts.rules.allocation import Ways


@dataclass(frozen=True, slots=True, kw_only=True)
class SignBy:
    """Until when contracts that are drawn up on a day are signed, and by which clause."""

    on: date
    clause: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Least:
    """How many distributors a selected product has in a city at least; None where the place's pack wants no number."""

    count: int | None
    clause: str


@dataclass(frozen=True, slots=True)
class ContractBook:
    """Packs, calendar and regions."""

    packs: Packs
    calendar: Calendar
    regions: Regions

    def ruling(self, region: str, on: date) -> Ruling:
        """What rules in a place on a day."""
        return self.packs.ruling(region, on)

    def ways(self, region: str, on: date) -> tuple[Ways, tuple[Entry, ...]]:
        """How several makers share a lot there, and the entries that say so."""
        ruling = self.ruling(region, on)
        several, rest = ruling.entry("vbp.allocation.several"), ruling.entry("vbp.allocation.rest")
        ranks = ruling.entry("vbp.allocation.ranks")
        by_rank = {int(name): int(weight) for name, weight in ranks.table().items()}
        weights = tuple(by_rank[rank] for rank in sorted(by_rank))
        return Ways(several=Way(several.text()), rest=Way(rest.text()), ranks=weights), (several, rest, ranks)

    def sign_by(self, region: str, on: date) -> SignBy:
        """Until when what is drawn up on a day is signed."""
        entry = self.ruling(region, on).entry("vbp.sign.within")
        found = due(on, entry.whole(), entry.unit, self.calendar)
        return SignBy(on=found.due_on, clause=entry.clause, basis=entry.basis.value)

    def least_distributors(self, region: str, on: date) -> Least:
        """How many distributors the place wants of a selected product in a city. VB-1.3."""
        entry = self.ruling(region, on).get("vbp.distributors.least")
        return Least(count=None, clause="") if entry is None else Least(count=entry.whole(), clause=entry.clause)

    def reminding(self, region: str, on: date) -> tuple[int, int]:
        """Days before the deadline from which on parties are reminded, and days between reminders while late."""
        ruling = self.ruling(region, on)
        return ruling.entry("vbp.sign.remind_days").whole(), reminder_rules(ruling).late_every_days

    def city_of(self, region: str) -> str:
        """The city of a place: itself where it has none above."""
        place = self.regions.at_level(region, RegionLevel.CITY)
        return region if place is None else place.code

    def cities_of(self, region: str) -> list[str]:
        """The cities of a place; the place itself where it has none."""
        cities = [one.code for one in self.regions.children(region) if one.level is RegionLevel.CITY]
        return cities or [self.city_of(region)]


def load_contract_book(calendar_folder: Path | None = None) -> ContractBook:
    """The installed packs and places, with the calendar's local years of a home (`home.calendar`)."""
    return ContractBook(load_packs(), load_calendar(calendar_folder), load_regions())
