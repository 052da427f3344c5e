"""The place register: regions of GB/T 2260 and the places that mappings declared, with integer keys."""

from __future__ import annotations

from functools import cache

import polars as pl

from baowen.collect.tables import PLACE
from baowen.lake.keys import KeyRegister
from baowen.lake.store import CURRENT, REGISTER_MONTH, Lake
from baowen.orgs.regions import RegionLevel, load_regions

TABLE = "region"
FIRST_DECLARED_KEY = 10_000_000  # beyond every six-digit code


def place_table(lake: Lake) -> pl.DataFrame:
    """Every known place (tables.PLACE): all of GB/T 2260, then what mappings declared."""
    official = _official()
    declared = lake.read(TABLE, columns=list(PLACE))
    return (
        official
        if declared is None
        else pl.concat([official, pl.DataFrame(declared.select(list(PLACE)), schema_overrides=PLACE)])
    )


@cache
def _official() -> pl.DataFrame:
    regions = load_regions()
    rows = []
    for region in regions.all():
        above = {place.level: place.key for place in (region, *regions.ancestors(region.code))}
        parent = regions.get(region.parent) if region.parent else None
        province = above.get(RegionLevel.PROVINCE)
        city = above.get(RegionLevel.CITY, province)
        rows.append(
            (region.key, region.code, region.name, region.level.value, parent.key if parent else None, city, province)
        )
    return pl.DataFrame(rows, schema=PLACE, orient="row")


def declare_places(lake: Lake, declared: pl.DataFrame) -> None:
    """Add places that a mapping declares (columns code, name, level, parent code); known codes are left alone.

    A place whose parent is neither known nor declared beside it is its own root.
    """
    known = place_table(lake)
    fresh = declared.unique("code", keep="first", maintain_order=True).join(known, on="code", how="anti")
    if fresh.is_empty():
        return
    keys = KeyRegister(lake, TABLE, first_key=FIRST_DECLARED_KEY).assign(fresh["code"])
    key_of = dict(keys.iter_rows()) | dict(known.select("code", "region").iter_rows())
    above = {row["code"]: row for row in known.iter_rows(named=True)}
    rows = []
    for row in sorted(fresh.iter_rows(named=True), key=lambda one: _RANK.get(one["level"], 9)):
        parent = above.get(row["parent"] or "", {})
        key = key_of[row["code"]]
        place = {
            "region": key,
            "code": row["code"],
            "name": row["name"] or row["code"],
            "level": row["level"],
            "parent": parent.get("region"),
            "city": key if row["level"] == RegionLevel.CITY.value else parent.get("city", key) or key,
            "province": key if row["level"] == RegionLevel.PROVINCE.value else parent.get("province", key) or key,
        }
        above[row["code"]] = place
        rows.append(place)
    added = pl.DataFrame(rows, schema=PLACE)
    before = lake.read(TABLE, columns=list(PLACE))
    both = (
        added
        if before is None
        else pl.concat([pl.DataFrame(before.select(list(PLACE)), schema_overrides=PLACE), added])
    )
    stored = both.with_columns(month=pl.lit(REGISTER_MONTH), state=pl.lit(CURRENT))
    lake.replace_months(TABLE, stored, months=[REGISTER_MONTH], sort=["region"])


_RANK = {"nation": 0, "province": 1, "city": 2, "county": 3}
