"""Rosters and days of stock beside slow twins that look at every hour and day. RSV-1, RSV-4."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from baowen.reserve.plans.assessment_rules import days_below
from baowen.reserve.plans.duty_rules import Span, uncovered

AT, FIRST = datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1)
HOURS = st.tuples(st.integers(-10, 60), st.integers(1, 20))
COUNTS = st.dictionaries(st.integers(-20, 50), st.booleans(), max_size=12)


def span(begins: int, ends: int) -> Span:
    return Span(starts_at=AT + timedelta(hours=begins), ends_at=AT + timedelta(hours=ends))


@given(st.lists(HOURS, max_size=8))
def test_an_hour_is_uncovered_exactly_when_no_turn_has_it(turns: list[tuple[int, int]]) -> None:
    spans = [span(begins, begins + length) for begins, length in turns]
    gaps = uncovered(spans, span(0, 48))
    slow = [hour for hour in range(48) if not any(begins <= hour < begins + length for begins, length in turns)]
    told = [
        hour for hour in range(48) if any(gap.starts_at <= AT + timedelta(hours=hour) < gap.ends_at for gap in gaps)
    ]  # fmt: skip
    assert told == slow
    assert all(one.ends_at < other.starts_at for one, other in pairwise(gaps))


@given(COUNTS, st.integers(0, 30))
def test_a_day_is_known_by_the_last_count_that_still_holds(counts: dict[int, bool], stale: int) -> None:
    marks = [(FIRST + timedelta(days=day), low) for day, low in counts.items()]
    known = below = 0
    for day in range(31):
        last = max((one for one in counts if one <= day), default=None)
        if last is not None and day - last <= stale:
            known, below = known + 1, below + counts[last]
    assert days_below(marks, FIRST, FIRST + timedelta(days=30), stale_days=stale) == (known, below)
