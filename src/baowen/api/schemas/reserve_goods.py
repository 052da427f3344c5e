"""Reserve goods as they go out and come in by API. RSV-1, RSV-4."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Quantity, Text
from baowen.reserve.goods.kinds import EntryKind, GoodsKind, Outlet
from baowen.reserve.goods.rules import Turn
from baowen.reserve.goods.states import RotationState

Signed = Annotated[Decimal, Field(max_digits=17, decimal_places=4, examples=["-2"])]
Yuan = Annotated[Decimal, Field(max_digits=15, decimal_places=2, examples=["1000.00"])]
LotKey = Annotated[int, Field(ge=1, le=2**53)]


class GoodsLotOut(Schema):
    """What is left of a lot."""

    key: int
    lot_no: str
    expires_on: date
    unit_price: Decimal
    packs: Decimal
    amount: Decimal
    is_expired: bool
    is_recalled: bool


class HoldingOut(Schema):
    """A product (packs) or raw material (kg) in a reserve; `usable`: without expired and recalled lots."""

    key: int
    holder: str
    region: str
    kind: GoodsKind
    product_code: str
    generic_name: str
    spec: str
    maker: str
    packs: Decimal
    usable: Decimal
    amount: Decimal
    told_on: date | None
    refused: str
    lots: list[GoodsLotOut]


class HoldingsOut(Schema):
    """A page of reserve goods."""

    lines: list[HoldingOut]
    cursor: str


class EntryOut(Schema):
    """A line of the ledger; `packs` and `amount` below zero for what left."""

    code: str
    holder: str
    product_code: str
    generic_name: str
    spec: str
    maker: str
    goods: GoodsKind
    lot_no: str
    expires_on: date
    kind: EntryKind
    packs: Decimal
    unit_price: Decimal
    amount: Decimal
    happened_on: date
    about: str
    words: str
    fund: str
    used: Decimal | None
    beyond: Decimal
    corrects: str
    corrected_by: str
    entered_at: datetime


class EntriesOut(Schema):
    """A page of the ledger, the last entered first."""

    lines: list[EntryOut]
    cursor: str


class ArrivalIn(Schema):
    """Goods that arrived; `on` null is today; `budget` and `refill` may stay empty."""

    product_code: Code
    generic_name: Filled
    lot_no: Code
    expires_on: date
    packs: Quantity
    unit_price: Quantity
    kind: EntryKind = EntryKind.PURCHASE
    goods: GoodsKind = GoodsKind.DRUG
    spec: Text = ""
    maker: Text = ""
    on: date | None = None
    budget: Text = ""
    refill: Text = ""
    words: Text = ""


class EnteredOut(Schema):
    """The number of a line, and by how many yuan it passed what its fund had left."""

    code: str
    beyond: Decimal


class WriteOffIn(Schema):
    """A loss, scrapped goods or a count (below zero for what is missing) of an own lot."""

    lot: LotKey
    kind: EntryKind
    packs: Signed
    words: Filled
    on: date | None = None


class ReasonIn(Schema):
    """Why."""

    reason: Filled


class TurnOut(Schema):
    """A lot that is to be rotated."""

    lot: int
    holder: str
    region: str
    product_code: str
    generic_name: str
    goods: GoodsKind
    lot_no: str
    expires_on: date
    packs: Decimal
    planned: Decimal
    rotate_by: date
    turn: Turn
    is_recalled: bool


class RotationOut(Schema):
    """A rotation as planned and done."""

    code: str
    holder: str
    product_code: str
    generic_name: str
    goods: GoodsKind
    lot_no: str
    expires_on: date
    packs: Decimal
    outlet: Outlet
    to_whom: str
    due_on: date
    state: RotationState
    proceeds: Decimal | None
    loss: Decimal | None
    reason: str
    is_late: bool


class RotationsOut(Schema):
    """A page of rotations, the newest first."""

    lines: list[RotationOut]
    cursor: str


class RotationIn(Schema):
    """So much of an own lot that is to leave, to whom, sold or used."""

    lot: LotKey
    packs: Quantity
    outlet: Outlet
    to_whom: Filled


class DoneIn(Schema):
    """What a rotation fetched in yuan, and the fund that bears its loss ("" where none does)."""

    proceeds: Yuan
    budget: Text = ""


class GoodsAllocationOut(Schema):
    """Money that was allocated on a day."""

    on: date
    yuan: Decimal
    document: str


class BudgetOut(Schema):
    """A fund in yuan: allocated, used, left."""

    code: str
    region: str
    year: int
    fund: str
    allocated: Decimal
    used: Decimal
    left: Decimal
    allocations: list[GoodsAllocationOut]


class BudgetIn(Schema):
    """A fund of the own region and year."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    fund: Code


class AllocationIn(Schema):
    """Money allocated (below zero: taken back), in yuan."""

    yuan: Yuan
    on: date | None = None
    document: Text = ""
