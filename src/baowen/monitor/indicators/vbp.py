"""Procurement in volume: progress behind the schedule, non-selected purchases, sudden ones, stops, and poor supply.

A hospital is judged by the worst of its contracts, a place by the sums of a drug. Only contracts past their first
check count (months since the start, by pack). Requirements: MON-6, VBP-5, VBP-6 (VB-1.4, VB-2.1, VB-2.2, VB-3.3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows_duty
from baowen.monitor.indicators.delivery import lack_evidence
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import entry, policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, last_days, month_index
from baowen.monitor.indicators.vbp_progress import contents_of_packs, contracts_by_month, members


@dataclass(frozen=True, kw_only=True)
class VbpParameters:
    """`least_agreed`: packs of a contract that is judged. `least_gap_orders`: a gap counts once so many ordinary order
    lines of the hospital would not close it, in progress also from `least_gap_share` of the agreed volume on. `behind`:
    the band below which a contract counts as behind."""

    first_month: int = entry("vbp.check.first_month", otherwise=0)
    numerator: str = entry("vbp.progress.numerator")
    behind: float = entry("vbp.progress.behind")
    seasonal: bool = policy("vbp.seasonal")
    least_agreed: float = policy("vbp.least_agreed")
    least_gap_orders: float = policy("vbp.least_gap_orders")
    least_gap_share: float = policy("vbp.least_gap_share")
    least_contracts: int = policy("vbp.least_contracts")
    window_months: int = policy("vbp.window_months")
    least_lines: int = policy("vbp.least_lines")
    least_evidence: float = policy("delivery.least_evidence")
    least_failure: float = policy("delivery.least_failure")
    levels: tuple[str, ...] = policy("vbp.levels")


def vbp_findings(tables: Tables, parameters: VbpParameters, scope: Scope) -> ir.Table:
    """Findings vbp_progress and vbp_non_selected by hospital and by drug and place, vbp_surge and vbp_interruption by
    hospital, vbp_supply by product and place."""
    grid = contracts_by_month(
        tables, scope, first_month=parameters.first_month, numerator=parameters.numerator,
        seasonal=parameters.seasonal,
    )  # fmt: skip
    judged = grid.filter(grid.agreed >= parameters.least_agreed)
    return union_all([
        *_progress(judged, tables, parameters), _surge(judged, parameters), _interruption(judged, parameters),
        *_non_selected(judged, tables, parameters, scope), _supply(grid, tables, parameters, scope),
    ])  # fmt: skip


def _of_hospital(
    table: ir.Table, indicator: str, value: Callable[[ir.Table], ir.Value], reference: Callable[[ir.Table], ir.Value]
) -> ir.Table:
    """One finding a hospital and month; n is its contracts concerned, weight packs or yuan."""
    worst = table.group_by("hospital", "region", "month", "seen_on").aggregate(
        value=value(table), reference=reference(table), n=table.count(), weight=table.concerned.sum()
    )
    return as_findings(
        worst, indicator=indicator, subject_type="hospital", value=worst["value"], reference=worst.reference,
        n=worst.n, weight=worst.weight,
    )  # fmt: skip


def _progress(grid: ir.Table, tables: Tables, parameters: VbpParameters) -> list[ir.Table]:
    expected = grid.agreed * grid.schedule
    table = grid.mutate(expected=expected, ratio=grid.bought / expected, concerned=expected - grid.bought)
    behind = table.filter(
        table.ratio < parameters.behind,
        table.concerned > parameters.least_gap_orders * table.line,
        table.concerned >= parameters.least_gap_share * table.agreed,
    )
    hospitals = _of_hospital(behind, "vbp_progress", lambda rows: rows.ratio.min(), lambda rows: rows.schedule.max())
    content = table.select("region", "month", "seen_on", "subject", expected=table.expected * table.content,
                           bought=table.bought * table.content, gap=table.concerned)  # fmt: skip
    places = rolled_up(content, tables.region, parameters.levels)
    sums = places.group_by("region", "month", "seen_on", "subject").aggregate(
        expected=places.expected.sum(), bought=places.bought.sum(), gap=places.gap.sum(), n=places.count()
    )
    sums = sums.filter(sums.n >= parameters.least_contracts)
    drugs = as_findings(
        sums, indicator="vbp_progress", subject_type="drug", subject=sums.subject, value=sums.bought / sums.expected,
        reference=ibis.literal(1.0), n=sums.n, weight=sums.gap,
    )  # fmt: skip
    return [hospitals, drugs]


def _surge(grid: ir.Table, parameters: VbpParameters) -> ir.Table:
    """A month's packs against those agreed on for a month; several ordinary lines more, or it is one large order."""
    table = grid.mutate(ratio=grid.packs / grid.monthly, concerned=grid.packs - grid.monthly)
    table = table.filter(table.concerned > parameters.least_gap_orders * table.line, table.line > 0)
    return _of_hospital(table, "vbp_surge", lambda rows: rows.ratio.max(), lambda rows: rows.monthly.max())


def _interruption(grid: ir.Table, parameters: VbpParameters) -> ir.Table:
    """Months without an order up to now, of contracts that are not yet fulfilled."""
    since = ibis.coalesce(grid.last_at, grid.first_at - 1)
    months = (grid["at"] - since).cast("float64")
    table = grid.mutate(months=months, concerned=months * grid.monthly)
    table = table.filter(
        table.months > 0, table.ordered < table.agreed,
        table.concerned > parameters.least_gap_orders * table.line,
    )  # fmt: skip
    return _of_hospital(table, "vbp_interruption", lambda rows: rows.months.max(), lambda rows: rows.monthly.max())


def _non_selected(grid: ir.Table, tables: Tables, parameters: VbpParameters, scope: Scope) -> list[ir.Table]:
    """The share of products that are not selected in what a hospital bought of a drug in the last months."""
    held = grid.select("hospital", "region", "drug", "subject", "month", "seen_on", "at", "is_alliance").distinct()
    bought = _drug_purchases(held, tables, parameters, scope)
    joined = held.join(bought, ["hospital", "drug", "at"])
    joined = joined.filter(joined.is_alliance | ~joined.by_member)
    sums = joined.group_by("hospital", "region", "subject", "month", "seen_on").aggregate(
        others=joined.others.sum(), whole=joined.whole.sum(), lines=joined.lines.sum(), yuan=joined.yuan.sum()
    )
    sums = sums.filter(sums.lines >= parameters.least_lines, sums.whole > 0)
    sums = sums.mutate(share=sums.others / sums.whole, concerned=sums.yuan)
    some = sums.filter(sums.others > 0)
    hospitals = _of_hospital(some, "vbp_non_selected", lambda rows: rows.share.max(), lambda rows: rows.share.min())
    places = rolled_up(sums, tables.region, parameters.levels)
    drugs = places.group_by("region", "month", "seen_on", "subject").aggregate(
        others=places.others.sum(),
        whole=places.whole.sum(),
        lines=places.lines.sum(),
        yuan=places.yuan.sum(),
        n=places.count(),
    )
    drugs = drugs.filter(drugs.n >= parameters.least_contracts)
    return [hospitals, as_findings(
        drugs, indicator="vbp_non_selected", subject_type="drug", subject=drugs.subject,
        value=drugs.others / drugs.whole, n=drugs.lines, weight=drugs.yuan,
    )]  # fmt: skip


def _drug_purchases(held: ir.Table, tables: Tables, parameters: VbpParameters, scope: Scope) -> ir.Table:
    """By hospital, drug and month `at`, over the window up to it: content bought, that of non-selected products
    and its yuan, lines.

    A product counts as selected by its mark in the catalogue, or because a contract names it.
    """
    drugs = contents_of_packs(tables.product).semi_join(held.select("drug"), "drug")
    named = tables.vbp_contract.select("product", named=ibis.literal(True)).distinct()
    drugs = drugs.left_join(named, "product")
    drugs = drugs.select("product", "drug", "content", selected=drugs.is_selected | drugs.named.fill_null(False))
    orders = tables.orders.filter(
        tables.orders.month >= str(min(scope.months).plus(1 - parameters.window_months)),
        tables.orders.month <= str(max(scope.months)),
    )
    orders = orders.join(drugs, "product")
    content = orders.ordered_quantity.cast("float64") * orders.content
    monthly = orders.group_by("hospital", "drug", then=month_index(orders.month)).aggregate(
        whole=content.sum(),
        others=ibis.ifelse(orders.selected, 0.0, content).sum(),
        lines=orders.lines.sum(),
        yuan=ibis.ifelse(orders.selected, 0.0, orders.ordered_amount.cast("float64")).sum(),
    )
    own = monthly.mutate(by_member=ibis.literal(False))
    member = members(tables.organisation)
    others = monthly.join(member, monthly.hospital == member.member)
    others = others.select(*[name for name in monthly.columns if name != "hospital"], hospital="lead",
                           by_member=ibis.literal(True))  # fmt: skip
    monthly = own.union(others.select(*own.columns))
    months = last_days(scope.months, scope.as_of).select("at")
    age = months["at"] - monthly.then
    pairs = monthly.join(months, (age >= 0) & (age < parameters.window_months))
    return pairs.group_by("hospital", "drug", "at", "by_member").aggregate(
        whole=pairs.whole.sum(), others=pairs.others.sum(), lines=pairs.lines.sum(), yuan=pairs.yuan.sum()
    )


def _supply(grid: ir.Table, tables: Tables, parameters: VbpParameters, scope: Scope) -> ir.Table:
    """The delivery rate of selected products in the orders of the hospitals that agreed on them."""
    held = grid.select("hospital", "product", "month").distinct()
    orders = tables.orders.filter(tables.orders.month.isin(scope.names))
    orders = orders.semi_join(held.select("product").distinct(), "product")
    joined = orders.semi_join(held, ["hospital", "product", "month"])
    counties = joined.group_by("region", "product", "month").aggregate(
        due=joined.due_quantity.sum().cast("float64"), came=joined.delivered_quantity.sum().cast("float64"),
        lines=joined.due_lines.sum(), good=joined.delivered_lines.sum(),
    )  # fmt: skip
    usual = counties.group_by("month").aggregate(
        usual=counties.good.sum().cast("float64") / counties.lines.sum().cast("float64")
    )
    places = rolled_up(counties, tables.region, parameters.levels)
    sums = places.group_by("region", "product", "month").aggregate(
        due=places.due.sum(), came=places.came.sum(), lines=places.lines.sum(), good=places.good.sum()
    )
    judged = sums.filter(sums.lines >= parameters.least_lines, sums.due > 0).join(usual, "month")
    judged = judged.join(last_days(scope.months, scope.as_of).select("month", "seen_on"), "month")
    evidence = lack_evidence(
        judged.good.cast("float64"), judged.lines.cast("float64"), judged.usual,
        least_failure=parameters.least_failure,
    )  # fmt: skip
    judged = judged.mutate(evidence=evidence)
    judged = judged.filter(judged.evidence >= parameters.least_evidence)
    return as_findings(
        judged, indicator="vbp_supply", subject_type="product", value=judged.came / judged.due,
        reference=judged.usual, n=judged.lines, weight=judged.due - judged.came,
    )  # fmt: skip


_INDICATORS = (
    Indicator(
        name="vbp_progress", zh="集采采购进度", en="progress of agreed volumes", unit_zh="序时进度的倍数",
        unit_en="multiple of the schedule", direction="below", subjects=("hospital", "drug"),
        formula_zh="已采购量 ÷（约定采购量 × 已过天数 ÷ 周期天数）；医疗机构取最落后的品种，地区按可比单位合计",
        formula_en="bought ÷ (agreed × days over ÷ days of the cycle); the worst contract of a hospital, the sum in "
                   "comparable units of a place",
        policy_key="monitor.vbp_progress.threshold", requirements=("MON-6", "VBP-5"),
        rows=rows_duty.contracts_with_purchases, page="vbp_progress",
    ),
    Indicator(
        name="vbp_non_selected", zh="非中选采购占比", en="share of non-selected products", unit_zh="比例",
        unit_en="share", direction="above", subjects=("hospital", "drug"),
        formula_zh="近几个月同一药品中非中选产品的采购量 ÷ 全部采购量（按含量折算的可比单位）",
        formula_en="non-selected purchases of the drug in the last months ÷ all of them, in comparable units",
        policy_key="monitor.vbp_non_selected.threshold", requirements=("MON-6", "VBP-6"),
        rows=rows_duty.drug_lines_under_contract, page="vbp_non_selected",
    ),
    Indicator(
        name="vbp_surge", zh="集采突击采购", en="sudden purchase under contract", unit_zh="月均约定量的倍数",
        unit_en="multiple of a month's share", direction="above", subjects=("hospital",),
        formula_zh="当月采购量 ÷（约定采购量 ÷ 周期月数），取最高的品种",
        formula_en="packs ordered in the month ÷ (agreed ÷ months of the cycle), the highest of the contracts",
        policy_key="monitor.vbp_surge.threshold", requirements=("MON-6", "VBP-5"),
        rows=rows_duty.contracts_with_purchases, page="vbp_surge",
    ),
    Indicator(
        name="vbp_interruption", zh="集采采购中断", en="interrupted purchase under contract", unit_zh="个月",
        unit_en="months", direction="above", subjects=("hospital",),
        formula_zh="未完成约定量的品种截至月末连续没有采购的月数，取最长的",
        formula_en="months up to now without an order of a contract that is not fulfilled, the longest",
        policy_key="monitor.vbp_interruption.threshold", requirements=("MON-6", "VBP-5"),
        rows=rows_duty.contracts_with_purchases, page="vbp_interruption",
    ),
    Indicator(
        name="vbp_supply", zh="中选产品配送率", en="delivery rate of selected products", unit_zh="比例",
        unit_en="share", direction="below", subjects=("product",),
        formula_zh="约定采购该产品的医疗机构当月订单：已送达数量 ÷ 已到期数量（含拒单、未响应）",
        formula_en="of the orders of hospitals that agreed on the product: delivered ÷ due, refused and unanswered "
                   "lines included",
        policy_key="monitor.vbp_supply.threshold", requirements=("MON-6", "VBP-5"),
        rows=rows_duty.contracts_with_purchases, page="vbp_supply",
    ),
)  # fmt: skip
FAMILY = Family(
    name="vbp",
    sources=("vbp_contract",),
    reads=("orders", "organisation", "product", "region", "vbp_contract"),
    parameters=VbpParameters,
    findings=vbp_findings,
    indicators=_INDICATORS,
)
