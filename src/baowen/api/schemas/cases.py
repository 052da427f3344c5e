"""Cases, questions and changes as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.beside import ConsultationOut, FileOut, HandoverOut, MeasureOut
from baowen.api.schemas.common import Code, Filled, Text


class CaseOut(Schema):
    """A case as a line of a list."""

    number: str
    kind: str
    origin_region: str
    region: str
    level: str
    state: str
    subject: str
    subject_name: str
    opened_on: date
    next_due: date | None
    moves: int


class CasesOut(Schema):
    """A page of cases; `cursor` is empty after the last."""

    lines: list[CaseOut]
    cursor: str


class EventOut(Schema):
    """One move."""

    number: int
    move: str
    on: date
    at: datetime
    by: str
    organisation: str
    region: str
    level: str
    state: str
    reason: str


class OwedOut(Schema):
    """One step that is or was owed, with the working of its date."""

    step: str
    region: str
    level: str
    started_on: date
    due_on: date | None
    is_provisional: bool
    stands_since: date | None
    done_on: date | None
    moved_from: date | None
    clause: str
    basis: str
    wording: str
    working_zh: str
    working_en: str


class AskedOut(Schema):
    """What an organisation was asked about a case, and its answer."""

    organisation: str
    words: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


class CasePageOut(Schema):
    """All of a case that a system needs."""

    line: CaseOut
    result: str | None
    merged_into: str
    events: list[EventOut]
    owed: list[OwedOut]
    questions: list[AskedOut]
    measures: list[MeasureOut]
    consultations: list[ConsultationOut]
    handovers: list[HandoverOut]
    files: list[FileOut]


class NewCase(Schema):
    """A clue to be opened as a case; `source` names it in the caller's system."""

    kind: Annotated[str, Field(pattern="^(shortage|price|conduct)$")]
    region: Code
    subject: Code
    subject_name: Code
    source: Code
    reason: Text = ""


class OpenedOut(Schema):
    """The case, and whether it is new or was open on the same matter."""

    number: str
    is_new: bool


class MoveIn(Schema):
    """What a move needs: `seen_moves` as the case had when it was looked at, and what belongs to the move."""

    seen_moves: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Text = ""
    words: Text = ""
    organisation: Text = ""
    result: Text = ""
    into: Text = ""


class QuestionOut(Schema):
    """What the caller's organisation was asked and has not answered."""

    number: str
    words: str
    asked_at: datetime


class AnswerIn(Schema):
    """The answer to a question."""

    words: Filled


class ChangeOut(Schema):
    """One change of a case."""

    number: int
    at: datetime
    by: str
    organisation: str
    action: str
    case: str
    reason: str


class ChangesOut(Schema):
    """Changes, and the number to go on from."""

    changes: list[ChangeOut]
    next_after: int
    is_end: bool
