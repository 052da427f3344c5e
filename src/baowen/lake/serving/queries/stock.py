"""How much of a product is held in a place and how long it lasts, in all and hospital by hospital. MON-3, HOS-3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.lake.serving.queries.binding import VISIBLE, in_place
from baowen.lake.serving.reader import Serving


@dataclass(frozen=True, slots=True)
class StockMonth:
    """The last counts of a month (packs). `covered_quantity`: of the `with_use` hospitals whose use is known.

    `empty` hospitals counted 0; a hospital that did not count is in none of the figures.
    """

    month: str
    hospitals: int
    empty: int
    quantity: Decimal
    with_use: int
    covered_quantity: Decimal
    daily_use: float

    @property
    def days(self) -> float | None:
        """Days that the stock lasts, over the hospitals whose use is known; null where none is."""
        return float(self.covered_quantity) / self.daily_use if self.daily_use else None


_MONTHS = f"""
SELECT month, hospitals, empty, quantity, with_use, covered_quantity, daily_use
FROM place_stock WHERE place = $place AND product = $product AND {VISIBLE} ORDER BY month
"""


def stock_by_month(serving: Serving, *, product: int, place: int, within: int) -> list[StockMonth]:
    """Each month in which a hospital of the place counted the product, oldest first."""
    rows = serving.ask(_MONTHS, {"product": product, "place": place, "within": within})
    return [StockMonth(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one hospital held of one product when it last counted; null days where its use is not known."""

    hospital: int
    hospital_code: str | None
    hospital_name: str | None
    region: int
    product: int
    product_code: str | None
    product_name: str | None
    counted_on: date
    quantity: Decimal
    daily_use: float | None
    days: float | None


# Both newest months are kept: the count before stands until a hospital has counted again.
_HOLDINGS = """
SELECT hospital, org_code, org_name, held.region, held.product, product_code, generic_name, counted_on,
       quantity, daily_use, CAST(quantity AS DOUBLE) / nullif(daily_use, 0) AS days
FROM (
    SELECT * FROM {table} WHERE {where}
    QUALIFY row_number() OVER (PARTITION BY hospital, product ORDER BY month DESC) = 1
) AS held LEFT JOIN organisation ON org = hospital LEFT JOIN product ON product.product = held.product
ORDER BY days NULLS LAST, quantity, hospital, held.product LIMIT $most
"""
_OF_HOSPITAL = _HOLDINGS.format(
    table="stock_of_hospital",
    where="hospital = $hospital AND region IN (SELECT place FROM place_in WHERE above = $within)",
)


def holdings_of_product(serving: Serving, *, product: int, place: int, within: int, most: int) -> list[Holding]:
    """Who in the place holds the product, the shortest supply first: whoever can lend stands at the end. HOS-3."""
    sql = _HOLDINGS.format(table="hospital_stock", where=f"product = $product AND {in_place(serving, place)}")
    rows = serving.ask(sql, {"product": product, "place": place, "within": within, "most": most})
    return [Holding(*row) for row in rows]


def holdings_of_hospital(serving: Serving, *, hospital: int, within: int, most: int) -> list[Holding]:
    """What a hospital holds, the shortest supply first."""
    rows = serving.ask(_OF_HOSPITAL, {"hospital": hospital, "within": within, "most": most})
    return [Holding(*row) for row in rows]
