"""Impact of stop-production notices on patients: the share of a drug's clinical use that the stopped product had.

COL-4 asks for two assessments of each notice: healthcare security's from past purchases (`stop_notice_impact`) and
health's from past clinical use, which is this one. The two differ where hospitals buy ahead, or use up what they have.
Use is in smallest units of all products of the drug, over the months before the notice, as hospitals reported it.
Requirement: COL-4 (HN-3, NJ-8, HD-3), MON-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.monitor.indicators import rows_supply
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.stop import drugs_of, looked_back, notices_in_force
from baowen.monitor.indicators.tables import Scope, Tables, month_index, small_table


@dataclass(frozen=True, kw_only=True)
class StopUseParameters:
    """`look_back_months`: months of use before the notice. `least_hospitals`: that reported use of the drug there."""

    look_back_months: int = policy("stop_notice_use_impact.look_back_months")
    least_hospitals: int = policy("stop_notice_use_impact.least_hospitals")
    levels: tuple[str, ...] = policy("stop_notice_use_impact.levels")


def stop_use_findings(tables: Tables, parameters: StopUseParameters, scope: Scope) -> ir.Table:
    """Findings stop_notice_use_impact by product, for each month in which a notice is in force.

    Reference is the whole use of the drug in smallest units, n the hospitals that reported use of it.
    """
    drugs = drugs_of(tables.product)
    stopped = notices_in_force(tables.stop_notice, scope).join(drugs.select("product", "drug"), "product")
    # A notice is in force for months and looks back on the same ones in each: what it takes away is added up once.
    notices = stopped.select("drug", "announced_at", "product").distinct()
    used = _monthly_use(tables, drugs, notices, parameters.look_back_months)
    pairs = looked_back(notices.rename(stopping="product").join(used, "drug"), parameters.look_back_months)
    own = ibis.ifelse(pairs["product"] == pairs.stopping, pairs.units, 0.0)
    hospitals = pairs.group_by("stopping", "announced_at", "region", "hospital").aggregate(
        whole=pairs.units.sum(), own=own.sum()
    )
    placed = rolled_up(hospitals, tables.region, parameters.levels)
    sums = placed.group_by("stopping", "announced_at", "region").aggregate(
        whole=placed.whole.sum(), own=placed.own.sum(), hospitals=placed.hospital.nunique()
    )
    sums = sums.filter(sums.own > 0, sums.hospitals >= parameters.least_hospitals).rename(product="stopping")
    sums = stopped.select("product", "announced_at", "month", "seen_on").join(sums, ["product", "announced_at"])
    return as_findings(
        sums, indicator="stop_notice_use_impact", subject_type="product", value=sums.own / sums.whole,
        reference=sums.whole, n=sums.hospitals, weight=sums.own,
    )  # fmt: skip


def _monthly_use(tables: Tables, drugs: ir.Table, notices: ir.Table, months: int) -> ir.Table:
    """Smallest units used by month (`then`), region, hospital and product, of what some notice looks back on only."""
    back = small_table([(step,) for step in range(1, months + 1)], {"back": pl.Int32()})
    asked = notices.select("drug", "announced_at").cross_join(back)
    asked = asked.select(about="drug", at=asked.announced_at - asked.back).distinct()
    used = tables.usage.filter(tables.usage.quantity > 0).join(drugs.semi_join(notices, "drug"), "product")
    used = used.select(
        "region", "hospital", "product", "drug",
        units=used.quantity.cast("float64") * used.units, then=month_index(used.month),
    )  # fmt: skip
    # A view, because Ibis takes the notices, made from the same products, for a part of what they are joined with.
    return used.view().semi_join(asked.rename(drug="about", then="at"), ["drug", "then"])


_INDICATORS = (
    Indicator(
        name="stop_notice_use_impact", zh="停产影响（临床用量）", en="impact of a stop notice on clinical use",
        unit_zh="份额", unit_en="share", direction="above", subjects=("product",),
        formula_zh="停产品种在报告前若干月同药临床用量（最小制剂单位）中的份额，供卫生健康部门评估",
        formula_en="the product's share of its drug's clinical use (smallest units) in the months before the notice",
        policy_key="monitor.stop_notice_use_impact.threshold", requirements=("COL-4", "MON-3", "HN-3", "NJ-8", "HD-3"),
        rows=rows_supply.use_of_drug, page="stop_notice_use_impact",
    ),
)  # fmt: skip
FAMILY = Family(
    name="stop_use",
    sources=("stop_notice",),
    reads=("product", "region", "stop_notice", "usage"),
    parameters=StopUseParameters,
    findings=stop_use_findings,
    indicators=_INDICATORS,
)
