"""What was paid for a product in a place, month by month, and what it is listed for. MON-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.lake.serving.queries.binding import VISIBLE, in_place
from baowen.lake.serving.reader import Serving


@dataclass(frozen=True, slots=True)
class PriceMonth:
    """Prices of one pack (yuan) in a month; a quantile is the lowest price that so much of the packs did not exceed."""

    month: str
    lines: int
    quantity: Decimal
    amount: Decimal
    lowest: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    highest: Decimal


_COLUMNS = "month, lines, quantity, amount, lowest, lower_quartile, median, upper_quartile, highest"


def of_counties(where: str) -> str:
    """A query for price statistics by month and product over single regions: `prices` holds what it adds up."""
    return f"""
    WITH paid AS (
        SELECT month, product, price, sum(lines) AS lines, sum(quantity) AS quantity, sum(amount) AS amount
        FROM prices WHERE {where} GROUP BY month, product, price
    ), steps AS (
        SELECT *, sum(quantity) OVER (PARTITION BY month, product ORDER BY price) AS reached,
               sum(quantity) OVER (PARTITION BY month, product) AS packs
        FROM paid
    )
    SELECT month, product, CAST(sum(lines) AS BIGINT) AS lines, CAST(sum(quantity) AS DECIMAL(18, 4)) AS quantity,
           CAST(sum(amount) AS DECIMAL(18, 4)) AS amount, min(price) AS lowest,
           min(price) FILTER (reached * 4 >= packs) AS lower_quartile,
           min(price) FILTER (reached * 2 >= packs) AS median,
           min(price) FILTER (reached * 4 >= packs * 3) AS upper_quartile, max(price) AS highest
    FROM steps GROUP BY month, product
    """


def prices_by_month(serving: Serving, *, product: int, place: int, within: int) -> list[PriceMonth]:
    """Each month in which the product was bought at a price in the place, oldest first."""
    if serving.is_summed(place):
        source = f"SELECT * FROM place_prices WHERE place = $place AND product = $product AND {VISIBLE}"
    else:
        source = of_counties(f"product = $product AND {in_place(serving, place)}")
    sql = f"SELECT {_COLUMNS} FROM ({source}) ORDER BY month"
    rows = serving.ask(sql, {"product": product, "place": place, "within": within})
    return [PriceMonth(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """A listed price of one pack (yuan) from a day on, and where it is listed."""

    region: int
    region_name: str
    valid_from: date
    price: Decimal | None
    previous_price: Decimal | None
    status: str | None


_LISTED = f"""
SELECT listing_price.region, name, valid_from, price, previous_price, status
FROM listing_price JOIN place_in ON place_in.place = $place AND place_in.above = listing_price.region
JOIN place ON place.region = listing_price.region
WHERE product = $product AND {VISIBLE} ORDER BY valid_from, listing_price.region
"""


def listed_prices(serving: Serving, *, product: int, place: int, within: int) -> list[ListedPrice]:
    """Every listed price of the product that counts in the place: its own, its province's, the nation's."""
    rows = serving.ask(_LISTED, {"product": product, "place": place, "within": within})
    return [ListedPrice(*row) for row in rows]
