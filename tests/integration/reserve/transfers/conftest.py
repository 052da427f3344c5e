"""A county with three hospitals: one with far more than it needs, two with nothing; who acts for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.made_stock import counted, put, put_catalogue, put_hospitals, used

from baowen.api import book
from baowen.core.home import Home, create_home
from baowen.lake.store import Lake

COUNTY, CITY = "430121", "430100"
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
DAY, COUNTED = date(2026, 11, 2), date(2026, 10, 31)
SOON, LATER = date(2027, 3, 31), date(2028, 3, 31)


@dataclass(frozen=True)
class People:
    """Each an Actor: the county's duty officer, and a pharmacist of each hospital."""

    officer: Any
    giver: Any
    taker: Any
    other: Any


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """H1 holds 400 packs of ten in two lots and uses a pack a day; H2 and H3 use a pack a day and hold none."""
    made = create_home(tmp_path / "home", region="430000")
    lake = Lake(made.lake)
    put_catalogue(lake)
    keys = put_hospitals(lake, {"H1": COUNTY, "H2": COUNTY, "H3": COUNTY})
    put(
        lake, "stock", counted(keys["H1"], COUNTED, 150, lot="A", until=SOON),
        counted(keys["H1"], COUNTED, 250, lot="B", until=LATER), counted(keys["H2"], COUNTED, 0),
        counted(keys["H3"], COUNTED, 0),
    )  # fmt: skip
    months = {"2026-08": 31, "2026-09": 30, "2026-10": 31}
    put(lake, "usage", *(used(key, month, packs) for key in keys.values() for month, packs in months.items()))
    monkeypatch.setenv("BAOWEN_HOME", str(made.root))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    yield made
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


@pytest.fixture
def people(lead_unit: Callable[..., Any]) -> People:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role

    root = operator("os:root", "100000")
    hospitals = [
        NewOrganisation(code=code, name=f"{code}医院", kind=OrganisationKind.HOSPITAL, region=COUNTY)
        for code in ("H1", "H2", "H3")
    ]
    register_organisations(hospitals, actor=root, at=MONDAY)

    def pharmacist(code: str) -> Any:
        add_person(code.lower(), name=code, organisation=code, roles={Role.REPORTER}, actor=root, at=MONDAY)
        return actor_of(code.lower())

    return People(officer=lead_unit(COUNTY), giver=pharmacist("H1"), taker=pharmacist("H2"), other=pharmacist("H3"))


@pytest.fixture
def item(home: Home) -> str:
    """The key of the one item."""
    from baowen.lake.facts.items import items

    return str(items(Lake(home.lake))["item"][0])
