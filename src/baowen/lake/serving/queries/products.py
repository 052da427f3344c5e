"""Which product is meant: by name, pinyin initials or code, by drug, and what the registers say of it. PUB-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.lake.serving.reader import Serving

_COLUMNS = (
    "product, product_code, generic_name, dosage_form, spec, packaging, units, unit_name, maker_name, "
    "ingredient, drug_key, drug_class, is_essential, is_selected, delisted_on"
)


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue."""

    product: int
    product_code: str
    generic_name: str
    dosage_form: str | None
    spec: str | None
    packaging: str | None
    units: Decimal | None
    unit_name: str | None
    maker_name: str | None
    ingredient: str | None
    drug_key: str | None
    drug_class: str | None
    is_essential: bool | None
    is_selected: bool | None
    delisted_on: date | None


_FIND = f"""
SELECT {_COLUMNS} FROM product
WHERE contains(generic_name, $text) OR starts_with(lower(name_initials), lower($text)) OR product_code = $text
ORDER BY product_code <> $text, NOT starts_with(generic_name, $text), length(generic_name), generic_name, product
LIMIT $most
"""


def find_products(serving: Serving, *, text: str, most: int) -> list[Product]:
    """Products by code, part of the name, or beginning of the pinyin initials; the closest first. Open to everybody."""
    return [Product(*row) for row in serving.ask(_FIND, {"text": text.strip(), "most": most})] if text.strip() else []


def products_of_drug(serving: Serving, *, drug_key: str) -> list[Product]:
    """The products of one drug, by product: makers and packs of the same substance, form and strength."""
    return product_rows(serving, "drug_key = $drug_key ORDER BY product", drug_key=drug_key)


def product_called(serving: Serving, *, code: str) -> Product | None:
    """The product of exactly this code."""
    return next(iter(product_rows(serving, "product_code = $code LIMIT 1", code=code)), None)


def product_of_key(serving: Serving, *, key: int) -> Product | None:
    """The product that the file's other tables name by this number."""
    return next(iter(product_rows(serving, "product = $key", key=key)), None)


def product_rows(serving: Serving, where: str, **given: object) -> list[Product]:
    """Products that a condition of this package's own text picks; every value is bound."""
    return [Product(*row) for row in serving.ask(f"SELECT {_COLUMNS} FROM product WHERE {where}", given)]


@dataclass(frozen=True, slots=True)
class StopNotice:
    """A notice that a maker stops."""

    notice_no: str
    product: int
    announced_on: date
    stops_on: date | None
    resumes_on: date | None
    ended_on: date | None
    stop_kind: str | None
    reason: str | None


_NOTICES = """
SELECT notice_no, product, announced_on, stops_on, resumes_on, ended_on, stop_kind, reason
FROM stop_notice WHERE product = $product ORDER BY announced_on, notice_no
"""


def stop_notices(serving: Serving, *, product: int) -> list[StopNotice]:
    """Stop notices of a product, oldest first."""
    return [StopNotice(*row) for row in serving.ask(_NOTICES, {"product": product})]
