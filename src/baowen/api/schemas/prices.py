"""Price matters as they go in and out by API. PRI-1 to PRI-3."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Text
from baowen.core.paging import MOST_KEY
from baowen.price.kinds import CostItem, LetterKind, OriginKind, Side, StepKind, Verdict
from baowen.price.states import Move, Stage

Price = Annotated[Decimal, Field(max_digits=12, decimal_places=4, gt=0, examples=["18"])]
Amount = Annotated[Decimal, Field(max_digits=12, decimal_places=4, examples=["6.5"])]
Packs = Annotated[Decimal, Field(max_digits=12, decimal_places=4, ge=0, examples=["90000"])]
StepKey = Annotated[int, Field(ge=0, le=MOST_KEY)]
Seen = Annotated[int, Field(ge=0, le=1_000_000)]


class NewPriceMatterIn(Schema):
    """What a matter is about, and what made it: the number of a signal or case, or words of an officer."""

    drug: Code
    enterprise: Code
    listings: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    is_first_raiser: bool = False
    origin: OriginKind
    reference: Text = ""
    words: Text = ""


class PriceMoveIn(Schema):
    """A move with what it needs; see the how-to for which fields each move takes. `seen_moves`: how many moves the
    matter had when somebody looked; a matter that has moved since is left alone (409)."""

    move: Move
    words: Text = ""
    reason: Text = ""
    title: Text = ""
    clue: Text = ""
    receiver: Text = ""
    place: Text = ""
    copy_to: Text = ""
    listing: Text = ""
    notice: Text = ""
    credit_event: Text = ""
    held_on: date | None = None
    set_on: date | None = None
    until: date | None = None
    valid_from: date | None = None
    price: Price | None = None
    for_not_following: bool = False
    province: Text = ""
    number: Text = ""
    priced_on: date | None = None
    is_first_raiser: bool = False
    step: StepKey = 0
    seen_moves: Seen | None = None


class PriceMoveOut(Schema):
    """The matter, and the number of what the move made: a document, a notice, a hand-over; "" for nothing."""

    number: str
    made: str


class PriceLineOut(Schema):
    """A matter as a line of a list."""

    number: str
    region: str
    drug: str
    enterprise: str
    stage: Stage
    opened_on: date
    next_due: date | None
    moves: int


class PriceLinesOut(Schema):
    """A page of matters."""

    lines: list[PriceLineOut]
    cursor: str


class PriceStepOut(Schema):
    """What somebody owes; `due_on` is null where neither a text nor a person sets a date."""

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


class PriceLetterOut(Schema):
    """A letter; its document is at /prices/letters/{id}."""

    id: int
    matter: str
    kind: LetterKind
    reference: str
    addressee: str
    sha256: str
    size: int
    issued_at: datetime


class PriceEventOut(Schema):
    """One move of a matter."""

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


class PriceVerdictOut(Schema):
    """A verdict; `revised_why` is empty while it stands."""

    verdict: Verdict
    grounds: str
    handover: str
    result: str
    given_at: datetime
    revised_at: datetime | None
    revised_why: str


class CostLineOut(Schema):
    """One item of the form, yuan for a smallest pack; null was not told."""

    item: CostItem
    before: Decimal | None
    after: Decimal | None
    rise: Decimal | None


class PriceAnswerOut(Schema):
    """What the enterprise said, and what of its form is missing or does not add up."""

    id: int
    words: str
    lines: list[CostLineOut]
    total_before: Decimal
    total_after: Decimal
    faults: list[str]
    sent_at: datetime | None


class PriceMatterOut(Schema):
    """A matter for officers."""

    line: PriceLineOut
    is_first_raiser: bool
    events: list[PriceEventOut]
    owed: list[PriceStepOut]
    letters: list[PriceLetterOut]
    answers: list[PriceAnswerOut]
    judgements: list[PriceVerdictOut]


class OwnPriceMatterOut(Schema):
    """A matter for the enterprise that it is about."""

    number: str
    region: str
    drug: str
    stage: Stage
    opened_on: date
    next_due: date | None
    owed: list[PriceStepOut]
    letters: list[PriceLetterOut]
    answers: list[PriceAnswerOut]
    draft: PriceAnswerOut | None


class CostsIn(Schema):
    """One side of the form: yuan for a smallest pack by item, the price, packs a year. What is missing was not told."""

    items: dict[CostItem, Amount] = Field(default_factory=dict)
    price: Price | None = None
    quantity: Packs | None = None


class PriceAnswerIn(Schema):
    """An answer: kept as a draft, and sent where `send` says so; `accept_faults` sends a form that does not add up."""

    words: Filled
    before: CostsIn = CostsIn()
    after: CostsIn = CostsIn()
    send: bool = False
    accept_faults: bool = False

    def sides(self) -> dict[str, Any]:
        """The two sides as the action takes them."""
        return {
            "before": self.before.items, "after": self.after.items, "price_before": self.before.price,
            "price_after": self.after.price, "quantity_before": self.before.quantity,
            "quantity_after": self.after.quantity,
        }  # fmt: skip


class PriceAnswerKeptOut(Schema):
    """What of the form is missing or does not add up, and whether the answer was sent."""

    number: str
    faults: list[str]
    sent: bool


class PriceFileOut(Schema):
    """The number of a file that was added to the draft."""

    id: int
