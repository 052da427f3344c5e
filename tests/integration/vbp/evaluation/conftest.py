"""A round of one year that is over: three hospitals, a main and a backup supplier, two products that lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.core.home import Home, create_home

AT = datetime(2025, 11, 3, 2, tzinfo=UTC)
AS_OF = date(2025, 9, 30)
STARTS, ENDS = date(2024, 10, 1), date(2025, 9, 30)
MONTHS = [f"2024-{number}" for number in (10, 11, 12)] + [f"2025-0{number}" for number in range(1, 10)]
HOSPITALS = {"H-A": (1, 430121, "430121"), "H-B": (2, 430181, "430181"), "H-C": (3, 430181, "430181")}
PRODUCTS = {"P1": 1, "P2": 2, "P3": 3, "P4": 4}
# hospital, product, month, packs, yuan a pack
BOUGHT: Sequence[tuple[str, str, str, int, str]] = (
    ("H-A", "P1", "2024-11", 70, "15"), ("H-A", "P2", "2025-03", 40, "18"),
    ("H-B", "P1", "2024-12", 120, "15"), ("H-B", "P3", "2025-02", 10, "12"),
    ("H-C", "P1", "2024-10", 100, "15"), ("H-C", "P3", "2025-01", 30, "12"), ("H-C", "P4", "2025-05", 20, "20"),
)  # fmt: skip


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a feed's table has them."""
    from baowen.collect.tables import stored_schema

    schema = stored_schema(name)
    filled = [dict.fromkeys(schema) | row for row in rows]
    return pl.DataFrame(filled, schema=schema, orient="row").with_columns(state=pl.lit("current"))


def put(home: Home, name: str, rows: pl.DataFrame) -> None:
    from baowen.lake.store import Lake

    Lake(home.lake).replace_months(name, rows, months=rows["month"].unique().to_list(), sort=["month"])


def orders(bought: Sequence[tuple[str, str, str, int, str]]) -> pl.DataFrame:
    """The cube of orders."""
    from baowen.lake.cubes import ORDERS_CUBE

    empty = pl.DataFrame(pl.from_arrow(ORDERS_CUBE.to_pyarrow().empty_table()))
    rows = []
    for hospital, product, month, packs, price in bought:
        key, region, _ = HOSPITALS[hospital]
        row = dict.fromkeys(empty.columns) | {
            "month": month, "product": PRODUCTS[product], "hospital": key, "region": region, "distributor": 9,
            "lines": 1, "last_day": date(2025, 9, 30),
        }  # fmt: skip
        for what in ("ordered", "due", "delivered", "received"):
            row[f"{what}_quantity"] = Decimal(packs)
            row[f"{what}_amount"] = packs * Decimal(price)
        rows.append(row)
    return pl.DataFrame(rows, schema=empty.schema, orient="row").with_columns(state=pl.lit("current"))


def contract(hospital: str, packs: int = 100, product: str = "P1", **more: Any) -> dict[str, Any]:
    key, region, _ = HOSPITALS[hospital]
    return {
        "round_code": "R1", "hospital": key, "product": PRODUCTS[product], "region": region, "starts_on": STARTS,
        "ends_on": ENDS, "agreed_quantity": Decimal(packs), "month": "2024-10", "batch": 1, "row": key,
    } | more  # fmt: skip


def fill_lake(home: Home) -> None:
    """Contracts, purchases, products and hospitals."""
    put(home, "vbp_contract", frame("vbp_contract", [contract(hospital) for hospital in HOSPITALS]))
    put(home, "cube_orders", orders(BOUGHT))
    put(
        home, "catalogue",
        frame("catalogue", [
            {"product": key, "product_code": code, "generic_name": "地高辛片", "drug_key": "地高辛|oral",
             "units": Decimal(30), "month": "all"}
            for code, key in PRODUCTS.items()
        ]),
    )  # fmt: skip
    put(
        home, "organisation",
        frame("organisation", [
            {"org": key, "org_code": code, "org_name": code, "region": region, "month": "all"}
            for code, (key, region, _) in HOSPITALS.items()
        ]),
    )  # fmt: skip


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    """By account: the province's procurement officer, one of a county, and a buyer of each hospital."""
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    new = [
        NewOrganisation(code="YB", name="湖南省医保局", kind=kinds.DEPARTMENT, region="430000"),
        NewOrganisation(code="YB-121", name="长沙县医保局", kind=kinds.DEPARTMENT, region="430121"),
        *(
            NewOrganisation(code=code, name=f"{code}医院", kind=kinds.HOSPITAL, region=region)
            for code, (_, _, region) in HOSPITALS.items()
        ),
    ]
    register_organisations(new, actor=root, at=AT)
    found = {}
    for one in new:
        role = Role.PROCUREMENT_OFFICER if one.kind is kinds.DEPARTMENT else Role.BUYER
        if one.kind is kinds.DEPARTMENT:
            department = Department.HEALTHCARE_SECURITY
            seat_department(one.region, department, one.code, is_lead=False, actor=root, at=AT)
        add_person(one.code, name=one.name, organisation=one.code, roles={role}, actor=root, at=AT)
        found[one.code] = actor_of(one.code)
    return found


def new_round(**more: Any) -> Any:
    from baowen.vbp.rounds.actions import NewBid, NewLot, NewProduct, NewRound
    from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole

    def bid(name: str, code: str, price: str, tier: str, role: SupplyRole | None) -> Any:
        product = NewProduct(code=code, units=Decimal(30), price=Decimal(price))
        return NewBid(
            enterprise_name=name, quality_tier=tier, price=Decimal(price) / 30, is_selected=role is not None,
            places=[("430000", role)] if role else [], products=[product],
        )  # fmt: skip

    bids = [
        bid("丁制药", "P1", "15", "过评", SupplyRole.MAIN), bid("戊制药", "P2", "18", "过评", SupplyRole.BACKUP),
        bid("己制药", "P3", "16", "过评", None), bid("庚制药", "P4", "20", "未过评", None),
    ]  # fmt: skip
    given: dict[str, Any] = {
        "code": "R1", "name": "第一批", "level": RoundLevel.NATIONAL, "region": "430000", "starts_on": STARTS,
        "ends_on": ENDS, "lots": [NewLot(number="1", drug="地高辛片", spec="0.25mg", unit="片", bids=bids)],
    }  # fmt: skip
    return NewRound(**(given | more))


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people: dict[str, Any]) -> Home:
    """A home of Hunan with the round in its records and lake."""
    from baowen.api import book
    from baowen.vbp.rounds.actions import keep_round, move_round
    from baowen.vbp.rounds.states import RoundState

    home = create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(home.root))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    fill_lake(home)
    keep_round(new_round(), actor=people["YB"], at=AT)
    move_round("R1", RoundState.RUNNING, actor=people["YB"], at=AT)
    return home


@pytest.fixture
def run(served: Home, people: dict[str, Any]) -> Callable[..., str]:
    """Evaluate the round and publish the results; the number of the run."""
    from baowen.core.calendar import load_calendar
    from baowen.core.policy import load_packs
    from baowen.vbp.evaluation.actions import publish_run, run_evaluation

    def make(**more: Any) -> str:
        given = {"actor": people["YB"], "at": AT, "packs": load_packs()} | more
        number = run_evaluation(served, "R1", AS_OF, **given)
        publish_run(number, calendar=load_calendar(), **given)
        return number

    return make
