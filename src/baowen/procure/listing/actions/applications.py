"""Applications of enterprises: sent, asked back, supplemented, taken back, accepted, returned. PRC-1 (HN-8, HD-7)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.listing.actions.taking import take
from baowen.procure.listing.kinds import KIND_WORDS, ApplicationKind
from baowen.procure.listing.models import Application, ApplicationEvent, ListingPrice
from baowen.procure.listing.queries.book import platform_of, suspended_elsewhere
from baowen.procure.listing.queries.catalogue import Catalogued
from baowen.procure.listing.queries.preview import Preview, preview
from baowen.procure.listing.questions import ConfirmError
from baowen.procure.listing.rulebook import ListingBook
from baowen.procure.listing.states import (
    APPLICATION_RULES,
    APPLICATION_WORDS,
    ApplicationMove,
    ApplicationState,
    ListingState,
)
from baowen.procure.listing.windows import closed
from baowen.procure.listing.wishes import Wish

MOST_REASON = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What was sent: its number and state, and the listing where the rules accepted it at once, "" else."""

    number: str
    state: ApplicationState
    listing: str


def apply(
    wish: Wish, *, actor: Actor, at: datetime, book: ListingBook, catalogue: Catalogued | None = None,
    confirmed: bool = False, signed: bool = False,
) -> Applied:  # fmt: skip
    """Apply for an own product. BaowenError that says what is missing; ConfirmError where a price looks wrong.

    `catalogue`: what the home's catalogue has of the product. `confirmed`: the questions are answered; `signed`: the
    commitment that the path needs is made.
    """
    region = platform_of(wish.region)
    require(actor, Act.LISTING_APPLY, region, regions=load_regions(), organisation=actor.organisation)
    if actor.kind is not OrganisationKind.MAKER:
        raise BaowenError(
            "只有生产企业（上市许可持有人）可以申报挂网", "only a maker (marketing authorisation holder) may apply"
        )
    on = day_of(at)
    reason = within(wish.reason, "申报理由", "reason", most=MOST_REASON)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        seen = preview(wish, actor.organisation, on, book=book, catalogue=catalogue)
        _check(wish, seen, on, reason, confirmed=confirmed, signed=signed)
        row = _stored(wish, seen, reason, actor=actor, at=at, signed=signed)
        _event(row, ApplicationMove.SUBMIT, reason, actor=actor, at=at)
        trail.note("listing.apply", f"application/{row.number}", after=_public(row))
        if seen.is_taken_at_once:
            _accept(row, trail, "", actor=actor, at=at, by_rules=True)
    return Applied(number=row.number, state=ApplicationState(row.state), listing=row.listing)


def _check(wish: Wish, seen: Preview, on: date, reason: str, *, confirmed: bool, signed: bool) -> None:
    """Everything that stands against sending, the plainest first."""
    if seen.barred:
        why = seen.barred[0]
        until = f"，至 {why.until}" if why.until else ""
        raise BaowenError(f"本企业目前不能申报挂网：{why.zh}{until}（{why.clause}）", f"may not list: {why.en}")
    _check_kind(wish, seen, on)
    if not seen.is_in_time and seen.window is not None:
        raise closed(seen.window)
    if wish.kind is not ApplicationKind.NEW and not reason:
        raise BaowenError("请填写申报理由", "say why")
    if seen.questions and not confirmed:
        raise ConfirmError(seen.questions)
    if seen.commitment and not signed:
        raise BaowenError(
            f"本次申报按附条件挂网办理，须书面承诺：{seen.commitment}。请签署承诺后提交",
            "this goes as a conditional listing: sign the commitment and send it again",
        )


def _check_kind(wish: Wish, seen: Preview, on: date) -> None:
    """Whether what is applied for fits what stands on the platform."""
    own, code = seen.listing, seen.goods.product_code
    if wish.valid_from is not None and wish.valid_from < on:
        raise BaowenError(f"执行日期 {wish.valid_from} 已过，价格不能追溯", "a price can't begin in the past")
    if wish.kind is ApplicationKind.NEW:
        if own is not None:
            raise BaowenError(
                f"{code} 已在本平台挂网（{own.number}），请改为申报调价", f"{code} is listed already: {own.number}"
            )
        return
    if own is None:
        raise BaowenError(f"{code} 未在本平台挂网，请申报新挂网", f"{code} is not listed here: apply for a new listing")
    if wish.kind is ApplicationKind.RETURN:
        if own.state is ListingState.LISTED:
            raise BaowenError(f"{own.number} 正常挂网，无需恢复", f"{own.number} is listed: nothing to come back from")
        elsewhere = suspended_elsewhere(own.number)
        if elsewhere:
            raise BaowenError(
                f"{own.number} 由 {elsewhere} 暂停，请在该事项中说明或纠正，由其恢复",
                f"{own.number} was suspended by {elsewhere}: answer it there, which resumes the listing",
            )
        return
    if own.state is ListingState.INACTIVE or (
        own.state is ListingState.SUSPENDED and wish.kind is ApplicationKind.PRICE
    ):
        raise BaowenError(
            f"{own.number} 暂停挂网或在不活跃区，请申报恢复挂网", f"{own.number} can't be bought: apply to come back"
        )
    if seen.comparison.price == own.price:
        raise BaowenError(f"申报价与现行价 {own.price:f} 元相同", "the price is the one that is in force")
    if wish.kind is ApplicationKind.FOLLOW and seen.comparison.price >= own.price:
        raise BaowenError("跟进他省低价，申报价应低于现行价", "following a lower price, the price has to fall")
    starts = max(wish.valid_from or on, on)
    if ListingPrice.objects.filter(listing__number=own.number, valid_from=starts, voided_at=None).exists():
        raise BaowenError(
            f"{own.number} 自 {starts} 起已有价格，同一日只能有一个价格；有误的请申请作废",
            f"{own.number} has a price from {starts} already",
        )


def _stored(wish: Wish, seen: Preview, reason: str, *, actor: Actor, at: datetime, signed: bool) -> Application:
    signs = bool(seen.commitment) and signed
    price: Decimal = seen.comparison.price
    row = Application(
        number=_number(seen.region), region=seen.region, kind=wish.kind.value, enterprise=actor.organisation,
        listing="" if seen.listing is None else seen.listing.number, product_code=seen.goods.product_code,
        generic_name=seen.goods.generic_name, product=asdict(seen.goods) | {"use_class": seen.use_class},
        in_catalogue=seen.in_catalogue, price=price, unit_price=seen.comparison.unit_price,
        valid_from=wish.valid_from or day_of(at), claim=wish.claim.value, reason=reason, talked_on=wish.talked_on,
        path=seen.path.path.value, light=seen.path.light.value, clause=seen.path.clause,
        path_why={"zh": seen.path.zh, "en": seen.path.en, "basis": seen.path.basis}, rise=seen.comparison.rise,
        comparison=seen.comparison.as_document(), policy=seen.comparison.policy,
        questions=[{"zh": one.zh, "en": one.en} for one in seen.questions],
        commitment=seen.commitment if signs else "", signed_at=at if signs else None,
        signed_by=actor.name if signs else "", submitted_at=at, submitted_by=actor.name,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BaowenError(
            f"{seen.goods.product_code} 在本平台已有未办结的申报，请先办结或撤回",
            f"{seen.goods.product_code} has an open application here: wait for it or take it back",
        ) from error
    return row


def _number(region: str) -> str:
    """The next number of a province: S430000-000001."""
    last = Application.objects.select_for_update().filter(region=region).order_by("-pk").first()
    following = 1 if last is None else int(last.number.rsplit("-", 1)[1]) + 1
    return f"S{region}-{following:06d}"


def move_application(
    number: str, move: ApplicationMove, *, reason: str = "", actor: Actor, at: datetime
) -> ApplicationState:
    """Ask back, return, take back or supplement. NotAllowedError; BaowenError where its state does not allow that."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked_application(number)
        rule, state = APPLICATION_RULES[move], ApplicationState(row.state)
        require_for(row, move, actor)
        if state not in rule.sources:
            zh, en = APPLICATION_WORDS[state]
            raise BaowenError(f"{number} {zh}，不能{rule.zh}", f"{number} is {en}: cannot {rule.en}")
        if rule.needs_reason:
            reason = filled(reason, "理由", "reason", most=MOST_REASON)
        if move is ApplicationMove.ACCEPT:
            _accept(row, trail, reason, actor=actor, at=at, by_rules=False)
            return ApplicationState.ACCEPTED
        before = _public(row)
        row.state = rule.to.value
        if move in (ApplicationMove.RETURN, ApplicationMove.TAKE_BACK):
            row.decided_at, row.decided_by = at, actor.name
        row.save()
        _event(row, move, reason, actor=actor, at=at)
        trail.note(f"listing.{move}", f"application/{number}", before=before, after=_public(row))
        _tell(row, trail, move, at)
        return rule.to


def require_for(row: Application, move: ApplicationMove, actor: Actor) -> None:
    """NotAllowedError for who is neither the enterprise, where its own moves are meant, nor the platform's officer."""
    regions = load_regions()
    if move in (ApplicationMove.SUPPLEMENT, ApplicationMove.TAKE_BACK):
        require(actor, Act.LISTING_APPLY, row.region, regions=regions, organisation=row.enterprise)
    else:
        require(actor, Act.LISTING_DECIDE, row.region, regions=regions)


def _accept(row: Application, trail: Trail, reason: str, *, actor: Actor, at: datetime, by_rules: bool) -> None:
    before = _public(row)
    row.listing = take(row, actor=actor, at=at)
    row.state, row.decided_at, row.decided_by = ApplicationState.ACCEPTED.value, at, actor.name
    row.save()
    _event(row, ApplicationMove.ACCEPT, reason, actor=actor, at=at, by_rules=by_rules)
    trail.note("listing.accept", f"application/{row.number}", before=before, after=_public(row))
    _tell(row, trail, ApplicationMove.ACCEPT, at)


def _event(
    row: Application, move: ApplicationMove, reason: str, *, actor: Actor, at: datetime, by_rules: bool = False
) -> None:
    ApplicationEvent.objects.create(
        application=row, move=move.value, state=row.state, reason=reason, by_rules=by_rules,
        organisation=actor.organisation, moved_at=at, moved_by=actor.name,
    )  # fmt: skip


def _tell(row: Application, trail: Trail, move: ApplicationMove, at: datetime) -> None:
    """Tell the enterprise what the platform did; its own moves it knows."""
    if move in (ApplicationMove.TAKE_BACK, ApplicationMove.SUPPLEMENT):
        return
    zh, en = APPLICATION_WORDS[ApplicationState(row.state)]
    kind_zh, kind_en = KIND_WORDS[ApplicationKind(row.kind)]
    title = Text(
        f"{row.generic_name} {kind_zh}申报 {row.number}：{zh}", f"{row.generic_name}, {kind_en} {row.number}: {en}"
    )
    turns = row.events.count()
    post(
        trail, to=f"organisation:{row.enterprise}", kind="listing_application", title=title, body=title,
        about=f"application/{row.number}", key=f"application/{row.number}/{move}/{turns}", at=at,
    )  # fmt: skip


def locked_application(number: str) -> Application:
    """The application, locked; BaowenError for an unknown number."""
    row = Application.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有申报编号 {number}，请核对", f"there is no application {number}; check the number")
    return row


def _public(row: Application) -> dict[str, object]:
    return {
        "region": row.region, "kind": row.kind, "product": row.product_code, "enterprise": row.enterprise,
        "state": row.state, "path": row.path, "light": row.light, "price": row.price, "listing": row.listing,
        "policy": row.policy,
    }  # fmt: skip
