"""Markdown tables of the page of detection: figures of several provinces added up, goals beside figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

from baowen.monitor.score import SEVERITIES, Report, Score
from bench.detection.baselines import NAMES
from bench.detection.province import LAST, Played

LEAST_LINES = 4
ZH = {"blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红"}
KINDS = {
    "stop_production": "停产", "delivery_failure": "配送中断", "demand_surge": "需求激增", "hoarding": "囤积",
    "price_gouging": "单家涨价", "joint_price_rise": "联合涨价", "regional_price_gap": "地区价差",
    "unit_slip": "单位填错", "vbp_lag": "约定采购滞后", "vbp_non_selected": "采购非中选",
    "payment_arrears": "拖欠货款", "reporting_silence": "停止报送",
    "price_concession": "特许价（≥1.3 倍）", "price_concession_small": "特许价（<1.3 倍）",
    "injected_drop": "植入的下降",
}  # fmt: skip
HEAD = (
    "类别 kind", "事件 events", "发现 found", "查全率 recall", "看得见的查全率 of visible", "预警 signals",
    "查准率 precision", "含连带 with related", "误报/千 false per 1,000", "提前天数 lead 25 / 50 / 75%",
)  # fmt: skip


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with a line break at its end."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def invisible(one: Played) -> set[str]:
    """Events that left fewer than LEAST_LINES order lines, or that no patient had felt when the files ended."""
    ends = {row.event_id: row.ends_on for row in one.truth}
    few = {event for event, lines in one.lines.items() if lines < LEAST_LINES and _is_trade(event)}
    after = {event for event in one.unfelt if ends[event] is None or ends[event] > LAST.last}  # type: ignore[operator]
    return few | after


def _is_trade(event: str) -> bool:
    return not event.startswith(("reporting_silence", "payment_arrears"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Figures of several provinces added up; `visible`, `seen`: the visible events and those of them found."""

    events: int
    found: int
    visible: int
    seen: int
    signals: int
    matched: int
    related: int
    watched: int
    leads: tuple[int, ...]

    def row(self, name: str) -> tuple[str, ...]:
        false = self.signals - self.matched
        return (
            name, str(self.events), str(self.found), share(self.found, self.events), share(self.seen, self.visible),
            str(self.signals), share(self.matched, self.signals), share(self.matched + self.related, self.signals),
            f"{1000 * false / self.watched:.2f}" if self.watched else "–", quartiles(self.leads),
        )  # fmt: skip


def quartiles(leads: Sequence[int]) -> str:
    if len(leads) < 2:
        return str(leads[0]) if leads else "–"
    return " / ".join(f"{one:.0f}" for one in quantiles(leads, n=4, method="inclusive"))


def _summed(
    played: Sequence[Played], scores: Sequence[Score], missed: Sequence[set[str]], kinds: set[str] | None, of: str
) -> Sums:
    """`missed`: by province the events not found; `kinds` None is all; `of`: whose subject-months were watched."""
    visible = seen = 0
    leads: list[int] = []
    for one, absent in zip(played, missed, strict=True):
        kind_of = {row.event_id: row.kind for row in one.truth if kinds is None or row.kind in kinds}
        open_to_all = kind_of.keys() - invisible(one)
        visible += len(open_to_all)
        seen += len(open_to_all - absent)
        leads += [lead for event, lead in one.report.leads.items() if event in kind_of and event not in absent]
    return Sums(
        events=sum(score.events for score in scores), found=sum(score.found for score in scores),
        visible=visible, seen=seen, signals=sum(score.signals for score in scores),
        matched=sum(score.matched for score in scores), related=sum(score.related for score in scores),
        watched=sum(one.report.population.of(of) for one in played), leads=tuple(sorted(leads)),
    )  # fmt: skip


def of_kind(played: Sequence[Played], kind: str) -> Sums:
    """One kind over all provinces that have it."""
    having = [one for one in played if kind in one.report.by_kind]
    scores = [one.report.by_kind[kind] for one in having]
    return _summed(having, scores, [set(one.report.missed) for one in having], {kind}, kind)


def of_all(played: Sequence[Played]) -> Sums:
    """All kinds, data questions included."""
    scores = [one.report.overall for one in played]
    return _summed(played, scores, [set(one.report.missed) for one in played], None, "all")


def of_severity(played: Sequence[Played], severity: str) -> Sums:
    """Signals at least that grave, against all kinds but those that data questions show."""
    kinds = set(KINDS) - {"unit_slip"}
    scores = [one.report.by_severity[severity] for one in played]
    missed = [set(one.report.missed_at.get(severity, ())) for one in played]
    return _summed(played, scores, missed, kinds, "all")


def kinds_table(played: Sequence[Played]) -> str:
    kinds = [kind for kind in KINDS if any(kind in one.report.by_kind for one in played)]
    rows = [of_kind(played, kind).row(f"{kind} {KINDS[kind]}") for kind in kinds]
    return table(HEAD, [*rows, of_all(played).row("overall 合计")])


def severities_table(played: Sequence[Played]) -> str:
    head = (*HEAD[:-1], "提前天数（任何级别）lead, any severity")
    return table(head, [of_severity(played, name).row(f"{ZH[name]} {name} 及以上") for name in SEVERITIES])


def indicators_table(played: Sequence[Played]) -> str:
    """Signals, true ones and orange or graver ones by indicator, the most false ones first."""
    every: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for one in played:
        for name, cells in one.report.by_indicator.items():
            every[name] += cells["signals"]
            good[name] += cells["matched"]
    rows = [
        (f"`{name}`", str(every[name]), str(good[name]), share(good[name], every[name]), str(every[name] - good[name]))
        for name in sorted(every, key=lambda each: good[each] - every[each])
    ]
    return table(("指标 indicator", "预警 signals", "对上 matched", "查准率 precision", "误报 false"), rows)


def not_judged_text(played: Sequence[Played]) -> str:
    found: Counter[str] = Counter()
    for one in played:
        found.update(one.report.not_judged)
    return "、".join(f"`{name}` {number}" for name, number in found.most_common()) or "无 none"


def baselines_table(played: Sequence[Played]) -> str:
    """The monitor beside the simple rules, on the kinds that all of them can show."""
    monitor = of_severity(played, "orange")
    whole = of_severity(played, "blue")
    head = ("方法 method", "发现 found", "查全率 recall", "预警 signals", "查准率 precision", "误报/千 false per 1,000",
            "提前天数 lead 25 / 50 / 75%")  # fmt: skip
    rows = [_plain("保稳，全部 all severities", whole), _plain("保稳，橙和红 orange and red", monitor)]
    for name, words in NAMES.items():
        reports = [one.baselines[name] for one in played if name in one.baselines]
        rows.append(_plain(words, _baseline(reports)))
    return table(head, rows)


def _plain(name: str, sums: Sums) -> tuple[str, ...]:
    cells = sums.row(name)
    return (cells[0], f"{sums.found} / {sums.events}", cells[3], cells[5], cells[6], cells[8], cells[9])


def _baseline(reports: Sequence[Report]) -> Sums:
    scores = [one.by_severity["blue"] for one in reports]
    leads = sorted(lead for one in reports for lead in one.leads.values())
    return Sums(
        events=sum(one.events for one in scores), found=sum(one.found for one in scores), visible=0, seen=0,
        signals=sum(one.signals for one in scores), matched=sum(one.matched for one in scores),
        related=0, watched=sum(one.population.of("all") for one in reports), leads=tuple(leads),
    )  # fmt: skip


def missed_table(played: Sequence[Played]) -> str:
    """Every event without an orange or red signal: what found it, if anything, and why it was hard."""
    rows = []
    for one in played:
        hidden = invisible(one)
        kinds: Mapping[str, str] = {row.event_id: row.kind for row in one.truth}
        for event in one.report.missed_at.get("orange", ()):
            lighter = [name for name in SEVERITIES[:2] if event not in one.report.missed_at.get(name, ())]
            why = "没有几行订单或尚未显现 few lines, or not felt yet" if event in hidden else ""
            rows.append(
                (f"{one.size.hospitals} × {one.size.products}, {one.size.seed}", event, KINDS.get(kinds[event], ""),
                 str(one.lines.get(event, 0)), ZH[lighter[-1]] if lighter else "未发现 missed", why)
            )  # fmt: skip
    head = ("省 province", "事件 event", "类别 kind", "订单行 order lines", "最高级别 found as", "原因 why")
    return table(head, rows) if rows else "无 none\n"
