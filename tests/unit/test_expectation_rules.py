"""Demand classes, the distribution of days until stock-out, and the score of a shortage."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import ibis
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.period import Month
from baowen.monitor.expectation.demand_class import CLASSES, demand_classes
from baowen.monitor.indicators.risk import PART, RiskParameters, risk_parts, risk_scores
from baowen.monitor.indicators.stockout import normal_share, running_out

NAN = math.nan
RULES = RiskParameters(
    weights={"delivery_rate": 2.0, "stockout_risk": 1.5}, intercept=-3.0, horizon_days=60, memory_months=2,
    severity_share={"blue": 0.25, "yellow": 0.5, "orange": 0.75, "red": 1.0},
)  # fmt: skip
PLACES = pl.DataFrame(
    [(43, None, 43), (4301, 4301, 43), (430101, 4301, 43), (4302, 4302, 43)],
    schema={"region": pl.Int32, "city": pl.Int32, "province": pl.Int32}, orient="row",
)  # fmt: skip
DRUGS = pl.DataFrame({"product": [1, 2, 3], "drug": ["a", "a", "b"]}, schema_overrides={"product": pl.Int32})


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ([10, 10, 11, 9, 10, 10], "smooth"),
        ([10, 1, 60, 2, 1, 30], "erratic"),
        ([10, 0, 10, 0, 10, 0], "intermittent"),
        ([100, 0, 1, 0, 0, 2], "lumpy"),
        ([0, 0, 0, 0, 0, 0], "none"),
        ([NAN, NAN, 10, 10, 11, 10], "smooth"),
        ([NAN] * 6, "none"),
        ([7, 0, 0, 0, 0, 0], "intermittent"),
    ],
)
def test_demand_is_classed_by_how_seldom_and_how_uneven_it_is(values: list[float], name: str) -> None:
    found = demand_classes(np.array([values], dtype=np.float64), interval_cut=1.32, variation_cut=0.49)
    assert CLASSES[found[0]] == name


def _value(expression: Any) -> float:
    return float(ibis.duckdb.connect().execute(expression))


@pytest.mark.parametrize("distance", [-4.0, -1.5, -0.3, 0.0, 0.7, 2.0, 3.5])
def test_the_share_of_a_normal_distribution_is_right_to_two_in_ten_thousand(distance: float) -> None:
    assert _value(normal_share(ibis.literal(distance))) == pytest.approx(NormalDist().cdf(distance), abs=2e-4)


def _chance(left: float, fulfilment: float = 0.2, days: int = 30) -> float:
    literals = [ibis.literal(value) for value in (left, 2.0, fulfilment, 0.3)]
    return _value(running_out(*literals, days))


def test_more_stock_and_better_arrivals_make_running_out_less_likely_and_more_days_more_likely() -> None:
    by_stock = [_chance(left) for left in (0.0, 10.0, 40.0, 60.0, 200.0)]
    assert by_stock == sorted(by_stock, reverse=True)
    assert by_stock[0] > 0.9999
    assert by_stock[-1] < 0.001
    by_arrival = [_chance(40.0, fulfilment) for fulfilment in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert by_arrival == sorted(by_arrival, reverse=True)
    assert by_arrival[-1] < 1e-4  # what arrives whole never drains
    assert _chance(40.0, days=60) > _chance(40.0, days=30)


def test_half_of_the_hospitals_run_out_by_the_middle_of_the_days() -> None:
    assert _chance(2.0 * 0.8 * 30) == pytest.approx(0.5)  # 48 packs at a drain of 1.6 a day last 30 days


def _warned(*rows: tuple[str, int, int, str, str]) -> pl.DataFrame:
    kinds = {"indicator": pl.String, "region": pl.Int32, "subject": pl.Int32, "month": pl.String, "severity": pl.String}
    return pl.DataFrame(list(rows), schema=kinds, orient="row").with_columns(value=pl.lit(0.5))


def test_the_parts_of_a_score_add_up_to_its_log_odds() -> None:
    warned = _warned(("delivery_rate", 4301, 1, "2026-03", "orange"), ("stockout_risk", 4301, 2, "2026-02", "red"))
    parts = risk_parts(warned, DRUGS, PLACES, RULES, month=Month(2026, 3))
    assert parts.select("region", "drug", "indicator", "share", "weight", "contribution").rows() == [
        (4301, "a", "delivery_rate", 0.75, 2.0, 1.5), (4301, "a", "stockout_risk", 1.0, 1.5, 1.5),
    ]  # fmt: skip
    scores = risk_scores(parts, RULES)
    assert scores.rows() == [(4301, "a", 0.5, 0.0)]


def test_the_gravest_warning_of_an_indicator_counts_once_and_old_ones_are_forgotten() -> None:
    warned = _warned(
        ("delivery_rate", 4301, 1, "2026-03", "blue"), ("delivery_rate", 4301, 2, "2026-02", "red"),
        ("delivery_rate", 4301, 1, "2026-01", "red"), ("stockout_risk", 4301, 1, "2026-01", "red"),
        ("price_rise", 4301, 1, "2026-03", "red"),
    )  # fmt: skip
    parts = risk_parts(warned, DRUGS, PLACES, RULES, month=Month(2026, 3))
    assert parts.select("indicator", "product", "month", "contribution").rows() == [
        ("delivery_rate", 2, "2026-02", 2.0)
    ]


def test_what_warns_in_the_province_counts_in_its_cities_that_warn_themselves_but_not_the_other_way() -> None:
    warned = _warned(("delivery_rate", 43, 1, "2026-03", "red"), ("stockout_risk", 4301, 1, "2026-03", "blue"))
    parts = risk_parts(warned, DRUGS, PLACES, RULES, month=Month(2026, 3))
    found = {(region, name): place for region, name, place in parts.select("region", "indicator", "place").rows()}
    assert found == {
        (43, "delivery_rate"): 43, (4301, "delivery_rate"): 43, (4301, "stockout_risk"): 4301,
    }  # fmt: skip


WARNING = st.tuples(
    st.sampled_from(["delivery_rate", "stockout_risk", "price_rise"]), st.sampled_from([43, 4301, 430101, 4302]),
    st.sampled_from([1, 2, 3]), st.sampled_from(["2026-01", "2026-02", "2026-03"]),
    st.sampled_from(["blue", "yellow", "orange", "red"]),
)  # fmt: skip


@given(st.lists(WARNING, max_size=12), WARNING)
def test_one_more_warning_never_lowers_a_score_and_order_does_not_matter(
    rows: list[tuple[str, int, int, str, str]], more: tuple[str, int, int, str, str]
) -> None:
    def scores(given_rows: list[tuple[str, int, int, str, str]]) -> dict[tuple[int, str], float]:
        parts = risk_parts(_warned(*given_rows), DRUGS, PLACES, RULES, month=Month(2026, 3))
        assert dict(parts.schema) == PART
        return {(region, drug): score for region, drug, score, _ in risk_scores(parts, RULES).rows()}

    before, after = scores(rows), scores([more, *reversed(rows)])
    assert all(after[key] >= score for key, score in before.items())
    assert scores(list(reversed(rows))) == before
    assert all(0 < score < 1 for score in after.values())
