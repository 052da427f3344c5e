"""How long a cycle lasts by the number of winners, and whether a round holds it. Pure. VBP-1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRule:
    """Years by number of winners, the last one for that many and more; the clause that says so."""

    years: Mapping[int, Decimal]
    clause: str

    def months(self, winners: int) -> int | None:
        """The months for a number of winners; None for none, and where the rule begins above."""
        fitting = [number for number in self.years if number <= winners]
        if not winners or not fitting:
            return None
        return int(self.years[max(fitting)] * MONTHS)


def months_between(first: date, last: date) -> int | None:
    """Whole months from the first day to the last (included); None where they are no whole months."""
    after = date.fromordinal(last.toordinal() + 1)
    months = (after.year - first.year) * MONTHS + after.month - first.month
    return months if after.day == first.day and months > 0 else None
