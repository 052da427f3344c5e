"""RSV-3 (HD-13): base stock, moving balance and orderly transfers within a medical alliance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.integration.reserve.transfers.conftest import DAY, MONDAY, People
from tests.made_stock import counted, put

from baowen.core.clock import today
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.reserve.transfers.actions.bases import WithinAlliance, order_within_alliance, set_base
from baowen.reserve.transfers.queries.bases import base_stocks, proposals
from baowen.reserve.transfers.queries.orders import order
from baowen.respond.actions.moves import Doing
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()


def doing(actor: Any) -> Doing:
    return Doing(actor=actor, at=MONDAY, book=BOOK)


@pytest.fixture
def alliance(people: People) -> People:
    """H1 leads H2; H3 stays outside."""
    from baowen.orgs.actions import NewOrganisation, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import operator

    member = NewOrganisation(
        code="H2", name="H2医院", kind=OrganisationKind.HOSPITAL, region=people.taker.region, alliance="H1"
    )
    register_organisations([member], actor=operator("os:root", "100000"), at=MONDAY)
    return people


@pytest.fixture
def based(alliance: People, home: Home, item: str) -> People:
    """H1 is to hold 1,000 units of its 4,000, H2 205 and has none."""
    set_base("H1", item, Decimal(1000), home=home, doing=doing(alliance.giver))
    set_base("H2", item, Decimal(205), home=home, doing=doing(alliance.giver))
    return alliance


def move(item: str, packs: int, lot: str = "A") -> WithinAlliance:
    return WithinAlliance(
        item=item, product_code="P1", lot_no=lot, giver="H1", taker="H2", packs=Decimal(packs)
    )  # fmt: skip


def test_who_is_short_is_proposed_whole_packs_of_the_lot_that_expires_first(based: People, home: Home) -> None:
    views = base_stocks(home, based.giver, day=DAY)
    assert {(one.member, one.short, one.spare) for one in views} == {("H1", 0, 3000), ("H2", 205, 0)}
    found = proposals(views)
    assert [(one.giver, one.taker, one.lot_no, one.packs) for one in found] == [("H1", "H2", "A", Decimal(20))]
    assert [one.member for one in base_stocks(home, based.taker, day=DAY)] == ["H2"], "a member sees its own"


def test_the_lead_orders_without_a_plan_and_nobody_gives_below_its_base(based: People, home: Home, item: str) -> None:
    number = order_within_alliance(move(item, 20), home=home, doing=doing(based.giver))
    assert order(number, based.taker, book=BOOK, today=DAY).side == "taker"
    assert base_stocks(home, based.giver, day=DAY)[1].held == Decimal(3800), "what is promised is held no more"
    order_within_alliance(move(item, 130), home=home, doing=doing(based.giver))
    with pytest.raises(BaowenError, match="低于应保留的 1000"):
        order_within_alliance(move(item, 151, "B"), home=home, doing=doing(based.giver))


def test_only_the_lead_orders_and_only_among_its_members(based: People, home: Home, item: str) -> None:
    with pytest.raises(BaowenError, match="牵头医院"):
        order_within_alliance(move(item, 1), home=home, doing=doing(based.taker))
    outside = WithinAlliance(
        item=item, product_code="P1", lot_no="A", giver="H1", taker="H3", packs=Decimal(1)
    )  # fmt: skip
    with pytest.raises(BaowenError, match="不是本医联体"):
        order_within_alliance(outside, home=home, doing=doing(based.giver))
    set_base("H2", item, Decimal(0), home=home, doing=doing(based.giver))
    assert [one.member for one in base_stocks(home, based.giver, day=DAY)] == ["H1"]


def test_the_page_sets_a_base_and_orders_what_is_proposed(alliance: People, home: Home) -> None:
    day = today()
    put(Lake(home.lake), "stock", counted(1, day, 40, lot="A", until=date(2028, 3, 31)), counted(2, day, 0))
    client = Client()
    person = get_user_model().objects.get(username="h1")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = {"what": "base", "member": "H2", "drug": "P1", "units": "50", "key": "k1"}
    client.post("/transfers/alliance/", asked)
    client.post("/transfers/alliance/", asked | {"member": "H1", "units": "100", "key": "k2"})
    page = client.get("/transfers/alliance/").content.decode()
    assert "H1医院 → H2医院" in page
    item = page.split('name="item" value="')[1].split('"')[0]
    ordered = {"what": "order", "item": item, "product": "P1", "lot": "A", "giver": "H1", "taker": "H2", "packs": "5"}
    client.post("/transfers/alliance/", ordered | {"key": "k3"})
    table = client.get("/transfers/orders/?format=csv&table=orders").content.decode("utf-8-sig").splitlines()
    assert len(table) == 2
    assert "H2医院" in table[1]


def test_a_hospital_without_an_alliance_is_told_so(people: People, home: Home, item: str) -> None:
    with pytest.raises(BaowenError, match="牵头医院"):
        set_base("H3", item, Decimal(1), home=home, doing=doing(people.other))
