"""Negotiations: opened by a hospital, answered by makers, countered, accepted, taken back. PRC-2 (HN-9).

Offers are never changed: a better one is another offer, a wrong one is withdrawn with a reason and stays listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.policy import Packs
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.lists.names import Asked
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import OrganisationView, open_organisation
from baowen.orgs.regions import load_regions
from baowen.procure.buying.actions.opened import require_route
from baowen.procure.buying.actions.telling import invite_makers, tell_of_offer, tell_taken_back
from baowen.procure.buying.kinds import OfferSide, Route
from baowen.procure.buying.models import Negotiation, Offer, Party
from baowen.procure.buying.queries.routes import Stated
from baowen.procure.buying.rules import checked_quantity, same_unit
from baowen.procure.buying.states import NegotiationState
from baowen.procure.listing.queries import platform_of
from baowen.procure.listing.rules import checked_price, per_unit

VISIBLE = "buying.negotiation.offers_visible"
MOST_WORDS = 1000
MOST_PARTIES = 200
MOST_INVITED = 100
MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a hospital asks for, in smallest units. `partners`: hospitals of the same alliance with their quantities;
    `invited`: makers that are told of it, besides those who are known to have the drug. Every maker may offer."""

    drug: str
    smallest_unit: str
    quantity: Decimal
    last_day: date
    dosage_form: str = ""
    spec: str = ""
    words: str = ""
    partners: tuple[tuple[str, Decimal], ...] = ()
    invited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a maker offers: a product, the price of one pack in yuan, packs that it can supply, until when."""

    product_code: str
    units_per_pack: Decimal
    smallest_unit: str
    price: Decimal
    quantity: Decimal
    until: date
    delivery_days: int | None = None
    packaging: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What a hospital names against an offer: the price of one such pack, and how many packs it would take."""

    price: Decimal
    quantity: Decimal
    words: str = ""


def open_negotiation(wanted: Wanted, *, actor: Actor, at: datetime, packs: Packs) -> str:
    """Ask for a drug; the number of the negotiation. BaowenError where the packs open no such route to a party."""
    hospital, today = actor.organisation, day_of(at)
    require(actor, Act.NEGOTIATION_OPEN, actor.region, regions=load_regions(), organisation=hospital)
    asked = Asked.of(filled(wanted.drug, "药品名称", "drug", most=200), wanted.dosage_form)
    own = open_organisation(hospital, today)
    parties = [(own, checked_quantity(wanted.quantity, "需求数量", "quantity")), *_partners(wanted, own, today)]
    _within_time(wanted.last_day, today)
    for code in _invited(wanted):
        _require_maker(code, today)
    clause = ""
    for region in dict.fromkeys(one.region for one, _ in parties):
        clause = require_route(Route.NEGOTIATION, asked, region, today, packs=packs, stated=Stated()).clause or clause
    visible = packs.ruling(own.region, today).get(VISIBLE)
    with writing(by=actor.name, at=at, organisation=hospital) as trail:
        row = Negotiation.objects.create(
            number=uuid4().hex, hospital=hospital, region=own.region, drug=asked.name,
            generic_name=within(wanted.drug, "药品名称", "drug", most=200), dosage_form=asked.form,
            spec=within(wanted.spec, "规格", "specification", most=200),
            smallest_unit=filled(wanted.smallest_unit, "最小制剂单位", "smallest unit", most=20),
            quantity=sum((quantity for _, quantity in parties), Decimal(0)), last_day=wanted.last_day,
            words=within(wanted.words, "说明", "words", most=MOST_WORDS), clause=clause,
            offers_visible="after_end" if visible is None else visible.text(), opened_at=at, opened_by=actor.name,
        )  # fmt: skip
        row.number = numbered("Y", own.region, row.pk)
        row.save(update_fields=["number"])
        Party.objects.bulk_create(
            Party(negotiation=row, hospital=one.code, region=one.region, quantity=quantity) for one, quantity in parties
        )
        after = {
            "drug": row.drug, "quantity": row.quantity, "unit": row.smallest_unit, "last_day": row.last_day,
            "hospitals": [one.code for one, _ in parties], "clause": clause, "invited": list(_invited(wanted)),
        }  # fmt: skip
        trail.note("negotiation.open", f"negotiation/{row.number}", after=after)
        invite_makers(row, _invited(wanted), trail=trail, at=at)
    return row.number


def numbered(letter: str, region: str, key: int) -> str:
    """The number of a record: its letter, the province whose platform it is on, and its key."""
    return f"{letter}{platform_of(region)}-{key:06d}"


def _partners(
    wanted: Wanted, own: OrganisationView, today: date
) -> list[tuple[OrganisationView, Decimal]]:  # fmt: skip
    """The other hospitals: each once, of the same alliance, buying on the same platform."""
    if len(wanted.partners) >= MOST_PARTIES:
        raise BaowenError(f"一次议价最多 {MOST_PARTIES} 家医院", f"{MOST_PARTIES} hospitals at most")
    found: dict[str, tuple[OrganisationView, Decimal]] = {}
    for code, quantity in wanted.partners:
        one = open_organisation(code, today)
        if one.kind is not OrganisationKind.HOSPITAL or (one.alliance or one.code) != (own.alliance or own.code):
            raise BaowenError(
                f"{one.name}不是本医联体的医疗机构，不能一并议价", f"{code} is no hospital of the same alliance"
            )
        if platform_of(one.region) != platform_of(own.region):
            raise BaowenError(f"{one.name}不在本省平台采购", f"{code} buys on another platform")
        if code == own.code or code in found:
            raise BaowenError(f"{one.name}重复", f"{code} is named twice")
        found[code] = (one, checked_quantity(quantity, "需求数量", "quantity"))
    return list(found.values())


def _invited(wanted: Wanted) -> tuple[str, ...]:
    if len(wanted.invited) > MOST_INVITED:
        raise BaowenError(f"一次最多邀请 {MOST_INVITED} 家企业", f"{MOST_INVITED} makers are invited at most")
    return tuple(dict.fromkeys(code.strip() for code in wanted.invited if code.strip()))


def _within_time(last_day: date, today: date) -> None:
    if last_day < today:
        raise BaowenError(f"截止日 {last_day} 已过", f"the last day {last_day} is past")
    if (last_day - today).days > MOST_DAYS:
        raise BaowenError(f"截止日最晚为 {MOST_DAYS} 天以后", f"the last day is {MOST_DAYS} days ahead at most")


def make_offer(number: str, offered: Offered, *, actor: Actor, at: datetime, maker: str = "") -> int:
    """Offer a product in a negotiation for the own enterprise; the key of the offer. BaowenError after the last day.

    NotAllowedError for whoever offers for another enterprise.
    """
    whose, today = maker or actor.organisation, day_of(at)
    require(actor, Act.NEGOTIATION_OFFER, actor.region, regions=load_regions(), organisation=whose)
    _require_maker(whose, today)
    price = checked_price(offered.price)
    units = checked_quantity(offered.units_per_pack, "每包数量", "units of a pack")
    unit_price = per_unit(price, units)
    if not unit_price:
        raise BaowenError("折合最小制剂单位的价格不足 0.0001 元，请核对", "the price of one unit is below 0.0001 yuan")
    if offered.delivery_days is not None and not 0 <= offered.delivery_days <= MOST_DAYS:
        raise BaowenError(f"配送天数应在 0 至 {MOST_DAYS} 之间", f"days of delivery are 0 to {MOST_DAYS}")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _taking_offers(number, today)
        same_unit(offered.smallest_unit, row.smallest_unit)
        if offered.until < row.last_day:
            raise BaowenError(
                f"报价有效期应不早于截止日 {row.last_day}", f"an offer holds at least until the last day {row.last_day}"
            )
        offer = Offer.objects.create(
            negotiation=row, side=OfferSide.MAKER.value, maker=whose, organisation=actor.organisation,
            product_code=filled(offered.product_code, "药品代码", "product code", most=100),
            packaging=within(offered.packaging, "包装", "packaging", most=200), units_per_pack=units, price=price,
            unit_price=unit_price, quantity=checked_quantity(offered.quantity, "可供数量", "quantity"),
            delivery_days=offered.delivery_days, until=offered.until,
            words=within(offered.words, "说明", "words", most=MOST_WORDS), offered_at=at, offered_by=actor.name,
        )  # fmt: skip
        trail.note("negotiation.offer", f"negotiation/{number}", after=_public(offer))
        tell_of_offer(row, offer, trail=trail, at=at)
    return offer.pk


def _require_maker(code: str, today: date) -> None:
    if open_organisation(code, today).kind is not OrganisationKind.MAKER:
        raise BaowenError("只有登记的生产企业（上市许可持有人）可以报价", "only a registered maker makes offers")


def counter_offer(number: str, offer: int, counter: Counter, *, actor: Actor, at: datetime) -> int:
    """Name another price against a maker's offer, for a hospital that asks; its key. BaowenError after the last day."""
    price = checked_price(counter.price)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = _taking_offers(number, day_of(at))
        require_party(row, actor)
        answered = row.offers.filter(pk=offer, side=OfferSide.MAKER.value, withdrawn_at=None).first()
        if answered is None:
            raise BaowenError(f"议价 {number} 没有有效的报价 {offer}", f"there is no offer {offer} in {number}")
        made = Offer.objects.create(
            negotiation=row, side=OfferSide.HOSPITAL.value, maker=answered.maker, organisation=actor.organisation,
            answers=answered, product_code=answered.product_code, packaging=answered.packaging,
            units_per_pack=answered.units_per_pack, price=price,
            unit_price=per_unit(price, answered.units_per_pack) or price,
            quantity=checked_quantity(counter.quantity, "数量", "quantity"), until=row.last_day,
            words=within(counter.words, "说明", "words", most=MOST_WORDS), offered_at=at, offered_by=actor.name,
        )  # fmt: skip
        trail.note("negotiation.counter", f"negotiation/{number}", after=_public(made) | {"answers": offer})
        tell_of_offer(row, made, trail=trail, at=at)
    return made.pk


def withdraw_offer(number: str, offer: int, *, why: str, actor: Actor, at: datetime) -> None:
    """Take an own offer or counter-offer back; what was accepted of it holds. BaowenError for another's."""
    why = filled(why, "撤回理由", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = Offer.objects.select_for_update().filter(pk=offer, negotiation__number=number).first()
        if row is None or row.organisation != actor.organisation:
            raise BaowenError(f"本机构在 {number} 没有报价 {offer}", f"there is no own offer {offer} in {number}")
        act = Act.NEGOTIATION_OFFER if row.side == OfferSide.MAKER else Act.NEGOTIATION_OPEN
        require(actor, act, actor.region, regions=load_regions(), organisation=actor.organisation)
        if row.withdrawn_at is not None:
            raise BaowenError(f"报价 {offer} 已撤回", f"offer {offer} was withdrawn before")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, actor.name, why
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        trail.note("negotiation.withdraw_offer", f"negotiation/{number}", after={"offer": offer, "taken": row.taken})


def withdraw_negotiation(number: str, *, why: str, actor: Actor, at: datetime) -> None:
    """Take a negotiation of the own hospital back; BaowenError once something was accepted in it."""
    why = filled(why, "撤回理由", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = locked(number)
        require(actor, Act.NEGOTIATION_OPEN, row.region, regions=load_regions(), organisation=row.hospital)
        if row.state != NegotiationState.OPEN:
            raise BaowenError(f"议价 {number} 已撤回", f"negotiation {number} was taken back before")
        if row.offers.filter(taken__gt=0).exists():
            raise BaowenError(f"议价 {number} 已接受过报价，不能撤回", f"an offer in {number} was accepted already")
        row.state, row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = "withdrawn", at, actor.name, why
        row.save()
        trail.note("negotiation.withdraw", f"negotiation/{number}", after={"state": row.state})
        tell_taken_back(row, trail=trail, at=at)


def locked(number: str) -> Negotiation:
    """The negotiation, locked; BaowenError for an unknown number."""
    row = Negotiation.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有议价 {number}，请核对编号", f"there is no negotiation {number}; check the number")
    return row


def require_party(row: Negotiation, actor: Actor) -> Party:
    """The part of the actor's hospital in a negotiation; NotAllowedError, BaowenError where it does not ask in it."""
    require(actor, Act.NEGOTIATION_OPEN, actor.region, regions=load_regions(), organisation=actor.organisation)
    party = row.parties.select_for_update().filter(hospital=actor.organisation).first()
    if party is None:
        raise BaowenError(f"本机构未参加议价 {row.number}", f"the own hospital does not ask in {row.number}")
    return party


def _taking_offers(number: str, today: date) -> Negotiation:
    row = locked(number)
    if row.state != NegotiationState.OPEN:
        raise BaowenError(f"议价 {number} 已撤回：{row.withdrawn_why}", f"negotiation {number} was taken back")
    if today > row.last_day:
        raise BaowenError(
            f"议价 {number} 已于 {row.last_day} 截止，不再报价和还价", f"{number} ended on {row.last_day}"
        )
    return row


def _public(row: Offer) -> dict[str, object]:
    return {
        "offer": row.pk, "side": row.side, "maker": row.maker, "product": row.product_code, "price": row.price,
        "unit_price": row.unit_price, "quantity": row.quantity, "until": row.until,
    }  # fmt: skip
