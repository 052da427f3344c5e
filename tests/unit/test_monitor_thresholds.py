"""Severity: which line was crossed, in which direction, under whose policy."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import polars as pl
import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.finding import FINDING
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.judge import warnings
from baowen.monitor.thresholds import THRESHOLDS, parameters, places_by_chain, thresholds

PLACES = pl.DataFrame({"region": [430102], "chain": [0]}, schema={"region": pl.Int32, "chain": pl.Int32})


def _threshold(indicator: str, *lines: float | None, month: str = "2025-11") -> pl.DataFrame:
    row = (0, indicator, month, "default", *lines, "monitor.x.threshold", "X-1", "illustrative", 0.05)
    return pl.DataFrame([row], schema=THRESHOLDS, orient="row")


def _warn(indicator: str, value: float, threshold: pl.DataFrame, *, region: int = 430102) -> list[dict[str, Any]]:
    row = {
        "indicator": indicator, "month": "2025-11", "seen_on": date(2025, 11, 30), "region": region,
        "subject_type": "product", "subject": 1, "value": value, "reference": None, "threshold_basis": "default",
        "n": 10, "weight": 1.0,
    }  # fmt: skip
    finding = ibis.memtable(pl.DataFrame([row])).cast(FINDING).to_polars()
    return warnings(finding, PLACES, threshold).filter(pl.col("severity").is_not_null()).to_dicts()


@pytest.mark.parametrize(
    ("value", "severity", "line"),
    [(0.95, None, None), (0.9, None, None), (0.85, "blue", 0.9), (0.5, "orange", 0.6), (0.39, "red", 0.4)],
)
def test_a_rate_warns_strictly_below_its_line(value: float, severity: str | None, line: float | None) -> None:
    found = _warn("delivery_rate", value, _threshold("delivery_rate", 0.9, 0.8, 0.6, 0.4))
    assert [(row["severity"], row["threshold"]) for row in found] == ([(severity, line)] if severity else [])


@pytest.mark.parametrize(("value", "severity"), [(0.14, None), (0.15, "blue"), (0.3, "yellow"), (5.0, "red")])
def test_a_rise_warns_from_its_line_on(value: float, severity: str | None) -> None:
    found = _warn("price_rise", value, _threshold("price_rise", 0.15, 0.3, 0.5, 1.0))
    assert [row["severity"] for row in found] == ([severity] if severity else [])


def test_a_severity_that_the_policy_does_not_set_is_passed_over() -> None:
    (row,) = _warn("price_rise", 0.9, _threshold("price_rise", 0.15, None, None, 1.0))
    assert (row["severity"], row["clause"], row["basis"]) == ("blue", "X-1", "illustrative")


def test_a_place_without_policy_or_a_month_without_threshold_gives_no_warning() -> None:
    lines = _threshold("price_rise", 0.15, 0.3, 0.5, 1.0)
    assert _warn("price_rise", 9.0, lines, region=999) == []
    assert _warn("price_rise", 9.0, _threshold("price_rise", 0.1, 0.2, 0.3, 0.4, month="2025-10")) == []


def test_places_under_the_same_packs_share_a_chain_and_a_city_with_its_own_pack_does_not() -> None:
    places, examples = places_by_chain(load_packs(), {430102: "430102", 430202: "430202", 320102: "320102"})
    chain = dict(places.iter_rows())
    assert chain[430102] == chain[430202] != chain[320102]
    assert len(examples) == 2


def test_every_indicator_has_thresholds_in_the_nations_pack_and_they_run_in_its_direction() -> None:
    table = thresholds(load_packs(), {0: "cn"}, [Month(2026, 3)])
    assert set(table["indicator"]) == set(INDICATORS)
    for row in table.iter_rows(named=True):
        lines = [row[name] for name in ("blue", "yellow", "orange", "red") if row[name] is not None]
        falling = INDICATORS[row["indicator"]].direction == "below"
        assert lines == sorted(lines, reverse=falling), row["indicator"]


def test_parameters_come_from_the_policy_in_force() -> None:
    ruling = load_packs().ruling("430000", date(2026, 3, 31))
    given = parameters(ruling, home=430000)
    assert given["purchase"].least_months == ruling.entry("monitor.purchase.least_months").whole()
    assert given["stop"].home == 430000
    assert given["stock"].low_days.keys() == {"emergency", "easily_short", "ordinary"}
