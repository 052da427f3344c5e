"""Orders that distributors refuse, or leave without an answer: the first sign that supply fails, before a due day.

A share of few lines says little: as with the delivery rate a finding needs lines that are too many to be chance,
measured against the share of the product's supply class (or of all distributors) in the whole province that month.
Whether it is chance is asked of refused and unanswered lines together: who cannot supply does one or the other.
Requirement: MON-3 (orders refused or unanswered), HN-10, NJ-17, HD-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import ibis.expr.types as ir

from baowen.monitor.indicators import rows_supply
from baowen.monitor.indicators.delivery import lack_evidence
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.indicators.usual import at_places, beside_usual, kinds, level_of

_ANSWERS: Final = ("refused", "unanswered")


@dataclass(frozen=True, kw_only=True)
class AnswersParameters:
    """Evidence in nats and `least_failure` as of the delivery rate; `least_lines`: order lines of the month."""

    least_lines: int = policy("answers.least_lines")
    least_evidence: float = policy("delivery.least_evidence")
    distributor_evidence: float = policy("delivery.distributor_evidence")
    least_failure: float = policy("delivery.least_failure")
    product_levels: tuple[str, ...] = policy("delivery.product_levels")
    distributor_levels: tuple[str, ...] = policy("delivery.distributor_levels")


def answers_findings(tables: Tables, parameters: AnswersParameters, scope: Scope) -> ir.Table:
    """Findings refused_share and unanswered_share by product and by distributor; reference is the usual share."""
    parts = []
    for subject, levels in (("product", parameters.product_levels), ("distributor", parameters.distributor_levels)):
        judged = _beside_usual(tables, parameters, scope, subject, levels)
        parts += [_not_taken(judged, name, subject) for name in _ANSWERS]
    return union_all(parts)


def _beside_usual(
    tables: Tables, parameters: AnswersParameters, scope: Scope, subject: str, levels: tuple[str, ...]
) -> ir.Table:
    """Where more lines than chance explains were not taken, by month, place and subject, beside the usual shares."""
    measured = partial(_answered, scope=scope, subject=subject)
    placed, whole = at_places(tables, subject, levels, measured=measured, added=_added)
    kind = kinds(tables.product, subject, whole)
    sums = placed.filter(placed.lines >= parameters.least_lines, placed.refused_lines + placed.unanswered_lines > 0)
    sums = sums.join(kind, "subject")
    usual = _added(whole.join(kind, "subject"), "month", "region", "kind")
    usual = usual.select(
        "month", "kind", of="region",
        usual_refused=usual.refused_lines / usual.lines, usual_unanswered=usual.unanswered_lines / usual.lines,
        usual_taken=1 - (usual.refused_lines + usual.unanswered_lines) / usual.lines,
    )  # fmt: skip
    judged = beside_usual(sums, usual, tables.region)
    taken = judged.lines - judged.refused_lines - judged.unanswered_lines
    evidence = lack_evidence(taken, judged.lines, judged.usual_taken, least_failure=parameters.least_failure)
    asked = parameters.least_evidence if subject == "product" else parameters.distributor_evidence
    return judged.mutate(evidence=evidence).filter(lambda row: row.evidence >= asked)


def _answered(cube: ir.Table, scope: Scope, subject: str) -> ir.Table:
    rows = cube.filter(cube.month.isin(scope.names), cube[subject].notnull())
    return rows.select(
        "month",
        "region",
        "last_day",
        "lines",
        "refused_lines",
        "unanswered_lines",
        *level_of(cube),
        subject=rows[subject],
    )


def _added(table: ir.Table, *keys: str) -> ir.Table:
    return table.group_by(*keys).aggregate(
        last_day=table.last_day.max(),
        lines=table.lines.sum(),
        refused_lines=table.refused_lines.sum(),
        unanswered_lines=table.unanswered_lines.sum(),
    )


def _not_taken(judged: ir.Table, name: str, subject: str) -> ir.Table:
    """One of the two shares, where there is any; n is the lines ordered, weight the lines that it stands for."""
    table = judged.mutate(failed=judged[f"{name}_lines"], usual=judged[f"usual_{name}"], seen_on=judged.last_day)
    table = table.filter(table.failed > 0)
    return as_findings(
        table, indicator=f"{name}_share", subject_type=subject, subject=table.subject, value=table.failed / table.lines,
        reference=table.usual, n=table.lines, weight=table.failed,
    )  # fmt: skip


_INDICATORS = (
    Indicator(
        name="refused_share", zh="拒绝订单占比", en="share of orders refused", unit_zh="比例", unit_en="share",
        direction="above", subjects=("product", "distributor"),
        formula_zh="被配送企业拒绝的订单行数 ÷ 全部订单行数（医院自行撤单的不计）",
        formula_en="order lines refused by the distributor ÷ all order lines (those that hospitals cancelled left out)",
        policy_key="monitor.refused_share.threshold", requirements=("MON-3", "HN-10", "NJ-17", "HD-10"),
        rows=rows_supply.refused_lines, page="answers",
    ),
    Indicator(
        name="unanswered_share", zh="未响应订单占比", en="share of orders unanswered", unit_zh="比例", unit_en="share",
        direction="above", subjects=("product", "distributor"),
        formula_zh="配送企业未响应的订单行数 ÷ 全部订单行数（医院自行撤单的不计）",
        formula_en="order lines left without an answer ÷ all order lines (those that hospitals cancelled left out)",
        policy_key="monitor.unanswered_share.threshold", requirements=("MON-3", "HN-10", "NJ-17", "HD-10"),
        rows=rows_supply.unanswered_lines, page="answers",
    ),
)  # fmt: skip
FAMILY = Family(
    name="answers",
    sources=("order_line",),
    reads=("orders", "product", "region", "trade"),
    parameters=AnswersParameters,
    findings=answers_findings,
    indicators=_INDICATORS,
)
