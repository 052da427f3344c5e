"""Days of supply: how long the stock lasts at the use of the months before.

Stock is the last count of the month at each hospital, expired lots left out; a count of 0 is a value, no count is
missing. Daily use is the use of the last months divided by the days on which there was stock: days without stock are
no days without need. Places are added up: stock of the hospitals that counted over their daily use. Requirement:
MON-3, HOS-3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month
from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.parameter import policy, supplied
from baowen.monitor.indicators.tables import Scope, Tables, index_of, last_days, small_table

ORDINARY = "ordinary"


@dataclass(frozen=True, kw_only=True)
class StockParameters:
    """`use_months`: how many months of use count. `low_days`: by drug class, below it a hospital counts as low.

    A last count that is more than `stale_days` before the month's end (or `as_of`) is no count. A place is only judged
    with `least_hospitals`, and when its days fell by `least_fall` below their median of the `usual_months` before (of
    which `least_known` are known) and below each of them while the share `low_when_fallen` of its hospitals are low
    themselves, or when the share `least_low` are: a place that has always held less than the line is a matter of
    planning, and a sum that falls while most hospitals are well supplied is one large order late.
    `line_days`: by drug class the widest warning line of any place; above it nothing can warn, so nothing is judged.
    """

    use_months: int = policy("days_of_supply.usage_months")
    stale_days: int = policy("days_of_supply.stale_days")
    low_days: Mapping[str, float] = supplied()
    line_days: Mapping[str, float] = supplied()
    least_hospitals: int = policy("days_of_supply.least_hospitals")
    usual_months: int = policy("days_of_supply.usual_months")
    least_known: int = policy("days_of_supply.usual_least_months")
    least_fall: float = policy("days_of_supply.least_fall")
    low_when_fallen: float = policy("days_of_supply.least_low_when_fallen")
    least_low: float = policy("days_of_supply.least_low_share")
    levels: tuple[str, ...] = policy("days_of_supply.levels")


def days_of_supply_findings(tables: Tables, parameters: StockParameters, scope: Scope) -> ir.Table:
    """Findings days_of_supply by product; reference is the share of hospitals that are low themselves."""
    sums = _place_days(tables, parameters, _with_history(parameters, scope))
    wanted = sums.filter(sums.month.isin(scope.names), sums.days < _by_class(sums.drug_class, parameters.line_days))
    then = sums.select("region", "product", then="at", past="days")
    pairs = wanted.select("region", "product", "at").join(then, ["region", "product"])
    age = pairs["at"] - pairs.then
    pairs = pairs.filter(age >= 1, age <= parameters.usual_months)
    usual = pairs.group_by("region", "product", "at").aggregate(
        usual=pairs.past.median(), least=pairs.past.min(), known=pairs.count()
    )
    usual = usual.filter(usual.known >= parameters.least_known)
    judged = wanted.left_join(usual, ["region", "product", "at"])
    fell = (judged.days <= (1 - parameters.least_fall) * judged.usual) & (judged.days < judged.least)
    judged = judged.mutate(share_low=judged.low / judged.hospitals, fell=fell.fill_null(False))
    asked = ibis.ifelse(judged.fell, parameters.low_when_fallen, parameters.least_low)
    judged = judged.filter(judged.share_low >= asked)
    return as_findings(
        judged, indicator="days_of_supply", subject_type="product", value=judged.days, reference=judged.share_low,
        threshold_basis=judged.drug_class, n=judged.hospitals, weight=judged.daily_use * 30,
    )  # fmt: skip


def _with_history(parameters: StockParameters, scope: Scope) -> Scope:
    first = min(scope.months).plus(-parameters.usual_months)
    return Scope(months=tuple(first.until(max(scope.months))), as_of=scope.as_of)


def _place_days(tables: Tables, parameters: StockParameters, scope: Scope) -> ir.Table:
    """Days of supply by month, place and product, where enough hospitals counted."""
    supply = tables.supply.filter(tables.supply.month.isin(scope.names), tables.supply.level.isin(parameters.levels))
    sums = supply.select(
        "month", "region", "product", "daily_use", "hospitals", stock=supply.stock.cast("float64"),
        low=supply.low.cast("float64"),
    )  # fmt: skip
    sums = sums.filter(sums.daily_use > 0, sums.hospitals >= parameters.least_hospitals)
    sums = sums.join(last_days(scope.months, scope.as_of), "month").join(_classes(tables.product), "product")
    return sums.mutate(days=sums.stock / sums.daily_use)


def _by_class(drug_class: ir.Value, days: Mapping[str, float]) -> ir.Value:
    """The days that a class has in the mapping; 0 for a class that has none."""
    if not days:
        return ibis.literal(0.0)
    return ibis.cases(*[(drug_class == name, value) for name, value in days.items()], else_=0.0)


def _classes(product: ir.Table) -> ir.Table:
    return product.select("product", drug_class=product.drug_class.fill_null(ORDINARY))


def hospital_days(tables: Tables, parameters: StockParameters, scope: Scope) -> ir.Table:
    """Stock and daily use (packs) of every hospital and product with a count in a month and use before it."""
    counted = _last_counts(tables.counts, parameters, scope)
    use = _daily_use(tables.use, scope)
    joined = counted.join(use, ["month", "hospital", "product"]).join(_classes(tables.product), "product")
    return joined.select(
        "month", "at", "seen_on", "region", "hospital", "product", "drug_class", "quantity", "daily_use", "counted_on"
    )


def _last_counts(counts: ir.Table, parameters: StockParameters, scope: Scope) -> ir.Table:
    """The last count not older than `stale_days` at each month's end, from the cube of stock."""
    first = Month.of(min(scope.months).last - timedelta(days=parameters.stale_days))
    rows = counts.filter(counts.month >= str(first), counts.month <= str(max(scope.months)))
    counts = rows.select(
        "hospital", "product", "region", "counted_on", counted_in="month", quantity=rows.quantity.cast("float64")
    )
    spans = [
        (str(month), index_of(month), end, str(counted), end - timedelta(days=parameters.stale_days))
        for month in scope.months
        for end in [min(month.last, scope.as_of)]
        for counted in Month.of(end - timedelta(days=parameters.stale_days)).until(month)
    ]
    kinds: dict[str, pl.DataType] = {
        "month": pl.String(), "at": pl.Int32(), "seen_on": pl.Date(), "counted_in": pl.String(),
        "fresh_from": pl.Date(),
    }  # fmt: skip
    months = small_table(spans, kinds)
    fresh = counts.join(months, "counted_in").drop("counted_in")
    fresh = fresh.filter(fresh.counted_on >= fresh.fresh_from)
    last = fresh.group_by("at", "hospital", "product").aggregate(counted_on=fresh.counted_on.max())
    return fresh.semi_join(last, ["at", "hospital", "product", "counted_on"]).drop("fresh_from")


def _daily_use(use: ir.Table, scope: Scope) -> ir.Table:
    """Packs a day over the months before each month, by hospital and product, from the cube of use."""
    rows = use.filter(use.month.isin(scope.names))
    return rows.select(
        "hospital", "product", "month", daily_use=rows.used.cast("float64") / rows.stocked_days.cast("float64")
    )


_INDICATORS = (
    Indicator(
        name="days_of_supply", zh="库存可用天数", en="days of supply", unit_zh="天", unit_en="days", direction="below",
        subjects=("product",),
        formula_zh="未过期库存 ÷ 日均用量；日均用量＝前若干月用量 ÷（天数－缺货天数）",
        formula_en="unexpired stock ÷ daily use; daily use = use of the months before ÷ (days − days without stock)",
        policy_key="monitor.days_of_supply.threshold.{basis}", requirements=("MON-3", "HOS-3"),
        rows=rows.counts, page="days_of_supply",
    ),
)  # fmt: skip
FAMILY = Family(
    name="stock",
    sources=("stock",),
    reads=("product", "supply"),
    parameters=StockParameters,
    findings=days_of_supply_findings,
    indicators=_INDICATORS,
)
