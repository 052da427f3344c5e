"""Pharmacies, village clinics and private hospitals apply to join a round; an officer agrees with them. VBP-10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing
from baowen.vbp.rounds.queries import round_of, selected_products
from baowen.vbp.rounds.states import RoundState
from baowen.vbp.supply.actions.store import MOST_REASON, is_officer, next_number, offices, province_of, tell
from baowen.vbp.supply.joining_states import JOIN_RULES, JOIN_STATE_WORDS, JoinMove, JoinState
from baowen.vbp.supply.kinds import JoinKind
from baowen.vbp.supply.models import Joining, JoiningEvent, JoiningLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A product that is wished for: packs in the cycle."""

    product_code: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJoining:
    """Who wishes to join which round as what, and for which products."""

    round_code: str
    kind: JoinKind
    wishes: Sequence[Wish]
    words: str = ""


def apply_to_join(new: NewJoining, doing: Doing) -> str:
    """Apply for the own organisation; the number. It binds nobody: no evaluation counts who joined (VB-1.4).

    BaowenError for products that are not selected for the place, for nothing wished, and where it has joined already.
    """
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.VBP_REPORT, actor.region, regions=doing.book.regions, organisation=actor.organisation)
    if (new.kind is JoinKind.PHARMACY) != (actor.kind is OrganisationKind.PHARMACY):
        raise BaowenError(
            "零售药店以“定点零售药店”参加，其他机构选择相应类型", "a pharmacy joins as one, nobody else does"
        )
    words = within(new.words, "说明", "words", most=MOST_REASON)
    found = round_of(new.round_code)
    if found.state not in (RoundState.PREPARED, RoundState.RUNNING):
        raise BaowenError(f"批次 {found.code} 已结束或撤销，不能参加", f"round {found.code} is over")
    products = {one.product_code: one for one in selected_products(found.code, actor.region)}
    _check_wishes(new.wishes, set(products), found.code)
    with doing.writing() as trail:
        row = Joining(
            number=next_number("SJ", province_of(actor.region, doing.book), on.year), round_code=found.code,
            organisation=actor.organisation, region=actor.region, kind=new.kind.value, words=words,
            state=JoinState.APPLIED.value, applied_at=doing.entered, applied_by=actor.name,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BaowenError(
                f"本机构已申请或参加批次 {found.code}", f"you applied for or joined {found.code} already"
            ) from error
        JoiningLine.objects.bulk_create(
            JoiningLine(
                joining=row, lot=products[one.product_code].lot, product_code=one.product_code,
                drug=products[one.product_code].drug, quantity=one.quantity,
            )
            for one in new.wishes
        )  # fmt: skip
        _enter(row, JoinMove.APPLY, words, doing, trail)
        said = Text(f"申请参加集采 {row.number}：请受理", f"application to join {row.number}: please decide")
        tell(offices(row.region, doing.book), f"vbp_joining/{row.number}", "apply", said, trail=trail, at=doing.entered)
    return row.number


def _check_wishes(wishes: Sequence[Wish], known: set[str], round_code: str) -> None:
    if not wishes:
        raise BaowenError("请至少填写一个产品的采购量", "wish for one product at least")
    codes = [one.product_code for one in wishes]
    if len(set(codes)) != len(codes):
        raise BaowenError("同一产品填写了两次", "a product is named twice")
    unknown = sorted(set(codes) - known)
    if unknown:
        raise BaowenError(
            f"{'、'.join(unknown)} 不是批次 {round_code} 在本地区的中选产品",
            f"{', '.join(unknown)} are not selected for your place in {round_code}",
        )
    if any(one.quantity <= 0 for one in wishes):
        raise BaowenError("采购量应大于 0", "a quantity must be above 0")


def move_joining(
    number: str, move: JoinMove, doing: Doing, *, from_on: date | None = None, until_on: date | None = None
) -> None:  # fmt: skip
    """Accept (with the days of the agreement, those of the round unless told), refuse, withdraw or end it."""
    rule, on = JOIN_RULES[move], day_of(doing.at)
    if move is JoinMove.APPLY:
        raise BaowenError("申请另行填写", "an application is made elsewhere")
    words = within(doing.reason, "理由", "reason", most=MOST_REASON)
    if rule.needs_reason:
        filled(words, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = Joining.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise unknown_joining(number)
        _require(row, move, doing)
        if JoinState(row.state) not in rule.sources:
            zh, en = JOIN_STATE_WORDS[JoinState(row.state)]
            raise BaowenError(f"{number} 现为“{zh}”，不能{rule.zh}", f"{number} is {en}: cannot {rule.en}")
        if move is JoinMove.ACCEPT:
            _agree(row, from_on, until_on)
        if move is JoinMove.END and row.from_on is not None:
            row.until_on = max(on, row.from_on)
        row.state = rule.to.value
        row.save()
        _enter(row, move, words, doing, trail)
        said = Text(f"参加集采 {number}：{rule.zh}", f"joining {number}: {rule.en}")
        others = [row.organisation, *offices(row.region, doing.book)]
        codes = [code for code in others if code != doing.actor.organisation]
        about, what = f"vbp_joining/{number}", f"{move}/{row.events.count()}"
        tell(codes, about, what, said, trail=trail, at=doing.entered)


def unknown_joining(number: str) -> BaowenError:
    """What is said of a number that no application has, and to whoever may not see it."""
    return BaowenError(f"没有可阅看的参加申请 {number}", f"there is no application {number} that you may see")


def _agree(row: Joining, from_on: date | None, until_on: date | None) -> None:
    found = round_of(row.round_code)
    row.from_on, row.until_on = from_on or found.starts_on, until_on or found.ends_on
    if row.from_on is None or row.until_on is None:
        raise BaowenError(
            "批次没有起止日期，请填写约定的起止日期", "the round has no days: name those of the agreement"
        )
    if row.until_on < row.from_on:
        raise BaowenError("约定的结束日期早于开始日期", "the agreement ends before it begins")
    if found.ends_on is not None and row.from_on > found.ends_on:
        raise BaowenError("约定开始时采购周期已经结束", "the agreement begins after the cycle")


def _require(row: Joining, move: JoinMove, doing: Doing) -> None:
    actor, rule = doing.actor, JOIN_RULES[move]
    officer = is_officer(actor, Act.VBP_REVIEW, row.region, doing.book)
    if actor.organisation != row.organisation and not officer:
        raise unknown_joining(row.number)
    if rule.by_officer and (officer or not rule.by_applicant):
        require(actor, Act.VBP_REVIEW, row.region, regions=doing.book.regions)
    else:
        require(actor, Act.VBP_REPORT, row.region, regions=doing.book.regions, organisation=row.organisation)


def _enter(row: Joining, move: JoinMove, words: str, doing: Doing, trail: Trail) -> None:
    JoiningEvent.objects.create(
        joining=row, move=move.value, state=row.state, words=words, organisation=doing.actor.organisation,
        moved_at=doing.entered, moved_by=doing.actor.name,
    )  # fmt: skip
    trail.note(
        f"vbp.joining.{move}", f"vbp_joining/{row.number}",
        after={
            "round": row.round_code, "organisation": row.organisation, "state": row.state, "from_on": row.from_on,
            "until_on": row.until_on,
        },
    )  # fmt: skip
