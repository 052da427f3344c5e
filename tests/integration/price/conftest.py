"""Who acts on the price ladder of a province: officers, an enterprise and another one, market regulation; a listing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

AT = datetime(2026, 9, 28, 2, tzinfo=UTC)
PROVINCE = "430000"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 2, tzinfo=UTC)


@dataclass(frozen=True)
class People:
    """Each an Actor, by what he or she does."""

    officer: Any
    second: Any
    maker: Any
    other: Any
    regulator: Any
    procurement: Any


@pytest.fixture
def people() -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("YB43", "湖南省医疗保障局", kinds.DEPARTMENT, PROVINCE),
        ("SC43", "湖南省市场监督管理局", kinds.DEPARTMENT, PROVINCE),
        ("M1", "丁制药有限公司", kinds.MAKER, "320100"), ("M2", "戊制药有限公司", kinds.MAKER, "320100"),
    )  # fmt: skip
    register_organisations(
        [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows],
        actor=root, at=AT,
    )  # fmt: skip
    seat_department(PROVINCE, Department.HEALTHCARE_SECURITY, "YB43", is_lead=False, actor=root, at=AT)
    seat_department(PROVINCE, Department.MARKET_REGULATION, "SC43", is_lead=False, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        officer=person("price", "YB43", Role.PRICE_OFFICER), second=person("price2", "YB43", Role.PRICE_OFFICER),
        maker=person("maker", "M1", Role.ENTERPRISE_AGENT), other=person("maker2", "M2", Role.ENTERPRISE_AGENT),
        regulator=person("market", "SC43", Role.MEMBER_OFFICER),
        procurement=person("procure", "YB43", Role.PROCUREMENT_OFFICER),
    )  # fmt: skip


@pytest.fixture
def listed(people: People) -> Callable[..., str]:
    """Put a product of the maker on the platform at 12.5 and then at a price that is asked about; its number."""
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing, set_price
    from baowen.procure.listing.kinds import ListingPath

    def run(code: str = "P1", price: str = "58", maker: str = "M1") -> str:
        product = Product(
            code=code, generic_name="地高辛片", maker=maker, dosage_form="片剂", spec="0.25mg",
            packaging="0.25mg*30片/盒", units_per_pack=Decimal(30), smallest_unit="片",
        )  # fmt: skip
        path = ListingPath.RECORDED
        first = Priced(price=Decimal("12.5"), valid_from=date(2026, 1, 1), path=path)
        number = enter_listing(PROVINCE, product, first, actor=people.procurement, at=AT)
        risen = Priced(price=Decimal(price), valid_from=date(2026, 9, 1), path=path)
        set_price(number, risen, actor=people.procurement, at=AT)
        return number

    return run


@pytest.fixture
def papers(tmp_path: Path) -> Any:
    from baowen.price.actions.issuing import Papers

    return Papers(raw=tmp_path / "raw", templates=tmp_path / "templates")


@pytest.fixture
def do(people: People) -> Callable[..., Any]:
    """What somebody does, the officer unless told: on a day, with a reason."""
    from baowen.respond.actions.moves import Doing
    from baowen.respond.rulebook import load_rulebook

    book = load_rulebook()

    def make(when: datetime = AT, reason: str = "", by: Any = None, seen: int | None = None) -> Any:
        return Doing(actor=by or people.officer, at=when, book=book, reason=reason, seen_moves=seen)

    return make


@pytest.fixture
def matter(do: Callable[..., Any], listed: Callable[..., str]) -> str:
    """A matter that an officer opened on one listing; its number."""
    from baowen.price.actions.opening import NewMatter, Origin, open_matter
    from baowen.price.kinds import OriginKind

    new = NewMatter(drug="地高辛片", enterprise="M1", listings=[listed()])
    return open_matter(new, Origin(kind=OriginKind.OFFICER, words="月度监测发现涨价"), do()).number


@pytest.fixture
def costs() -> Any:
    """A form that adds up: 12.5 yuan before, 58 after, the rise in the raw material and the profit."""
    from baowen.price.actions.answering import Said
    from baowen.price.kinds import CostItem

    before = dict.fromkeys(CostItem, Decimal(1)) | {CostItem.PROFIT: Decimal("1.5")}
    after = before | {CostItem.RAW_MATERIAL: Decimal("6.5"), CostItem.PROFIT: Decimal("41.5")}
    return Said(
        words="原料药涨价", before=before, after=after, price_before=Decimal("12.5"), price_after=Decimal(58),
        quantity_before=Decimal(100_000), quantity_after=Decimal(90_000),
    )  # fmt: skip
