"""What decides about orders, read once: packs, calendar and places, and what of them an order needs on a day. PRC-4."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from baowen.core.calendar import Calendar, load_calendar
from baowen.core.policy import Packs, load_packs
from baowen.core.policy.packs import Ruling
from baowen.orgs.regions import RegionLevel, Regions, load_regions
from baowen.procure.trade.kinds import Urgency
from baowen.procure.trade.rules.due import Term, term_name

MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class TradeBook:
    """Packs, calendar and regions; what rules in a place on a day is worked out once."""

    packs: Packs
    calendar: Calendar
    regions: Regions
    _rulings: dict[tuple[str, date], Ruling] = field(default_factory=dict, repr=False)

    def ruling(self, region: str, on: date) -> Ruling:
        """What rules in a place on a day."""
        found = self._rulings.get((region, on))
        if found is None:
            if len(self._rulings) >= MOST_KEPT:
                self._rulings.clear()
            found = self._rulings[region, on] = self.packs.ruling(region, on)
        return found

    def term(self, region: str, urgency: Urgency, on: date, *, is_remote: bool) -> Term | None:
        """The hours in which an order of a place is delivered; None where the pack has none of the class."""
        name, ruling = term_name(urgency, is_remote=is_remote), self.ruling(region, on)
        hours = ruling.get(f"delivery.hours.{name}")
        if hours is None:
            return None
        holidays = ruling.get(f"delivery.holidays_count.{name}")
        in_holidays = holidays is not None and holidays.flag()
        return Term(name=name, hours=hours.whole(), in_holidays=in_holidays, clause=hours.clause)

    def is_remote(self, region: str, kilometres: Decimal | None, on: date) -> bool:
        """Whether a hospital so far from its county seat is remote by the pack; not where nobody knows how far."""
        least = self.ruling(region, on).get("delivery.remote.kilometres")
        return kilometres is not None and least is not None and kilometres >= least.number()

    def unusual_multiple(self, region: str, on: date) -> Decimal:
        """How many times the usual quantity is asked again."""
        return self.ruling(region, on).entry("trade.order.unusual_multiple").number()

    def city_of(self, region: str) -> str:
        """The city of a place, in which goods are distributed: itself where it has none above."""
        place = self.regions.at_level(region, RegionLevel.CITY)
        return region if place is None else place.code


def load_trade_book(calendar_folder: Path | None = None) -> TradeBook:
    """The installed packs and places, with the calendar's local years of a home (`home.calendar`)."""
    return TradeBook(load_packs(), load_calendar(calendar_folder), load_regions())
