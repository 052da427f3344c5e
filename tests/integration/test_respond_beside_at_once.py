"""Two officers at once: a hand-over is received once, and one of two corrections of the same minutes is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from baowen.core.problems import BaowenError
from baowen.orgs.actions import NewOrganisation, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import operator
from baowen.orgs.roles import Role
from baowen.respond.actions import consultation, handover, opening
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, SourceKind
from baowen.respond.models import Minutes
from baowen.respond.rulebook import load_rulebook

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
BOOK = load_rulebook()
AT_ONCE = 8


def officer(code: str, *, leads: bool = False) -> Doing:
    actor = Actor(
        name=code, organisation=code, kind=OrganisationKind.DEPARTMENT, region="320100",
        roles=frozenset({Role.DUTY_OFFICER}), leads=leads,
    )  # fmt: skip
    return Doing(actor=actor, at=AT, book=BOOK, reason="数字有误")


LEAD, MARKET = officer("lead", leads=True), officer("market")


@pytest.fixture
def departments() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lies in memory, where threads cannot meet; this runs on PostgreSQL")
    root = operator("os:root", "320100")
    for code, department in (("lead", Department.HEALTH), ("market", Department.MARKET_REGULATION)):
        one = NewOrganisation(code=code, name=code, kind=OrganisationKind.DEPARTMENT, region="320100")
        register_organisations([one], actor=root, at=AT)
        seat_department("320100", department, code, is_lead=code == "lead", actor=root, at=AT)


def at_once(do: Callable[[], object]) -> list[str]:
    """What each of some threads that begin together was told; "" where it went well."""
    gate = threading.Barrier(AT_ONCE)

    def one(_: int) -> str:
        gate.wait()
        try:
            do()
        except BaowenError as error:
            return error.message
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("departments")
def test_a_hand_over_is_received_once_by_however_many_at_once() -> None:
    number = handover.send(handover.Clue(receiver="market", subject="涨价", words="两家"), LEAD)
    told = at_once(lambda: handover.receive(number, MARKET))
    assert told.count("") == 1
    assert sum("不能签收" in one for one in told) == AT_ONCE - 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("departments")
def test_of_corrections_of_the_same_minutes_at_once_one_goes_in_and_the_others_are_told_to_read_it() -> None:
    matter = opening.Matter(kind=CaseKind.PRICE, region="320100", subject="d", subject_name="d")
    case = opening.open_case(matter, [(SourceKind.OFFICER, "1")], LEAD).number
    calling = consultation.Calling(held_on=date(2026, 9, 28), subject="s", invited=["market"], is_online=True)
    called = at_once(lambda: consultation.call(case, calling, LEAD))
    assert called.count("") == 1
    consultation.record_minutes("H-320100-2026-00001", "甲", LEAD)
    told = at_once(lambda: consultation.correct_minutes("H-320100-2026-00001", "乙", LEAD, seen_version=1))
    assert told.count("") == 1
    assert sum("第 2 版" in one for one in told) == AT_ONCE - 1
    assert Minutes.objects.count() == 2
