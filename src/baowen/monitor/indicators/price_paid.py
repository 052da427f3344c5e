"""Rise of the price paid: whether hospitals pay more, for longer than a month, and more than the listed price explains.

A month's median price moves when others buy: another city, another contract, a few lines. So a rise must last for
some months with trade, and its value is the lowest of them. A rise that follows the listed price is that indicator's
finding (`price_rise`) and is not said twice; without a listed price every lasting rise counts. Requirement: MON-4.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.price_rise import price_steps
from baowen.monitor.indicators.tables import Scope, Tables, last_days, month_index
from baowen.monitor.indicators.weighted import place_medians

_KEYS = ("region", "product", "at")


@dataclass(frozen=True, kw_only=True)
class PaidParameters:
    """`window_months`: months before whose median is the base. `least_months`: months with trade that a rise must last.

    `least_lines`: order lines behind a month's median. `least_rise`: how far the rise must exceed the listed one.
    """

    window_months: int = policy("transaction_price_rise.window_months")
    least_months: int = policy("transaction_price_rise.least_months")
    least_lines: int = policy("transaction_price_rise.least_lines")
    least_rise: float = policy("transaction_price_rise.least_rise")
    levels: tuple[str, ...] = policy("transaction_price_rise.levels")


def price_paid_findings(tables: Tables, parameters: PaidParameters, scope: Scope) -> ir.Table:
    """Findings transaction_price_rise by product; reference is the base price in yuan a pack."""
    rows = _lasting_rises(tables, parameters, scope)
    rows = rows.filter(rows.rise >= parameters.least_rise)
    listed = _listed_rises(rows, tables, parameters, scope)
    rows = rows.left_join(listed, list(_KEYS)).select(*rows.columns, listed=listed.listed.fill_null(0.0))
    rows = rows.filter(rows.rise - rows.listed >= parameters.least_rise)
    return as_findings(
        rows, indicator="transaction_price_rise", subject_type="product", value=rows.rise, reference=rows.base,
        n=rows.lines, weight=(rows.price - rows.base) * rows.packs,
    )  # fmt: skip


def _lasting_rises(tables: Tables, parameters: PaidParameters, scope: Scope) -> ir.Table:
    """Each month with its base and the rise that lasted: the lowest of the last months with trade over the base."""
    first = min(scope.months).plus(-parameters.window_months)
    medians = place_medians(tables, parameters.levels, (str(first), str(max(scope.months))))
    medians = medians.filter(medians.lines >= parameters.least_lines).mutate(at=month_index(medians.month))
    medians = medians.semi_join(_moved(medians, parameters), ["region", "product"])
    now = medians.filter(medians.month.isin(scope.names))
    then = medians.select("region", "product", then="at", then_price="price")
    pairs = now.select(*_KEYS).join(then, ["region", "product"])
    age = pairs["at"] - pairs.then
    pairs = pairs.filter(age >= 0, age <= parameters.window_months)
    newest_first = ibis.window(group_by=_KEYS, order_by=ibis.desc("then"))
    pairs = pairs.mutate(back=ibis.row_number().over(newest_first))
    recent = pairs.filter(pairs.back < parameters.least_months)
    recent = recent.group_by(*_KEYS).aggregate(lowest=recent.then_price.min(), months=recent.count())
    before = pairs.filter(pairs.back >= parameters.least_months)
    before = before.group_by(*_KEYS).aggregate(base=before.then_price.median())
    rows = now.join(recent.filter(recent.months == parameters.least_months), list(_KEYS)).join(before, list(_KEYS))
    return rows.select(*now.columns, "base", rise=rows.lowest / rows.base - 1)


def _moved(medians: ir.Table, parameters: PaidParameters) -> ir.Table:
    """Products whose highest median is far enough above their lowest for any rise: the others need no history."""
    span = medians.group_by("region", "product").aggregate(low=medians.price.min(), high=medians.price.max())
    rounding = 1 - 1e-9  # a rise that is exactly the least one must not fall through the last digit
    return span.filter(span.high >= span.low * ((1 + parameters.least_rise) * rounding))


def _listed_rises(rows: ir.Table, tables: Tables, parameters: PaidParameters, scope: Scope) -> ir.Table:
    """By region, product and month: the last listed price over the lowest in force within the window, less 1.

    The prices listed for the place, for its province and for the nation count; of several the largest rise.
    """
    steps = price_steps(tables.listing_price, scope)
    steps = steps.select("product", listed_in="region", listed_on="valid_from", to="price", before="before")
    starts = last_days([month.plus(-parameters.window_months) for month in scope.months], scope.as_of)
    starts = starts.select(at=starts["at"] + parameters.window_months, start="begins_on")
    places = tables.region.select(region="region", province="province")
    nations = tables.region.filter(tables.region.level == "nation").select(listed_in="region").mutate(nation=True)
    pairs = rows.select(*_KEYS, "seen_on").join(starts, "at").left_join(places, "region").drop("region_right")
    pairs = pairs.join(steps, "product").left_join(nations, "listed_in").drop("listed_in_right")
    near = (pairs.listed_in == pairs.region) | (pairs.listed_in == pairs.province) | pairs.nation
    pairs = pairs.filter(near.fill_null(False), pairs.listed_on > pairs.start, pairs.listed_on <= pairs.seen_on)
    last = pairs.group_by(*_KEYS, "listed_in").aggregate(
        listed_on=pairs.listed_on.max(),
        lowest=ibis.least(pairs.to, ibis.coalesce(pairs.before, pairs.to)).cast("float64").min(),
    )
    last = last.join(steps.select("product", "listed_in", "listed_on", "to"), ["product", "listed_in", "listed_on"])
    return last.group_by(*_KEYS).aggregate(listed=(last.to.cast("float64") / last.lowest - 1).max())


_INDICATORS = (
    Indicator(
        name="transaction_price_rise", zh="成交价涨幅", en="rise of the price paid", unit_zh="比例", unit_en="share",
        direction="above", subjects=("product",),
        formula_zh="最近几个有成交月份的成交价中位数（按数量加权）的最低者 ÷ 此前各月中位数的中位数 － 1；"
                   "随挂网价上涨的不计",
        formula_en="the lowest of the last months' median prices paid (by packs) ÷ median of the medians of the months "
                   "before − 1, where the listed price does not explain it",
        policy_key="monitor.transaction_price_rise.threshold", requirements=("MON-4",),
        rows=rows.order_lines, page="transaction_price_rise",
    ),
)  # fmt: skip
FAMILY = Family(
    name="price_paid",
    sources=("order_line",),
    reads=("listing_price", "medians", "region"),
    parameters=PaidParameters,
    findings=price_paid_findings,
    indicators=_INDICATORS,
)
