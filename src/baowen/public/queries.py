"""What the public may know of a drug: where it is held, by city and never by less; listed prices; warnings in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.lake.serving import Serving

MOST = 50


@dataclass(frozen=True, slots=True)
class HeldIn:
    """How many hospitals of a city said when they last counted that they hold a product, and how many had none."""

    place: str
    holding: int
    empty: int
    counted_on: date


@dataclass(frozen=True, slots=True)
class DrugWarning:
    """A signal in force about a drug, without its subject's figures."""

    indicator: str
    severity: str
    place: str
    since: date
    subject: str


# The newest count of each hospital, added up over its city; hospitals are named nowhere here.
_HELD = """
WITH last AS (
    SELECT region, quantity, counted_on FROM hospital_stock WHERE product = $product
    QUALIFY row_number() OVER (PARTITION BY hospital ORDER BY month DESC) = 1
)
SELECT coalesce(city.name, county.name), count(*) FILTER (quantity > 0), count(*) FILTER (quantity = 0),
       max(counted_on)
FROM last JOIN place AS county ON county.region = last.region LEFT JOIN place AS city ON city.region = county.city
GROUP BY ALL ORDER BY 1
"""


def held_in(serving: Serving, *, product: int) -> list[HeldIn]:
    """By city how many hospitals hold a product. HOS-6."""
    return [HeldIn(*row) for row in serving.ask(_HELD, {"product": product})]


_WARNED = """
SELECT indicator, severity, place.name, first_seen, subject_name
FROM signal JOIN place ON place.region = signal.region
WHERE state = 'in_force' AND severity IN ('red', 'orange') AND subject_type = 'product'
  AND ($product = 0 OR subject = $product)
ORDER BY first_seen DESC, number LIMIT $most
"""


def warnings_in_force(serving: Serving, *, product: int = 0, most: int = MOST) -> list[DrugWarning]:
    """Red and orange signals about drugs, the newest first; of one product where it is given. MON-8."""
    return [DrugWarning(*row) for row in serving.ask(_WARNED, {"product": product, "most": most})]


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed price of one pack (yuan) and where it is listed."""

    place: str
    since: date
    price: Decimal


_PRICES = """
SELECT name, valid_from, price FROM listing_price JOIN place USING (region)
WHERE product = $product AND price IS NOT NULL ORDER BY valid_from DESC, name LIMIT 20
"""


def listed(serving: Serving, *, product: int) -> list[Listed]:
    """The newest listed prices of a product."""
    return [Listed(*row) for row in serving.ask(_PRICES, {"product": product})]
