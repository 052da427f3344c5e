"""An officer of the province, a buyer, a maker, and an invented round of volume-based procurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
PROVINCE, COUNTY = "430000", "430121"


@dataclass(frozen=True)
class People:
    """Who acts: each an Actor, by what he or she does."""

    officer: Any
    buyer: Any
    maker: Any
    neighbour: Any


@pytest.fixture
def people() -> People:
    """The province's healthcare security, a hospital, a maker, and the officer of another province."""
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("YB43", "省医保局", kinds.DEPARTMENT, PROVINCE), ("YB42", "邻省医保局", kinds.DEPARTMENT, "420000"),
        ("H1", "甲县人民医院", kinds.HOSPITAL, COUNTY), ("M1", "丁制药", kinds.MAKER, "320100"),
    )  # fmt: skip
    new = [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows]
    register_organisations(new, actor=root, at=AT)
    for region, code in ((PROVINCE, "YB43"), ("420000", "YB42")):
        seat_department(region, Department.HEALTHCARE_SECURITY, code, is_lead=False, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        officer=person("officer", "YB43", Role.PROCUREMENT_OFFICER), buyer=person("buyer", "H1", Role.BUYER),
        maker=person("maker", "M1", Role.ENTERPRISE_AGENT), neighbour=person("other", "YB42", Role.PROCUREMENT_OFFICER),
    )  # fmt: skip


@pytest.fixture
def new_round() -> Callable[..., Any]:
    """An invented round of one lot: 丁制药 supplies 湖南 with P1 as main, 戊制药 stands by with P2, 己制药 lost."""
    from baowen.vbp.rounds.actions import NewBid, NewLot, NewProduct, NewRound
    from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole

    def make(code: str = "HN-1", **more: Any) -> Any:
        main = NewBid(
            enterprise_name="丁制药", enterprise="M1", spec="10mg", quality_tier="原研", price=Decimal("0.5"),
            is_selected=True, places=((PROVINCE, SupplyRole.MAIN), ("420000", SupplyRole.BACKUP)),
            products=(NewProduct(code="P1", units=Decimal(30), price=Decimal(15)),),
        )  # fmt: skip
        backup = NewBid(
            enterprise_name="戊制药", spec="10mg", quality_tier="一致性评价", price=Decimal("0.6"), is_selected=True,
            places=((PROVINCE, SupplyRole.BACKUP), ("420000", SupplyRole.MAIN)),
            products=(NewProduct(code="P2", units=Decimal(20), price=Decimal(12)),),
        )  # fmt: skip
        lost = NewBid(enterprise_name="己制药", spec="10mg", price=Decimal("0.9"))
        lot = NewLot(
            number="1", drug="甲药片", spec="10mg", unit="片", ceiling=Decimal(1), bids=(main, backup, lost),
            volumes=((PROVINCE, "10mg", Decimal(1_000_000)), ("420000", "10mg", None)),
        )  # fmt: skip
        given: dict[str, Any] = {
            "name": "甲药集采", "level": RoundLevel.PROVINCIAL, "region": PROVINCE, "lots": (lot,),
            "starts_on": date(2026, 12, 1), "ends_on": date(2027, 11, 30), "document_number": "湘药采〔2026〕1号",
        }  # fmt: skip
        return NewRound(code=code, **(given | more))

    return make


@pytest.fixture
def kept(people: People, new_round: Callable[..., Any]) -> Callable[..., str]:
    """The same, entered by the officer; its code."""
    from baowen.vbp.rounds.actions import keep_round

    def run(code: str = "HN-1", **more: Any) -> str:
        keep_round(new_round(code, **more), actor=people.officer, at=AT)
        return code

    return run
