"""Who keeps, orders and takes reserve goods: an officer of a city, a holder, two hospitals; and what lies there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
CITY, COUNTY = "430100", "430121"


@dataclass(frozen=True)
class People:
    """Each an Actor."""

    officer: Any
    elsewhere: Any
    holder: Any
    other_holder: Any
    taker: Any
    other_taker: Any


@pytest.fixture
def people() -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("WJ431", "市卫健委", kinds.DEPARTMENT, CITY), ("WJ432", "外市卫健委", kinds.DEPARTMENT, "430200"),
        ("R1", "甲储备公司", kinds.RESERVE_HOLDER, CITY), ("R2", "乙储备公司", kinds.RESERVE_HOLDER, CITY),
        ("H1", "甲县人民医院", kinds.HOSPITAL, COUNTY), ("H2", "乙县人民医院", kinds.HOSPITAL, COUNTY),
    )  # fmt: skip
    new = [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows]
    register_organisations(new, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        officer=person("officer", "WJ431", Role.RESERVE_OFFICER),
        elsewhere=person("elsewhere", "WJ432", Role.RESERVE_OFFICER),
        holder=person("holder", "R1", Role.ENTERPRISE_AGENT),
        other_holder=person("holder2", "R2", Role.ENTERPRISE_AGENT),
        taker=person("taker", "H1", Role.REPORTER), other_taker=person("taker2", "H2", Role.BUYER),
    )  # fmt: skip


@pytest.fixture
def do() -> Callable[..., Any]:
    """What somebody does at an instant, with a reason."""
    from baowen.respond.actions.moves import Doing
    from baowen.respond.rulebook import load_rulebook

    book = load_rulebook()

    def make(actor: Any, reason: str = "", when: datetime = AT) -> Any:
        return Doing(actor=actor, at=when, book=book, reason=reason)

    return make


@pytest.fixture
def stock(people: People, do: Callable[..., Any]) -> Callable[..., str]:
    """Enter what arrives at the holder, 100 packs of lot L1 unless told; the number of the line."""
    from baowen.reserve.goods.actions.ledger import Arrival, take_in

    def run(lot_no: str = "L1", packs: str = "100", expires_on: date = date(2028, 1, 31), **more: Any) -> str:
        given: dict[str, Any] = {
            "product_code": "P1", "generic_name": "地高辛片", "spec": "0.25mg*30片", "maker": "丁制药",
            "unit_price": Decimal("12.3456"), "on": date(2026, 10, 1),
        }  # fmt: skip
        who = more.pop("who", people.holder)
        new = Arrival(lot_no=lot_no, packs=Decimal(packs), expires_on=expires_on, **(given | more))
        return take_in(new, do(who)).code

    return run


@pytest.fixture
def ordered(people: People, do: Callable[..., Any]) -> Callable[..., str]:
    """Order packs of P1 for H1 (and others), and let the holder confirm; the number."""
    from baowen.reserve.goods.actions.releasing import NewRelease, move_release, order_release
    from baowen.reserve.goods.rules import NOTHING_RECALLED
    from baowen.reserve.goods.states import ReleaseMove

    def run(*takers: tuple[str, str], confirm: bool = True, when: datetime = AT, **more: Any) -> str:
        wanted = [(code, Decimal(packs)) for code, packs in takers or (("H1", "60"),)]
        new = NewRelease(holder="R1", product_code="P1", takers=wanted, **more)
        code = order_release(new, do(people.officer, when=when), recalled=NOTHING_RECALLED).code
        if confirm:
            move_release(code, ReleaseMove.CONFIRM, do(people.holder, when=when))
        return code

    return run


@pytest.fixture
def sent(people: People, do: Callable[..., Any]) -> Callable[..., tuple[str, ...]]:
    """Send packs of a release in expiry order to H1 unless told; the numbers."""
    from baowen.reserve.goods.actions.sending import Parcel, send
    from baowen.reserve.goods.rules import NOTHING_RECALLED

    def run(code: str, packs: str = "60", taker: str = "H1", when: datetime = AT) -> tuple[str, ...]:
        parcel = Parcel(taker=taker, packs=Decimal(packs))
        return send(code, parcel, do(people.holder, when=when), recalled=NOTHING_RECALLED)

    return run


def counted(accepted: str, lost: str = "0", returned: str = "0") -> Any:
    from baowen.reserve.goods.rules import Counted

    return Counted(accepted=Decimal(accepted), lost=Decimal(lost), returned=Decimal(returned))


def balance(lot_no: str = "L1") -> Decimal:
    from baowen.reserve.goods.queries import held_now

    return sum((one.packs for one in held_now("R1") if one.lot_no == lot_no), Decimal(0))
