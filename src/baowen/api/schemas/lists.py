"""Lists, what they open, and candidates as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Text
from baowen.lists.kinds import Direction, ListKind, Reason, Verdict
from baowen.lists.states import CandidateState, EditionState


class EditionOut(Schema):
    """An edition of a list."""

    number: int
    issuer: str
    kind: ListKind
    edition: str
    effective_on: date
    title: str
    document_number: str
    state: EditionState
    items: int
    published_at: datetime | None
    withdrawn_why: str


class EditionsOut(Schema):
    """A page of editions; `cursor` is empty after the last."""

    lines: list[EditionOut]
    cursor: str


class ItemOut(Schema):
    """One drug of an edition; an empty `dosage_form` is any form."""

    number: int
    name: str
    dosage_form: str
    note: str


class EditionPageOut(Schema):
    """An edition with its drugs."""

    edition: EditionOut
    items: list[ItemOut]


class ListedOut(Schema):
    """A line of a list that names the drug."""

    issuer_region: str
    kind: str
    edition: str
    effective_on: date
    listed_name: str
    listed_form: str
    document_number: str
    number: int


class RouteOut(Schema):
    """A route that is open to the drug there, on which condition and by which clause."""

    route: str
    zh: str
    en: str
    condition_zh: str
    condition_en: str
    clause: str
    basis: str
    pack: str
    editions: list[str]


class StatusOut(Schema):
    """What the lists say of a drug in a place on a day. Without `editions` nothing is known there."""

    drug: str
    dosage_form: str
    place: str
    on: date
    listed: list[ListedOut]
    other_salts: list[ListedOut]
    editions: list[EditionOut]
    opens: list[RouteOut]
    policy: str


class ProposalIn(Schema):
    """A drug proposed for a list or for leaving it; `evidence`: numbers of signals, cases, reports."""

    issuer: Code
    kind: ListKind
    direction: Direction
    drug: Code
    reason: Reason
    dosage_form: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    evidence: Annotated[tuple[Code, ...], Field(max_length=500)] = ()
    words: Text = ""


class OpinionOut(Schema):
    """An expert's opinion; `expert` is empty for whoever may not record opinions on the list."""

    expert: str
    verdict: Verdict
    words: str
    recorded_at: datetime


class CandidateOut(Schema):
    """A proposal with its evidence and opinions."""

    number: int
    issuer: str
    kind: ListKind
    direction: Direction
    name: str
    dosage_form: str
    reason: Reason
    clause: str
    evidence: list[str]
    words: str
    state: CandidateState
    organisation: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_why: str
    taken_into: int | None
    opinions: list[OpinionOut]


class CandidatesOut(Schema):
    """A page of proposals; `cursor` is empty after the last."""

    lines: list[CandidateOut]
    cursor: str


class CandidateNumberOut(Schema):
    """The number of a proposal."""

    number: int
