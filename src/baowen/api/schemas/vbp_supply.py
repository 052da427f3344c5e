"""Supply problems, confirmations, joining and findings as they go in and out by API. VBP-9, VBP-10, VBP-13."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Quantity, Text
from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.supply.confirmed import Confirmation
from baowen.vbp.supply.finding_states import FindingMove, FindingState
from baowen.vbp.supply.joining_states import JoinMove, JoinState
from baowen.vbp.supply.kinds import Cause, FindingKind, JoinKind, PassedTo, ProblemKind
from baowen.vbp.supply.states import ProblemMove, ProblemState


class ProblemIn(Schema):
    """A problem with a selected product; `until_on` null while it lasts, `orders` codes of own orders."""

    round_code: Code
    product_code: Code
    kind: ProblemKind
    from_on: date
    until_on: date | None = None
    words: Filled
    orders: Annotated[tuple[Code, ...], Field(max_length=50)] = ()


class SupplyAnswerIn(Schema):
    """By when how many packs are supplied, or the cause why not; both may be."""

    supply_by: date | None = None
    quantity: Quantity | None = None
    cause: Cause | None = None
    words: Text = ""


class ProblemMoveIn(Schema):
    """A move: refuse, end, reopen or withdraw."""

    move: ProblemMove
    reason: Filled


class ConfirmIn(Schema):
    """Problems that are confirmed as one; days as told where none are given; `hospital` "" for all of the place."""

    numbers: Annotated[tuple[Code, ...], Field(min_length=1, max_length=200)]
    kind: Confirmation
    region: Text = ""
    hospital: Text = ""
    from_on: date | None = None
    until_on: date | None = None
    lasts: bool = False
    reason: Filled


class AddIn(Schema):
    """A further report that a confirmation covers."""

    number: Code
    reason: Filled


class SupplyEndIn(Schema):
    """The last day of a confirmed problem."""

    until_on: date
    reason: Filled


class ProblemLineOut(Schema):
    """A problem as a line of a list."""

    number: str
    kind: ProblemKind
    round_code: str
    lot: str
    product_code: str
    drug: str
    enterprise: str
    hospital: str
    region: str
    from_on: date
    until_on: date | None
    state: ProblemState
    due_on: date | None
    answered_on: date | None
    is_overdue: bool
    confirmation: str
    told_at: datetime


class ProblemLinesOut(Schema):
    """A page of problems."""

    lines: list[ProblemLineOut]
    cursor: str


class ClockOut(Schema):
    """By when something is due, by which clause, and how the date was reached."""

    due_on: date | None
    provisional: bool
    clause: str
    basis: str
    working_zh: str
    working_en: str


class OrderFactOut(Schema):
    """A line of an order, in packs, as it stood when the problem was told."""

    order: str
    line: str
    supplier: str
    state: str
    quantity: Decimal
    delivered: Decimal
    received: Decimal
    ordered_at: datetime
    due_at: datetime | None


class SupplyAnswerOut(Schema):
    """An answer of the enterprise."""

    supply_by: date | None
    quantity: Decimal | None
    cause: Cause | None
    words: str
    answered_at: datetime


class ProblemEventOut(Schema):
    """One move of a problem."""

    move: ProblemMove
    state: ProblemState
    words: str
    organisation: str
    moved_at: datetime


class PaperOut(Schema):
    """A file; its bytes are at /vbp/papers/{id}."""

    id: int
    sha256: str
    file_name: str
    size: int


class ProblemOut(Schema):
    """A problem with all that followed, and the moves of who asks."""

    line: ProblemLineOut
    words: str
    clock: ClockOut
    orders: list[OrderFactOut]
    answers: list[SupplyAnswerOut]
    events: list[ProblemEventOut]
    papers: list[PaperOut]
    moves: list[ProblemMove]


class SupplySelectedOut(Schema):
    """A selected product: yuan a pack."""

    lot: str
    product_code: str
    drug: str
    spec: str
    enterprise: str
    enterprise_name: str
    role: SupplyRole
    price: Decimal


class ConfirmedOut(Schema):
    """A confirmed problem; `until_on` null while it lasts."""

    number: str
    kind: Confirmation
    round_code: str
    lot: str
    product_code: str
    enterprise: str
    region: str
    hospital: str
    from_on: date
    until_on: date | None
    clause: str
    confirmed_on: date


class ConfirmationOut(Schema):
    """A confirmation with its reports; `backups` step in."""

    confirmed: ConfirmedOut
    drug: str
    reason: str
    problems: list[str]
    backups: list[SupplySelectedOut]
    revoked_at: datetime | None
    revoked_because: str


class ConfirmationsOut(Schema):
    """A page of confirmations."""

    lines: list[ConfirmationOut]
    cursor: str


class SupplyWishIn(Schema):
    """Packs of a product in the cycle."""

    product_code: Code
    quantity: Quantity


class JoiningIn(Schema):
    """An application to join a round."""

    round_code: Code
    kind: JoinKind
    wishes: Annotated[tuple[SupplyWishIn, ...], Field(min_length=1, max_length=500)]
    words: Text = ""


class JoiningMoveIn(Schema):
    """A move; the days of the agreement where it is accepted, those of the round unless told."""

    move: JoinMove
    reason: Text = ""
    from_on: date | None = None
    until_on: date | None = None


class WishOut(Schema):
    """A product that is wished for."""

    lot: str
    product_code: str
    drug: str
    quantity: Decimal


class JoiningOut(Schema):
    """An application and its agreement."""

    number: str
    round_code: str
    organisation: str
    region: str
    kind: JoinKind
    words: str
    state: JoinState
    from_on: date | None
    until_on: date | None
    applied_at: datetime
    reason: str
    wishes: list[WishOut]
    moves: list[JoinMove]


class JoiningsOut(Schema):
    """A page of applications."""

    lines: list[JoiningOut]
    cursor: str


class FindingIn(Schema):
    """What was found about which institution, with the numbers that show it."""

    kind: FindingKind
    institution: Code
    words: Filled
    evidence: Annotated[tuple[Code, ...], Field(min_length=1, max_length=50)]
    round_code: Text = ""


class FindingMoveIn(Schema):
    """A move in words."""

    move: FindingMove
    words: Filled


class PassIn(Schema):
    """To which supervision, which office, with what."""

    to: PassedTo
    receiver: Code
    words: Filled


class ResultIn(Schema):
    """What came of it there."""

    to: PassedTo
    words: Filled


class PassedOut(Schema):
    """To which supervision it went."""

    to: PassedTo
    receiver: str
    words: str
    passed_at: datetime
    result: str
    told_at: datetime | None


class FindingEventOut(Schema):
    """One move of a finding."""

    move: FindingMove
    state: FindingState
    words: str
    organisation: str
    moved_at: datetime


class FindingOut(Schema):
    """A finding; `passed` is told to officers alone."""

    number: str
    kind: FindingKind
    institution: str
    region: str
    round_code: str
    words: str
    evidence: list[str]
    state: FindingState
    due_on: date | None
    is_overdue: bool
    organisation: str
    found_at: datetime
    clock: ClockOut | None
    passed: list[PassedOut]
    events: list[FindingEventOut]
    moves: list[FindingMove]


class FindingsOut(Schema):
    """A page of findings."""

    lines: list[FindingOut]
    cursor: str
