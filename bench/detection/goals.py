"""Goals of issue 3 beside the figures: reached or not, also when only the events are counted that could be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.detection.england import Case
from bench.detection.province import Played
from bench.detection.tables import Sums, of_all, of_kind, of_severity, quartiles, share, table

RECALL, PRECISION, LEAD_DAYS = 0.95, 0.80, 14
FIRST_MONTH, FALSE_A_HUNDRED = 0.90, 2.0
STOCK_OUTS = ("stop_production", "delivery_failure")
_MET, _MISSED = "达到 met", "**未达到 missed**"


def goals_table(played: Sequence[Played], england: Sequence[Case] | None) -> str:
    """One row a goal: what was aimed at, the figure, whether it was reached."""
    grave, every = of_severity(played, "orange"), of_all(played)
    rows = [
        _recall("任何级别的查全率 recall at any severity", every),
        _recall("橙、红级的查全率 recall at orange and red", grave),
        (
            "橙、红级的查准率 precision at orange and red", f"≥ {PRECISION:.0%}", share(grave.matched, grave.signals),
            f"含连带后果 with consequences for the drug's other products "
            f"{share(grave.matched + grave.related, grave.signals)}",
            _judged(grave.matched >= PRECISION * grave.signals),
        ),
        _lead(played),
    ]  # fmt: skip
    head = ("目标 goal", "要求 aim", "结果 figure", "说明 beside it", "")
    return table(head, [*rows, *_england(england or ())])


def _recall(name: str, sums: Sums) -> tuple[str, ...]:
    beside = f"{sums.found} / {sums.events}；看得见的 of the visible {share(sums.seen, sums.visible)} ({sums.visible})"
    reached = sums.found >= RECALL * sums.events
    return (name, f"≥ {RECALL:.0%}", share(sums.found, sums.events), beside, _judged(reached))


def _lead(played: Sequence[Played]) -> tuple[str, ...]:
    leads = sorted(lead for kind in STOCK_OUTS for lead in of_kind(played, kind).leads)
    middle = leads[len(leads) // 2] if leads else 0
    each = "；".join(f"{kind} {quartiles(of_kind(played, kind).leads)}" for kind in STOCK_OUTS)
    best = "；".join(f"{kind} {quartiles(possible_leads(played, kind))}" for kind in STOCK_OUTS)
    return (
        "停产和配送中断的提前天数中位数 median lead before a stock-out", f"≥ {LEAD_DAYS}", f"{middle}",
        f"25 / 50 / 75%：{each}。若有迹象的第一天就预警 warned on the first day that left any trace: {best}",
        _judged(middle >= LEAD_DAYS),
    )  # fmt: skip


def possible_leads(played: Sequence[Played], kind: str) -> tuple[int, ...]:
    """The leads that a warning on the first day would have that anything of an event can be in the files.

    That day is the announcement of a stop, else the first failure; before it nobody can know. Events that nobody felt
    have no lead.
    """
    days = {
        (number, row.event_id): (row.hits_on - row.starts_on).days
        for number, one in enumerate(played)
        for row in one.truth
        if row.kind == kind and row.hits_on is not None
    }
    return tuple(sorted(days.values()))


def _england(cases: Iterable[Case]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for case in cases:
        if "consecutive" not in case.name or "alone" in case.name or not case.begun:
            continue
        false = 100 * case.outside / case.outside_months if case.outside_months else 0.0
        name = case.name.split("；")[0]
        rows.append(
            (f"英格兰 {name}：首月有预警 warned in the first month", f"≥ {FIRST_MONTH:.0%}",
             share(case.shown, case.begun), f"{case.shown} / {case.begun}",
             _judged(case.shown >= FIRST_MONTH * case.begun))
        )  # fmt: skip
        rows.append(
            (f"英格兰 {name}：特许期外误报 outside any spell, per 100 drug-months", f"≤ {FALSE_A_HUNDRED:.0f}",
             f"{false:.2f}", "数据只有曾获特许的药 only drugs that ever had a concession",
             _judged(false <= FALSE_A_HUNDRED))
        )  # fmt: skip
    return rows


def _judged(reached: bool) -> str:
    return _MET if reached else _MISSED
