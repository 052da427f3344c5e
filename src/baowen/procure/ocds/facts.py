"""What goes into a release: purchases without anything personal. Pure. Prices in yuan a pack, quantities in packs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Words = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organisation as it is published. `code` "": not named, only its place is. No person, no way to reach one."""

    key: str
    name: str
    code: str = ""
    region: str = ""
    locality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product as its seller writes it; "" where it is not known."""

    product_code: str
    generic_name: str
    dosage_form: str = ""
    spec: str = ""
    packaging: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTold:
    """A listed price from a day on. `path`: by which path it was listed; `clause`: by which article."""

    key: str
    valid_from: date
    set_at: datetime
    price: Decimal
    path: Words
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTold:
    """What happened to a listing, why and by which article. `withdraws`: it ended."""

    key: str
    at: datetime
    words: Words
    reason: str
    clause: str
    withdraws: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingTold:
    """A product on the platform of a province."""

    key: str
    platform: Party
    maker: Party
    goods: Goods
    prices: tuple[PriceTold, ...]
    moves: tuple[MoveTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTold:
    """A maker's offer in a negotiation. `value`: what the whole quantity asked for would cost at it, so that offers of
    other packs compare. `withdrawn_at`: it was taken back then."""

    key: str
    maker: Party
    goods: Goods
    offered_at: datetime
    price: Decimal
    quantity: Decimal
    value: Decimal
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceTold:
    """What was accepted of an offer."""

    key: str
    offer: str
    accepted_at: datetime
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationTold:
    """A negotiation. `closes_at`: the end of its last day; `withdrawn_at`: the buyer gave it up then.

    `quantity` counts smallest units. `shows_offers`: what the makers offered is told, and not only how many did.
    """

    key: str
    platform: Party
    buyer: Party
    goods: Goods
    quantity: Decimal
    smallest_unit: str
    opened_at: datetime
    closes_at: datetime
    offers: tuple[OfferTold, ...]
    acceptances: tuple[AcceptanceTold, ...]
    shows_offers: bool
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingTold:
    """A filed purchase that was accepted. `reason`: why it was bought so, in coded words; `ended_at`: it was ended."""

    key: str
    platform: Party
    buyer: Party
    maker: Party
    goods: Goods
    price: Decimal
    quantity: Decimal
    reason: Words
    clause: str
    from_on: date
    until: date
    accepted_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTold:
    """One lot that came. `received_at` and `accepted` are None where it has not been received."""

    key: str
    delivered_at: datetime
    quantity: Decimal
    received_at: datetime | None = None
    accepted: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillTold:
    """An invoice for an order line, or a payment on one: yuan, two places; below zero where it is taken back."""

    key: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTold:
    """A line of an order. `basis`: kind of process that it rests on, with the key of that process ("" unpublished).

    `answered_at`: it was confirmed or refused; `ended_at`: cancelled or closed. `state` is a state of order lines.
    """

    key: str
    goods: Goods
    maker: Party
    basis: str
    basis_key: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    state: str
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    deliveries: tuple[DeliveryTold, ...] = ()
    invoices: tuple[BillTold, ...] = ()
    payments: tuple[BillTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTold:
    """An order of a buyer to the organisation that delivers."""

    key: str
    buyer: Party
    supplier: Party
    placed_at: datetime
    lines: tuple[LineTold, ...]
