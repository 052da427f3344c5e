"""Products beside one another: what each cost when it was last bought in a place, and what else holds its substance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baowen.lake.serving.queries.binding import VISIBLE, bound_list, in_place
from baowen.lake.serving.queries.prices import of_counties
from baowen.lake.serving.queries.products import Product, product_rows
from baowen.lake.serving.reader import Serving


@dataclass(frozen=True, slots=True)
class LastPaid:
    """The median price of a pack (yuan) in the newest month in which a product was bought in a place."""

    product: int
    month: str
    median: Decimal
    quantity: Decimal


def last_paid(serving: Serving, *, products: Sequence[int], place: int, within: int) -> dict[int, LastPaid]:
    """The newest price of each product by its key; what was never bought there at a price is left out."""
    listed, given = bound_list("product", products)
    if serving.is_summed(place):
        source = f"SELECT * FROM place_prices WHERE place = $place AND product IN {listed} AND {VISIBLE}"
    else:
        source = of_counties(f"product IN {listed} AND {in_place(serving, place)}")
    sql = f"""
    SELECT product, month, median, quantity FROM ({source})
    QUALIFY row_number() OVER (PARTITION BY product ORDER BY month DESC) = 1
    """
    rows = serving.ask(sql, {**given, "place": place, "within": within})
    return {row[0]: LastPaid(*row) for row in rows}


def other_drugs_of_substance(serving: Serving, *, product: Product, most: int) -> list[Product]:
    """Products of the same substance in another drug: another form or way to give it. Whether one may replace the
    other, a clinician decides. In order of name and maker; none where the substance is not known."""
    if not product.ingredient or not product.drug_key:
        return []
    return product_rows(
        serving, "ingredient = $ingredient AND drug_key <> $drug_key ORDER BY generic_name, product LIMIT $most",
        ingredient=product.ingredient, drug_key=product.drug_key, most=most,
    )  # fmt: skip
