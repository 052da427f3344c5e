"""Risk of running out: how likely the hospitals of a place are to use up a product within some days, and in how many.

What runs a hospital dry is use that is not made good: drain = daily use × (1 − rate of arrival), the rate taken from
the place's due orders of the last months against what arrives in the province in general. Days until stock-out =
(stock + what is on order × rate) ÷ drain, a distribution and not one number: log-normal, its spread from the scatter of
use and from the smallness of the stock. Where orders arrive as usual nothing drains and nothing is said.
Requirement: MON-3, COL-2, HOS-3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, index_of, last_days, month_index, small_table

_PLACE: Final = ("at", "region", "product")
_TENTH: Final = 1.2815515655446004  # standard deviations from the middle to the tenth part of a normal distribution
_LEAST_DRAIN: Final = 1e-9
_STALE_MONTHS: Final = 2  # a count of the month before still tells, where there is none of the month itself


@dataclass(frozen=True, kw_only=True)
class StockoutParameters:
    """`horizon_days`: within how many days. `most_fulfilment`: only what arrives below this share of the usual is
    looked at. `prior_lines`: lines added that arrive as usual. `use_variation`: relative scatter of use where no
    expectation tells it, and at least. `fulfilment_months`, `open_months`: months of due and of open orders.
    """

    horizon_days: int = policy("stockout_risk.horizon_days")
    most_fulfilment: float = policy("stockout_risk.most_fulfilment")
    prior_lines: float = policy("stockout_risk.prior_lines")
    use_variation: float = policy("stockout_risk.use_variation")
    open_months: int = policy("stockout_risk.open_months")
    fulfilment_months: int = policy("stockout_risk.fulfilment_months")
    least_hospitals: int = policy("stockout_risk.least_hospitals")
    levels: tuple[str, ...] = policy("stockout_risk.levels")


def stockout_findings(tables: Tables, parameters: StockoutParameters, scope: Scope) -> ir.Table:
    """Findings stockout_risk by product; reference is the middle of the days until stock-out."""
    found = stockout_days(tables, parameters, scope)
    return as_findings(
        found, indicator="stockout_risk", subject_type="product", value=found.probability, reference=found.days_p50,
        n=found.hospitals, weight=found.daily_use * parameters.horizon_days,
    )  # fmt: skip


def stockout_days(tables: Tables, parameters: StockoutParameters, scope: Scope) -> ir.Table:
    """By month, place and product: stock, on_order, daily_use (packs), fulfilment (share of the usual), probability of
    running out within the horizon (of the hospitals, by their use), days_p10, days_p50, days_p90, hospitals.

    Only hospitals that told stock and use count; a place needs `least_hospitals`.
    """
    arriving = _fulfilment(tables, parameters, scope)
    held = _hospitals(tables, parameters, scope, arriving)
    place = held.join(arriving, list(_PLACE))
    place = place.left_join(_scatter(tables, scope), list(_PLACE))
    variation = ibis.greatest(ibis.coalesce(place.variation, parameters.use_variation), parameters.use_variation)
    left = place.stock + place.on_order * place.fulfilment
    place = place.select(
        *_PLACE, "stock", "on_order", "daily_use", "fulfilment",
        chance=running_out(left, place.daily_use, place.fulfilment, variation, parameters.horizon_days),
        variation=variation,
    )  # fmt: skip
    sums = place.group_by(*_PLACE).aggregate(
        stock=place.stock.sum(), on_order=place.on_order.sum(), daily_use=place.daily_use.sum(),
        at_risk=(place.chance * place.daily_use).sum(), fulfilment=place.fulfilment.max(),
        variation=place.variation.max(), hospitals=place.count(),
    )  # fmt: skip
    sums = sums.filter(sums.hospitals >= parameters.least_hospitals, sums.daily_use > 0)
    left = sums.stock + sums.on_order * sums.fulfilment
    middle, spread = _days(left, sums.daily_use, sums.fulfilment, sums.variation)
    sums = sums.mutate(
        probability=sums.at_risk / sums.daily_use, days_p10=middle * (-_TENTH * spread).exp(), days_p50=middle,
        days_p90=middle * (_TENTH * spread).exp(),
    )  # fmt: skip
    return sums.drop("at_risk", "variation").join(last_days(scope.months, scope.as_of), "at")


def running_out(
    left: ir.Value, daily_use: ir.Value, fulfilment: ir.Value, variation: ir.Value, horizon_days: int
) -> ir.Value:
    """The probability that what is left is used up within the horizon; 1 where nothing is left and something drains."""
    middle, spread = _days(left, daily_use, fulfilment, variation)
    distance = (ibis.literal(float(horizon_days)).ln() - ibis.greatest(middle, _LEAST_DRAIN).ln()) / spread
    return normal_share(distance)


def _days(left: ir.Value, daily_use: ir.Value, fulfilment: ir.Value, variation: ir.Value) -> tuple[ir.Value, ir.Value]:
    """Middle of the days until stock-out and the spread of their logarithm.

    A stock of few packs lasts less surely than one of many, by the counting of use (Poisson).
    """
    drain = ibis.greatest(daily_use * (1.0 - fulfilment), _LEAST_DRAIN)
    spread = (1.0 + variation * variation + 1.0 / ibis.greatest(left, 1.0)).ln().sqrt()
    return left / drain, spread


def normal_share(distance: ir.Value) -> ir.Value:
    """The share of a normal distribution below so many standard deviations, right to 0.0002.

    The logistic form of Page's approximation, because engines have no function for it.
    """
    near = ibis.least(ibis.greatest(distance, -6.0), 6.0)
    return 1.0 / (1.0 + (-(1.5976 * near + 0.07056 * near * near * near)).exp())


def _shifted(table: ir.Table, scope: Scope, months: int) -> ir.Table:
    """Each row once for every month of the scope that it counts in, as `at`: its own and those that follow.

    `at` is worked out from the row's month. Looked up in a small table of pairs, a planner may join two large tables
    without it first, each month of one with each month of the other.
    """
    wanted = [index_of(month) for month in scope.months]
    table = _in_months(table, scope, months)
    parts = [table.mutate(at=(month_index(table.month) + step).cast("int32")) for step in range(months)]
    parts = [part.filter(part["at"].isin(wanted)) for part in parts]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _in_months(table: ir.Table, scope: Scope, months: int) -> ir.Table:
    """The rows of the scope's months and of those before them that count: files of other months are not opened."""
    names = {str(month.plus(-step)) for month in scope.months for step in range(months)}
    return table.filter(table.month.isin(sorted(names)))


def _spans(scope: Scope, months: int) -> ir.Table:
    """For each month of the scope the last so many months up to it: at, month."""
    pairs = [(index_of(month), str(month.plus(-step))) for month in scope.months for step in range(months)]
    return small_table(pairs, {"at": pl.Int32(), "month": pl.String()})


def _fulfilment(tables: Tables, parameters: StockoutParameters, scope: Scope) -> ir.Table:
    """By month, place and product the share of the usual that arrives, where it is below `most_fulfilment`."""
    trade = tables.trade.filter(tables.trade.due_lines > 0)
    trade = _shifted(trade, scope, parameters.fulfilment_months)
    due = trade.select(
        "at", "level", "region", "product",
        lines=trade.due_lines.cast("float64"),
        due=trade.due_quantity.cast("float64"),
        arrived=trade.delivered_quantity.cast("float64"),
    )  # fmt: skip
    whole = due.filter(due.level == "province")
    usual = whole.group_by("at").aggregate(usual=whole.arrived.sum() / whole.due.sum())
    placed = due.filter(due.level.isin(parameters.levels))
    # Where all arrived in every month that counts, what arrives is no less than the usual: most places need no sums.
    missed = placed.filter(placed.arrived < placed.due).select(*_PLACE).distinct()
    placed = placed.semi_join(missed, list(_PLACE))
    sums = placed.group_by(*_PLACE).aggregate(
        lines=placed.lines.sum(), due=placed.due.sum(), arrived=placed.arrived.sum()
    )
    sums = sums.filter(sums.due > 0).join(usual, "at").filter(lambda row: row.usual > 0)
    steadied = (sums.arrived / sums.due * sums.lines + sums.usual * parameters.prior_lines) / (
        sums.lines + parameters.prior_lines
    )
    found = sums.select(*_PLACE, fulfilment=ibis.least(1.0, steadied / sums.usual))
    return found.filter(found.fulfilment < parameters.most_fulfilment)


def _looked_at(tables: Tables, wanted: ir.Table) -> ir.Table:
    """At, region and product of the hospitals in the places wanted: a few parts in a hundred of all."""
    region = tables.region
    inside = [
        region.filter(region[key].notnull()).select(place=key, inside="region")
        for key in ("region", "city", "province")
    ]
    places = ibis.union(*inside, distinct=True)
    found = wanted.join(places, wanted.region == places.place)
    return found.select("at", "product", region="inside").distinct()


def _hospitals(tables: Tables, parameters: StockoutParameters, scope: Scope, wanted: ir.Table) -> ir.Table:
    """Hospitals that told stock and use of the products wanted, once for each place that they lie in."""
    looked_at = _looked_at(tables, wanted)
    counts = _shifted(_within(tables.counts, looked_at, scope, _STALE_MONTHS), scope, _STALE_MONTHS)
    counts = counts.select("at", "hospital", "product", "region", "counted_on", stock=counts.quantity.cast("float64"))
    newest = counts.group_by("at", "hospital", "product").aggregate(counted_on=counts.counted_on.max())
    counts = counts.semi_join(newest, ["at", "hospital", "product", "counted_on"])
    use = _shifted(tables.use, scope, 1).semi_join(looked_at.select("at", "product").distinct(), ["at", "product"])
    use = use.select("at", "hospital", "product", daily_use=use.used.cast("float64") / use.stocked_days.cast("float64"))
    held = counts.join(use, ["at", "hospital", "product"])
    held = held.left_join(_open_orders(tables, parameters, scope, looked_at), ["at", "hospital", "product"])
    held = held.select("at", "region", "product", "stock", "daily_use", on_order=held.on_order.fill_null(0.0))
    return rolled_up(held, tables.region, parameters.levels)


def _within(rows: ir.Table, looked_at: ir.Table, scope: Scope, months: int) -> ir.Table:
    """The rows of the places and products looked at, in any of the months that count for one of them."""
    rows = _in_months(rows, scope, months)
    wanted = looked_at.join(_spans(scope, months), "at").select("month", "region", "product").distinct()
    return rows.semi_join(wanted, ["month", "region", "product"])


def _open_orders(tables: Tables, parameters: StockoutParameters, scope: Scope, looked_at: ir.Table) -> ir.Table:
    """Packs ordered in the last months that have not arrived, by hospital and product."""
    months = parameters.open_months
    lines = _shifted(_within(tables.orders, looked_at, scope, months), scope, months)
    lines = lines.select(
        "at", "hospital", "product",
        missing=lines.ordered_quantity.cast("float64") - lines.delivered_quantity.cast("float64"),
    )  # fmt: skip
    sums = lines.group_by("at", "hospital", "product").aggregate(on_order=lines.missing.sum())
    return sums.mutate(on_order=ibis.greatest(sums.on_order, 0.0))


def _scatter(tables: Tables, scope: Scope) -> ir.Table:
    """Relative scatter of the use of each place and product, from what is expected of it."""
    known = tables.expectation_use
    known = known.filter(known.month.isin(scope.names), known.expected > 0)
    known = _shifted(known, scope, 1)
    return known.select(*_PLACE, variation=known.noise / known.expected)


_INDICATORS = (
    Indicator(
        name="stockout_risk", zh="断供概率", en="risk of running out", unit_zh="概率", unit_en="probability",
        direction="above", subjects=("product",),
        formula_zh="按使用量加权，当地医疗机构在期限内用尽的概率；可用天数＝（库存＋在途×到货率）÷"
                   "〔日均用量×（1－到货率）〕，按对数正态分布",
        formula_en="probability, by use, that the place's hospitals run out within the horizon; days until stock-out = "
                   "(stock + on order × rate of arrival) ÷ (daily use × (1 − rate of arrival)), log-normal",
        policy_key="monitor.stockout_risk.threshold", requirements=("MON-3", "COL-2", "HOS-3"),
        rows=rows.counts, page="stockout_risk",
    ),
)  # fmt: skip
FAMILY = Family(
    name="stockout",
    sources=("stock",),
    reads=("counts", "expectation_use", "orders", "region", "trade", "use"),
    parameters=StockoutParameters,
    findings=stockout_findings,
    indicators=_INDICATORS,
    further_keys=("monitor.days_of_supply.usage_months",),
)
