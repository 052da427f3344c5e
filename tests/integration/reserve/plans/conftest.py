"""Who plans, holds and watches reserves: offices of a province and its city, holders, a hospital; and a small lake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.collect.tables import stored_schema
from baowen.lake.store import CURRENT, Lake

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
PROVINCE, CITY, COUNTY = "430000", "430100", "430121"


@dataclass(frozen=True)
class People:
    """Each an Actor, by what he or she does."""

    province: Any
    city: Any
    watcher: Any
    holder: Any
    other_holder: Any
    hospital: Any


@pytest.fixture
def people() -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root, kinds = operator("os:root", "100000"), OrganisationKind
    rows = (
        ("WJ43", "省卫健委", kinds.DEPARTMENT, PROVINCE), ("WJ431", "市卫健委", kinds.DEPARTMENT, CITY),
        ("R1", "省储备库", kinds.RESERVE_HOLDER, PROVINCE), ("R2", "市储备库", kinds.RESERVE_HOLDER, CITY),
        ("H1", "甲县人民医院", kinds.HOSPITAL, COUNTY), ("M1", "丁制药", kinds.MAKER, PROVINCE),
    )  # fmt: skip
    new = [NewOrganisation(code=code, name=name, kind=kind, region=region) for code, name, kind, region in rows]
    register_organisations(new, actor=root, at=AT)

    def person(name: str, organisation: str, role: Role) -> Any:
        add_person(name, name=name, organisation=organisation, roles={role}, actor=root, at=AT)
        return actor_of(name)

    return People(
        province=person("province", "WJ43", Role.RESERVE_OFFICER), city=person("city", "WJ431", Role.RESERVE_OFFICER),
        watcher=person("watcher", "WJ43", Role.MEMBER_OFFICER), holder=person("holder", "R1", Role.ENTERPRISE_AGENT),
        other_holder=person("holder2", "R2", Role.ENTERPRISE_AGENT), hospital=person("buyer", "H1", Role.BUYER),
    )  # fmt: skip


@pytest.fixture
def book() -> Any:
    from baowen.respond.rulebook import load_rulebook

    return load_rulebook()


@pytest.fixture
def do(book: Any) -> Callable[..., Any]:
    """What somebody does at an instant, with a reason."""
    from baowen.respond.actions.moves import Doing

    def make(actor: Any, reason: str = "", when: datetime = AT) -> Any:
        return Doing(actor=actor, at=when, book=book, reason=reason)

    return make


@pytest.fixture
def item() -> Callable[..., Any]:
    """An item of a catalogue, digoxin of the province unless told."""
    from baowen.orgs.departments import Department
    from baowen.reserve.plans.actions.catalogue import NewItem
    from baowen.reserve.plans.kinds import Ground, ItemKind, Tier, Unit

    def make(**more: Any) -> Any:
        given: dict[str, Any] = {
            "tier": Tier.PROVINCE, "kind": ItemKind.FINISHED, "name": "地高辛片", "strength": "0.25mg",
            "planned": Decimal(1000), "unit": Unit.SMALLEST, "department": Department.HEALTH,
            "grounds": [Ground.NECESSARY],
        }  # fmt: skip
        return NewItem(**(given | more))

    return make


@pytest.fixture
def agreed(people: People, do: Callable[..., Any]) -> Callable[..., str]:
    """Enter an agreement of the province with R1 over 1000 tablets of digoxin unless told; its number."""
    from baowen.reserve.plans.actions.agreements import NewAgreement, NewHeld, enter_agreement
    from baowen.reserve.plans.kinds import Tier, Unit

    def run(items: Any = None, **more: Any) -> str:
        held = NewHeld(name="地高辛片", strength="0.25mg", planned=Decimal(1000), unit=Unit.SMALLEST)
        given: dict[str, Any] = {"holder": "R1", "tier": Tier.PROVINCE, "starts_on": date(2026, 1, 1)}
        return enter_agreement(NewAgreement(**(given | more), items=items or [held]), do(people.province))

    return run


def put(lake: Lake, table: str, *rows: dict[str, Any]) -> None:
    """Rows of a table of the lake, in force."""
    whole = [{"month": "all", "batch": 1, "row": number} | row for number, row in enumerate(rows, start=2)]
    schema = stored_schema(table)
    frame = pl.DataFrame(whole, schema=schema, orient="row").with_columns(state=pl.lit(CURRENT))
    sort = ["product"] if "product" in schema else ["org"]
    lake.replace_months(table, frame, months=sorted({row["month"] for row in whole}), sort=sort)


def count(
    day: date, packs: int, *, product: int = 7, holder: int = 1, lot: str = "A", expires: date | None = None
) -> dict[str, Any]:
    """A counted lot of a holder's reserve."""
    return {
        "month": f"{day:%Y-%m}", "holder": holder, "product": product, "counted_on": day, "lot_no": lot,
        "quantity": Decimal(packs), "expires_on": expires,
    }  # fmt: skip


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Two makers' digoxin in packs of 100 and 30 tablets, and the two holders."""
    found = Lake(tmp_path / "lake")
    named = {
        "drug_name": "地高辛", "generic_name": "地高辛片", "drug_key": "地高辛|oral", "form_group": "oral_solid",
        "strength_mg": Decimal("0.25"), "strength_unit": "mg", "unit_name": "片",
    }  # fmt: skip
    put(
        found, "catalogue", {"product": 7, "product_code": "P7", "units": Decimal(100), **named},
        {"product": 8, "product_code": "P8", "units": Decimal(30), **named},
    )  # fmt: skip
    put(found, "organisation", {"org": 1, "org_code": "R1"}, {"org": 2, "org_code": "R2"})
    return found
