"""What the public may know of a drug: where it is held, what it costs by list and in fact, warnings in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.lake.serving import Serving
from baowen.public.granularity import Counted

MOST = 50


@dataclass(frozen=True, slots=True)
class HoldingHospital:
    """Whether one hospital held a product when it last counted; how much it held is nobody's business."""

    name: str
    county: str
    holds: bool
    counted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugWarning:
    """A signal about a drug, without its subject's figures. `region` and `place`: code and name."""

    number: str
    indicator: str
    severity: str
    region: str
    place: str
    since: date
    drug: str
    generic_name: str
    drug_name: str
    product_code: str


# The newest count of each hospital: both newest months are kept, so one that has not counted again stands.
# A place that has no city above it (a city, a province) stands for itself at the finer levels.
_COUNTED = """
WITH last AS (
    SELECT region, hospital, quantity, counted_on, product FROM hospital_stock
    WHERE product IN (SELECT unnest($products))
    QUALIFY row_number() OVER (PARTITION BY hospital, product ORDER BY month DESC) = 1
)
SELECT last.product, county.code, coalesce(city.code, county.code), coalesce(province.code, county.code),
       count(*) FILTER (quantity > 0), count(*) FILTER (quantity = 0), max(counted_on)
FROM last JOIN place AS county ON county.region = last.region LEFT JOIN place AS city ON city.region = county.city
     LEFT JOIN place AS province ON province.region = county.province
GROUP BY ALL ORDER BY 1, 2
"""


def counted_of(serving: Serving, *, products: Sequence[int]) -> dict[int, list[Counted]]:
    """By product and county how many hospitals hold it. Before anybody sees them, `held_by_place` adds them up. HOS-6.

    A negative quantity is neither held nor none.
    """
    found: dict[int, list[Counted]] = {}
    for product, county, city, province, holding, empty, counted_on in serving.ask(
        _COUNTED, {"products": list(products)}
    ):
        found.setdefault(product, []).append(
            Counted(
                county=county, city=city, province=province, holding=holding, empty=empty, counted_on=counted_on
            )
        )  # fmt: skip
    return found


_HOSPITALS = """
WITH last AS (
    SELECT region, hospital, quantity, counted_on, product FROM hospital_stock WHERE product = $product
    QUALIFY row_number() OVER (PARTITION BY hospital, product ORDER BY month DESC) = 1
)
SELECT org_name, county.name, quantity > 0, counted_on
FROM last JOIN organisation ON org = hospital JOIN place AS county ON county.region = last.region
     LEFT JOIN place AS city ON city.region = county.city
WHERE coalesce(city.code, county.code) = $city AND quantity >= 0
ORDER BY quantity <= 0, county.region, org_name LIMIT $most
"""


def hospitals_in(serving: Serving, *, product: int, city: str, most: int) -> list[HoldingHospital]:
    """The hospitals of a city that counted a product, those that hold it first. Only where a pack names them."""
    return [HoldingHospital(*row) for row in serving.ask(_HOSPITALS, {"product": product, "city": city, "most": most})]


_WARNED = """
SELECT number, indicator, severity, place.code, place.name, first_seen, subject_name, generic_name,
       coalesce(drug_name, generic_name), product_code
FROM signal JOIN place ON place.region = signal.region JOIN product ON product.product = signal.subject
WHERE state = 'in_force' AND severity IN ('red', 'orange') AND subject_type = 'product'
  AND ($product = 0 OR subject = $product)
ORDER BY first_seen DESC, number LIMIT $most
"""


def warnings_in_force(serving: Serving, *, product: int = 0, most: int = MOST) -> list[DrugWarning]:
    """Red and orange signals about drugs, the newest first; of one product where it is given. MON-8."""
    rows = serving.ask(_WARNED, {"product": product, "most": most})
    return [
        DrugWarning(
            number=number, indicator=indicator, severity=severity, region=region, place=place, since=since, drug=drug,
            generic_name=generic_name, drug_name=drug_name, product_code=code,
        )
        for number, indicator, severity, region, place, since, drug, generic_name, drug_name, code in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed price of one pack (yuan) and where it is listed."""

    product: int
    region: str
    place: str
    since: date
    price: Decimal


_LISTED = """
SELECT product, code, name, valid_from, price FROM listing_price JOIN place USING (region)
WHERE product IN (SELECT unnest($products)) AND price IS NOT NULL
ORDER BY product, valid_from DESC, name LIMIT $most
"""


def listed(serving: Serving, *, products: Sequence[int], most: int) -> list[Listed]:
    """The newest listed prices of products."""
    return [Listed(*row) for row in serving.ask(_LISTED, {"products": list(products), "most": most})]


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid in a place in a month, yuan a pack: weighted median, lowest, highest; packs and order lines."""

    product: int
    region: str
    place: str
    month: str
    median: Decimal
    lines: int
    lowest: Decimal
    highest: Decimal
    quantity: Decimal


_PAID = """
SELECT product, code, name, month, median, lines, lowest, highest, quantity
FROM place_prices JOIN place ON place.region = place_prices.place
WHERE product IN (SELECT unnest($products)) AND level IN ('province', 'city') AND lines >= $least
ORDER BY product, place.region, month
"""


def paid(serving: Serving, *, products: Sequence[int], least: int) -> list[Paid]:
    """Prices paid for products by province, city and month, where at least so many order lines tell. PRC-7 (HN-8)."""
    return [Paid(*row) for row in serving.ask(_PAID, {"products": list(products), "least": least})]


_NAMES = """
SELECT DISTINCT name FROM (SELECT generic_name AS name FROM product UNION ALL SELECT drug_name FROM product)
WHERE name IS NOT NULL AND contains(name, $text) ORDER BY name <> $text, length(name), name LIMIT $most
"""


def drug_names(serving: Serving, *, text: str, most: int) -> list[str]:
    """Names of drugs that hold a text, with form (硫酸阿托品注射液) and without; that very name first."""
    return [str(name) for (name,) in serving.ask(_NAMES, {"text": text, "most": most})] if text else []
