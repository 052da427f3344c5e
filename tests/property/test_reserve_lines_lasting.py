"""Quantiles of the day on which stock runs below a level, against simulation and against a day-by-day count. RSV-2."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from baowen.reserve.lines.kinds import Route
from baowen.reserve.lines.lasting import QUANTILES, Drain, crossing_days, drain_of, used_by
from baowen.reserve.lines.whatif import HOLDERS, POOLS, Asked, what_if

START = date(2026, 11, 2)


def one(drain: float, noise: float = 0.0, drift: float = 0.0) -> Drain:
    return Drain(np.array([drain]), np.array([noise]), np.array([drift]))


@given(room=st.integers(-50, 400), drain=st.integers(0, 9), horizon=st.integers(0, 120))
def test_without_spread_the_day_is_that_of_a_count_day_by_day(room: int, drain: int, horizon: int) -> None:
    expected, left = (0 if room < 0 else -1), room
    for day in range(1, horizon + 1):
        left -= drain
        if left < 0 and expected == -1:
            expected = day
    found = crossing_days(np.array([float(room)]), one(float(drain)), horizon)[0].tolist()
    assert found == [expected] * len(QUANTILES)


@given(
    room=st.floats(1, 500), drain=st.floats(0.1, 9), noise=st.floats(0, 50), drift=st.floats(0, 2),
    more=st.floats(0.1, 100),
)  # fmt: skip
def test_quantiles_are_ordered_and_more_stock_never_ends_earlier(
    room: float, drain: float, noise: float, drift: float, more: float
) -> None:
    late = 10**6
    spread = one(drain, noise, drift)
    first, later = (
        [late if day < 0 else day for day in crossing_days(np.array([held]), spread, 200)[0]]
        for held in (room, room + more)
    )
    assert first == sorted(first)
    assert all(before <= after for before, after in zip(first, later, strict=True))


def test_quantiles_agree_with_a_simulation_of_months_and_of_the_measured_mean() -> None:
    rng, months, month_days, mean, scatter = np.random.default_rng(7), 4, 30, 10.0, 2.0
    rows = pl.DataFrame({"daily_use": [mean], "scatter": [scatter], "months": [months], "share_lost": [1.0]})
    draws = 20_000
    means = mean + rng.normal(0, scatter / months**0.5, (draws, 1))
    rates = means + rng.normal(0, scatter, (draws, 12))
    used = np.repeat(rates, month_days, axis=1).cumsum(axis=1)
    room = 1800.0
    shares = (used > room).mean(axis=0)
    found = crossing_days(np.array([room]), drain_of(rows, month_days), 360)[0]
    simulated = [int(np.argmax(shares >= share)) + 1 for share in QUANTILES]
    assert np.abs(found - simulated).max() <= 6
    needed = float(used_by(drain_of(rows, month_days), 180, 0.9)[0])
    assert abs(needed - np.quantile(used[:, 179], 0.9)) < 40


def holder(code: str, **more: Any) -> dict[str, Any]:
    told = {"code": code, "name": code, "county": "430121", "city": "430100", "scatter": 0.0, "months": 3}
    return {**told, "stock_units": 100.0, "daily_use": 2.0, "line_units": 60.0, "share_lost": 1.0, **more}


def found(*rows: dict[str, Any], pools: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    told = {
        "region": "430000", "day": START, "from_on": START, "returns_on": None, "horizon_days": 100, "month_days": 30,
        "lead_days": {Route.ORDER: 5, Route.RELEASE: 3, Route.TRANSFER: 2},
    }  # fmt: skip
    return what_if(
        Asked(**{**told, **more}), pl.DataFrame(list(rows), schema=HOLDERS), pl.DataFrame(list(pools), schema=POOLS)
    )


def on(days: int) -> list[str]:
    return [(START + timedelta(days=days)).isoformat()] * 3


def test_a_region_lasts_by_what_is_pooled_and_each_place_by_what_lies_in_it() -> None:
    pools = (
        {"tier": "distributor", "code": "D1", "county": "", "city": "430100", "units": 20.0},
        {"tier": "province", "code": "R1", "county": "", "city": "", "units": 40.0},
    )
    told = found(holder("A"), holder("B", daily_use=1.0, county="430102"), pools=pools)
    region = [row for row in told["places"] if row["level"] == "region"]
    # 200 above a line of 120, 3 a day: 80 last 26 whole days; 20 and 40 more last longer.
    assert [row["below"] for row in region] == [on(27), on(34), on(47)]
    assert region[0]["out"] == on(67)
    assert [(row["region"], row["below"]) for row in told["places"] if row["level"] == "city"] == [("430100", on(34))]
    assert [row["below"] for row in told["places"] if row["level"] == "county"] == [on(41), on(21)]
    assert [row["code"] for row in told["institutions"]] == ["A", "B"]


def test_measures_are_due_before_the_line_by_their_lead_and_say_what_is_needed_and_whether_it_bridges() -> None:
    pools = ({"tier": "province", "code": "R1", "county": "", "city": "", "units": 30.0},)
    told = found(
        holder("A"), holder("B", daily_use=0.5, stock_units=90.0), pools=pools, returns_on=START + timedelta(40)
    )
    order, release, transfer = told["measures"]
    # 190 - 120 = 70 at 2.5 a day: below on day 29. Until day 40 it takes 100, 30 more than there is room.
    assert (order["latest_middle"], order["needed_middle"], order["bridges"]) == (on(24)[0], 30.0, None)
    assert (release["latest_early"], release["there"], release["bridges"]) == (on(26)[0], 30.0, True)
    # A ends 40 below its line, B 10 above its own.
    assert (transfer["there"], transfer["bridges"]) == (10.0, False)


def test_supply_that_goes_on_or_returns_in_time_leaves_no_day_and_unknown_holders_are_told() -> None:
    kept = found(holder("A", share_lost=0.0), holder("B", stock_units=None))
    assert kept["places"][0]["below"] == [None] * 3
    assert (kept["unknown"], kept["hospitals"], kept["measures"][0]["latest_middle"]) == (1, 2, None)
    back = found(holder("A"), returns_on=START + timedelta(days=20))
    assert back["places"][0]["below"] == [None] * 3
    later = found(holder("A"), from_on=START + timedelta(days=10))
    assert later["places"][0]["below"] == on(31)
    assert found()["institutions"] == []
