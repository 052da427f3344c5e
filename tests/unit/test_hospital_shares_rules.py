"""Periods, targets and why there is none; HOS-1 (HN-5, NJ-9, HD-4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baowen.core.period import Month
from baowen.hospital.shares.kinds import NoTarget, Period
from baowen.hospital.shares.rules import applied, mean, share, why_no_target, windows
from baowen.monitor.indicators.essential import EssentialParameters

HUNAN = EssentialParameters(
    base_year=2020, least_varieties=1, levels=("province",), yearly_rise=5.0, rise_is="points",
    final_grassroots=0.9, final_second=0.8, final_third=0.6,
    varieties_grassroots=0.7, varieties_second=0.4, varieties_third=0.25,
    amount_grassroots=0.7, amount_second=0.4, amount_third=0.25,
)  # fmt: skip


def test_24_months_have_their_quarters_years_and_rolling_years_and_the_running_ones_to_date() -> None:
    found = windows(Month(2026, 8))
    of = {kind: [one for one in found if one.kind is kind] for kind in Period}
    assert [len(of[kind]) for kind in (Period.MONTH, Period.ROLLING, Period.QUARTER, Period.YEAR)] == [24, 24, 9, 3]
    running = of[Period.QUARTER][-1]
    assert (running.label, str(running.first), str(running.last)) == ("2026-Q3", "2026-07", "2026-08")
    assert [(one.label, str(one.first), str(one.last)) for one in of[Period.YEAR][-2:]] == [
        ("2025", "2025-01", "2025-12"), ("2026", "2026-01", "2026-08"),
    ]  # fmt: skip
    assert (str(of[Period.ROLLING][0].first), str(of[Period.ROLLING][0].last)) == ("2023-10", "2024-09")


def test_a_rise_is_counted_in_points_or_against_the_year_before() -> None:
    assert HUNAN.target("varieties", "third", 2022) == pytest.approx(0.35)
    relative = replace(HUNAN, rise_is="relative")
    assert relative.target("varieties", "third", 2022) == pytest.approx(0.25 * 1.05**2)
    assert relative.target("varieties", "third", 2090) == 0.6
    assert relative.target("amount", "third", 2022) == 0.25


def test_who_is_not_judged_is_told_why() -> None:
    assert applied(HUNAN.target, "second", 2020, measure="amount", as_whole=False) == 0.4
    assert applied(HUNAN.target, "specialist", 2020, measure="varieties", as_whole=False) is None
    assert why_no_target("specialist", measure="varieties", as_whole=False, target=None) is NoTarget.SPECIALIST
    assert why_no_target("", measure="amount", as_whole=False, target=None) is NoTarget.NO_CLASS
    assert why_no_target("third", measure="amount", as_whole=False, target=None) is NoTarget.NO_TEXT
    assert why_no_target("alliance", measure="amount", as_whole=False, target=None) is NoTarget.ALLIANCE


def test_of_an_alliance_counted_as_a_whole_members_are_judged_by_amount_alone() -> None:
    assert applied(HUNAN.target, "grassroots", 2020, measure="varieties", as_whole=True) is None
    assert why_no_target("grassroots", measure="varieties", as_whole=True, target=0.7) is NoTarget.AS_WHOLE
    assert applied(HUNAN.target, "grassroots", 2020, measure="amount", as_whole=True) == 0.7


def test_a_share_of_nothing_is_none_and_not_zero() -> None:
    assert (share(0, 0), share(0, 5), mean([None, 0.5, 1.0]), mean([None])) == (None, 0.0, 0.75, None)
