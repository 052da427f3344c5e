"""ENF-1: each hand-over is received and answered, or comes back with a reason; others can't, and don't see it."""

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
from baowen.respond.actions import handover, opening
from baowen.respond.actions.handover import Clue
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, Channel, HandoverResult, SourceKind
from baowen.respond.models import Handover
from baowen.respond.queries import case_page, handover_page, incoming, outgoing, unanswered
from baowen.respond.rulebook import load_rulebook
from baowen.respond.states_beside import Passing

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
ROOT = operator("os:root", "320000")
MONDAY = datetime(2026, 9, 28, 1, tzinfo=UTC)
SECRET = "李四举报发票金额与入库不符"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 1, tzinfo=UTC)


def doing(actor: Actor, when: datetime = MONDAY, reason: str = "") -> Doing:
    return Doing(actor=actor, at=when, book=BOOK, reason=reason)


def seated(name: str, region: str, department: Department, *roles: Role, lead: bool = False) -> Actor:
    code = f"{region}-{department}"
    one = NewOrganisation(code=code, name=f"{name}局", kind=OrganisationKind.DEPARTMENT, region=region)
    register_organisations([one], actor=ROOT, at=MONDAY)
    seat_department(region, department, code, is_lead=lead, actor=ROOT, at=MONDAY)
    add_person(name, name=name, organisation=code, roles=roles or [Role.MEMBER_OFFICER], actor=ROOT, at=MONDAY)
    return actor_of(name)


@dataclass(frozen=True)
class People:
    lead: Actor
    insurer: Actor
    market: Actor
    tax: Actor
    elsewhere: Actor


@pytest.fixture
def people() -> People:
    return People(
        lead=seated("lead", "320100", Department.HEALTH, Role.DUTY_OFFICER, lead=True),
        insurer=seated("insurer", "320100", Department.HEALTHCARE_SECURITY),
        market=seated("market", "320100", Department.MARKET_REGULATION),
        tax=seated("tax", "320000", Department.TAXATION),
        elsewhere=seated("elsewhere", "320200", Department.PUBLIC_SECURITY),
    )


def opened(actor: Actor, channel: Channel = Channel.CIVIL) -> str:
    matter = opening.Matter(
        kind=CaseKind.PRICE, region=actor.region, subject="地高辛", subject_name="地高辛片", channel=channel
    )
    return opening.open_case(matter, [(SourceKind.OFFICER, channel)], doing(actor)).number


def sent(people: People, receiver: Actor | None = None, case: str = "", when: datetime = MONDAY) -> str:
    to = (receiver or people.market).organisation
    clue = Clue(receiver=to, subject="发票与入库不符", words=SECRET, case=case)
    return handover.send(clue, doing(people.insurer, when))


def test_a_clue_is_handed_over_received_and_answered(people: People) -> None:
    case = opened(people.lead)
    number = sent(people, case=case)
    handover.receive(number, doing(people.market, at(9, 29)))
    handover.answer(number, HandoverResult.PENALISED, "已处罚", doing(people.market, at(10, 20)))
    page = handover_page(number, people.insurer, book=BOOK)
    assert (number, page.state, page.result, page.answer) == (
        "Y-320100-2026-00001", Passing.ANSWERED, HandoverResult.PENALISED, "已处罚",
    )  # fmt: skip
    assert (page.received_at, page.answered_at, page.returned_at) == (at(9, 29), at(10, 20), None)
    assert case_page(case, people.lead, book=BOOK).handovers == (page,)
    told = [(one.action, one.by) for one in entries_told(subject=f"handover/{number}", limit=20)]
    for action, by in (("send", "insurer"), ("receive", "market"), ("answer", "market")):
        assert (f"handover.{action}", by) in told
    assert Message.objects.get(kind="handover_send").to == f"organisation:{people.market.organisation}"
    assert Message.objects.get(kind="handover_answer").to == f"organisation:{people.insurer.organisation}"
    everything = repr(entries_told(limit=100)) + repr(list(Message.objects.values()))
    assert SECRET not in everything
    assert "发票与入库不符" not in everything


def test_it_is_received_once_and_answered_once_and_only_in_turn(people: People) -> None:
    number = sent(people)
    with pytest.raises(BaowenError, match="待签收，不能答复"):
        handover.answer(number, HandoverResult.CORRECTED, "已改正", doing(people.market, at(9, 29)))
    with pytest.raises(BaowenError, match="早于上一步"):
        handover.receive(number, doing(people.market, at(9, 27)))
    handover.receive(number, doing(people.market, at(9, 29)))
    with pytest.raises(BaowenError, match="已签收，待答复，不能签收"):
        handover.receive(number, doing(people.market, at(9, 30)))
    assert handover_page(number, people.market, book=BOOK).received_at == at(9, 29)
    with pytest.raises(BaowenError, match="请填写办理情况"):
        handover.answer(number, HandoverResult.CORRECTED, " ", doing(people.market, at(9, 30)))
    handover.answer(number, HandoverResult.CORRECTED, "已改正", doing(people.market, at(9, 30)))
    with pytest.raises(BaowenError, match="已答复，不能退回"):
        handover.give_back(number, doing(people.market, at(9, 30), "不归我管"))


def test_it_comes_back_with_a_reason(people: People) -> None:
    number = sent(people)
    with pytest.raises(BaowenError, match="须写明理由"):
        handover.give_back(number, doing(people.market))
    handover.give_back(number, doing(people.market, at(9, 29), "属税务部门管辖"))
    page = handover_page(number, people.insurer, book=BOOK)
    assert (page.state, page.returned_because, page.waits_days(date(2026, 12, 1))) == (
        Passing.RETURNED, "属税务部门管辖", None,
    )  # fmt: skip
    assert Message.objects.get(kind="handover_return").to == f"organisation:{people.insurer.organisation}"


def test_only_the_receiver_receives_and_only_staff_send_to_who_sits_in_the_mechanism(people: People) -> None:
    number = sent(people, receiver=people.tax)  # a department of the province above
    entries = len(entries_told(limit=200))
    nobody = replace(people.tax, roles=frozenset({Role.AUDITOR}))
    for actor in (people.market, people.insurer, people.elsewhere, nobody):
        with pytest.raises(NotAllowedError):
            handover.receive(number, doing(actor))
    with pytest.raises(NotAllowedError):
        handover.send(Clue(receiver="320100-health", subject="x", words="y"), doing(nobody))
    clue = Clue(receiver="", subject="发票", words="不符")
    for receiver, words in (
        ("320200-public_security", "不在本地区及上级.*市场监管 market局（320100-market_regulation）"),
        ("NOBODY", "不在本地区及上级"),
        (people.insurer.organisation, "本单位"),
    ):
        with pytest.raises(BaowenError, match=words):
            handover.send(replace(clue, receiver=receiver), doing(people.insurer))
    with pytest.raises(BaowenError, match="没有移送 Y-0"):
        handover.receive("Y-0", doing(people.market))
    assert len(entries_told(limit=200)) == entries
    handover.receive(number, doing(people.tax))


def test_lists_show_what_comes_in_goes_out_and_waits_since_when(people: People) -> None:
    numbers = [sent(people, when=at(9, day)) for day in (28, 29, 30)]
    handover.receive(numbers[0], doing(people.market, at(10, 8)))
    handover.give_back(numbers[2], doing(people.market, at(10, 8), "重复"))
    market, insurer = people.market, people.insurer

    def shown(read: Callable[..., list[object]], actor: Actor, **more: object) -> list[str]:
        return [one.number for one in read(actor, book=BOOK, **more)]  # type: ignore[attr-defined]

    assert shown(incoming, market) == numbers[::-1]
    assert shown(outgoing, insurer, limit=2) == numbers[:0:-1]
    assert shown(outgoing, insurer, limit=2, before=numbers[1]) == numbers[:1]
    assert shown(incoming, market, states=(Passing.RECEIVED,)) == numbers[:1]
    assert shown(outgoing, market) == shown(incoming, insurer) == shown(unanswered, people.tax) == []
    waiting = unanswered(market, book=BOOK)
    assert waiting == unanswered(insurer, book=BOOK)
    assert [(one.number, one.waits_days(date(2026, 10, 9))) for one in waiting] == [(numbers[0], 11), (numbers[1], 10)]
    with pytest.raises(BaowenError, match="没有可阅看的移送"):
        handover_page(numbers[0], people.elsewhere, book=BOOK)
    with pytest.raises(BaowenError, match="从第一页"):
        incoming(market, book=BOOK, before="Y-0")
    with pytest.raises(NotAllowedError):
        incoming(operator("os:x", "320100"), book=BOOK)


def test_a_clue_of_a_case_is_sent_only_by_who_sees_the_case(people: People) -> None:
    case = opened(people.lead)
    foreign = replace(people.insurer, region="320200")
    with pytest.raises(BaowenError, match="没有可阅看的案件"):
        handover.send(Clue(receiver="320000-taxation", subject="x", words="y", case=case), doing(foreign))


def test_a_military_case_is_handed_over_only_to_who_may_read_it(people: People) -> None:
    """RSP-4 (HD-2)."""
    both = frozenset({Role.DUTY_OFFICER, Role.MILITARY_OFFICER})
    liaison = replace(people.lead, roles=both)
    case = opened(liaison, Channel.MILITARY)
    clue = Clue(receiver=people.market.organisation, subject="涨价", words="军地", case=case)
    with pytest.raises(BaowenError, match="没有军地联络员"):
        handover.send(clue, doing(liaison))
    with pytest.raises(BaowenError, match="没有可阅看的案件"):
        handover.send(clue, doing(people.lead))
    add_person(
        "army", name="army", organisation=people.market.organisation,
        roles=[Role.MEMBER_OFFICER, Role.MILITARY_OFFICER], actor=ROOT, at=MONDAY,
    )  # fmt: skip
    number = handover.send(clue, doing(liaison))
    with pytest.raises(NotAllowedError):
        handover.receive(number, doing(people.market))
    assert incoming(people.market, book=BOOK) == []
    with pytest.raises(BaowenError, match="没有可阅看的移送"):
        handover_page(number, people.market, book=BOOK)
    handover.receive(number, doing(actor_of("army")))
    assert [one.number for one in incoming(actor_of("army"), book=BOOK)] == [number]


def test_the_database_itself_refuses_what_no_hand_over_can_be(people: People) -> None:
    number = sent(people)
    row = Handover.objects.filter(number=number)
    for wrong in (
        {"state": "answered"}, {"received_at": MONDAY}, {"state": "returned", "returned_at": MONDAY},
        {"receiver": people.insurer.organisation},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)
