"""How the rows of each feed lie in the lake: columns, types, order. The contract between intake and monitoring."""

from __future__ import annotations

from typing import Any

import polars as pl

from baowen.collect.contract import DECIMAL, STORED_AS, Feed, Kind
from baowen.collect.feeds import FEEDS

META: dict[str, Any] = {"month": pl.String, "batch": pl.Int32, "row": pl.Int32}
# Deliveries and receipts find their order line by this hash of its number: eight bytes, the same in all three tables.
LINKED = {"order_line": "order_line_hash", "delivery": "order_line_hash", "receipt": "order_line_hash"}
LINK_COLUMN = "order_line_no"
# What drugs.enrich derives from a catalogue row.
DERIVED: dict[str, Any] = {
    "drug_name": pl.String,
    "units": DECIMAL,
    "unit_name": pl.String,
    "strength_mg": pl.Decimal(28, 8),  # 0.25 μg is 0.00025 mg: four places would lose it
    "strength_unit": pl.String,
    "volume_ml": DECIMAL,
    "form_group": pl.String,
    "spec_reason": pl.String,
    "name_initials": pl.String,
    "drug_key": pl.String,
}
PLACE: dict[str, Any] = {
    "region": pl.Int32,
    "code": pl.String,
    "name": pl.String,
    "level": pl.String,
    "parent": pl.Int32,
    "city": pl.Int32,
    "province": pl.Int32,
}
# The integer key of a register's own rows: catalogue rows are products, organisation rows are organisations.
OWN_KEY = {"catalogue": ("product", "product_code"), "organisation": ("org", "org_code")}
_ORDER = ("product", "region", "org")


def stored_schema(name: str) -> dict[str, Any]:
    """Columns and Polars types of a feed's table, as a reader of current rows sees them."""
    feed = FEEDS[name]
    schema: dict[str, Any] = {column.stored_name: STORED_AS[column.kind] for column in feed.columns}
    if feed.place:
        schema["region"] = pl.Int32()
    if name in LINKED:
        schema[LINKED[name]] = pl.Int64()
    if name in OWN_KEY:
        schema[OWN_KEY[name][0]] = pl.Int32()
    if name == "catalogue":
        schema |= DERIVED
    return schema | META


def sort_columns(feed: Feed) -> list[str]:
    """The order of rows within a month: product, place, organisation, date (docs/adr/0009 has the measurements)."""
    references = [column.stored_name for column in feed.columns if column.kind is Kind.ORG]
    dates = [feed.dated_by] if feed.dated_by and feed.column(feed.dated_by).kind is Kind.DATE else []
    return [*_ORDER, *references, *dates, *feed.key]
