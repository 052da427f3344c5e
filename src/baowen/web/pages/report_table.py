"""Shortage reports, and the hospitals that said nothing, as tables to be exported. COL-2, COL-3."""

from __future__ import annotations

from collections.abc import Iterable

from baowen.collect.reports.kinds import SHORTAGE_REASONS, UNIT_WORDS
from baowen.collect.reports.queries import ReportView
from baowen.collect.reports.rules import STANDING_WORDS, HospitalMonth
from baowen.collect.reports.states import REPORT_STATE_WORDS
from baowen.core.period import Month
from baowen.web.exports import Table
from baowen.web.viewer import Viewer

REPORTS = (
    ("编号", "Number"), ("月份", "Month"), ("医院代码", "Hospital"), ("地区代码", "Place code"), ("地区", "Place"),
    ("药品代码", "Product code"), ("药品", "Drug"), ("需要", "Needed"), ("单位", "Unit"), ("库存", "Stock"),
    ("够用天数", "Days left"), ("原因", "Reason"), ("已采取的办法", "What was tried"), ("可替代药品", "Substitute"),
    ("备注", "Note"), ("状态", "State"), ("填报时间", "Filed at"),
)  # fmt: skip
HOSPITALS = (
    ("月份", "Month"), ("医院代码", "Hospital"), ("医院", "Name"), ("地区代码", "Place code"), ("地区", "Place"),
    ("情况", "Standing"), ("填报日", "Filed on"), ("按时", "In time"),
)  # fmt: skip


def report_table(found: Iterable[ReportView], viewer: Viewer) -> Table:
    """A line a report; an empty stock is not known, 0 is none."""
    return Table(REPORTS, [_row(one, viewer) for one in found])


def _row(one: ReportView, viewer: Viewer) -> list[object]:
    cause = viewer.say(SHORTAGE_REASONS[one.cause]) if one.cause in SHORTAGE_REASONS else one.cause
    return [
        one.number, one.month, one.hospital, one.region, viewer.place(one.region), one.product_code, one.drug_name,
        one.needed, viewer.say(UNIT_WORDS[one.unit]), one.stock, one.days_left, cause, one.tried, one.substitute,
        one.note, viewer.say(REPORT_STATE_WORDS[one.state]), one.filed_at,
    ]  # fmt: skip


def hospital_table(found: Iterable[HospitalMonth], month: Month, viewer: Viewer) -> Table:
    """A line a hospital: how it stands in the month."""
    return Table(
        HOSPITALS,
        [
            [
                str(month), one.hospital, one.name, one.region, viewer.place(one.region),
                viewer.say(STANDING_WORDS[one.standing]), one.filed_on, one.is_in_time if one.filed_on else None,
            ]
            for one in found
        ],
    )  # fmt: skip
