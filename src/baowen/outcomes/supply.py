"""Reads from the lake what the hospitals of a place hold and use of some products on a day. RSP-3, HOS-3."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from baowen.lake.facts.items import items
from baowen.lake.facts.usable import usable_stock
from baowen.lake.facts.use import daily_use
from baowen.lake.store import Lake
from baowen.outcomes.rules import Supply

_CENT: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Packs that a measure brought to a hospital on a day, by codes; below zero: that it took away from it."""

    hospital: str
    product_code: str
    on: date
    packs: Decimal


def supply_on(
    lake: Lake, day: date, *, products: Collection[str], regions: Collection[int], arrived: Sequence[Arrived],
    stale_days: int, use_months: int,
) -> Supply:  # fmt: skip
    """Supply of the hospitals in `regions` (keys) on a day, in smallest units.

    What arrived after a hospital's last count, up to the day, is added to it; what arrived before is counted already.
    """
    known = items(lake).filter(pl.col("product_code").is_in(list(products))).select("product", "product_code", "units")
    keys = known["product"].to_list()
    orgs = _hospitals(lake, regions)
    stock = usable_stock(lake, "stock", day=day, stale_days=stale_days, products=keys).join(orgs, on="org")
    counted = stock.group_by("org", "code", "product").agg(
        packs=pl.col("packs").cast(pl.Float64).sum(), counted_on=pl.col("counted_on").max()
    )
    use = daily_use(lake, day=day, use_months=use_months, products=keys)
    joined = counted.join(use, on=["org", "product"], how="left").join(known, on="product")
    by_hospital = joined.group_by("code").agg(
        stock=(pl.col("packs") * pl.col("units")).sum(),
        use=(pl.col("daily_use").fill_null(0.0) * pl.col("units")).sum(),
    )
    came = _arrived_since(arrived, known, counted, day)
    by_hospital = by_hospital.join(came, on="code", how="left").with_columns(
        stock=pl.col("stock") + pl.col("came").fill_null(0.0)
    )
    reached = by_hospital.filter(pl.col("code").is_in([one.hospital for one in arrived if one.packs > 0]))
    return Supply(
        on=day, stock=_units(by_hospital["stock"]), daily_use=_units(by_hospital["use"]), hospitals=by_hospital.height,
        empty=by_hospital.filter(pl.col("stock") <= 0).height,
        counted_first=_day(counted["counted_on"].min()), counted_last=_day(counted["counted_on"].max()),
        reached=reached.height, reached_stock=_units(reached["stock"]), reached_use=_units(reached["use"]),
    )  # fmt: skip


def _hospitals(lake: Lake, regions: Collection[int]) -> pl.DataFrame:
    rows = lake.read("organisation", columns=["org", "org_code", "region", "org_type"])
    if rows is None:
        return pl.DataFrame(schema={"org": pl.Int32, "code": pl.String})
    inside = pl.col("region").is_in(list(regions)) & (pl.col("org_type") == "hospital")
    return rows.filter(inside).select("org", code="org_code")


def _arrived_since(
    arrived: Sequence[Arrived], known: pl.DataFrame, counted: pl.DataFrame, day: date
) -> pl.DataFrame:  # fmt: skip
    """By hospital the units that came up to the day and after the hospital's last count of the product.

    A product that the hospital has not counted, another maker's pack for one, is dated by its last count of the item.
    """
    kinds = {"code": pl.String, "product_code": pl.String, "on": pl.Date, "packs": pl.Float64}
    rows = pl.DataFrame(
        [(one.hospital, one.product_code, one.on, float(one.packs)) for one in arrived], schema=kinds, orient="row"
    )
    of_product = counted.select("code", "product", "counted_on")
    of_item = counted.group_by("code").agg(item_counted_on=pl.col("counted_on").max())
    dated = rows.join(known, on="product_code").join(of_product, on=["code", "product"], how="left")
    dated = dated.join(of_item, on="code").filter(
        pl.col("on") <= day, pl.col("on") > pl.coalesce("counted_on", "item_counted_on")
    )
    return dated.group_by("code").agg(came=(pl.col("packs") * pl.col("units")).sum())


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _units(values: pl.Series) -> Decimal:
    return Decimal(str(values.sum() or 0)).quantize(_CENT)
