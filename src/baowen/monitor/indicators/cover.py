"""How long hospital stock lasts together with what the distributors that deliver there hold (COL-5).

Where hospitals alone are below the first warning line of the drug's class, the stock of each distributor is shared out
over the counties that it delivers the product to, in proportion to what they ordered from it in the months before; the
shares add up to its stock. A distributor that did not count the product is unknown, not empty: a place is only judged
when those that counted stand for enough of its orders. Requirement: COL-5 (NB-2), MON-3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month
from baowen.monitor.indicators import rows_supply
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.stock import StockParameters
from baowen.monitor.indicators.tables import Scope, Tables, index_of, last_days, month_index, small_table

_KEYS: Final = ("at", "region", "product")
_AT_THE_LINE: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class CoverParameters(StockParameters):
    """As for days of supply; `order_months`: months of orders that say who delivers where.

    `least_known_share`: share of a place's orders whose distributors must have counted the product.
    """

    order_months: int = policy("stock_cover.order_months")
    least_known_share: float = policy("stock_cover.least_known_share")
    cover_levels: tuple[str, ...] = policy("stock_cover.levels")


def cover_findings(tables: Tables, parameters: CoverParameters, scope: Scope) -> ir.Table:
    """Findings stock_cover by product: days of both together; reference is the days of hospitals alone."""
    short = _short_places(tables, parameters, scope)
    held = _held_for_places(tables, parameters, scope, short)
    judged = short.join(held, list(_KEYS))
    judged = judged.filter(judged.known >= parameters.least_known_share * judged.ordered)
    return as_findings(
        judged, indicator="stock_cover", subject_type="product",
        value=(judged.stock + judged.held) / judged.daily_use, reference=judged.stock / judged.daily_use,
        threshold_basis=judged.drug_class, n=judged.hospitals, weight=judged.held,
    )  # fmt: skip


def _short_places(tables: Tables, parameters: CoverParameters, scope: Scope) -> ir.Table:
    """Places and products whose hospitals together hold less than the first warning line of the drug's class."""
    supply = tables.supply.filter(
        tables.supply.month.isin(scope.names), tables.supply.level.isin(parameters.cover_levels)
    )
    sums = supply.select("month", "region", "product", "daily_use", "hospitals", stock=supply.stock.cast("float64"))
    sums = sums.filter(sums.daily_use > 0, sums.hospitals >= parameters.least_hospitals)
    classes = tables.product.select("product", drug_class=tables.product.drug_class.fill_null("ordinary"))
    sums = sums.join(last_days(scope.months, scope.as_of), "month").join(classes, "product")
    lines = [(sums.drug_class == name, days) for name, days in parameters.line_days.items()]
    line = ibis.cases(*lines, else_=0.0) if lines else ibis.literal(0.0)
    # Engines add doubles up in an order of their own: a place at the very line must not fall on either side of it.
    return sums.filter(sums.stock < line * sums.daily_use * (1 - _AT_THE_LINE))


def _held_for_places(tables: Tables, parameters: CoverParameters, scope: Scope, short: ir.Table) -> ir.Table:
    """By month, place and product: packs shared out to it (`held`), packs ordered, and ordered from who counted."""
    counted = distributor_counts(tables.distributor_stock, scope, stale_days=parameters.stale_days)
    wanted = short.select("at", "product").distinct()
    counted = counted.semi_join(wanted, ["at", "product"])
    ordered = _ordered(tables.orders, parameters, scope, wanted)
    whole = ordered.group_by("at", "distributor", "product").aggregate(all_packs=ordered.packs.sum())
    stocked = whole.join(counted, ["at", "distributor", "product"])
    keys = ["at", "distributor", "product"]
    joined = ordered.left_join(stocked.select(*keys, "all_packs", "quantity"), keys)
    share = joined.packs / joined.all_packs
    shared = joined.select(
        *_KEYS, "packs",
        held=(joined.quantity * share).fill_null(0.0),
        known=ibis.ifelse(joined.quantity.notnull(), joined.packs, 0.0),
    )  # fmt: skip
    placed = rolled_up(shared, tables.region, parameters.cover_levels)
    return placed.group_by(*_KEYS).aggregate(
        held=placed.held.sum(), ordered=placed.packs.sum(), known=placed.known.sum()
    )


def distributor_counts(distributor_stock: ir.Table, scope: Scope, *, stale_days: int) -> ir.Table:
    """The last count of each distributor and product by each month's end (`at`), packs, expired lots left out.

    A count of more than `stale_days` before is no count.
    """
    spans = [
        (index_of(month), str(counted), end, end - timedelta(days=stale_days))
        for month in scope.months
        for end in [min(month.last, scope.as_of)]
        for counted in Month.of(end - timedelta(days=stale_days)).until(month)
    ]
    kinds: dict[str, pl.DataType] = {"at": pl.Int32(), "month": pl.String(), "end": pl.Date(), "fresh_from": pl.Date()}
    rows = distributor_stock.select("month", "distributor", "product", "counted_on", "expires_on", "quantity")
    rows = rows.join(small_table(spans, kinds), "month")
    rows = rows.filter(rows.counted_on >= rows.fresh_from, rows.counted_on <= rows.end)
    keys = ("at", "distributor", "product")
    last = rows.group_by(*keys).aggregate(counted_on=rows.counted_on.max())
    rows = rows.semi_join(last, [*keys, "counted_on"])
    fit = rows.expires_on.isnull() | (rows.expires_on >= rows.counted_on)
    packs = ibis.ifelse(fit, rows.quantity, 0).sum()
    return rows.group_by(*keys).aggregate(quantity=packs.cast("float64"))


def _ordered(orders: ir.Table, parameters: CoverParameters, scope: Scope, wanted: ir.Table) -> ir.Table:
    """Packs ordered from each distributor by place and product, over the last months of orders up to each month.

    `wanted`: at and product of what is asked about; of other products, and in other months, nothing is added up.
    """
    spans = [
        (index_of(month), str(month.plus(-back))) for month in scope.months for back in range(parameters.order_months)
    ]
    asked = wanted.join(small_table(spans, {"at": pl.Int32(), "month": pl.String()}), "at")
    rows = orders.filter(orders.distributor.notnull())
    rows = rows.semi_join(asked.select("month", "product").distinct(), ["month", "product"])
    monthly = rows.group_by("month", "region", "product", "distributor").aggregate(
        packs=rows.ordered_quantity.sum().cast("float64")
    )
    monthly = monthly.mutate(then=month_index(monthly.month)).drop("month")
    pairs = monthly.join(wanted, "product")
    age = pairs["at"] - pairs.then
    pairs = pairs.filter(age >= 0, age < parameters.order_months)
    return pairs.group_by("at", "region", "product", "distributor").aggregate(packs=pairs.packs.sum())


_INDICATORS = (
    Indicator(
        name="stock_cover", zh="含配送企业库存的可用天数", en="days of supply with distributors' stock", unit_zh="天",
        unit_en="days", direction="below", subjects=("product",),
        formula_zh="（医疗机构库存＋向本地配送该药的企业库存中按近月订货量分摊给本地的部分）÷ 日均用量；"
                   "只算医疗机构自身已低于警戒线的",
        formula_en="(stock of hospitals + the part of their distributors' stock that falls to the place by its orders) "
                   "÷ daily use, where hospitals alone are below the warning line",
        policy_key="monitor.stock_cover.threshold.{basis}", requirements=("COL-5", "MON-3", "NB-2"),
        rows=rows_supply.distributor_counts, page="stock_cover",
    ),
)  # fmt: skip
FAMILY = Family(
    name="cover",
    sources=("distributor_stock",),
    reads=("distributor_stock", "orders", "product", "region", "supply"),
    parameters=CoverParameters,
    findings=cover_findings,
    indicators=_INDICATORS,
)
