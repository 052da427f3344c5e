"""Reporting: which reports a month owed, which came, which in time, which said "nothing", and which never came.

After DHIS2's reporting rates: expected, received, on time, zero and missing are five numbers that are never mixed; a
zero report is a report. What is expected from whom by which day is a list of rules in the pack. A report belongs to the
month of its own date; the lake knows no day of arrival, so that a report is on time by the date that it bears itself.
Requirement: COL-3 (NJ-10), COL-2, COL-8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month
from baowen.monitor.indicators import rows_duty
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, index_of, month_index, small_table

REPORTS: Final = ("shortage", "stock", "use", "listed_stock")
NUMBERS: Final = ("expected", "received", "on_time", "zero", "missing")


@dataclass(frozen=True, kw_only=True)
class ReportingParameters:
    """`rules`: report (one of REPORTS), from ("all" hospitals of the register, or those "known" to have sent one in the
    months looked back), day of the month by which it is due; a day beyond a month's end is its last one."""

    rules: tuple[Mapping[str, Any], ...] = policy("reporting.rules")
    look_back_months: int = policy("reporting.look_back_months")
    least_expected: int = policy("reporting.least_expected")
    levels: tuple[str, ...] = policy("reporting.levels")


def reporting_findings(tables: Tables, parameters: ReportingParameters, scope: Scope) -> ir.Table:
    """Findings reporting_silence by hospital; reporting_completeness and reporting_timeliness by place."""
    owed = owed_reports(tables, parameters, scope)
    return union_all([_silence(owed), *_rates(owed, tables, parameters)])


def owed_reports(tables: Tables, parameters: ReportingParameters, scope: Scope) -> ir.Table:
    """One row a report, hospital and month that is due by `as_of`: expected, received, on_time, zero, missing (0 or 1),
    run (months without one up to and with this month, at most those looked back), seen_on (the due day)."""
    due = _due_months(parameters, scope)
    sent = _sent(tables, parameters, scope)
    began = _began(tables, parameters)
    grid = _hospitals(tables, parameters).join(due, "report").join(began, "report")
    grid = grid.filter(grid["at"] >= grid.began)
    own = sent.select("report", "hospital", "at", "day", is_zero="zero", came=ibis.literal(1))
    grid = _left(grid, own, ("report", "hospital", "at"))
    earlier = sent.select("report", "hospital", then="at").join(due.select("report", "at"), "report")
    last = earlier.filter(earlier.then <= earlier["at"]).group_by("report", "hospital", "at")
    grid = _left(grid, last.aggregate(last_at=lambda rows: rows.then.max()), ("report", "hospital", "at"))
    recent = (grid["at"] - grid.last_at < parameters.look_back_months).fill_null(False)
    grid = grid.filter(~grid.only_known | recent)
    received = grid.came.fill_null(0)
    in_time = (received == 1) & (grid.day.isnull() | (grid.day <= grid.seen_on))
    return grid.select(
        "report", "hospital", "region", "month", "at", "seen_on",
        expected=ibis.literal(1), received=received, on_time=in_time.cast("int32"),
        zero=(grid.is_zero.fill_null(0) * received), missing=1 - received,
        run=ibis.least(grid["at"] - ibis.coalesce(grid.last_at, grid.began - 1), parameters.look_back_months),
    )  # fmt: skip


def reporting_numbers(tables: Tables, parameters: ReportingParameters, scope: Scope) -> ir.Table:
    """The five numbers by report, month and place of `levels`."""
    return _by_place(owed_reports(tables, parameters, scope), tables, parameters)


def _by_place(owed: ir.Table, tables: Tables, parameters: ReportingParameters) -> ir.Table:
    places = rolled_up(owed, tables.region, parameters.levels)
    sums = {name: places[name].sum() for name in NUMBERS}
    return places.group_by("report", "region", "month", "seen_on").aggregate(**sums)


def _began(tables: Tables, parameters: ReportingParameters) -> ir.Table:
    """The first month ever (`began`) in which anybody sent each report: before it nothing was owed."""
    facts = {"shortage": tables.shortage_report, "use": tables.usage}
    parts = []
    for name in sorted({str(rule["report"]) for rule in parameters.rules}):
        fact = facts.get(name, tables.stock)
        first = fact.aggregate(first=fact.month.min())
        parts.append(first.select(report=ibis.literal(name), began=month_index(first.first).cast("int32")))
    return union_all(parts)


def _due_months(parameters: ReportingParameters, scope: Scope) -> ir.Table:
    """The months of the scope whose report is due by `as_of`, each with that day (seen_on)."""
    rows: list[tuple[object, ...]] = []
    for rule in parameters.rules:
        for month in scope.months:
            day = due_day(rule, month)
            if day <= scope.as_of:
                rows.append((rule["report"], str(month), index_of(month), day))
    return small_table(rows, {"report": pl.String(), "month": pl.String(), "at": pl.Int32(), "seen_on": pl.Date()})


def due_day(rule: Mapping[str, Any], month: Month) -> date:
    """The day by which a rule wants the report of a month."""
    return month.first.replace(day=min(int(rule["day"]), month.last.day))


def _sent(tables: Tables, parameters: ReportingParameters, scope: Scope) -> ir.Table:
    """By report, hospital and month `at`: day of the first one (null where only the month is known), zero or not."""
    first = str(min(scope.months).plus(-parameters.look_back_months))
    wanted = {str(rule["report"]) for rule in parameters.rules}
    report, stock, use = (
        fact.filter(fact.month >= first, fact.month <= str(max(scope.months)))
        for fact in (tables.shortage_report, tables.stock, tables.usage)
    )
    counted = _counted(stock.filter(stock.counted_on <= scope.as_of), _listed(tables, scope))
    listed = counted.filter(counted.listed_day.notnull()).drop("day").rename(day="listed_day")
    known = {
        "shortage": lambda: _rows(
            report.filter(report.reported_on <= scope.as_of), "shortage", "reported_on", zero="is_zero_report"
        ),
        "stock": lambda: _told(counted.mutate(zero=ibis.literal(0)), "stock"),
        "listed_stock": lambda: _told(listed.mutate(zero=ibis.literal(0)), "listed_stock"),
        "use": lambda: _rows(use, "use", None),
    }
    return union_all([known[name]() for name in REPORTS if name in wanted])


def _counted(stock: ir.Table, listed: ir.Table) -> ir.Table:
    """By hospital and month the day of the first count, and of the first of a product that is `listed` (once over)."""
    marked = stock.left_join(listed.distinct().mutate(is_listed=ibis.literal(value=True)), "product")
    return marked.group_by("hospital", "month").aggregate(
        day=marked.counted_on.min(), listed_day=marked.counted_on.min(where=marked.is_listed.fill_null(False))
    )


def _rows(fact: ir.Table, report: str, day: str | None, *, zero: str | None = None) -> ir.Table:
    grouped = fact.group_by("hospital", "month").aggregate(
        day=ibis.null("date") if day is None else fact[day].min(),
        # A month is reported as zero when nothing that was sent in it names a shortage.
        zero=ibis.literal(0) if zero is None else fact[zero].fill_null(False).cast("int32").min(),
    )
    return _told(grouped, report)


def _told(grouped: ir.Table, report: str) -> ir.Table:
    return grouped.select(
        "hospital", "day", report=ibis.literal(report), at=month_index(grouped.month).cast("int32"),
        zero=grouped.zero.cast("int32"),
    )  # fmt: skip


def _listed(tables: Tables, scope: Scope) -> ir.Table:
    """Products whose generic name stands on a shortage or monitoring list that is in force."""
    entries = tables.list_entry
    entries = entries.filter(entries.list_kind != "essential", entries.effective_on <= scope.as_of)
    return tables.product.semi_join(entries.select("generic_name"), "generic_name").select("product")


def _hospitals(tables: Tables, parameters: ReportingParameters) -> ir.Table:
    """Report, hospital and its region, and whether the report is owed by those only that are known to send it."""
    hospital = tables.organisation.filter(tables.organisation.org_type == "hospital")
    return union_all([
        hospital.select("region", hospital="org", report=ibis.literal(str(rule["report"])),
                        only_known=ibis.literal(rule["from"] == "known"))
        for rule in parameters.rules
    ])  # fmt: skip


def _left(table: ir.Table, other: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    joined = table.left_join(other, list(keys))
    return joined.select(*table.columns, *[name for name in other.columns if name not in keys])


def _silence(owed: ir.Table) -> ir.Table:
    silent = owed.filter(owed.missing == 1)
    return as_findings(
        silent, indicator="reporting_silence", subject_type="hospital", value=silent.run,
        reference=ibis.literal(0.0), threshold_basis=silent.report, n=silent.run, weight=ibis.literal(1.0),
    )  # fmt: skip


def _rates(owed: ir.Table, tables: Tables, parameters: ReportingParameters) -> list[ir.Table]:
    table = _by_place(owed, tables, parameters)
    table = table.filter(table.expected >= parameters.least_expected)
    return [
        as_findings(
            table, indicator=indicator, subject_type="region", subject=table.region,
            value=table[number].cast("float64") / table.expected.cast("float64"), reference=ibis.literal(1.0),
            threshold_basis=table.report, n=table.expected, weight=table.expected - table[number],
        )
        for indicator, number in (("reporting_completeness", "received"), ("reporting_timeliness", "on_time"))
    ]  # fmt: skip


_INDICATORS = (
    Indicator(
        name="reporting_silence", zh="连续未报月数", en="months without a report", unit_zh="个月", unit_en="months",
        direction="above", subjects=("hospital",),
        formula_zh="截至当月连续没有报送（零报告也算报送）的月数",
        formula_en="months up to this one without a report; a zero report is a report",
        policy_key="monitor.reporting_silence.threshold.{basis}", requirements=("COL-3", "NJ-10", "COL-2", "COL-8"),
        rows=rows_duty.reports, page="reporting_silence", bases=REPORTS,
    ),
    Indicator(
        name="reporting_completeness", zh="报送率", en="completeness of reports", unit_zh="比例", unit_en="share",
        direction="below", subjects=("region",),
        formula_zh="已报（含零报告）的机构数 ÷ 应报机构数",
        formula_en="hospitals that reported, zero included ÷ those that owe one",
        policy_key="monitor.reporting_completeness.threshold.{basis}", requirements=("COL-3", "NJ-10", "COL-8"),
        rows=rows_duty.reports, page="reporting_completeness", bases=REPORTS,
    ),
    Indicator(
        name="reporting_timeliness", zh="按时报送率", en="timeliness of reports", unit_zh="比例", unit_en="share",
        direction="below", subjects=("region",),
        formula_zh="按时报送的机构数 ÷ 应报机构数",
        formula_en="hospitals that reported by the due day ÷ those that owe one",
        policy_key="monitor.reporting_timeliness.threshold.{basis}", requirements=("COL-3", "NJ-10", "COL-8"),
        rows=rows_duty.reports, page="reporting_timeliness", bases=REPORTS,
    ),
)  # fmt: skip
FAMILY = Family(
    name="reporting",
    sources=("shortage_report", "stock", "usage"),
    reads=("list_entry", "organisation", "product", "region", "shortage_report", "stock", "usage"),
    parameters=ReportingParameters,
    findings=reporting_findings,
    indicators=_INDICATORS,
)
