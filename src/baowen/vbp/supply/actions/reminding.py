"""Who is reminded of answers, mending and monthly reports; what is late goes upward; dates derived anew. VBP-9."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.db import transaction

from baowen.core.audit.trail import writing
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.period import Month
from baowen.core.reminders import reminder_turn
from baowen.respond.reminders import reminder_rules
from baowen.respond.rulebook import Rulebook
from baowen.vbp.rounds.queries import rounds
from baowen.vbp.supply.actions import findings, telling
from baowen.vbp.supply.actions.store import offices
from baowen.vbp.supply.finding_states import WAITING as FINDING_WAITS
from baowen.vbp.supply.models import Finding, FirmReport, Problem
from baowen.vbp.supply.queries.firms import RUNS, cycles_of, owing
from baowen.vbp.supply.rules import report_due
from baowen.vbp.supply.states import ProblemState

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something that is owed by a day at a place: what it is about, by whom, who is told once it is late, in words."""

    about: str
    debtor: str
    above: tuple[str, ...]
    region: str
    due_on: date
    words: tuple[str, str]


def remind_supply(today: date, *, at: datetime, book: Rulebook) -> int:
    """Post the reminders that are in turn on a day, for the day's digest; how many are new. Twice posts nothing twice.

    An enterprise is reminded of answers and monthly reports, an institution of findings; the offices up to the
    province are told of each answer and mending that is late.
    """
    asked = Problem.objects.filter(state=ProblemState.TOLD.value, answered_on=None, due_on__isnull=False)
    owed = Finding.objects.filter(state__in=[state.value for state in FINDING_WAITS], due_on__isnull=False)
    each = chain(
        (_of_problem(row, book) for row in _batches(asked)), (_of_finding(row) for row in _batches(owed)),
        _months(today, book),
    )  # fmt: skip
    posted = 0
    while batch := list(islice(each, BATCH)):
        with transaction.atomic():
            posted += sum(_remind(one, today, at, book) for one in batch)
    return posted


def _batches(rows: Any) -> Iterator[Any]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        yield from batch


def _of_problem(row: Problem, book: Rulebook) -> Owed:
    assert row.due_on is not None
    return Owed(
        about=f"vbp_problem/{row.number}", debtor=row.enterprise, above=tuple(offices(row.region, book)),
        region=row.region, due_on=row.due_on,
        words=(f"答复供应问题 {row.number}", f"answer to supply problem {row.number}"),
    )  # fmt: skip


def _of_finding(row: Finding) -> Owed:
    assert row.due_on is not None
    return Owed(
        about=f"vbp_finding/{row.number}", debtor=row.institution, above=(row.organisation,), region=row.region,
        due_on=row.due_on, words=(f"答复和整改问题 {row.number}", f"answer and mending of finding {row.number}"),
    )  # fmt: skip


def _months(today: date, book: Rulebook) -> Iterator[Owed]:
    """The month before is owed by every selected enterprise of a place that runs a round and asks for reports."""
    month = Month.of(today).plus(-1)
    for region in sorted({one.region for one in rounds(states=RUNS)}):
        due = report_due(month, book.ruling(region, month.last))
        if due is None:
            continue
        filed = FirmReport.objects.filter(region=region, month=str(month), is_current=True)
        known = set(filed.values_list("enterprise", flat=True))
        for code in sorted(owing(month, cycles_of(region))):
            if code not in known:
                yield Owed(
                    about=f"vbp_firm_month/{code}/{region}/{month}", debtor=code, above=(), region=region,
                    due_on=due[0], words=(f"{month} 生产供应月报", f"monthly report of {month}"),
                )  # fmt: skip


def _remind(owed: Owed, today: date, at: datetime, book: Rulebook) -> int:
    rules = reminder_rules(book.ruling(owed.region, today))
    turn = reminder_turn(owed.due_on, today, before_days=rules.before_days, late_every_days=rules.late_every_days)
    if turn is None:
        return 0
    zh, en = owed.words
    late = ("已逾期，", "late, was ") if turn else ("", "")
    said = Text(f"{zh}{late[0]}应于 {owed.due_on} 前完成", f"{en}: {late[1]}due on {owed.due_on}")
    to = [owed.debtor, *(owed.above if turn else ())]
    return sum(
        post(
            None, to=f"organisation:{code}", kind="reminder_late" if turn else "reminder", title=said, body=said,
            about=owed.about, key=f"remind/{owed.about}/{owed.due_on}/{turn}/{code}", at=at, digest=True,
        )
        for code in dict.fromkeys(to)
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    """Rows whose date is derived: under which name the audit chain knows them, and how."""

    rows: Any
    about: str
    derive: Callable[[Any, Rulebook], bool]


def redate_supply(book: Rulebook, *, by: str, at: datetime) -> int:
    """Derive every date that is owed anew from the present calendar and packs; how many moved."""
    told = Problem.objects.filter(state=ProblemState.TOLD.value)
    found = Finding.objects.filter(state__in=[state.value for state in FINDING_WAITS])
    kinds = (
        _Dated(rows=told, about="vbp_problem", derive=telling.derive),
        _Dated(rows=found, about="vbp_finding", derive=findings.derive),
    )
    return sum(_redate(kind, book, by=by, at=at) for kind in kinds)


def _redate(kind: _Dated, book: Rulebook, *, by: str, at: datetime) -> int:
    moving = [row.pk for row in kind.rows if kind.derive(row, book)]
    for key in moving:
        with writing(by=by, at=at, reason="日历或政策变化后重新推算") as trail:
            row = kind.rows.select_for_update().get(pk=key)
            before = row.due_on
            kind.derive(row, book)
            row.save()
            trail.note(
                f"{kind.about.replace('_', '.')}.redate", f"{kind.about}/{row.number}", before={"due_on": before},
                after={"due_on": row.due_on},
            )  # fmt: skip
    return len(moving)
