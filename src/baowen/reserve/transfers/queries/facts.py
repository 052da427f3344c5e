"""What the lake and the register say of the hospitals of a region, as the planning takes it. RSV-3.

For code that has asked already whether somebody may see the region.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from baowen.collect.places import place_table
from baowen.core.home import Home
from baowen.lake.store import Lake
from baowen.reserve.lines.queries.region import facts_of, hospitals_standing
from baowen.reserve.transfers.gathering import Gathered, gathered
from baowen.reserve.transfers.queries.promised import promised
from baowen.reserve.transfers.queries.sent_since import with_moves

_COLUMNS = ("org", "org_code", "region", "parent_code", "longitude", "latitude")


def facts(home: Home, region: str, day: date, items: Collection[str], cases: Collection[tuple[str, str]]) -> Gathered:
    """Stock by lot, use, lines and places of the hospitals of a region for some items on a day."""
    lake = Lake(home.lake)
    found = facts_of(lake, region, day, items)
    standing = hospitals_standing(found, region)
    organisations = organisations_of(lake).filter(pl.col("org").is_in(standing["org"].unique().implode()))
    stock = with_moves(found.stock("stock"), found.items, organisations_of(lake))
    return gathered(
        standing, stock, found.items, organisations=organisations, places=_places(lake),
        promised=promised(organisations["org_code"].to_list()), day=day, cases=cases,
    )  # fmt: skip


def organisations_of(lake: Lake) -> pl.DataFrame:
    """All organisations of the register with their lead and where they lie, null where the register does not say."""
    lazy = lake.scan("organisation")
    if lazy is None:
        kinds = {"org": pl.Int32, "region": pl.Int32, "longitude": pl.Float64, "latitude": pl.Float64}
        return pl.DataFrame(schema={name: kinds.get(name, pl.String) for name in _COLUMNS})
    known = lazy.collect_schema().names()
    return lazy.select(pl.col(name) if name in known else pl.lit(None).alias(name) for name in _COLUMNS).collect()


def _places(lake: Lake) -> pl.DataFrame:
    """Of each place its county (the place itself where it lies above one) and its city."""
    rows = place_table(lake)
    is_county = pl.col("level") == "county"
    return rows.select(
        "region", county=pl.when(is_county).then("region"), city=pl.coalesce("city", "region"),
    )  # fmt: skip
