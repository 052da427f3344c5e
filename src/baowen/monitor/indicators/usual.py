"""What a place's figures of a subject are compared with: those of its kind in the whole province in that month."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Tables

Added = Callable[..., ir.Table]


def at_places(
    tables: Tables, subject: str, levels: Iterable[str], *, measured: Callable[[ir.Table], ir.Table], added: Added
) -> tuple[ir.Table, ir.Table]:
    """What is measured by month, region and `subject`: at the places of some levels, and in whole provinces.

    Products are read from the cube of trade, which has its places added up; others from the cube of orders.
    `measured` brings a cube to month, region, subject (and level) with its sums; `added` adds them up by some keys.
    """
    names = tuple(levels)
    if subject == "product":
        trade = measured(tables.trade)
        return trade.filter(trade.level.isin(names)).drop("level"), trade.filter(trade.level == "province")
    counties = added(measured(tables.orders), "month", "region", "subject")
    placed, whole = (rolled_up(counties, tables.region, each) for each in (names, ("province",)))
    return added(placed, "month", "region", "subject"), whole


def level_of(cube: ir.Table) -> list[str]:
    """The column of levels, where a cube has one."""
    return ["level"] if "level" in cube.columns else []


def kinds(product: ir.Table, subject: str, rows: ir.Table) -> ir.Table:
    """The class that a subject is compared within: its supply class for a product, one for all others."""
    subjects = rows.select("subject").distinct()
    if subject != "product":
        return subjects.mutate(kind=ibis.literal(""))
    classes = product.select(subject="product", kind="drug_class")
    joined = subjects.left_join(classes, "subject")
    return joined.select("subject", kind=joined.kind.fill_null(""))


def beside_usual(sums: ir.Table, usual: ir.Table, region: ir.Table) -> ir.Table:
    """The sums of places beside what is usual for their kind: `usual` goes by month, kind and province (`of`)."""
    provinces = region.select(place="region", province="province")
    placed = sums.left_join(provinces, sums.region == provinces.place)
    placed = placed.mutate(of=ibis.coalesce(placed.province, placed.region)).drop("place", "province")
    return placed.join(usual, ["month", "kind", "of"])
