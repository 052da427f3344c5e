"""A province with three hospitals under contract, one of them an alliance, what they bought, and who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from baowen.core.home import Home
from baowen.lake.cubes import ORDERS_CUBE
from baowen.lake.store import Lake

AT = datetime(2026, 8, 3, 2, tzinfo=UTC)
DAY = date(2026, 7, 31)
PROVINCE = "430000"
ORGANISATIONS = """机构代码,机构名称,机构类型,行政区划代码,机构等级,牵头机构代码
H1,甲县人民医院,医疗机构,430121,二级,
H2,乙县人民医院,医疗机构,430181,二级,
H3,丙县医联体总院,医疗机构,430181,二级,
H4,丙县某镇卫生院,医疗机构,430181,基层,H3
"""
CATALOGUE = """药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业,集采中选
P1,阿司匹林片,片剂,0.1g,0.1g*30片/瓶,30,阿司匹林,丁制药,是
P2,阿司匹林片,片剂,0.1g,0.1g*30片/盒,30,阿司匹林,戊制药,否
P3,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,戊制药,是
"""
CONTRACTS = """批次编号,医疗机构代码,中选药品代码,协议开始日期,协议结束日期,约定采购量,医联体整体报量
R1,H1,P1,2026-01-01,2026-12-31,120,否
R1,H1,P3,2026-01-01,2026-12-31,60,否
R1,H2,P1,2026-01-01,2026-12-31,120,否
R1,H3,P1,2026-01-01,2026-12-31,240,是
"""
# hospital, product, month, packs ordered
BOUGHT = (
    *(("H1", "P1", month, 10) for month in range(1, 8)),
    ("H2", "P1", 2, 5), ("H2", "P2", 3, 45),
    *(("H3", "P1", month, 5) for month in range(1, 8)), *(("H4", "P1", month, 30) for month in range(1, 8)),
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """Each an Actor, by what he or she does."""

    officer: Any
    watcher: Any
    county: Any
    buyer: Any
    other: Any


@pytest.fixture
def people() -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("YB43", "湖南省医疗保障局", kinds.DEPARTMENT, PROVINCE), ("YBX", "甲县医疗保障局", kinds.DEPARTMENT, "430121"),
        ("H1", "甲县人民医院", kinds.HOSPITAL, "430121"), ("H2", "乙县人民医院", kinds.HOSPITAL, "430181"),
    )  # fmt: skip
    register_organisations(
        [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows],
        actor=root, at=AT,
    )  # fmt: skip
    for region, code in ((PROVINCE, "YB43"), ("430121", "YBX")):
        seat_department(region, Department.HEALTHCARE_SECURITY, code, is_lead=False, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        officer=person("procure", "YB43", Role.PROCUREMENT_OFFICER),
        watcher=person("price", "YB43", Role.PRICE_OFFICER),
        county=person("county", "YBX", Role.PROCUREMENT_OFFICER), buyer=person("buyer1", "H1", Role.BUYER),
        other=person("buyer2", "H2", Role.BUYER),
    )  # fmt: skip


@pytest.fixture
def bought(home: Home, bring_in: Callable[..., Any]) -> Home:
    """The home with contracts and the cube of what was bought until the end of July."""
    bring_in("organisation", ORGANISATIONS)
    bring_in("catalogue", CATALOGUE)
    assert bring_in("vbp_contract", CONTRACTS).accepted == 4
    lake = Lake(home.lake)
    orgs = dict(lake.read("organisation", columns=["org_code", "org"]).iter_rows())  # type: ignore[union-attr]
    products = dict(lake.read("catalogue", columns=["product_code", "product"]).iter_rows())  # type: ignore[union-attr]
    put_cube(lake, [(orgs[who], products[what], month, packs) for who, what, month, packs in BOUGHT])
    return home


def put_cube(lake: Lake, rows: list[tuple[int, int, int, int]]) -> None:
    """A cube of orders, each received whole, at ten yuan a pack."""
    zero = {name: 0 if kind.is_integer() else Decimal(0) for name, kind in ORDERS_CUBE.items() if not kind.is_string()}
    made = [
        zero | {
            "month": f"2026-{month:02d}", "product": product, "hospital": hospital, "region": 430121,
            "distributor": None, "lines": 1, "ordered_quantity": Decimal(packs), "ordered_amount": Decimal(packs * 10),
            "received_quantity": Decimal(packs), "delivered_quantity": Decimal(packs),
            "last_day": date(2026, month, 28) if month < 7 else DAY, "state": "current",
        }
        for hospital, product, month, packs in rows
    ]  # fmt: skip
    empty = pl.DataFrame(pl.from_arrow(ORDERS_CUBE.to_pyarrow().empty_table()))
    frame = pl.DataFrame(made, schema={**empty.schema, "state": pl.String}, orient="row", strict=False)
    lake.replace_months("cube_orders", frame, months=frame["month"].unique().to_list(), sort=["product", "hospital"])


@pytest.fixture
def run(bought: Home, people: People) -> Any:
    """Progress as of the end of July; `people` makes the records first."""
    from baowen.vbp.progress.actions.running import run_progress

    return run_progress(bought, by="test", at=AT, as_of=DAY)
