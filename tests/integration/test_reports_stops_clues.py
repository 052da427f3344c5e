"""COL-4, COL-6, ENF-2: stop-production notices with their assessments, and clues that are all answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.collect.reports.actions.clues import (
    ClueFacts,
    Receipt,
    answer_clue,
    erase_own,
    erase_reporter,
    file_clue,
)
from baowen.collect.reports.actions.handing_over import hand_over
from baowen.collect.reports.actions.stops import (
    Assessment,
    Stop,
    amend_stop,
    assess_stop,
    file_stop,
    withdraw_stop,
)
from baowen.collect.reports.book import load_book
from baowen.collect.reports.kinds import ClueFinding, ClueKind, StopKind, StopReason
from baowen.collect.reports.queries import assessments_due, clues, followed_clue, open_clues, stops
from baowen.collect.reports.rules import Drug
from baowen.collect.reports.states import ClueState, StopState
from baowen.core.audit.queries import entries_told
from baowen.core.home import Home
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
PROVINCE = "430000"
DRUG = Drug(name="地高辛片", product_code="P002")
STOP = Stop(
    kind=StopKind.PLANNED, cause=StopReason.EQUIPMENT, stops_on=date(2027, 4, 1), resumes_on=date(2027, 7, 1),
    stock_left=Decimal(9000), words="张经理负责",
)  # fmt: skip


def person(code: str, region: str, kind: OrganisationKind, role: Role) -> Actor:
    one = NewOrganisation(code=code, name=code, kind=kind, region=region)
    register_organisations([one], actor=ROOT, at=AT)
    add_person(f"of-{code}", name="某人", organisation=code, roles=[role], actor=ROOT, at=AT)
    return actor_of(f"of-{code}")


def maker(code: str = "M001") -> Actor:
    return person(code, "430102", OrganisationKind.MAKER, Role.ENTERPRISE_AGENT)


def seated(department: Department, region: str = PROVINCE) -> Actor:
    code = f"{department}-{region}"
    person(code, region, OrganisationKind.DEPARTMENT, Role.MEMBER_OFFICER)
    seat_department(region, department, code, actor=ROOT, at=AT)
    return actor_of(f"of-{code}")


def filed(actor: Actor, stop: Stop = STOP) -> str:
    return file_stop(actor.organisation, DRUG, stop, actor=actor, at=AT, book=BOOK)


def test_a_stop_owes_both_assessments_without_a_date_that_no_text_gives() -> None:
    number, health = filed(maker()), seated(Department.HEALTH)
    assert number == "T-430102-20260928-0001"
    owed = assessments_due(health)
    assert [(one.department, one.due_on, one.words_zh) for one in owed] == [
        (Department.HEALTH, None, "政策文本未规定评估期限"),
        (Department.HEALTHCARE_SECURITY, None, "政策文本未规定评估期限"),
    ]
    assert [one.department for one in assessments_due(health, department=Department.HEALTH)] == [Department.HEALTH]


def test_each_department_assesses_for_itself() -> None:
    agent = maker()
    number, health, security = filed(agent), seated(Department.HEALTH), seated(Department.HEALTHCARE_SECURITY)
    found = Assessment(share=Decimal("0.4215"), words="全省用量的四成")
    assess_stop(number, Department.HEALTH, found, actor=health, at=AT, book=BOOK)
    assert [one.department for one in assessments_due(security)] == [Department.HEALTHCARE_SECURITY]
    with pytest.raises(BaowenError, match="不能代为评估"):
        assess_stop(number, Department.HEALTHCARE_SECURITY, found, actor=health, at=AT, book=BOOK)
    with pytest.raises(BaowenError, match="部门评估"):
        assess_stop(number, Department.FINANCE, found, actor=health, at=AT, book=BOOK)
    for bad, words in (
        (Assessment(share=Decimal(42), words="四成"), "0 至 1"),
        (Assessment(share=None, words=" "), "请填写"),
    ):
        with pytest.raises(BaowenError, match=words):
            assess_stop(number, Department.HEALTH, bad, actor=health, at=AT, book=BOOK)
    for wrong in (agent, seated(Department.HEALTH, "430200"), ROOT):
        with pytest.raises(NotAllowedError):
            assess_stop(number, Department.HEALTH, found, actor=wrong, at=AT, book=BOOK)
    (view,) = stops(health)
    assert {one.department: one.share for one in view.assessments} == {
        Department.HEALTH: Decimal("0.4215"), Department.HEALTHCARE_SECURITY: None,
    }  # fmt: skip


def test_other_dates_are_assessed_anew_and_other_words_are_not() -> None:
    agent = maker()
    number, health = filed(agent), seated(Department.HEALTH)
    found = Assessment(share=Decimal("0.1"), words="一成")
    assess_stop(number, Department.HEALTH, found, actor=health, at=AT, book=BOOK)
    same = Stop(kind=STOP.kind, cause=StopReason.COST, stops_on=STOP.stops_on, resumes_on=STOP.resumes_on,
                stock_left=STOP.stock_left)  # fmt: skip
    amend_stop(number, same, actor=agent, at=AT, book=BOOK)
    assert len(assessments_due(health)) == 1
    later = Stop(kind=StopKind.SUDDEN, cause=StopReason.COST, stops_on=date(2026, 9, 28))
    amend_stop(number, later, actor=agent, at=AT + timedelta(days=12), book=BOOK)
    assert [one.owed_since for one in assessments_due(health)] == [date(2026, 10, 10)] * 2
    amend_stop(number, later, actor=agent, at=AT, book=BOOK, ended_on=date(2026, 11, 1))
    assert assessments_due(health) == []
    with pytest.raises(BaowenError, match="已恢复生产"):
        amend_stop(number, later, actor=agent, at=AT, book=BOOK)
    with pytest.raises(BaowenError, match="已恢复生产"):
        assess_stop(number, Department.HEALTH, found, actor=health, at=AT, book=BOOK)


def test_one_stop_of_a_product_is_in_force_and_only_its_holder_changes_it() -> None:
    agent, other = maker(), maker("M002")
    number = filed(agent)
    with pytest.raises(BaowenError, match=number):
        filed(agent)
    for call in (
        lambda: file_stop("M001", DRUG, STOP, actor=other, at=AT, book=BOOK),
        lambda: amend_stop(number, STOP, actor=other, at=AT, book=BOOK),
        lambda: withdraw_stop(number, why="误报", actor=other, at=AT, book=BOOK),
    ):
        with pytest.raises(NotAllowedError):
            call()
    with pytest.raises(BaowenError, match="药品代码"):
        file_stop("M001", Drug(name="某药"), STOP, actor=agent, at=AT, book=BOOK)
    withdraw_stop(number, why="误报，张经理", actor=agent, at=AT, book=BOOK)
    assert stops(agent) == []
    assert [view.state for view in stops(agent, with_ended=True)] == [StopState.WITHDRAWN]
    assert filed(agent) != number
    assert "张经理" not in str(entries_told(limit=99))


def test_stops_reach_the_lake_with_what_became_of_them(home: Home, registers: None, bring_in: Any) -> None:
    makers = "机构代码,机构名称,机构类型,行政区划代码\nM001,戊制药,生产企业,430102\n"
    assert bring_in("organisation", makers, "makers.csv").accepted == 1
    agent = maker()
    number = filed(agent)

    def told(day: int) -> tuple[Any, ...]:
        at = AT + timedelta(days=day)
        hand_over(home, by="test", at=at, clock=lambda: at)
        rows = Lake(home.lake).read("stop_notice")
        assert rows is not None
        (row,) = rows.iter_rows(named=True)
        return row["notice_no"], row["stop_kind"], row["stock_left"], row["reason"], row["ended_on"]

    assert told(0) == (number, "planned", Decimal(9000), "设备改造", None)
    sudden = Stop(kind=StopKind.SUDDEN, cause=StopReason.RAW_MATERIAL, stops_on=date(2026, 9, 28))
    amend_stop(number, sudden, actor=agent, at=AT, book=BOOK)
    assert told(1) == (number, "sudden", None, "原料药供应不足", None)
    amend_stop(number, sudden, actor=agent, at=AT, book=BOOK, ended_on=date(2026, 10, 20))
    assert told(2)[-1] == date(2026, 10, 20)
    number = filed(agent)
    withdraw_stop(number, why="误报", actor=agent, at=AT + timedelta(days=3), book=BOOK)
    at = AT + timedelta(days=4)
    assert hand_over(home, by="test", at=at, clock=lambda: at).accepted == 1
    rows = Lake(home.lake).read("stop_notice")
    assert rows is not None
    assert dict(rows.select("notice_no", "ended_on").iter_rows())[number] == date(2026, 10, 1)


def clue(words: str = "某药店一盒卖八十元", **more: str) -> Receipt:
    facts = ClueFacts(kind=ClueKind.PRICE, region="430100", words=words, drug="地高辛", contact="李某 139", **more)
    return file_clue(facts, at=AT)


def test_anybody_files_a_clue_and_sees_its_answer_with_the_code() -> None:
    receipt, officer = clue(), seated(Department.MARKET_REGULATION, "430100")
    assert receipt.number == "X-430100-20260928-0001"
    assert clue().number == "X-430100-20260928-0002"
    assert followed_clue(receipt.number, receipt.code).state is ClueState.OPEN
    answer_clue(receipt.number, ClueFinding.TRUE, "已责令改正", actor=officer, at=AT)
    seen = followed_clue(receipt.number, receipt.code.lower().replace("-", " "))
    assert (seen.state, seen.finding, seen.answer) == (ClueState.ANSWERED, ClueFinding.TRUE, "已责令改正")
    with pytest.raises(BaowenError, match="已答复"):
        answer_clue(receipt.number, ClueFinding.UNTRUE, "不属实", actor=officer, at=AT)
    for number, code in ((receipt.number, "WRONG"), ("X-430100-20260928-0002", receipt.code), ("X-1", receipt.code)):
        with pytest.raises(BaowenError, match="受理编号或查询码不正确"):
            followed_clue(number, code)


def test_every_open_clue_is_listed_with_its_age() -> None:
    one, two = clue("第一件"), clue("第二件")
    officer, beside = seated(Department.HEALTH), seated(Department.HEALTH, "430200")
    answer_clue(one.number, ClueFinding.UNPROVEN, "查无实据", actor=officer, at=AT + timedelta(days=3))
    found = open_clues(officer, date(2026, 10, 8))
    assert [(view.number, view.days_open, view.words) for view in found] == [(two.number, 10, "第二件")]
    assert [view.days_open for view in clues(officer, date(2026, 10, 8))] == [3, 10]
    assert open_clues(beside, date(2026, 10, 8)) == []
    with pytest.raises(NotAllowedError):
        answer_clue(two.number, ClueFinding.TRUE, "属实", actor=beside, at=AT)
    with pytest.raises(NotAllowedError):
        open_clues(ROOT, date(2026, 10, 8))


def test_what_is_personal_of_a_clue_can_be_erased_and_was_never_in_the_chain() -> None:
    one, two, officer = clue(), clue(), seated(Department.HEALTH)
    with pytest.raises(BaowenError, match="尚未答复"):
        erase_reporter(one.number, actor=officer, at=AT, reason="办结清理")
    answer_clue(one.number, ClueFinding.HANDED_OVER, "已移送，李某可去查询", actor=officer, at=AT)
    erase_reporter(one.number, actor=officer, at=AT, reason="办结清理")
    with pytest.raises(BaowenError, match="已清除"):
        erase_reporter(one.number, actor=officer, at=AT, reason="办结清理")
    with pytest.raises(BaowenError, match="查询码不正确"):
        erase_own(two.number, one.code, at=AT)
    erase_own(two.number, two.code, at=AT)
    for view in clues(officer, date(2026, 9, 28)):
        assert (view.words, view.contact, view.drug, view.is_erased) == ("", "", "", True)
    assert followed_clue(two.number, two.code).is_erased
    told = str(entries_told(limit=99))
    assert one.number in told
    assert [word for word in ("李某", "139", "地高辛", "八十元", one.code) if word in told] == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (ClueFacts(kind=ClueKind.PRICE, region="430100", words=" "), "请填写线索内容"),
        (ClueFacts(kind=ClueKind.PRICE, region="999999", words="有"), "999999"),
        (ClueFacts(kind=ClueKind.PRICE, region="430100", words="有", contact="1" * 201), "联系方式"),
    ],
)
def test_a_clue_that_cannot_be_checked_is_refused(facts: ClueFacts, words: str) -> None:
    with pytest.raises(BaowenError, match=words):
        file_clue(facts, at=AT)
    assert entries_told(limit=9) == []
