"""A move by its name with the fields it takes, for callers that send one document: the API and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.problems import BaowenError
from baowen.price.actions import asking, dates, judging, notices, sanctions
from baowen.price.actions.issuing import Papers
from baowen.price.states import RULES, Move
from baowen.respond.actions.moves import Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What moves take; each takes what it needs and leaves the rest."""

    words: str = ""
    title: str = ""
    clue: str = ""
    receiver: str = ""
    place: str = ""
    copy_to: str = ""
    listing: str = ""
    notice: str = ""
    credit_event: str = ""
    held_on: date | None = None
    set_on: date | None = None
    until: date | None = None
    valid_from: date | None = None
    price: Decimal | None = None
    for_not_following: bool = False
    province: str = ""
    number: str = ""
    priced_on: date | None = None
    is_first_raiser: bool = False
    step: int = 0


def move_by_name(number: str, move: Move, given: Given, doing: Doing, papers: Papers) -> str:
    """Make a move; the number of the document, notice, hand-over or event that it made, "" for none.

    BaowenError for a move that is not an officer's, and as the move itself.
    """
    works = _asking(number, given, doing, papers) | _judging(number, given, doing, papers)
    works |= _sanctions(number, given, doing, papers) | _dates(number, given, doing)
    if move not in works:
        rule = RULES[move]
        raise BaowenError(f"“{rule.zh}”不是价格监管员的一步，或另有办法办理", f"{move} is not made this way")
    return works[move]() or ""


Works = dict[Move, Callable[[], str | None]]


def _day(on: date | None, zh: str, en: str) -> date:
    if on is None:
        raise BaowenError(f"请填写{zh}", f"the {en} is missing")
    return on


def _asking(number: str, given: Given, doing: Doing, papers: Papers) -> Works:
    words = given.words
    return {
        Move.INQUIRE: lambda: asking.inquire(number, words, doing, papers, set_on=given.set_on),
        Move.CALL_IN: lambda: asking.call_in(
            number, words, asking.Meeting(held_on=_held(given), place=given.place), doing, papers
        ),
        Move.MINUTES: lambda: asking.record_minutes(number, words, _held(given), doing, papers),
        Move.SURVEY: lambda: asking.survey(number, words, doing, papers, set_on=given.set_on),
        Move.FINDINGS: lambda: asking.record_findings(number, words, doing),
        Move.ASK_PUBLICLY: lambda: asking.ask_publicly(number, given.title, words, doing, set_on=given.set_on),
    }


def _held(given: Given) -> date:
    return _day(given.held_on, "约谈日期", "day of the interview")


def _judging(number: str, given: Given, doing: Doing, papers: Papers) -> Works:
    referral = judging.Referral(receiver=given.receiver, words=given.clue)
    return {
        Move.ACCEPT_GROUNDS: lambda: judging.accept_grounds(number, given.words, doing),
        Move.FIND_UNREASONABLE: lambda: judging.find_unreasonable(number, given.words, doing),
        Move.REFER: lambda: judging.refer(number, given.words, referral, doing, papers),
        Move.TAKE_RESULT: lambda: judging.take_result(number, doing),
        Move.REVISE: lambda: judging.revise(number, doing),
        Move.CLOSE: lambda: judging.close(number, doing),
        Move.REOPEN: lambda: judging.reopen(number, doing),
    }


def _sanctions(number: str, given: Given, doing: Doing, papers: Papers) -> Works:
    how = sanctions.Suspending(
        words=given.words, copy_to=given.copy_to, until=given.until, for_not_following=given.for_not_following
    )
    return {
        Move.DEMAND: lambda: sanctions.demand(number, given.words, doing, papers, set_on=given.set_on),
        Move.TAKE_CORRECTION: lambda: sanctions.take_correction(
            number, given.listing, doing, price=given.price, valid_from=given.valid_from
        ),
        Move.DISCLOSE: lambda: sanctions.disclose(number, given.title, given.words, doing, papers),
        Move.WITHDRAW_NOTICE: lambda: notices.withdraw_notice(number, given.notice, doing),
        Move.SUSPEND: lambda: sanctions.suspend(number, how, doing, papers),
        Move.RESUME: lambda: sanctions.resume(number, doing, papers, copy_to=given.copy_to),
        Move.CREDIT: lambda: sanctions.credit(number, given.words, doing),
        Move.VOID_CREDIT: lambda: sanctions.void_credit(number, given.credit_event, doing),
    }


def _dates(number: str, given: Given, doing: Doing) -> Works:
    other = dates.Elsewhere(
        province=given.province, number=given.number, result=given.words, price=given.price,
        priced_on=given.priced_on, is_first_raiser=given.is_first_raiser,
    )  # fmt: skip
    return {
        Move.REFERENCE: lambda: dates.refer_to(number, other, doing),
        Move.SET_DATE: lambda: dates.set_date(number, given.step, _day(given.set_on, "期限", "date"), doing),
        Move.CALL_OFF: lambda: dates.call_off(number, given.step, doing),
    }
