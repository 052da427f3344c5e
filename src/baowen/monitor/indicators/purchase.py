"""Purchase drop and surge: what was bought in a month against what was to be expected from the months before it.

Expected = usual share × activity. The share is a product's packs per order line of the place (all products), its usual
value the median over the months before; activity is the place's order lines in the month itself. So holidays, growth, a
month that is only partly over and hospitals that did not report move both sides alike and make no signal.
Only earlier months count (walk-forward). A season seen a year before can only excuse, never accuse: the drop is
measured against the lower, the surge against the higher of the usual and the seasonal expectation. Requirement:
MON-3, HN-10, NJ-17, HD-10.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, index_of, last_days, month_index

_IQR_TO_SIGMA = 1.349  # of a normal distribution: how wide the middle half is in standard deviations


@dataclass(frozen=True, kw_only=True)
class PurchaseParameters:
    """How long the history is and how sure a deviation must be.

    `least_regularity`: share of history months with a purchase. `least_lines`: order lines a month, on average (not
    asked of monthly purchases, whose lines nobody knows); `least_quantity`: packs a month, on average.
    `least_deviation`: in robust standard deviations of the history. `least_noise`: the least relative standard
    deviation that is believed. `least_month`: share of the month's working days that must be over.
    """

    window_months: int = policy("purchase.window_months")
    least_months: int = policy("purchase.least_months")
    least_quantity: float = policy("purchase.least_monthly_quantity")
    least_deviation: float = policy("purchase.least_deviation")
    least_month: float = policy("purchase.partial_month_least")
    least_regularity: float = policy("purchase.least_regularity")
    least_lines: float = policy("purchase.least_lines")
    least_noise: float = policy("purchase.least_noise")
    season_least_months: int = policy("purchase.season_least_months")
    levels: tuple[str, ...] = policy("purchase.levels")


def purchase_findings(tables: Tables, parameters: PurchaseParameters, scope: Scope) -> ir.Table:
    """Findings purchase_drop and purchase_surge by product, in cities and provinces."""
    series = _series(tables, parameters, scope)
    judged = _expected(series, tables, parameters, scope)
    seasonal = judged.usual * ibis.coalesce(judged.season, 1.0)
    drop = judged.mutate(expected=ibis.least(judged.usual, seasonal) * judged.activity)
    surge = judged.mutate(expected=ibis.greatest(judged.usual, seasonal) * judged.activity)
    drop = drop.filter(drop.share < drop.least)
    surge = surge.filter(surge.share > surge.most)
    drop = drop.filter(drop.expected - drop.quantity >= parameters.least_deviation * _noise(drop, parameters))
    surge = surge.filter(surge.quantity - surge.expected >= parameters.least_deviation * _noise(surge, parameters))
    return union_all([_shaped(drop, "purchase_drop"), _shaped(surge, "purchase_surge")])


def monthly_purchases(tables: Tables) -> ir.Table:
    """Packs and lines by month, region and product: order lines, and monthly purchases of hospitals without them.

    A monthly purchase counts as one line, since nobody knows how many orders it stands for; `orders` leaves it out.
    """
    orders = tables.orders.select(
        "month", "region", "hospital", "product", "lines", orders="lines", quantity="ordered_quantity"
    )
    with_lines = orders.select("month", "hospital").distinct()
    reported = tables.purchase.anti_join(with_lines, ["month", "hospital"])
    reported = reported.filter(reported.quantity > 0)
    reported = reported.select(
        "month",
        "region",
        "hospital",
        "product",
        "quantity",
        lines=ibis.literal(1, "int64"),
        orders=ibis.literal(0, "int64"),
    )
    return _added(ibis.union(orders, reported.select(*orders.columns)))


def _added(purchases: ir.Table) -> ir.Table:
    return purchases.group_by("month", "region", "product").aggregate(
        quantity=purchases.quantity.cast("float64").sum(), lines=purchases.lines.sum(), orders=purchases.orders.sum()
    )


def _series(tables: Tables, parameters: PurchaseParameters, scope: Scope) -> ir.Table:
    """One row per place, product and month from the first purchase on, 0 where nothing was bought that month.

    A month in which a place reported nothing at all has no activity and no rows. A product has no rows from the
    month on in which it was delisted.
    """
    bought = _added(rolled_up(monthly_purchases(tables), tables.region, parameters.levels))
    bought = bought.filter(bought.month <= str(max(scope.months)))
    bought = bought.mutate(at=month_index(bought.month))
    active = bought.group_by("region", "at", "month").aggregate(activity=bought.lines.sum())
    since = bought.group_by("region", "product").aggregate(since=bought["at"].min())
    delisted = tables.product.select("product", "delisted_on")
    since = since.left_join(delisted, "product").drop("product_right")
    grid = since.join(active, "region")
    gone = grid.delisted_on.notnull() & (grid["at"] >= grid.delisted_on.year() * 12 + grid.delisted_on.month() - 1)
    grid = grid.filter(grid["at"] >= grid.since, ~gone).select("region", "product", "at", "month", "activity", "since")
    bought = bought.select("region", "product", "at", "quantity", "lines", "orders")
    full = grid.left_join(bought, ["region", "product", "at"])
    filled = {"quantity": full.quantity.fill_null(0.0), "lines": full.lines.fill_null(0)}
    full = full.select(*grid.columns, **filled, orders=full.orders.fill_null(0))
    return full.mutate(share=full.quantity / full.activity)


def _expected(series: ir.Table, tables: Tables, parameters: PurchaseParameters, scope: Scope) -> ir.Table:
    """The months to judge, each beside its usual share, the spread of its history and its season a year ago."""
    months = _months_to_judge(tables, parameters, scope)
    now = series.join(months.select("at", "seen_on"), "at")
    then = series.select(
        "region", "product", then="at", past="share", past_lines="lines", past_packs="quantity", past_orders="orders"
    )
    pairs = now.join(then, ["region", "product"])
    age = pairs["at"] - pairs.then
    window = pairs.filter(age >= 1, age <= parameters.window_months)
    history = window.group_by("region", "product", "at").aggregate(
        usual=window.past.median(),
        low=window.past.quantile(0.25),
        high=window.past.quantile(0.75),
        months=window.count(),
        least=window.past.min(),
        most=window.past.max(),
        regularity=(window.past > 0).cast("float64").mean(),
        past_lines=window.past_lines.mean(),
        past_orders=window.past_orders.mean(),
        past_packs=window.past_packs.mean(),
    )
    history = history.filter(
        history.months >= parameters.least_months,
        history.regularity >= parameters.least_regularity,
        (history.past_lines >= parameters.least_lines) | (history.past_orders == 0),
        history.past_packs >= parameters.least_quantity,
        history.usual > 0,
    )
    judged = now.join(history, ["region", "product", "at"])
    season = _season(pairs, parameters.season_least_months)
    judged = judged.left_join(season, ["region", "product", "at"])
    return judged.select(*[name for name in judged.columns if not name.endswith("_right")])


def _season(pairs: ir.Table, least_months: int) -> ir.Table:
    """The share of the same month a year ago over the median of the year around it, where that year is known."""
    age = pairs["at"] - pairs.then
    around = pairs.filter(age >= 7, age <= 18)
    season = around.group_by("region", "product", "at").aggregate(
        same=around.past.max(where=around["at"] - around.then == 12), middle=around.past.median(), known=around.count()
    )
    season = season.filter(season.known >= least_months, season.same.notnull(), season.middle > 0)
    return season.select("region", "product", "at", season=season.same / season.middle)


def _noise(table: ir.Table, parameters: PurchaseParameters) -> ir.Value:
    """One robust standard deviation of the month's packs: from the middle half, from the count of lines, at least.

    Where only monthly purchases are known there is no count of lines, and the middle half must say it alone.
    """
    spread = (table.high - table.low) / _IQR_TO_SIGMA / table.usual
    counting = ibis.ifelse(table.past_orders > 0, ibis.least(1.0, 1.0 / table.past_lines.sqrt()), 0.0)
    return table.expected * ibis.greatest(spread, counting, parameters.least_noise)


def _months_to_judge(tables: Tables, parameters: PurchaseParameters, scope: Scope) -> ir.Table:
    """The months of the scope; the running one only when enough of its working days are over by `as_of`."""
    months = last_days(scope.months, scope.as_of)
    running = Month.of(scope.as_of)
    if scope.as_of == running.last or running not in scope.months:
        return months
    days = tables.calendar.filter(
        tables.calendar.day >= running.first, tables.calendar.day <= running.last, tables.calendar.is_working
    )
    share = days.aggregate(over=(days.day <= scope.as_of).cast("float64").mean())
    enough = share.filter(share.over >= parameters.least_month).mutate(at=ibis.literal(index_of(running), "int32"))
    return months.filter(months.month != str(running)).union(months.semi_join(enough, "at"))


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
        formula_zh="当月采购量 ÷ 预期；预期＝前若干月每订单行采购量的中位数 × 当地当月订单行数，去年同月偏低的从低",
        formula_en="packs bought ÷ packs expected; expected = median packs per order line of the months before × the "
                   "place's order lines this month, lower where the season a year ago was lower",
        policy_key="monitor.purchase_drop.threshold", requirements=("MON-3", "HN-10", "NJ-17"),
        rows=rows.order_lines, page="purchase_drop",
    ),
    Indicator(
        name="purchase_surge", zh="采购量激增", en="purchase surge", unit_zh="预期的倍数",
        unit_en="multiple of expected", direction="above", subjects=("product",),
        formula_zh="当月采购量 ÷ 预期采购量；预期算法同采购量下降，去年同月偏高的从高",
        formula_en="packs bought ÷ packs expected, as for the drop, higher where the season a year ago was higher",
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
    parameters=PurchaseParameters,
    findings=purchase_findings,
    indicators=_INDICATORS,
)
