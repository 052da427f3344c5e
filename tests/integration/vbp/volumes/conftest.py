"""A round of three lots in Hunan, hospitals of two counties, an alliance, officers of three levels, a year's orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from baowen.core.home import Home, create_home

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
PROVINCE, CITY, COUNTY, OTHER_COUNTY = "430000", "430100", "430121", "430181"
ROUND = "HN-2026-1"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Records are rolled back after a test, and their numbers come again: no answer of another test may be given."""
    from baowen.vbp.volumes.queries.findings import KEPT

    KEPT.clear()


@dataclass(frozen=True)
class People:
    """Who acts, each an Actor: officers of three levels, buyers of hospitals, and a reader of another province."""

    province: Any
    city: Any
    county: Any
    lead: Any
    member: Any
    alone: Any
    unknown: Any
    stranger: Any


@pytest.fixture
def home(tmp_path: Any) -> Home:
    return create_home(tmp_path / "home", region=PROVINCE)


@pytest.fixture
def people() -> People:
    """H1 leads an alliance with H2 in one county, H3 stands alone, H4 of another county has no purchases known."""
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, department, hospital = operator("os:root", "100000"), OrganisationKind.DEPARTMENT, OrganisationKind.HOSPITAL
    rows = (
        ("YB43", "省医保局", department, PROVINCE, ""), ("YB4301", "市医保局", department, CITY, ""),
        ("YB430121", "县医保局", department, COUNTY, ""), ("YB32", "外省医保局", department, "320000", ""),
        ("H1", "甲县人民医院", hospital, COUNTY, ""), ("H2", "甲县乡镇卫生院", hospital, COUNTY, "H1"),
        ("H3", "甲县中医院", hospital, COUNTY, ""), ("H4", "乙市医院", hospital, OTHER_COUNTY, ""),
    )  # fmt: skip
    for code, name, kind, region, lead in rows:
        new = NewOrganisation(code=code, name=name, kind=kind, region=region, alliance=lead)
        register_organisations([new], actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    officer, buyer = Role.PROCUREMENT_OFFICER, Role.BUYER
    return People(
        province=person("p43", "YB43", officer), city=person("p4301", "YB4301", officer),
        county=person("p430121", "YB430121", officer), stranger=person("p32", "YB32", officer),
        lead=person("b1", "H1", buyer), member=person("b2", "H2", buyer), alone=person("b3", "H3", buyer),
        unknown=person("b4", "H4", buyer),
    )  # fmt: skip


@pytest.fixture
def the_round(people: People) -> str:
    """Three lots: 1 with bids and brands, 2 known by its name alone, 3 that the catalogue does not have."""
    from baowen.vbp.rounds.actions import NewBid, NewLot, NewProduct, NewRound, keep_round
    from baowen.vbp.rounds.kinds import RoundLevel

    bids = [
        NewBid(enterprise_name="丁制药", products=[NewProduct(code="P1", units=Decimal(30), price=Decimal("3"))]),
        NewBid(enterprise_name="戊制药", products=[NewProduct(code="P2", units=Decimal(60), price=Decimal("5"))]),
    ]
    lots = [
        NewLot(number="1", drug="阿司匹林片", spec="0.1g", unit="片", bids=bids),
        NewLot(number="2", drug="地高辛片", spec="0.25mg", unit="片"),
        NewLot(number="3", drug="某新药片", unit="片"),
    ]
    new = NewRound(code=ROUND, name="第一批", level=RoundLevel.PROVINCIAL, region=PROVINCE, lots=lots)
    keep_round(new, actor=people.province, at=AT)
    return ROUND


ORDERS = (  # month, product, hospital, packs received
    ("2025-01", 1, 1, "100"), ("2025-06", 2, 1, "10"), ("2025-12", 3, 1, "5"),
    ("2025-03", 1, 2, "20"), ("2025-03", 3, 3, "40"), ("2025-04", 4, 3, "1"), ("2026-01", 1, 3, "999"),
)  # fmt: skip


@pytest.fixture
def lake(home: Home) -> Any:
    """P1 (30 tablets), P2 (60), P9 the same drug not bid with, of unknown content; P3 digoxin (30)."""
    from baowen.lake.store import CURRENT, REGISTER_MONTH, Lake

    made = Lake(home.lake)
    state = {"state": pl.lit(CURRENT)}
    orgs = pl.DataFrame({"org": [1, 2, 3, 4], "org_code": ["H1", "H2", "H3", "H4"]}, schema_overrides={"org": pl.Int32})
    catalogue = pl.DataFrame(
        [(1, "P1", "阿司匹林片", "0.1g", "阿司匹林", "30"), (2, "P2", "阿司匹林片", "0.1g", "阿司匹林", "60"),
         (3, "P3", "地高辛片", "0.25mg", "地高辛", "30"), (4, "P9", "阿司匹林肠溶片", "0.1g", "阿司匹林", None)],
        schema=["product", "product_code", "generic_name", "spec", "drug_key", "units"], orient="row",
    ).with_columns(pl.col("product").cast(pl.Int32), pl.col("units").cast(pl.Decimal(18, 4)))  # fmt: skip
    for name, rows in (("organisation", orgs), ("catalogue", catalogue)):
        made.replace_months(
            name, rows.with_columns(month=pl.lit(REGISTER_MONTH), **state), months=[REGISTER_MONTH], sort=[]
        )
    orders = pl.DataFrame(list(ORDERS), schema=["month", "product", "hospital", "received_quantity"], orient="row")
    packs = pl.col("received_quantity").cast(pl.Decimal(18, 4))
    orders = orders.with_columns(
        pl.col("product").cast(pl.Int32), pl.col("hospital").cast(pl.Int32), packs,
        ordered_quantity=(packs * 2).cast(pl.Decimal(18, 4)), **state,
    )  # fmt: skip
    made.replace_months("cube_orders", orders, months=sorted(set(orders["month"])), sort=["product"])
    return made


@pytest.fixture
def book(home: Home, lake: Any) -> Any:
    from baowen.collect.reports.book import load_book
    from baowen.vbp.volumes.rulebook import VolumeBook

    return VolumeBook(load_book(home.calendar), home)


@pytest.fixture
def called(the_round: str, people: People, book: Any) -> Callable[..., int]:
    """Call for the volumes of the round; the key of the call."""
    from baowen.vbp.volumes.actions import NewCall, open_call

    def make(**given: Any) -> int:
        new = NewCall(round_code=the_round, **({"year": 2026} | given))
        return open_call(new, actor=people.province, at=AT, book=book)

    return make


DUE = date(2026, 11, 23)  # fifteen working days after the day of the call
LATE = datetime(2026, 11, 24, 2, tzinfo=UTC)
