"""Who acts on supply problems of a round: offices, hospitals of two counties, selected and backup enterprises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)  # a Monday
PROVINCE, CITY, COUNTY, OTHER = "430000", "430100", "430121", "430181"
ROUND = "GY-11"


@dataclass(frozen=True)
class People:
    """Each an Actor, by what he or she does."""

    province: Any
    county: Any
    inspector: Any
    buyer: Any
    other_buyer: Any
    pharmacy: Any
    maker: Any
    backup: Any
    distributor: Any


@pytest.fixture
def people() -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("YB43", "省医保局", kinds.DEPARTMENT, PROVINCE), ("YB121", "甲县医保局", kinds.DEPARTMENT, COUNTY),
        ("YJ43", "省药监局", kinds.DEPARTMENT, PROVINCE),
        ("H1", "甲县人民医院", kinds.HOSPITAL, COUNTY), ("H2", "乙市人民医院", kinds.HOSPITAL, OTHER),
        ("PH1", "便民药店", kinds.PHARMACY, COUNTY), ("M1", "丁制药", kinds.MAKER, "320100"),
        ("M2", "戊制药", kinds.MAKER, "320100"), ("D1", "丙配送", kinds.DISTRIBUTOR, CITY),
    )  # fmt: skip
    new = [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows]
    register_organisations(new, actor=root, at=AT)
    for region, code in ((PROVINCE, "YB43"), (COUNTY, "YB121")):
        seat_department(region, Department.HEALTHCARE_SECURITY, code, is_lead=False, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        province=person("province", "YB43", Role.PROCUREMENT_OFFICER),
        county=person("county", "YB121", Role.PROCUREMENT_OFFICER),
        inspector=person("inspector", "YJ43", Role.MEMBER_OFFICER),
        buyer=person("buyer", "H1", Role.BUYER), other_buyer=person("buyer2", "H2", Role.BUYER),
        pharmacy=person("pharmacy", "PH1", Role.BUYER), maker=person("maker", "M1", Role.ENTERPRISE_AGENT),
        backup=person("backup", "M2", Role.ENTERPRISE_AGENT),
        distributor=person("distributor", "D1", Role.ENTERPRISE_AGENT),
    )  # fmt: skip


@pytest.fixture
def running(people: People) -> str:
    """A round that runs in the province: P1 of M1 is selected, P2 of M2 is its backup; its code."""
    from baowen.vbp.rounds.actions import NewBid, NewLot, NewProduct, NewRound, keep_round, move_round
    from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole
    from baowen.vbp.rounds.states import RoundState

    def bid(enterprise: str, name: str, code: str, role: SupplyRole) -> Any:
        product = NewProduct(code=code, units=Decimal(30), price=Decimal("12.5"))
        places = [(PROVINCE, role)]
        return NewBid(
            enterprise_name=name, enterprise=enterprise, is_selected=True, places=places, products=[product]
        )  # fmt: skip

    main, backup = SupplyRole.MAIN, SupplyRole.BACKUP
    lot = NewLot(
        number="1", drug="地高辛片", spec="0.25mg",
        bids=[bid("M1", "丁制药", "P1", main), bid("M2", "戊制药", "P2", backup)],
    )  # fmt: skip
    new = NewRound(
        code=ROUND, name="第十一批", level=RoundLevel.NATIONAL, region=PROVINCE, lots=[lot],
        starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31),
    )  # fmt: skip
    keep_round(new, actor=people.province, at=AT)
    move_round(ROUND, RoundState.RUNNING, actor=people.province, at=AT)
    return ROUND


@pytest.fixture
def book() -> Any:
    from baowen.respond.rulebook import load_rulebook

    return load_rulebook()


@pytest.fixture
def do(people: People, book: Any) -> Callable[..., Any]:
    """What somebody does at an instant, with a reason."""
    from baowen.respond.actions.moves import Doing

    def make(actor: Any, reason: str = "", when: datetime = AT) -> Any:
        return Doing(actor=actor, at=when, book=book, reason=reason)

    return make


@pytest.fixture
def told(people: People, running: str, do: Callable[..., Any]) -> Callable[..., str]:
    """Let a hospital tell of a problem, the first one of P1 unless told; the number."""
    from baowen.vbp.supply.actions.telling import NewProblem, tell_problem
    from baowen.vbp.supply.kinds import ProblemKind

    def run(actor: Any = None, when: datetime = AT, **more: Any) -> str:
        given: dict[str, Any] = {
            "round_code": running, "product_code": "P1", "kind": ProblemKind.SHORT_SUPPLY,
            "from_on": date(2026, 10, 20), "words": "连续两周未到货",
        }  # fmt: skip
        return tell_problem(NewProblem(**(given | more)), do(actor or people.buyer, when=when))

    return run


@pytest.fixture
def inbox() -> Callable[[str], list[str]]:
    """What an organisation was told, the oldest first."""
    from baowen.core.messages.models import Message

    def run(code: str) -> list[str]:
        return list(Message.objects.filter(to=f"organisation:{code}").order_by("pk").values_list("title_zh", flat=True))

    return run
