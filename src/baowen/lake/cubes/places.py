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
    return at_each_level(table, region, levels).select(*table.columns)


def at_each_level(table: ir.Table, region: ir.Table, levels: Iterable[str]) -> ir.Table:
    """As `rolled_up`, with the level that a row was rolled up to in the column `level`."""
    names = tuple(levels)
    above = _places_above(region, names)
    # One join multiplies the rows. Were the levels a union of queries over them, whatever the rows are made from would
    # be worked out once for each level.
    if "province" in names:
        joined = table.left_join(above, table.region == above.below)
    else:
        joined = table.join(above, table.region == above.below)
    kept = [name for name in table.columns if name not in {"region", "level"}]
    place, level = ibis.coalesce(joined.above, joined.region), ibis.coalesce(joined.at_level, "province")
    return joined.select(*kept, region=place.cast("int32"), level=level)


def _places_above(region: ir.Table, levels: Iterable[str]) -> ir.Table:
    """Each place (`below`) once for each of its levels: `above`, the place of that level, and `at_level`."""
    parts = [
        _at_level(region, level).select(below="region", above="above", at_level=ibis.literal(level)) for level in levels
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _at_level(region: ir.Table, level: str) -> ir.Table:
    city, province = ibis.coalesce(region.city, region.region), ibis.coalesce(region.province, region.region)
    if level == "county":
        return region.filter(region.level == "county", city != region.region).mutate(above=region.region)
    if level == "city":
        within = region.filter(region.level.isin(("county", "city")), city != province)
        return within.mutate(above=ibis.coalesce(within.city, within.region))
    if level == "province":
        return region.mutate(above=province)
    raise ValueError(f"no such level: {level}")
