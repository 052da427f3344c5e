"""Routes to buy, negotiations and filings as they go in and out. PRC-1 to PRC-3."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from baowen.api.schemas.common import Code, Filled, Text
from baowen.procure.buying.kinds import FilingReason, OfferSide, PriceOf, Route, Standing, When
from baowen.procure.buying.states import FilingMove, FilingState, NegotiationState

Price = Annotated[Decimal, Field(max_digits=12, decimal_places=4, examples=["12.5"])]
Packs = Annotated[Decimal, Field(max_digits=14, decimal_places=4, examples=["100"])]
Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class ConditionOut(Schema):
    """A condition of a route; `is_met` is null where the hospital has to show it."""

    when: When
    is_met: bool | None
    zh: str
    en: str


class RouteAnswerOut(Schema):
    """A route, whether it is open, and why not. `clause` is empty where no entry speaks of it there."""

    route: Route
    standing: Standing
    conditions: list[ConditionOut]
    words_zh: str
    words_en: str
    why_zh: str
    why_en: str
    clause: str
    basis: str
    pack: str
    editions: list[str]


class RoutesOut(Schema):
    """The routes in order; `best` is the first that can be taken, null where all are closed."""

    drug: str
    dosage_form: str
    place: str
    on: date
    listings: list[str]
    routes: list[RouteAnswerOut]
    best: Route | None


class PartyIn(Schema):
    """A hospital of the same alliance, with its quantity in smallest units."""

    hospital: Code
    quantity: Packs


class NegotiationIn(Schema):
    """What is asked for, in smallest units, until when offers are taken."""

    drug: Code
    smallest_unit: Code
    quantity: Packs
    last_day: date
    dosage_form: Short = ""
    spec: Short = ""
    words: Text = ""
    partners: Annotated[tuple[PartyIn, ...], Field(max_length=200)] = ()
    invited: Annotated[tuple[Code, ...], Field(max_length=100)] = ()


class OfferIn(Schema):
    """A product of the own enterprise: yuan for one pack, packs that can be supplied, until when."""

    product_code: Code
    units_per_pack: Packs
    smallest_unit: Code
    price: Price
    quantity: Packs
    until: date
    delivery_days: Annotated[int, Field(ge=0, le=366)] | None = None
    packaging: Short = ""
    words: Text = ""


class CounterIn(Schema):
    """Another price of one such pack, and how many packs the hospital would take."""

    price: Price
    quantity: Packs
    words: Text = ""


class AcceptIn(Schema):
    """How many packs of an offer; a reason where it is not the cheapest."""

    quantity: Packs
    reason: Text = ""


class PartyOut(Schema):
    """A hospital that asks."""

    hospital: str
    quantity: Decimal


class NegotiationOut(Schema):
    """A negotiation."""

    number: str
    hospital: str
    region: str
    generic_name: str
    dosage_form: str
    spec: str
    smallest_unit: str
    quantity: Decimal
    last_day: date
    words: str
    clause: str
    offers_visible: str
    state: NegotiationState
    is_over: bool
    opened_at: datetime
    withdrawn_why: str
    parties: list[PartyOut]


class NegotiationsOut(Schema):
    """A page of negotiations; `cursor` is empty after the last."""

    lines: list[NegotiationOut]
    cursor: str


class OfferOut(Schema):
    """An offer or a counter-offer; `left` counts packs."""

    id: int
    side: OfferSide
    maker: str
    organisation: str
    answers: int | None
    product_code: str
    packaging: str
    units_per_pack: Decimal
    price: Decimal
    unit_price: Decimal
    quantity: Decimal
    left: Decimal
    delivery_days: int | None
    until: date
    words: str
    offered_at: datetime
    withdrawn_why: str
    stands: bool
    is_cheapest: bool


class AcceptanceOut(Schema):
    """What a hospital took of an offer: the basis of its orders."""

    number: str
    offer: int
    maker: str
    hospital: str
    quantity: Decimal
    price: Decimal
    until: date
    is_cheapest: bool
    reason: str
    accepted_at: datetime


class NegotiationPageOut(Schema):
    """A negotiation with the offers that the caller may see, in the order of time."""

    negotiation: NegotiationOut
    offers: list[OfferOut]
    acceptances: list[AcceptanceOut]


class OfferNumberOut(Schema):
    """The key of an offer."""

    id: int


class FilingIn(Schema):
    """A purchase to be filed. A maker is named by its code, or by name and credit code; `quantity` counts packs."""

    drug: Code
    product_code: Code
    units_per_pack: Packs
    smallest_unit: Code
    price: Price
    quantity: Packs
    from_on: date
    until: date
    reason: FilingReason
    maker: Short = ""
    maker_name: Short = ""
    maker_credit_code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")] = ""
    supplier: Short = ""
    dosage_form: Short = ""
    spec: Short = ""
    packaging: Short = ""
    words: Text = ""
    refused_lines: Annotated[tuple[Code, ...], Field(max_length=200)] = ()
    clinical_need: bool = False
    emergency: bool = False
    bought_on: date | None = None


class BuyingAnswerIn(Schema):
    """An answer to what was asked back; `price` corrects the price of a pack, null confirms it."""

    words: Filled
    price: Price | None = None


class BuyingReviewIn(Schema):
    """A reviewer's move; a question, a refusal and an end need words."""

    move: FilingMove
    words: Text = ""


class FilingEventOut(Schema):
    """What happened to a filing."""

    move: FilingMove
    state: FilingState
    words: str
    price: Decimal
    organisation: str
    moved_at: datetime


class FilingFileOut(Schema):
    """A file of a filing."""

    sha256: str
    file_name: str
    media_type: str
    size: int


class FilingOut(Schema):
    """A filed purchase; `moves`: what the caller may do with it."""

    number: str
    hospital: str
    region: str
    route: Route
    generic_name: str
    dosage_form: str
    spec: str
    packaging: str
    product_code: str
    units_per_pack: Decimal
    smallest_unit: str
    maker: str
    maker_name: str
    maker_credit_code: str
    supplier: str
    price: Decimal
    unit_price: Decimal
    times_of_others: Decimal | None
    quantity: Decimal
    from_on: date
    until: date
    reason: FilingReason
    refused_lines: list[str]
    words: str
    clinical_need: bool
    emergency: bool
    bought_on: date | None
    due_on: date | None
    is_late: bool
    clause: str
    state: FilingState
    filed_at: datetime
    moves: list[FilingMove]
    events: list[FilingEventOut]
    files: list[FilingFileOut]


class FilingsOut(Schema):
    """A page of filings; `cursor` is empty after the last."""

    lines: list[FilingOut]
    cursor: str


class ComparedPriceOut(Schema):
    """A price of one smallest unit and where it comes from."""

    source: PriceOf
    number: str
    spec: str
    maker: str
    unit_price: Decimal
    on: date


class ComparedOut(Schema):
    """Others' prices, cheapest first; `times` of their median, null with nothing to compare."""

    prices: list[ComparedPriceOut]
    times: Decimal | None
