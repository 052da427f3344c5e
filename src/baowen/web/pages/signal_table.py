"""Signals as a table to be exported, wherever a page lists some."""

from __future__ import annotations

from collections.abc import Iterable

from baowen.api.book import code_of
from baowen.lake.serving.queries.signals import SignalFound
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.words import SEVERITIES, basis_words
from baowen.web.exports import Table
from baowen.web.viewer import Viewer

HEADINGS = (
    ("编号", "Number"), ("级别", "Severity"), ("预警", "Signal"), ("对象", "Subject"), ("地区代码", "Place code"),
    ("地区", "Place"), ("起始月份", "First month"), ("最近月份", "Last month"), ("首次发现", "First seen"),
    ("最近发现", "Last seen"), ("数值", "Value"), ("参照", "Compared with"), ("阈值", "Threshold"), ("条款", "Clause"),
    ("依据", "Basis"),
)  # fmt: skip


def signal_table(found: Iterable[SignalFound], viewer: Viewer) -> Table:
    """A line a signal, in the order of the page."""
    return Table(HEADINGS, [_row(one, viewer) for one in found])


def _row(one: SignalFound, viewer: Viewer) -> list[object]:
    indicator, code = INDICATORS[one.indicator], code_of(one.region)
    return [
        one.number, viewer.say(SEVERITIES[one.severity]), viewer.say((indicator.zh, indicator.en)), one.subject_name,
        code, viewer.place(code), one.period_first, one.period_last, one.first_seen, one.last_seen, one.value,
        one.reference, one.threshold, one.clause, viewer.say(basis_words(one.basis)),
    ]  # fmt: skip
