"""Reads of cases: one case on one page, and what was asked about cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from baowen.orgs.permissions import Actor
from baowen.respond.kinds import MeasureKind, Outcome, SourceKind
from baowen.respond.models import Case, CaseEvent, OwedStep, Question
from baowen.respond.queries.consultations import ConsultationView, consultations_of
from baowen.respond.queries.files import FileView, files_of_case
from baowen.respond.queries.handovers import HandoverView, handovers_of
from baowen.respond.queries.lists import CaseLine, line_of
from baowen.respond.queries.seeing import seen_case
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import Owed, Step
from baowen.respond.states import Move, State


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One move as people read it."""

    number: int
    move: Move
    on: date
    at: datetime
    by: str
    organisation: str
    region: str
    level: str
    state: State
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedView:
    """One step that is or was owed: by whom, by when, and why that date. `moved_from`: before the calendar changed."""

    step: Step
    region: str
    level: str
    started_on: date
    due_on: date | None
    is_provisional: bool
    stands_since: date | None
    done_on: date | None
    moved_from: date | None
    moved_on: date | None
    clause: str
    basis: str
    wording: str
    working_zh: str
    working_en: str

    def is_late(self, today: date) -> bool:
        """Whether it was done after its last day, or is still owed after it."""
        return self.due_on is not None and (self.done_on or today) > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """What an organisation was asked, and its answer; `answered_at` is None while it is owed."""

    number: str
    organisation: str
    words: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureView:
    """A measure; `outcome` is None while it runs."""

    id: int
    kind: MeasureKind
    owner: str
    words: str
    due_on: date
    outcome: Outcome | None
    outcome_words: str
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBeside:
    """What lies beside a case: cases taken in and linked, comments, consultations, hand-overs, files.

    `origin_region`, `region` and `state` are those of the case.
    """

    origin_region: str = ""
    region: str = ""
    state: State = State.RECEIVED
    taken_in: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    comments: tuple[tuple[datetime, str, str], ...] = ()
    consultations: tuple[ConsultationView, ...] = ()
    handovers: tuple[HandoverView, ...] = ()
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """All of a case: what happened, who owes what by when and why that date."""

    line: CaseLine
    result: MeasureKind | None
    merged_into: str
    taken_in: tuple[str, ...]
    linked: tuple[str, ...]
    sources: tuple[tuple[SourceKind, str], ...]
    events: tuple[EventView, ...]
    owed: tuple[OwedView, ...]
    questions: tuple[QuestionView, ...]
    measures: tuple[MeasureView, ...]
    comments: tuple[tuple[datetime, str, str], ...]
    consultations: tuple[ConsultationView, ...]
    handovers: tuple[HandoverView, ...]
    files: tuple[FileView, ...]


def case_page(number: str, actor: Actor, *, book: Rulebook, with_beside: bool = True) -> CasePage:
    """One case with all that belongs to it; BaowenError for an unknown one, and for one that the actor may not see.

    `with_beside`: whether what lies beside it is read too; else that is left empty (see `case_beside`).
    """
    row = seen_case(number, actor, book)
    events = list(row.events.order_by("number"))
    beside = _beside(row) if with_beside else CaseBeside()
    return CasePage(
        line=line_of(row),
        result=MeasureKind(row.result) if row.result else None,
        merged_into=row.merged_into.number if row.merged_into else "",
        taken_in=beside.taken_in,
        linked=beside.linked,
        sources=tuple((SourceKind(one.kind), one.reference) for one in row.sources.all()),
        events=tuple(map(_event, events)),
        owed=_owed(row, events, book),
        questions=tuple(_question(one) for one in row.questions.select_related("case")),
        measures=tuple(_measures(row)),
        comments=beside.comments,
        consultations=beside.consultations,
        handovers=beside.handovers,
        files=beside.files,
    )


def case_beside(number: str, actor: Actor, *, book: Rulebook) -> CaseBeside:
    """What lies beside a case, under the same conditions."""
    return _beside(seen_case(number, actor, book))


def _beside(row: Case) -> CaseBeside:
    return CaseBeside(
        origin_region=row.origin_region, region=row.region, state=State(row.state),
        taken_in=tuple(row.taken_in.values_list("number", flat=True)),
        linked=(
            *row.links.values_list("other__number", flat=True), *row.linked_from.values_list("case__number", flat=True)
        ),
        comments=tuple((one.at, one.by, one.words) for one in row.comments.all()),
        consultations=consultations_of(row),
        handovers=handovers_of(row),
        files=tuple(files_of_case(row)),
    )  # fmt: skip


def _event(row: CaseEvent) -> EventView:
    return EventView(
        number=row.number, move=Move(row.move), on=row.on, at=row.at, by=row.by, organisation=row.organisation,
        region=row.region, level=row.level, state=State(row.state), reason=row.reason,
    )  # fmt: skip


def _owed(row: Case, events: list[CaseEvent], book: Rulebook) -> tuple[OwedView, ...]:
    """The stored steps with the working of their dates, which is told from the events when somebody reads it."""
    kept = {(one.stay, one.step): one for one in row.owed.all()}
    found = []
    owed_at = book.owed_of(row.origin_region, [event.as_event() for event in events])
    for number, (_, steps) in enumerate(owed_at):
        for owed in steps:
            stored = kept.get((number, owed.step.value))
            if stored is not None:
                found.append(_owed_view(stored, owed))
    return tuple(found)


def _owed_view(stored: OwedStep, owed: Owed) -> OwedView:
    entry, clock = owed.entry, owed.clock
    return OwedView(
        step=owed.step, region=stored.region, level=stored.level, started_on=stored.started_on, due_on=stored.due_on,
        is_provisional=stored.is_provisional, stands_since=stored.stands_since, done_on=stored.done_on,
        moved_from=stored.moved_from, moved_on=stored.moved_on, clause=stored.clause, basis=stored.basis,
        wording=entry.text() if entry is not None and entry.is_unset else "",
        working_zh=clock.working_zh if clock else "", working_en=clock.working_en if clock else "",
    )  # fmt: skip


def _question(row: Question) -> QuestionView:
    return QuestionView(
        number=row.case.number, organisation=row.organisation, words=row.words, asked_at=row.asked_at,
        answer=row.answer, answered_at=row.answered_at,
    )  # fmt: skip


def _measures(row: Case) -> list[MeasureView]:
    return [
        MeasureView(
            id=one.pk, kind=MeasureKind(one.kind), owner=one.owner, words=one.words, due_on=one.due_on,
            outcome=Outcome(one.outcome) if one.outcome else None, outcome_words=one.outcome_words,
            ended_on=one.ended_on,
        )
        for one in row.measures.all()
    ]  # fmt: skip


def questions_to(organisation: str) -> list[QuestionView]:
    """The questions that an organisation has not answered, oldest first."""
    rows = Question.objects.select_related("case").filter(organisation=organisation, answered_at=None)
    return [_question(row) for row in rows]
