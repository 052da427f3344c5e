"""What the rooms of procurement tell, as the facts of releases. PRC-7."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from baowen.core.clock import SHANGHAI
from baowen.procure.buying.kinds import FILING_REASON_WORDS
from baowen.procure.buying.queries.publication import ToldFiling, ToldNegotiation, ToldOffer
from baowen.procure.listing.kinds import PATH_WORDS
from baowen.procure.listing.queries.publication import PublishedListing
from baowen.procure.listing.states import LISTING_RULES, ListingMove
from baowen.procure.ocds.facts import (
    AcceptanceTold,
    BillTold,
    DeliveryTold,
    FilingTold,
    Goods,
    LineTold,
    ListingTold,
    MoveTold,
    NegotiationTold,
    OfferTold,
    PriceTold,
)
from baowen.procure.ocds.naming import Naming
from baowen.procure.settle.queries.publication import Bills
from baowen.procure.trade.queries.publication import ToldLine
from baowen.procure.trade.states import LineState


def listing_told(one: PublishedListing, naming: Naming) -> ListingTold:
    """A listing with its prices and moves."""
    view = one.listing
    return ListingTold(
        key=view.number, platform=naming.platform(view.region), maker=naming.enterprise(view.maker),
        goods=Goods(
            product_code=view.product_code, generic_name=view.generic_name, dosage_form=view.dosage_form,
            spec=view.spec, packaging=view.packaging,
        ),
        prices=tuple(
            PriceTold(
                key=price.key, valid_from=price.valid_from, set_at=price.set_at, price=price.price,
                path=PATH_WORDS[price.path], clause=price.clause,
            )
            for price in one.prices
        ),
        moves=tuple(
            MoveTold(
                key=move.key, at=move.at, words=(LISTING_RULES[move.move].zh, LISTING_RULES[move.move].en),
                reason=move.reason, clause=move.clause, withdraws=move.move is ListingMove.WITHDRAW,
            )
            for move in one.moves
        ),
    )  # fmt: skip


def negotiation_told(one: ToldNegotiation, naming: Naming) -> NegotiationTold:
    """A negotiation with its makers' offers."""
    return NegotiationTold(
        key=one.key, platform=naming.platform(one.region), buyer=naming.hospital(one.hospital, one.region),
        goods=_asked(one), quantity=one.quantity, smallest_unit=one.smallest_unit, opened_at=one.opened_at,
        closes_at=datetime.combine(one.last_day, time.max.replace(microsecond=0), tzinfo=SHANGHAI),
        offers=tuple(_offer(offer, one, naming) for offer in one.offers),
        acceptances=tuple(
            AcceptanceTold(key=part.key, offer=part.offer, accepted_at=part.accepted_at, quantity=part.quantity)
            for part in one.acceptances
        ),
        shows_offers=naming.shows_offers(one.region), withdrawn_at=one.withdrawn_at,
    )  # fmt: skip


def _asked(one: ToldNegotiation, offer: ToldOffer | None = None) -> Goods:
    return Goods(
        product_code=offer.product_code if offer else "", generic_name=one.generic_name,
        dosage_form=one.dosage_form, spec=one.spec, packaging=offer.packaging if offer else "",
    )  # fmt: skip


def _offer(offer: ToldOffer, one: ToldNegotiation, naming: Naming) -> OfferTold:
    return OfferTold(
        key=offer.key, maker=naming.enterprise(offer.maker), goods=_asked(one, offer), offered_at=offer.offered_at,
        price=offer.price, quantity=offer.quantity, value=offer.unit_price * one.quantity,
        withdrawn_at=offer.withdrawn_at,
    )  # fmt: skip


def filing_told(one: ToldFiling, naming: Naming) -> FilingTold:
    """An accepted filing."""
    return FilingTold(
        key=one.key, platform=naming.platform(one.region),
        buyer=naming.hospital(one.hospital, one.region, filed=True),
        maker=naming.enterprise(one.maker, one.maker_name),
        goods=Goods(
            product_code=one.product_code, generic_name=one.generic_name, dosage_form=one.dosage_form, spec=one.spec,
            packaging=one.packaging,
        ),
        price=one.price, quantity=one.quantity, reason=FILING_REASON_WORDS[one.reason], clause=one.clause,
        from_on=one.from_on, until=one.until, accepted_at=one.accepted_at, ended_at=one.ended_at,
    )  # fmt: skip


def line_told(line: ToldLine, goods: Goods, naming: Naming, basis_key: str, placed_at: datetime) -> LineTold:
    """A line of an order. One that was cancelled or closed ended with the last that is known of it."""
    ended = line.state in (LineState.CANCELLED, LineState.CLOSED)
    known = [placed_at, line.answered_at, *(lot.received_at or lot.delivered_at for lot in line.deliveries)]
    return LineTold(
        key=line.key, goods=goods, maker=naming.enterprise(line.maker), basis=line.basis.value, basis_key=basis_key,
        quantity=line.quantity, price=line.price, amount=line.amount, state=line.state.value,
        answered_at=line.answered_at, ended_at=max((at for at in known if at), default=None) if ended else None,
        deliveries=tuple(
            DeliveryTold(
                key=lot.key, delivered_at=lot.delivered_at, quantity=lot.quantity, received_at=lot.received_at,
                accepted=lot.accepted,
            )
            for lot in line.deliveries
        ),
    )  # fmt: skip


def billed(told: LineTold, line: ToldLine, bills: tuple[Bills, Bills]) -> LineTold:
    """The line with its invoices and payments."""
    invoices, payments = (
        tuple(BillTold(key=one.key, on=one.on, amount=one.amount) for one in found.get(line.number, ()))
        for found in bills
    )
    return replace(told, invoices=invoices, payments=payments)
