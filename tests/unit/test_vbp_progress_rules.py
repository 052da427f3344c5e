"""Schedule, bands, oddities, forecast and due dates of one contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from baowen.vbp.progress.rules import (
    Bought,
    Limits,
    Progress,
    band_of,
    due_points,
    months_to_first,
    outlook_of,
    progress_of,
    schedule_of,
    student,
)
from baowen.vbp.progress.states import (
    BAND_WORDS,
    CIRCULAR_WORDS,
    ODDITY_WORDS,
    OUTLOOK_WORDS,
    POINT_WORDS,
    Band,
    CircularState,
    Oddity,
    Outlook,
    Point,
)

LIMITS = Limits(
    numerator="ordered", ahead=1.1, behind=0.9, warn_share=0.8, first_month=3, recent_months=3, stop_months=3,
    sudden_multiple=3, end_multiple=2, ease_share=0.5, coverage=0.8, forecast_months=3, most_non_selected=0.2,
    counts_substitutes=True, seasonal=False,
)  # fmt: skip
START, END = date(2025, 1, 1), date(2025, 12, 31)


def contract(months: tuple[float, ...], agreed: float = 120, **other: float) -> Bought:
    return Bought(starts_on=START, ends_on=END, agreed=agreed, months=months,
                  ordered_in=tuple(each > 0 for each in months), latest=months[-1], **other)  # fmt: skip


def found(months: tuple[float, ...], day: date, **other: float) -> Progress:
    return progress_of(contract(months, **other), day, LIMITS)


def test_every_state_has_its_words() -> None:
    assert set(BAND_WORDS) == set(Band)
    assert set(ODDITY_WORDS) == set(Oddity)
    assert set(OUTLOOK_WORDS) == set(Outlook)
    assert set(POINT_WORDS) == set(Point)
    assert set(CIRCULAR_WORDS) == set(CircularState)


def test_the_schedule_is_the_share_of_days_with_the_last_day_in_it() -> None:
    """VB-2.1, VBP-5: progress is held against time."""
    assert schedule_of(START, END, date(2024, 12, 31)) == 0
    assert schedule_of(START, END, START) == pytest.approx(1 / 365)
    assert schedule_of(START, END, END) == schedule_of(START, END, date(2026, 5, 1)) == 1


@pytest.mark.parametrize(
    ("counted", "band"),
    [(120, "done"), (66.1, "ahead"), (66, "on_time"), (54, "on_time"), (53.9, "behind"), (48, "behind"),
     (47.9, "far_behind")],
)  # fmt: skip
def test_bands_lie_as_the_pack_says(counted: float, band: str) -> None:
    """VBP-5: ahead above 1.1, behind below 0.9, warned below 0.8 of the schedule."""
    assert band_of(counted, 120, 0.5, is_early=False, limits=LIMITS) is Band(band)


def test_before_the_first_check_nothing_is_behind_but_what_is_fulfilled_is_said() -> None:
    """VB-2.2: the first check comes three months after the start."""
    assert found((0, 0, 1), date(2025, 3, 31)).band is Band.EARLY
    assert found((0, 0, 1, 0), date(2025, 4, 30)).band is Band.FAR_BEHIND
    assert found((120,), date(2025, 1, 31)).band is Band.DONE


def test_what_nobody_has_bought_in_the_third_month_is_not_admitted() -> None:
    """VB-2.2, VBP-11."""
    assert Oddity.UNBOUGHT not in found((0, 0), date(2025, 2, 28)).oddities
    assert Oddity.UNBOUGHT in found((0, 0, 0), date(2025, 3, 1)).oddities
    assert Oddity.UNBOUGHT not in found((0, 0, 1), date(2025, 3, 1)).oddities


def test_three_months_without_a_purchase_are_a_long_stop_unless_it_is_fulfilled() -> None:
    """VB-2.1, VBP-5: no long stop."""
    assert Oddity.STOPPED not in found((20, 0, 0), date(2025, 3, 31)).oddities
    assert Oddity.STOPPED in found((20, 0, 0, 0), date(2025, 4, 30)).oddities
    assert Oddity.STOPPED not in found((120, 0, 0, 0), date(2025, 4, 30)).oddities


def test_three_times_a_months_share_in_one_month_is_a_sudden_purchase() -> None:
    """VB-2.1, VBP-5: no sudden purchase."""
    assert Oddity.SUDDEN in found((1, 30), date(2025, 2, 28)).oddities
    assert Oddity.SUDDEN not in found((1, 29), date(2025, 2, 28)).oddities
    assert Oddity.SUDDEN not in found((30, 1), date(2025, 2, 28)).oddities


def test_what_the_rest_could_only_reach_at_twice_the_pace_is_left_to_the_end() -> None:
    """VB-1.4, VBP-5: not all at the end."""
    months = (1.0,) * 9
    assert Oddity.LEFT_TO_END in found(months, date(2025, 9, 30)).oddities
    assert Oddity.LEFT_TO_END not in found((7.0,) * 9, date(2025, 9, 30)).oddities


def test_who_buys_early_and_then_hardly_any_more_eased_off() -> None:
    """VB-2.1, VBP-5."""
    assert Oddity.EASED in found((20, 20, 20, 20, 2, 2, 2), date(2025, 7, 31)).oddities
    assert Oddity.EASED not in found((12, 12, 12, 12, 12, 12, 12), date(2025, 7, 31)).oddities
    assert Oddity.EASED not in found((20, 20, 20, 2, 2, 2), date(2025, 6, 30)).oddities


def test_the_non_selected_share_has_its_two_parts() -> None:
    """VB-1.4, VB-2.3, VBP-6: non-selected products of the drug, and key substitutes."""
    one = contract((10,), selected=75, same=25, drug_units=80, substitute_units=20)
    assert progress_of(one, START, LIMITS).share == pytest.approx(1 - 0.75 * 0.8)
    alone = progress_of(one, START, replace(LIMITS, counts_substitutes=False))
    assert alone.share == pytest.approx(0.25)
    assert Oddity.NON_SELECTED in alone.oddities
    assert progress_of(contract((0,)), START, LIMITS).share is None
    assert progress_of(contract((0,), substitute_units=5), START, LIMITS).share == 1


def test_a_season_excuses_and_never_accuses() -> None:
    one = contract((0, 0, 0, 0, 12))
    assert progress_of(one, date(2025, 5, 31), LIMITS, season=0.1).band is Band.ON_TIME
    assert progress_of(one, date(2025, 5, 31), LIMITS, season=0.9).schedule == schedule_of(
        START, END, date(2025, 5, 31)
    )


def test_a_steady_hospital_is_forecast_to_go_on_and_the_end_is_certain() -> None:
    half = found((10,) * 6, date(2025, 6, 30))
    assert half.forecast == pytest.approx(60 + 60 / 181 * 184, rel=0.01)
    assert half.low is not None
    assert half.high is not None
    assert half.low < half.forecast < half.high
    end = found((5,) * 12, END)
    assert (end.low, end.forecast, end.high, end.outlook) == (60, 60, 60, Outlook.MISSED)
    assert found((10, 10), date(2025, 2, 28)).outlook is Outlook.UNKNOWN


def test_who_bought_nothing_is_not_forecast_with_certainty() -> None:
    none = found((0.0,) * 6, date(2025, 6, 30))
    assert none.forecast == 0
    assert none.high is not None
    assert none.high > 0
    assert none.outlook is Outlook.MISSED


def test_the_outlook_follows_the_interval() -> None:
    assert outlook_of(10, 10, 20) is Outlook.MET
    assert outlook_of(10, 5, 10) is Outlook.OPEN
    assert outlook_of(10, 5, 9.9) is Outlook.MISSED
    assert outlook_of(10, None, None) is Outlook.UNKNOWN


def test_the_intervals_hold_as_many_cycles_as_they_promise() -> None:
    """Made hospitals whose months vary like orders do; of 80 % intervals about 80 % hold what is bought in the end."""
    draw = np.random.default_rng(5)
    for at in (4, 6, 9):
        rates = draw.gamma(3, 10, 600)
        months = draw.poisson(rates[:, None] * draw.gamma(2, 0.5, (600, 12))).astype(float)
        days = [date(2025, 4, 30), date(2025, 6, 30), date(2025, 9, 30)][(4, 6, 9).index(at)]
        held = 0
        for row in months:
            one = found(tuple(row[:at].tolist()), days)
            assert one.low is not None
            assert one.high is not None
            held += one.low <= row.sum() <= one.high
        assert 0.70 <= held / len(months) <= 0.90


@pytest.mark.parametrize(("freedom", "quantile"), [(2, 1.886), (3, 1.638), (5, 1.476), (11, 1.363), (30, 1.310)])
def test_the_quantile_is_students(freedom: int, quantile: float) -> None:
    assert student(0.8, freedom) == pytest.approx(quantile, rel=0.01)


def test_a_cycle_is_looked_at_after_three_months_at_half_late_half_and_its_end() -> None:
    """VB-2.2, VBP-5: first check in month 3, circulars at half, late half and end."""
    found = due_points(START, END, first_month=3, late_half=0.75)
    assert found == {
        Point.FIRST_CHECK: date(2025, 4, 1), Point.HALF: date(2025, 7, 3), Point.LATE_HALF: date(2025, 10, 2),
        Point.END: date(2026, 1, 1),
    }  # fmt: skip
    late = due_points(date(2024, 11, 30), date(2025, 11, 29), first_month=3, late_half=0.75)
    assert late[Point.FIRST_CHECK] == date(2025, 2, 28)


def test_admission_is_told_in_months_from_the_first() -> None:
    assert months_to_first(date(2025, 1, 15), 2025 * 12) == 0
    assert months_to_first(date(2025, 1, 15), 2025 * 12 + 4) == 4
    assert months_to_first(date(2025, 1, 15), None) is None
