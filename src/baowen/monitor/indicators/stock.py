"""Days of supply: how long the stock lasts at the use of the months before.

Stock is the last count of the month at each hospital, expired lots left out; a count of 0 is a value, no count is
missing. Daily use is the use of the last months divided by the days on which there was stock: days without stock are
no days without need. Places are added up: stock of the hospitals that counted over their daily use. Requirement:
MON-3, HOS-3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, last_days, month_index, small_table

ORDINARY = "ordinary"


@dataclass(frozen=True, kw_only=True)
class StockParameters:
    """`use_months`: how many months of use count. `low_days`: by drug class, below it a hospital counts as low.
    A last count that is more than `stale_days` before the month's end (or `as_of`) is no count."""

    use_months: int
    stale_days: int
    low_days: Mapping[str, float] = field(default_factory=dict)
    least_hospitals: int = 1
    levels: tuple[str, ...] = ("county", "city", "province")


def days_of_supply_findings(tables: Tables, parameters: StockParameters, scope: Scope) -> ir.Table:
    """Findings days_of_supply by product; reference is the share of hospitals that are low themselves."""
    held = hospital_days(tables, parameters, scope)
    low = ibis.cases(*[(held.drug_class == name, days) for name, days in parameters.low_days.items()], else_=0.0) \
        if parameters.low_days else ibis.literal(0.0)  # fmt: skip
    held = held.mutate(is_low=(held.quantity < held.daily_use * low).cast("int64"))
    placed = rolled_up(held, tables.region, parameters.levels)
    sums = placed.group_by("month", "seen_on", "region", "product", "drug_class").aggregate(
        stock=placed.quantity.sum(),
        daily_use=placed.daily_use.sum(),
        hospitals=placed.count(),
        low=placed.is_low.sum(),
    )
    sums = sums.filter(sums.daily_use > 0, sums.hospitals >= parameters.least_hospitals)
    return as_findings(
        sums,
        indicator="days_of_supply",
        subject_type="product",
        value=sums.stock / sums.daily_use,
        reference=sums.low / sums.hospitals,
        threshold_basis=sums.drug_class,
        n=sums.hospitals,
        weight=sums.daily_use * 30,
    )


def hospital_days(tables: Tables, parameters: StockParameters, scope: Scope) -> ir.Table:
    """Stock and daily use (packs) of every hospital and product with a count in a month and use before it."""
    counted = _last_counts(tables.stock, parameters, scope)
    use = _daily_use(tables.usage, parameters, scope)
    classes = tables.product.select("product", drug_class=tables.product.drug_class.fill_null(ORDINARY))
    joined = counted.join(use, ["month", "hospital", "product"]).join(classes, "product")
    return joined.select(
        "month", "seen_on", "region", "hospital", "product", "drug_class", "quantity", "daily_use", "counted_on"
    )


def _last_counts(stock: ir.Table, parameters: StockParameters, scope: Scope) -> ir.Table:
    """The last count not older than `stale_days` at each month's end, expired lots left out."""
    first = min(scope.months).first - timedelta(days=parameters.stale_days)
    rows = stock.filter(stock.month >= str(Month.of(first)), stock.counted_on <= scope.as_of)
    fit = rows.expires_on.isnull() | (rows.expires_on >= rows.counted_on)
    by_day = rows.group_by("hospital", "product", "region", "counted_on").aggregate(
        quantity=ibis.coalesce(rows.quantity.cast("float64").sum(where=fit), 0.0)
    )
    spans = [
        (str(month), end, end - timedelta(days=parameters.stale_days))
        for month in scope.months
        for end in [min(month.last, scope.as_of)]
    ]
    months = small_table(spans, {"month": pl.String(), "seen_on": pl.Date(), "fresh_from": pl.Date()})
    fresh = by_day.join(months, (by_day.counted_on <= months.seen_on) & (by_day.counted_on >= months.fresh_from))
    last = fresh.group_by("month", "hospital", "product").aggregate(counted_on=fresh.counted_on.max())
    return fresh.semi_join(last, ["month", "hospital", "product", "counted_on"]).drop("fresh_from")


def _daily_use(usage: ir.Table, parameters: StockParameters, scope: Scope) -> ir.Table:
    """Packs a day over the months before each month, by hospital and product; none where stock was never there."""
    first, last = min(scope.months).plus(-parameters.use_months), max(scope.months)
    rows = usage.filter(usage.month >= str(first), usage.month < str(last))
    lengths = _month_lengths(first, last)
    rows = rows.join(lengths, "month").mutate(then=month_index(rows.month))
    rows = rows.mutate(stocked=ibis.greatest(rows.days - rows.stockout_days.fill_null(0), 0))
    months = last_days(scope.months, scope.as_of).select("at", in_month="month")
    pairs = rows.join(months, (months["at"] > rows.then) & (months["at"] - rows.then <= parameters.use_months))
    use = pairs.group_by("hospital", "product", month=pairs.in_month).aggregate(
        used=pairs.quantity.cast("float64").sum(), stocked=pairs.stocked.sum()
    )
    use = use.filter(use.stocked > 0, use.used > 0)
    return use.select("month", "hospital", "product", daily_use=use.used / use.stocked)


def _month_lengths(first: Month, last: Month) -> ir.Table:
    rows = [(str(month), month.last.day) for month in first.until(last)]
    return small_table(rows, {"month": pl.String(), "days": pl.Int64()})
