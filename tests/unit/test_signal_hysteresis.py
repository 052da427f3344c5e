"""A value near a line does not flap: a severity stands until its value is better than the line by the margin."""

from __future__ import annotations

from datetime import date

import ibis
import polars as pl
import pytest

from baowen.core.period import Month
from baowen.monitor.episodes import FOUND, SUBJECT
from baowen.monitor.hysteresis import settle
from baowen.monitor.indicators.finding import FINDING
from baowen.monitor.judge import warnings
from baowen.monitor.thresholds import THRESHOLDS

LINES = (0.9, 0.8, 0.6, 0.4)
NEVER = pl.DataFrame(schema={name: FOUND[name] for name in SUBJECT} | {"month": pl.String, "severity": pl.String})


def judged(*values: float | None, margin: float = 0.05, indicator: str = "delivery_rate") -> pl.DataFrame:
    """The findings of successive months from January on; None for a month without one."""
    months = [str(Month(2026, 1).plus(step)) for step in range(len(values))]
    rows = [
        {
            "indicator": indicator, "month": month, "seen_on": Month.parse(month).last, "region": 430100,
            "subject_type": "product", "subject": 1, "value": value, "reference": None, "threshold_basis": "default",
            "n": 10, "weight": 1.0,
        }
        for month, value in zip(months, values, strict=True)
        if value is not None
    ]  # fmt: skip
    lines = LINES if indicator == "delivery_rate" else (0.15, 0.3, 0.5, 1.0)
    told = [(0, indicator, month, "default", *lines, "k", "c", "illustrative", margin) for month in months]
    places = pl.DataFrame({"region": [430100], "chain": [0]}, schema={"region": pl.Int32, "chain": pl.Int32})
    findings = ibis.memtable(pl.DataFrame(rows)).cast(FINDING).to_polars()
    found = warnings(findings, places, pl.DataFrame(told, schema=THRESHOLDS, orient="row"))
    return pl.DataFrame(found.select(list(FOUND)), schema_overrides=FOUND)


def severities(*values: float | None, **more: object) -> dict[str, str]:
    settled = settle(judged(*values, **more), NEVER)  # type: ignore[arg-type]
    return {month[-2:]: severity for month, severity in settled.select("month", "severity").sort("month").iter_rows()}


def test_a_value_that_dithers_around_its_line_is_one_steady_severity() -> None:
    assert severities(0.79, 0.81, 0.79, 0.83) == {"01": "yellow", "02": "yellow", "03": "yellow", "04": "yellow"}


def test_a_value_better_than_the_line_by_the_margin_eases_and_then_closes() -> None:
    assert severities(0.79, 0.841, 0.94, 0.946) == {"01": "yellow", "02": "blue", "03": "blue"}


def test_a_value_near_the_line_does_not_open() -> None:
    assert severities(0.91, 0.94) == {}


def test_rising_is_at_once_and_easing_goes_no_further_than_the_margin_allows() -> None:
    assert severities(0.85, 0.3, 0.41, 0.61) == {"01": "blue", "02": "red", "03": "red", "04": "orange"}


def test_a_month_that_stands_as_recorded_counts_between_months_that_were_looked_at_again() -> None:
    """Another family's correction may reach further back: this one's months in between are not found anew."""
    again = judged(0.82).with_columns(month=pl.lit("2026-03"))
    stands = {"indicator": "delivery_rate", "region": 430100, "subject_type": "product", "subject": 1}
    recorded = pl.DataFrame([stands | {"month": "2026-02", "severity": "yellow"}], schema=NEVER.schema)
    assert settle(again, recorded).select("month", "severity", "held").rows() == [("2026-03", "yellow", True)]


def test_after_a_month_without_a_finding_it_must_open_again() -> None:
    assert severities(0.79, None, 0.91) == {"01": "yellow"}


def test_a_rise_stands_down_to_its_line_less_the_margin() -> None:
    assert severities(0.3, 0.286, 0.28, indicator="price_rise") == {"01": "yellow", "02": "yellow", "03": "blue"}


def test_without_a_margin_every_month_stands_for_itself() -> None:
    assert severities(0.79, 0.81, 0.91, margin=0.0) == {"01": "yellow", "02": "blue"}


@pytest.mark.parametrize(("severity", "expected"), [("yellow", ["yellow"]), ("blue", ["blue"]), (None, ["blue"])])
def test_what_stood_in_the_month_before_the_run_counts(severity: str | None, expected: list[str]) -> None:
    before = [("delivery_rate", 430100, "product", 1, "2025-12", severity)] if severity else []
    settled = settle(judged(0.82), pl.DataFrame(before, schema=NEVER.schema, orient="row"))
    assert settled["severity"].to_list() == expected
    assert settled["threshold"].to_list() == [0.8 if expected == ["yellow"] else 0.9]
    assert settled["held"].to_list() == [severity == "yellow"]


def test_nothing_found_settles_to_nothing() -> None:
    assert settle(pl.DataFrame(schema=FOUND), NEVER).is_empty()
    assert date(2026, 1, 31) == Month(2026, 1).last
