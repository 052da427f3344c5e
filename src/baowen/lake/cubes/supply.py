"""The cube of supply: stock and daily use by product, for counties, cities and provinces, and how many run low.

Only hospitals that counted recently and used the product in the months before are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.lake.cubes.places import LEVELS, at_each_level

SUPPLY_CUBE: Final = ibis.schema(
    {
        "month": "string", "level": "string", "region": "int32", "product": "int32", "stock": "decimal(18, 4)",
        "daily_use": "float64", "hospitals": "int64", "low": "int64",
    }
)  # fmt: skip
_SUBJECT: Final = ("product", "hospital")


def fresh_from(month: Month, *, as_of: date, stale_days: int) -> date:
    """The first day on which a count is recent enough to tell the stock at a month's end (or `as_of`)."""
    return min(month.last, as_of) - timedelta(days=stale_days)


def supply_cube(
    counts: ir.Table,
    use: ir.Table,
    product: ir.Table,
    region: ir.Table,
    *,
    month: Month,
    fresh: date,
    low_days: Mapping[str, float],
) -> ir.Table:
    """Add up stock (packs) and daily use (packs a day) of the hospitals, each with its last count from `fresh` on.

    `counts`, `use`: the cubes of stock and of use. `product`: product, drug_class. `low`: hospitals whose stock lasts
    less than the `low_days` of the product's class; a class without days, or none at all, is never low.
    """
    recent = counts.filter(counts.month <= str(month), counts.counted_on >= fresh)
    last = recent.group_by(*_SUBJECT).aggregate(counted_on=recent.counted_on.max())
    recent = recent.semi_join(last, [*_SUBJECT, "counted_on"]).select(*_SUBJECT, "region", "quantity")
    rows = use.filter(use.month == str(month))
    daily = rows.select(*_SUBJECT, daily_use=rows.used.cast("float64") / rows.stocked_days.cast("float64"))
    held = recent.join(daily, list(_SUBJECT)).join(product.select("product", "drug_class"), "product")
    line = held.daily_use * by_class(held.drug_class, low_days)
    held = held.select("region", "product", "quantity", "daily_use", low=(held.quantity.cast("float64") < line))
    placed = at_each_level(held, region, LEVELS)
    cube = placed.group_by("level", "region", "product").aggregate(
        stock=placed.quantity.sum().cast("decimal(18, 4)"),
        daily_use=placed.daily_use.sum(),
        hospitals=placed.count().cast("int64"),
        low=placed.low.cast("int64").sum().cast("int64"),
    )
    return cube.mutate(month=ibis.literal(str(month))).select(*SUPPLY_CUBE.names)


def by_class(drug_class: ir.Value, days: Mapping[str, float]) -> ir.Value:
    """The days that a drug class has in the mapping; 0 for a class that has none."""
    if not days:
        return ibis.literal(0.0)
    return ibis.cases(*[(drug_class == name, value) for name, value in days.items()], else_=0.0)
