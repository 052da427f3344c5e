"""What follows from an unreasonable price: correction, disclosure, suspension, credit; all can be undone. PRI-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.price.actions.issuing import Papers, issue
from baowen.price.actions.notices import publish
from baowen.price.actions.store import MOST_WORDS, Moving, begin_step, end_steps, moving, next_number
from baowen.price.clocks.rules import suspended_until
from baowen.price.kinds import LetterKind, NoticeKind, Side, StepKind
from baowen.price.letters.wording import chinese_date
from baowen.price.models import CreditEvent, MatterListing, Suspension
from baowen.price.states import Move
from baowen.procure.listing.actions.book import Priced, Why, move_listing, set_price
from baowen.procure.listing.queries import listing
from baowen.procure.listing.states import ListingMove
from baowen.respond.actions.moves import Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspending:
    """Why listings are suspended, who gets a copy, until when (None: no day is set). `for_not_following`: because a
    lower price elsewhere was not followed; the pack then says how long."""

    words: str
    copy_to: str = ""
    until: date | None = None
    for_not_following: bool = False


def demand(number: str, words: str, doing: Doing, papers: Papers, *, set_on: date | None = None) -> str:
    """Demand that the price is corrected; the enterprise owes it from then on. The document number."""
    words = filled(words, "纠正要求", "demand", most=MOST_WORDS)
    with moving(number, Move.DEMAND, doing, words=words) as done:
        step = begin_step(done.matter, StepKind.CORRECTION, Side.ENTERPRISE, done.on, doing, set_on=set_on)
        return issue(done, LetterKind.CORRECTION, papers, {"reference": _lower_words(done)}, step=step).reference


def _lower_words(done: Moving) -> str:
    """The lowest price that another province found (就低参考); "" where none is known."""
    lowest = done.matter.references.exclude(price=None).order_by("price", "id").first()
    if lowest is None:
        return ""
    place = done.doing.book.regions.full_name(lowest.province)
    lead = "首涨省" if lowest.is_first_raiser else ""
    return f"就低参考{lead}{place}（{lowest.number}）的价格 {lowest.price} 元。"


def take_correction(
    number: str, of: str, doing: Doing, *, price: Decimal | None = None, valid_from: date | None = None
) -> None:
    """Record that the price of a listing was corrected: a new price is set here, or the platform has it already.

    The correction is done once every listing has one. BaowenError for a price that is not below the one before.
    """
    with moving(number, Move.TAKE_CORRECTION, doing, words=of, ends=False) as done:
        row = _listing(done, of)
        if price is not None:
            known = listing(of)
            priced = Priced(
                price=price, valid_from=valid_from or done.on, path=known.path, clause=done.event.clause,
                source=done.about,
            )  # fmt: skip
            set_price(of, priced, actor=doing.actor, at=doing.at)
        found = price if price is not None else listing(of).price
        if found >= row.price:
            raise BaowenError(
                f"{of} 的价格 {found} 元不低于立项时的 {row.price} 元，不能登记为已纠正",
                f"the price of {of}, {found}, is not below {row.price}, that of the opening",
            )
        row.corrected_price, row.corrected_on = found, done.on
        row.save()
        done.told.update({"listing": of, "price": found})
        if not done.matter.listings.filter(corrected_price=None).exists():
            end_steps(done.matter, StepKind.CORRECTION, done.on)
            end_steps(done.matter, StepKind.FOLLOW, done.on)


def _listing(done: Moving, of: str) -> MatterListing:
    row = done.matter.listings.select_for_update().filter(listing=of).first()
    if row is None:
        raise BaowenError(
            f"挂网编号 {of} 不在事项 {done.matter.number} 中", f"{of} is not in matter {done.matter.number}"
        )
    return row


def disclose(number: str, title: str, words: str, doing: Doing, papers: Papers) -> str:
    """Tell the public about the price; the number of the public notice."""
    words = filled(words, "披露内容", "disclosure", most=MOST_WORDS)
    with moving(number, Move.DISCLOSE, doing, words=words) as done:
        issue(done, LetterKind.DISCLOSURE, papers, {})
        return publish(done, NoticeKind.DISCLOSURE, title, words)


def suspend(number: str, how: Suspending, doing: Doing, papers: Papers) -> str:
    """Suspend the listings of a matter; the document number.

    BaowenError where the matter has no listing, the platform is not the actor's own, or no text says how long.
    """
    words = filled(how.words, "暂停理由", "reason of the suspension", most=1000)
    copy_to = within(how.copy_to, "抄送", "copy to", most=300)
    with moving(number, Move.SUSPEND, doing, words=words) as done:
        rows = _own_listings(done)
        until, clause = _until(how, done)
        for row in rows:
            Suspension.objects.create(
                matter=done.matter, listing=row.listing, until=until, for_not_following=how.for_not_following,
                suspended_at=doing.entered, suspended_by=doing.actor.name,
            )  # fmt: skip
            why = Why(reason=words, clause=clause, about=done.about, until=until)
            move_listing(row.listing, ListingMove.SUSPEND, why, actor=doing.actor, at=doing.at)
        if until is not None:
            begin_step(done.matter, StepKind.RESUMPTION, Side.OFFICER, done.on, doing, set_on=until)
        told = {"copy_to": copy_to, "until": f"暂停至{chinese_date(until)}。" if until else ""}
        return issue(done, LetterKind.SUSPENSION, papers, told).reference


def _own_listings(done: Moving) -> list[MatterListing]:
    rows = list(done.matter.listings.all())
    if not rows:
        raise BaowenError("事项没有列明挂网编号，无从暂停", "the matter names no listing to suspend")
    if any(listing(row.listing).region != done.matter.region for row in rows):
        raise BaowenError(
            "暂停、恢复挂网由省级平台办理，请报省级价格监管员", "listings are suspended by the province's officers"
        )
    return rows


def _until(how: Suspending, done: Moving) -> tuple[date | None, str]:
    """The last day of a suspension and the clause that it rests on."""
    clause = done.standing.clause if done.standing else ""
    if how.until is not None and how.until <= done.on:
        raise BaowenError(f"暂停截止日 {how.until} 应晚于今天", f"a suspension until {how.until} is over at once")
    if not how.for_not_following:
        return how.until, clause
    matter = done.matter
    before = Suspension.objects.filter(
        for_not_following=True, matter__enterprise=matter.enterprise, matter__region=matter.region
    ).exclude(matter=matter)
    found = suspended_until(done.ruling, done.on, before.values("matter").distinct().count())
    if found is None:
        if how.until is None:
            raise BaowenError(
                "本地区没有规定未跟进低价的暂停期，请填写截止日", "no text here says how long; give a day"
            )
        return how.until, clause
    return (how.until or found[0]), found[1]


def resume(number: str, doing: Doing, papers: Papers, *, copy_to: str = "") -> str:
    """List again what was suspended: the price is corrected or the evidence another. The document number."""
    with moving(number, Move.RESUME, doing, words=doing.reason.strip()) as done:
        for row in done.matter.suspensions.select_for_update().filter(lifted_at=None):
            row.lifted_at, row.lifted_by, row.lifted_why = doing.entered, doing.actor.name, doing.reason.strip()
            row.save()
            why = Why(reason=doing.reason, about=done.about)
            move_listing(row.listing, ListingMove.RESUME, why, actor=doing.actor, at=doing.at)
        end_steps(done.matter, StepKind.RESUMPTION, done.on)
        return issue(done, LetterKind.RESUMPTION, papers, {"copy_to": copy_to}).reference


def credit(number: str, words: str, doing: Doing) -> str:
    """Record what the enterprise's credit may be judged by; its number."""
    words = filled(words, "信用记录内容", "credit event", most=MOST_WORDS)
    with moving(number, Move.CREDIT, doing, words=words) as done:
        row = CreditEvent.objects.create(
            number=next_number("PX", done.matter.region, done.on.year), matter=done.matter, words=words,
            clause=done.event.clause, recorded_at=doing.entered, recorded_by=doing.actor.name,
        )  # fmt: skip
        done.told["credit_event"] = row.number
        return row.number


def void_credit(number: str, event: str, doing: Doing) -> None:
    """Void a credit event; it stays with the reason."""
    with moving(number, Move.VOID_CREDIT, doing) as done:
        row = done.matter.credit_events.select_for_update().filter(number=event).first()
        if row is None or row.voided_at is not None:
            raise BaowenError(f"没有可撤销的信用记录 {event}", f"there is no credit event {event} to void")
        row.voided_at, row.voided_by, row.voided_why = doing.entered, doing.actor.name, doing.reason.strip()
        row.save()
        done.told["credit_event"] = event
