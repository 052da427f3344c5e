"""Price rises: how far and how often a listed price rose within a window, and makers rising together.

A price of 0 is missing. The base of a rise is the price in force one window earlier; where the history is shorter, the
price before the first known change (`previous_price`), else the first price. A price within the window that stood for
some months before it changed is what buyers had come to pay: where it is lower, it is the base. So a price that dipped
and came back has not risen, one that fell for good and is raised again has, and a rise in small steps counts whole.
Where the sender's previous price is another than the last one that came, a price in between was never sent: then the
lower of the base and that previous price counts.
Requirement: MON-4 (HD-14, HN-14), MON-7 (HN-16, HD-16).
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
from baowen.monitor.indicators.tables import Scope, Tables, last_days, month_index, month_of


@dataclass(frozen=True, kw_only=True)
class PriceRiseParameters:
    """The window, what counts as a rise, and when makers of one ingredient rise together.

    `least_stand_months`: how long a price must have stood to be a base. `joint_months`: how far apart the rises of one
    joint rise may lie.
    """

    window_months: int = policy("price_rise.window_months")
    least_rise: float = policy("price_rise.least_rise")
    least_stand_months: int = policy("price_rise.least_stand_months")
    least_makers: int = policy("joint_price_rise.least_makers")
    joint_least_rise: float = policy("joint_price_rise.least_rise")
    joint_months: int = policy("joint_price_rise.months")


def price_rise_findings(tables: Tables, parameters: PriceRiseParameters, scope: Scope) -> ir.Table:
    """Findings price_rise, price_rise_count and joint_price_rise by product."""
    changes = price_changes(tables.listing_price, parameters, scope)
    wanted = changes.filter(changes.month.isin(scope.names))
    traded = _yuan_a_year(tables, scope)
    wanted = wanted.left_join(traded, "product").drop("product_right")
    wanted = wanted.mutate(yuan=wanted.yuan.fill_null(0.0), seen_on=wanted.valid_from)
    risen = wanted.filter(wanted.rise > 0)
    common = {"indicator": "price_rise", "subject_type": "product"}
    parts = [
        as_findings(
            risen, **common, value=risen.rise, reference=risen.base, n=risen.rises, weight=risen.yuan * risen.rise
        )
    ]
    often = wanted.filter(wanted.rises > 0, wanted.rise > 0)
    parts.append(
        as_findings(
            often,
            indicator="price_rise_count",
            subject_type="product",
            value=often.rises,
            reference=often.rise,
            n=often.rises,
            weight=often.yuan * often.rise,
        )
    )
    parts.append(_joint(tables, changes, parameters, scope))
    return union_all(parts)


def price_changes(listing_price: ir.Table, parameters: PriceRiseParameters, scope: Scope) -> ir.Table:
    """The last price of each product, region and month, its base one window earlier, and the rises in between.

    `rise` is price over base less 1; `rises` counts the steps up of at least `least_rise` in the window.
    """
    steps = price_steps(listing_price, scope)
    up = (steps.price.cast("float64") / steps.before.cast("float64") - 1 >= parameters.least_rise).fill_null(False)
    steps = steps.mutate(is_up=up.cast("int64"))
    months = parameters.window_months
    last = steps.group_by("product", "region", "month").aggregate(valid_from=steps.valid_from.max())
    now = steps.semi_join(last, ["product", "region", "valid_from"])
    then = steps.select("product", "region", then="valid_from", up="is_up")
    then = then.left_join(_stood(steps, parameters), ["product", "region", "then"])
    then = then.select("product", "region", "then", "up", "left_on", "left_price")
    pairs = now.join(then, ["product", "region"])
    start = pairs.valid_from - ibis.interval(months=months)
    pairs = pairs.filter(pairs.then <= pairs.valid_from).mutate(
        is_old=pairs.then.cast("timestamp") <= start.cast("timestamp"),
        is_left=(pairs.left_on <= pairs.valid_from) & (pairs.left_on.cast("timestamp") > start.cast("timestamp")),
    )
    keys = ("product", "region", "month", "valid_from", "price", "unsent")
    spans = pairs.group_by(*keys).aggregate(
        in_force=pairs.then.max(where=pairs.is_old),
        first=pairs.then.min(),
        rises=pairs.up.sum(where=~pairs.is_old),
        stood=pairs.left_price.min(where=pairs.is_left.fill_null(False)).cast("float64"),
    )
    base_on = ibis.coalesce(spans.in_force, spans.first)
    bases = steps.select("product", "region", base_on="valid_from", base_price="price", base_before="before")
    spans = spans.mutate(base_on=base_on).join(bases, ["product", "region", "base_on"])
    base = ibis.ifelse(
        spans.in_force.isnull(), ibis.coalesce(spans.base_before, spans.base_price), spans.base_price
    ).cast("float64")
    for lower in (spans.unsent.cast("float64"), spans.stood):
        base = ibis.least(base, ibis.coalesce(lower, base))
    return spans.select(
        *keys[:-1], base=base, rise=spans.price.cast("float64") / base - 1, rises=spans.rises.fill_null(0).cast("int64")
    )


def _stood(steps: ir.Table, parameters: PriceRiseParameters) -> ir.Table:
    """Prices that stood for `least_stand_months` or longer: from when (`then`), `left_price`, and `left_on`, the day
    on which another price followed. Sending a price again doesn't end it.
    """
    ordered = ibis.window(group_by=("product", "region"), order_by="valid_from")
    kept = steps.mutate(sent_before=steps.price.lag().over(ordered))
    kept = kept.filter(kept.sent_before.isnull() | (kept.sent_before != kept.price))
    kept = kept.select(
        "product", "region", then="valid_from", left_price="price", left_on=kept.valid_from.lead().over(ordered)
    )
    long_enough = kept.then + ibis.interval(months=parameters.least_stand_months)
    return kept.filter(kept.left_on.cast("timestamp") >= long_enough.cast("timestamp"))


def price_steps(listing_price: ir.Table, scope: Scope) -> ir.Table:
    """Prices above 0 in force by `as_of`, each beside the one before it (or the one that the sender says was).

    `unsent`: the previous price that the sender names where it is another than the last one that came, else null.
    """
    rows = listing_price.filter(listing_price.price > 0, listing_price.valid_from <= scope.as_of)
    rows = rows.select("product", "region", "valid_from", "price", "previous_price")
    ordered = ibis.window(group_by=("product", "region"), order_by="valid_from")
    rows = rows.mutate(earlier=rows.price.lag().over(ordered))
    told = ibis.ifelse(rows.previous_price > 0, rows.previous_price, ibis.null().cast("decimal(18, 4)"))
    unsent = ibis.ifelse((told != rows.earlier).fill_null(False), told, ibis.null().cast("decimal(18, 4)"))
    before = ibis.coalesce(unsent, rows.earlier, told)
    return rows.select(
        "product", "region", "valid_from", "price", before=before, unsent=unsent, month=month_of(rows.valid_from)
    )


def _yuan_a_year(tables: Tables, scope: Scope) -> ir.Table:
    """What was spent on each product in the twelve months up to `as_of`."""
    since = str(Month.of(scope.as_of).plus(-12))
    prices = tables.prices.filter(tables.prices.month > since)
    return prices.group_by("product").aggregate(yuan=prices.amount.cast("float64").sum())


def _joint(tables: Tables, changes: ir.Table, parameters: PriceRiseParameters, scope: Scope) -> ir.Table:
    """Makers of one ingredient that rose within a few months of one another, in a region; value is their share.

    The makers of an ingredient are those whose products have a listed price above 0 in the region by that month.
    """
    makers = tables.product.filter(tables.product.ingredient.notnull(), tables.product.maker_name.notnull())
    makers = makers.select("product", "ingredient", "maker_name")
    listed = tables.listing_price.filter(tables.listing_price.price > 0, tables.listing_price.valid_from <= scope.as_of)
    listed = listed.select("product", "region").distinct().join(makers, "product")
    all_makers = listed.group_by("ingredient", "region").aggregate(makers=listed.maker_name.nunique())
    months = last_days(scope.months, scope.as_of).select("at", "begins_on", in_month="month")
    rises = changes.filter(changes.rise >= parameters.joint_least_rise).join(makers, "product")
    rises = rises.mutate(then=month_index(rises.month))
    rises = rises.join(months, (months["at"] >= rises.then) & (months["at"] - rises.then < parameters.joint_months))
    together = rises.group_by("ingredient", "region", "in_month").aggregate(
        risen=rises.maker_name.nunique(),
        rise=rises.rise.median(),
        last=ibis.greatest(rises.valid_from, rises.begins_on).max(),
    )
    together = together.join(all_makers, ["ingredient", "region"])
    together = together.filter(together.risen >= parameters.least_makers)
    products = rises.group_by("ingredient", "region", "in_month", "product").aggregate(own=rises.rise.max())
    rows = products.join(together, ["ingredient", "region", "in_month"])
    rows = rows.select(
        "region", "product", "risen", "rise", month="in_month", seen_on="last", share=rows.risen / rows.makers
    )
    return as_findings(
        rows, indicator="joint_price_rise", subject_type="product", value=rows.share, reference=rows.rise,
        n=rows.risen, weight=rows.rise,
    )  # fmt: skip


_INDICATORS = (
    Indicator(
        name="price_rise", zh="挂网价涨幅", en="rise of the listed price", unit_zh="比例", unit_en="share",
        direction="above", subjects=("product",),
        formula_zh="现挂网价 ÷ 窗口期起点的挂网价 － 1",
        formula_en="listed price ÷ listed price one window earlier − 1",
        policy_key="monitor.price_rise.threshold", requirements=("MON-4", "HD-14", "HN-14"),
        rows=rows.listed_prices, page="price_rise",
    ),
    Indicator(
        name="price_rise_count", zh="挂网价上涨次数", en="number of rises", unit_zh="次", unit_en="rises",
        direction="above", subjects=("product",),
        formula_zh="窗口期内达到最小涨幅的上涨次数（窗口期末价格高于期初）",
        formula_en="rises of at least the least rise within the window, where the price ends higher than it began",
        policy_key="monitor.price_rise.count_threshold", requirements=("MON-4", "HN-15"),
        rows=rows.listed_prices, page="price_rise",
    ),
    Indicator(
        name="joint_price_rise", zh="同原料药联动涨价", en="joint rise of an ingredient's makers", unit_zh="企业占比",
        unit_en="share of makers", direction="above", subjects=("product",),
        formula_zh="数月内涨价的企业数 ÷ 该原料药全部挂网企业数",
        formula_en="makers that rose within a few months ÷ makers listed",
        policy_key="monitor.joint_price_rise.threshold", requirements=("MON-7", "HN-16", "HD-16"),
        rows=rows.listed_prices_of_ingredient, page="joint_price_rise",
    ),
)  # fmt: skip
FAMILY = Family(
    name="price_rise",
    sources=("listing_price",),
    reads=("listing_price", "prices", "product"),
    parameters=PriceRiseParameters,
    findings=price_rise_findings,
    indicators=_INDICATORS,
)
