"""Rolls rows of a place up to the county, city and province that it lies in."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir


def rolled_up(table: ir.Table, region: ir.Table, levels: Iterable[str]) -> ir.Table:
    """The rows once for each level that their place has, `region` replaced by the place of that level.

    A place counts once: a row that is known for a city only is not repeated as if the city were a county, and a row
    that is known for a province only appears as province. `region` has region, level, city and province.
    A row whose place is not in `region`, or is a nation, keeps its place, at province level.
    """
    places = region.select(place="region", level="level", in_city="city", in_province="province")
    joined = table.left_join(places, table.region == places.place)
    city = ibis.coalesce(joined.in_city, joined.region)
    province = ibis.coalesce(joined.in_province, joined.region)
    parts = []
    for level in levels:
        if level == "county":
            here, key = joined.filter(joined.level == "county", city != joined.region), "region"
        elif level == "city":
            here, key = joined.filter(joined.level.isin(("county", "city")), city != province), "in_city"
        elif level == "province":
            here, key = joined, "in_province"
        else:
            raise ValueError(f"no such level: {level}")
        place = ibis.coalesce(here[key], here.region).cast("int32")
        parts.append(here.select(*[name for name in table.columns if name != "region"], region=place))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]
