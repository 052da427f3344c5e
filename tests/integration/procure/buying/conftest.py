"""A short drug in Hunan, Nanjing and Handan: lists in force, hospitals and offices of each, makers of anywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
PLACES = {"HN": ("430000", "430121"), "NJ": ("320100", "320106"), "HD": ("130400", "130402")}
People = dict[str, Any]


@pytest.fixture
def people() -> People:
    """By account: a buyer and an officer of each place, a second hospital of Hunan's alliance, agents of two makers and
    of a distributor."""
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.departments import Department, OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, found = operator("os:root", "100000"), {}
    kinds, new = OrganisationKind, []
    for place, (office, hospital) in PLACES.items():
        new.append(NewOrganisation(code=f"YB-{place}", name=f"{place}医保局", kind=kinds.DEPARTMENT, region=office))
        new.append(NewOrganisation(code=f"H-{place}", name=f"{place}医院", kind=kinds.HOSPITAL, region=hospital))
    new += [
        NewOrganisation(code="H-HN2", name="乡镇卫生院", kind=kinds.HOSPITAL, region="430121", alliance="H-HN"),
        NewOrganisation(code="H-HN3", name="外院", kind=kinds.HOSPITAL, region="430121"),
        NewOrganisation(code="M1", name="丁制药", kind=kinds.MAKER, region="320100"),
        NewOrganisation(code="M2", name="戊制药", kind=kinds.MAKER, region="110101"),
        NewOrganisation(code="D1", name="丙配送", kind=kinds.DISTRIBUTOR, region="430100"),
    ]
    register_organisations(new, actor=root, at=AT)
    for place, (office, _) in PLACES.items():
        department = Department.HEALTHCARE_SECURITY
        seat_department(office, department, f"YB-{place}", is_lead=False, actor=root, at=AT)
    roles = {"YB": Role.PROCUREMENT_OFFICER, "H-": Role.BUYER, "M1": Role.ENTERPRISE_AGENT, "M2": Role.ENTERPRISE_AGENT}
    for one in new:
        role = roles.get(one.code[:2], Role.ENTERPRISE_AGENT)
        add_person(one.code, name=one.name, organisation=one.code, roles={role}, actor=root, at=AT)
        found[one.code] = actor_of(one.code)
    return found


@pytest.fixture
def short() -> Callable[..., None]:
    """Put 地高辛 on the shortage list of the nation, or of another issuer."""
    from baowen.lists.models import ListEdition, ListItem

    def run(issuer: str = "100000", name: str = "地高辛") -> None:
        edition = ListEdition.objects.create(
            issuer_region=issuer, kind="shortage", edition="第一期", effective_on=date(2026, 1, 1), state="published",
            recorded_for="", made_at=AT, made_by="test", published_at=AT, published_by="test",
        )  # fmt: skip
        ListItem.objects.create(edition=edition, number=1, name=name)

    return run


@pytest.fixture
def on_platform(people: People) -> Callable[..., str]:
    """List a product of M1 on the platform of a province; the number."""
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing
    from baowen.procure.listing.kinds import ListingPath

    def run(region: str, code: str = "P1", price: str = "15") -> str:
        product = Product(
            code=code, maker="M1", generic_name="地高辛片", dosage_form="片剂", spec="0.25mg",
            units_per_pack=Decimal(30), smallest_unit="片",
        )  # fmt: skip
        priced = Priced(price=Decimal(price), valid_from=date(2026, 1, 1), path=ListingPath.RECORDED)
        return enter_listing(region, product, priced, actor=people["YB-HN"], at=AT)

    return run


@pytest.fixture
def wanted() -> Callable[..., Any]:
    """What a hospital asks for in a negotiation."""
    from baowen.procure.buying.actions.negotiating import Wanted

    def make(quantity: str = "3000", **more: Any) -> Any:
        given: dict[str, Any] = {"drug": "地高辛片", "smallest_unit": "片", "last_day": date(2026, 11, 12)}
        return Wanted(quantity=Decimal(quantity), **(given | more))

    return make


@pytest.fixture
def offered() -> Callable[..., Any]:
    """What a maker offers: 100 packs of 30 tablets unless told."""
    from baowen.procure.buying.actions.negotiating import Offered

    def make(price: str = "15", quantity: str = "100", **more: Any) -> Any:
        given: dict[str, Any] = {
            "product_code": "P1", "units_per_pack": Decimal(30), "smallest_unit": "片", "until": date(2027, 5, 31),
            "delivery_days": 5,
        }  # fmt: skip
        return Offered(price=Decimal(price), quantity=Decimal(quantity), **(given | more))

    return make


@pytest.fixture
def purchase() -> Callable[..., Any]:
    """What a hospital files: 50 packs from a maker that is not registered unless told."""
    from baowen.procure.buying.actions.filing import Maker, Purchase
    from baowen.procure.buying.kinds import FilingReason

    def make(price: str = "18", **more: Any) -> Any:
        given: dict[str, Any] = {
            "drug": "地高辛片", "product_code": "P9", "units_per_pack": Decimal(30), "smallest_unit": "片",
            "quantity": Decimal(50), "from_on": date(2026, 11, 2), "until": date(2027, 4, 30), "spec": "0.25mg",
            "reason": FilingReason.NONE_LISTED, "maker": Maker(name="己制药", credit_code="91110000600037341L"),
        }  # fmt: skip
        return Purchase(price=Decimal(price), **(given | more))

    return make
