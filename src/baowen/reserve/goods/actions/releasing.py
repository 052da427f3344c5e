"""Orders to release reserve goods: ordered, confirmed or refused by the holder, cancelled, ended. RSV-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import open_organisation
from baowen.reserve.goods.actions.store import MOST_REASON, held, key_of, lots_of, require_own, unknown
from baowen.reserve.goods.book import release_due
from baowen.reserve.goods.models import Holding, Release, Taker
from baowen.reserve.goods.rules import Recalled, checked_packs, checked_price, usable
from baowen.reserve.goods.states import RELEASE_RULES, RELEASE_WORDS, ReleaseMove, ReleaseState
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation
from baowen.respond.queries.cases import case_page

MOST_TAKERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelease:
    """What is to be released: of which holder and product, to whom how much, for which case and measure.

    `due_at`: None for what the pack says. `is_call_up`: an emergency call-up of the national reserve.
    """

    holder: str
    product_code: str
    takers: Sequence[tuple[str, Decimal]]
    case_number: str = ""
    measure: int | None = None
    due_at: datetime | None = None
    is_call_up: bool = False
    agreed_price: Decimal | None = None
    filing_number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """The number of an order, and by how much it passes what the holder can send now (zero: it does not)."""

    code: str
    beyond: Decimal


def order_release(new: NewRelease, doing: Doing, *, recalled: Recalled) -> Ordered:
    """Order a release of a holder of the own place or below. BaowenError for unknown goods, takers or case, and for a
    deadline that has passed. More than the holder has is told and not refused: the holder may buy or borrow."""
    actor = doing.actor
    require(actor, Act.RESERVE_RELEASE, actor.region, regions=doing.book.regions)
    takers = _takers(new.takers, doing)
    packs = sum((one for _, one in takers), Decimal(0))
    _check_case(new, doing)
    price, filing = _call_up(new)
    due = release_due(doing.book, actor.region, doing.at)
    due_at, clause = (due.at, due.clause) if new.due_at is None else (new.due_at, "")
    if due_at <= doing.at:
        raise BaowenError("送达期限已过，请核对", "the deadline has passed")
    words = within(new.words, "说明", "remark", most=MOST_REASON)
    with doing.writing() as trail:
        holding = held(_holding(new, doing).pk)
        over = max(packs - _free(holding, doing, recalled), Decimal(0))
        row = Release.objects.create(
            region=actor.region, organisation=actor.organisation, holding=holding, packs=packs,
            case_number=new.case_number, measure=new.measure, due_at=due_at, due_clause=clause, beyond=over,
            is_call_up=new.is_call_up, agreed_price=price, filing_number=filing, words=words,
            ordered_at=doing.entered, ordered_by=actor.name,
        )  # fmt: skip
        Taker.objects.bulk_create(Taker(release=row, organisation=code, packs=one) for code, one in takers)
        trail.note("reserve.release.order", f"reserve_release/{row.code}", after=_told(row))
        _tell(row, [holding.holder], "order", ("请确认", "please confirm"), at=doing.entered, trail=trail)
    return Ordered(code=row.code, beyond=over)


def move_release(code: str, move: ReleaseMove, doing: Doing) -> None:
    """Confirm or refuse as the holder, cancel or end early as who orders. BaowenError where it stands otherwise."""
    rule = RELEASE_RULES[move]
    row = release_of(code)
    if rule.by_holder:
        require_own(doing, row.holding.holder)
    else:
        require(doing.actor, Act.RESERVE_RELEASE, row.region, regions=doing.book.regions)
    reason = within(doing.reason, "理由", "reason", most=MOST_REASON)
    if rule.needs_reason:
        filled(reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        held(row.holding_id)
        row.refresh_from_db()
        if ReleaseState(row.state) not in rule.sources:
            zh, en = RELEASE_WORDS[ReleaseState(row.state)]
            raise BaowenError(f"{code} 现为“{zh}”，不能{rule.zh}", f"{code} is {en}: cannot {rule.en}")
        if move is ReleaseMove.END:
            _refuse_under_way(row)
        row.state, row.reason = rule.to.value, reason or row.reason
        if rule.by_holder:
            row.answered_at, row.answered_by = doing.entered, doing.actor.name
        else:
            row.closed_at, row.closed_by = doing.entered, doing.actor.name
        row.save()
        trail.note(f"reserve.release.{move}", f"reserve_release/{code}", after={"state": row.state})
        told = [row.organisation] if rule.by_holder else [row.holding.holder]
        words = (rule.zh, rule.en)
        _tell(row, [*told, *_codes(row)], str(move), words, at=doing.entered, trail=trail)


def note_filing(code: str, agreed_price: Decimal, filing_number: str, doing: Doing) -> None:
    """Note the agreed temporary price of a call-up and its filing on the platform. 价格意见 (九)."""
    row = release_of(code)
    require(doing.actor, Act.RESERVE_RELEASE, row.region, regions=doing.book.regions)
    if not row.is_call_up:
        raise BaowenError(f"{code} 不是国家医药储备应急调用", f"{code} is no call-up of the national reserve")
    with doing.writing() as trail:
        row.agreed_price = checked_price(agreed_price, zh="议定临时采购价格", en="agreed price")
        row.filing_number = filled(filing_number, "备案号", "filing number", most=60)
        row.save(update_fields=["agreed_price", "filing_number"])
        trail.note(
            "reserve.release.file", f"reserve_release/{code}",
            after={"agreed_price": row.agreed_price, "filing_number": row.filing_number},
        )  # fmt: skip


def release_of(code: str) -> Release:
    """The order of a number of the platform; BaowenError where there is none."""
    row = Release.objects.select_related("holding").filter(pk=key_of(code, "DY")).first()
    if row is None:
        raise unknown(code)
    return row


def _takers(given: Sequence[tuple[str, Decimal]], doing: Doing) -> list[tuple[str, Decimal]]:
    if not given:
        raise BaowenError("请写明至少一家接收单位和数量", "name one taker at least, and how much it takes")
    if len(given) > MOST_TAKERS:
        raise BaowenError(f"一份指令最多 {MOST_TAKERS} 家接收单位", f"{MOST_TAKERS} takers an order at most")
    if len({code for code, _ in given}) != len(given):
        raise BaowenError("同一接收单位写了两次", "a taker is named twice")
    found = []
    for code, packs in given:
        open_organisation(code, day_of(doing.at))
        found.append((code, checked_packs(packs)))
    return found


def _holding(new: NewRelease, doing: Doing) -> Holding:
    row = Holding.objects.filter(holder=new.holder, product_code=new.product_code).first()
    place, regions = doing.actor.region, doing.book.regions
    if row is None or not (row.region == place or regions.within(row.region, place)):
        raise BaowenError(
            f"{new.holder} 的储备账上没有 {new.product_code}，或不在本地区",
            f"the reserve of {new.holder} has no {new.product_code}, or lies elsewhere",
        )
    return row


def _check_case(new: NewRelease, doing: Doing) -> None:
    if new.measure is not None and not new.case_number:
        raise BaowenError("写明措施时须写明案件", "a measure belongs to a case: name it")
    if not new.case_number:
        return
    page = case_page(new.case_number, doing.actor, book=doing.book, with_beside=False)
    if new.measure is not None and new.measure not in {one.id for one in page.measures}:
        raise BaowenError(
            f"案件 {new.case_number} 没有措施 {new.measure}", f"case {new.case_number} has no measure {new.measure}"
        )


def _call_up(new: NewRelease) -> tuple[Decimal | None, str]:
    filing = within(new.filing_number, "备案号", "filing number", most=60)
    if not new.is_call_up and (new.agreed_price is not None or filing):
        raise BaowenError(
            "议定临时采购价格和备案号只用于国家医药储备应急调用",
            "an agreed price and a filing belong to a call-up of the national reserve",
        )
    price = new.agreed_price
    return (None if price is None else checked_price(price, zh="议定临时采购价格", en="agreed price")), filing


def _free(holding: Holding, doing: Doing, recalled: Recalled) -> Decimal:
    """What the holder can send now, less what was ordered of it and is not sent yet."""
    fit = sum((one.packs for one in usable(lots_of(holding), on=day_of(doing.at), recalled=recalled)), Decimal(0))
    waiting = Taker.objects.filter(
        release__holding=holding, release__state__in=(ReleaseState.ORDERED.value, ReleaseState.CONFIRMED.value)
    )
    zero = Decimal(0)
    promised = sum((one.packs - one.sent + one.returned for one in waiting), zero)
    return max(fit - promised, zero)


def _refuse_under_way(row: Release) -> None:
    open_ones = [
        one.organisation for one in row.takers.all() if one.sent != one.accepted + one.lost + one.returned
    ]  # fmt: skip
    if open_ones:
        raise BaowenError(
            f"{'、'.join(open_ones)} 还有发出未验收的，请先验收", f"{', '.join(open_ones)} have goods to receive first"
        )


def _codes(row: Release) -> list[str]:
    return list(row.takers.values_list("organisation", flat=True))


def _tell(
    row: Release, codes: Sequence[str], what: str, words: tuple[str, str], *, at: datetime, trail: Trail
) -> None:  # fmt: skip
    said = Text(f"储备动用 {row.code}：{words[0]}", f"reserve release {row.code}: {words[1]}")
    for code in codes:
        tell_organisation(code, f"reserve_release/{row.code}", what, said, trail=trail, at=at)


def _told(row: Release) -> dict[str, object]:
    return {
        "holder": row.holding.holder, "product": row.holding.product_code, "packs": plain(row.packs),
        "case": row.case_number, "measure": row.measure, "beyond": plain(row.beyond), "call_up": row.is_call_up,
    }  # fmt: skip
