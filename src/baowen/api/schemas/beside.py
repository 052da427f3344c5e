"""Measures, comments, consultations and hand-overs as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Text
from baowen.core.paging import MOST_KEY
from baowen.respond.kinds import HandoverResult, MeasureKind, Outcome, Reply
from baowen.respond.states_beside import Meeting, Passing


class WordsIn(Schema):
    """What is to be said."""

    words: Filled


class LinkIn(Schema):
    """The case with which another has to do, and why."""

    other: Code
    reason: Text = ""


class MeasureIn(Schema):
    """A measure with who owns it and until when."""

    kind: MeasureKind
    owner: Code
    due_on: date
    words: Text = ""


class MeasureNumberOut(Schema):
    """The number of a measure."""

    id: int


class MeasureEndIn(Schema):
    """What came of a measure."""

    outcome: Outcome
    words: Text = ""


class MeasureOut(Schema):
    """A measure of a case; `outcome` is missing while it runs."""

    id: int
    kind: MeasureKind
    owner: str
    words: str
    due_on: date
    outcome: Outcome | None
    outcome_words: str
    ended_on: date | None


class CallingIn(Schema):
    """A consultation to be called: when, where, about what, and whom it invites (codes of organisations)."""

    held_on: date
    subject: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    invited: Annotated[list[Code], Field(min_length=1, max_length=100)]
    place: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    is_online: bool = False


class InvitationIn(Schema):
    """Whether the own organisation comes."""

    answer: Literal[Reply.ACCEPTED, Reply.DECLINED]
    words: Text = ""


class InvitationOut(Schema):
    """Who is invited and whether it comes."""

    organisation: str
    reply: Reply
    words: str
    replied_at: datetime | None


class MinutesOut(Schema):
    """One version of the minutes."""

    version: int
    words: str
    by: str
    at: datetime
    reason: str


class TaskOut(Schema):
    """A task of a consultation."""

    id: int
    owner: str
    words: str
    assigned_on: date
    due_on: date
    done_on: date | None
    outcome_words: str


class ConsultationOut(Schema):
    """A consultation with all that belongs to it."""

    number: str
    case: str
    subject_name: str
    region: str
    organisation: str
    called_at: datetime
    held_on: date
    place: str
    is_online: bool
    subject: str
    state: Meeting
    cancelled_because: str
    invitations: list[InvitationOut]
    minutes: list[MinutesOut]
    tasks: list[TaskOut]


FileKey = Annotated[int, Field(ge=0, le=MOST_KEY)]


class FileIn(Schema):
    """What is said of a file that is added."""

    words: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""


class FileOut(Schema):
    """A file of a case; `withdrawn_at` is missing while it counts."""

    id: int
    case: str
    sha256: str
    file_name: str
    media_type: str
    size: int
    words: str
    by: str
    organisation: str
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


class FileNumberOut(Schema):
    """The number of a file."""

    id: int


class HandoverIn(Schema):
    """A clue that is handed over to another department, with its case and numbers of files of that case, if any."""

    receiver: Code
    subject: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    words: Filled
    case: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    evidence: Annotated[tuple[FileKey, ...], Field(max_length=200)] = ()


class HandoverAnswerIn(Schema):
    """What came of it."""

    result: HandoverResult
    words: Filled


class HandoverOut(Schema):
    """A hand-over and how far it is."""

    number: str
    case: str
    sender: str
    receiver: str
    subject: str
    words: str
    state: Passing
    sent_at: datetime
    received_at: datetime | None
    answered_at: datetime | None
    result: HandoverResult | None
    answer: str
    returned_because: str
    evidence: list[FileOut]
