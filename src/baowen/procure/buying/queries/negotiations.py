"""Reads of negotiations: who sees which, whose offers are open to whom, what was accepted. PRC-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.departments import ENTERPRISES, OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import Role
from baowen.procure.buying.kinds import OfferSide
from baowen.procure.buying.models import Acceptance, Negotiation, Offer, Party
from baowen.procure.buying.rules import OfferFacts, is_cheapest, stands
from baowen.procure.buying.states import NegotiationState

AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """A hospital that asks, with its quantity in smallest units."""

    hospital: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationView:
    """A negotiation on a day. `is_over`: its last day is past; `is_party`: the viewer's hospital asks in it."""

    number: str
    hospital: str
    region: str
    drug: str
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
    is_party: bool
    opened_at: datetime
    withdrawn_why: str
    parties: tuple[PartyView, ...]

    @property
    def takes_offers(self) -> bool:
        return self.state is NegotiationState.OPEN and not self.is_over


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """An offer or counter-offer. `left` counts packs; `stands`: it can be accepted; `is_cheapest` among those."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceView:
    """A hospital's part of an offer: the basis of its orders."""

    number: str
    negotiation: str
    offer: int
    maker: str
    hospital: str
    quantity: Decimal
    price: Decimal
    until: date
    is_cheapest: bool
    reason: str
    accepted_at: datetime


def negotiation_page(
    actor: Actor, on: date, *, only_open: bool = False, cursor: str = "", limit: int = 50
) -> Paged[NegotiationView]:
    """A page of what somebody may see, the newest first: a hospital's own, those below an office, for makers all that
    take offers and those in which they offered."""
    rows = _seen(actor, on).prefetch_related("parties")
    if only_open:
        rows = rows.filter(state=NegotiationState.OPEN.value, last_day__gte=on)
    return page_by_key(rows, lambda row: _view(row, actor, on), cursor=cursor, limit=limit, newest_first=True)


def negotiation(number: str, actor: Actor, on: date) -> NegotiationView:
    """One negotiation; BaowenError where there is none that the actor may see."""
    return _view(_row(number, actor, on), actor, on)


def offers_of(number: str, actor: Actor, on: date) -> list[OfferView]:
    """The offers that somebody may see, in the order of time.

    Hospitals that ask and offices above see all. A maker sees its own and what the hospital answered it; those of
    others after the last day, or at once where the pack says so, and only where it offered itself.
    """
    row = _row(number, actor, on)
    offers = list(row.offers.all())
    facts = [_facts(one) for one in offers if one.side == OfferSide.MAKER]
    shown = [one for one in offers if _is_shown(one, row, offers, actor, on)]
    return [_offer_view(one, facts, on) for one in shown]


def acceptances_of(number: str, actor: Actor, on: date) -> list[AcceptanceView]:
    """What was accepted of a negotiation: all of it for its hospitals and the offices above, for a maker its own."""
    row = _row(number, actor, on)
    found = Acceptance.objects.select_related("offer__negotiation").filter(offer__negotiation=row)
    if actor.kind in ENTERPRISES:
        found = found.filter(offer__maker=actor.organisation)
    return [_acceptance(one) for one in found]


def _seen(actor: Actor, on: date) -> QuerySet[Negotiation]:
    rows = Negotiation.objects.all()
    if actor.kind is OrganisationKind.DEPARTMENT:
        allowed = decide(actor, Act.TRADE_READ, actor.region, regions=load_regions()).allowed
        return rows.filter(region__in=codes_within(actor.region)) if allowed else rows.none()
    if actor.kind is OrganisationKind.MAKER and Role.ENTERPRISE_AGENT in actor.roles:
        offered = Offer.objects.filter(negotiation=OuterRef("pk"), maker=actor.organisation)
        return rows.filter(Q(state=NegotiationState.OPEN.value, last_day__gte=on) | Exists(offered))
    if Role.BUYER not in actor.roles:
        return rows.none()
    return rows.filter(Exists(Party.objects.filter(negotiation=OuterRef("pk"), hospital=actor.organisation)))


def _row(number: str, actor: Actor, on: date) -> Negotiation:
    row = _seen(actor, on).prefetch_related("parties").filter(number=number).first()
    if row is None:
        raise BaowenError(
            f"没有可阅看的议价 {number}，请核对编号", f"there is no negotiation {number} that you may see"
        )
    return row


def _view(row: Negotiation, actor: Actor, on: date) -> NegotiationView:
    parties = tuple(PartyView(hospital=one.hospital, quantity=one.quantity) for one in row.parties.all())
    return NegotiationView(
        number=row.number, hospital=row.hospital, region=row.region, drug=row.drug, generic_name=row.generic_name,
        dosage_form=row.dosage_form, spec=row.spec, smallest_unit=row.smallest_unit, quantity=row.quantity,
        last_day=row.last_day, words=row.words, clause=row.clause, offers_visible=row.offers_visible,
        state=NegotiationState(row.state), is_over=on > row.last_day,
        is_party=any(one.hospital == actor.organisation for one in parties), opened_at=row.opened_at,
        withdrawn_why=row.withdrawn_why, parties=parties,
    )  # fmt: skip


def _is_shown(one: Offer, row: Negotiation, offers: list[Offer], actor: Actor, on: date) -> bool:
    if actor.kind not in ENTERPRISES or one.maker == actor.organisation:
        return True
    is_party = any(other.maker == actor.organisation for other in offers)
    return is_party and (row.offers_visible == AT_ONCE or on > row.last_day)


def _facts(one: Offer) -> OfferFacts:
    return OfferFacts(
        key=one.pk, unit_price=one.unit_price, left=one.quantity - one.taken, until=one.until,
        is_withdrawn=one.withdrawn_at is not None,
    )  # fmt: skip


def _offer_view(one: Offer, others: list[OfferFacts], on: date) -> OfferView:
    facts, by_maker = _facts(one), one.side == OfferSide.MAKER
    is_standing = by_maker and stands(facts, on)
    return OfferView(
        id=one.pk, side=OfferSide(one.side), maker=one.maker, organisation=one.organisation, answers=one.answers_id,
        product_code=one.product_code, packaging=one.packaging, units_per_pack=one.units_per_pack, price=one.price,
        unit_price=one.unit_price, quantity=one.quantity, left=facts.left, delivery_days=one.delivery_days,
        until=one.until, words=one.words, offered_at=one.offered_at, withdrawn_why=one.withdrawn_why,
        stands=is_standing, is_cheapest=is_standing and is_cheapest(facts, others, on),
    )  # fmt: skip


def _acceptance(row: Acceptance) -> AcceptanceView:
    return AcceptanceView(
        number=row.number, negotiation=row.offer.negotiation.number, offer=row.offer_id, maker=row.offer.maker,
        hospital=row.hospital, quantity=row.quantity, price=row.offer.price, until=row.offer.until,
        is_cheapest=row.is_cheapest, reason=row.reason, accepted_at=row.accepted_at,
    )  # fmt: skip
