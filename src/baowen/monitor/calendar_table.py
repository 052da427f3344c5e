"""Due days for every day of a period, from the pack's delivery hours: what on-time delivery is measured against."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from baowen.core.calendar import Calendar, due
from baowen.core.policy import Ruling
from baowen.lake.cubes.orders import DUE_CLASSES

CALENDAR: dict[str, Any] = {
    "day": pl.Date,
    "is_working": pl.Boolean,
    **{f"due_{name}": pl.Date for name in DUE_CLASSES},
}
_HOURS_A_DAY = 24


def calendar_table(ruling: Ruling, calendar: Calendar, *, first: date, last: date) -> pl.DataFrame:
    """One row a day (CALENDAR). Hours become whole days, because orders and deliveries carry days and no hours:
    24 hours are due on the next day; 48 hours without holidays on the second working day (PRC-4).

    Where the pack sets no hours for a class its column is null: lines without a due day of their own are not judged.
    """
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    columns: dict[str, Any] = {"day": days, "is_working": [calendar.is_working_day(day) for day in days]}
    for name in DUE_CLASSES:
        term = _term(ruling, name)
        columns[f"due_{name}"] = [due(day, *term, calendar).due_on if term else None for day in days]
    return pl.DataFrame(columns, schema=CALENDAR)


def _term(ruling: Ruling, name: str) -> tuple[int, str] | None:
    hours = ruling.get(f"delivery.hours.{name}")
    if hours is None:
        return None
    holidays = ruling.get(f"delivery.holidays_count.{name}")
    runs_on_holidays = holidays is not None and bool(holidays.value)
    return -(-int(str(hours.value)) // _HOURS_A_DAY), "calendar_day" if runs_on_holidays else "working_day"
