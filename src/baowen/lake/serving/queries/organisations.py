"""Organisations of the lake by their code, and the products of a maker. Open to everybody who may ask the file."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.lake.serving.queries.products import Product, product_rows
from baowen.lake.serving.reader import Serving


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; `region` and its code are null where the lake does not know its place."""

    org: int
    code: str
    name: str
    kind: str
    level: str | None
    region: int | None
    region_code: str | None


_BY_CODE = """
SELECT org, org_code, org_name, org_type, org_level, organisation.region, place.code
FROM organisation LEFT JOIN place ON place.region = organisation.region WHERE org_code = $code LIMIT 1
"""


def organisation_called(serving: Serving, *, code: str) -> Organisation | None:
    """The organisation of a code, None where there is none."""
    rows = serving.ask(_BY_CODE, {"code": code})
    return Organisation(*rows[0]) if rows else None


def products_of_maker(serving: Serving, *, name: str, most: int) -> list[Product]:
    """What a maker makes, by name of the drug."""
    return product_rows(serving, "maker_name = $name ORDER BY generic_name, product LIMIT $most", name=name, most=most)
