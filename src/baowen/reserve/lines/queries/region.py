"""How all hospitals and distributors of a region stand against their lines on a day. HOS-3, RSV-2, COL-5.

For code that has asked already whether somebody may see the region: nothing here is scoped to an actor.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

import polars as pl
from django.db.models import Q

from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.policy import Ruling, load_packs
from baowen.lake.facts.items import items as items_of
from baowen.lake.facts.usable import usable_stock
from baowen.lake.facts.use import USED, daily_use
from baowen.lake.store import Lake
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions
from baowen.reserve.lines.kinds import PACK, LineFor, Measure
from baowen.reserve.lines.models import WarningLine
from baowen.reserve.lines.parameters import LineParameters, class_lines, line_parameters
from baowen.reserve.lines.rules import Floor, days_of
from baowen.reserve.lines.standing import LINES, StandingParameters, standing

HOLDERS: Final[dict[str, Any]] = {
    "org": pl.Int32, "code": pl.String, "name": pl.String, "org_type": pl.String, "region": pl.Int32,
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What is read of the lake for standings: `products` of the items asked for (None: all)."""

    lake: Lake
    day: date
    parameters: LineParameters
    items: pl.DataFrame
    products: list[int] | None

    def stock(self, table: str) -> pl.DataFrame:
        """The usable stock of a table, as lake.facts.usable has it."""
        stale = self.parameters.stale_days
        return usable_stock(self.lake, table, day=self.day, stale_days=stale, products=self.products)

    def use(self) -> pl.DataFrame:
        """What hospitals use a day."""
        months = self.parameters.use_months
        return daily_use(self.lake, day=self.day, use_months=months, products=self.products)


def standing_of_region(home: Home, region: str, day: date, items: Collection[str] | None = None) -> pl.DataFrame:
    """standing.STANDING for each hospital of the region, with `code`, `name`, `region` (key of its place)."""
    return hospitals_standing(facts_of(Lake(home.lake), region, day, items), region)


def hospitals_standing(facts: Facts, region: str) -> pl.DataFrame:
    """The same from facts that were read already."""
    holders = holders_of(facts.lake, region, "hospital")
    orgs = holders["org"]
    lines = pl.concat([_class_lines(holders, facts.day, facts.parameters), _own_lines(holders, facts)])
    found = standing(
        facts.stock("stock").filter(pl.col("org").is_in(orgs.implode())),
        facts.use().filter(pl.col("org").is_in(orgs.implode())),
        facts.items, lines, StandingParameters(),
    )  # fmt: skip
    return _kept(found, facts).join(holders.drop("org_type"), on="org", how="left")


def standing_of_distributors(
    home: Home, region: str, day: date, items: Collection[str] | None = None
) -> pl.DataFrame:  # fmt: skip
    """standing.STANDING for each distributor of the region; `daily_use`: what it delivered a day."""
    return distributors_standing(facts_of(Lake(home.lake), region, day, items), region)


def distributors_standing(facts: Facts, region: str) -> pl.DataFrame:
    """The same from facts that were read already."""
    holders = holders_of(facts.lake, region, "distributor")
    orgs = holders["org"]
    found = standing(
        facts.stock("distributor_stock").filter(pl.col("org").is_in(orgs.implode())),
        flow(facts).filter(pl.col("org").is_in(orgs.implode())),
        facts.items, _directed_lines(holders, facts), StandingParameters(),
    )  # fmt: skip
    return _kept(found, facts).join(holders.drop("org_type"), on="org", how="left")


def facts_of(lake: Lake, region: str, day: date, items: Collection[str] | None = None) -> Facts:
    """The facts of a day under the policy of a region."""
    known = items_of(lake)
    products = None
    if items is not None:
        known = known.filter(pl.col("item").is_in(list(items)))
        products = known["product"].to_list()
    parameters = line_parameters(load_packs().ruling(region, day))
    return Facts(lake=lake, day=day, parameters=parameters, items=known, products=products)


def holders_of(lake: Lake, region: str, kind: str) -> pl.DataFrame:
    """Columns HOLDERS: the organisations of a kind in a region, by key."""
    rows = lake.read("organisation", columns=["org", "org_code", "org_name", "org_type", "region"])
    if rows is None:
        return pl.DataFrame(schema=HOLDERS)
    inside = [load_regions().require(code).key for code in codes_within(region)]
    rows = rows.filter((pl.col("org_type") == kind) & pl.col("region").is_in(inside))
    return rows.rename({"org_code": "code", "org_name": "name"}).sort("org").select(
        pl.col(name).cast(dtype) for name, dtype in HOLDERS.items()
    )  # fmt: skip


def flow(facts: Facts) -> pl.DataFrame:
    """lake.facts.use.USED of distributors: packs delivered a day over the last whole months, and their scatter."""
    now = Month.of(facts.day)
    before = now.plus(-facts.parameters.flow_months).until(now.plus(-1))
    months = [month for month in before if month.year >= date.min.year]
    lazy = facts.lake.scan("delivery", months=[str(month) for month in months])
    if lazy is None:
        return pl.DataFrame(schema=USED)
    if facts.products is not None:
        lazy = lazy.filter(pl.col("product").is_in(facts.products))
    length = {str(month): month.last.day for month in months}
    by_month = lazy.filter(pl.col("distributor").is_not_null()).group_by("month", "product", org="distributor").agg(
        packs=pl.col("quantity").cast(pl.Float64).sum()
    ).collect()  # fmt: skip
    daily = pl.col("packs") / pl.col("month").replace_strict(length, return_dtype=pl.Float64)
    count = len(length)
    # A month without a delivery is a month with 0 a day: the deviation is over all the months.
    mean = pl.col("daily").sum() / count
    spread = ((pl.col("daily").pow(2).sum() - mean.pow(2) * count).clip(lower_bound=0) / max(count - 1, 1)).sqrt()
    found = by_month.with_columns(daily=daily).group_by("org", "product").agg(
        daily_use=pl.col("packs").sum() / sum(length.values()), scatter=spread, months=pl.lit(count)
    )  # fmt: skip
    return found.select(pl.col(name).cast(kind) for name, kind in USED.items()).sort("org", "product")


def _kept(found: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    return found if facts.products is None else found.filter(pl.col("item").is_in(facts.items["item"].implode()))


def _class_lines(holders: pl.DataFrame, day: date, parameters: LineParameters) -> pl.DataFrame:
    """The pack's line of each class for each hospital, by the policy of its place."""
    packs, rows = load_packs(), []
    for key in holders["region"].unique().sort():
        for one in class_lines(packs.ruling(code_of_key(key), day)):
            rows.append((key, one.drug_class, one.months * parameters.month_days, one.clause))
    kinds = {"region": pl.Int32, "drug_class": pl.String, "days": pl.Float64, "clause": pl.String}
    table = pl.DataFrame(rows, schema=kinds, orient="row")
    return _as_lines(holders.select("org", "region").join(table, on="region").with_columns(source=pl.lit(PACK)))


def _own_lines(holders: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    kinds = [LineFor.INSTITUTION.value, LineFor.ALLIANCE.value]
    rows = in_force(facts.day).filter(kind__in=kinds)
    found = [(row.holder, *_told(row, facts.parameters)) for row in rows]
    table = pl.DataFrame(found, schema={"code": pl.String, **_TOLD}, orient="row")
    return _as_lines(table.join(holders.select("org", "code"), on="code"))


_TOLD = {name: LINES[name] for name in ("item", "days", "units", "source", "clause", "number")}


def _told(row: WarningLine, parameters: LineParameters) -> tuple[object, ...]:
    days = days_of(Measure(row.measure), row.value, parameters.month_days)
    return (
        row.item, None if days is None else float(days), float(row.value) if days is None else None, row.kind,
        row.clause, row.number,
    )  # fmt: skip


def _directed_lines(holders: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Lines of distributors: their own, that of a region for one of them, or for all that lie in it."""
    found: list[tuple[object, ...]] = []
    kinds = [LineFor.DISTRIBUTOR.value, LineFor.INSTITUTION.value]
    for row in in_force(facts.day).filter(kind__in=kinds):
        inside = {load_regions().require(code).key for code in codes_within(row.region)}
        for org, code, _, _, region in holders.iter_rows():
            if row.holder == code or (not row.holder and region in inside):
                found.append((org, *_told(row, facts.parameters)))
    return _as_lines(pl.DataFrame(found, schema={"org": pl.Int32, **_TOLD}, orient="row"))


def in_force(day: date) -> Any:
    """The lines that hold on a day, whose ever they are."""
    rows = WarningLine.objects.filter(from_on__lte=day)
    return rows.filter(Q(withdrawn_at=None) | Q(withdrawn_on__gt=day)).order_by("pk")


def _as_lines(rows: pl.DataFrame) -> pl.DataFrame:
    cells = [
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in LINES.items()
    ]  # fmt: skip
    return rows.select(cells)


def code_of_key(key: int) -> str:
    """The code of a place that facts name by its key."""
    return _codes().get(key, str(key))


@cache
def _codes() -> dict[int, str]:
    return {one.key: one.code for one in load_regions().all()}


def floor_of(ruling: Ruling, drug_class: str) -> Floor | None:
    """The pack's least line for a class of drugs in hospitals; None where no text gives one."""
    for one in class_lines(ruling):
        if one.drug_class == drug_class:
            return Floor(months=Decimal(str(one.months)), clause=one.clause)
    return None
