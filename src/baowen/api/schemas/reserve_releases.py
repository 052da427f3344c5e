"""Releases and replenishments of reserves as they go out and come in by API. RSV-1."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

from baowen.api.schemas.common import Code, Quantity, Text
from baowen.api.schemas.reserve_goods import LotKey
from baowen.reserve.goods.kinds import GoodsKind
from baowen.reserve.goods.states import RefillState, ReleaseMove, ReleaseState


class TakerIn(Schema):
    """Who takes how much."""

    organisation: Code
    packs: Quantity


class ReleaseIn(Schema):
    """What is to be released; `due_at` null is what the pack says. Agreed price and filing: call-ups alone."""

    holder: Code
    product_code: Code
    takers: Annotated[list[TakerIn], Field(min_length=1, max_length=200)]
    case_number: Text = ""
    measure: Annotated[int, Field(ge=1, le=2**53)] | None = None
    due_at: AwareDatetime | None = None
    is_call_up: bool = False
    agreed_price: Quantity | None = None
    filing_number: Text = ""
    words: Text = ""


class OrderedOut(Schema):
    """The number of an order, and by how much it passes what the holder can send now."""

    code: str
    beyond: Decimal


class TakerOut(Schema):
    """How far a taker's part of a release is."""

    organisation: str
    packs: Decimal
    sent: Decimal
    accepted: Decimal
    lost: Decimal
    returned: Decimal


class ReleaseOut(Schema):
    """A release order."""

    code: str
    region: str
    organisation: str
    holder: str
    product_code: str
    generic_name: str
    spec: str
    goods: GoodsKind
    packs: Decimal
    beyond: Decimal
    case_number: str
    measure: int | None
    due_at: datetime
    due_clause: str
    is_call_up: bool
    agreed_price: Decimal | None
    filing_number: str
    words: str
    state: ReleaseState
    reason: str
    ordered_at: datetime
    answered_at: datetime | None
    is_late: bool
    moves: list[ReleaseMove]
    takers: list[TakerOut]


class ReleasesOut(Schema):
    """A page of release orders, the newest first."""

    lines: list[ReleaseOut]
    cursor: str


class ReleaseMoveIn(Schema):
    """What is done with an order; refusing, cancelling and ending early need a reason."""

    move: ReleaseMove
    reason: Text = ""


class ReleaseFilingIn(Schema):
    """The agreed temporary price of a call-up and its filing on the platform."""

    agreed_price: Quantity
    filing_number: Code


class PickIn(Schema):
    """So much of a lot, by its key."""

    lot: LotKey
    packs: Quantity


class ReleaseParcelIn(Schema):
    """What goes to a taker: `packs` in expiry order, or `picks` lot by lot; `departs`: why out of turn."""

    taker: Code
    packs: Quantity | None = None
    picks: Annotated[list[PickIn], Field(max_length=200, default_factory=list)]
    departs: Text = ""
    carrier: Text = ""


class ReleaseSentOut(Schema):
    """The numbers of what was sent, a lot each."""

    codes: list[str]


class SendingOut(Schema):
    """A lot that was sent, and what was counted of it."""

    code: str
    taker: str
    lot_no: str
    expires_on: date
    packs: Decimal
    carrier: str
    departs: str
    sent_at: datetime
    accepted: Decimal | None
    lost: Decimal | None
    returned: Decimal | None
    words: str
    received_at: datetime | None


class ReleaseCountedIn(Schema):
    """What came of a sending; the three add up to what was sent."""

    accepted: Quantity
    lost: Quantity = Decimal(0)
    returned: Quantity = Decimal(0)
    words: Text = ""


class NewOut(Schema):
    """Whether it is new, or was entered before."""

    is_new: bool


class RefillOut(Schema):
    """A replenishment."""

    code: str
    release: str
    holder: str
    product_code: str
    generic_name: str
    goods: GoodsKind
    packs: Decimal
    arrived: Decimal
    due_on: date
    due_clause: str
    state: RefillState
    reason: str
    is_late: bool


class RefillsOut(Schema):
    """A page of replenishments, the newest first."""

    lines: list[RefillOut]
    cursor: str


class RefillIn(Schema):
    """Order a proposal (or another quantity or day), or drop it with the reason."""

    order: bool
    packs: Quantity | None = None
    due_on: date | None = None
    reason: Text = ""
