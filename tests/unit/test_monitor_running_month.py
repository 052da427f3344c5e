"""A month that is not over is judged when half of its working days are, not half of its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.examples import tables
from baowen.monitor.indicators.purchase import purchase_findings
from baowen.monitor.indicators.tables import Scope
from baowen.monitor.thresholds import parameters

LAST = Month(2025, 10)
FALLEN = {Month(2025, 9): 2, LAST: 1}
HOLIDAY = {date(2025, 10, day) for day in range(1, 9)}


def _calendar() -> list[dict[str, Any]]:
    days = [LAST.first + timedelta(days=n) for n in range(LAST.last.day)]
    return [{"day": day, "is_working": day.weekday() < 5 and day not in HOLIDAY} for day in days]


def _judged(
    as_of: date, *, calendar: list[dict[str, Any]], months: tuple[Month, ...] = (LAST,), **other: float
) -> list[str]:
    rows = [
        {"month": str(month), "hospital": 1, "region": 430102, "product": product,
         "quantity": FALLEN.get(month, 100) if product == 1 else 100}
        for month in Month(2024, 1).until(LAST)
        for product in (1, 2, 3)
    ]  # fmt: skip
    given = parameters(load_packs().ruling("cn", as_of), home=430000)["purchase"]
    given = replace(given, levels=("city",), **other)
    data = tables(as_of=as_of, purchase=rows, calendar=calendar)
    found = purchase_findings(data, given, Scope(months=months, as_of=as_of)).to_pyarrow().to_pylist()
    return sorted(row["month"] for row in found if row["indicator"] == "purchase_drop")


# After the holiday October has 17 working days, the ninth of which is Tuesday the 21st.
@pytest.mark.parametrize(("day", "months"), [(16, []), (20, []), (21, ["2025-10"]), (31, ["2025-10"])])
def test_a_running_month_is_judged_from_half_of_its_working_days_on(day: int, months: list[str]) -> None:
    assert _judged(date(2025, 10, day), calendar=_calendar()) == months


def test_a_month_that_is_over_needs_no_calendar_and_a_running_one_is_not_judged_without() -> None:
    assert _judged(date(2025, 10, 30), calendar=[], months=(Month(2025, 9), LAST)) == ["2025-09"]
    assert _judged(date(2025, 11, 2), calendar=[], months=(LAST,)) == ["2025-10"]


def test_a_running_month_must_deviate_more_than_a_whole_one() -> None:
    # The scatter is 8 % of the expected: ten of them are 80 % of it, and 110 % when 9 of 17 working days are over.
    assert _judged(date(2025, 10, 21), calendar=_calendar(), least_deviation=10) == []
    assert _judged(date(2025, 10, 31), calendar=_calendar(), least_deviation=10) == ["2025-10"]
    assert _judged(date(2025, 10, 21), calendar=_calendar(), least_deviation=8) == ["2025-10"]
