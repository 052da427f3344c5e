"""A round of the province with three lots, its hospitals, makers and distributors, and what was reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
PROVINCE, CITY, COUNTY, OTHER_CITY = "430000", "430100", "430121", "430200"
ROUND = "GY11"


@dataclass(frozen=True)
class People:
    """Who acts: each an Actor, by what he or she does."""

    officer: Any
    buyer: Any
    other_buyer: Any
    maker: Any
    other_maker: Any
    supplier: Any
    other_supplier: Any


@cache
def book() -> Any:
    from baowen.vbp.contracts.book import load_contract_book

    return load_contract_book()


@pytest.fixture
def people() -> People:
    """The province's healthcare security, two hospitals, two makers, three distributors; each with one person."""
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root = operator("os:root", "100000")
    kinds = OrganisationKind
    rows = (
        ("YB43", "省医保局", kinds.DEPARTMENT, PROVINCE), ("H1", "甲县人民医院", kinds.HOSPITAL, COUNTY),
        ("H2", "甲县中医院", kinds.HOSPITAL, COUNTY), ("H3", "乙市医院", kinds.HOSPITAL, OTHER_CITY),
        ("M1", "丁制药", kinds.MAKER, "320100"), ("M2", "戊制药", kinds.MAKER, "320100"),
        ("D1", "丙配送", kinds.DISTRIBUTOR, CITY), ("D2", "己配送", kinds.DISTRIBUTOR, CITY),
        ("D3", "庚配送", kinds.DISTRIBUTOR, CITY),
    )  # fmt: skip
    new = [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows]
    register_organisations(new, actor=root, at=AT)
    seat_department(PROVINCE, Department.HEALTHCARE_SECURITY, "YB43", is_lead=False, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        officer=person("officer", "YB43", Role.PROCUREMENT_OFFICER),
        buyer=person("buyer", "H1", Role.BUYER), other_buyer=person("buyer2", "H2", Role.BUYER),
        maker=person("maker", "M1", Role.ENTERPRISE_AGENT), other_maker=person("maker2", "M2", Role.ENTERPRISE_AGENT),
        supplier=person("supplier", "D1", Role.ENTERPRISE_AGENT),
        other_supplier=person("supplier2", "D2", Role.ENTERPRISE_AGENT),
    )  # fmt: skip


@pytest.fixture
def round_code(people: People) -> str:
    """Lot 1 has one winner, lot 2 two that share each city, lot 3 an antibiotic with one winner known by its name."""
    from baowen.vbp.rounds.actions import NewBid, NewLot, NewProduct, NewRound, keep_round
    from baowen.vbp.rounds.kinds import RoundLevel

    def bid(name: str, code: str, product: str, price: str) -> NewBid:
        goods = (NewProduct(code=product, units=Decimal(30), price=Decimal(price)),)
        return NewBid(
            enterprise_name=name, enterprise=code, spec=product, quality_tier="通过一致性评价", is_selected=True,
            products=goods,
        )  # fmt: skip

    lots = (
        NewLot(number="1", drug="阿司匹林片", spec="0.1g", unit="片", bids=(bid("丁制药", "M1", "P1", "12"),)),
        NewLot(
            number="2", drug="地高辛片", spec="0.25mg", unit="片",
            bids=(bid("丁制药", "M1", "P2", "15"), bid("戊制药", "M2", "P3", "9")),
        ),
        NewLot(
            number="3", drug="头孢呋辛片", spec="0.25g", unit="片", is_antibiotic=True, months=12,
            bids=(bid("戊制药", "", "P4", "20"),),
        ),
    )  # fmt: skip
    new = NewRound(
        code=ROUND, name="第十一批集采", level=RoundLevel.NATIONAL, region=PROVINCE, lots=lots,
        starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31),
    )  # fmt: skip
    keep_round(new, actor=people.officer, at=AT)
    return ROUND


def reported(lot: str, organisation: str, units: str, product: str = "", region: str = COUNTY, **more: Any) -> Any:
    from baowen.vbp.volumes.reported import ReportedVolume

    given: dict[str, Any] = {"is_alliance": False, "year": 2027}
    return ReportedVolume(
        lot=lot, organisation=organisation, units=Decimal(units), product_code=product, region=region, **(given | more)
    )


VOLUMES = (
    ("1", "H1", "1000"), ("1", "H2", "2000"), ("2", "H1", "3000", "P2"), ("2", "H2", "600"), ("3", "H1", "1200"),
    ("1", "H3", "500", "", OTHER_CITY),
)  # fmt: skip


@pytest.fixture
def volumes() -> list[Any]:
    return [reported(*one) for one in VOLUMES]


@pytest.fixture
def drawn(people: People, round_code: str, volumes: list[Any]) -> Callable[..., Any]:
    """Draw the contracts of the round up; what was kept."""
    from baowen.vbp.contracts.actions.allocating import keep_allocation

    def run(rows: list[Any] | None = None, **more: Any) -> Any:
        given = {"actor": people.officer, "at": AT, "book": book()}
        return keep_allocation(round_code, volumes if rows is None else rows, **(given | more))

    return run


@pytest.fixture
def named(people: People, round_code: str) -> Callable[..., int]:
    """Let both makers name three distributors in the city."""
    from baowen.vbp.contracts.actions.naming import name_distributors

    def run(codes: tuple[str, ...] = ("D1", "D2", "D3"), city: str = CITY) -> int:
        return sum(
            name_distributors(round_code, city, codes, actor=who, at=AT, book=book())
            for who in (people.maker, people.other_maker)
        )

    return run


def number_of(hospital: str, product: str) -> str:
    """The number of the contract of a hospital and a product."""
    from baowen.vbp.contracts.models import Contract

    return Contract.objects.get(hospital=hospital, product_code=product).number


def signed(people: People, number: str) -> None:
    """Bring the first hospital's contract through all signatures, by the first distributor."""
    from baowen.vbp.contracts.actions.signing import choose, sign
    from baowen.vbp.contracts.models import Contract

    choose({number: "D1"}, actor=people.buyer, at=AT, book=book(), sign=True)
    sign([number], actor=people.supplier, at=AT, book=book())
    maker = Contract.objects.get(pk=int(number[2:])).maker
    sign([number], actor=people.maker if maker == "M1" else people.other_maker, at=AT, book=book())
