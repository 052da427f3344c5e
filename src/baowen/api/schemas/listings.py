"""Listings and applications to list as they go in and out. PRC-1."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled
from baowen.procure.listing.kinds import ApplicationKind, Claim, DosePer, Light, ListingPath, PriceUnit
from baowen.procure.listing.states import (
    ApplicationMove,
    ApplicationState,
    FollowState,
    ListingMove,
    ListingState,
)

Price = Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=4, examples=["12.5"])]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class ListingsAsked(Schema):
    """Which listings are asked for: of a province, the home's where none is named; by text, state, light, maker."""

    region: Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")] = ""
    text: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    state: ListingState | None = None
    light: Light | None = None
    maker: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""


class ListingOut(Schema):
    """A product on a platform; prices in yuan of one pack and of one smallest unit."""

    number: str
    region: str
    product_code: str
    generic_name: str
    dosage_form: str
    spec: str
    packaging: str
    units_per_pack: Decimal | None
    smallest_unit: str
    maker: str
    state: ListingState
    path: ListingPath
    light: Light
    price: Decimal
    unit_price: Decimal | None
    listed_on: date
    changed_at: datetime


class ListingsOut(Schema):
    """A page of listings; `cursor` is empty after the last."""

    lines: list[ListingOut]
    cursor: str


class PriceOut(Schema):
    """A price from a day on; `voided_why` is empty for one that counts."""

    valid_from: date
    price: Decimal
    unit_price: Decimal | None
    path: ListingPath
    light: Light
    clause: str
    source: str
    set_at: datetime
    voided_why: str


class ListingEventOut(Schema):
    """What happened to a listing."""

    move: str
    state: ListingState
    reason: str
    clause: str
    about: str
    until: date | None
    moved_at: datetime


class FollowUpOut(Schema):
    """A lower price of another province that has to be followed, by when, and how that was counted."""

    elsewhere: str
    price: Decimal
    valid_from: date
    source: str
    state: FollowState
    due_on: date
    working_zh: str
    working_en: str
    clause: str
    until: date | None


class OneListingOut(ListingOut):
    """A listing with all its prices and moves, and the lower prices that it has to follow."""

    prices: list[PriceOut]
    events: list[ListingEventOut]
    lower: list[FollowUpOut]


class GoodsIn(Schema):
    """A new product that the catalogue lacks."""

    generic_name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    dosage_form: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    spec: Short = ""
    packaging: Short = ""
    units_per_pack: Annotated[Decimal | None, Field(gt=0, max_digits=14, decimal_places=4)] = None
    smallest_unit: Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")] = ""


class WishIn(Schema):
    """What an enterprise applies for. `region`: the platform's province, the home's where it is left out."""

    kind: ApplicationKind
    product_code: Code
    price: Price
    unit: PriceUnit = PriceUnit.PACK
    region: Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")] = ""
    valid_from: date | None = None
    claim: Claim = Claim.NONE
    reason: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    talked_on: date | None = None
    daily_dose: Annotated[Decimal | None, Field(gt=0, max_digits=12, decimal_places=4)] = None
    dose_per: DosePer = DosePer.DAY
    goods: GoodsIn | None = None


class ApplyIn(WishIn):
    """The same, sent. `confirm`: the price is right although it looks wrong; `sign`: the commitment is made."""

    confirm: bool = False
    sign: bool = False


class AppliedOut(Schema):
    """What was sent; `listing` is empty until a new product is accepted."""

    number: str
    state: ApplicationState
    listing: str


class ListingQuestionOut(Schema):
    """What has to be confirmed, or why an enterprise may not list."""

    zh: str
    en: str


class PreviewOut(Schema):
    """What an application would come to; `comparison` is kept with it as it is when it is sent."""

    region: str
    path: ListingPath
    light: Light
    why_zh: str
    why_en: str
    clause: str
    basis: str
    accepted_at_once: bool
    in_time: bool
    next_first: date | None
    next_last: date | None
    commitment: str
    questions: list[ListingQuestionOut]
    barred: list[ListingQuestionOut]
    comparison: dict[str, Any]


class ApplicationEventOut(Schema):
    """One move of an application; `by_rules`: the platform's rules accepted it."""

    move: str
    state: ApplicationState
    reason: str
    by_rules: bool
    organisation: str
    moved_at: datetime


class DocumentOut(Schema):
    """A kept document."""

    key: int
    sha256: str
    file_name: str
    media_type: str
    size: int
    words: str
    added_at: datetime


class ApplicationOut(Schema):
    """An application; in lists without its moves and documents."""

    number: str
    region: str
    kind: ApplicationKind
    state: ApplicationState
    enterprise: str
    listing: str
    product_code: str
    generic_name: str
    in_catalogue: bool
    price: Decimal
    unit_price: Decimal | None
    valid_from: date
    claim: Claim
    reason: str
    talked_on: date | None
    path: ListingPath
    light: Light
    clause: str
    why_zh: str
    why_en: str
    rise: Decimal | None
    comparison: dict[str, Any]
    questions: list[ListingQuestionOut]
    policy: str
    commitment: str
    signed_at: datetime | None
    submitted_at: datetime
    decided_at: datetime | None
    events: list[ApplicationEventOut]
    documents: list[DocumentOut]


class ApplicationsOut(Schema):
    """A page of applications; `cursor` is empty after the last."""

    lines: list[ApplicationOut]
    cursor: str


class DecideIn(Schema):
    """What to do with an application; only accepting needs no reason."""

    move: ApplicationMove
    reason: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""


class ApplicationStateOut(Schema):
    """The state of an application after the call."""

    number: str
    state: ApplicationState


class ListingMoveIn(Schema):
    """Suspend, resume, put aside or withdraw a listing. `until`: the end of a suspension."""

    move: ListingMove
    reason: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
    clause: Short = ""
    until: date | None = None


class ListingStateOut(Schema):
    """The state of a listing after the call."""

    number: str
    state: ListingState


class VoidIn(Schema):
    """Which price was entered wrongly, and why."""

    valid_from: date
    reason: Filled
