"""What keys stand for: the codes and names of places and subjects, and which of them belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from baowen.monitor.kinship import REGION, Kinship

PRODUCT_COLUMNS: Final = (
    "product", "product_code", "generic_name", "spec", "maker_name", "drug_key", "drug_name", "ingredient",
)  # fmt: skip
ORGANISATION_COLUMNS: Final = ("org", "org_code", "org_name", "org_type", "region")
_ORGANISATIONS: Final = ("hospital", "distributor", "maker")


@dataclass(frozen=True, kw_only=True)
class Names:
    """`regions`: key -> (code, name); `subjects`: (subject_type, key) -> (code, name)."""

    regions: dict[int, tuple[str, str]]
    subjects: dict[tuple[str, int], tuple[str, str]]
    kinship: Kinship

    def region(self, key: int) -> tuple[str, str]:
        """The code and name of a place."""
        return self.regions[key]

    def subject(self, kind: str, key: int) -> tuple[str, str]:
        """The code and name of a subject; the key itself where no register knows it."""
        if kind == REGION:
            return self.regions[key]
        return self.subjects.get((kind, key), (str(key), ""))


def names_for(*, places: pl.DataFrame, products: pl.DataFrame | None, orgs: pl.DataFrame | None) -> Names:
    """The codes and names behind keys, from the registers as in collect.tables, or None where one is empty.

    `products` and `orgs` hold PRODUCT_COLUMNS and ORGANISATION_COLUMNS. A drug and an ingredient have the key of their
    smallest product.
    """
    if products is None:
        products = pl.DataFrame(schema=dict.fromkeys(PRODUCT_COLUMNS, pl.String) | {"product": pl.Int32})
    if orgs is None:
        orgs = pl.DataFrame(
            schema=dict.fromkeys(ORGANISATION_COLUMNS, pl.String) | {"org": pl.Int32, "region": pl.Int32}
        )
    hospitals = orgs.filter(pl.col("org_type") == "hospital").select("org", "region")
    return Names(
        regions={key: (code, name) for key, code, name in places.select("region", "code", "name").iter_rows()},
        subjects=_of_products(products) | _of_organisations(orgs),
        kinship=Kinship(places, products.select("product", "drug_key", "ingredient"), hospitals),
    )


def _of_products(products: pl.DataFrame) -> dict[tuple[str, int], tuple[str, str]]:
    generic = pl.col("generic_name").fill_null("")
    words = pl.concat_str("generic_name", "spec", "maker_name", separator=" ", ignore_nulls=True)
    told = {
        "product": (products, pl.col("product_code"), words),
        "drug": (_smallest(products, "drug_key"), pl.col("drug_key"), pl.coalesce("drug_name", generic)),
        "ingredient": (_smallest(products, "ingredient"), pl.col("ingredient"), pl.col("ingredient")),
    }
    return {
        (kind, key): (code, name)
        for kind, (rows, code_of, name_of) in told.items()
        for key, code, name in rows.select("product", code=code_of, name=name_of).iter_rows()
    }


def _smallest(products: pl.DataFrame, column: str) -> pl.DataFrame:
    named = products.filter(pl.col(column).is_not_null(), pl.col(column) != "")
    return named.filter(pl.col("product") == pl.col("product").min().over(column))


def _of_organisations(orgs: pl.DataFrame) -> dict[tuple[str, int], tuple[str, str]]:
    named = orgs.select("org", "org_code", "org_name").rows()
    return {(kind, key): (code, name) for kind in _ORGANISATIONS for key, code, name in named}
