"""The small tables of the serving file: registers of the lake, frames of the caller, and which place lies in which."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from baowen.lake.serving.layout import EXTRA, REGISTERS
from baowen.lake.store import Lake


def register_frames(lake: Lake) -> dict[str, pl.DataFrame]:
    """The registers of layout.REGISTERS by their name in the file; a column that the lake lacks is null."""
    frames = {}
    for table, (name, schema, order) in REGISTERS.items():
        rows = lake.scan(table)
        if rows is None:
            frames[name] = pl.DataFrame(schema=schema)
            continue
        have = set(rows.collect_schema().names())
        columns = [
            pl.col(column).cast(kind) if column in have else pl.lit(None, kind).alias(column)
            for column, kind in schema.items()
        ]
        frames[name] = rows.select(columns).sort(order).collect()
    return frames


def extra_frames(extra: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The caller's frames in their order, empty where left out. ValueError for one that is unknown or lacks columns."""
    unknown = extra.keys() - EXTRA.keys()
    if unknown:
        raise ValueError(f"unknown frames {sorted(unknown)}; known: {', '.join(EXTRA)}")
    frames = {}
    for name, (schema, order) in EXTRA.items():
        given = extra.get(name)
        if given is None:
            frames[name] = pl.DataFrame(schema=schema)
            continue
        missing = [column for column in schema if column not in given.columns]
        if missing:
            raise ValueError(f"frame {name} lacks the columns {', '.join(missing)}")
        frames[name] = given.with_columns(pl.col(column).cast(kind) for column, kind in schema.items()).sort(order)
    return frames


def place_frames(places: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Which place lies in which, from a frame with region, level, city and province.

    `place_in`: place, above - every place with itself and each place above it, up to the nation.
    `node_of`: region, node - the lowest place at city level or above that a region's rows are added up in. A region
    that is known for a province only is added up there, and a county that lies directly in a province too.
    """
    nation = places.filter(pl.col("level") == "nation").select(above="region").head(1)
    steps = [
        places.select(place="region", above="region"),
        places.filter(pl.col("level") == "county").select(place="region", above="city"),
        places.select(place="region", above="province"),
        places.select(place="region").join(nation, how="cross"),
    ]
    place_in = pl.concat(steps).drop_nulls().unique().sort("above", "place")
    city, province = pl.coalesce("city", "region"), pl.coalesce("province", "region")
    in_city = pl.col("level").is_in(["county", "city"]) & (city != province)
    node_of = places.select("region", node=pl.when(in_city).then(city).otherwise(province)).sort("region")
    return {"place_in": place_in, "node_of": node_of}
