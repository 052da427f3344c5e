"""Who is reminded of what is owed in price matters: the enterprise of its own, officers of the rest. PRI-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.reminders import reminder_turn
from baowen.price.kinds import STEP_WORDS, Side, StepKind
from baowen.price.models import OwedStep
from baowen.price.states import Stage
from baowen.respond.reminders import reminder_rules
from baowen.respond.rulebook import Rulebook

BATCH = 500


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders were posted anew."""

    posted: int


def remind_prices(today: date, *, at: datetime, book: Rulebook) -> Reminded:
    """Post the reminders that are in turn on a day, for the day's digest; doing it twice posts nothing twice."""
    rows = OwedStep.objects.filter(done_on=None, due_on__isnull=False).exclude(matter__stage=Stage.CLOSED.value)
    rows = rows.select_related("matter").order_by("pk")
    posted, last = 0, 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        with transaction.atomic():
            posted += sum(_remind(row, today, at, book) for row in batch)
    return Reminded(posted)


def _remind(row: OwedStep, today: date, at: datetime, book: Rulebook) -> bool:
    """Whether somebody was told anew. Those who handle a matter are the organisation that opened it."""
    assert row.due_on is not None
    rules = reminder_rules(book.ruling(row.matter.region, today))
    turn = reminder_turn(row.due_on, today, before_days=rules.before_days, late_every_days=rules.late_every_days)
    if turn is None:
        return False
    to = row.matter.enterprise if row.side == Side.ENTERPRISE.value else _opener(row)
    zh, en = STEP_WORDS[StepKind(row.step)]
    number, is_late = row.matter.number, turn > 0
    said = Text(
        f"事项 {number}：“{zh}”{'已逾期，应于' if is_late else '应于'} {row.due_on} 前完成",
        f"matter {number}: to {en}, {'late, was due' if is_late else 'due'} on {row.due_on}",
    )
    return post(
        None, to=f"organisation:{to}", kind="reminder_late" if is_late else "reminder", title=said, body=said,
        about=f"price/{number}", key=f"remind/price/{row.pk}/{row.due_on}/{turn}/{to}", at=at, digest=True,
    )  # fmt: skip


def _opener(row: OwedStep) -> str:
    first = row.matter.events.order_by("number").first()
    assert first is not None
    return first.organisation
