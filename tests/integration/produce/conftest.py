"""Who keeps registers of production: a province, a county below it, another province, a hospital; and a small lake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.core.clock import today
from baowen.core.period import Month

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)


@dataclass(frozen=True)
class People:
    """Each an Actor, by where and what."""

    province: Any
    county: Any
    other: Any
    buyer: Any


@pytest.fixture
def people() -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("YJ43", "省药监局", kinds.DEPARTMENT, "430000"), ("YJ121", "甲县市场监管局", kinds.DEPARTMENT, "430121"),
        ("YJ32", "邻省药监局", kinds.DEPARTMENT, "320000"), ("H1", "甲县人民医院", kinds.HOSPITAL, "430121"),
    )  # fmt: skip
    new = [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows]
    register_organisations(new, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        province=person("province", "YJ43", Role.MEMBER_OFFICER), county=person("county", "YJ121", Role.MEMBER_OFFICER),
        other=person("other", "YJ32", Role.MEMBER_OFFICER), buyer=person("buyer", "H1", Role.BUYER),
    )  # fmt: skip


@pytest.fixture
def book() -> Any:
    from baowen.respond.rulebook import load_rulebook

    return load_rulebook()


@pytest.fixture
def do(book: Any) -> Callable[..., Any]:
    """What somebody does at an instant, with a reason."""
    from baowen.respond.actions.moves import Doing

    def make(actor: Any, reason: str = "") -> Any:
        return Doing(actor=actor, at=AT, book=book, reason=reason)

    return make


def fill(lake: Any) -> None:
    """Digoxin of two makers with one supplier, aminophylline of one maker with two suppliers; stock and use of the
    first; a third product was stopped."""
    put(
        lake, "catalogue",
        *(
            {
                "product": number, "product_code": f"P{number}", "generic_name": drug, "drug_name": drug,
                "drug_key": drug, "dosage_form": "片剂", "form_group": "tablet", "spec": "1mg", "units": Decimal(10),
                "strength_mg": Decimal(1), "strength_unit": "mg", "maker_name": maker, "maker_code": code,
                "ingredient": drug,
            }
            for number, drug, maker, code in (
                (1, "地高辛", "甲制药", "MA"), (2, "地高辛", "乙制药", "MB"), (3, "氨茶碱", "甲制药", "MA"),
                (4, "停产药", "甲制药", "MA"),
            )
        ),
    )  # fmt: skip
    put(
        lake, "api_maker",
        *(
            {"material_kind": "api", "ingredient": drug, "maker_name": maker, "status": status}
            for drug, maker, status in (
                ("地高辛", "原料一厂", "active"), ("氨茶碱", "原料一厂", "active"), ("氨茶碱", "原料二厂", "active"),
                ("地高辛", "原料三厂", "stopped"),
            )
        ),
    )  # fmt: skip
    put(lake, "organisation", {"org": 9, "org_code": "H1", "org_name": "甲县人民医院", "region": 430121})
    put(
        lake, "stop_notice",
        {"notice_no": "N1", "product": 4, "stops_on": date(2020, 1, 1), "stop_state": "ongoing"},
    )  # fmt: skip
    month = Month.of(today()).plus(-1)
    one = {"hospital": 9, "product": 1, "month": str(month)}
    put(lake, "usage", one | {"quantity": Decimal(300)}, sort="product")
    counted = one | {"counted_on": month.first, "quantity": Decimal(90), "month": str(month)}
    put(lake, "stock", counted | {"counted_on": today(), "month": str(Month.of(today()))}, sort="product")
    cube = pl.DataFrame(
        {
            "product": [1, 2, 3], "region": [430121, 430121, 320106],
            "ordered_amount": [Decimal(60), Decimal(40), Decimal(7)],
            "month": [str(month)] * 3, "state": ["current"] * 3,
        },
        schema_overrides={"product": pl.Int32, "region": pl.Int32, "ordered_amount": pl.Decimal(18, 4)},
    )  # fmt: skip
    lake.replace_months("cube_orders", cube, months=[str(month)], sort=["product"])


def put(lake: Any, table: str, *rows: dict[str, Any], sort: str = "row") -> None:
    """Rows into a table of the lake, as the intake stores them."""
    from baowen.collect.tables import stored_schema
    from baowen.lake.store import CURRENT

    whole = [{"month": "all", "batch": 1, "row": number} | row for number, row in enumerate(rows, start=2)]
    frame = pl.DataFrame(whole, schema=stored_schema(table), orient="row").with_columns(state=pl.lit(CURRENT))
    lake.replace_months(table, frame, months=sorted({row["month"] for row in whole}), sort=[sort])


@pytest.fixture(scope="session")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that lake."""
    from baowen.lake.store import Lake

    folder = tmp_path_factory.mktemp("chained") / "lake"
    fill(Lake(folder))
    return folder
