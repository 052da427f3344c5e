"""RSP-5: a consultation from the call to the finished task; who may not is told why, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from baowen.core.audit.queries import entries_told
from baowen.core.messages.models import Message
from baowen.core.problems import BaowenError
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.respond.actions import beside, consultation, moves, opening
from baowen.respond.actions.consultation import Calling
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.store import CaseChangedError
from baowen.respond.duties import Duty
from baowen.respond.kinds import CaseKind, Channel, MeasureKind, Reply, SourceKind
from baowen.respond.models import Consultation, Minutes
from baowen.respond.queries import (
    case_page,
    consultation_of_task,
    consultation_page,
    consultations,
    late_tasks,
)
from baowen.respond.rulebook import load_rulebook
from baowen.respond.states_beside import Meeting

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
ROOT = operator("os:root", "320000")
MONDAY = datetime(2026, 9, 28, 1, tzinfo=UTC)
SECRET = "张三反映库存只够三天"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 1, tzinfo=UTC)


def doing(actor: Actor, when: datetime = MONDAY, reason: str = "") -> Doing:
    return Doing(actor=actor, at=when, book=BOOK, reason=reason)


def somebody(name: str, code: str, region: str, *roles: Role, lead: bool = False, **more: OrganisationKind) -> Actor:
    kind = more.get("kind", OrganisationKind.DEPARTMENT)
    one = NewOrganisation(code=code, name=code, kind=kind, region=region)
    register_organisations([one], actor=ROOT, at=MONDAY)
    if lead:
        seat_department(region, Department.HEALTH, code, is_lead=True, actor=ROOT, at=MONDAY)
    add_person(name, name=name, organisation=code, roles=roles, actor=ROOT, at=MONDAY)
    return actor_of(name)


@dataclass(frozen=True)
class People:
    lead: Actor
    insurer: Actor
    district: Actor
    stranger: Actor


@pytest.fixture
def people() -> People:
    return People(
        lead=somebody("lead", "NJ-H", "320100", Role.DUTY_OFFICER, lead=True),
        insurer=somebody("insurer", "NJ-I", "320100", Role.MEMBER_OFFICER),
        district=somebody("district", "GL-H", "320106", Role.MEMBER_OFFICER),
        stranger=somebody("stranger", "WX-H", "320200", Role.DUTY_OFFICER, lead=True),
    )


def opened(actor: Actor, channel: Channel = Channel.CIVIL) -> str:
    matter = opening.Matter(
        kind=CaseKind.SHORTAGE, region=actor.region, subject="地高辛", subject_name="地高辛片", channel=channel
    )
    return opening.open_case(matter, [(SourceKind.OFFICER, channel)], doing(actor)).number


CALLING = Calling(held_on=date(2026, 9, 30), subject="保供办法", invited=["NJ-I", "GL-H"], place="三楼会议室")


def called(people: People) -> str:
    return consultation.call(opened(people.lead), CALLING, doing(people.lead))


def held(people: People) -> str:
    number = called(people)
    consultation.record_minutes(number, SECRET, doing(people.lead, at(9, 30)))
    return number


def test_a_consultation_is_called_answered_recorded_and_its_task_finished(people: People) -> None:
    """RSP-5 (VB-3.1)."""
    number = called(people)
    consultation.answer_invitation(number, "NJ-I", Reply.DECLINED, "", doing(people.insurer))
    consultation.answer_invitation(number, "NJ-I", Reply.ACCEPTED, "改为参加", doing(people.insurer, at(9, 29)))
    consultation.answer_invitation(number, "GL-H", Reply.ACCEPTED, "电话答复", doing(people.lead, at(9, 29)))
    consultation.record_minutes(number, SECRET, doing(people.lead, at(10, 8)), held_on=date(2026, 10, 1))
    due = date(2026, 10, 16)
    task = consultation.assign_task(
        number, owner="GL-H", words="核对库存", due_on=due, doing=doing(people.lead, at(10, 8))
    )
    assert consultation.finish_task(task, "已核对", doing(people.district, at(10, 9))) == number
    page = consultation_page(number, people.lead, book=BOOK)
    assert (number, page.state, page.held_on) == ("H-320100-2026-00001", Meeting.HELD, date(2026, 10, 1))
    assert [(one.organisation, one.reply) for one in page.invitations] == [
        ("NJ-I", Reply.ACCEPTED), ("GL-H", Reply.ACCEPTED),
    ]  # fmt: skip
    (done,) = page.tasks
    assert (done.owner, done.done_on, done.outcome_words) == ("GL-H", date(2026, 10, 9), "已核对")
    assert case_page(page.case, people.lead, book=BOOK).consultations == (page,)
    assert consultation_of_task(task) == number
    actions = [one.action for one in entries_told(subject=f"consultation/{number}", limit=20)]
    assert sorted(one for one in actions if one.startswith("consultation.")) == [
        "consultation.answer", "consultation.answer", "consultation.answer", "consultation.assign",
        "consultation.call", "consultation.finish", "consultation.record",
    ]  # fmt: skip


def test_a_case_is_not_closed_over_a_consultation_or_its_open_task(people: People) -> None:
    number = called(people)
    case = consultation_page(number, people.lead, book=BOOK).case
    moves.accept(case, doing(people.lead))
    moves.assess(case, doing(people.lead))
    with pytest.raises(BaowenError, match=f"会商 {number} 尚未召开"):
        moves.close(case, MeasureKind.RESERVE, doing(people.lead, MONDAY, "已调剂"))
    consultation.record_minutes(number, SECRET, doing(people.lead, at(9, 30)))
    task = consultation.assign_task(
        number, owner="GL-H", words="核对库存", due_on=date(2026, 10, 16), doing=doing(people.lead, at(9, 30))
    )
    with pytest.raises(BaowenError, match=f"会商任务 {task}（GL-H）尚未办结"):
        moves.close(case, MeasureKind.RESERVE, doing(people.lead, at(10, 9), "已调剂"))
    consultation.finish_task(task, "已核对", doing(people.district, at(10, 9)))
    moves.close(case, MeasureKind.RESERVE, doing(people.lead, at(10, 9), "已调剂"))
    assert case_page(case, people.lead, book=BOOK).result is MeasureKind.RESERVE


def test_a_correction_of_the_minutes_keeps_the_text_before(people: People) -> None:
    number = held(people)
    with pytest.raises(BaowenError, match="须写明理由"):
        consultation.correct_minutes(number, "改", doing(people.lead, at(10, 8)))
    assert (
        consultation.correct_minutes(number, "库存够五天", doing(people.lead, at(10, 8), "数字有误"), seen_version=1)
        == 2
    )
    with pytest.raises(CaseChangedError, match="第 2 版"):
        consultation.correct_minutes(number, "再改", doing(people.lead, at(10, 8), "数字"), seen_version=1)
    versions = consultation_page(number, people.lead, book=BOOK).minutes
    assert [(one.version, one.words, one.reason) for one in versions] == [
        (1, SECRET, ""), (2, "库存够五天", "数字有误"),
    ]  # fmt: skip
    row = Consultation.objects.get(number=number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.create(consultation=row, version=2, words="双", by="x", at=MONDAY, reason="双")


def test_free_text_stays_out_of_the_audit_chain_and_of_messages(people: People) -> None:
    number = held(people)
    task = consultation.assign_task(
        number, owner="NJ-I", words=SECRET, due_on=date(2026, 10, 9), doing=doing(people.lead, at(9, 30))
    )
    consultation.finish_task(task, SECRET, doing(people.insurer, at(9, 30)))
    told = repr(entries_told(limit=100)) + repr(list(Message.objects.values()))
    assert number in told
    assert SECRET not in told
    assert CALLING.subject not in told
    invited = Message.objects.filter(kind="consultation_call").values_list("to", flat=True)
    assert sorted(invited) == ["organisation:GL-H", "organisation:NJ-I"]
    assert Message.objects.get(kind="consultation_task").to == "organisation:NJ-I"


def test_who_may_not_is_told_why_and_nothing_changes(people: People) -> None:
    number, case = held(people), opened(people.lead)
    task = consultation.assign_task(
        number, owner="NJ-I", words="核对", due_on=date(2026, 10, 9), doing=doing(people.lead, at(9, 30))
    )
    before, entries = consultation_page(number, people.lead, book=BOOK), len(entries_told(limit=200))
    when = at(9, 30)
    tries: list[Callable[[], object]] = [
        lambda: consultation.call(case, CALLING, doing(people.insurer)),
        lambda: consultation.call(case, CALLING, doing(people.stranger)),
        lambda: consultation.record_minutes(number, "x", doing(people.insurer, when)),
        lambda: consultation.correct_minutes(number, "x", doing(people.stranger, when, "r")),
        lambda: consultation.answer_invitation(number, "GL-H", Reply.DECLINED, "", doing(people.insurer, when)),
        lambda: consultation.assign_task(
            number, owner="NJ-I", words="x", due_on=date(2026, 10, 9), doing=doing(people.insurer, when)
        ),
        lambda: consultation.finish_task(task, "x", doing(people.district, when)),
        lambda: consultation.finish_task(task, "x", doing(replace(people.insurer, roles=frozenset()), when)),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowedError):
            attempt()
    assert consultation_page(number, people.lead, book=BOOK) == before
    assert len(entries_told(limit=200)) == entries


def test_what_does_not_fit_the_state_or_the_day_is_refused_with_words(people: People) -> None:
    number = called(people)
    case = consultation_page(number, people.lead, book=BOOK).case
    lead = people.lead

    def task(code: str = "NJ-I", when: datetime = MONDAY) -> int:
        return consultation.assign_task(
            number, owner=code, words="核对", due_on=date(2026, 10, 9), doing=doing(lead, when)
        )

    def calling(**other: object) -> None:
        consultation.call(case, replace(CALLING, **other), doing(lead))  # type: ignore[arg-type]

    refusals: list[tuple[str, Callable[[], object]]] = [
        ("不必重复召集", calling),
        ("已过", lambda: calling(held_on=date(2026, 9, 27))),
        ("地点", lambda: calling(place=" ")),
        ("受邀单位", lambda: calling(invited=[])),
        ("会商议题", lambda: calling(subject="")),
        ("最多 300 字", lambda: calling(subject="议" * 301)),
        ("未登记", lambda: calling(subject="其他", invited=["NOBODY"])),
        ("未邀请 WX-H；受邀单位：NJ-I、GL-H", lambda: consultation.answer_invitation(
            number, "WX-H", Reply.ACCEPTED, "", doing(lead))),
        ("待举行，不能布置会商任务", task),
        ("举行日期", lambda: consultation.record_minutes(number, "x", doing(lead, at(9, 29)))),
        ("早于召集日期", lambda: consultation.cancel(number, doing(lead, at(9, 27), "缓开"))),
        ("须写明理由", lambda: consultation.cancel(number, doing(lead))),
        ("没有会商任务 99", lambda: consultation.finish_task(99, "x", doing(lead))),
        ("没有会商 H-0", lambda: consultation.cancel("H-0", doing(lead, MONDAY, "无"))),
    ]  # fmt: skip
    for words, attempt in refusals:
        with pytest.raises(BaowenError, match=words):
            attempt()
    consultation.cancel(number, doing(lead, at(9, 29), "缓开"))
    with pytest.raises(BaowenError, match="已取消，不能登记会商纪要"):
        consultation.record_minutes(number, "x", doing(lead, at(9, 30)))
    assert consultation_page(number, lead, book=BOOK).cancelled_because == "缓开"
    calling()  # after the cancelling it can be called anew
    moves.dismiss(case, doing(lead, MONDAY, "不成立"))
    with pytest.raises(BaowenError, match="不能召集会商"):
        calling(subject="已结")


def test_a_task_is_finished_once_and_not_before_it_was_assigned(people: People) -> None:
    number = held(people)
    task = consultation.assign_task(
        number, owner="NJ-I", words="核对", due_on=date(2026, 10, 16), doing=doing(people.lead, at(10, 8))
    )
    with pytest.raises(BaowenError, match="早于布置日期"):
        consultation.finish_task(task, "已办", doing(people.insurer, at(9, 30)))
    consultation.finish_task(task, "已办", doing(people.lead, at(10, 9)))
    with pytest.raises(BaowenError, match="已于 2026-10-09 办结"):
        consultation.finish_task(task, "又办", doing(people.insurer, at(10, 10)))


def test_those_who_take_part_see_a_consultation_and_others_learn_nothing_of_it(people: People) -> None:
    number = held(people)
    guest = somebody("guest", "FIRM", "320500", Role.ENTERPRISE_AGENT, kind=OrganisationKind.MAKER)
    assert consultations(guest, book=BOOK) == []
    consultation.assign_task(
        number, owner="FIRM", words="增产", due_on=date(2026, 10, 9), doing=doing(people.lead, at(9, 30))
    )
    for actor in (people.lead, people.insurer, people.district, guest):
        assert consultation_page(number, actor, book=BOOK).number == number
        assert [one.number for one in consultations(actor, book=BOOK)] == [number]
    with pytest.raises(BaowenError, match="没有可阅看的会商"):
        consultation_page(number, people.stranger, book=BOOK)
    assert consultations(people.stranger, book=BOOK) == []
    assert consultations(people.lead, book=BOOK, states=(Meeting.PLANNED,)) == []
    with pytest.raises(NotAllowedError):
        consultations(operator("os:x", "320100"), book=BOOK)


def test_a_military_case_is_consulted_only_with_organisations_that_may_read_it(people: People) -> None:
    """RSP-4 (HD-2)."""
    liaison = replace(people.lead, roles=frozenset({Role.DUTY_OFFICER, Role.MILITARY_OFFICER}))
    case = opened(liaison, Channel.MILITARY)
    with pytest.raises(BaowenError, match="没有军地联络员"):
        consultation.call(case, CALLING, doing(liaison))
    with pytest.raises(NotAllowedError):
        consultation.call(case, CALLING, doing(people.lead))
    army = somebody("army", "NJ-M", "320106", Role.MEMBER_OFFICER, Role.MILITARY_OFFICER)
    number = consultation.call(case, replace(CALLING, invited=["NJ-M"]), doing(liaison))
    consultation.answer_invitation(number, "NJ-M", Reply.ACCEPTED, "", doing(army))
    assert consultation_page(number, army, book=BOOK).invitations[0].reply is Reply.ACCEPTED
    with pytest.raises(BaowenError, match="没有可阅看的会商"):
        consultation_page(number, people.lead, book=BOOK)
    assert consultations(people.lead, book=BOOK) == []


def test_late_tasks_and_measures_are_seen_by_their_owner_and_above(people: People) -> None:
    number = held(people)
    due, lead = date(2026, 10, 9), people.lead
    task = consultation.assign_task(number, owner="GL-H", words="核对", due_on=due, doing=doing(lead, at(9, 30)))
    case = consultation_page(number, lead, book=BOOK).case
    measure = beside.take_measure(
        case, MeasureKind.TRANSFER, owner="NJ-I", due_on=date(2026, 10, 8), words="调剂", doing=doing(lead, at(9, 30))
    )
    today = date(2026, 10, 12)
    assert [(one.duty, one.id, one.days) for one in late_tasks(lead, today, book=BOOK)] == [
        (Duty.MEASURE, measure, 4), (Duty.TASK, task, 3),
    ]  # fmt: skip
    assert [one.id for one in late_tasks(people.district, today, book=BOOK)] == [task]
    assert late_tasks(people.stranger, today, book=BOOK) == []
    assert [one.duty for one in late_tasks(lead, due, book=BOOK)] == [Duty.MEASURE]  # the last day itself is in time
    consultation.finish_task(task, "已办", doing(people.district, at(10, 12)))
    assert late_tasks(people.district, today, book=BOOK) == []
    with pytest.raises(NotAllowedError):
        late_tasks(operator("os:x", "320100"), today, book=BOOK)
