"""What the calls of progress take and give. VBP-5, VBP-11."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Cursor, Filled
from baowen.vbp.progress.states import Band, CircularState, Oddity, Outlook, Point


class ProgressContractsAsked(Schema):
    """Which contracts are asked for; empty for any."""

    region: Cursor = ""
    hospital: Cursor = ""
    product: Cursor = ""
    band: Band | None = None
    oddity: Oddity | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ProgressContractOut(Schema):
    """One contract: packs, shares between 0 and 1; forecast null while it is too early."""

    owner_code: str
    owner_name: str
    region_code: str
    round_code: str
    lot: str
    product_code: str
    product_name: str
    starts_on: date
    ends_on: date
    is_alliance: bool
    agreed: float
    counted: float
    ordered: float
    received: float
    delivered: float
    schedule: float
    progress: float
    ratio: float
    band: Band
    oddities: list[Oddity]
    forecast: float | None
    low: float | None
    high: float | None
    outlook: Outlook
    still_to_buy: float
    share: float | None
    first_on: date | None
    first_days: int | None


class ProgressContractsOut(Schema):
    """Contracts, the worst first, and up to which day purchases are known."""

    seen_on: date
    lines: list[ProgressContractOut]


class CircularOut(Schema):
    """A circular."""

    number: str
    region: str
    round_code: str
    starts_on: date
    ends_on: date
    point: Point
    due_on: date
    state: CircularState
    title: str
    words: str
    clause: str
    reference: str
    seen_on: date
    issued_at: datetime | None
    named: int
    answered: int


class CircularsOut(Schema):
    """Circulars, the newest first."""

    lines: list[CircularOut]
    cursor: str


class ProgressNamedOut(Schema):
    """A hospital that a circular names."""

    hospital: str
    name: str
    contracts: int
    behind: int
    unbought: int
    products: list[dict[str, Any]]
    answer: str
    answered_at: datetime | None


class WholeCircularOut(Schema):
    """A circular with whom it names."""

    circular: CircularOut
    names: list[ProgressNamedOut]


class ProgressAnswerIn(Schema):
    """The answer of a hospital."""

    words: Filled
