"""What one hospital ordered: in all by month, by product in a month, and one product by month."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.lake.serving.layout import MEASURES
from baowen.lake.serving.queries.binding import SUMMED, orders_of_month
from baowen.lake.serving.queries.purchases import Measures, PurchaseMonth
from baowen.lake.serving.reader import Serving

_SEEN = "region IN (SELECT place FROM place_in WHERE above = $within)"


@dataclass(frozen=True, slots=True)
class HospitalMonth:
    """A month of one hospital: how many products it ordered, and what became of all its lines."""

    month: str
    products: int
    measures: Measures


_MONTHS = f"""
SELECT month, products, {", ".join(MEASURES)} FROM hospital_total WHERE hospital = $hospital AND {_SEEN} ORDER BY month
"""


def hospital_months(serving: Serving, *, hospital: int, within: int) -> list[HospitalMonth]:
    """Each month in which the hospital ordered anything, oldest first."""
    rows = serving.ask(_MONTHS, {"hospital": hospital, "within": within})
    return [HospitalMonth(row[0], row[1], Measures(*row[2:])) for row in rows]


@dataclass(frozen=True, slots=True)
class HospitalProduct:
    """One product that a hospital ordered in a month."""

    product: int
    product_name: str | None
    measures: Measures


_PRODUCTS = f"""
SELECT ordered.product, generic_name, {", ".join(MEASURES)}
FROM (
    SELECT product, {SUMMED} FROM {{table}} AS lines WHERE month = $month AND hospital = $hospital AND {_SEEN}
    GROUP BY product ORDER BY sum(lines.ordered_amount) DESC, product LIMIT $most
) AS ordered LEFT JOIN product USING (product) ORDER BY ordered_amount DESC, ordered.product
"""


def hospital_products(serving: Serving, *, hospital: int, month: str, within: int, most: int) -> list[HospitalProduct]:
    """What the hospital ordered in the month, largest amount first."""
    given = {"hospital": hospital, "month": month, "within": within, "most": most}
    sql = _PRODUCTS.format(table=orders_of_month(serving, month))
    return [HospitalProduct(row[0], row[1], Measures(*row[2:])) for row in serving.ask(sql, given)]


_PRODUCT_MONTHS = f"""
SELECT month, {SUMMED} FROM orders WHERE product = $product AND hospital = $hospital AND {_SEEN}
GROUP BY month ORDER BY month
"""


def hospital_product_months(serving: Serving, *, hospital: int, product: int, within: int) -> list[PurchaseMonth]:
    """Each month in which the hospital ordered the product, oldest first."""
    rows = serving.ask(_PRODUCT_MONTHS, {"hospital": hospital, "product": product, "within": within})
    return [PurchaseMonth(row[0], Measures(*row[1:])) for row in rows]
