"""The quarterly monitoring report as Markdown: signals by place and indicator, direct reports, price moves (HN-1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from baowen.core.period import Month
from baowen.monitor.indicators.family import Indicator
from baowen.monitor.notices import SEVERITY_ZH, Places
from baowen.monitor.queries import SignalRow

PRICES: Final = ("price_rise", "transaction_price_rise", "joint_price_rise")
SHOWN: Final = 20  # price moves that the report lists
LEVELS: Final = (("province", "省"), ("city", "市"), ("county", "县（区）"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """Direct reports of one place in a quarter, in hospital-months: expected, with a shortage, zero, and missing."""

    region_code: str
    expected: int
    short: int
    zero: int

    @property
    def missing(self) -> int:
        return self.expected - self.short - self.zero


def months_of(quarter: str) -> tuple[Month, ...]:
    """The three months of a quarter written as 2026Q3; ValueError for anything else."""
    year, mark, number = quarter.partition("Q")
    if not (mark and year.isdigit() and number in {"1", "2", "3", "4"}):
        raise ValueError(quarter)
    first = Month(int(year), 3 * int(number) - 2)
    return (first, first.plus(1), first.plus(2))


def report(
    rows: Sequence[SignalRow],
    reporting: Sequence[Reporting],
    places: Places,
    levels: Mapping[str, str],
    indicators: Mapping[str, Indicator],
    *,
    quarter: str,
    on: date,
) -> str:
    """The report on the signals that were seen in the quarter and known on a day; `levels`: level of a place by code.

    A signal counts once in its own place and in every place that it concerns; consequences are counted apart.
    """
    months = [str(month) for month in months_of(quarter)]
    seen = [row for row in rows if row.period_first <= months[-1] and row.period_last >= months[0]]
    own = [row for row in seen if not row.silenced_by]
    new = sum(1 for row in own if row.period_first >= months[0])
    parts = [
        f"# {quarter[:4]} 年第 {quarter[-1]} 季度药品供应和价格监测报告",
        "",
        f"截至 {on}。本季度出现的预警 {len(own)} 条，其中新增 {new} 条；另有 {len(seen) - len(own)} 条由已知原因引起，"
        "未单独预警。数值由系统按政策包的口径自动计算，凡依据为“示例值，非法规”的，预警线没有法规出处。",
        "",
        "## 一、按指标",
        "",
        *_counts("指标", own, lambda row: (indicators[row.indicator].zh,)),
    ]
    for number, (level, zh) in zip("二三四", LEVELS, strict=True):
        named = partial(_at, level=level, places=places, levels=levels)
        parts += ["", f"## {number}、按{zh}", "", *_counts("地区", own, named)]
    parts += ["", "## 五、短缺信息直报", "", *_reports(reporting, places)]
    parts += ["", "## 六、涨幅较大的药品", "", *_moves(own, indicators)]
    return "\n".join([*parts, ""])


def _at(row: SignalRow, *, level: str, places: Places, levels: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the places of a level that a signal concerns."""
    codes = {above for code in (row.region_code, *row.places) for above in places.chains.get(code, (code,))}
    return tuple(places.names.get(code, code) for code in sorted(codes) if levels.get(code) == level)


def _counts(heading: str, rows: Sequence[SignalRow], names: Callable[[SignalRow], tuple[str, ...]]) -> list[str]:
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        for name in names(row):
            counts.setdefault(name, Counter())[row.severity] += 1
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    cells = [(name, *(str(found[one]) for one in SEVERITY_ZH), str(sum(found.values()))) for name, found in ordered]
    return _table((heading, *SEVERITY_ZH.values(), "合计"), cells)


def _reports(reporting: Sequence[Reporting], places: Places) -> list[str]:
    cells = [
        (
            places.names.get(one.region_code, one.region_code), str(one.expected), str(one.short), str(one.zero),
            str(one.missing), f"{(one.short + one.zero) / one.expected:.0%}" if one.expected else "—",
        )
        for one in reporting
    ]  # fmt: skip
    note = "按机构月计：每家医疗机构每月应报一次；零报告也是报告，没有报不是零。"
    return [note, "", *_table(("地区", "应报", "报短缺", "零报告", "未报", "报告率"), cells)]


def _moves(rows: Sequence[SignalRow], indicators: Mapping[str, Indicator]) -> list[str]:
    moves = sorted((row for row in rows if row.indicator in PRICES), key=lambda row: (-row.value, row.number))
    cells = [
        (
            row.subject_name or row.subject_code, row.region_name, indicators[row.indicator].zh, f"{row.value:.0%}",
            SEVERITY_ZH[row.severity], row.number,
        )
        for row in moves[:SHOWN]
    ]  # fmt: skip
    return _table(("药品", "地区", "指标", "幅度", "级别", "预警编号"), cells)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return ["（无）"]
    lines = [f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}"]
    return [*lines, *(f"| {' | '.join(cell.replace('|', '／') for cell in row)} |" for row in rows)]
