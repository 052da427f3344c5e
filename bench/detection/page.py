"""Writes docs/reference/detection.md: what was measured, how, what was aimed at, and what is weak."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from baowen.monitor.score import GRACE, SHOWS, Score
from bench.detection.denmark import EVENTS, SEED, Injected, Real
from bench.detection.england import SMALL_RISE, Case
from bench.detection.goals import goals_table
from bench.detection.notices import Vintage
from bench.detection.province import Played
from bench.detection.tables import (
    KINDS,
    LEAST_LINES,
    baselines_table,
    indicators_table,
    kinds_table,
    missed_table,
    not_judged_text,
    severities_table,
    share,
    table,
)

_MONTH_DAYS = 30
PROSE = Path(__file__).with_name("prose.md")


@dataclass(frozen=True, kw_only=True)
class Results:
    """Everything that the page tells; the real parts are None where the public data were not there."""

    on: date
    version: str
    provinces: Sequence[Played]
    england: Sequence[Case] | None = None
    denmark: tuple[Sequence[Injected], Sequence[Real]] | None = None
    notices: Sequence[Vintage] | None = None
    calibration: str = ""
    seconds: float = 0.0


def page(results: Results) -> str:
    """The whole page as Markdown."""
    parts = [_introduction(results), "## 目标与结果 Goals\n\n" + goals_table(results.provinces, results.england)]
    parts += [_method(), _provinces(results.provinces)]
    missing = "没有公开数据，未测。 The public data were not there: not measured.\n"
    real: tuple[tuple[str, Callable[[Any], str], Any], ...] = (
        ("英格兰特许价 English price concessions", _england, results.england),
        ("丹麦医院采购 Danish hospital purchases", _denmark, results.denmark),
        ("美国短缺公告的四个时点 Four snapshots of the US shortage list", _notices, results.notices),
    )
    for heading, write, found in real:
        parts.append(f"## {heading}\n\n{write(found) if found is not None else missing}")
    if results.calibration:
        parts.append(results.calibration)
    parts.append(_weak(results.provinces))
    return "\n".join(part.rstrip("\n") + "\n" for part in parts).rstrip("\n") + "\n"


def _told(name: str, /, **values: object) -> str:
    """A passage of prose.md, filled in."""
    passages = PROSE.read_text(encoding="utf-8").split("<!-- ")[1:]
    found = dict(passage.split(" -->\n", 1) for passage in passages)
    return found[name].format(**values)


def _introduction(results: Results) -> str:
    runs = sum(one.runs for one in results.provinces)
    seeds = sorted({one.size.seed for one in results.provinces})
    return _told(
        "introduction", on=f"{results.on:%Y-%m-%d}", version=results.version, runs=runs,
        provinces=len(results.provinces), seeds="、".join(map(str, seeds)), minutes=f"{results.seconds / 60:.0f}",
    )  # fmt: skip


def _weak(played: Sequence[Played]) -> str:
    """What is weak, with how often the cycle ran here."""
    runs = max((one.size.runs for one in played), default=1)
    return _told("weak", runs=runs, wait=round(_MONTH_DAYS / runs / 2))


def _method() -> str:
    rows = [(f"{kind} {KINDS.get(kind, '')}".strip(), ", ".join(f"`{one}`" for one in SHOWS[kind])) for kind in SHOWS]
    text = _told("method", days=GRACE.days, lines=LEAST_LINES)
    return text + "\n" + table(("事件 event", "可由哪些指标发现 shown by"), rows)


def _provinces(played: Sequence[Played]) -> str:
    """All provinces together, then each size by kind and severity."""
    parts = [
        _told(
            "provinces", kinds=kinds_table(played), severities=severities_table(played),
            indicators=indicators_table(played), not_judged=not_judged_text(played),
            baselines=baselines_table(played), missed=missed_table(played),
        )
    ]  # fmt: skip
    for name in dict.fromkeys(one.size.name for one in played):
        own = [one for one in played if one.size.name == name]
        size = own[0].size
        parts.append(
            _told(
                "size", name=name, size=f"{size.hospitals} × {size.products}", months=size.months, runs=own[0].runs,
                kinds=kinds_table(own), severities=severities_table(own),
            )
        )  # fmt: skip
    return "\n".join(parts)


def _england(cases: Sequence[Case]) -> str:
    rows = []
    for case in cases:
        for name, one in case.report.by_kind.items():
            rows.append((case.name, *_england_cells(KINDS.get(name, name), one), "–", "–"))
        every = case.against_all
        false = every.signals - every.matched
        per_hundred = f"{100 * false / case.outside_months:.2f}" if case.outside_months else "–"
        cells = _england_cells("合计 all", case.report.overall)
        rows.append((case.name, *cells, share(every.matched, every.signals), per_hundred))
    head = ("输入与真相 input and truth", "类别 kind", "事件 events", "发现 found", "查全率 recall",
            "提前天数 lead", "查准率 precision", "误报/百个非特许药品·月 false per 100")  # fmt: skip
    meanings = "\n".join(dict.fromkeys(f"- {case.name.split('；')[0]}：{case.meaning}" for case in cases))
    first = [
        (case.name, str(case.begun), str(case.shown), share(case.shown, case.begun), str(case.outside),
         f"{100 * case.outside / case.outside_months:.2f}" if case.outside_months else "–")
        for case in cases
    ]  # fmt: skip
    first_head = ("输入与真相 input and truth", "≥1.3 倍的特许 spells", "首月有预警 warned in the first month",
                  "比例 share", "特许期外的预警 signals outside", "每百药品·月 per 100 drug-months")  # fmt: skip
    return _told(
        "england", ratio=SMALL_RISE, meanings=meanings, table=table(head, rows), first=table(first_head, first)
    )


def _england_cells(name: str, one: Score) -> tuple[str, ...]:
    lead = "–" if one.lead_days_median is None else f"{one.lead_days_median:.0f}"
    return (name, str(one.events), str(one.found), share(one.found, one.events), lead)


def _denmark(found: tuple[Sequence[Injected], Sequence[Real]]) -> str:
    injected, real = found
    rows = [
        (
            one.name, str(one.report.overall.events), str(one.report.overall.found),
            share(one.report.overall.found, one.report.overall.events),
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
    return _told("denmark", seed=SEED, events=EVENTS, table=table(head, rows), falls=table(fall_head, falls))


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
    return _told("notices", table=table(head, rows))
