"""HOS-4, HOS-5, HOS-6: the guide from draft to citation and adoption, grades with review, and shown stock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.test import Client
from tests.made_stock import DRUG, counted, put, put_catalogue, put_hospitals, used

from baowen.api import book
from baowen.core.audit.queries import entries_told
from baowen.core.clock import today
from baowen.core.home import Home, create_home
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.hospital.grading.actions.grading import Given, end_shortage, grade_drug
from baowen.hospital.grading.actions.reviewing import review_grade
from baowen.hospital.grading.queries import graded, grades, history_of, own_grades
from baowen.hospital.grading.states import GradeState
from baowen.hospital.holdings.actions import show_stock
from baowen.hospital.holdings.kinds import Band, Showing
from baowen.hospital.holdings.queries import held, previewed
from baowen.hospital.substitutes.actions.publishing import change_day, publish_edition, withdraw_edition
from baowen.hospital.substitutes.actions.using import cite, decide_entry
from baowen.hospital.substitutes.actions.writing_guide import begin_edition, drop_entry, put_entry, read_workbook
from baowen.hospital.substitutes.kinds import Decision, Replaceability
from baowen.hospital.substitutes.queries.guide import changes_of, editions, entries_of, searched
from baowen.hospital.substitutes.queries.stocked import shelves, stocked
from baowen.hospital.substitutes.queries.using import citations_of, decisions_about, own_decisions
from baowen.hospital.substitutes.rules import EntryFacts
from baowen.hospital.substitutes.sheet import write_entries
from baowen.lake.store import Lake
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.respond.actions import beside, opening
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, MeasureKind, SourceKind
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
COUNTY, OTHER = "430121", "430181"
MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
DAY = date(2026, 11, 2)
ENTRY = EntryFacts(
    drug="甲药注射液", form="注射液", substitute="乙药注射液", substitute_form="注射液", conditions="成人急救",
    conversion="1 支换 2 支", replaceability=Replaceability.REPLACEABLE, grade="B", sources="示例来源",
    reviewer="药事会",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """H1 and the pharmacy R1 of one county hold the drug, H2 has none; H3 lies in another county."""
    made = create_home(tmp_path / "home", region="430000")
    lake = Lake(made.lake)
    put_catalogue(lake)
    keys = put_hospitals(lake, {"H1": COUNTY, "H2": COUNTY, "R1": COUNTY, "H3": OTHER})
    put(lake, "stock", *_counts(keys, DAY - timedelta(days=2)))
    put(lake, "usage", *(used(key, "2026-10", 31) for key in keys.values()))
    monkeypatch.setenv("BAOWEN_HOME", str(made.root))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    caches["process"].clear()
    yield made
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


def _counts(keys: dict[str, int], day: date) -> list[dict[str, Any]]:
    return [
        counted(keys["H1"], day, 4), counted(keys["H2"], day, 0), counted(keys["R1"], day, 20),
        counted(keys["H3"], day, 9, until=day - timedelta(days=1)),
    ]  # fmt: skip


@pytest.fixture
def people(lead_unit: Callable[..., Any]) -> dict[str, Actor]:
    """The lead unit's editor, head and duty officer in one, of the county and of another; reporters of H1 and R1."""
    roles = (Role.LIST_EDITOR, Role.HEAD, Role.DUTY_OFFICER)
    found = {"lead": lead_unit(COUNTY, *roles), "other": lead_unit(OTHER, *roles)}
    root = operator("os:root", "100000")
    for code, kind in (("H1", OrganisationKind.HOSPITAL), ("R1", OrganisationKind.PHARMACY)):
        one = NewOrganisation(code=code, name=f"{code}机构", kind=kind, region=COUNTY)
        register_organisations([one], actor=root, at=MONDAY)
        add_person(f"p{code}", name="药师", organisation=code, roles={Role.REPORTER}, actor=root, at=MONDAY)
        found[code] = actor_of(f"p{code}")
    return found


def doing(actor: Actor, at: datetime = MONDAY) -> Doing:
    return Doing(actor=actor, at=at, book=BOOK, reason="试")


def published(lead: Actor, name: str = "第一版", on: date = DAY, *entries: EntryFacts) -> int:
    key = begin_edition(name, on, doing(lead))
    for one in entries or (ENTRY,):
        put_entry(key, one, doing(lead))
    publish_edition(key, doing(lead))
    return key


def test_a_day_is_answered_by_its_edition_and_what_changed_is_told(people: dict[str, Actor]) -> None:
    lead, hospital = people["lead"], people["H1"]
    first = published(lead)
    later = begin_edition("第二版", date(2026, 12, 1), doing(lead))
    assert [one.facts for one in entries_of(later, lead, day=DAY)] == [ENTRY], "begun from the newest edition"
    assert [one.key for one in editions(hospital, day=DAY)] == [first], "a draft is for those who write it"
    put_entry(later, replace(ENTRY, grade="A"), doing(lead))
    put_entry(later, replace(ENTRY, substitute="丙药注射液"), doing(lead))
    publish_edition(later, doing(lead))
    before, changes = changes_of(later, hospital, day=DAY)
    assert before is not None
    assert (before.key, [(one.before is None, one.changed) for one in changes]) == (
        first, [(True, ()), (False, ("grade",))],
    )  # fmt: skip
    assert [one.facts.grade for one in searched(hospital, "甲药", day=DAY)] == ["B"]
    assert sorted(one.facts.grade for one in searched(hospital, "甲药", day=date(2026, 12, 1))) == ["A", "B"]
    assert searched(hospital, "甲药", day=date(2026, 11, 1)) == []
    assert len(searched(hospital, "JYZSY", day=DAY)) == 1, "pinyin initials"
    assert searched(hospital, "乙药", day=DAY) == []
    assert len(searched(hospital, "乙药", day=DAY, backwards=True)) == 1
    withdraw_edition(later, "有误", doing(lead))
    assert [one.facts.grade for one in searched(hospital, "甲药", day=date(2026, 12, 1))] == ["B"]


def test_who_may_write_publish_and_read_and_what_is_published_stays(people: dict[str, Actor]) -> None:
    lead, hospital, other = people["lead"], people["H1"], people["other"]
    with pytest.raises(NotAllowedError):
        begin_edition("试", DAY, doing(hospital))
    draft = begin_edition("第一版", date(2026, 11, 1), doing(lead))
    with pytest.raises(NotAllowedError):
        put_entry(draft, ENTRY, doing(other))
    with pytest.raises(BaowenError, match="没有条目"):
        publish_edition(draft, doing(lead))
    entry = put_entry(draft, ENTRY, doing(lead))
    assert put_entry(draft, replace(ENTRY, grade="A"), doing(lead)) != entry, "the same pair replaces"
    with pytest.raises(BaowenError, match="已过"):
        publish_edition(draft, doing(lead))
    change_day(draft, DAY, doing(lead))
    publish_edition(draft, doing(lead))
    with pytest.raises(BaowenError, match="已发布"):
        put_entry(draft, ENTRY, doing(lead))
    again = begin_edition("同日", DAY, doing(lead))
    with pytest.raises(BaowenError, match="另一版次"):
        publish_edition(again, doing(lead))
    assert editions(other, day=DAY) == [], "another county has a guide of its own"
    drop_entry(entries_of(again, lead, day=DAY)[0].key, doing(lead))
    assert entries_of(again, lead, day=DAY) == []


def test_a_workbook_is_taken_whole_or_not_at_all(people: dict[str, Actor], tmp_path: Path) -> None:
    lead, path = people["lead"], tmp_path / "guide.xlsx"
    draft = begin_edition("第一版", DAY, doing(lead))
    path.write_bytes(write_entries([ENTRY, replace(ENTRY, drug="丁药片", form="片剂", sources="")]))
    count, problems = read_workbook(draft, path, doing(lead))
    assert (count, [one.row for one in problems], len(problems)) == (0, [3], 1)
    assert entries_of(draft, lead, day=DAY) == []
    path.write_bytes(write_entries([ENTRY, replace(ENTRY, substitute="丙药注射液")]))
    assert read_workbook(draft, path, doing(lead)) == (2, [])
    assert len(entries_of(draft, lead, day=DAY)) == 2


def test_a_citation_keeps_its_edition_and_names_the_cases_own_substitution(
    home: Home, people: dict[str, Actor]
) -> None:
    lead = people["lead"]
    entry = entries_of(published(lead), lead, day=DAY)[0].key
    matter = opening.Matter(kind=CaseKind.SHORTAGE, region=COUNTY, subject=DRUG, subject_name="甲药")
    case = opening.open_case(matter, [(SourceKind.OFFICER, "发现")], doing(lead)).number
    numbers = {
        kind: beside.take_measure(
            case, kind, owner=lead.organisation, due_on=date(2026, 11, 20), words="试", doing=doing(lead)
        )
        for kind in (MeasureKind.SUBSTITUTE, MeasureKind.TRANSFER)
    }
    with pytest.raises(BaowenError, match="临床替代措施"):
        cite(entry, case, doing(lead), measure=numbers[MeasureKind.TRANSFER])
    with pytest.raises(BaowenError):
        cite(entry, case, doing(people["other"]))
    cite(entry, case, doing(lead), measure=numbers[MeasureKind.SUBSTITUTE], words="首选")
    with pytest.raises(BaowenError, match="已引用"):
        cite(entry, case, doing(lead))
    published(lead, "第二版", date(2026, 11, 3), replace(ENTRY, grade="A"))
    found = citations_of(case)
    assert [(one.entry.edition_name, one.entry.facts.grade) for one in found] == [("第一版", "B")]
    assert "guide.cite" in [one.action for one in entries_told(subject=f"case/{case}", limit=20)]
    client = signed_in(lead)
    page = client.get(f"/cases/{case}/beside/").content.decode()
    assert "乙药注射液" in page
    assert "第一版" in page


def test_a_hospital_adopts_changes_or_declines_and_the_newest_stands(people: dict[str, Actor]) -> None:
    lead, hospital = people["lead"], people["H1"]
    entry = entries_of(published(lead), lead, day=DAY)[0].key
    with pytest.raises(BaowenError, match="理由"):
        decide_entry(entry, Decision.DECLINED, "", doing(hospital))
    with pytest.raises(NotAllowedError):
        decide_entry(entry, Decision.ADOPTED, "", doing(lead))
    decide_entry(entry, Decision.ADOPTED, "", doing(hospital))
    decide_entry(entry, Decision.CHANGED, "减量", doing(hospital))
    assert own_decisions(hospital, [entry])[entry].decision is Decision.CHANGED
    assert [(one.hospital, one.words) for one in decisions_about(entry, lead)] == [("H1", "减量")]
    assert decisions_about(entry, people["other"]) == []


def test_the_guide_shows_usable_stock_of_the_own_place_alone(home: Home, people: dict[str, Actor]) -> None:
    lake, lead = Lake(home.lake), people["lead"]
    found = stocked(lake, [DRUG], lead, day=DAY, stale_days=31)
    assert (found[DRUG].counted, found[DRUG].holding) == (3, 2)
    assert [(one.hospital, one.units) for one in shelves(lake, DRUG, lead, day=DAY, stale_days=31)] == [
        ("R1", 200), ("H1", 40), ("H2", 0),
    ]  # fmt: skip
    expired = shelves(lake, DRUG, people["other"], day=DAY, stale_days=31)
    assert [(one.hospital, one.units) for one in expired] == [("H3", 0)]
    assert stocked(lake, [DRUG], lead, day=date(2027, 1, 1), stale_days=31) == {}, "a stale count is none"


GIVEN = Given(
    drug="甲药注射液", form="注射液", replaceability=Replaceability.PARTLY, short_since=date(2026, 7, 1),
    days_left=Decimal("2.0"), patients=3, measure=MeasureKind.SUBSTITUTE,
)  # fmt: skip


def test_a_grade_is_given_anew_reviewed_and_ended_and_its_history_stays(people: dict[str, Actor]) -> None:
    hospital, lead, other = people["H1"], people["lead"], people["other"]
    first = grade_drug(GIVEN, doing(hospital))
    assert [(one.gravity, one.drug_key) for one in own_grades(hospital)] == [("two", DRUG)]
    with pytest.raises(BaowenError, match="退回的理由"):
        review_grade(first, doing(lead), accept=False)
    with pytest.raises(BaowenError, match="没有可阅看"):
        review_grade(first, doing(other), accept=True)
    review_grade(first, doing(lead), accept=False, words="患者数不符")
    with pytest.raises(BaowenError, match="已经复核"):
        review_grade(first, doing(lead), accept=True)
    second = grade_drug(replace(GIVEN, patients=5), doing(hospital))
    review_grade(second, doing(lead), accept=True)
    worse = grade_drug(replace(GIVEN, drug="丁药片", form="片剂", days_left=None,
                               replaceability=Replaceability.IRREPLACEABLE), doing(hospital))  # fmt: skip
    assert [one.key for one in grades(lead)] == [worse, second]
    assert [one.key for one in graded("430000", DRUG)] == [second]
    assert grades(other) == []
    told = [(one.key, one.state) for one in history_of(second, lead)]
    assert told == [(second, GradeState.ACCEPTED), (first, GradeState.REPLACED)]
    end_shortage(second, doing(hospital))
    assert [one.key for one in own_grades(hospital)] == [worse]
    with pytest.raises(BaowenError, match="没有可阅看"):
        history_of(second, other)


def test_the_public_sees_what_each_agreed_to_and_never_expired_recalled_or_stale_stock(
    home: Home, people: dict[str, Actor]
) -> None:
    lake, ruling = Lake(home.lake), BOOK.ruling("430000", DAY)
    before = held(lake, [1, 2], ruling=ruling, day=DAY)
    assert before.named == ()
    assert [(one.county, one.holds) for one in before.counties] == [(COUNTY, True)], "H3's county has one alone"
    show_stock(Showing.BAND, doing(people["R1"]))
    show_stock(Showing.HIDDEN, doing(people["H1"]))
    found = held(lake, [1, 2], ruling=ruling, day=DAY)
    assert [(one.name, one.band, one.packs) for one in found.named] == [("R1医院", Band.ENOUGH, None)]
    show_stock(Showing.QUANTITY, doing(people["R1"]))
    assert held(lake, [1, 2], ruling=ruling, day=DAY).named[0].packs == 20
    assert held(lake, [1, 2], ruling=ruling, day=DAY + timedelta(days=40)).named == ()
    with pytest.raises(NotAllowedError):
        show_stock(Showing.QUANTITY, doing(people["lead"]))
    told = previewed(lake, people["H1"], Showing.YES_NO, ruling=ruling, day=DAY, most=10)
    assert [(drug, one.named[0].holds) for drug, one in told] == [("甲药", True)]
    put(lake, "recall", {"product": 1, "lot_no": "L1", "recalled_on": DAY, "ended_on": None})
    assert [one.holds for one in held(lake, [1, 2], ruling=ruling, day=DAY).named] == [False]


def signed_in(actor: Actor) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=actor.name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_pages_show_write_grade_and_choose(home: Home, people: dict[str, Actor]) -> None:
    day = today()  # pages know no other day than today
    keys = {"H1": 1, "H2": 2, "R1": 3, "H3": 4}
    put(Lake(home.lake), "stock", *_counts(keys, day))
    before = Month.of(day).plus(-1)
    put(Lake(home.lake), "usage", used(1, str(before), 2 * before.last.day))
    lead, hospital = signed_in(people["lead"]), signed_in(people["H1"])
    assert "没有现行的替代用药指南" in lead.get("/hospital/substitutes/").content.decode()
    asked = {"name": "第一版", "effective_on": str(day), "key": "k1"}
    assert lead.post("/hospital/substitutes/begin/", asked).status_code == 302
    draft = editions(people["lead"], day=day)[0].key
    entry = {name: getattr(ENTRY, name) for name in ENTRY.__dataclass_fields__} | {
        "what": "entry", "key": "k2", "replaceability": "replaceable", "substitute": "甲药注射液",
        "substitute_form": "注射用粉针",
    }  # fmt: skip
    entry.pop("strength_differs")
    act = f"/hospital/substitutes/editions/{draft}/act/"
    assert lead.post(act, entry).status_code == 302
    assert "注射用粉针" in lead.get(f"/hospital/substitutes/editions/{draft}/").content.decode()
    assert lead.post(act, {"what": "publish", "key": "k3"}).status_code == 302
    assert "2 / 3" in lead.get("/hospital/substitutes/?text=jyz").content.decode(), "stock of the substitute"
    table = hospital.get("/hospital/substitutes/?format=csv&table=substitutes").content.decode("utf-8-sig").splitlines()
    assert len(table) == 2
    key = entries_of(draft, people["lead"], day=day)[0].key
    assert hospital.post(
        f"/hospital/substitutes/entries/{key}/", {"decision": "declined", "words": "", "key": "k4"}
    ).status_code == 302  # fmt: skip
    assert "请填写不采用的理由" in hospital.get(f"/hospital/substitutes/entries/{key}/").content.decode()
    assert "R1医院" in lead.get(f"/hospital/substitutes/entries/{key}/").content.decode()
    form = hospital.get("/hospital/grading/?drug=甲药&form=注射液").content.decode()
    assert 'value="2.0"' in form, "40 units, and two packs of ten a day"
    given = {"drug": "甲药", "form": "注射液", "replaceability": "partly", "measure": "substitute",
             "short_since": str(day), "days_left": "2", "patients": "", "key": "k5"}  # fmt: skip
    assert hospital.post("/hospital/grading/give/", given).status_code == 302
    assert "甲药" in lead.get("/hospital/grading/").content.decode()
    grade = own_grades(people["H1"])[0].key
    assert "注射用粉针" in lead.get(f"/hospital/grading/{grade}/").content.decode(), "class two leads to the guide"
    assert lead.post(f"/hospital/grading/{grade}/act/", {"what": "accept", "key": "k6"}).status_code == 302
    assert own_grades(people["H1"])[0].state is GradeState.ACCEPTED
    assert "H1医院" in hospital.get("/hospital/holdings/?as=yes_no").content.decode()
    assert hospital.post("/hospital/holdings/", {"showing": "quantity", "key": "k7"}).status_code == 302
    assert "4 盒" in hospital.get("/hospital/holdings/").content.decode()
    assert Client().get("/public/stock/").status_code == 200
