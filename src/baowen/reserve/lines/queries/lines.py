"""Warning lines as records, and how the own institution stands. RSV-2, HOS-3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl
from django.db.models import Q, QuerySet

from baowen.core.home import Home
from baowen.core.paging import Paged, page_by_key
from baowen.lake.store import Lake
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.reserve.lines.covering import covering
from baowen.reserve.lines.kinds import LineFor, Measure
from baowen.reserve.lines.models import WarningLine
from baowen.reserve.lines.queries.region import (
    Facts,
    distributors_standing,
    facts_of,
    holders_of,
    hospitals_standing,
)
from baowen.reserve.lines.queries.supply import months_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line as it was set; `withdrawn_on` is None while it holds. `holder` "": all distributors of the region."""

    number: str
    kind: LineFor
    holder: str
    region: str
    item: str
    product_code: str
    drug_name: str
    measure: Measure
    value: Decimal
    from_on: date
    reason: str
    clause: str
    organisation: str
    set_at: datetime
    withdrawn_on: date | None
    withdrawn_why: str
    may_withdraw: bool


def line_page(
    actor: Actor, *, with_withdrawn: bool = False, cursor: str = "", limit: int = 50
) -> Paged[LineView]:  # fmt: skip
    """Lines, the newest first: of the place and below for officers, else those that bind or were set by one's own."""
    rows = _seen(actor)
    if not with_withdrawn:
        rows = rows.filter(withdrawn_at=None)
    return page_by_key(rows, lambda row: _view(row, actor), cursor=cursor, limit=limit, newest_first=True)


def _seen(actor: Actor) -> QuerySet[WarningLine]:
    rows = WarningLine.objects.all()
    if actor.is_system or sees_region(actor):
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    own = Q(holder=actor.organisation) | Q(organisation=actor.organisation)
    if actor.kind is OrganisationKind.DISTRIBUTOR:
        above = [actor.region, *(one.code for one in load_regions().ancestors(actor.region))]
        own |= Q(kind=LineFor.DISTRIBUTOR.value, holder="", region__in=above)
    return rows.filter(own)


def sees_region(actor: Actor, region: str = "") -> bool:
    """Whether somebody sees how all of a region stand."""
    return decide(actor, Act.RESERVE_READ, region or actor.region, regions=load_regions()).allowed


def _view(row: WarningLine, actor: Actor) -> LineView:
    act = Act.LINE_DIRECT if row.kind == LineFor.DISTRIBUTOR.value else Act.LINE_SET
    may = row.withdrawn_at is None and row.organisation == actor.organisation
    may = may and decide(actor, act, actor.region, regions=load_regions(), organisation=actor.organisation).allowed
    return LineView(
        number=row.number, kind=LineFor(row.kind), holder=row.holder, region=row.region, item=row.item,
        product_code=row.product_code, drug_name=row.drug_name, measure=Measure(row.measure), value=row.value,
        from_on=row.from_on, reason=row.reason, clause=row.clause, organisation=row.organisation, set_at=row.set_at,
        withdrawn_on=row.withdrawn_on, withdrawn_why=row.withdrawn_why, may_withdraw=may,
    )  # fmt: skip


@dataclass(frozen=True)
class Standings:
    """How hospitals and distributors stand (standing.STANDING with code, name, region), and who could help whom
    (covering.COVERING with the codes and names of both, and the drug)."""

    day: date
    hospitals: pl.DataFrame
    distributors: pl.DataFrame
    covering: pl.DataFrame


def standings(home: Home, actor: Actor, day: date, *, region: str = "") -> Standings:
    """All of a region for those who see it, else the own institution alone. NotAllowedError."""
    lake, place = Lake(home.lake), region or actor.region
    if not actor.is_system and not sees_region(actor, place):
        return _own(lake, actor, day)
    if not actor.is_system:
        require(actor, Act.RESERVE_READ, place, regions=load_regions())
    facts = facts_of(lake, place, day)
    hospitals, distributors = hospitals_standing(facts, place), distributors_standing(facts, place)
    return Standings(day, hospitals, distributors, _covering(facts, hospitals, distributors))


def _own(lake: Lake, actor: Actor, day: date) -> Standings:
    require(actor, Act.LINE_SET, actor.region, regions=load_regions(), organisation=actor.organisation)
    facts = facts_of(lake, actor.region, day)
    if actor.kind is OrganisationKind.DISTRIBUTOR:
        found = distributors_standing(facts, actor.region)
        own = found.filter(pl.col("code") == actor.organisation)
        return Standings(day, found.clear(), own, _covering(facts, found.clear(), own))
    found = hospitals_standing(facts, actor.region).filter(pl.col("code") == actor.organisation)
    return Standings(day, found, found.clear(), _covering(facts, found, found.clear()))


def _covering(facts: Facts, hospitals: pl.DataFrame, distributors: pl.DataFrame) -> pl.DataFrame:
    lazy = facts.lake.scan("delivery", months=months_of(facts))
    served = (
        pl.DataFrame(schema={"hospital": pl.Int32, "distributor": pl.Int32})
        if lazy is None or hospitals.is_empty() or distributors.is_empty()
        else lazy.select("hospital", "distributor").unique().collect()
    )
    found = covering(hospitals, distributors, served)
    named = found.join(
        hospitals.select("item", "drug_name", "unit_name", hospital="org", hospital_code="code", hospital_name="name"),
        on=["item", "hospital"], how="left",
    )  # fmt: skip
    others = distributors.select(distributor="org", distributor_code="code", distributor_name="name").unique()
    return named.join(others, on="distributor", how="left")


def holders_called(home: Home, region: str, kind: str) -> list[tuple[str, str]]:
    """Code and name of the organisations of a kind in a region, for a choice in a form."""
    rows = holders_of(Lake(home.lake), region, kind)
    return [(code, name) for code, name in rows.select("code", "name").iter_rows()]
