"""Rounds of volume-based procurement as they go in and out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Schema

from baowen.api.schemas.common import Code, Filled, Text
from baowen.vbp.rounds.kinds import CeilingPer, RoundLevel, SupplyRole
from baowen.vbp.rounds.rules.disagreements import Kind
from baowen.vbp.rounds.states import RoundState


class RoundOut(Schema):
    """A round; days are null where the notice has not said yet."""

    code: str
    name: str
    level: RoundLevel
    region: str
    state: RoundState
    follows: str
    document_number: str
    starts_on: date | None
    ends_on: date | None
    lots: int


class RoundsOut(Schema):
    """A page of rounds; `cursor` is empty after the last."""

    lines: list[RoundOut]
    cursor: str


class ProductOut(Schema):
    """A product of the catalogue behind a bid: yuan a pack, smallest units in it."""

    code: str
    units: Decimal
    price: Decimal


class SuppliedOut(Schema):
    """A place that a selected bid supplies."""

    region: str
    role: SupplyRole


class BidOut(Schema):
    """A bid; `price` in yuan a smallest unit."""

    enterprise_name: str
    enterprise: str
    spec: str
    quality_tier: str
    is_originator: bool | None
    price: Decimal | None
    is_selected: bool
    places: list[SuppliedOut]
    products: list[ProductOut]


class VolumeOut(Schema):
    """The first year's agreed volume in smallest units; null where the table has a gap."""

    region: str
    spec: str
    units: Decimal | None


class LotOut(Schema):
    """A lot with its bids and volumes."""

    number: str
    drug: str
    spec: str
    unit: str
    ceiling: Decimal | None
    ceiling_per: CeilingPer
    months: int | None
    is_antibiotic: bool
    is_key_monitored: bool
    bids: list[BidOut]
    volumes: list[VolumeOut]


class RoundPageOut(Schema):
    """A round with all its lots."""

    round: RoundOut
    lots: list[LotOut]


class SelectedOut(Schema):
    """A selected product as it is for one place: yuan a pack."""

    lot: str
    drug: str
    spec: str
    product_code: str
    enterprise: str
    enterprise_name: str
    quality_tier: str
    role: SupplyRole
    units: Decimal
    price: Decimal
    winners: int
    months: int | None
    is_antibiotic: bool
    is_key_monitored: bool


class DisagreementOut(Schema):
    """Where source and rule differ; facts, no finding."""

    kind: Kind
    lot: str
    drug: str
    who: str
    zh: str
    en: str
    clause: str
    regions: list[str]


class LotSuppliersOut(Schema):
    """Who supplies a lot in a place, and who stands by."""

    lot: str
    drug: str
    mains: list[str]
    backups: list[str]


class StandardOut(Schema):
    """What the fund pays at most for a pack in a place, both days included."""

    product_code: str
    region: str
    price: Decimal
    from_on: date
    until_on: date
    round_code: str
    lot: str


class StandardsOut(Schema):
    """The standard of the day asked for (null without one), and all of the product's."""

    now: StandardOut | None
    history: list[StandardOut]


class ToldOut(Schema):
    """A problem or remark of a table with its place and remedy."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str
    help: str
    message_en: str
    help_en: str


class ImportedOut(Schema):
    """What came of an import: with problems nothing was kept."""

    code: str
    kept: bool
    lots: int
    problems: list[ToldOut]
    remarks: list[ToldOut]


class ImportIn(Schema):
    """What published tables do not say of their round; the workbook says it itself. `within`: its name in a table of
    several; `look`: keep nothing."""

    code: Text = ""
    name: Text = ""
    level: RoundLevel | None = None
    within: Text = ""
    follows: Text = ""
    document_number: Text = ""
    starts_on: date | None = None
    ends_on: date | None = None
    look: bool = False


class StartIn(Schema):
    """The days of the cycle, where they were not entered or are others."""

    starts_on: date | None = None
    ends_on: date | None = None
    reason: Text = ""


class LeftOutOut(Schema):
    """A product that was not listed or priced, with why."""

    product_code: str
    message: str
    message_en: str


class StartedOut(Schema):
    """What came of a start."""

    standards: int
    entered: int
    priced: int
    left_out: list[LeftOutOut]


class EndIn(Schema):
    """The last day, today unless told; a reason where that is early."""

    ends_on: date | None = None
    reason: Text = ""


class ContinueIn(Schema):
    """The round that follows: its code, name and days."""

    code: Code
    name: Filled
    starts_on: date | None = None
    ends_on: date | None = None
