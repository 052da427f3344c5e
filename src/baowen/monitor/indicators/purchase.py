"""Purchase drop and surge: what was bought in a month against what was to be expected from the months before it.

Expected = expected share × activity. The share is a product's packs per order line of the place (all products), what is
expected of it a forecast from the months before (monitor/expectation); activity is the place's order lines in the month
itself. So holidays, growth, a month that is only partly over and hospitals that did not report move both sides alike
and make no signal. A drop is measured against the lowest, a surge against the highest of the forecast, the usual share
and the usual share in its season: a season or a trend can only excuse, never accuse. Requirement: MON-3, HN-10, NJ-17,
HD-10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, index_of, last_days

_KEYS: Final = ("month", "region", "product")


@dataclass(frozen=True, kw_only=True)
class PurchaseParameters:
    """How long the history is and how sure a deviation must be.

    `least_regularity`: share of history months with a purchase. `least_lines`: order lines a month, on average (not
    asked of monthly purchases, whose lines nobody knows); `least_quantity`: packs a month, on average.
    `least_deviation`: in usual scatters of the series; of a month that is partly over in wider ones. `least_month`:
    share of the month's working days that must be over. `fade_months`: before its delisting a product fades out, which
    is no drop. What the expectation itself is made with: monitor/expectation/parameters.py.
    """

    least_months: int = policy("purchase.least_months")
    least_quantity: float = policy("purchase.least_monthly_quantity")
    least_deviation: float = policy("purchase.least_deviation")
    least_month: float = policy("purchase.partial_month_least")
    least_regularity: float = policy("purchase.least_regularity")
    least_lines: float = policy("purchase.least_lines")
    fade_months: int = policy("purchase.fade_months")
    levels: tuple[str, ...] = policy("purchase.levels")


def purchase_findings(tables: Tables, parameters: PurchaseParameters, scope: Scope) -> ir.Table:
    """Findings purchase_drop and purchase_surge by product, in cities and provinces."""
    judged = _judged(tables, parameters, scope)
    seasonal = judged.usual * judged.season
    lower = ibis.least(judged.usual, seasonal, judged.forecast)
    higher = ibis.greatest(judged.usual, seasonal, judged.forecast)
    stays = judged.gone.isnull() | (judged["at"] < judged.gone - parameters.fade_months)
    drop = judged.filter(stays, judged.share < judged.low, judged.share < judged.least)
    surge = judged.filter(judged.share > judged.high, judged.share > judged.most)
    drop = drop.mutate(expected=lower * drop.activity)
    surge = surge.mutate(expected=higher * surge.activity)
    drop = drop.filter(drop.expected - drop.quantity >= _asked(drop, parameters))
    surge = surge.filter(surge.quantity - surge.expected >= _asked(surge, parameters))
    return union_all([_shaped(drop, "purchase_drop"), _shaped(surge, "purchase_surge")])


def _asked(judged: ir.Table, parameters: PurchaseParameters) -> ir.Value:
    """The packs by which a month must deviate: the scatter is that of whole months, and of half a month's orders less
    averages out, by the root of the share of the month that is over.
    """
    return parameters.least_deviation * judged.noise * judged.activity / judged.over.sqrt()


def placed_purchases(
    tables: Tables, levels: Sequence[str], *, months: Sequence[str] | None = None, products: ir.Table | None = None
) -> ir.Table:
    """Packs, lines and order lines by month, region and product for the places of some levels: the cube of trade, and
    monthly purchases of hospitals without order lines. Of all months and products, or of those that are named.

    A monthly purchase counts as one line, since nobody knows how many orders it stands for; `orders` leaves it out.
    `products`: a table with a column product.
    """
    trade = tables.trade.filter(tables.trade.level.isin(list(levels)))
    told = tables.purchase.filter(tables.purchase.quantity > 0)
    if months is not None:
        trade, told = (each.filter(each.month.isin(list(months))) for each in (trade, told))
    if products is not None:
        trade, told = (each.semi_join(products, "product") for each in (trade, told))
    ordered = trade.select(*_KEYS, "lines", quantity=trade.ordered_quantity.cast("float64"), orders="lines")
    senders = ["month", "hospital"]
    with_lines = tables.orders.semi_join(told.select(*senders).distinct(), senders).select(*senders).distinct()
    reported = told.anti_join(with_lines, senders)
    reported = reported.select(
        *_KEYS, lines=ibis.literal(1, "int64"), quantity=reported.quantity.cast("float64"),
        orders=ibis.literal(0, "int64"),
    )  # fmt: skip
    placed = rolled_up(reported, tables.region, levels).select(*ordered.columns)
    return _added(ibis.union(ordered, placed))


def _added(purchases: ir.Table) -> ir.Table:
    return purchases.group_by("month", "region", "product").aggregate(
        quantity=purchases.quantity.cast("float64").sum(), lines=purchases.lines.sum(), orders=purchases.orders.sum()
    )


def _judged(tables: Tables, parameters: PurchaseParameters, scope: Scope) -> ir.Table:
    """The months to judge: what was bought beside what was expected, 0 where nothing was bought that month.

    A place that reported nothing at all in a month is not judged, nor is a product from the month on in which it was
    delisted, nor one whose history is too thin.
    """
    months = _months_to_judge(tables, parameters, scope).select("month", "at", "seen_on", "over")
    bought = placed_purchases(tables, parameters.levels, months=scope.names)
    active = bought.group_by("month", "region").aggregate(activity=bought.lines.sum())
    known = tables.expectation
    known = known.filter(
        known.month.isin(scope.names),
        known.known_months >= parameters.least_months,
        known.regularity >= parameters.least_regularity,
        (known.past_lines >= parameters.least_lines) | ~known.is_counted,
        known.past_packs >= parameters.least_quantity,
        known.usual > 0,
    ).select(*_KEYS, "low", "high", "noise", "usual", "season", "least", "most", forecast="expected")
    known = known.join(months, "month").join(active, ["month", "region"])
    delisted = tables.product.filter(tables.product.delisted_on.notnull())
    delisted = delisted.select("product", gone=delisted.delisted_on.year() * 12 + delisted.delisted_on.month() - 1)
    known = known.left_join(delisted, "product").drop("product_right")
    known = known.filter(known.gone.isnull() | (known["at"] < known.gone))
    joined = known.left_join(bought.select(*_KEYS, "quantity", "lines"), list(_KEYS))
    joined = joined.drop(*[name for name in joined.columns if name.endswith("_right")])
    quantity = joined.quantity.fill_null(0.0)
    return joined.mutate(quantity=quantity, lines=joined.lines.fill_null(0), share=quantity / joined.activity)


def _months_to_judge(tables: Tables, parameters: PurchaseParameters, scope: Scope) -> ir.Table:
    """The months of the scope with the share of their working days that is over (`over`); the running one only when
    that is enough.
    """
    months = last_days(scope.months, scope.as_of).mutate(over=ibis.literal(1.0))
    running = Month.of(scope.as_of)
    if scope.as_of == running.last or running not in scope.months:
        return months
    days = tables.calendar.filter(
        tables.calendar.day >= running.first, tables.calendar.day <= running.last, tables.calendar.is_working
    )
    share = days.aggregate(over=(days.day <= scope.as_of).cast("float64").mean())
    enough = share.filter(share.over >= parameters.least_month).mutate(at=ibis.literal(index_of(running), "int32"))
    part = months.drop("over").join(enough, "at").select(*months.columns)
    return months.filter(months.month != str(running)).union(part)


def _shaped(table: ir.Table, indicator: str) -> ir.Table:
    return as_findings(
        table,
        indicator=indicator,
        subject_type="product",
        value=table.quantity / table.expected,
        reference=table.expected,
        n=table.lines,
        weight=(table.quantity - table.expected).abs(),
    )


_INDICATORS = (
    Indicator(
        name="purchase_drop", zh="采购量下降", en="purchase drop", unit_zh="占预期的比例", unit_en="share of expected",
        direction="below", subjects=("product",),
        formula_zh="当月采购量 ÷ 预期；预期＝由此前各月预测的每订单行采购量 × 当地当月订单行数，"
                   "预测、通常值、季节值三者从低",
        formula_en="packs bought ÷ packs expected; expected = packs per order line forecast from the months before × "
                   "the place's order lines this month; of forecast, usual and seasonal value the lowest",
        policy_key="monitor.purchase_drop.threshold", requirements=("MON-3", "HN-10", "NJ-17"),
        rows=rows.order_lines, page="purchase_drop",
    ),
    Indicator(
        name="purchase_surge", zh="采购量激增", en="purchase surge", unit_zh="预期的倍数",
        unit_en="multiple of expected", direction="above", subjects=("product",),
        formula_zh="当月采购量 ÷ 预期采购量；预期算法同采购量下降，三者从高",
        formula_en="packs bought ÷ packs expected, as for the drop, of the three the highest",
        policy_key="monitor.purchase_surge.threshold", requirements=("MON-3",),
        rows=rows.order_lines, page="purchase_surge",
    ),
)  # fmt: skip
FAMILY = Family(
    name="purchase",
    sources=(
        "order_line",
        "purchase",
    ),
    reads=("calendar", "expectation", "orders", "product", "purchase", "region", "trade"),
    parameters=PurchaseParameters,
    findings=purchase_findings,
    indicators=_INDICATORS,
    further_keys=(
        *("monitor.purchase." + name for name in ("window_months", "least_noise")),
        *(
            "monitor.expectation." + name
            for name in (
                "interval_cut",
                "variation_cut",
                "smoothing",
                "season_smoothing",
                "backtest_months",
                "least_origins",
                "class_weight",
                "coverage",
                "least_errors",
                "most_season",
            )
        ),
    ),
)
