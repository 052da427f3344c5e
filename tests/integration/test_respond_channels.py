"""Who may take part in a case: open organisations, and liaison officers in the military channel. RSP-3, RSP-4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from baowen.core.audit.queries import entries_told
from baowen.core.problems import BaowenError
from baowen.orgs.actions import NewOrganisation, close_organisation, register_organisations
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import operator
from baowen.orgs.roles import Role
from baowen.respond.actions import beside, moves, opening
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, Channel, MeasureKind, SourceKind
from baowen.respond.queries import case_page, inbox, overdue
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
Lead = Callable[..., Actor]
BOOK = load_rulebook()
ROOT = operator("os:root", "100000")
MONDAY = datetime(2026, 9, 28, 1, tzinfo=UTC)


def doing(actor: Actor) -> Doing:
    return Doing(actor=actor, at=MONDAY, book=BOOK, reason="核对")


def opened(actor: Actor, source: str = "R1", channel: str = "civil") -> str:
    matter = opening.Matter(
        kind=CaseKind.SHORTAGE, region=actor.region, subject="地高辛", subject_name="地高辛片", channel=Channel(channel)
    )
    return opening.open_case(matter, [(SourceKind.REPORT, source)], doing(actor)).number


def test_who_is_closed_or_may_not_see_the_channel_is_neither_asked_nor_given_a_measure(lead_unit: Lead) -> None:
    officer = lead_unit("130402", Role.DUTY_OFFICER, Role.MILITARY_OFFICER)
    one = NewOrganisation(code="HOSP", name="医院", kind=OrganisationKind.HOSPITAL, region="130402")
    register_organisations([one], actor=ROOT, at=MONDAY)
    military, civil = opened(officer, channel="military"), opened(officer, source="R2")
    for number in (military, civil):
        moves.accept(number, doing(officer))
    with pytest.raises(BaowenError, match="没有军地联络员"):
        moves.ask(military, "HOSP", "库存？", doing(officer))
    close_organisation("HOSP", on=date(2026, 9, 27), actor=ROOT, at=MONDAY, reason="撤并")
    with pytest.raises(BaowenError, match="已于 2026-09-27 注销"):
        moves.ask(civil, "HOSP", "库存？", doing(officer))
    with pytest.raises(BaowenError, match="注销"):
        beside.take_measure(
            civil, MeasureKind.RESERVE, owner="HOSP", due_on=date(2026, 10, 9), words="", doing=doing(officer)
        )
    assert case_page(civil, officer, book=BOOK).questions == ()


def test_what_is_entered_later_has_its_own_day_and_the_chain_the_instant_of_entry(lead_unit: Lead) -> None:
    officer = lead_unit("130402", Role.DUTY_OFFICER)
    number = opened(officer)
    entered = datetime(2026, 10, 9, 2, tzinfo=UTC)
    moves.accept(number, replace(doing(officer), entered_at=entered))
    event = case_page(number, officer, book=BOOK).events[-1]
    assert (event.on, event.at) == (date(2026, 9, 28), entered)
    newest = entries_told(subject=f"case/{number}", limit=1)[0]
    assert (newest.at, newest.details["happened_on"]) == (entered, "2026-09-28")
    moves.assess(number, doing(officer))
    assert "happened_on" not in entries_told(subject=f"case/{number}", limit=1)[0].details


def test_a_military_case_is_seen_by_liaison_officers_only(lead_unit: Lead) -> None:
    """RSP-4 (HD-2)."""
    officer = lead_unit("130402", Role.DUTY_OFFICER, Role.MILITARY_OFFICER)
    number = opened(officer, channel="military")
    ordinary = replace(officer, roles=frozenset({Role.DUTY_OFFICER}))
    assert [one.number for one in inbox(officer, book=BOOK).lines] == [number]
    assert inbox(ordinary, book=BOOK).lines == []
    assert overdue(ordinary, date(2026, 12, 1), book=BOOK) == []
    with pytest.raises(BaowenError, match="没有可阅看"):
        case_page(number, ordinary, book=BOOK)
    with pytest.raises(NotAllowedError):
        moves.accept(number, doing(ordinary))
