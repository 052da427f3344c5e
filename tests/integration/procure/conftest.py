"""People and products for procurement: an officer of the province, buyers of hospitals, agents of enterprises."""

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
class Market:
    """Who acts in the market: each an Actor, by what he or she does."""

    officer: Any
    price_officer: Any
    buyer: Any
    other_buyer: Any
    maker: Any
    supplier: Any


@pytest.fixture
def market() -> Market:
    """The province's healthcare security, two hospitals of a county, a maker, a distributor; each with one person."""
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root = operator("os:root", "100000")
    kinds = OrganisationKind
    rows = (
        ("YB43", "省医保局", kinds.DEPARTMENT, PROVINCE), ("H1", "甲县人民医院", kinds.HOSPITAL, COUNTY),
        ("H2", "甲县中医院", kinds.HOSPITAL, COUNTY), ("M1", "丁制药", kinds.MAKER, "320100"),
        ("D1", "丙配送", kinds.DISTRIBUTOR, "430100"),
    )  # fmt: skip
    new = [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows]
    register_organisations(new, actor=root, at=AT)
    seat_department(PROVINCE, Department.HEALTHCARE_SECURITY, "YB43", is_lead=False, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return Market(
        officer=person("officer", "YB43", Role.PROCUREMENT_OFFICER),
        price_officer=person("price", "YB43", Role.PRICE_OFFICER),
        buyer=person("buyer", "H1", Role.BUYER), other_buyer=person("buyer2", "H2", Role.BUYER),
        maker=person("maker", "M1", Role.ENTERPRISE_AGENT), supplier=person("supplier", "D1", Role.ENTERPRISE_AGENT),
    )  # fmt: skip


@pytest.fixture
def listed(market: Market) -> Callable[..., str]:
    """Put a product of the maker on the province's platform; its listing number."""
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing
    from baowen.procure.listing.kinds import ListingPath

    def run(code: str = "P1", price: str = "12.5", valid_from: date = date(2026, 1, 1), **more: Any) -> str:
        given = {"generic_name": "地高辛片", "dosage_form": "片剂", "spec": "0.25mg", "packaging": "0.25mg*30片/盒"}
        product = Product(code=code, maker="M1", units_per_pack=Decimal(30), smallest_unit="片", **(given | more))
        priced = Priced(price=Decimal(price), valid_from=valid_from, path=ListingPath.RECORDED)
        return enter_listing(PROVINCE, product, priced, actor=market.officer, at=AT)

    return run
