"""Orders, deliveries, receipts and returns as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from baowen.api.schemas.common import Code, Filled, Quantity, Text
from baowen.procure.basis import BasisKind
from baowen.procure.trade.kinds import ReturnCause, Urgency
from baowen.procure.trade.states import LineState

Price = Annotated[Decimal, Field(max_digits=16, decimal_places=4, gt=0, examples=["12.5"])]
Traced = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]


class OrderLineIn(Schema):
    """A product to order, in packs, on a listing, negotiation, filing or reserve; without a price: at the basis's."""

    basis: BasisKind = BasisKind.LISTING
    basis_number: Code
    quantity: Quantity
    price: Price | None = None


class OrderIn(Schema):
    """An order under the hospital's own number. `is_sure`: a quantity far above the usual one is meant."""

    number: Code
    supplier: Code
    lines: Annotated[list[OrderLineIn], Field(min_length=1, max_length=200)]
    urgency: Urgency = Urgency.GENERAL
    in_parts: bool = True
    words: Text = ""
    is_sure: bool = False


class OrdersIn(Schema):
    """Orders that are placed together, all or none."""

    orders: Annotated[list[OrderIn], Field(min_length=1, max_length=100)]


class PlacedOut(Schema):
    """An order that stands; not `is_new` where it stood before with the same content."""

    code: str
    number: str
    lines: list[str]
    is_new: bool


class PlacedOrdersOut(Schema):
    """The orders in the sequence in which they came."""

    orders: list[PlacedOut]


class LinesIn(Schema):
    """Which lines of the order, none for all that it can be done with."""

    lines: list[Code] | None = None


class LinesWhyIn(LinesIn):
    """The same, and why."""

    reason: Filled


class CloseIn(LinesIn):
    """The same, with a remark if there is one."""

    reason: Text = ""


class MovedOut(Schema):
    """How many lines were moved; none where it was done before."""

    code: str
    lines: int


class ParcelIn(Schema):
    """A lot that is sent for a line, in packs, with the traceability codes that were scanned."""

    line: Code
    quantity: Quantity
    lot_no: Code
    expires_on: date
    made_on: date | None = None
    codes: Annotated[list[Traced], Field(max_length=5000, default_factory=list)]


class NoteIn(Schema):
    """What is sent at once, under the supplier's own number."""

    number: Code
    parcels: Annotated[list[ParcelIn], Field(min_length=1, max_length=400)]
    carrier: Text = ""


class DoubtOut(Schema):
    """Something about the codes that should be looked at; the note was taken all the same."""

    message: str
    message_en: str


class SentOut(Schema):
    """The numbers of the deliveries, in the sequence of the lots."""

    deliveries: list[str]
    doubts: list[DoubtOut]
    is_new: bool


class CountedIn(Schema):
    """What was counted of a delivery; the three add up to what was sent."""

    accepted: Quantity
    short: Quantity = Decimal(0)
    damaged: Quantity = Decimal(0)
    words: Text = ""


class TakenOut(Schema):
    """The number of the receipt."""

    receipt: str
    is_new: bool


class GoingBackIn(Schema):
    """What goes back, under the hospital's own number."""

    number: Code
    quantity: Quantity
    cause: ReturnCause
    words: Text = ""


class DoneOut(Schema):
    """Whether it was done now, or before."""

    is_new: bool


class OrderLineOut(Schema):
    """A line with what followed."""

    number: str
    product_code: str
    generic_name: str
    maker: str
    basis: BasisKind
    basis_number: str
    clause: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    state: LineState
    reason: str
    answered_at: datetime | None
    due_at: datetime | None
    delivered: Decimal
    received: Decimal
    returned: Decimal


class OrderOut(Schema):
    """An order with its lines; `due_*`: the rule for its deliveries, "" and null where the pack has none."""

    code: str
    number: str
    hospital: str
    region: str
    supplier: str
    urgency: Urgency
    in_parts: bool
    words: str
    placed_at: datetime
    due_class: str
    due_hours: int | None
    due_in_holidays: bool
    due_clause: str
    amount: Decimal
    lines: list[OrderLineOut]


class OrdersOut(Schema):
    """A page of orders; `cursor` is empty after the last."""

    lines: list[OrderOut]
    cursor: str


class ReturnOut(Schema):
    """Goods that go back."""

    number: str
    hospital: str
    order: str
    delivery: str
    generic_name: str
    quantity: Decimal
    cause: ReturnCause
    words: str
    returned_at: datetime
    agreed_at: datetime | None


class ReturnsOut(Schema):
    """A page of returns; `cursor` is empty after the last."""

    lines: list[ReturnOut]
    cursor: str


class DeliveryOut(Schema):
    """A lot that was sent, and what the hospital counted of it, null until it has."""

    code: str
    note: str
    order: str
    line: str
    product_code: str
    generic_name: str
    hospital: str
    supplier: str
    quantity: Decimal
    lot_no: str
    made_on: date | None
    expires_on: date
    carrier: str
    codes: int
    delivered_at: datetime
    accepted: Decimal | None
    short: Decimal | None
    damaged: Decimal | None
    words: str
    received_at: datetime | None
    returns: list[ReturnOut]


class DeliveriesOut(Schema):
    """A page of deliveries; `cursor` is empty after the last."""

    lines: list[DeliveryOut]
    cursor: str
