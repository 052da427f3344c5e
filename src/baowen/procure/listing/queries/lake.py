"""What the lake knows that listing needs: prices listed before, those elsewhere, and what was traded. PRC-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.core.home import Home
from baowen.core.period import Month
from baowen.lake.store import Lake
from baowen.orgs.regions import Regions
from baowen.procure.listing.comparing import Goods
from baowen.procure.listing.queries.catalogue import catalogue_rows, goods_of_row

TRADE = ("cube_orders", "cube_trade")


@dataclass(frozen=True, slots=True, kw_only=True)
class LakePrice:
    """A price of one pack that the lake has, from a day on in a province, with its product."""

    region: str
    goods: Goods
    maker_name: str
    use_class: str
    valid_from: date
    price: Decimal
    status: str


def listed_before(home: Home, region: str, regions: Regions) -> list[LakePrice]:
    """Every price that the lake has for the platform of a province, by product, the oldest first."""
    return _prices(home, regions, pl.col("region") == regions.require(region).key)


def listed_elsewhere(home: Home, region: str, regions: Regions) -> list[LakePrice]:
    """The prices of other provinces that the lake has."""
    return _prices(home, regions, pl.col("region") != regions.require(region).key)


def _prices(home: Home, regions: Regions, which: pl.Expr) -> list[LakePrice]:
    lake = Lake(home.lake)
    prices, products = lake.scan("listing_price"), catalogue_rows(lake)
    if prices is None or products is None:
        return []
    columns = prices.select("product", "region", "valid_from", "price", "status").filter(which & (pl.col("price") > 0))
    found = columns.join(products, on="product", how="inner").sort("product", "region", "valid_from").collect()
    codes = {one.key: one.code for one in regions.all()}
    return [_price(row, codes) for row in found.iter_rows(named=True) if row["region"] in codes]


def _price(row: dict[str, Any], codes: dict[int, str]) -> LakePrice:
    return LakePrice(
        region=codes[row["region"]], goods=goods_of_row(row), maker_name=row["maker_name"] or "",
        use_class=row["atc_code"] or "", valid_from=row["valid_from"], price=row["price"], status=row["status"] or "",
    )  # fmt: skip


def traded_since(home: Home, since: date) -> tuple[frozenset[str], Month | None]:
    """The codes of products that were ordered or delivered from a month on, and the first month that the lake knows."""
    lake = Lake(home.lake)
    months = sorted({month for table in TRADE if lake.exists(table) for month in lake.months(table)})
    products = catalogue_rows(lake)
    if not months or products is None:
        return frozenset(), None
    wanted = [month for month in months if month >= str(Month.of(since))]
    traded: set[int] = set()
    for table in TRADE:
        rows = lake.scan(table, months=wanted) if lake.exists(table) and wanted else None
        if rows is not None:
            traded |= set(rows.select(pl.col("product").unique()).collect()["product"])
    codes = products.filter(pl.col("product").is_in(sorted(traded))).select("product_code").collect()
    return frozenset(codes["product_code"]), Month.parse(months[0])
