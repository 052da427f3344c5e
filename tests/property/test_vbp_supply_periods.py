"""Periods of supply problems, against slow twins that walk over the days. VBP-9."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baowen.vbp.supply.rules import Reported, overlap, widest

FIRST, LAST = date(2026, 1, 1), date(2026, 2, 28)
DAYS = st.dates(min_value=FIRST, max_value=LAST)
PERIODS = st.tuples(DAYS, st.none() | st.integers(0, 30)).map(
    lambda one: (one[0], None if one[1] is None else one[0] + timedelta(days=one[1]))
)


def days_of(period: tuple[date, date | None]) -> set[date]:
    """Every day of a period until well after the last that any begins."""
    first, last = period
    end = last or LAST + timedelta(days=60)
    return {first + timedelta(days=number) for number in range((end - first).days + 1)}


@given(PERIODS, PERIODS)
def test_periods_overlap_where_they_have_a_day_in_common(
    one: tuple[date, date | None], two: tuple[date, date | None]
) -> None:
    assert overlap(one, two) == bool(days_of(one) & days_of(two))
    assert overlap(one, two) == overlap(two, one)


@given(st.lists(PERIODS, min_size=1, max_size=6))
def test_the_widest_period_is_the_least_that_covers_every_report(periods: list[tuple[date, date | None]]) -> None:
    reports = [
        Reported(number=str(number), about=("R", "1", "P", "M"), from_on=first, until_on=last)
        for number, (first, last) in enumerate(periods)
    ]
    first, last = widest(reports)
    every = set().union(*map(days_of, periods))
    assert (first, max(days_of((first, last)))) == (min(every), max(every))
    assert (last is None) == any(until is None for _, until in periods)
