"""Brings what hospitals hold, use and must keep into the optimiser's columns, and its answer back to codes. RSV-3."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from baowen.reserve.transfers.optimise.given import INSTITUTIONS, ITEMS, LOTS, USES, Instance

PROMISED: Final[dict[str, Any]] = {
    "code": pl.String, "product_code": pl.String, "lot_no": pl.String, "packs": pl.Float64,
}  # fmt: skip
"""Packs of a lot that open orders take from an institution."""
HELD: Final[dict[str, Any]] = {
    "lot": pl.Int64, "org": pl.Int32, "code": pl.String, "item_key": pl.String, "item": pl.Int32, "product": pl.Int32,
    "product_code": pl.String, "lot_no": pl.String, "expires_on": pl.Date, "packs": pl.Float64,
    "pack_units": pl.Float64, "units": pl.Float64, "days_left": pl.Int32,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The instance, and the lots with their names, so that a move can be told. `names`: item key, name, unit, class."""

    instance: Instance
    lots: pl.DataFrame
    places: pl.DataFrame
    names: pl.DataFrame


def gathered(
    standing: pl.DataFrame, stock: pl.DataFrame, items: pl.DataFrame, *, organisations: pl.DataFrame,
    places: pl.DataFrame, promised: pl.DataFrame, day: Any, cases: Collection[tuple[str, str]],
) -> Gathered:  # fmt: skip
    """Everything as columns.

    `standing`: reserve.lines.standing with `code`; `stock`: usable lots; `items`: rows of lake.facts.items that are
    asked about; `organisations`: org, org_code, region, parent_code, longitude, latitude; `places`: region, county,
    city; `promised`: PROMISED; `cases`: code of the institution and drug (product code or name) of open cases.
    Who has not counted takes no part.
    """
    numbers = _numbers(items)
    about = organisations.rename({"org_code": "code"}).join(places, on="region", how="left")
    lots = usable_lots(stock, items, organisations, promised, day=day)
    leads = about.select(alliance="org", parent_code="code")
    institutions = about.join(leads, on="parent_code", how="left")
    is_lead = pl.col("code").is_in(about["parent_code"].drop_nulls().unique().implode())
    institutions = institutions.with_columns(
        alliance=pl.coalesce("alliance", pl.when(is_lead).then("org")), county=pl.coalesce("county", "region"),
        city=pl.coalesce("city", "region"),
    )  # fmt: skip
    counted = standing.filter(pl.col("stock_units").is_not_null(), pl.col("daily_use").is_not_null())
    short = _with_case(cases, items)
    uses = counted.join(numbers, on="item").join(short, on=["code", "item"], how="left").select(
        "org", "daily_use", item=pl.col("item_number"), scatter=pl.col("scatter").fill_null(0.0),
        line_units=pl.col("line_units").fill_null(0.0), is_case=pl.col("is_case").fill_null(False),
    )  # fmt: skip
    transport = items.group_by("item").agg(pl.col("transport").sort_by(_gravity()).last()).join(numbers, on="item")
    instance = Instance(
        institutions=_shaped(institutions, INSTITUTIONS),
        lots=_shaped(lots.join(uses.select("org", "item"), on=["org", "item"], how="semi"), LOTS),
        uses=_shaped(uses, USES), items=_shaped(transport.select("transport", item="item_number"), ITEMS),
    )  # fmt: skip
    names = counted.group_by("item").agg(pl.col("drug_name", "unit_name", "drug_class").first())
    return Gathered(
        instance=instance, lots=lots, places=about.select("org", "code", "county", "city"),
        names=names.join(numbers, on="item"),
    )  # fmt: skip


def _with_case(cases: Collection[tuple[str, str]], items: pl.DataFrame) -> pl.DataFrame:
    """Code and item of each open case; a drug is told by its product's code or by its name."""
    told = pl.DataFrame(sorted(cases), schema={"code": pl.String, "drug": pl.String}, orient="row")
    named = pl.concat([items.select("item", drug=name) for name in ("product_code", "drug_name")]).unique()
    return told.join(named, on="drug").select("code", "item").unique().with_columns(is_case=pl.lit(True))


def _gravity() -> pl.Expr:
    """Of the classes of an item's products the strictest holds for the item."""
    return pl.col("transport").replace_strict({"ordinary": 0, "controlled": 1, "cold": 2}, default=0)


def usable_lots(
    stock: pl.DataFrame, items: pl.DataFrame, organisations: pl.DataFrame, promised: pl.DataFrame, *, day: Any
) -> pl.DataFrame:  # fmt: skip
    """HELD: usable lots without what is promised, by whole packs; `item` numbers the items as they sort."""
    known = items.select("product", "product_code", "units", "item").join(_numbers(items), on="item")
    named = organisations.select("org", code="org_code")
    rows = stock.filter(pl.col("packs") > 0).join(known, on="product").join(named, on="org")
    away, on = promised.rename({"packs": "away"}), ["code", "product_code", "lot_no"]
    rows = rows.join(away, on=on, how="left", nulls_equal=True)
    left = (pl.col("packs").cast(pl.Float64) - pl.col("away").fill_null(0.0)).floor().clip(lower_bound=0.0)
    rows = rows.with_columns(packs=left).filter(pl.col("packs") > 0)
    rows = rows.sort("org", "product", "expires_on", "lot_no", nulls_last=True).with_row_index("lot")
    return _shaped(
        rows.with_columns(
            item_key=pl.col("item"), item=pl.col("item_number"), pack_units=pl.col("units"),
            units=pl.col("packs") * pl.col("units"),
            days_left=(pl.col("expires_on") - pl.lit(day)).dt.total_days(),
        ),
        HELD,
    )  # fmt: skip


def _numbers(items: pl.DataFrame) -> pl.DataFrame:
    return items.select("item").unique().sort("item").with_row_index("item_number").select("item", "item_number")


def _shaped(rows: pl.DataFrame, schema: Mapping[str, Any]) -> pl.DataFrame:
    return rows.select(pl.col(name).cast(kind) for name, kind in schema.items())
