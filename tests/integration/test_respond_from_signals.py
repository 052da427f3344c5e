"""Signals become cases by the pack's rule, are merged with what is open, or dismissed with a reason. RSP-1, MON-1."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from baowen.core.audit.queries import entries_told
from baowen.core.problems import BaowenError
from baowen.monitor.queries import SignalRow
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.respond.actions import moves
from baowen.respond.actions.from_signals import dismiss_signal, open_from_signals
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, Dismissal, SourceKind
from baowen.respond.queries import case_page, inbox, verdicts
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
DRUGS = {"P1": ("地高辛", "地高辛"), "P2": ("地高辛", "地高辛")}
SIGNAL = SignalRow(
    number="S1", indicator="delivery_rate", severity="orange", worst_severity="orange", state="in_force",
    region_code="320106", region_name="鼓楼区", subject_type="product", subject_code="P1", subject_name="地高辛片",
    period_first="2026-08", period_last="2026-08", first_seen=date(2026, 9, 1), last_seen=date(2026, 9, 27),
    times_seen=1, value=0.2, reference=None, threshold=0.6, clause="HN-10", basis="illustrative", policy_key="k",
    policy_version="v", lake_versions={}, n=1, weight=1.0,
)  # fmt: skip


@pytest.fixture
def officer() -> Actor:
    root = operator("os:root", "320100")
    one = NewOrganisation(code="GL", name="鼓楼区卫健委", kind=OrganisationKind.DEPARTMENT, region="320106")
    register_organisations([one], actor=root, at=AT)
    seat_department("320106", Department.HEALTH, "GL", is_lead=True, actor=root, at=AT)
    add_person("zhang", name="张", organisation="GL", roles=[Role.DUTY_OFFICER], actor=root, at=AT)
    return actor_of("zhang")


def test_a_night_s_signals_open_cases_once(officer: Actor) -> None:
    signals = [
        SIGNAL,
        replace(SIGNAL, number="S2", subject_code="P2"),
        replace(SIGNAL, number="S3", severity="yellow"),
        replace(SIGNAL, number="S4", state="ended"),
        replace(SIGNAL, number="S5", indicator="price_rise"),
        replace(SIGNAL, number="S6", region_code="430100"),
    ]
    first = open_from_signals(signals, DRUGS, at=AT, book=BOOK)
    assert (len(first.opened), first.joined, first.nobody) == (2, (), ("S6",))
    shortage, price = (case_page(number, officer, book=BOOK) for number in first.opened)
    assert (shortage.line.kind, shortage.line.subject, shortage.line.next_due) == (
        CaseKind.SHORTAGE, "地高辛", date(2026, 10, 16),
    )  # fmt: skip
    assert shortage.sources == ((SourceKind.SIGNAL, "S1"), (SourceKind.SIGNAL, "S2"))
    assert price.line.kind is CaseKind.PRICE
    assert shortage.events[0].by == "system:policy"
    again = open_from_signals([*signals, replace(SIGNAL, number="S7")], DRUGS, at=AT, book=BOOK)
    assert (again.opened, again.joined) == ((), (shortage.line.number,))
    assert len(inbox(officer, book=BOOK).lines) == 2


def test_a_dismissed_signal_opens_no_case_and_is_counted(officer: Actor) -> None:
    dismiss_signal(SIGNAL, Dismissal.DATA_ERROR, "单位填错", actor=officer, at=AT, book=BOOK)
    dismiss_signal(SIGNAL, Dismissal.TOO_SMALL, "只一家", actor=officer, at=AT, book=BOOK)
    assert open_from_signals([SIGNAL], DRUGS, at=AT, book=BOOK).opened == ()
    newest, first = entries_told(subject="signal/S1", limit=9)
    assert (first.after["why"], newest.before["why"], newest.after["why"]) == ("data_error", "data_error", "too_small")
    (delivery,) = verdicts({})
    assert (delivery.indicator, delivery.dismissed, delivery.precision) == ("delivery_rate", 1, 0.0)


def test_a_signal_in_a_case_is_judged_in_the_case(officer: Actor) -> None:
    first = open_from_signals([SIGNAL], DRUGS, at=AT, book=BOOK)
    with pytest.raises(BaowenError, match=first.opened[0]):
        dismiss_signal(SIGNAL, Dismissal.NORMAL, "", actor=officer, at=AT, book=BOOK)
    doing = Doing(actor=officer, at=AT, book=BOOK)
    moves.accept(first.opened[0], doing)
    (waiting,) = verdicts({"S1": "delivery_rate"})
    assert (waiting.open, waiting.precision) == (1, None)
    moves.assess(first.opened[0], doing)
    (judged,) = verdicts({"S1": "delivery_rate"})
    assert (judged.true, judged.precision) == (1, 1.0)


def test_who_leads_elsewhere_dismisses_nothing_here(officer: Actor) -> None:
    with pytest.raises(NotAllowedError):
        dismiss_signal(replace(SIGNAL, region_code="320105"), Dismissal.NORMAL, "", actor=officer, at=AT, book=BOOK)
