"""The days of the window as numbers: 0 is the first day; which are worked, and which day comes next to be worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import numpy as np
import numpy.typing as npt

from baowen.core.period import Month

# Deliveries, receipts and payments may fall after the last month; they are computed and then not written.
TAIL_DAYS = 200
LEAD_DAYS = 62


def is_worked(day: date) -> bool:
    """Whether offices and warehouses work; Monday to Friday where the holiday calendar has no answer."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Days:
    """All days from the first month's first on. Arrays are indexed by day number."""

    first: date
    months: tuple[Month, ...]
    starts: npt.NDArray[np.int64]  # day number of each month's first day, and of the day after the last
    month_of: npt.NDArray[np.int64]  # month number of a day; len(months) for days after the window
    worked: npt.NDArray[np.bool_]
    next_worked: npt.NDArray[np.int64]

    @property
    def count(self) -> int:
        """Days inside the window."""
        return int(self.starts[-1])

    def day(self, number: int) -> date:
        return self.first + timedelta(days=int(number))

    def length(self, month: int) -> int:
        return int(self.starts[month + 1] - self.starts[month])

    @property
    def epoch(self) -> int:
        """Days from 1970-01-01 to day 0, for writing dates as numbers."""
        return (self.first - date(1970, 1, 1)).days


def load_days(first: Month, last: Month) -> Days:
    """The window's days with the real holidays and make-up working days."""
    months = tuple(first.until(last))
    starts = [(month.first - first.first).days for month in months] + [(last.last - first.first).days + 1]
    total = starts[-1] + TAIL_DAYS
    worked = np.array([is_worked(first.first + timedelta(days=number)) for number in range(total + 15)])
    following = np.arange(total + 15)
    for number in range(total + 13, -1, -1):
        if not worked[number]:
            following[number] = following[number + 1]
    month_of = np.searchsorted(np.array(starts), np.arange(total), side="right") - 1
    return Days(first.first, months, np.array(starts), month_of, worked[:total], following[:total])
