"""Which products are one item: the same drug in the same form and strength, whoever makes it and however it is packed.

Stock of one item can stand in for another maker's, smallest unit for smallest unit; another strength or form cannot
without a pharmacist's word: a clear difference of form, strength or route is no full substitution (2019 技术指南).
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from baowen.lake.store import Lake

ITEMS: Final[dict[str, Any]] = {
    "product": pl.Int32, "product_code": pl.String, "item": pl.String, "drug_key": pl.String, "drug_name": pl.String,
    "drug_class": pl.String, "units": pl.Float64, "unit_name": pl.String, "transport": pl.String,
}  # fmt: skip
ORDINARY: Final = "ordinary"
_NAMING = ("drug_key", "form_group", "strength", "strength_unit", "volume_ml")
_READ = (
    "product", "product_code", "drug_name", "generic_name", "drug_class", "units", "unit_name", "drug_key",
    "form_group", "strength_unit", "volume_ml",
)  # fmt: skip


def items(lake: Lake) -> pl.DataFrame:
    """Columns ITEMS, a row for each product of the catalogue, by product.

    `units`: smallest units in a pack. A product whose specification could not be read is an item of its own, and a pack
    of it counts as one unit. `transport`: ordinary where the catalogue does not say.
    """
    lazy = lake.scan("catalogue")
    if lazy is None:
        return pl.DataFrame(schema=ITEMS)
    known = lazy.collect_schema().names()
    carried = pl.col("transport_class") if "transport_class" in known else pl.lit(None, pl.String)
    # A strength in other units than mg (international units) names an item too.
    strength = pl.coalesce("strength_mg", "strength") if "strength" in known else pl.col("strength_mg")
    rows = lazy.select(*_READ, carried=carried, strength=strength).collect()
    read = pl.col("drug_key").is_not_null() & pl.col("units").is_not_null() & (pl.col("units") > 0)
    return rows.select(
        "product", "product_code",
        item=pl.when(read).then(item_key()).otherwise(pl.concat_str(pl.lit("="), "product_code")),
        drug_key=pl.col("drug_key"), drug_name=pl.coalesce("drug_name", "generic_name"),
        drug_class=pl.col("drug_class").fill_null(ORDINARY),
        units=pl.when(read).then(pl.col("units").cast(pl.Float64)).otherwise(1.0),
        unit_name=pl.when(read).then("unit_name"), transport=pl.col("carried").fill_null(ORDINARY),
    ).sort("product").select(pl.col(name).cast(kind) for name, kind in ITEMS.items())  # fmt: skip


def item_key() -> pl.Expr:
    """What names an item: drug, form group, strength and volume as the catalogue has them, in one text."""
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in _NAMING], separator="|")
