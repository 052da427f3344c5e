"""Reporting rates: five numbers apart, due days, runs of silence, who owes which report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.monitor.indicators.examples import tables
from baowen.monitor.indicators.reporting import (
    NUMBERS,
    ReportingParameters,
    due_day,
    reporting_findings,
    reporting_numbers,
)
from baowen.monitor.indicators.rows import Found
from baowen.monitor.indicators.rows_duty import reports
from baowen.monitor.indicators.tables import Scope

RULE = {"report": "shortage", "from": "all", "day": 25}
GIVEN = ReportingParameters(rules=(RULE,), look_back_months=24, least_expected=1, levels=("province",))
ORGS = [{"org": n, "region": 430102, "org_type": "hospital"} for n in (7, 8, 9)] + [
    {"org": 20, "region": 430102, "org_type": "maker"}
]
AS_OF = date(2025, 4, 30)
APRIL = Scope(months=(Month(2025, 4),), as_of=AS_OF)
Row = dict[str, Any]


def report(day: date, hospital: int = 7, *, zero: bool = True, region: int = 430102) -> Row:
    return {"hospital": hospital, "region": region, "reported_on": day, "is_zero_report": zero}


def numbers(sent: list[Row], scope: Scope = APRIL, **other: list[Row]) -> tuple[int, ...]:
    lake = tables(as_of=AS_OF, organisation=ORGS, shortage_report=sent, **other)
    (row,) = reporting_numbers(lake, GIVEN, scope).to_pyarrow().to_pylist()
    return tuple(row[name] for name in NUMBERS)


def silence(sent: list[Row], scope: Scope, given: ReportingParameters = GIVEN, **other: Any) -> dict[Any, float]:
    lake = tables(as_of=AS_OF, organisation=ORGS, shortage_report=sent, **other)
    found = reporting_findings(lake, given, scope).to_pyarrow().to_pylist()
    return {(row["threshold_basis"], row["month"], row["subject"]): row["value"] for row in found
            if row["indicator"] == "reporting_silence"}  # fmt: skip


def test_expected_received_on_time_zero_and_missing_are_five_numbers() -> None:
    sent = [report(date(2025, 4, 25)), report(date(2025, 4, 26), 8, zero=False)]
    assert numbers(sent) == (3, 2, 1, 1, 1)


def test_a_month_with_a_shortage_beside_a_zero_report_is_no_zero_month() -> None:
    assert numbers([report(date(2025, 4, 5)), report(date(2025, 4, 20), zero=False)]) == (3, 1, 1, 0, 2)


def test_several_reports_of_a_hospital_in_a_month_are_one_and_the_first_tells_whether_in_time() -> None:
    assert numbers([report(date(2025, 4, 5)), report(date(2025, 4, 28)), report(date(2025, 4, 29))])[1:3] == (1, 1)


def test_a_month_is_not_judged_before_its_due_day() -> None:
    sent = [report(date(2025, 3, 20))]
    early = Scope(months=(Month(2025, 4),), as_of=date(2025, 4, 24))
    assert silence(sent, early) == {}
    assert silence(sent, Scope(months=(Month(2025, 4),), as_of=date(2025, 4, 25)))["shortage", "2025-04", 7] == 1


def test_a_day_beyond_the_end_of_a_month_is_its_last_day() -> None:
    assert due_day({"day": 31}, Month(2025, 2)) == date(2025, 2, 28)
    assert due_day({"day": 25}, Month(2025, 2)) == date(2025, 2, 25)


def test_a_run_of_silence_grows_and_ends_with_a_zero_report() -> None:
    months = Scope(months=tuple(Month(2025, 1).until(Month(2025, 4))), as_of=AS_OF)
    sent = [report(date(2025, 1, 20)), report(date(2025, 4, 20)), *(report(date(2025, m, 20), 8) for m in (1, 2, 3, 4))]
    found = silence(sent, months)
    assert {key: value for key, value in found.items() if key[2] == 7} == {
        ("shortage", "2025-02", 7): 1, ("shortage", "2025-03", 7): 2,
    }  # fmt: skip
    assert [found["shortage", f"2025-0{month}", 9] for month in (1, 2, 3, 4)] == [1, 2, 3, 4]


def test_a_month_alone_gives_what_it_gives_among_others() -> None:
    sent = [report(date(2024, 6, 20), 8), report(date(2025, 1, 20)), report(date(2025, 4, 1), 8)]
    short = replace(GIVEN, look_back_months=6)
    every = tuple(Month(2024, 10).until(Month(2025, 4)))
    together = silence(sent, Scope(months=every, as_of=AS_OF), short)
    alone: dict[Any, float] = {}
    for month in every:
        alone |= silence(sent, Scope(months=(month,), as_of=AS_OF), short)
    later = {key: value for key, value in together.items() if key[1] >= "2025-01"}
    assert later == {key: value for key, value in alone.items() if key[1] >= "2025-01"}
    assert max(together.values()) == 6


def test_stock_is_owed_only_by_those_that_are_known_to_count() -> None:
    rules = replace(GIVEN, rules=({"report": "stock", "from": "known", "day": 31},))
    stock = [{"hospital": 7, "product": 1, "region": 430102, "counted_on": date(2025, m, 15), "quantity": 1}
             for m in (1, 2)]  # fmt: skip
    stock.append({"hospital": 8, "product": 1, "region": 430102, "counted_on": date(2025, 4, 15), "quantity": 1})
    assert silence([], APRIL, rules, stock=stock) == {("stock", "2025-04", 7): 2}


def test_the_quick_count_of_listed_drugs_wants_a_count_of_a_listed_drug() -> None:
    rules = replace(GIVEN, rules=({"report": "listed_stock", "from": "known", "day": 31},))
    product = [{"product": 1, "generic_name": "甲"}, {"product": 2, "generic_name": "乙"}]
    entry = [{"region": 430000, "list_kind": "shortage", "effective_on": date(2024, 1, 1), "generic_name": "甲"}]
    stock = [{"hospital": 7, "product": p, "region": 430102, "counted_on": date(2025, m, 15), "quantity": 1}
             for p, m in ((1, 3), (2, 4))]  # fmt: skip
    found = silence([], APRIL, rules, stock=stock, product=product, list_entry=entry)
    assert found == {("listed_stock", "2025-04", 7): 1}


def test_use_has_no_day_and_counts_as_in_time() -> None:
    given = replace(GIVEN, rules=({"report": "use", "from": "known", "day": 1},))
    usage = [{"month": "2025-04", "hospital": 7, "product": 1, "region": 430102, "quantity": 1, "stockout_days": 0}]
    lake = tables(as_of=AS_OF, organisation=ORGS, usage=usage)
    found = reporting_findings(lake, given, APRIL).to_pyarrow().to_pylist()
    assert {row["indicator"]: row["value"] for row in found} == {
        "reporting_completeness": 1, "reporting_timeliness": pytest.approx(1),
    }  # fmt: skip


def test_the_rows_are_the_reports_up_to_the_month() -> None:
    sent = [report(date(2025, 3, 20)), report(date(2025, 5, 20)), report(date(2025, 3, 20), 8)]
    lake = tables(as_of=AS_OF, organisation=ORGS, shortage_report=sent)
    about = Found(indicator="reporting_silence", month="2025-04", region=430102, subject_type="hospital", subject=7)
    assert reports(about, lake).to_pyarrow().num_rows == 1
    assert (
        reports(replace(about, subject_type="region", subject=430000, region=430000), lake).to_pyarrow().num_rows == 2
    )
