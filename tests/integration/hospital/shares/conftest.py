"""A county with a lead hospital and its township hospital, what they bought and prescribed, and who looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.core.home import Home, create_home
from baowen.lake.cubes import ORDERS_CUBE
from baowen.lake.store import Lake

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
ORGANISATIONS = """机构代码,机构名称,机构类型,行政区划代码,机构等级,牵头机构代码
H1,甲县人民医院,医疗机构,430121,二级,
H2,甲县某镇卫生院,医疗机构,430121,基层,H1
H3,乙市专科医院,医疗机构,430181,专科,
"""
CATALOGUE = """药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业,基本药物
P1,阿司匹林片,片剂,0.1g,0.1g*30片/瓶,30,阿司匹林,丁制药,是
P2,阿司匹林片,片剂,0.1g,0.1g*30片/盒,30,阿司匹林,戊制药,是
P3,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,戊制药,否
P4,硝酸甘油片,片剂,0.5mg,0.5mg*30片/盒,30,硝酸甘油,戊制药,否
"""
ENTRIES = """发布地区,清单种类,期次,生效日期,通用名
100000,国家基本药物目录,2018,2018-11-01,阿司匹林片
100000,国家基本药物目录,2026,2026-09-01,阿司匹林片
100000,国家基本药物目录,2026,2026-09-01,地高辛片
"""
PRESCRIBED = """医疗机构代码,月份,科室,门诊诊疗人次数,门诊使用基药人次数,门诊输液人次数,出院人次数,\
出院患者使用基药人次数,口服处方数,注射处方数,输液处方数,点评处方数,不合理处方数
H1,2026-09,内科,100,60,20,10,9,70,10,20,50,5
H1,2026-10,内科,100,50,10,10,9,80,10,10,50,5
H1,2026-10,外科,100,70,30,,,20,40,40,50,10
H2,2026-10,,40,30,0,,,30,5,5,,
"""
# hospital, product, month, yuan
BOUGHT = (
    ("H1", "P1", "2026-08", "60.10"), ("H1", "P2", "2026-09", "10"), ("H1", "P3", "2026-08", "29.90"),
    ("H1", "P3", "2026-10", "100"), ("H1", "P4", "2026-10", "0.05"),
    ("H2", "P1", "2026-10", "5"), ("H3", "P3", "2026-08", "7"),
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """Each an Actor, by what he or she does."""

    officer: Any
    city: Any
    lead: Any
    member: Any
    other: Any


@pytest.fixture
def people() -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("WJ43", "省卫健委", kinds.DEPARTMENT, "430000", ""), ("WJ02", "株洲市卫健委", kinds.DEPARTMENT, "430200", ""),
        ("H1", "甲县人民医院", kinds.HOSPITAL, "430121", ""), ("H2", "甲县某镇卫生院", kinds.HOSPITAL, "430121", "H1"),
        ("H3", "乙市专科医院", kinds.HOSPITAL, "430181", ""),
    )  # fmt: skip
    new = [
        NewOrganisation(code=code, name=name, kind=kind, region=region, alliance=lead)
        for code, name, kind, region, lead in rows
    ]
    register_organisations(new, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        officer=person("officer", "WJ43", Role.DUTY_OFFICER), city=person("city", "WJ02", Role.DUTY_OFFICER),
        lead=person("lead", "H1", Role.REPORTER), member=person("member", "H2", Role.REPORTER),
        other=person("other", "H3", Role.REPORTER),
    )  # fmt: skip


@pytest.fixture(scope="module")
def bought(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Home:  # fmt: skip
    """A home with registers, editions of the list, prescriptions and the cube of what was bought; only read."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        made = _made(tmp_path_factory)
        transaction.set_rollback(True)  # the tests begin with empty records; what was loaded lies in the lake
    return made


def _made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    from baowen.collect.actions import import_file

    folder = tmp_path_factory.mktemp("shares")
    home = create_home(folder / "home", region="430000")
    for feed, text in (("organisation", ORGANISATIONS), ("catalogue", CATALOGUE), ("list_entry", ENTRIES),
                       ("prescription", PRESCRIBED)):  # fmt: skip
        path = folder / f"{feed}.csv"
        path.write_text(text)
        done = import_file(home, feed, path, by="test", at=AT, clock=lambda: AT)
        assert done.accepted == text.count("\n") - 1, feed
    lake = Lake(home.lake)
    orgs = dict(lake.read("organisation", columns=["org_code", "org"]).iter_rows())  # type: ignore[union-attr]
    products = dict(lake.read("catalogue", columns=["product_code", "product"]).iter_rows())  # type: ignore[union-attr]
    put_cube(lake, [(orgs[who], products[what], month, yuan) for who, what, month, yuan in BOUGHT])
    return home


def put_cube(lake: Lake, rows: list[tuple[int, int, str, str]]) -> None:
    zero = {name: 0 if kind.is_integer() else Decimal(0) for name, kind in ORDERS_CUBE.items() if not kind.is_string()}
    made = [
        zero | {
            "month": month, "product": product, "hospital": hospital, "region": 430121, "distributor": None, "lines": 1,
            "ordered_quantity": Decimal(2), "ordered_amount": Decimal(yuan), "last_day": date(2026, 10, 28),
            "state": "current",
        }
        for hospital, product, month, yuan in rows
    ]  # fmt: skip
    empty = pl.DataFrame(pl.from_arrow(ORDERS_CUBE.to_pyarrow().empty_table()))
    frame = pl.DataFrame(made, schema={**empty.schema, "state": pl.String}, orient="row", strict=False)
    lake.replace_months("cube_orders", frame, months=frame["month"].unique().to_list(), sort=["product", "hospital"])


@pytest.fixture
def doing() -> Callable[..., Any]:
    """A deed of somebody at noon of a day of November 2026."""
    from baowen.respond.actions.moves import Doing
    from baowen.respond.rulebook import load_rulebook

    def run(actor: Any, day: int = 2) -> Any:
        return Doing(actor=actor, at=datetime(2026, 11, day, 2, tzinfo=UTC), book=load_rulebook())

    return run


@pytest.fixture
def served_home(bought: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home as the one that pages and calls serve."""
    from baowen.api import book as served

    monkeypatch.setenv("BAOWEN_HOME", str(bought.root))
    cached = (served.home, served.rulebook)
    for read_once in cached:
        read_once.cache_clear()
    yield bought.root
    for read_once in cached:
        read_once.cache_clear()
