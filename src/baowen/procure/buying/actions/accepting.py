"""A hospital accepts an offer, whole or in part: counted down under lock, so that nothing is promised twice. PRC-2."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django.db.models import F, Sum

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.basis import BasisKind
from baowen.procure.buying.actions.negotiating import MOST_WORDS, numbered, require_party
from baowen.procure.buying.actions.telling import tell_accepted
from baowen.procure.buying.kinds import OfferSide
from baowen.procure.buying.models import Acceptance, Filing, Negotiation, Offer, Party
from baowen.procure.buying.rules import OfferFacts, checked_quantity, is_cheapest, packs_for, taken_from
from baowen.procure.buying.states import NegotiationState


def accept_offer(
    number: str, offer: int, quantity: Decimal, *, actor: Actor, at: datetime, reason: str = ""
) -> str:  # fmt: skip
    """Take so many packs of an offer for the own hospital; the number on which its orders rest.

    A reason is needed where a cheaper offer stands. BaowenError for an offer that is over, withdrawn or taken, and for
    more than is left of it or than the hospital still asks for.
    """
    today, wanted = day_of(at), checked_quantity(quantity, "数量", "quantity")
    reason = within(reason, "理由", "reason", most=MOST_WORDS)
    require(actor, Act.NEGOTIATION_OPEN, actor.region, regions=load_regions(), organisation=actor.organisation)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        asked = _asked(number)
        party = require_party(asked, actor)
        row = _standing(asked, offer, today)
        left = taken_from(row.quantity - row.taken, wanted)
        _still_asked(party, row, wanted)
        cheapest = _is_cheapest(row, today)
        if not cheapest and not reason:
            raise BaowenError("接受的不是最低报价，请写明理由", "a cheaper offer stands: give a reason")
        row.taken = row.quantity - left
        row.save(update_fields=["taken"])
        made = Acceptance.objects.create(
            number=uuid4().hex, offer=row, hospital=party.hospital, region=party.region, quantity=wanted,
            is_cheapest=cheapest, reason=reason, accepted_at=at, accepted_by=actor.name,
        )  # fmt: skip
        made.number = numbered("J", party.region, made.pk)
        made.save(update_fields=["number"])
        after = {
            "basis": made.number, "offer": row.pk, "maker": row.maker, "hospital": party.hospital, "quantity": wanted,
            "price": row.price, "left": left, "cheapest": cheapest,
        }  # fmt: skip
        trail.note("negotiation.accept", f"negotiation/{number}", after=after)
        tell_accepted(asked, row.maker, made.number, trail=trail, at=at)
    return made.number


def hold(kind: BasisKind, number: str) -> None:
    """Lock a basis until the transaction ends, so that what is left of it can be counted from order lines.

    A listing has no limit and needs no lock.
    """
    if kind is BasisKind.NEGOTIATION:
        Acceptance.objects.select_for_update().filter(number=number).first()
    elif kind is BasisKind.FILING:
        Filing.objects.select_for_update().filter(number=number).first()


def _asked(number: str) -> Negotiation:
    row = Negotiation.objects.filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有议价 {number}，请核对编号", f"there is no negotiation {number}; check the number")
    if row.state != NegotiationState.OPEN:
        raise BaowenError(f"议价 {number} 已撤回：{row.withdrawn_why}", f"negotiation {number} was taken back")
    return row


def _standing(asked: Negotiation, offer: int, today: date) -> Offer:
    row = Offer.objects.select_for_update().filter(pk=offer, negotiation=asked, side=OfferSide.MAKER.value).first()
    if row is None:
        raise BaowenError(f"{asked.number} 没有报价 {offer}，请核对", f"there is no offer {offer} in {asked.number}")
    if row.withdrawn_at is not None:
        raise BaowenError(f"报价 {offer} 已撤回：{row.withdrawn_why}", f"offer {offer} was withdrawn")
    if today > row.until:
        raise BaowenError(
            f"报价 {offer} 已于 {row.until} 到期，请企业重新报价", f"offer {offer} held until {row.until}"
        )
    return row


def _still_asked(party: Party, row: Offer, wanted: Decimal) -> None:
    """No more whole packs than hold what the hospital asked for and has not yet accepted."""
    mine = Acceptance.objects.filter(offer__negotiation=party.negotiation_id, hospital=party.hospital)
    had = mine.aggregate(units=Sum(F("quantity") * F("offer__units_per_pack")))["units"] or Decimal(0)
    most = packs_for(max(party.quantity - had, Decimal(0)), row.units_per_pack)
    if wanted > most:
        raise BaowenError(
            f"本机构在此次议价中还需 {most:f} 包，不能接受 {wanted.normalize():f} 包；需要更多请另行议价",
            f"the own hospital still asks for {most:f} packs here; open another negotiation for more",
        )


def _is_cheapest(row: Offer, today: date) -> bool:
    others = [
        OfferFacts(
            key=one.pk, unit_price=one.unit_price, left=one.quantity - one.taken, until=one.until,
            is_withdrawn=one.withdrawn_at is not None,
        )
        for one in Offer.objects.filter(negotiation=row.negotiation_id, side=OfferSide.MAKER.value)
    ]  # fmt: skip
    return is_cheapest(next(one for one in others if one.key == row.pk), others, today)
