"""RSP-3: a measure is followed from its first day, read day by day, noted, compared, and shown on its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.made_stock import DRUG, counted, put, put_catalogue, put_hospitals, used

from baowen.api import book
from baowen.core.audit.queries import entries_told
from baowen.core.clock import today
from baowen.core.home import Home, create_home
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import actor_of
from baowen.orgs.roles import Role
from baowen.outcomes import actions
from baowen.outcomes.actions import Known, follow, has_unread, note_known, read_all
from baowen.outcomes.kinds import Cause
from baowen.outcomes.moved import Moved
from baowen.outcomes.queries import followed_measures, followed_of, what_worked
from baowen.outcomes.supply import Arrived
from baowen.respond.actions import beside, opening
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, MeasureKind, Outcome, SourceKind
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
COUNTY, OTHER = "430121", "430181"
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
FIRST, COUNTED = date(2026, 11, 2), date(2026, 10, 31)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """H1 of the county holds 40 units and uses 20 a day; H2 holds none."""
    made = create_home(tmp_path / "home", region="430000")
    lake = Lake(made.lake)
    put_catalogue(lake)
    keys = put_hospitals(lake, {"H1": COUNTY, "H2": COUNTY, "H3": OTHER})
    put(
        lake, "stock", counted(keys["H1"], COUNTED, 4), counted(keys["H2"], COUNTED, 0), counted(keys["H3"], COUNTED, 9)
    )
    put(lake, "usage", *(used(key, "2026-10", 31) for key in keys.values()))
    monkeypatch.setenv("BAOWEN_HOME", str(made.root))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    yield made
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


@pytest.fixture
def officer(lead_unit: Callable[..., Any]) -> Actor:
    lead_unit(COUNTY, Role.DUTY_OFFICER)
    return actor_of(f"duty{COUNTY}")


def doing(actor: Actor, at: datetime = MONDAY) -> Doing:
    return Doing(actor=actor, at=at, book=BOOK, reason="试")


def measure(actor: Actor, kind: MeasureKind = MeasureKind.TRANSFER) -> int:
    matter = opening.Matter(kind=CaseKind.SHORTAGE, region=COUNTY, subject=DRUG, subject_name="甲药")
    number = opening.open_case(matter, [(SourceKind.OFFICER, f"发现-{kind}")], doing(actor)).number
    return beside.take_measure(
        number, kind, owner=actor.organisation, due_on=date(2026, 11, 20), words="调剂", doing=doing(actor)
    )


def recount(home: Home, packs: int) -> None:
    put(Lake(home.lake), "stock", counted(1, date(2026, 11, 9), packs), counted(2, date(2026, 11, 9), 10))


def test_a_measure_is_read_on_its_first_day_and_again_after_the_next_count(home: Home, officer: Actor) -> None:
    number = measure(officer)
    follow(number, Cause.STOP, begun_on=FIRST, home=home, doing=doing(officer))
    first = followed_of(number, officer, book=BOOK)
    assert first is not None
    assert (first.change.before.days, first.change.before.empty, first.change.after) == (Decimal("2.0"), 1, None)
    recount(home, 30)
    day = date(2026, 11, 10)
    assert has_unread(day)
    assert read_all(home, book=BOOK, on=day, by="os:test", at=MONDAY) == 1
    assert not has_unread(day)
    assert read_all(home, book=BOOK, on=day, by="os:test", at=MONDAY) == 1, "read again, the day has one reading"
    later = followed_of(number, officer, book=BOOK)
    assert later is not None
    assert len(later.readings) == 2
    assert (later.change.after.days, later.change.gained) == (Decimal("20.0"), Decimal("18.0"))


def test_hospitals_that_a_measure_reached_later_are_read_for_its_first_day_too(
    home: Home, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = measure(officer)
    follow(number, Cause.STOP, begun_on=FIRST, home=home, doing=doing(officer))
    came = Moved(arrived=(Arrived(hospital="H2", product_code="P1", on=date(2026, 11, 4), packs=Decimal(3)),))
    monkeypatch.setattr(actions, "moved_of", lambda measures: dict.fromkeys(measures, came))
    read_all(home, book=BOOK, on=date(2026, 11, 5), by="os:test", at=MONDAY)
    found = followed_of(number, officer, book=BOOK)
    assert found is not None
    assert found.change.gained_where_reached == Decimal("3.0"), "H2 held nothing and uses a pack of ten a day"


def test_only_the_lead_unit_of_the_case_follows_it_once_and_never_from_a_day_to_come(
    home: Home, officer: Actor, lead_unit: Callable[..., Any]
) -> None:
    number = measure(officer)
    lead_unit(OTHER, Role.DUTY_OFFICER)
    stranger = actor_of(f"duty{OTHER}")
    with pytest.raises(BaowenError, match="没有可阅看的措施"):
        follow(number, Cause.STOP, begun_on=FIRST, home=home, doing=doing(stranger))
    with pytest.raises(BaowenError, match="还没有到"):
        follow(number, Cause.STOP, begun_on=date(2026, 11, 3), home=home, doing=doing(officer))
    follow(number, Cause.STOP, begun_on=FIRST, home=home, doing=doing(officer))
    with pytest.raises(BaowenError, match="已在跟踪"):
        follow(number, Cause.STOP, begun_on=FIRST, home=home, doing=doing(officer))
    assert followed_of(number, stranger, book=BOOK) is None
    assert followed_measures(stranger, book=BOOK) == []


def test_patients_need_a_source_and_what_is_noted_again_corrects(home: Home, officer: Actor) -> None:
    number = measure(officer)
    follow(number, Cause.STOP, begun_on=FIRST, home=home, doing=doing(officer))
    with pytest.raises(BaowenError, match="来源"):
        note_known(number, Known(patients=3), doing(officer))
    note_known(number, Known(patients=3, patients_from="病历", cost=Decimal("12.50")), doing(officer))
    note_known(number, Known(patients=5, patients_from="病历", cost=Decimal("12.50")), doing(officer))
    found = followed_of(number, officer, book=BOOK)
    assert found is not None
    assert (found.patients, found.cost) == (5, Decimal("12.50"))
    told = entries_told(subject=f"case/{found.measure.case}", limit=20)
    assert [one.action for one in told].count("outcome.note") == 2


def test_measures_that_ended_are_compared_by_kind_and_cause(home: Home, officer: Actor) -> None:
    moved, substituted = measure(officer), measure(officer, MeasureKind.SUBSTITUTE)
    for number in (moved, substituted):
        follow(number, Cause.STOP, begun_on=FIRST, home=home, doing=doing(officer))
    beside.end_measure(moved, Outcome.WORKED, "到货", doing(officer))
    recount(home, 30)
    read_all(home, book=BOOK, on=date(2026, 11, 10), by="os:test", at=MONDAY)
    rows = {one.kind: one for one in what_worked(followed_measures(officer, book=BOOK))}
    assert (rows[MeasureKind.TRANSFER].ended, rows[MeasureKind.TRANSFER].worked) == (1, 1)
    assert (rows[MeasureKind.SUBSTITUTE].ended, rows[MeasureKind.SUBSTITUTE].worked) == (0, 0)
    assert rows[MeasureKind.TRANSFER].gained == Decimal("18.0")


def test_the_pages_begin_it_show_it_and_give_its_tables(home: Home, officer: Actor) -> None:
    number, day = measure(officer), today()  # pages know no other day than today
    put(Lake(home.lake), "stock", counted(1, day, 4), counted(2, day, 0))
    before = Month.of(day).plus(-1)
    put(Lake(home.lake), "usage", *(used(key, str(before), 2 * before.last.day) for key in (1, 2)))
    client = Client()
    person = get_user_model().objects.get(username=officer.name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/measures/{number}/").content.decode()
    assert "开始跟踪" in page
    asked = {"cause": "stop", "begun_on": str(day), "key": "k1"}
    assert client.post(f"/measures/{number}/", asked).status_code == 302
    assert (
        client.post(f"/measures/{number}/", asked | {"what": "note", "key": "k2", "patients": "x"}).status_code == 302
    )
    assert "患者数应为数字" in client.get(f"/measures/{number}/").content.decode()
    assert "读数" in client.get(f"/measures/{number}/").content.decode()
    listed = client.get("/measures/").content.decode()
    assert "停产" in listed
    table = client.get("/measures/?format=csv&table=followed").content.decode("utf-8-sig").splitlines()
    assert len(table) == 2
    assert f",停产,{day},1," in table[1], "40 units, and twice two packs of ten a day"
