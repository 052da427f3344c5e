"""Rolls rows of a place up to the county, city and province that it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import ibis
import ibis.expr.types as ir

LEVELS: Final = ("county", "city", "province")


def rolled_up(table: ir.Table, region: ir.Table, levels: Iterable[str]) -> ir.Table:
    """The rows once for each level that their place has, `region` replaced by the place of that level.

    A place counts once: a row that is known for a city only is not repeated as if the city were a county, and a row
    that is known for a province only appears as province. `region` has region, level, city and province.
    A row whose place is not in `region`, or is a nation, keeps its place, at province level.
    """
    places = region.select(place="region", place_level="level", in_city="city", in_province="province")
    joined = table.left_join(places, table.region == places.place)
    parts = [_at_level(joined, table, level) for level in levels]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _at_level(joined: ir.Table, table: ir.Table, level: str) -> ir.Table:
    city = ibis.coalesce(joined.in_city, joined.region)
    province = ibis.coalesce(joined.in_province, joined.region)
    if level == "county":
        here, key = joined.filter(joined.place_level == "county", city != joined.region), "region"
    elif level == "city":
        here, key = joined.filter(joined.place_level.isin(("county", "city")), city != province), "in_city"
    elif level == "province":
        here, key = joined, "in_province"
    else:
        raise ValueError(f"no such level: {level}")
    place = ibis.coalesce(here[key], here.region).cast("int32")
    return here.select(*[name for name in table.columns if name != "region"], region=place)


def at_each_level(table: ir.Table, region: ir.Table, levels: Iterable[str]) -> ir.Table:
    """As `rolled_up`, with the level that a row was rolled up to in the column `level`."""
    parts = [rolled_up(table, region, (level,)).mutate(level=ibis.literal(level)) for level in levels]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]
