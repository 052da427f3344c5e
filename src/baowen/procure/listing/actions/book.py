"""What stands on a province's platform: entered, priced, suspended, resumed, put aside, withdrawn. PRC-1, PRI-1.

Who may is decided by the act that leads here: an application that was accepted, a measure on a price, an officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.lists.names import listed_name
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.procure.listing.kinds import Light, ListingPath
from baowen.procure.listing.models import Listing, ListingEvent, ListingPrice
from baowen.procure.listing.queries.book import suspended_elsewhere
from baowen.procure.listing.rules import checked_price, per_unit
from baowen.procure.listing.states import LISTING_RULES, STATE_WORDS, ListingMove, ListingState

MOST_WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as it is listed; `maker` is the code of the organisation that answers for it."""

    code: str
    generic_name: str
    maker: str
    dosage_form: str = ""
    spec: str = ""
    packaging: str = ""
    units_per_pack: Decimal | None = None
    smallest_unit: str = ""
    approval_no: str = ""
    use_class: str = ""
    is_selected: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A price of one pack from a day on, the path by which it came, and its light. `source`: what it rests on."""

    price: Decimal
    valid_from: date
    path: ListingPath
    light: Light = Light.NONE
    clause: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a listing is moved: the reason, the clause, what it is about (`case/…`), how long a suspension lasts."""

    reason: str
    clause: str = ""
    about: str = ""
    until: date | None = None


def enter_listing(region: str, product: Product, priced: Priced, *, actor: Actor, at: datetime) -> str:
    """List a product on a province's platform; its number. BaowenError where it is listed there already.

    The caller has asked whether the actor may.
    """
    place = load_regions().require(region)
    if place.level is not RegionLevel.PROVINCE:
        raise BaowenError(f"挂网以省级平台为单位，{place.name}不是省级地区", "a product is listed by province")
    name = filled(product.generic_name, "药品通用名", "generic name", most=200)
    price = checked_price(priced.price)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = Listing(
            number=_number(region), region=region,
            product_code=filled(product.code, "药品代码", "code", most=100),
            drug=listed_name(name), generic_name=name,
            dosage_form=within(product.dosage_form, "剂型", "form", most=100),
            spec=within(product.spec, "规格", "specification", most=200),
            packaging=within(product.packaging, "包装", "packaging", most=200), units_per_pack=product.units_per_pack,
            smallest_unit=within(product.smallest_unit, "最小制剂单位", "smallest unit", most=20),
            maker=filled(product.maker, "生产企业", "maker", most=100), path=priced.path.value,
            approval_no=within(product.approval_no, "批准文号", "approval number", most=100),
            use_class=within(product.use_class, "ATC 分类", "ATC class", most=20), is_selected=product.is_selected,
            light=priced.light.value, price=price, unit_price=per_unit(price, product.units_per_pack),
            listed_on=priced.valid_from, changed_at=at,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BaowenError(
                f"{product.code} 已在 {place.name} 挂网，请改为申报调价",
                f"{product.code} is listed in {region} already",
            ) from error
        _price(row, priced, actor=actor, at=at)
        why = Why(reason="", clause=priced.clause, about=priced.source)
        _event(row, ListingMove.ENTER, why, actor=actor, at=at)
        trail.note("listing.enter", f"listing/{row.number}", after=_public(row))
    return row.number


def _number(region: str) -> str:
    """The next number of a province, in the order of the records: G430000-000001."""
    last = Listing.objects.select_for_update().filter(region=region).order_by("-pk").first()
    following = 1 if last is None else int(last.number.rsplit("-", 1)[1]) + 1
    return f"G{region}-{following:06d}"


def set_price(number: str, priced: Priced, *, actor: Actor, at: datetime) -> None:
    """Give a listing another price from a day on. BaowenError where a price from that very day is there already.

    The caller has asked whether the actor may.
    """
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked(number)
        if row.state == ListingState.WITHDRAWN.value:
            raise BaowenError(f"{number} 已撤网，不能调价", f"{number} is withdrawn")
        before = _public(row)
        _price(row, priced, actor=actor, at=at)
        _freshen(row, at)
        trail.note("listing.price", f"listing/{number}", before=before, after=_public(row))


def tell_selected(number: str, is_selected: bool, *, actor: Actor, at: datetime) -> None:
    """Say of a listing that its product is selected in procurement, or no longer. The caller has asked whether the
    actor may."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked(number)
        before = row.is_selected
        row.is_selected, row.changed_at = is_selected, at
        row.revision += 1
        row.save()
        trail.note(
            "listing.selected", f"listing/{number}", before={"selected": before}, after={"selected": is_selected}
        )  # fmt: skip


def _price(row: Listing, priced: Priced, *, actor: Actor, at: datetime) -> None:
    price = checked_price(priced.price)
    try:
        with transaction.atomic():
            ListingPrice.objects.create(
                listing=row, valid_from=priced.valid_from, price=price, unit_price=per_unit(price, row.units_per_pack),
                path=priced.path.value, light=priced.light.value, clause=priced.clause, source=priced.source,
                set_at=at, set_by=actor.name,
            )  # fmt: skip
    except IntegrityError as error:
        raise BaowenError(
            f"{row.number} 自 {priced.valid_from} 起已有价格；有误的请先作废再申报",
            f"{row.number} has a price from {priced.valid_from} already; void it first to correct it",
        ) from error


def void_price(number: str, valid_from: date, *, why: str, actor: Actor, at: datetime) -> None:
    """Take back a price that was entered wrongly; the one before counts again. BaowenError for the only one."""
    why = filled(why, "作废原因", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        row = locked(number)
        require(actor, Act.LISTING_DECIDE, row.region, regions=load_regions())
        prices = row.prices.filter(voided_at=None)
        wrong = prices.filter(valid_from=valid_from).first()
        if wrong is None:
            raise BaowenError(f"{number} 没有自 {valid_from} 起的价格", f"{number} has no price from that day")
        if prices.count() == 1:
            raise BaowenError(f"{number} 只有这一个价格，请改为撤网", f"{number} has no other price; withdraw it")
        before = _public(row)
        wrong.voided_at, wrong.voided_by, wrong.voided_why = at, actor.name, why
        wrong.save()
        _freshen(row, at)
        trail.note("listing.void_price", f"listing/{number}", before=before, after=_public(row))


def _freshen(row: Listing, at: datetime) -> None:
    """The price that is in force today stands beside the listing; where all begin later, the first of them."""
    prices = row.prices.filter(voided_at=None)
    today = day_of(at)
    now = prices.filter(valid_from__lte=today).last() or prices.first()
    assert now is not None
    row.price, row.unit_price, row.path, row.light = now.price, now.unit_price, now.path, now.light
    row.changed_at = at
    row.revision += 1
    row.save()


def move_listing(number: str, move: ListingMove, why: Why, *, actor: Actor, at: datetime) -> None:
    """Suspend, resume, put aside or withdraw a listing. BaowenError where its state does not allow that.

    The caller has asked whether the actor may (`decide_listing` asks for officers).
    """
    reason = filled(why.reason, "理由", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row, rule = locked(number), LISTING_RULES[move]
        state = ListingState(row.state)
        if state not in rule.sources:
            zh, en = STATE_WORDS[state]
            raise BaowenError(f"{number} 现为“{zh}”，不能{rule.zh}", f"{number} is {en}: cannot {rule.en}")
        before = _public(row)
        row.state, row.changed_at = rule.to.value, at
        row.revision += 1
        row.save()
        _event(row, move, why, actor=actor, at=at)
        trail.note(f"listing.{move}", f"listing/{number}", before=before, after=_public(row))


def decide_listing(number: str, move: ListingMove, why: Why, *, actor: Actor, at: datetime) -> None:
    """The same, by an officer of the platform; NotAllowedError. What another room suspended is resumed there."""
    row = Listing.objects.filter(number=number).first()
    if row is not None:
        require(actor, Act.LISTING_DECIDE, row.region, regions=load_regions())
    if why.until is not None and (move is not ListingMove.SUSPEND or why.until <= day_of(at)):
        raise BaowenError("只有暂停挂网可写明截止日期，且应晚于今天", "only a suspension has an end, later than today")
    elsewhere = suspended_elsewhere(number) if move is ListingMove.RESUME else ""
    if elsewhere and elsewhere != why.about:
        raise BaowenError(
            f"{number} 由{_who(elsewhere, 0)}暂停，请在其中恢复",
            f"{number} was suspended by {_who(elsewhere, 1)}: resume it there",
        )
    move_listing(number, move, why, actor=actor, at=at)


SUSPENDERS = {"price": ("价格监管事项", "price matter"), "breach": ("违约记录", "breach")}
"""What other rooms suspend listings for; each resumes its own."""


def _who(about: str, language: int) -> str:
    kind, _, key = about.partition("/")
    return f"{SUSPENDERS[kind][language]} {key} " if kind in SUSPENDERS else about


def _event(row: Listing, move: ListingMove, why: Why, *, actor: Actor, at: datetime) -> None:
    ListingEvent.objects.create(
        listing=row, move=move.value, state=row.state, reason=why.reason, clause=why.clause, about=why.about,
        until=why.until, organisation=actor.organisation, moved_at=at, moved_by=actor.name,
    )  # fmt: skip


def locked(number: str) -> Listing:
    """The listing, locked; BaowenError for an unknown number."""
    row = Listing.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有挂网编号 {number}，请核对", f"there is no listing {number}; check the number")
    return row


def _public(row: Listing) -> dict[str, object]:
    return {
        "region": row.region, "product": row.product_code, "maker": row.maker, "state": row.state, "path": row.path,
        "light": row.light, "price": row.price,
    }  # fmt: skip
