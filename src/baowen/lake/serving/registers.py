"""The small tables of the serving file: registers of the lake, frames of the caller, and what follows from those."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from baowen.lake.serving.layout import EXTRA, RANKED_RISK, RANKED_RISKS, REGISTERS
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


def ranked_risks(risk: pl.DataFrame, place_in: pl.DataFrame) -> pl.DataFrame:
    """Of each place (RANKED_RISK) the drugs that are likeliest to run short in it or below it, the likeliest first.

    A drug is shown with its highest score, where that is - the first by code where several are alike - and in how many
    places it has one.
    """
    within = place_in.rename({"place": "region", "above": "place"}).join(risk, on="region")
    ordered = within.sort("place", "drug", "score", "region", descending=[False, False, True, False])
    highest = ordered.group_by("place", "drug", maintain_order=True).agg(
        pl.col("score", "horizon_days", "region", "product").first(), places=pl.len()
    )
    ranked = highest.sort("place", "score", "drug", descending=[False, True, False])
    ranked = ranked.with_columns(rank=pl.int_range(1, pl.len() + 1).over("place"))
    kept = ranked.filter(pl.col("rank") <= RANKED_RISKS)
    return kept.select(pl.col(name).cast(kind) for name, kind in RANKED_RISK.items())
