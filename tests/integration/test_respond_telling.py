"""Who is told of a case and when: in the transaction of the move, and by reminders without doubles. RSP-2, RSP-4."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from baowen.core.messages.models import Message
from baowen.core.problems import BaowenError
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import actor_of, operator, system_actor
from baowen.orgs.roles import Role
from baowen.respond.actions import beside, moves, opening
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.reminding import Reminded, remind
from baowen.respond.kinds import CaseKind, Channel, MeasureKind, Outcome, SourceKind
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
ROOT = operator("os:root", "320100")


@pytest.fixture
def unit() -> None:
    for region, name in (("320106", "gl"), ("320100", "nj")):
        one = NewOrganisation(code=name, name=name, kind=OrganisationKind.DEPARTMENT, region=region)
        register_organisations([one], actor=ROOT, at=AT)
        seat_department(region, Department.HEALTH, name, is_lead=True, actor=ROOT, at=AT)
    for name, where, roles in (
        ("duty", "gl", [Role.DUTY_OFFICER]),
        ("head", "gl", [Role.HEAD]),
        ("liaison", "gl", [Role.DUTY_OFFICER, Role.MILITARY_OFFICER]),
        ("city", "nj", [Role.DUTY_OFFICER]),
    ):
        add_person(name, name=name, organisation=where, roles=roles, actor=ROOT, at=AT)


def opened(channel: Channel = Channel.CIVIL) -> str:
    matter = opening.Matter(
        kind=CaseKind.SHORTAGE, region="320106", subject="地高辛", subject_name="地高辛片", channel=channel
    )
    doing = Doing(actor=actor_of("liaison"), at=AT, book=BOOK)
    return opening.open_case(matter, [(SourceKind.OFFICER, channel)], doing).number


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("to", flat=True))


@pytest.mark.usefixtures("unit")
def test_the_level_that_a_case_comes_to_is_told_without_its_content() -> None:
    number = opened()
    assert told("case_open") == ["account:duty", "account:liaison"]
    doing = Doing(actor=actor_of("duty"), at=AT, book=BOOK, reason="本级无法解决")
    moves.accept(number, doing)
    moves.assess(number, doing)
    moves.report_up(number, doing)
    assert told("case_report_up") == ["account:city"]
    assert "地高辛" not in str(list(Message.objects.values_list("title_zh", "body_zh")))


@pytest.mark.usefixtures("unit")
def test_of_a_military_case_only_liaison_officers_are_told() -> None:
    opened(Channel.MILITARY)
    assert told("case_open") == ["account:liaison"]
    remind(date(2026, 10, 20), at=AT, book=BOOK)
    assert told("reminder_late") == ["account:liaison"]


@pytest.mark.usefixtures("unit")
def test_who_is_asked_is_told_the_question() -> None:
    number = opened()
    moves.accept(number, Doing(actor=actor_of("duty"), at=AT, book=BOOK))
    moves.ask(number, "nj", "还有多少储备？", Doing(actor=actor_of("duty"), at=AT, book=BOOK, reason="核对"))
    (message,) = Message.objects.filter(kind="case_ask")
    assert (message.to, message.body_zh) == ("organisation:nj", "还有多少储备？")


@pytest.mark.usefixtures("unit")
def test_a_refused_move_tells_nobody() -> None:
    number = opened()
    before = Message.objects.count()
    with pytest.raises(BaowenError):
        moves.report_up(number, Doing(actor=actor_of("duty"), at=AT, book=BOOK, reason="本级无法解决"))
    assert Message.objects.count() == before


@pytest.mark.usefixtures("unit")
def test_reminders_come_before_on_and_after_the_date_each_once() -> None:
    opened()  # due on 16 October
    days = [remind(date(2026, 10, day), at=AT, book=BOOK).posted for day in (12, 13, 13, 14, 16, 17, 18, 24)]
    # from the 13th two officers, once before and once on the date; late also the head, once in seven days
    assert days == [0, 2, 0, 0, 2, 3, 0, 3]
    assert told("reminder_late").count("account:head") == 2
    assert told("reminder").count("account:head") == 0
    assert set(Message.objects.filter(kind__startswith="reminder").values_list("waits_for_digest", flat=True)) == {True}


@pytest.mark.usefixtures("unit")
def test_an_organisation_is_reminded_of_the_measure_that_it_took_on() -> None:
    number = opened()
    doing = Doing(actor=actor_of("duty"), at=AT, book=BOOK)
    moves.accept(number, doing)
    due = date(2026, 11, 20)
    measure = beside.take_measure(number, MeasureKind.RESERVE, owner="gl", due_on=due, words="动用储备", doing=doing)
    days = (date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 20), date(2026, 11, 21))
    for day in days:
        remind(day, at=AT, book=BOOK)
    owner = Message.objects.filter(to="organisation:gl", kind__startswith="reminder")
    assert [(one.kind, "应对措施" in one.body_zh) for one in owner.order_by("id")] == [
        ("reminder", True), ("reminder", True), ("reminder_late", True),
    ]  # fmt: skip
    beside.end_measure(measure, Outcome.WORKED, "已到货", doing)
    remind(date(2026, 12, 20), at=AT, book=BOOK)
    assert owner.count() == 3


def test_where_nobody_can_be_told_it_is_counted() -> None:
    doing = Doing(actor=system_actor("320106"), at=AT, book=BOOK)
    matter = opening.Matter(kind=CaseKind.SHORTAGE, region="320106", subject="d", subject_name="d")
    opening.open_case(matter, [(SourceKind.OFFICER, "1")], doing)
    assert remind(date(2026, 10, 16), at=AT, book=BOOK) == Reminded(posted=0, nobody=1)
