"""Repeated price warnings: how often a listed price crossed the warning line of its rise within the pack's window.

`price_rise_count` counts steps up of any size worth counting, the frequency of rises (上涨频次异常). This one counts
warnings (连续多次预警): the days on which a new price stood above its base by the first line of the price-rise
warning. A price that rose once and stays counts once; one that rises, falls and rises again counts twice.
Requirement: MON-4, HN-15, NJ-21, HD-14, HD-15.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows_price
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.price_rise import PriceRiseParameters, price_changes, price_steps
from baowen.monitor.indicators.tables import Scope, Tables


@dataclass(frozen=True, kw_only=True)
class RepeatsParameters(PriceRiseParameters):
    """As for price rises. `repeat_months`: window of the count. `line`: the rise from which a new price warns."""

    repeat_months: int = policy("repeated_price_warning.window_months")
    line: float = policy("repeated_price_warning.line")


def repeats_findings(tables: Tables, parameters: RepeatsParameters, scope: Scope) -> ir.Table:
    """Findings repeated_price_warning by product, in months with a new crossing; reference is the newest rise."""
    first = min(scope.months).plus(-parameters.repeat_months)
    crossings = warned_rises(tables.listing_price, parameters, scope)
    crossings = crossings.filter(crossings.month >= str(first))
    newest = crossings.filter(crossings.month.isin(scope.names))
    newest = newest.select("product", "region", "month", "rise", seen_on="valid_from")
    then = crossings.select("product", "region", then="valid_from")
    pairs = newest.join(then, ["product", "region"])
    since = pairs.seen_on - ibis.interval(months=parameters.repeat_months)
    recent = (pairs.then <= pairs.seen_on) & (pairs.then.cast("timestamp") > since.cast("timestamp"))
    pairs = pairs.filter(recent)
    counts = pairs.group_by("product", "region", "month", "seen_on", "rise").aggregate(times=pairs.count())
    return as_findings(
        counts, indicator="repeated_price_warning", subject_type="product", value=counts.times,
        reference=counts.rise, n=counts.times, weight=counts.rise,
    )  # fmt: skip


def warned_rises(listing_price: ir.Table, parameters: RepeatsParameters, scope: Scope) -> ir.Table:
    """The last new price of each month that went up and stands above its base by the warning line or more."""
    changes = price_changes(listing_price, parameters, scope)
    steps = price_steps(listing_price, scope)
    ups = steps.filter(steps.price > steps.before).select("product", "region", "valid_from")
    return changes.filter(changes.rise >= parameters.line).semi_join(ups, ["product", "region", "valid_from"])


_INDICATORS = (
    Indicator(
        name="repeated_price_warning", zh="价格连续多次预警", en="repeated price warnings", unit_zh="次",
        unit_en="warnings", direction="above", subjects=("product",),
        formula_zh="窗口期内挂网价调高后达到涨幅预警线的次数",
        formula_en="times within the window that a raised listed price stood above its base by the warning line",
        policy_key="monitor.repeated_price_warning.threshold",
        requirements=("MON-4", "HN-15", "NJ-21", "HD-14", "HD-15"),
        rows=rows_price.listings_in_place, page="repeated_price_warning",
    ),
)  # fmt: skip
FAMILY = Family(
    name="repeats",
    sources=("listing_price",),
    reads=("listing_price",),
    parameters=RepeatsParameters,
    findings=repeats_findings,
    indicators=_INDICATORS,
)
