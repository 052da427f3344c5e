"""What the catalogue of the home says of a product and its maker: what an application is prefilled with. PRC-1."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.core.home import Home
from baowen.lake.store import Lake
from baowen.procure.listing.comparing import Goods

COLUMNS = (
    "product", "product_code", "generic_name", "dosage_form", "spec", "packaging", "units", "unit_name", "maker_code",
    "maker_name", "approval_no", "atc_code", "is_selected",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogued:
    """A product of the catalogue; `maker_code` and `maker_name` are "" where it does not say."""

    goods: Goods
    maker_code: str
    maker_name: str
    use_class: str


def catalogued(home: Home, code: str) -> Catalogued | None:
    """The product of a code in the home's catalogue; None where it has none, or no catalogue came in yet."""
    rows = catalogue_rows(Lake(home.lake))
    if rows is None or not code:
        return None
    found = rows.filter(pl.col("product_code") == code).head(1).collect()
    return None if found.is_empty() else _catalogued(found.row(0, named=True))


def catalogue_rows(lake: Lake) -> pl.LazyFrame | None:
    """The columns that listing reads of every product; a column that the catalogue never had is empty."""
    rows = lake.scan("catalogue")
    if rows is None:
        return None
    known = set(rows.collect_schema().names())
    return rows.select(pl.col(name) if name in known else pl.lit(None).alias(name) for name in COLUMNS)


def _catalogued(row: dict[str, Any]) -> Catalogued:
    return Catalogued(
        goods=goods_of_row(row), maker_code=row["maker_code"] or "", maker_name=row["maker_name"] or "",
        use_class=row["atc_code"] or "",
    )  # fmt: skip


def goods_of_row(row: dict[str, Any]) -> Goods:
    """A row of the catalogue as prices are compared; the maker is its code, its name where no code is known."""
    units: Decimal | None = row["units"]
    return Goods(
        product_code=row["product_code"], generic_name=row["generic_name"] or "",
        maker=(row["maker_code"] or row["maker_name"] or "")[:100], dosage_form=row["dosage_form"] or "",
        spec=row["spec"] or "", packaging=row["packaging"] or "",
        units_per_pack=units if units is not None and units > 0 else None, smallest_unit=row["unit_name"] or "",
        approval_no=row["approval_no"] or "", is_selected=row["is_selected"],
    )  # fmt: skip
