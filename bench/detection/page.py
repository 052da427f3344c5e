"""Writes docs/reference/detection.md: what was measured, how, and what is weak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baowen.monitor.score import GRACE, SEVERITIES, SHOWS, Score, matches
from bench.detection.denmark import EVENTS, SEED, Injected, Real
from bench.detection.england import SMALL_RISE, Case
from bench.detection.notices import Vintage
from bench.detection.province import Played, Size

PROSE = Path(__file__).with_name("prose.md")
ZH = {"blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红"}
KINDS = {
    "stop_production": "停产", "delivery_failure": "配送中断", "demand_surge": "需求激增", "hoarding": "囤积",
    "price_gouging": "单家涨价", "joint_price_rise": "联合涨价", "regional_price_gap": "地区价差",
    "unit_slip": "单位填错",
    "price_concession": "特许价（≥1.3 倍）", "price_concession_small": "特许价（<1.3 倍）",
    "injected_drop": "植入的下降",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Results:
    """Everything that the page tells; the real parts are None where the public data were not there."""

    on: date
    version: str
    provinces: Sequence[tuple[Size, Sequence[Played]]]
    england: Sequence[Case] | None = None
    denmark: tuple[Sequence[Injected], Sequence[Real]] | None = None
    notices: Sequence[Vintage] | None = None


def page(results: Results) -> str:
    """The whole page as Markdown."""
    parts = [_introduction(results), _method()]
    for size, played in results.provinces:
        parts.append(_province(size, played))
    missing = "没有公开数据，未测。 The public data were not there: not measured.\n"
    for heading, write, found in (
        ("英格兰特许价 English price concessions", _england, results.england),
        ("丹麦医院采购 Danish hospital purchases", _denmark, results.denmark),
        ("美国短缺公告的四个时点 Four snapshots of the US shortage list", _notices, results.notices),
    ):
        parts.append(f"## {heading}\n\n{_written(write, found) if found is not None else missing}")
    return "\n".join(parts).rstrip("\n") + "\n"


def _told(name: str, /, **values: object) -> str:
    """A passage of prose.md, filled in."""
    passages = PROSE.read_text(encoding="utf-8").split("<!-- ")[1:]
    found = dict(passage.split(" -->\n", 1) for passage in passages)
    return found[name].format(**values)


def _written(write: Callable[..., str], found: object) -> str:
    return write(found)


def _introduction(results: Results) -> str:
    return _told("introduction", on=f"{results.on:%Y-%m-%d}", version=results.version)


def _method() -> str:
    rows = [(f"{kind} {KINDS.get(kind, '')}".strip(), ", ".join(f"`{one}`" for one in SHOWS[kind])) for kind in SHOWS]
    table = _table(("事件 event", "可由哪些指标发现 shown by"), rows)
    return _told("method", days=GRACE.days) + "\n" + table


def _province(size: Size, played: Sequence[Played]) -> str:
    seeds = "、".join(str(one.size.seed) for one in played)
    reports = [one.report for one in played]
    kinds = sorted({kind for one in reports for kind in one.by_kind})
    rows = [_kind_row(kind, [one.by_kind[kind] for one in reports if kind in one.by_kind], reports, kind)
            for kind in kinds]  # fmt: skip
    rows.append(_kind_row("overall", [one.overall for one in reports], reports, "all"))
    by_severity = []
    for name in SEVERITIES:
        scores = [one.by_severity[name] for one in reports]
        cells = _kind_row(name, scores, reports, "all")
        by_severity.append((f"{ZH[name]} {name} 及以上", *cells[1:]))
    return _told(
        "province", name=size.name, size=f"{size.hospitals} × {size.products}", months=size.months, seeds=seeds,
        kinds=_table(_HEAD, rows), severities=_table(_HEAD, by_severity), indicators=_indicators(played),
        missed=_missed(played),
    )  # fmt: skip


_HEAD = (
    "类别 kind", "事件 events", "发现 found", "查全率 recall", "预警 signals", "查准率 precision",
    "误报/千 false per 1,000", "提前天数 lead",
)  # fmt: skip


def _kind_row(name: str, scores: Sequence[Score], reports: Iterable[object], kind: str) -> tuple[str, ...]:
    """The figures of some runs added up; the lead is one median for each run."""
    events, found = sum(one.events for one in scores), sum(one.found for one in scores)
    signals, matched = sum(one.signals for one in scores), sum(one.matched for one in scores)
    watched = sum(one.population.of(kind) for one in reports)  # type: ignore[attr-defined]
    leads = " / ".join("–" if one.lead_days_median is None else f"{one.lead_days_median:.0f}" for one in scores)
    return (
        f"{name} {KINDS.get(name, '')}".strip(), str(events), str(found), _share(found, events), str(signals),
        _share(matched, signals), "–" if not watched else f"{1000 * (signals - matched) / watched:.2f}", leads,
    )  # fmt: skip


def _indicators(played: Sequence[Played]) -> str:
    """Signals, true ones, and what the false ones were about: known kinds only at another time, or nothing known."""
    every: Counter[str] = Counter()
    good: Counter[str] = Counter()
    other_kind: Counter[str] = Counter()
    for one in played:
        for name, cells in one.report.by_indicator.items():
            every[name] += cells["signals"]
            good[name] += cells["matched"]
        subjects = {row.subject_id for row in one.truth}
        for signal in one.signals:
            if signal.subject_code in subjects and not any(matches(signal, row) for row in one.truth):
                other_kind[signal.indicator] += 1
    rows = [
        (f"`{name}`", str(every[name]), str(good[name]), _share(good[name], every[name]), str(every[name] - good[name]),
         str(other_kind[name]))
        for name in sorted(every, key=lambda each: good[each] - every[each])
    ]  # fmt: skip
    head = (
        "指标 indicator",
        "预警 signals",
        "对上 matched",
        "查准率 precision",
        "误报 false",
        "其中药品有事件 of a subject with an event",
    )
    return _table(head, rows)


def _missed(played: Sequence[Played]) -> str:
    missed = [f"{event} (seed {one.size.seed})" for one in played for event in one.report.missed]
    return "、".join(missed) or "无 none"


def _england(cases: Sequence[Case]) -> str:
    rows = []
    for case in cases:
        for name, one in case.report.by_kind.items():
            rows.append((case.name, *_england_cells(KINDS.get(name, name), one), "–", "–"))
        every = case.against_all
        false = every.signals - every.matched
        per_hundred = f"{100 * false / case.outside_months:.2f}" if case.outside_months else "–"
        cells = _england_cells("合计 all", case.report.overall)
        rows.append((case.name, *cells, _share(every.matched, every.signals), per_hundred))
    head = ("输入与真相 input and truth", "类别 kind", "事件 events", "发现 found", "查全率 recall",
            "提前天数 lead", "查准率 precision", "误报/百个非特许药品·月 false per 100")  # fmt: skip
    meanings = "\n".join(dict.fromkeys(f"- {case.name.split('；')[0]}：{case.meaning}" for case in cases))
    return _told("england", ratio=SMALL_RISE, meanings=meanings, table=_table(head, rows))


def _england_cells(name: str, one: Score) -> tuple[str, ...]:
    lead = "–" if one.lead_days_median is None else f"{one.lead_days_median:.0f}"
    return (name, str(one.events), str(one.found), _share(one.found, one.events), lead)


def _denmark(found: tuple[Sequence[Injected], Sequence[Real]]) -> str:
    injected, real = found
    rows = [
        (
            one.name, str(one.report.overall.events), str(one.report.overall.found),
            _share(one.report.overall.found, one.report.overall.events),
            f"{one.report.overall.signals - one.report.overall.matched} ({one.before})",
            f"{one.report.overall.false_per_1000 or 0:.2f}",
            "–" if one.report.overall.lead_days_median is None else f"{one.report.overall.lead_days_median:.0f}",
        )
        for one in injected
    ]  # fmt: skip
    head = ("植入处 where", "事件 events", "发现 found", "查全率 recall", "其余预警（未植入时）others (before)",
            "其余/千 others per 1,000", "提前天数 lead")  # fmt: skip
    falls = [
        (one.region, one.drug, one.atc, one.first if one.first == one.last else f"{one.first}–{one.last}",
         f"{one.value:.2f}", f"{one.expected:.0f}", one.neighbours)
        for one in real
    ]  # fmt: skip
    fall_head = ("大区 region", "药品 drug", "ATC", "月份 months", "实际÷预期 of expected", "预期 DDD",
                 "同组上升 risen beside it (DDD a month)")  # fmt: skip
    return _told("denmark", seed=SEED, events=EVENTS, table=_table(head, rows), falls=_table(fall_head, falls))


def _notices(vintages: Sequence[Vintage]) -> str:
    rows = [
        (one.taken_on, str(one.rows), str(one.signals), str(one.new), str(one.in_force), str(one.ended), str(one.late))
        for one in vintages
    ]
    head = (
        "快照 snapshot",
        "行 rows",
        "预警 signals",
        "新增 new",
        "有效 in force",
        "已结束 ended",
        "晚于首月 seen late",
    )
    return _told("notices", table=_table(head, rows))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
