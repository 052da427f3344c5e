"""What one hospital ordered: in all by month, by product in a month, and one product by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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


@dataclass(frozen=True, slots=True)
class UsualProduct:
    """A product that a hospital ordered or counted in the newest months; null where it was never counted then."""

    product: int
    product_code: str
    name: str
    spec: str | None
    packaging: str | None
    maker: str | None
    initials: str | None
    counted_on: date | None
    counted: Decimal | None


_DESCRIBED = "product.product, product_code, generic_name, spec, packaging, maker_name, name_initials"
_USUAL = f"""
WITH counted AS (
    SELECT product, counted_on, quantity FROM stock_of_hospital WHERE hospital = $hospital AND {_SEEN}
    QUALIFY row_number() OVER (PARTITION BY product ORDER BY month DESC) = 1
), bought AS (
    SELECT DISTINCT product FROM orders_of_hospital WHERE hospital = $hospital AND {_SEEN}
)
SELECT {_DESCRIBED}, counted_on, quantity
FROM (SELECT product FROM counted UNION SELECT product FROM bought) AS usual
JOIN product USING (product) LEFT JOIN counted USING (product)
ORDER BY name_initials, generic_name, spec, product_code LIMIT $most
"""


def usual_products(serving: Serving, *, hospital: int, within: int, most: int) -> list[UsualProduct]:
    """What the hospital ordered or counted in the newest months, by pinyin, with its last count (packs)."""
    rows = serving.ask(_USUAL, {"hospital": hospital, "within": within, "most": most})
    return [UsualProduct(*row) for row in rows]


_OTHER = f"SELECT {_DESCRIBED}, NULL, NULL FROM product WHERE list_contains($codes, product_code) ORDER BY product_code"


def other_products(serving: Serving, *, codes: Sequence[str]) -> list[UsualProduct]:
    """Products of these codes in the same form, for a hospital that has not ordered or counted them before."""
    return [UsualProduct(*row) for row in serving.ask(_OTHER, {"codes": list(codes)})] if codes else []
