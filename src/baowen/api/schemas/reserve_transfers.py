"""Transfer plans and orders as they go in and out by API. RSV-3."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Quantity, Text
from baowen.reserve.transfers.states import MoveState, OrderState, PlanState


class PlanIn(Schema):
    """What a plan is about: drugs by code or name, a case, a measure, a what-if, or all of the lists in force."""

    drugs: Annotated[tuple[Code, ...], Field(max_length=500)] = ()
    case: Text = ""
    measure: Annotated[int, Field(ge=1)] | None = None
    scenario: Text = ""
    listed: bool = False
    day: date | None = None


class TransferMoveIn(Schema):
    """A move as it shall be; `taker` "" leaves it with whom it is."""

    packs: Quantity
    taker: Text = ""
    reason: Filled


class NewMoveIn(Schema):
    """A move that a person adds; `item` as the plan names it."""

    item: Filled
    product_code: Code
    lot_no: Text = ""
    giver: Code
    taker: Code
    packs: Quantity
    reason: Filled


class PlanEndIn(Schema):
    """Order the plan, or drop it with a reason."""

    order: bool
    reason: Text = ""


class AgreedIn(Schema):
    """Packs of a line that the giver accepts."""

    line: Annotated[int, Field(ge=1)]
    packs: Quantity


class AnswerTransferIn(Schema):
    """The giver's answer; lines that are not named are accepted whole."""

    accept: bool
    agreed: Annotated[tuple[AgreedIn, ...], Field(max_length=500)] = ()
    reason: Text = ""


class SendIn(Schema):
    """What leaves now."""

    lines: Annotated[tuple[AgreedIn, ...], Field(min_length=1, max_length=500)]
    carrier: Text = ""
    temperature: Text = ""


class CountIn(Schema):
    """What became of packs of a line."""

    line: Annotated[int, Field(ge=1)]
    received: Quantity = Decimal(0)
    lost: Quantity = Decimal(0)
    returned: Quantity = Decimal(0)
    words: Text = ""


class ReceiveIn(Schema):
    """What the taker counted; today unless another day is told."""

    lines: Annotated[tuple[CountIn, ...], Field(min_length=1, max_length=500)]
    received_on: date | None = None


class PlanLineOut(Schema):
    """A plan in a list."""

    number: str
    region: str
    day: date
    names: list[str]
    case: str
    measure: int | None
    state: PlanState
    asked_at: datetime
    moves: int
    gap: float | None
    unmet_before: float | None
    unmet_after: float | None


class PlanLinesOut(Schema):
    """A page of plans."""

    lines: list[PlanLineOut]
    cursor: str


class MoveOut(Schema):
    """A move with what was proposed and its sentence."""

    id: int
    item: str
    drug: str
    unit: str
    product_code: str
    lot_no: str
    expires_on: date | None
    units_per_pack: Decimal
    giver: str
    giver_name: str
    taker: str
    taker_name: str
    proposed: Decimal
    packs: Decimal
    km: float | None
    tier: str
    state: MoveState
    reason: str
    why_zh: str
    why_en: str


class PlanOut(Schema):
    """A plan with its moves and totals."""

    line: PlanLineOut
    items: list[str]
    moves: list[MoveOut]
    unmet_greedy: float | None
    waste_before: float | None
    waste_after: float | None
    bound: float | None
    cost: float | None
    failed_because: str
    reason: str
    versions: dict[str, int | None]
    orders: list[str]
    may_decide: bool


class OrdersMadeOut(Schema):
    """The numbers of the orders that were made."""

    numbers: list[str]


class TransferGoodsOut(Schema):
    """A lot of an order."""

    id: int
    code: str
    drug: str
    product_code: str
    lot_no: str
    expires_on: date | None
    ordered: Decimal
    agreed: Decimal | None
    sent: Decimal
    received: Decimal
    lost: Decimal
    returned: Decimal
    taken_back: Decimal
    to_send: Decimal
    on_the_way: Decimal
    on_the_way_back: Decimal


class TransferOrderOut(Schema):
    """An order with its lines. `late`: the step that is overdue, "" for none."""

    number: str
    plan: str
    region: str
    case: str
    measure: int | None
    giver: str
    giver_name: str
    taker: str
    taker_name: str
    transport: str
    state: OrderState
    cost: Decimal | None
    ordered_at: datetime
    answer_due: date | None
    send_due: date | None
    receive_due: date | None
    reason: str
    late: str
    side: str
    lines: list[TransferGoodsOut]


class TransferOrdersOut(Schema):
    """A page of orders."""

    lines: list[TransferOrderOut]
    cursor: str
