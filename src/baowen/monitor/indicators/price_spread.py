"""Spread of prices: between cities for one product, and within one drug between its products.

The median price paid of a month, weighted by packs, is compared; a city needs enough lines, and enough other cities.
Within a drug only products of one name, strength and form are compared, by the price of the smallest unit; other
strengths and packs would need a price-ratio rule first.
Requirement: MON-4 (HN-14, NJ-20, HD-14), PRC-4.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir

from baowen.monitor.indicators import rows
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.indicators.weighted import weighted_medians


@dataclass(frozen=True, kw_only=True)
class SpreadParameters:
    """`least_places`: cities compared, the city itself included.

    Least order lines behind a month's median: `city_lines` between cities, `drug_lines` within a drug.
    """

    least_places: int = policy("regional_spread.least_places")
    city_lines: int = policy("regional_spread.least_lines")
    drug_lines: int = policy("same_drug_spread.least_lines")


def spread_findings(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """Findings regional_spread (cities) and same_drug_spread (provinces) by product."""
    return union_all([_between_cities(tables, parameters, scope), _within_drug(tables, parameters, scope)])


def _medians(tables: Tables, least_lines: int, scope: Scope, level: str) -> ir.Table:
    prices = tables.prices.filter(tables.prices.month.isin(scope.names))
    medians = weighted_medians(prices, tables.region, (level,))
    return medians.filter(medians.lines >= least_lines)


def _between_cities(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """A city's median over the median of the other cities' medians; value above 1 is dearer than elsewhere."""
    here = _medians(tables, parameters.city_lines, scope, "city")
    there = here.select("month", "product", other="region", other_price="price")
    pairs = here.join(there, ["month", "product"])
    pairs = pairs.filter(pairs.region != pairs.other)
    keys = ("month", "seen_on", "region", "product", "price", "lines", "packs")
    rows = pairs.group_by(*keys).aggregate(elsewhere=pairs.other_price.median(), places=pairs.count() + 1)
    rows = rows.filter(rows.places >= parameters.least_places, rows.price > rows.elsewhere)
    return as_findings(
        rows, indicator="regional_spread", subject_type="product", value=rows.price / rows.elsewhere,
        reference=rows.elsewhere, n=rows.lines, weight=(rows.price - rows.elsewhere) * rows.packs,
    )  # fmt: skip


def _within_drug(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """A product's median price of the smallest unit over the lowest of the same drug, strength and form with trade."""
    kinds = ("drug_key", "strength_mg", "form_group")
    product = tables.product.filter(*[tables.product[name].notnull() for name in (*kinds, "units")])
    product = product.filter(product.units > 0).select("product", *kinds, units=product.units.cast("float64"))
    paid = _medians(tables, parameters.drug_lines, scope, "province").join(product, "product")
    paid = paid.mutate(unit_price=paid.price / paid.units)
    lowest = paid.group_by("month", "region", *kinds).aggregate(lowest=paid.unit_price.min(), products=paid.count())
    rows = paid.join(lowest.filter(lowest.products > 1), ["month", "region", *kinds])
    rows = rows.filter(rows.unit_price > rows.lowest)
    return as_findings(
        rows, indicator="same_drug_spread", subject_type="product", value=rows.unit_price / rows.lowest,
        reference=rows.lowest, n=rows.lines, weight=(rows.unit_price - rows.lowest) * rows.units * rows.packs,
    )  # fmt: skip


_INDICATORS = (
    Indicator(
        name="regional_spread", zh="地区价差", en="spread between cities", unit_zh="倍", unit_en="multiple",
        direction="above", subjects=("product",),
        formula_zh="本市成交价中位数 ÷ 其他各市成交价中位数的中位数",
        formula_en="the city's median price paid ÷ the median of the other cities' medians",
        policy_key="monitor.regional_spread.threshold", requirements=("MON-4", "PRC-4"),
        rows=rows.order_lines_of_product, page="regional_spread",
    ),
    Indicator(
        name="same_drug_spread", zh="同药价差", en="spread within a drug", unit_zh="倍", unit_en="multiple",
        direction="above", subjects=("product",),
        formula_zh="本品最小制剂单位成交价中位数 ÷ 同名同规格同剂型药品中的最低者",
        formula_en="median price of the smallest unit ÷ the lowest among products of one name, strength and form",
        policy_key="monitor.same_drug_spread.threshold", requirements=("MON-4",),
        rows=rows.order_lines_of_drug, page="same_drug_spread",
    ),
)  # fmt: skip
FAMILY = Family(
    name="price_spread",
    sources=("order_line",),
    parameters=SpreadParameters,
    findings=spread_findings,
    indicators=_INDICATORS,
)
