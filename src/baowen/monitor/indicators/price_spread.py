"""Spread of prices: between cities for one product, and a spread within one drug that has widened.

Between cities the median price paid of a month, weighted by packs, is compared. A city with few lines in the month is
judged by the months before as well, and then has to be dearer than every other city. Enough lines must cost as much:
one bulk order is no price level. Months in which the listed price changed are left out: some cities have ordered before
and some after it, and the change is `price_rise`'s to tell.
Within a drug comparable prices are compared (price-ratio rules, see `comparable`). Products of one drug have always
cost different amounts: that is a mark of the product, not an event. So a product is only found when its price rose
against its own last months and its multiple of the lowest with it; a new cheap competitor makes nobody dearer.
Requirement: MON-4 (HN-14, NJ-20, HD-14), PRC-4, PRI-4.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.lake.cubes import upper_half
from baowen.monitor.indicators import rows
from baowen.monitor.indicators.comparable import COMPARED_BY, RatioParameters, comparable_price, comparable_units
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.price_rise import price_steps
from baowen.monitor.indicators.tables import Scope, Tables, month_index, small_table
from baowen.monitor.indicators.weighted import place_medians

_CELL = ("month", "region", "product")


@dataclass(frozen=True, kw_only=True)
class SpreadParameters(RatioParameters):
    """`least_places`: cities compared, the city itself included. `city_lines`: order lines behind a month's median.

    A city with fewer is judged by `pool_months` months, which need `pooled_lines`; so many lines must also cost the
    median or more. `listed_change`: a change of the listed price by this share spoils a month. `candidate`: only where
    the average price is this multiple of the average elsewhere is the exact median worked out. `drug_lines`: order
    lines behind a product's median. `usual_months`: months before, of which `least_known` must be known, that a
    product's price and multiple are compared with; both must exceed their medians by `least_growth` (share).
    """

    least_places: int = policy("regional_spread.least_places")
    city_lines: int = policy("regional_spread.least_lines")
    pool_months: int = policy("regional_spread.pool_months")
    pooled_lines: int = policy("regional_spread.pooled_least_lines")
    listed_change: float = policy("regional_spread.listed_change")
    candidate: float = policy("regional_spread.candidate")
    drug_lines: int = policy("same_drug_spread.least_lines")
    usual_months: int = policy("same_drug_spread.usual_months")
    least_known: int = policy("same_drug_spread.usual_least_months")
    least_growth: float = policy("same_drug_spread.least_growth")


def spread_findings(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """Findings regional_spread (cities) and same_drug_spread (provinces) by product."""
    return union_all([_between_cities(tables, parameters, scope), _within_drug(tables, parameters, scope)])


def _between_cities(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """A city's median over the median of the other cities' medians; value above 1 is dearer than elsewhere."""
    found = beside_others(_city_medians(tables, parameters, scope))
    found = found.filter(
        found.places >= parameters.least_places,
        found.price > found.elsewhere,
        found.dear_lines >= parameters.pooled_lines,
        ~found.is_pooled | (found.price > found.dearest),
    )
    return as_findings(
        found, indicator="regional_spread", subject_type="product", value=found.price / found.elsewhere,
        reference=found.elsewhere, n=found.lines, weight=(found.price - found.elsewhere) * found.packs,
    )  # fmt: skip


def beside_others(cities: ir.Table) -> ir.Table:
    """Prices by month, product and region beside the other regions' median (`elsewhere`) and highest (`dearest`).

    By position in the order of prices: a join of every city with every other made the medians twice, and an engine
    that does not see that both sides are one took ten times as long.
    """
    market = ("month", "product")
    by_price = ibis.window(group_by=market, order_by=("price", "region"))
    cities = cities.mutate(
        at=ibis.row_number().over(by_price), places=cities.count().over(ibis.window(group_by=market))
    )
    cities = cities.filter(cities.places > 1)
    # Without the city itself one fewer are left; the lower of the two in their middle, counted from 0 in the order of
    # all, is at `middle`, and whatever lies at or behind the city moves up by one.
    middle, even_left = (cities.places - 2) // 2, cities.places % 2 == 1
    cities = cities.mutate(
        first=_price_at(cities, middle), second=_price_at(cities, middle + 1), third=_price_at(cities, middle + 2),
        highest=_price_at(cities, cities.places - 1), next_highest=_price_at(cities, cities.places - 2), middle=middle,
        even_left=even_left,
    )  # fmt: skip
    low = ibis.ifelse(cities.middle < cities["at"], cities.first, cities.second)
    high = ibis.ifelse(cities.middle + 1 < cities["at"], cities.second, cities.third)
    return cities.mutate(
        elsewhere=ibis.ifelse(cities.even_left, (low + high) / 2, low),
        dearest=ibis.ifelse(cities["at"] < cities.places - 1, cities.highest, cities.next_highest),
    )


def _price_at(cities: ir.Table, position: ir.IntegerValue) -> ir.Value:
    """The price at a position, counted from 0, in the order of a product's prices of a month."""
    price = ibis.ifelse(cities["at"] == position, cities.price, ibis.null("float64"))
    return price.max().over(ibis.window(group_by=("month", "product")))


def _city_medians(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """Median price by month, city and product, of the month or, with few lines, of the months pooled.

    Only products that may be dearer in some city that month: averages are cheap, medians are not.
    """
    spans = _spans(scope, parameters.pool_months)
    first = min(scope.months).plus(1 - parameters.pool_months)
    cells = _steady(_cells(tables.medians, spans, parameters), spans, tables, parameters, scope)
    asked = _in_doubt(cells, parameters).join(spans, "month")
    asked = asked.filter(asked.is_pooled | (asked.back == 0)).select(*_CELL, "is_pooled", "then")
    prices = tables.prices.filter(tables.prices.month.between(str(first), str(max(scope.months))))
    plain = prices.select("region", "product", "price", "lines", "quantity", "last_day", then="month")
    cities = rolled_up(plain, tables.region, ("city",)).join(asked, ["then", "region", "product"])
    steps = cities.group_by(*_CELL, "is_pooled", "price").aggregate(
        lines=cities.lines.sum(), packs=cities.quantity.sum().cast("decimal(18, 4)"), last_day=cities.last_day.max()
    )
    half = upper_half(steps, _CELL)
    return half.group_by(*_CELL, "is_pooled").aggregate(
        price=half.price.min().cast("float64"), lines=half.all_lines.max().cast("int64"),
        packs=half.all_packs.max().cast("float64"), seen_on=half.last_day.max(), dear_lines=half.lines.sum(),
    )  # fmt: skip


def _spans(scope: Scope, pool_months: int) -> ir.Table:
    """Each month of the scope beside the months that are pooled for it and how far back they lie."""
    pairs = [(str(month), str(month.plus(-back)), back) for month in scope.months for back in range(pool_months)]
    return small_table(pairs, {"month": pl.String(), "then": pl.String(), "back": pl.Int32()})


def _cells(medians: ir.Table, spans: ir.Table, parameters: SpreadParameters) -> ir.Table:
    """Sums by month, city and product with enough lines, of the month itself or pooled with those before it."""
    cities = medians.filter(medians.level == "city")
    sums = cities.select(
        "region", "product", "lines", then="month",
        packs=cities.packs.cast("float64"), yuan=cities.amount.cast("float64"),
    ).join(spans, "then")  # fmt: skip
    own = sums.back == 0
    cells = sums.group_by(*_CELL).aggregate(
        own_lines=sums.lines.sum(where=own).fill_null(0), own_packs=sums.packs.sum(where=own),
        own_yuan=sums.yuan.sum(where=own), lines=sums.lines.sum(), packs=sums.packs.sum(), yuan=sums.yuan.sum(),
    )  # fmt: skip
    cells = cells.mutate(is_pooled=cells.own_lines < parameters.city_lines)
    cells = cells.filter(cells.own_lines > 0, ~cells.is_pooled | (cells.lines >= parameters.pooled_lines))
    return cells.select(
        *_CELL, "is_pooled",
        packs=ibis.ifelse(cells.is_pooled, cells.packs, cells.own_packs),
        yuan=ibis.ifelse(cells.is_pooled, cells.yuan, cells.own_yuan),
    )  # fmt: skip


def _in_doubt(cells: ir.Table, parameters: SpreadParameters) -> ir.Table:
    """The cells of the months and products of which some city's average price is the candidate's multiple of the
    average of all other cities."""
    market = ibis.window(group_by=("month", "product"))
    cells = cells.mutate(
        all_packs=cells.packs.sum().over(market), all_yuan=cells.yuan.sum().over(market),
        places=cells.count().over(market),
    )  # fmt: skip
    others_packs, others_yuan = cells.all_packs - cells.packs, cells.all_yuan - cells.yuan
    is_dear = cells.yuan * others_packs >= parameters.candidate * others_yuan * cells.packs
    cells = cells.filter(cells.places >= parameters.least_places).mutate(is_dear=is_dear)
    cells = cells.mutate(some_dear=cells.is_dear.any().over(market))
    return cells.filter(cells.some_dear).select(*_CELL, "is_pooled")


def _steady(cells: ir.Table, spans: ir.Table, tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """The cells in whose months, pooled or not, no listed price of the product changed by much."""
    steps = price_steps(tables.listing_price, scope)
    change = steps.price.cast("float64") / steps.before.cast("float64") - 1
    moved = steps.filter((change.abs() >= parameters.listed_change).fill_null(False))
    moved = moved.select("product", then="month").distinct().join(spans, "then")
    moved = moved.group_by("product", "month").aggregate(nearest=moved.back.min())
    joined = cells.left_join(moved, ["product", "month"])
    spoiled = joined.is_pooled | (joined.nearest == 0)
    return joined.filter(joined.nearest.isnull() | ~spoiled).select(*cells.columns)


def _within_drug(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """A product's comparable price over the lowest of its drug, where price and multiple rose against the usual."""
    priced = _comparable_medians(tables, parameters, scope)
    lowest = priced.group_by("month", "region", *COMPARED_BY).aggregate(
        lowest=priced.comparable.min(), products=priced.count()
    )
    priced = priced.join(lowest.filter(lowest.products > 1), ["month", "region", *COMPARED_BY])
    priced = priced.mutate(multiple=priced.comparable / priced.lowest, at=month_index(priced.month))
    then = priced.select("region", "product", then="at", past_price="comparable", past_multiple="multiple")
    now = priced.filter(priced.month.isin(scope.names))
    pairs = now.select("region", "product", "at").join(then, ["region", "product"])
    age = pairs["at"] - pairs.then
    pairs = pairs.filter(age >= 1, age <= parameters.usual_months)
    usual = pairs.group_by("region", "product", "at").aggregate(
        usual_price=pairs.past_price.median(), usual_multiple=pairs.past_multiple.median(), known=pairs.count()
    )
    usual = usual.filter(usual.known >= parameters.least_known)
    found = now.join(usual, ["region", "product", "at"])
    least = 1 + parameters.least_growth
    found = found.filter(found.comparable >= least * found.usual_price, found.multiple >= least * found.usual_multiple)
    return as_findings(
        found, indicator="same_drug_spread", subject_type="product", value=found.multiple,
        reference=found.usual_multiple, n=found.lines,
        weight=(found.comparable - found.lowest) * found.factor * found.packs,
    )  # fmt: skip


def _comparable_medians(tables: Tables, parameters: SpreadParameters, scope: Scope) -> ir.Table:
    """Medians by province and month, also of the months before, beside the factor that makes them comparable."""
    first = min(scope.months).plus(-parameters.usual_months)
    medians = place_medians(tables, ("province",), (str(first), str(max(scope.months))))
    compared = comparable_units(tables.product, parameters)
    medians = medians.filter(medians.lines >= parameters.drug_lines).join(compared, "product")
    return medians.mutate(comparable=comparable_price(medians.price, medians))


_INDICATORS = (
    Indicator(
        name="regional_spread", zh="地区价差", en="spread between cities", unit_zh="倍", unit_en="multiple",
        direction="above", subjects=("product",),
        formula_zh="本市成交价中位数 ÷ 其他各市成交价中位数的中位数；当月行数少的，与前几个月合并计算",
        formula_en="the city's median price paid ÷ the median of the other cities' medians; with few lines the "
                   "months before count as well",
        policy_key="monitor.regional_spread.threshold", requirements=("MON-4", "PRC-4"),
        rows=rows.order_lines_of_product, page="regional_spread",
    ),
    Indicator(
        name="same_drug_spread", zh="同药价差扩大", en="widened spread within a drug", unit_zh="倍", unit_en="multiple",
        direction="above", subjects=("product",),
        formula_zh="按差比价折算后的成交价中位数 ÷ 同药可比品种中的最低者；本品价格和倍数都高于自身平常水平时才报",
        formula_en="median price paid, made comparable by the price-ratio rules ÷ the lowest of the drug, where price "
                   "and multiple both rose against the product's own usual ones",
        policy_key="monitor.same_drug_spread.threshold", requirements=("MON-4",),
        rows=rows.order_lines_of_drug, page="same_drug_spread",
    ),
)  # fmt: skip
FAMILY = Family(
    name="price_spread",
    sources=("order_line",),
    reads=("listing_price", "medians", "prices", "product", "region"),
    parameters=SpreadParameters,
    findings=spread_findings,
    indicators=_INDICATORS,
)
