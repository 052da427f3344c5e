"""Months as the platform writes them, "2026-03", and days that lie so many days away."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; ordered, hashable, written YYYY-MM."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"month must be 1 to 12, not {self.number}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read "2026-03"; raises ValueError on anything else."""
        year, separator, number = text.partition("-")
        if not (separator and len(year) == 4 and len(number) == 2 and year.isascii() and year.isdigit()):
            raise ValueError(f"a month is written YYYY-MM, not {text!r}")
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def plus(self, months: int) -> Month:
        """This month moved by a number of months, back when negative."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def until(self, last: Month) -> Iterator[Month]:
        """Every month from this one to `last`, both included."""
        month = self
        while month <= last:
            yield month
            month = month.plus(1)


def days_from(day: date, days: int) -> date:
    """A day moved by a number of days, back when negative; where the calendar ends, its first or last day."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))
