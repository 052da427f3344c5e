"""The three simple detectors, on series short enough to work by hand."""

from __future__ import annotations

import polars as pl
import pytest
from bench.detection.baselines import alarms, cusum, fixed, with_history, z_score

from baowen.core.period import Month

MONTHS = list(Month(2025, 1).until(Month(2025, 12)))


def series(*values: float, n: int = 20, subject: str = "P1") -> pl.DataFrame:
    rows = [("430100", subject, str(month), n, value) for month, value in zip(MONTHS, values, strict=False)]
    return pl.DataFrame(rows, schema=["region", "subject", "month", "n", "value"], orient="row")


STEADY = (100.0, 110.0, 90.0, 100.0, 110.0, 90.0, 100.0)


def test_a_month_is_compared_with_the_months_before_it_and_never_with_itself() -> None:
    judged = with_history(series(*STEADY, 1000.0))
    last = judged.row(-1, named=True)
    assert last["mean"] == pytest.approx(sum(STEADY) / 7)
    assert judged["mean"].to_list()[:6] == [None] * 6


def test_months_with_few_lines_are_left_out() -> None:
    assert with_history(series(*STEADY, n=3)).is_empty()


def test_a_fixed_threshold_speaks_at_half_and_at_double_of_the_mean() -> None:
    low, high = (with_history(series(*STEADY, value)) for value in (49.0, 201.0))
    assert [(one.month, one.side) for one in fixed(low, "purchase")] == [("2025-08", -1)]
    assert [(one.month, one.side) for one in fixed(high, "purchase")] == [("2025-08", 1)]
    assert fixed(with_history(series(*STEADY, 51.0)), "purchase") == []
    assert fixed(with_history(series(*STEADY, 1.0)), "price") == []  # a price that falls is no alarm


def test_a_rate_and_days_of_supply_are_judged_by_their_own_value() -> None:
    assert [one.month for one in fixed(with_history(series(0.9, 0.79)), "delivery")] == ["2025-02"]
    assert [one.month for one in fixed(with_history(series(30.0, 14.0)), "supply")] == ["2025-02"]


def test_a_z_score_speaks_beyond_three_deviations() -> None:
    spread = pl.Series(STEADY).std()
    assert isinstance(spread, float)
    mean = sum(STEADY) / 7
    inside, outside = mean - 2.9 * spread, mean - 3.1 * spread
    assert z_score(with_history(series(*STEADY, inside)), "purchase") == []
    assert [one.side for one in z_score(with_history(series(*STEADY, outside)), "purchase")] == [-1]


def test_a_cusum_hears_several_small_shifts_that_no_z_score_hears() -> None:
    judged = with_history(series(*STEADY, 120.0, 122.0, 124.0, 128.0, 130.0))
    assert z_score(judged, "purchase") == []
    assert [one.side for one in cusum(judged, "purchase")][:1] == [1]


def test_the_sum_of_one_product_does_not_run_on_into_the_next() -> None:
    both = pl.concat([series(*STEADY, 118.0, 118.0), series(*STEADY, 118.0, 118.0, subject="P2")])
    assert cusum(with_history(both), "purchase") == []


def test_alarms_of_neighbouring_months_are_one_signal_known_at_the_end_of_its_first_month() -> None:
    rows = {"purchase": series(*STEADY, 10.0, 10.0, 100.0, 100.0, 10.0)}
    found = alarms(rows, Month(2025, 1))["fixed"]
    assert [(one.indicator, one.first_seen.isoformat()) for one in found] == [("purchase_drop", "2025-08-31")]
    assert alarms(rows, Month(2025, 12))["fixed"][0].first_seen.isoformat() == "2025-12-31"
