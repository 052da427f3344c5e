"""Who is reminded of what is owed, once a turn: duty officers of steps, organisations of what they took on. RSP-2."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.orgs.roles import Role
from baowen.respond.actions.telling import officers
from baowen.respond.duties import DUTY_WORDS, Duty
from baowen.respond.models import Case, ConsultationTask, Measure, OwedStep
from baowen.respond.reminders import Reminder, ReminderRules, When, reminder, reminder_rules, words
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import STEP_WORDS, Step

BATCH = 500
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders were posted, and of how many steps nobody could be told."""

    posted: int
    nobody: int


@dataclass(frozen=True, slots=True)
class _Owed:
    """Something owed by a date: in whose region, by whose pack it is reminded of, and how that is told."""

    region: str
    due_on: date
    tell: Callable[[Reminder, datetime], int]


def remind(today: date, *, at: datetime, book: Rulebook, progress: Callable[[int], None] = lambda _: None) -> Reminded:
    """Post the reminders that are in turn on a day, for the day's digest; doing it twice posts nothing twice.

    `progress` is told how much was looked at.
    """
    rules: dict[str, ReminderRules] = {}
    posted = nobody = seen = 0
    farthest = today + timedelta(days=max(_most_days(book, today), 0))
    for batch in _owed(farthest):
        with transaction.atomic():
            for one in batch:
                if one.region not in rules:
                    rules[one.region] = reminder_rules(book.ruling(one.region, today))
                found = reminder(one.due_on, today, rules[one.region])
                if found is not None:
                    told = one.tell(found, at)
                    posted, nobody = posted + max(told, 0), nobody + (told < 0)
        seen += len(batch)
        progress(seen)
    return Reminded(posted, nobody)


def _owed(farthest: date) -> Iterator[list[_Owed]]:
    """Steps of cases, tasks of consultations and measures that are due by a day, in batches."""
    steps = OwedStep.objects.filter(done_on=None, due_on__lte=farthest).select_related("case")
    tasks = ConsultationTask.objects.filter(done_on=None, due_on__lte=farthest)
    measures = Measure.objects.filter(ended_on=None, due_on__lte=farthest)
    yield from _batches(steps, _step)
    yield from _batches(tasks.select_related("consultation__case"), _task)
    yield from _batches(measures.select_related("case"), _measure)


def _batches(rows: QuerySet[Row], owed_of: Callable[[Row], _Owed]) -> Iterator[list[_Owed]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield [owed_of(row) for row in batch]
        last = batch[-1].pk


def _step(row: OwedStep) -> _Owed:
    return _Owed(row.region, row.due_on, partial(_remind_officers, row))  # type: ignore[arg-type]


def _task(row: ConsultationTask) -> _Owed:
    case = row.consultation.case
    return _Owed(case.region, row.due_on, partial(_remind_owner, Duty.TASK, row, case))


def _measure(row: Measure) -> _Owed:
    return _Owed(row.case.region, row.due_on, partial(_remind_owner, Duty.MEASURE, row, row.case))


def _most_days(book: Rulebook, today: date) -> int:
    """The earliest that any pack reminds, so that only steps near their date are read."""
    return max(reminder_rules(book.ruling(pack.region, today)).before_days for pack in book.packs.packs)


def _remind_officers(row: OwedStep, found: Reminder, at: datetime) -> int:
    """How many were told anew; -1 where there is nobody to tell."""
    to = officers(row.region, row.case.channel)
    if found.to_head:
        to |= officers(row.region, row.case.channel, Role.HEAD)
    if not to:
        return -1
    said = words(found, row.case.number, STEP_WORDS[Step(row.step)], row.due_on)  # type: ignore[arg-type]
    stem = f"remind/{row.case.number}/{row.stay}/{row.step}/{row.due_on}/{found.when}/{found.turn}"
    tell = partial(_post, found, said, about=f"case/{row.case.number}", at=at)
    return sum(tell(to=f"account:{name}", key=f"{stem}/{name}") for name in sorted(to))


def _remind_owner(duty: Duty, row: ConsultationTask | Measure, case: Case, found: Reminder, at: datetime) -> int:
    """Whether the organisation that took it on was told anew."""
    said = words(found, case.number, DUTY_WORDS[duty], row.due_on)
    key = f"remind/{duty}/{row.pk}/{row.due_on}/{found.when}/{found.turn}/{row.owner}"
    return int(_post(found, said, about=f"case/{case.number}", at=at, to=f"organisation:{row.owner}", key=key))


def _post(found: Reminder, said: Text, *, about: str, at: datetime, to: str, key: str) -> bool:
    kind = "reminder_late" if found.when is When.LATE else "reminder"
    return post(None, to=to, kind=kind, title=said, body=said, about=about, key=key, at=at, digest=True)
