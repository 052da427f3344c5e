"""What one organisation owes in cases: invitations, tasks, measures, hand-overs, questions; what is due first on top.

Requirements: RSP-2, RSP-3, RSP-5, ENF-1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.db.models import Model, QuerySet

from baowen.core.clock import day_of
from baowen.orgs.permissions import Act, Actor, decide
from baowen.respond.kinds import Channel, Reply
from baowen.respond.models import ConsultationTask, Handover, Invitation, Measure, Question
from baowen.respond.queries.seeing import PAGE, sees_military
from baowen.respond.rulebook import Rulebook
from baowen.respond.states_beside import WAITING, Meeting

Row = TypeVar("Row", bound=Model)


class DebtKind(StrEnum):
    """What an organisation can owe in a case without having the case."""

    INVITATION = "invitation"
    TASK = "task"
    MEASURE = "measure"
    HANDOVER = "handover"
    QUESTION = "question"


DEBT_WORDS: dict[DebtKind, tuple[str, str]] = {
    DebtKind.INVITATION: ("答复会商邀请", "answer an invitation"),
    DebtKind.TASK: ("办结会商任务", "finish a task"),
    DebtKind.MEASURE: ("落实应对措施", "carry a measure out"),
    DebtKind.HANDOVER: ("签收、答复移送", "receive and answer a hand-over"),
    DebtKind.QUESTION: ("答复询问", "answer a question"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One thing that is owed. `number`: of the consultation or hand-over that it lies in, else of the case.

    `since`: the day on which it came, None where that is not kept. `due_on`: its last day, in time; None where no text
    and no person set one.
    """

    kind: DebtKind
    number: str
    about: str
    since: date | None
    due_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.due_on is not None and self.due_on < today


def debts(actor: Actor, *, book: Rulebook, limit: int = PAGE) -> list[Debt]:
    """What the own organisation owes, of each kind at most `limit`; nothing for who may not answer for it."""
    own = actor.organisation
    if not decide(actor, Act.CASE_ANSWER, actor.region, regions=book.regions, organisation=own).allowed:
        return []
    found = [debt for kind in (_invitations, _tasks, _measures, _handovers, _questions) for debt in kind(actor, limit)]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.since or date.max, one.kind, one.number))


def _open_to(rows: QuerySet[Row], actor: Actor, case: str) -> QuerySet[Row]:
    """Those of the channels that the actor may see; `case` is the way from a row to its case."""
    return rows if sees_military(actor) else rows.exclude(**{f"{case}__channel": Channel.MILITARY.value})


def _invitations(actor: Actor, limit: int) -> Iterator[Debt]:
    rows = Invitation.objects.select_related("consultation").filter(
        organisation=actor.organisation, reply=Reply.NONE.value, consultation__state=Meeting.PLANNED.value
    )
    for row in _open_to(rows, actor, "consultation__case").order_by("consultation__held_on", "id")[:limit]:
        meeting = row.consultation
        yield Debt(
            kind=DebtKind.INVITATION, number=meeting.number, about=meeting.subject, since=day_of(meeting.called_at),
            due_on=meeting.held_on,
        )  # fmt: skip


def _tasks(actor: Actor, limit: int) -> Iterator[Debt]:
    rows = ConsultationTask.objects.select_related("consultation").filter(owner=actor.organisation, done_on=None)
    for row in _open_to(rows, actor, "consultation__case").order_by("due_on", "id")[:limit]:
        yield Debt(
            kind=DebtKind.TASK, number=row.consultation.number, about=row.words, since=row.assigned_on,
            due_on=row.due_on,
        )  # fmt: skip


def _measures(actor: Actor, limit: int) -> Iterator[Debt]:
    rows = Measure.objects.select_related("case").filter(owner=actor.organisation, ended_on=None)
    for row in _open_to(rows, actor, "case").order_by("due_on", "id")[:limit]:
        about = f"{row.case.subject_name} {row.words}".strip()
        yield Debt(kind=DebtKind.MEASURE, number=row.case.number, about=about, since=None, due_on=row.due_on)


def _handovers(actor: Actor, limit: int) -> Iterator[Debt]:
    own = actor.organisation
    rows = Handover.objects.filter(receiver=own, state__in=[state.value for state in WAITING])
    for row in _open_to(rows, actor, "case").order_by("sent_at", "id")[:limit]:
        yield Debt(
            kind=DebtKind.HANDOVER, number=row.number, about=row.subject, since=day_of(row.sent_at), due_on=None
        )  # fmt: skip


def _questions(actor: Actor, limit: int) -> Iterator[Debt]:
    rows = Question.objects.select_related("case").filter(organisation=actor.organisation, answered_at=None)
    for row in _open_to(rows, actor, "case").order_by("asked_at", "id")[:limit]:
        yield Debt(
            kind=DebtKind.QUESTION, number=row.case.number, about=row.words, since=day_of(row.asked_at), due_on=None
        )  # fmt: skip
