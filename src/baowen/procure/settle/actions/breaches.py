"""Breaches of contract: proposed, recorded, answered, confirmed or dropped, sanctioned, undone. PRC-5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import open_organisation
from baowen.procure.listing.actions.book import Why, decide_listing
from baowen.procure.listing.queries import suspended_elsewhere
from baowen.procure.listing.states import ListingMove
from baowen.procure.settle.actions.store import next_number
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.kinds import SANCTION_WORDS, BreachKind, Sanction
from baowen.procure.settle.models import Breach, BreachEvent
from baowen.procure.settle.states import BREACH_RULES, BREACH_STATE_WORDS, BreachMove, BreachState, Party

BREACH = "W"
MOST_WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alleged:
    """What somebody is said to have done: who, in which place, what it is about (an order line, a month), in words."""

    kind: BreachKind
    accused: str
    region: str
    about: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What follows a breach; `listing` is the number of the listing that is suspended, `until` the last day."""

    sanction: Sanction
    words: str
    listing: str = ""
    until: date | None = None


def record_breach(alleged: Alleged, *, actor: Actor, at: datetime, book: SettleBook) -> str:
    """Record a breach, which the one concerned can answer; its number. BaowenError for the own organisation."""
    require(actor, Act.BREACH_RECORD, alleged.region, regions=book.regions)
    if alleged.accused == actor.organisation:
        raise BaowenError("不能登记本单位违约", "nobody records a breach of the own organisation")
    return _open(alleged, BreachMove.RECORD, BreachState.RECORDED, actor=actor, at=at, book=book)


def propose_breaches(alleged: Iterable[Alleged], *, actor: Actor, at: datetime, book: SettleBook) -> list[str]:
    """Propose breaches that performance shows; an officer records or drops each. Those known already are left out."""
    numbers = []
    for one in alleged:
        if not actor.is_system:
            require(actor, Act.BREACH_CONFIRM, one.region, regions=book.regions)
        known = Breach.objects.filter(kind=one.kind.value, accused=one.accused, about=one.about)
        if not known.exists():
            numbers.append(_open(one, BreachMove.PROPOSE, BreachState.PROPOSED, actor=actor, at=at, book=book))
    return numbers


def _open(
    alleged: Alleged, move: BreachMove, state: BreachState, *, actor: Actor, at: datetime, book: SettleBook
) -> str:  # fmt: skip
    words = filled(alleged.words, "事实", "what happened", most=MOST_WORDS)
    about = filled(alleged.about, "事由", "what it is about", most=100)
    open_organisation(alleged.accused, day_of(at))
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = Breach(
            number=next_number(Breach, BREACH, alleged.region), kind=alleged.kind.value, accused=alleged.accused,
            region=alleged.region, about=about, words=words, recorder=actor.organisation, state=state.value,
            recorded_at=at, recorded_by=actor.name, changed_at=at,
        )  # fmt: skip
        _due(row, at, book)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BaowenError(
                f"{alleged.accused} 就 {about} 的同类违约已有记录，请在原记录中办理",
                f"a breach of that kind by {alleged.accused} about {about} is on record already",
            ) from error
        trail.policy = book.policy(row.region, day_of(at))
        _told(row, move, words, trail, actor=actor, at=at)
    return row.number


def _due(row: Breach, at: datetime, book: SettleBook) -> None:
    by = book.answer_by(row.region, day_of(at))
    row.due_on, row.clause = (None, by.clause) if row.state == BreachState.PROPOSED.value else (by.on, by.clause)


def move_breach(
    number: str, move: BreachMove, words: str, *, actor: Actor, at: datetime, book: SettleBook
) -> None:  # fmt: skip
    """Record what was proposed, answer, confirm, drop, appeal, uphold or undo. BaowenError for the wrong state."""
    if move is BreachMove.SANCTION:
        raise BaowenError("处置须选择方式", "a sanction names its kind")
    words = filled(words, "理由", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=words) as trail:
        row = _locked(number, move, actor, book)
        rule = BREACH_RULES[move]
        if move is BreachMove.CONFIRM and row.state == BreachState.RECORDED.value:
            _require_heard(row, at)
        row.state = rule.to.value
        if move is BreachMove.UPHOLD and row.sanction:
            row.state = BreachState.SANCTIONED.value
        if move is BreachMove.RECORD:
            row.recorder = actor.organisation
            _due(row, at, book)
        if move is BreachMove.UNDO and row.listing and suspended_elsewhere(row.listing) == f"breach/{number}":
            why = Why(reason=words, about=f"breach/{number}")
            decide_listing(row.listing, ListingMove.RESUME, why, actor=actor, at=at)
        row.changed_at = at
        row.save()
        _told(row, move, words, trail, actor=actor, at=at)


def _require_heard(row: Breach, at: datetime) -> None:
    """Nobody is judged before the time to answer is over."""
    if row.due_on is not None and day_of(at) <= row.due_on:
        raise BaowenError(
            f"{row.number} 的陈述申辩期至 {row.due_on}（{row.clause}），期满或申辩后方可认定",
            f"{row.number} can be answered until {row.due_on} ({row.clause}); confirm it after that",
        )


def sanction_breach(number: str, measure: Measure, *, actor: Actor, at: datetime, book: SettleBook) -> None:
    """What follows a confirmed breach; a listing that it names is suspended in the same write.

    BaowenError for a sanction that the pack of the place does not have.
    """
    words = filled(measure.words, "处置说明", "words of the sanction", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=words) as trail:
        row = _locked(number, BreachMove.SANCTION, actor, book)
        allowed, entry = book.sanctions(row.region, day_of(at))
        if measure.sanction not in allowed:
            zh, en = SANCTION_WORDS[measure.sanction]
            raise BaowenError(f"{row.region} 的处置方式中没有“{zh}”", f"the pack of {row.region} has no {en}")
        if measure.sanction is Sanction.SUSPEND_LISTING:
            listing = filled(measure.listing, "挂网编号", "listing number", most=60)
            why = Why(reason=words, clause=entry.clause, about=f"breach/{number}", until=measure.until)
            decide_listing(listing, ListingMove.SUSPEND, why, actor=actor, at=at)
        row.sanction, row.listing = measure.sanction.value, within(measure.listing, "挂网编号", "listing", most=60)
        row.until, row.clause = measure.until, entry.clause
        row.state, row.changed_at = BreachState.SANCTIONED.value, at
        row.save()
        _told(row, BreachMove.SANCTION, words, trail, actor=actor, at=at)


def _locked(number: str, move: BreachMove, actor: Actor, book: SettleBook) -> Breach:
    row = Breach.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有违约记录 {number}", f"there is no breach {number}")
    rule = BREACH_RULES[move]
    if rule.party is Party.ACCUSED:
        require(actor, Act.BREACH_ANSWER, row.region, regions=book.regions, organisation=row.accused)
    else:
        require(actor, Act.BREACH_CONFIRM, row.region, regions=book.regions)
    if BreachState(row.state) not in rule.sources:
        zh, en = BREACH_STATE_WORDS[BreachState(row.state)]
        raise BaowenError(f"{number} 现为“{zh}”，不能{rule.zh}", f"{number} is {en}: cannot {rule.en}")
    return row


def _told(row: Breach, move: BreachMove, words: str, trail: Trail, *, actor: Actor, at: datetime) -> None:
    BreachEvent.objects.create(
        breach=row, move=move.value, state=row.state, words=words, organisation=actor.organisation, moved_at=at,
        moved_by=actor.name,
    )  # fmt: skip
    after = {
        "kind": row.kind, "accused": row.accused, "region": row.region, "about": row.about, "state": row.state,
        "sanction": row.sanction, "listing": row.listing, "until": row.until,
    }  # fmt: skip
    trail.note(f"breach.{move}", f"breach/{row.number}", after=after)
