"""Reads of consultations: one with its invitations, minutes and tasks, and those that somebody may see. RSP-5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.respond.kinds import Channel, Reply
from baowen.respond.models import Case, Consultation, ConsultationTask, Invitation, Minutes
from baowen.respond.queries.seeing import PAGE, reads_cases, sees, sees_military
from baowen.respond.rulebook import Rulebook
from baowen.respond.states_beside import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """Who is invited and whether it comes; `replied_at` is None while there is no answer."""

    organisation: str
    reply: Reply
    words: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesView:
    """One version of the minutes; `reason` is why the one before was corrected, "" for the first."""

    version: int
    words: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task of a consultation; `done_on` is None while it is open."""

    id: int
    owner: str
    words: str
    assigned_on: date
    due_on: date
    done_on: date | None
    outcome_words: str

    def is_late(self, today: date) -> bool:
        """Whether it was finished after its last day, or is still open after it."""
        return (self.done_on or today) > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationView:
    """A consultation with all that belongs to it; `minutes` oldest version first, empty until it is held."""

    number: str
    case: str
    subject_name: str
    region: str
    organisation: str
    called_by: str
    called_at: datetime
    held_on: date
    place: str
    is_online: bool
    subject: str
    state: Meeting
    cancelled_because: str
    invitations: tuple[InvitationView, ...]
    minutes: tuple[MinutesView, ...]
    tasks: tuple[TaskView, ...]


def consultation_page(number: str, actor: Actor, *, book: Rulebook) -> ConsultationView:
    """One consultation; BaowenError for an unknown one, and for one that the actor may not see.

    Who sees the case sees it, and so do those who are invited or have a task in it.
    """
    rows = Consultation.objects.select_related("case").prefetch_related("invitations", "minutes", "tasks")
    row = rows.filter(number=number).first()
    if row is None or not (sees(row.case, actor, book) or _takes_part(row, actor, book)):
        raise BaowenError(f"没有可阅看的会商 {number}", f"there is no consultation {number} that you may see")
    return _view(row)


def consultation_of_task(task: int) -> str:
    """The number of the consultation in which a task was assigned; BaowenError for an unknown task."""
    row = ConsultationTask.objects.select_related("consultation").filter(pk=task).first()
    if row is None:
        raise BaowenError(f"没有会商任务 {task}，请核对编号", f"there is no task {task}; check the number")
    return row.consultation.number


def _takes_part(row: Consultation, actor: Actor, book: Rulebook) -> bool:
    if row.case.channel == Channel.MILITARY and not sees_military(actor):
        return False
    if not decide(
        actor, Act.CASE_ANSWER, actor.region, regions=book.regions, organisation=actor.organisation
    ).allowed:  # fmt: skip
        return False
    owners = {one.organisation for one in row.invitations.all()} | {one.owner for one in row.tasks.all()}
    return actor.organisation in owners


def consultations(
    actor: Actor, *, book: Rulebook, states: tuple[Meeting, ...] = (), limit: int = PAGE
) -> list[ConsultationView]:
    """Consultations to which the own organisation is invited or in which it has a task, the latest day first.

    For who reads cases also those that the own region called, or one below.
    """
    reads = reads_cases(actor, book)
    rows = Consultation.objects.select_related("case").prefetch_related("invitations", "minutes", "tasks")
    if not sees_military(actor):
        rows = rows.exclude(case__channel=Channel.MILITARY.value)
    if not (reads and actor.region == NATION_CODE):
        invited = Invitation.objects.filter(organisation=actor.organisation).values("consultation")
        owning = ConsultationTask.objects.filter(owner=actor.organisation).values("consultation")
        whose = Q(pk__in=invited) | Q(pk__in=owning)
        rows = rows.filter(whose | Q(region__in=codes_within(actor.region)) if reads else whose)
    if states:
        rows = rows.filter(state__in=[state.value for state in states])
    return [_view(row) for row in rows.order_by("-held_on", "-id")[:limit]]


def consultations_of(case: Case) -> tuple[ConsultationView, ...]:
    """The consultations of a case that the reader may see, oldest first."""
    rows = case.consultations.select_related("case").prefetch_related("invitations", "minutes", "tasks")
    return tuple(_view(row) for row in rows.order_by("id"))


def _view(row: Consultation) -> ConsultationView:
    return ConsultationView(
        number=row.number, case=row.case.number, subject_name=row.case.subject_name, region=row.region,
        organisation=row.organisation, called_by=row.called_by, called_at=row.called_at, held_on=row.held_on,
        place=row.place, is_online=row.is_online, subject=row.subject, state=Meeting(row.state),
        cancelled_because=row.cancelled_because,
        invitations=tuple(map(_invitation, row.invitations.all())),
        minutes=tuple(map(_minutes, row.minutes.all())),
        tasks=tuple(map(_task, row.tasks.all())),
    )  # fmt: skip


def _invitation(row: Invitation) -> InvitationView:
    return InvitationView(
        organisation=row.organisation, reply=Reply(row.reply), words=row.words, replied_at=row.replied_at
    )  # fmt: skip


def _minutes(row: Minutes) -> MinutesView:
    return MinutesView(version=row.version, words=row.words, by=row.by, at=row.at, reason=row.reason)


def _task(row: ConsultationTask) -> TaskView:
    return TaskView(
        id=row.pk, owner=row.owner, words=row.words, assigned_on=row.assigned_on, due_on=row.due_on,
        done_on=row.done_on, outcome_words=row.outcome_words,
    )  # fmt: skip
