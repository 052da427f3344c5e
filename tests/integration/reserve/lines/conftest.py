"""A small lake with an emergency injection of two makers, and who sets lines and works what-ifs out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from baowen.core.home import Home, create_home
from baowen.lake.store import Lake

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
DAY, COUNTED = date(2026, 11, 2), date(2026, 10, 31)
PROVINCE, COUNTY, OTHER = "430000", "430121", "430181"
HOSPITAL_1, HOSPITAL_2, DISTRIBUTOR, HOLDER = 1, 2, 3, 4


def written(lake: Lake, table: str, rows: list[dict[str, Any]]) -> None:
    stored = [{"month": "all", "state": "current", **row} for row in rows]
    frame = pl.DataFrame(stored, infer_schema_length=None)
    whole = [
        name for name in ("org", "hospital", "distributor", "holder", "product", "region") if name in frame.columns
    ]
    frame = frame.with_columns(pl.col(whole).cast(pl.Int32))
    if "quantity" in frame.columns:
        frame = frame.with_columns(pl.col("quantity").cast(pl.Decimal(18, 4)))
    lake.replace_months(table, frame, months=frame["month"].unique().to_list(), sort=[])


def filled(lake: Lake) -> None:
    kinds = ("hospital", "hospital", "distributor", "reserve_holder")
    places = (430121, 430181, 430100, 430000)
    codes = ("H1", "H2", "D1", "R1")
    written(lake, "organisation", [
        {"org": at + 1, "org_code": code, "org_name": f"机构{code}", "org_type": kind, "region": place}
        for at, (code, kind, place) in enumerate(zip(codes, kinds, places, strict=True))
    ])  # fmt: skip
    drug = {
        "drug_name": "肾上腺素", "generic_name": "肾上腺素注射液", "drug_class": "emergency", "unit_name": "支",
        "drug_key": "肾上腺素|injection", "form_group": "injection", "strength_mg": 1, "strength_unit": "mg",
        "volume_ml": 1, "units": 10,
    }  # fmt: skip
    written(lake, "catalogue", [
        {**drug, "product": at, "product_code": f"P{at}", "maker_name": f"制药{at}"} for at in (1, 2)
    ])  # fmt: skip
    shelf = {"product": 1, "month": "2026-10", "counted_on": COUNTED, "lot_no": "A", "expires_on": date(2027, 12, 31)}
    written(lake, "stock", [
        {**shelf, "hospital": HOSPITAL_1, "quantity": 12},
        {**shelf, "hospital": HOSPITAL_1, "quantity": 50, "lot_no": "OLD", "expires_on": date(2026, 10, 31)},
        {**shelf, "hospital": HOSPITAL_2, "quantity": 40},
    ])  # fmt: skip
    months = {"2026-08": 31, "2026-09": 30, "2026-10": 31}
    written(lake, "usage", [
        {"month": month, "hospital": who, "product": 1, "quantity": days * 0.2, "stockout_days": 0}
        for month, days in months.items()
        for who in (HOSPITAL_1, HOSPITAL_2)
    ])  # fmt: skip
    written(lake, "distributor_stock", [{**shelf, "distributor": DISTRIBUTOR, "quantity": 30}])
    written(lake, "reserve_stock", [{**shelf, "holder": HOLDER, "quantity": 20, "tier": "province"}])
    traded(lake)


def traded(lake: Lake) -> None:
    """Orders of both hospitals, P1 three times as much as P2 at the first, P1 alone at the second; 4 days each."""
    orders = [(1, HOSPITAL_1, 1, 30), (2, HOSPITAL_1, 2, 10), (3, HOSPITAL_2, 1, 20), (4, HOSPITAL_2, 1, 20)]
    orders += [(5, HOSPITAL_2, 1, 20)]
    month = {"month": "2026-10"}
    written(lake, "order_line", [
        {**month, "order_line_no": f"O{number}", "hospital": who, "product": product, "quantity": packs,
         "distributor": DISTRIBUTOR, "ordered_on": date(2026, 10, 6), "status": "confirmed"}
        for number, who, product, packs in orders
    ])  # fmt: skip
    for table, named in (("receipt", "received_on"), ("delivery", "delivered_on")):
        written(lake, table, [
            {**month, "order_line_no": f"O{number}", "hospital": who, "product": product, "quantity": packs,
             "distributor": DISTRIBUTOR, named: date(2026, 10, 10)}
            for number, who, product, packs in orders
        ])  # fmt: skip


@pytest.fixture(scope="module")
def lines_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("lines") / "home"
    home = create_home(root, region=PROVINCE)
    filled(Lake(home.lake))
    return home


@pytest.fixture
def served_home(lines_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    from baowen.api import book as served

    monkeypatch.setenv("BAOWEN_HOME", str(lines_home.root))
    cached = (served.home, served.rulebook)
    for read_once in cached:
        read_once.cache_clear()
    yield lines_home
    for read_once in cached:
        read_once.cache_clear()


@dataclass(frozen=True)
class People:
    """Each an Actor, by what he or she does. H1 leads an alliance of which H2 is a member."""

    officer: Any
    pharmacist: Any
    member: Any
    distributor: Any


@pytest.fixture
def people(db: None) -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind as Kind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root = operator("os:root", "100000")
    rows = [
        NewOrganisation(code="WJ43", name="省卫健委", kind=Kind.DEPARTMENT, region=PROVINCE),
        NewOrganisation(code="H1", name="机构H1", kind=Kind.HOSPITAL, region=COUNTY),
        NewOrganisation(code="H2", name="机构H2", kind=Kind.HOSPITAL, region=OTHER, alliance="H1"),
        NewOrganisation(code="D1", name="机构D1", kind=Kind.DISTRIBUTOR, region="430100"),
    ]
    register_organisations(rows, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        officer=person("officer", "WJ43", Role.DUTY_OFFICER), pharmacist=person("pharmacist", "H1", Role.REPORTER),
        member=person("member", "H2", Role.REPORTER), distributor=person("distributor", "D1", Role.ENTERPRISE_AGENT),
    )  # fmt: skip


@pytest.fixture
def do() -> Callable[..., Any]:
    from baowen.respond.actions.moves import Doing
    from baowen.respond.rulebook import load_rulebook

    book = load_rulebook()
    return lambda actor, reason="": Doing(actor=actor, at=AT, book=book, reason=reason)
