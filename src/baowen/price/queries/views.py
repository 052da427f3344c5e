"""The parts of a price matter as others see them, and how stored rows become them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from baowen.price.actions.answering import costs_of
from baowen.price.clocks.rules import clock_of
from baowen.price.costs.rules import CostLine, Costs, lines
from baowen.price.kinds import LetterKind, Side, StepKind
from baowen.price.models import Answer, Event, Letter, OwedStep
from baowen.price.states import Move, Stage
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """What somebody owes. `due_on` None: neither a text nor a person set a date; the words say how it was reached."""

    id: int
    step: StepKind
    side: Side
    started_on: date
    due_on: date | None
    is_provisional: bool
    clause: str
    basis: str
    working_zh: str
    working_en: str
    done_on: date | None
    called_off: bool

    def is_late(self, today: date) -> bool:
        """Whether its last day is over and it is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter as it was issued."""

    id: int
    matter: str
    event: int
    kind: LetterKind
    reference: str
    addressee: str
    sha256: str
    size: int
    issued_at: datetime
    text: str

    @property
    def file_name(self) -> str:
        return f"{self.reference}.docx"

    @property
    def media_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFileView:
    """A file of an answer."""

    id: int
    sha256: str
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What the enterprise said; `sent_at` is None for a draft. Yuan for one smallest pack, packs a year."""

    id: int
    words: str
    costs: Costs
    lines: list[CostLine]
    faults: tuple[str, ...]
    files: list[AnswerFileView]
    kept_at: datetime
    sent_at: datetime | None

    @property
    def total_before(self) -> Decimal:
        return self.costs.before.total

    @property
    def total_after(self) -> Decimal:
        return self.costs.after.total


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One move: what it says, why, which rungs it skipped, and by which clause."""

    number: int
    move: Move
    stage: Stage
    on: date
    words: str
    reason: str
    skips: str
    clause: str
    organisation: str
    by: str


def step_view(row: OwedStep, region: str, book: Rulebook) -> StepView:
    """A step with the working of its date."""
    clock = clock_of(
        StepKind(row.step), row.started_on, book.ruling(region, row.started_on), book.calendar, row.set_on
    )  # fmt: skip
    return StepView(
        id=row.pk, step=StepKind(row.step), side=Side(row.side), started_on=row.started_on, due_on=row.due_on,
        is_provisional=row.is_provisional, clause=row.clause, basis=row.basis, working_zh=clock.working_zh,
        working_en=clock.working_en, done_on=row.done_on, called_off=row.called_off,
    )  # fmt: skip


def letter_view(row: Letter) -> LetterView:
    """A letter; what was filled in for its own words is its `text`."""
    return LetterView(
        id=row.pk, matter=row.matter.number, event=row.event.number, kind=LetterKind(row.kind), reference=row.reference,
        addressee=row.addressee, sha256=row.sha256, size=row.size, issued_at=row.issued_at,
        text=str(row.values.get("words", "")),
    )  # fmt: skip


def answer_view(row: Answer) -> AnswerView:
    """An answer with its costs, what the rise is made of, and its files."""
    costs = costs_of(row)
    return AnswerView(
        id=row.pk, words=row.words, costs=costs, lines=lines(costs), faults=tuple(row.faults.splitlines()),
        files=[
            AnswerFileView(
                id=one.pk, sha256=one.sha256, file_name=one.file_name, media_type=one.media_type, size=one.size
            )
            for one in row.files.all()
        ],
        kept_at=row.kept_at, sent_at=row.sent_at,
    )  # fmt: skip


def event_view(row: Event) -> EventView:
    """A move as officers see it."""
    return EventView(
        number=row.number, move=Move(row.move), stage=Stage(row.stage), on=row.on, words=row.words,
        reason=row.reason, skips=row.skips, clause=row.clause, organisation=row.organisation, by=row.moved_by,
    )  # fmt: skip
