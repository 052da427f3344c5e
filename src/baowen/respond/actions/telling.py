"""Who is told when a case moves and when something is owed: messages in the transaction of the change. RSP-2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from baowen.core.audit.trail import Trail
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.orgs.queries import lead_unit, people
from baowen.orgs.roles import Role
from baowen.respond.kinds import Channel
from baowen.respond.models import Case, OwedStep
from baowen.respond.reminders import Reminder, ReminderRules, When, reminder, reminder_rules, words
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import Step
from baowen.respond.states import RULES, Move

BATCH = 500


def tell_move(case: Case, move: Move, trail: Trail, at: datetime) -> None:
    """Tell the level that a case comes to, and the organisation that is asked; nothing of the case's content."""
    said = {}
    if move in (Move.OPEN, Move.REPORT_UP, Move.RETURN_DOWN):
        said = {f"account:{name}": _arrival(case, move) for name in sorted(_officers(case.region, case.channel))}
    if move is Move.ASK:
        question = case.questions.filter(answered_at=None).get()
        title = Text(f"请答复：案件 {case.number}", f"please answer: case {case.number}")
        said = {f"organisation:{question.organisation}": (title, Text(question.words, question.words))}
    for to, (title, body) in said.items():
        key = f"case/{case.number}/{case.moves}/{move}/{to}"
        post(trail, to=to, kind=f"case_{move}", title=title, body=body, about=f"case/{case.number}", key=key, at=at)


def tell_organisation(code: str, about: str, what: str, title: Text, *, trail: Trail, at: datetime) -> None:
    """Tell an organisation what it has to do or to know, once a `what`: numbers and dates, nothing of content."""
    to = f"organisation:{code}"
    kind = f"{about.partition('/')[0]}_{what.partition('/')[0]}"
    post(trail, to=to, kind=kind, title=title, body=title, about=about, key=f"{about}/{what}/{to}", at=at)


def _arrival(case: Case, move: Move) -> tuple[Text, Text]:
    rule = RULES[move]
    due = (f"，最近期限 {case.next_due}", f", next due on {case.next_due}") if case.next_due else ("", "")
    title = Text(f"案件 {case.number}：{rule.zh}", f"case {case.number}: {rule.en}")
    body = Text(
        f"案件 {case.number} 现由本级办理{due[0]}。", f"Case {case.number} is with your level now{due[1]}."
    )  # fmt: skip
    return title, body


def _officers(region: str, channel: str, role: Role = Role.DUTY_OFFICER) -> set[str]:
    """The people of a region's lead unit who hold a role; of a military case only those who may see it."""
    unit = lead_unit(region)
    if unit is None:
        return set()
    found = people(unit.code, holding=role)
    if channel == Channel.MILITARY.value:
        found = [one for one in found if Role.MILITARY_OFFICER in one.roles]
    return {one.username for one in found}


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders were posted, and of how many steps nobody could be told."""

    posted: int
    nobody: int


def remind(today: date, *, at: datetime, book: Rulebook, progress: Callable[[int], None] = lambda _: None) -> Reminded:
    """Post the reminders that are in turn on a day, for the day's digest; doing it twice posts nothing twice.

    `progress` is told how many steps were looked at.
    """
    rules: dict[str, ReminderRules] = {}
    posted = nobody = seen = last = 0
    farthest = today + timedelta(days=max(_most_days(book, today), 0))
    open_steps = OwedStep.objects.filter(done_on=None, due_on__lte=farthest).select_related("case").order_by("id")
    while batch := list(open_steps.filter(id__gt=last)[:BATCH]):
        with transaction.atomic():
            for row in batch:
                if row.region not in rules:
                    rules[row.region] = reminder_rules(book.ruling(row.region, today))
                found = reminder(row.due_on, today, rules[row.region]) if row.due_on else None
                if found is not None:
                    told = _remind(row, found, at)
                    posted, nobody = posted + max(told, 0), nobody + (told < 0)
        last, seen = batch[-1].pk, seen + len(batch)
        progress(seen)
    return Reminded(posted, nobody)


def _most_days(book: Rulebook, today: date) -> int:
    """The earliest that any pack reminds, so that only steps near their date are read."""
    return max(reminder_rules(book.ruling(pack.region, today)).before_days for pack in book.packs.packs)


def _remind(row: OwedStep, found: Reminder, at: datetime) -> int:
    """How many were told anew; -1 where there is nobody to tell."""
    to = _officers(row.region, row.case.channel)
    if found.to_head:
        to |= _officers(row.region, row.case.channel, Role.HEAD)
    if not to:
        return -1
    said = words(found, row.case.number, Step(row.step), row.due_on)  # type: ignore[arg-type]
    stem = f"remind/{row.case.number}/{row.stay}/{row.step}/{row.due_on}/{found.when}/{found.turn}"
    kind = "reminder_late" if found.when is When.LATE else "reminder"
    return sum(
        post(
            None, to=f"account:{name}", kind=kind, title=said, body=said, about=f"case/{row.case.number}",
            key=f"{stem}/{name}", at=at, digest=True,
        )
        for name in sorted(to)
    )  # fmt: skip
