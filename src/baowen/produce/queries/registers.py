"""What came as files: production lines, supply links, raw materials of Chinese medicine. PRD-1, COL-7.

These registers are not of one place: nothing is scoped to an actor beyond the right to read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.lake.store import Lake

_NAMES = ("product", "product_code", "generic_name", "spec")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A registered production line; `capacity` in packs a year, None where it is not known."""

    product_code: str
    drug: str
    spec: str
    maker: str
    site: str
    region: str
    capacity: Decimal | None
    state: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A registered supply link; `share` from 0 to 1, None where it is not known; no product code: all products."""

    ingredient: str
    supplier: str
    maker: str
    product_code: str
    kind: str
    share: Decimal | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HerbRow:
    """The last observation of a herb on a market and the price (yuan a kilogram) of the one before it."""

    herb: str
    grade: str
    market: str
    observed_on: date
    price: Decimal | None
    previous_price: Decimal | None
    supply: str


def lines_registered(lake: Lake, *, text: str = "", limit: int = 200) -> list[LineRow]:
    """Production lines whose drug, maker or product code holds the text, by drug and maker."""
    rows = lake.read("production_line")
    names = lake.read("catalogue", columns=list(_NAMES))
    if rows is None or names is None:
        return []
    found = _holding(rows.join(names, on="product", how="left"), text, "generic_name", "maker_name", "product_code")
    return [
        LineRow(
            product_code=row["product_code"] or "", drug=row["generic_name"] or "", spec=row["spec"] or "",
            maker=row["maker_name"], site=row["site"], region="" if row["region"] is None else str(row["region"]),
            capacity=row["yearly_capacity"], state=row["line_state"], from_on=row["from_on"],
            until_on=row["until_on"],
        )
        for row in _first(found, limit, "generic_name", "maker_name", "product_code", "site", "from_on")
    ]  # fmt: skip


def links_registered(lake: Lake, *, text: str = "", limit: int = 200) -> list[LinkRow]:
    """Supply links whose ingredient, supplier or drug maker holds the text, by ingredient."""
    rows = lake.read("supply_link")
    if rows is None:
        return []
    names = lake.read("catalogue", columns=["product", "product_code"])
    if names is not None:
        rows = rows.join(names, on="product", how="left")
    found = _holding(rows, text, "ingredient", "supplier_name", "maker_name")
    return [
        LinkRow(
            ingredient=row["ingredient"], supplier=row["supplier_name"], maker=row["maker_name"],
            product_code=row.get("product_code") or "", kind=row["link_kind"], share=row["share"],
            from_on=row["from_on"], until_on=row["until_on"],
        )
        for row in _first(found, limit, "ingredient", "supplier_name", "maker_name", "from_on")
    ]  # fmt: skip


def herbs_observed(lake: Lake, *, text: str = "", limit: int = 200) -> list[HerbRow]:
    """The last observation of each herb, grade and market, by herb."""
    rows = lake.read("herb_market")
    if rows is None:
        return []
    of_one = ("herb", "grade", "market")
    found = _holding(rows, text, "herb", "market").sort(*of_one, "observed_on", nulls_last=True)
    last = found.with_columns(previous=pl.col("price").shift(1).over(of_one)).group_by(of_one, maintain_order=True)
    return [
        HerbRow(
            herb=row["herb"], grade=row["grade"] or "", market=row["market"], observed_on=row["observed_on"],
            price=row["price"], previous_price=row["previous"], supply=row["supply_state"] or "",
        )
        for row in _first(last.tail(1), limit, *of_one)
    ]  # fmt: skip


def _holding(rows: pl.DataFrame, text: str, *columns: str) -> pl.DataFrame:
    if not text:
        return rows
    return rows.filter(pl.any_horizontal(pl.col(name).str.contains(text, literal=True) for name in columns))


def _first(rows: pl.DataFrame, limit: int, *by: str) -> list[dict[str, Any]]:
    return rows.sort(by, nulls_last=True).head(limit).rows(named=True)
