"""RSP-1 to RSP-4: the three regions' texts played from clue to province, over the National Day holiday of 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from baowen.core.audit.queries import entries_told
from baowen.core.problems import BaowenError
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.regions import RegionLevel
from baowen.orgs.roles import Role
from baowen.respond.actions import beside, moves, opening, redating
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.store import CaseChangedError
from baowen.respond.kinds import CaseKind, Channel, MeasureKind, Outcome, SourceKind
from baowen.respond.queries import case_page, cases, inbox, lateness, overdue, questions_to
from baowen.respond.rulebook import Rulebook, load_rulebook
from baowen.respond.rules import Event, Step
from baowen.respond.states import Move, State

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
ROOT = operator("os:root", "100000")
MONDAY = datetime(2026, 9, 28, 1, tzinfo=UTC)
OFFICER = frozenset({Role.DUTY_OFFICER})


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Players:
    """The lead units of a county, its city and its province, one duty officer each."""

    county: Actor
    city: Actor
    province: Actor


def lead(region: str, *roles: Role) -> Actor:
    code = f"H{region}"
    one = NewOrganisation(code=code, name=f"{region}卫健委", kind=OrganisationKind.DEPARTMENT, region=region)
    register_organisations([one], actor=ROOT, at=MONDAY)
    seat_department(region, Department.HEALTH, code, is_lead=True, actor=ROOT, at=MONDAY)
    add_person(
        f"duty{region}", name="值班", organisation=code, roles=roles or OFFICER, actor=ROOT, at=MONDAY
    )  # fmt: skip
    return actor_of(f"duty{region}")


def players(county: str, city: str, province: str) -> Players:
    return Players(lead(county), lead(city), lead(province))


def doing(actor: Actor, when: datetime = MONDAY, reason: str = "本级无法解决", book: Rulebook = BOOK) -> Doing:
    return Doing(actor=actor, at=when, book=book, reason=reason)


def opened(actor: Actor, when: datetime = MONDAY, source: str = "R1", **more: object) -> str:
    matter = opening.Matter(
        kind=CaseKind.SHORTAGE, region=actor.region, subject="地高辛", subject_name="地高辛片",
        channel=Channel(str(more.get("channel", "civil"))),
    )  # fmt: skip
    return opening.open_case(matter, [(SourceKind.REPORT, source)], doing(actor, when, "")).number


def upward(number: str, actor: Actor, verified: datetime, reported: datetime) -> None:
    """Take up, assess and report to the level above."""
    moves.accept(number, doing(actor, verified))
    moves.assess(number, doing(actor, verified))
    moves.report_up(number, doing(actor, reported))


def steps(number: str, actor: Actor) -> list[tuple[str, Step, date | None]]:
    return [(one.region, one.step, one.due_on) for one in case_page(number, actor, book=BOOK).owed]


def test_nanjing_from_a_district_s_clue_to_the_province() -> None:
    """NJ-3, NJ-4: ten working days, then five, at both levels; 1 to 7 October are off, the 10th is worked."""
    who = players("320106", "320100", "320000")
    number = opened(who.county)
    upward(number, who.county, at(10, 16), at(10, 23))
    upward(number, who.city, at(11, 6), at(11, 13))
    assert steps(number, who.province) == [
        ("320106", Step.VERIFY, date(2026, 10, 16)),
        ("320106", Step.REPORT, date(2026, 10, 23)),
        ("320100", Step.VERIFY, date(2026, 11, 6)),
        ("320100", Step.REPORT, date(2026, 11, 13)),
        ("320000", Step.VERIFY, None),
    ]
    assert not any(one.is_late(date(2026, 11, 13)) for one in case_page(number, who.province, book=BOOK).owed)


def test_hunan_from_a_city_s_clue_to_the_province_in_calendar_days() -> None:
    """HN-2: ten days, holidays counted; upward "within the set time", which has no date and keeps its wording."""
    who = players("430121", "430100", "430000")
    number = opened(who.city)
    assert steps(number, who.city) == [("430100", Step.VERIFY, date(2026, 10, 8))]
    upward(number, who.city, at(10, 8), at(10, 9))
    page = case_page(number, who.province, book=BOOK)
    assert [(one.region, one.step, one.due_on) for one in page.owed] == [
        ("430100", Step.VERIFY, date(2026, 10, 8)), ("430100", Step.REPORT, None), ("430000", Step.VERIFY, None),
    ]  # fmt: skip
    assert page.owed[1].wording == "规定时限内"


def test_handan_from_a_county_s_clue_to_the_province() -> None:
    """HD-2: the county at once and then within five working days, the city within ten and ten."""
    who = players("130402", "130400", "130000")
    number = opened(who.county)
    upward(number, who.county, MONDAY, at(10, 10))
    upward(number, who.city, at(10, 23), at(11, 6))
    assert steps(number, who.province) == [
        ("130402", Step.VERIFY, date(2026, 9, 28)),
        ("130402", Step.REPORT, date(2026, 10, 10)),  # a Saturday that is worked
        ("130400", Step.VERIFY, date(2026, 10, 23)),
        ("130400", Step.REPORT, date(2026, 11, 6)),
        ("130000", Step.VERIFY, None),
    ]


def test_a_page_says_what_happened_and_why_that_date() -> None:
    who = players("320106", "320100", "320000")
    number = opened(who.county)
    moves.accept(number, doing(who.county, at(9, 29), ""))
    page = case_page(number, who.county, book=BOOK)
    assert number == "C-320106-2026-00001"
    assert [(one.move, one.on, one.state) for one in page.events] == [
        (Move.OPEN, date(2026, 9, 28), State.RECEIVED), (Move.ACCEPT, date(2026, 9, 29), State.VERIFYING),
    ]  # fmt: skip
    (owed,) = page.owed
    assert (owed.clause, owed.basis, owed.started_on) == ("NJ-3", "sourced", date(2026, 9, 28))
    assert "10" in owed.working_zh
    assert "10 月 1—7 日为国庆节假期不计；10 月 10 日（周六）调休上班计入" in owed.working_zh
    assert page.sources == ((SourceKind.REPORT, "R1"),)


def test_the_same_source_opens_one_case_and_a_second_source_joins_it() -> None:
    county = lead("320106")
    number = opened(county)
    assert opened(county) == number
    assert opened(county, source="R2") == number
    assert case_page(number, county, book=BOOK).sources == ((SourceKind.REPORT, "R1"), (SourceKind.REPORT, "R2"))
    moves.accept(number, doing(county))
    moves.dismiss(number, doing(county))
    assert opened(county, source="R3") != number


def test_while_an_answer_is_owed_the_clock_stands_and_then_goes_on() -> None:
    who = players("320106", "320100", "320000")
    hospital = NewOrganisation(code="HOSP", name="区医院", kind=OrganisationKind.HOSPITAL, region="320106")
    register_organisations([hospital], actor=ROOT, at=MONDAY)
    add_person("li", name="李", organisation="HOSP", roles=[Role.REPORTER], actor=ROOT, at=MONDAY)
    number = opened(who.county)
    moves.accept(number, doing(who.county))
    moves.ask(number, "HOSP", "还有多少库存？", doing(who.county, at(9, 30), "核对库存"))
    page = case_page(number, who.county, book=BOOK)
    assert (page.line.state, page.line.next_due) == (State.AWAITING, None)
    assert page.owed[0].stands_since == date(2026, 9, 30)
    assert [one.words for one in questions_to("HOSP")] == ["还有多少库存？"]
    moves.answer(number, "三天", doing(actor_of("li"), at(10, 9), ""))
    page = case_page(number, who.county, book=BOOK)
    # two working days had passed by 30 September; eight more follow 9 October: the 10th is worked
    assert (page.line.state, page.owed[0].due_on) == (State.VERIFYING, date(2026, 10, 20))
    assert questions_to("HOSP") == []
    assert page.questions[0].answer == "三天"


def test_who_was_not_asked_cannot_answer() -> None:
    county = lead("320106")
    for code in ("HOSP", "OTHER"):
        one = NewOrganisation(code=code, name=code, kind=OrganisationKind.HOSPITAL, region="320106")
        register_organisations([one], actor=ROOT, at=MONDAY)
    add_person("wu", name="吴", organisation="OTHER", roles=[Role.REPORTER], actor=ROOT, at=MONDAY)
    number = opened(county)
    moves.accept(number, doing(county))
    moves.ask(number, "HOSP", "还有多少库存？", doing(county))
    with pytest.raises(NotAllowedError):
        moves.answer(number, "冒答", doing(actor_of("wu")))


def test_the_level_above_returns_a_case_and_the_one_below_owes_the_report_again() -> None:
    who = players("320106", "320100", "320000")
    number = opened(who.county)
    upward(number, who.county, at(9, 29), at(9, 30))
    moves.return_down(number, doing(who.city, at(10, 8), "材料不全"))
    page = case_page(number, who.county, book=BOOK)
    assert (page.line.region, page.line.state) == ("320106", State.COORDINATING)
    assert [(one.region, one.step, one.done_on) for one in page.owed] == [
        ("320106", Step.VERIFY, date(2026, 9, 29)),
        ("320106", Step.REPORT, date(2026, 9, 30)),
        ("320100", Step.VERIFY, date(2026, 10, 8)),
        ("320106", Step.REPORT, None),
    ]
    with pytest.raises(BaowenError, match="没有可退回的下级"):
        moves.return_down(number, doing(who.county, at(10, 9), "再退"))


def test_a_case_ends_with_a_classified_result_and_no_open_measure() -> None:
    county = lead("320106")
    number = opened(county)
    moves.accept(number, doing(county))
    moves.assess(number, doing(county))
    measure = beside.take_measure(
        number, MeasureKind.TRANSFER, owner="H320106", due_on=date(2026, 10, 9), words="邻区调剂", doing=doing(county)
    )
    with pytest.raises(BaowenError, match="1 项措施没有结果"):
        moves.close(number, MeasureKind.TRANSFER, doing(county))
    beside.end_measure(measure, Outcome.WORKED, "已到货", doing(county, at(9, 30)))
    moves.close(number, MeasureKind.TRANSFER, doing(county, at(9, 30), "调剂到货"))
    page = case_page(number, county, book=BOOK)
    assert (page.line.state, page.result, page.line.next_due) == (State.CLOSED, MeasureKind.TRANSFER, None)
    assert page.measures[0].outcome is Outcome.WORKED
    moves.reopen(number, doing(county, at(10, 8), "再次短缺"))
    assert case_page(number, county, book=BOOK).owed[-1].due_on == date(2026, 10, 21)


def test_cases_are_merged_and_taken_apart_again() -> None:
    county = lead("320106")
    first, second = opened(county), _another(county, "硝酸甘油")
    moves.merge(second, first, doing(county, reason="同一企业停产"))
    assert case_page(first, county, book=BOOK).taken_in == (second,)
    assert case_page(second, county, book=BOOK).line.next_due is None
    with pytest.raises(BaowenError, match="不能并入"):
        moves.merge(first, first, doing(county))
    moves.split(second, doing(county, reason="原因不同"))
    page = case_page(second, county, book=BOOK)
    assert (page.line.state, page.merged_into) == (State.VERIFYING, "")
    beside.link(second, first, doing(county, reason="同一企业"))
    beside.link(first, second, doing(county, reason="同一企业"))
    assert case_page(first, county, book=BOOK).linked == (second,)


def _another(actor: Actor, subject: str, when: datetime = MONDAY) -> str:
    matter = opening.Matter(kind=CaseKind.SHORTAGE, region=actor.region, subject=subject, subject_name=subject)
    return opening.open_case(matter, [(SourceKind.OFFICER, subject)], doing(actor, when, "")).number


def test_only_the_lead_unit_of_the_level_that_has_the_case_moves_it() -> None:
    who = players("320106", "320100", "320000")
    number = opened(who.county)
    with pytest.raises(NotAllowedError):
        moves.accept(number, doing(who.city))
    member = replace(who.county, leads=False)
    with pytest.raises(NotAllowedError):
        moves.accept(number, doing(member))
    beside.comment(number, "建议查库存", doing(member))
    assert case_page(number, member, book=BOOK).comments[0][2] == "建议查库存"
    beside_region = lead("320105")
    with pytest.raises(BaowenError, match="没有可阅看的案件"):
        case_page(number, beside_region, book=BOOK)
    assert cases(beside_region, book=BOOK).lines == []


def test_a_move_that_is_not_allowed_changes_nothing() -> None:
    county = lead("320106")
    number = opened(county)
    before, entries = case_page(number, county, book=BOOK), len(entries_told(limit=100))
    tries: list[Callable[[], None]] = [
        lambda: moves.report_up(number, doing(county)),
        lambda: moves.assess(number, doing(county)),
        lambda: moves.dismiss(number, doing(county, reason=" ")),
        lambda: moves.accept(number, doing(county, at(9, 27))),
        lambda: moves.merge(number, "C-0", doing(county)),
    ]
    for attempt in tries:
        with pytest.raises(BaowenError):
            attempt()
    assert case_page(number, county, book=BOOK) == before
    assert len(entries_told(limit=100)) == entries


def test_who_looked_before_somebody_else_moved_is_told_to_look_again() -> None:
    county = lead("320106")
    number = opened(county)
    moves.accept(number, replace(doing(county), seen_moves=1))
    with pytest.raises(CaseChangedError, match="已被他人办理"):
        moves.dismiss(number, replace(doing(county), seen_moves=1))


def test_what_is_late_is_seen_above_and_counted_against_who_owes_it() -> None:
    """RSP-2."""
    who = players("320106", "320100", "320000")
    number = opened(who.county)
    assert overdue(who.city, date(2026, 10, 16), book=BOOK) == []  # the last day itself is in time
    (late,) = overdue(who.city, date(2026, 10, 19), book=BOOK)
    assert (late.number, late.step, late.region, late.days) == (number, Step.VERIFY, "320106", 3)
    assert overdue(who.province, date(2026, 10, 19), book=BOOK) == [late]  # found by the province that steps carry
    elsewhere = replace(who.province, region="430000")
    assert overdue(elsewhere, date(2026, 10, 19), book=BOOK) == []
    upward(number, who.county, at(10, 19), at(10, 20))
    assert overdue(who.city, date(2026, 10, 21), book=BOOK) == []
    (county,) = lateness(who.county, date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 31), book=BOOK)
    assert (county.due, county.in_time, county.late, county.overdue) == (2, 1, 1, 0)


def test_the_inbox_turns_its_pages_by_date_without_gap_or_double() -> None:
    county = lead("320106")
    for number in range(7):
        opened_at = MONDAY + timedelta(days=number % 3)
        matter = opening.Matter(kind=CaseKind.PRICE, region="320106", subject=str(number), subject_name=str(number))
        opening.open_case(matter, [(SourceKind.OFFICER, str(number))], doing(county, opened_at, ""))
    whole = inbox(county, book=BOOK, limit=100).lines
    assert [one.next_due for one in whole] == sorted(one.next_due for one in whole if one.next_due)
    found, cursor = [], ""
    while True:
        page = inbox(county, book=BOOK, limit=2, cursor=cursor)
        found += page.lines
        cursor = page.cursor
        if not cursor:
            break
    assert found == whole
    with pytest.raises(BaowenError, match="翻页标记无效"):
        inbox(county, book=BOOK, cursor="x")


def test_when_the_calendar_gains_a_year_open_cases_move_and_say_so(tmp_path: Path) -> None:
    """2027 is not announced; with its first Monday off, a case of December moves by a day."""
    county = lead("320106")
    number, other = opened(county, datetime(2026, 12, 28, 1, tzinfo=UTC)), _another(county, "硝酸甘油")
    before = case_page(number, county, book=BOOK).owed[0]
    assert before.is_provisional
    (tmp_path / "2027.toml").write_text(
        'source = "测试"\nholidays = [2027-01-01, 2027-01-04]\nworkdays = []\n', encoding="utf-8"
    )
    gained = load_rulebook(tmp_path)
    done = redating.redate(gained, by="test", at=at(11, 20), reason="日历公布")
    after = case_page(number, county, book=gained).owed[0]
    assert (done.seen, done.moved, done.cases) == (2, 1, 1)
    assert after.due_on is not None
    assert before.due_on is not None
    assert after.due_on > before.due_on
    assert (after.moved_from, after.moved_on, after.is_provisional) == (before.due_on, date(2026, 11, 20), False)
    assert case_page(number, county, book=gained).line.next_due == after.due_on
    assert case_page(other, county, book=gained).owed[0].moved_from is None
    assert redating.redate(gained, by="test", at=at(11, 20), reason="再算").moved == 0


def test_dates_derived_again_are_those_of_every_case_worked_out_alone(tmp_path: Path) -> None:
    """The twin: what a million steps get by a few derivations is what each case's own events say."""
    who = players("320106", "320100", "320000")
    december = datetime(2026, 12, 21, 1, tzinfo=UTC)
    plain, asked, assessed, reported = (
        _another(who.county, name, december) for name in ("原样", "询问过", "已评估", "已上报")
    )
    for number in (asked, assessed, reported):
        moves.accept(number, doing(who.county, december))
    moves.ask(asked, "H320100", "请说明", doing(who.county, december + timedelta(days=1)))
    moves.answer(asked, "已说明", doing(who.county, december + timedelta(days=3)))
    for number in (assessed, reported):
        moves.assess(number, doing(who.county, december + timedelta(days=8)))
    moves.report_up(reported, doing(who.county, december + timedelta(days=9)))
    (tmp_path / "2027.toml").write_text(
        'source = "测试"\nholidays = [2027-01-01, 2027-01-04, 2027-01-05]\nworkdays = [2027-01-09]\n', encoding="utf-8"
    )
    gained = load_rulebook(tmp_path)
    assert redating.redate(gained, by="test", at=december + timedelta(days=10), reason="日历公布").moved == 4
    for number in (plain, asked, assessed, reported):
        page = case_page(number, who.city, book=gained)
        events = [Event(move=one.move, on=one.on, level=RegionLevel(one.level)) for one in page.events]
        alone = [owed.due_on for _, steps in gained.owed_of(page.line.origin_region, events) for owed in steps]
        assert [one.due_on for one in page.owed if one.done_on is None] == [
            due_on for one, due_on in zip(page.owed, alone, strict=True) if one.done_on is None
        ]
        assert page.line.next_due == min(one.due_on for one in page.owed if one.done_on is None and one.due_on)
