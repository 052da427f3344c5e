"""Which substitutes are in stock where: usable stock of the drugs of the guide at the hospitals of a place. HOS-4."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from baowen.lake.facts.items import items
from baowen.lake.facts.usable import usable_stock
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class Stocked:
    """A drug at the hospitals of a place: of how many that counted it how many hold it, and the newest count."""

    drug_key: str
    counted: int
    holding: int
    newest_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one hospital holds of a drug, in smallest units, with the day of the count."""

    hospital: str
    name: str
    region: str
    units: Decimal
    counted_on: date


def stocked(
    lake: Lake, keys: Collection[str], actor: Actor, *, day: date, stale_days: int
) -> dict[str, Stocked]:  # fmt: skip
    """By drug key how many hospitals of the actor's place and below hold it; stale counts are left out."""
    rows = _held(lake, keys, actor.region, day, stale_days)
    sums = rows.group_by("drug_key").agg(
        counted=pl.len(), holding=(pl.col("units") > 0).sum(), newest=pl.col("counted_on").max()
    )
    return {
        one["drug_key"]: Stocked(
            drug_key=one["drug_key"], counted=one["counted"], holding=one["holding"], newest_on=one["newest"]
        )
        for one in sums.iter_rows(named=True)
    }  # fmt: skip


def shelves(lake: Lake, key: str, actor: Actor, *, day: date, stale_days: int) -> list[Shelf]:
    """Hospital by hospital what the place holds of a drug, the most first; for officers."""
    regions = load_regions()
    require(actor, Act.HOSPITAL_READ, actor.region, regions=regions)
    codes = {place.key: place.code for place in map(regions.require, regions.codes_within(actor.region))}
    rows = _held(lake, [key], actor.region, day, stale_days).sort("units", "org_code", descending=[True, False])
    return [
        Shelf(
            hospital=one["org_code"], name=one["org_name"] or one["org_code"], region=codes.get(one["region"], ""),
            units=Decimal(str(round(one["units"], 4))), counted_on=one["counted_on"],
        )
        for one in rows.iter_rows(named=True)
    ]  # fmt: skip


def _held(lake: Lake, keys: Collection[str], region: str, day: date, stale_days: int) -> pl.DataFrame:
    """By hospital of a place and drug the usable units."""
    known = items(lake).filter(pl.col("drug_key").is_in(list(keys)))
    found = usable_stock(lake, "stock", day=day, stale_days=stale_days, products=known["product"].to_list())
    places = [load_regions().require(code).key for code in load_regions().codes_within(region)]
    hospitals = lake.read("organisation", columns=["org", "org_code", "org_name", "region"])
    if hospitals is None or found.is_empty():
        return pl.DataFrame(
            schema={
                "drug_key": pl.String, "org_code": pl.String, "org_name": pl.String, "region": pl.Int32,
                "units": pl.Float64, "counted_on": pl.Date,
            }
        )  # fmt: skip
    here = hospitals.filter(pl.col("region").is_in(places))
    rows = found.join(known.select("product", "drug_key", "units"), on="product").join(here, on="org")
    return rows.group_by("drug_key", "org_code", "org_name", "region").agg(
        units=(pl.col("packs").cast(pl.Float64) * pl.col("units")).sum(), counted_on=pl.col("counted_on").max()
    )
