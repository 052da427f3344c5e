"""COL-2, COL-3: shortage reports and zero reports, from filing over the levels into the lake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baowen.collect.reports.actions import filing, reviewing
from baowen.collect.reports.actions.chasing import chase
from baowen.collect.reports.actions.filing import attach, file_shortage, file_zero, keep_file, withdraw
from baowen.collect.reports.actions.handing_over import hand_over, waiting
from baowen.collect.reports.book import load_book
from baowen.collect.reports.kinds import QuantityUnit
from baowen.collect.reports.queries import reporting_state, reports, reports_of, search_drugs, silent
from baowen.collect.reports.rules import Drug, Shortage, Standing
from baowen.collect.reports.states import ReportMove, ReportState
from baowen.core.audit.queries import entries_told
from baowen.core.home import Home
from baowen.core.messages.queries import messages_to
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
BOOK = load_book()
ROOT = operator("os:root", "100000")
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
SEPTEMBER = Month(2026, 9)
COUNTY, CITY, PROVINCE = "430121", "430100", "430000"


def person(code: str, region: str, kind: OrganisationKind, role: Role) -> Actor:
    one = NewOrganisation(code=code, name=code, kind=kind, region=region)
    register_organisations([one], actor=ROOT, at=AT)
    add_person(f"of-{code}", name="某人", organisation=code, roles=[role], actor=ROOT, at=AT)
    return actor_of(f"of-{code}")


def hospital(code: str, region: str = COUNTY) -> Actor:
    return person(code, region, OrganisationKind.HOSPITAL, Role.REPORTER)


def lead(region: str) -> Actor:
    person(f"L{region}", region, OrganisationKind.DEPARTMENT, Role.DUTY_OFFICER)
    seat_department(region, Department.HEALTH, f"L{region}", is_lead=True, actor=ROOT, at=AT)
    return actor_of(f"of-L{region}")


def shortage(code: str = "P001", month: Month = SEPTEMBER, **changed: Any) -> Shortage:
    facts = {"month": month, "drug": Drug(name="阿司匹林片", product_code=code), "needed": Decimal(300),
             "stock": Decimal("12.5"), "cause": "no_supplier", "tried": "已询三家", "note": "王医生 138"}  # fmt: skip
    return Shortage(**{**facts, **changed})


def states(actor: Actor, month: Month = SEPTEMBER) -> dict[str, Standing]:
    return {row.hospital: row.standing for row in reporting_state(actor, COUNTY, month, book=BOOK).hospitals}


def in_lake(home: Home) -> dict[str, tuple[bool | None, int | None, str]]:
    rows = Lake(home.lake).read("shortage_report")
    assert rows is not None
    return {
        row["report_no"]: (row["is_zero_report"], row["product"], row["month"]) for row in rows.iter_rows(named=True)
    }


def push(home: Home, at: datetime = AT) -> Any:
    return hand_over(home, by="test", at=at, clock=lambda: at)


def test_a_report_is_reviewed_by_county_city_and_province_in_turn() -> None:
    one, who = hospital("H001"), [lead(region) for region in (COUNTY, CITY, PROVINCE)]
    number = file_shortage("H001", shortage(), actor=one, at=AT).number
    assert number == "Z-430121-20260928-0001"
    with pytest.raises(BaowenError, match="应由县级审核"):
        reviewing.review(number, actor=who[1], at=AT, book=BOOK)
    found = [reviewing.review(number, actor=actor, at=AT, book=BOOK) for actor in who]
    assert found == [ReportState.COUNTY_REVIEWED, ReportState.CITY_REVIEWED, ReportState.PROVINCE_REVIEWED]
    (view,) = reports(who[2], book=BOOK, month=SEPTEMBER)
    assert [(event.move, event.level) for event in view.events] == [
        (ReportMove.FILE, ""), (ReportMove.REVIEW, "county"), (ReportMove.REVIEW, "city"),
        (ReportMove.REVIEW, "province"),
    ]  # fmt: skip
    assert view.waits_for is None
    assert (view.needed, view.stock) == (Decimal(300), Decimal("12.5"))


def test_a_returned_report_is_corrected_by_one_that_takes_its_place() -> None:
    one, county = hospital("H001"), lead(COUNTY)
    first = file_shortage("H001", shortage(), actor=one, at=AT).number
    with pytest.raises(BaowenError, match="须写明原因"):
        reviewing.return_report(first, actor=county, at=AT, book=BOOK, reason=" ")
    reviewing.return_report(first, actor=county, at=AT, book=BOOK, reason="数量单位有误")
    assert states(county) == {"H001": Standing.REPORTED}
    second = file_shortage("H001", shortage(needed=Decimal(30)), actor=one, at=AT, replaces=first)
    assert second.withdrawn == (first,)
    assert [(view.number, view.replaces) for view in reports_of(one, book=BOOK)] == [(second.number, first)]
    with pytest.raises(BaowenError, match="已撤回"):
        withdraw(first, why="重复", actor=one, at=AT)
    october = shortage(month=SEPTEMBER.plus(-1))
    with pytest.raises(BaowenError, match="不能由"):
        file_shortage("H001", october, actor=one, at=AT, replaces=second.number)
    assert [view.number for view in reports_of(one, book=BOOK)] == [second.number]


def test_a_zero_and_a_shortage_never_stand_beside_one_another() -> None:
    one, county = hospital("H001"), lead(COUNTY)
    zero = file_zero("H001", SEPTEMBER, actor=one, at=AT).number
    assert states(county) == {"H001": Standing.ZERO}
    with pytest.raises(BaowenError, match=f"零报告已填报：{zero}"):
        file_zero("H001", SEPTEMBER, actor=one, at=AT)
    filed = file_shortage("H001", shortage(), actor=one, at=AT)
    assert filed.withdrawn == (zero,)
    assert [entry.action for entry in entries_told(subject=f"report/{zero}", limit=9)] == [
        "report.withdraw", "report.zero",
    ]  # fmt: skip
    with pytest.raises(BaowenError, match=f"已有短缺直报 {filed.number}"):
        file_zero("H001", SEPTEMBER, actor=one, at=AT)
    assert states(county) == {"H001": Standing.REPORTED}
    withdraw(filed.number, why="已到货", actor=one, at=AT)
    assert states(county) == {"H001": Standing.MISSING}
    again = file_zero("H001", SEPTEMBER, actor=one, at=AT).number
    assert states(county) == {"H001": Standing.ZERO}
    withdraw(again, why="填错", actor=one, at=AT)
    with pytest.raises(BaowenError, match="已撤回"):
        withdraw(again, why="填错", actor=one, at=AT)
    assert file_zero("H001", Month(2026, 8), actor=one, at=AT).number == "L-430121-20260928-0003"


def test_a_second_filing_meets_the_database_s_constraint_and_names_the_first() -> None:
    """No look before the insert: two who file at once are told apart by the unique constraint alone."""
    one = hospital("H001")
    first = file_shortage("H001", shortage(), actor=one, at=AT).number
    before = len(entries_told(limit=99))
    with pytest.raises(BaowenError, match=f"已填报：{first}"):
        file_shortage("H001", shortage(), actor=one, at=AT)
    named = shortage(code="", drug=Drug(name="地高辛片"))
    file_shortage("H001", named, actor=one, at=AT)
    with pytest.raises(BaowenError, match="已填报"):
        file_shortage("H001", shortage(code="", drug=Drug(name="地高辛 片")), actor=one, at=AT)
    assert len(entries_told(limit=99)) == before + 1
    assert len(reports_of(one, book=BOOK)) == 2


def test_who_may_not_is_told_so() -> None:
    one, other, county, beside = hospital("H001"), hospital("H002"), lead(COUNTY), lead("430200")
    number = file_shortage("H001", shortage(), actor=one, at=AT).number
    for wrong in (other, county, ROOT):
        with pytest.raises(NotAllowedError):
            file_shortage("H001", shortage("P002"), actor=wrong, at=AT)
        with pytest.raises(NotAllowedError):
            file_zero("H001", Month(2026, 8), actor=wrong, at=AT)
        with pytest.raises(NotAllowedError):
            withdraw(number, why="不要了", actor=wrong, at=AT)
    for wrong in (one, beside, ROOT):
        with pytest.raises(NotAllowedError):
            reviewing.review(number, actor=wrong, at=AT, book=BOOK)
        with pytest.raises(NotAllowedError):
            reporting_state(wrong, COUNTY, SEPTEMBER, book=BOOK)
    with pytest.raises(NotAllowedError):
        reports(one, book=BOOK)
    with pytest.raises(BaowenError, match="不是医疗机构"):
        file_zero("L430121", SEPTEMBER, actor=county, at=AT)
    with pytest.raises(BaowenError, match="尚未开始"):
        file_zero("H001", Month(2026, 10), actor=one, at=AT)


def test_who_is_silent_and_since_when() -> None:
    one, _, three = (hospital(code) for code in ("H001", "H002", "H003"))
    county = lead(COUNTY)
    file_zero("H001", Month(2026, 7), actor=one, at=AT)
    file_shortage("H003", shortage(), actor=three, at=AT)
    found = silent(county, COUNTY, SEPTEMBER, date(2026, 10, 9), book=BOOK)
    assert [(row.hospital, row.since, row.due_on, row.days_late) for row in found] == [
        ("H002", None, date(2026, 9, 30), 9), ("H001", Month(2026, 8), date(2026, 9, 30), 9),
    ]  # fmt: skip
    late = AT + timedelta(days=3)
    file_zero("H001", SEPTEMBER, actor=one, at=late)
    totals = reporting_state(county, COUNTY, SEPTEMBER, book=BOOK).totals
    assert (totals.expected, totals.received, totals.on_time, totals.zero, totals.missing) == (3, 2, 1, 1, 1)


def test_the_silent_are_reminded_once_a_turn_and_not_once_they_have_said_something() -> None:
    one, _, county = hospital("H001"), hospital("H002"), lead(COUNTY)

    def chased(day: date) -> int:
        return chase(COUNTY, SEPTEMBER, day, at=AT, book=BOOK)

    assert [chased(date(2026, 9, day)) for day in (26, 27, 28)] == [0, 2, 0]
    file_zero("H001", SEPTEMBER, actor=one, at=AT)
    assert [chased(date(2026, 10, day)) for day in (1, 2, 8)] == [1, 0, 1]
    assert len(messages_to("organisation:H001", limit=9)) == 1
    told = messages_to("organisation:H002", limit=9)
    assert "已逾期 8 天" in told[0].title_zh
    assert reporting_state(county, COUNTY, SEPTEMBER, book=BOOK).totals.missing == 1


def test_attachments_are_kept_by_hash_and_given_back_unopened(home: Home, write: Callable[..., Path]) -> None:
    one, other = hospital("H001"), hospital("H002")
    number = file_shortage("H001", shortage(), actor=one, at=AT).number
    page = keep_file(write("王某 说明.pdf", b"%PDF-1.7 some page"), home.raw)
    attach(number, page, actor=one, at=AT)
    with pytest.raises(BaowenError, match="内容相同"):
        attach(number, page, actor=one, at=AT)
    (view,) = reports_of(one, book=BOOK)
    assert [(file.sha256, file.media_type, file.size) for file in view.attachments] == [
        (page.sha256, "application/pdf", 18)
    ]  # fmt: skip
    with pytest.raises(BaowenError, match="不是 pdf 文件"):
        keep_file(write("b.pdf", b"MZ"), home.raw)
    with pytest.raises(BaowenError, match="无法读取"):
        keep_file(home.root / "missing.pdf", home.raw)
    with pytest.raises(NotAllowedError):
        attach(number, page, actor=other, at=AT)
    with pytest.raises(BaowenError, match="内容相同"):
        file_shortage("H001", shortage("P002"), actor=one, at=AT, attachments=[page, page])
    assert len(reports_of(one, book=BOOK)) == 1
    withdraw(number, why="填错", actor=one, at=AT)
    with pytest.raises(BaowenError, match="已撤回"):
        attach(number, page, actor=one, at=AT)


def test_nothing_that_a_reporter_wrote_is_in_the_chain(home: Home, write: Callable[..., Path]) -> None:
    one = hospital("H001")
    file = keep_file(write("王医生.pdf", b"%PDF-1.7"), home.raw)
    number = file_shortage("H001", shortage(substitute="问李主任"), actor=one, at=AT, attachments=[file]).number
    withdraw(number, why="王医生填错", actor=one, at=AT)
    told = str(entries_told(limit=99))
    assert number in told
    assert [word for word in ("王医生", "138", "李主任", "已询三家") if word in told] == []


def test_what_is_filed_reaches_the_lake_once_and_follows_every_change(home: Home, registers: None) -> None:
    one, two = hospital("H001"), hospital("H002", "430181")
    zero = file_zero("H002", SEPTEMBER, actor=two, at=AT).number
    first = file_shortage("H001", shortage(), actor=one, at=AT).number
    assert (push(home).accepted, waiting()) == (2, 0)
    assert {number: row[0] for number, row in in_lake(home).items()} == {first: False, zero: True}
    assert in_lake(home)[first][1] is not None
    assert push(home).accepted == 0
    withdraw(first, why="填错", actor=one, at=AT)
    assert push(home, AT + timedelta(hours=1)).accepted == 1
    assert in_lake(home)[first] == (False, None, "2026-09")
    again = file_zero("H001", SEPTEMBER, actor=one, at=AT + timedelta(days=9)).number
    assert push(home, AT + timedelta(days=10)).accepted == 2
    assert in_lake(home)[first][0] is True
    assert in_lake(home)[again] == (True, None, "2026-09")
    withdraw(again, why="填错", actor=one, at=AT)
    push(home, AT + timedelta(days=11))
    assert {in_lake(home)[number] for number in (first, again)} == {(False, None, "2026-09")}
    assert in_lake(home)[zero][0] is True


def test_a_late_report_lies_in_the_month_that_it_is_about_with_the_day_of_its_filing(
    home: Home, registers: None
) -> None:  # fmt: skip
    del registers
    late = datetime(2026, 10, 9, 1, tzinfo=UTC)
    number = file_zero("H001", SEPTEMBER, actor=hospital("H001"), at=late).number
    push(home, late)
    rows = Lake(home.lake).read("shortage_report", columns=["report_no", "month", "report_month", "reported_on"])
    assert rows is not None
    assert rows.rows() == [(number, "2026-09", "2026-09", date(2026, 10, 9))]


def test_what_the_lake_refuses_waits_and_is_told(home: Home, registers: None) -> None:
    one, nine = hospital("H001"), hospital("H009")
    file_zero("H009", SEPTEMBER, actor=nine, at=AT)
    bad = file_shortage("H001", shortage("P999"), actor=one, at=AT).number
    found = push(home)
    assert (found.accepted, found.waiting) == (0, 2)
    assert dict(found.refused)[bad].startswith("药品代码")
    file_shortage("H001", shortage(), actor=one, at=AT, replaces=bad)
    found = push(home, AT + timedelta(hours=1))
    assert (found.accepted, found.waiting, len(found.refused)) == (2, 1, 1)


def test_a_change_during_the_hand_over_is_not_lost(
    home: Home, registers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.collect import handing

    one = hospital("H001")
    number = file_shortage("H001", shortage(), actor=one, at=AT).number
    importing = handing._imported

    def slow(*arguments: Any, **more: Any) -> Any:
        outcome = importing(*arguments, **more)
        if waiting() and filing.ShortageReport.objects.get(number=number).state == ReportState.FILED:
            withdraw(number, why="填错", actor=one, at=AT)
        return outcome

    monkeypatch.setattr(handing, "_imported", slow)
    assert push(home).waiting == 1
    assert push(home, AT + timedelta(hours=1)).waiting == 0
    assert in_lake(home)[number][1] is None


def test_quantities_in_tablets_are_not_handed_over_as_packs(home: Home, registers: None) -> None:
    one = hospital("H001")
    file_shortage("H001", shortage(unit=QuantityUnit.SMALLEST), actor=one, at=AT)
    file_shortage("H001", shortage("P002"), actor=one, at=AT)
    push(home)
    rows = Lake(home.lake).read("shortage_report")
    assert rows is not None
    assert sorted(rows["needed_quantity"].to_list(), key=str) == [Decimal(300), None]


def test_drugs_are_found_by_name_initials_pinyin_and_code(home: Home, registers: None, bring_in: Any) -> None:
    for typed in ("地高辛", "高辛", "dgx", "DIGAO", "P002"):
        assert [hit.product_code for hit in search_drugs(home, typed)] == ["P002"], typed
    assert [hit.maker for hit in search_drugs(home, "地高辛片")] == ["戊制药"]
    assert search_drugs(home, " ") == search_drugs(home, "没有这种药") == []
    more = "药品代码,通用名,剂型,规格,包装,最小包装数量\nP003,地高辛注射液,注射剂,0.5mg,5支/盒,5\n"
    assert bring_in("catalogue", more, "more.csv").accepted == 1
    assert [hit.product_code for hit in search_drugs(home, "dgx")] == ["P002", "P003"]
