"""The inactive zone: products without trade or delivery for the pack's years are put aside. PRC-1.

Not known is not none: what was traded is the caller's to say, with the first month that it knows of; where that begins
too late nobody is put aside.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.procure.listing.actions.book import Why, move_listing
from baowen.procure.listing.models import Listing
from baowen.procure.listing.queries.book import platform_of
from baowen.procure.listing.rulebook import ListingBook
from baowen.procure.listing.rules import months_from
from baowen.procure.listing.states import ListingMove, ListingState

YEARS = "price.same_drug.no_trade_years"


def put_untraded_aside(
    region: str, traded: Collection[str], known_from: Month | None, *, actor: Actor, at: datetime, book: ListingBook
) -> int:
    """Put every listed product aside that was listed and not traded for the pack's years; how many.

    `traded`: product codes ordered, delivered or received since then. BaowenError where the pack has no years, or the
    records do not reach back so far. The caller has asked whether the actor may.
    """
    platform, on = platform_of(region), day_of(at)
    since = untraded_since(region, at=at, book=book)
    entry = book.ruling(platform, on).entry(YEARS)
    if known_from is None or known_from.first > Month.of(since).first:
        raise BaowenError(
            f"交易记录自 {known_from or '—'} 起，不足 {entry.number():f} 年，不能判断有无交易",
            f"trade is known from {known_from or 'no month'}: too late to say what was not traded",
        )
    rows = Listing.objects.filter(region=platform, state=ListingState.LISTED.value, listed_on__lte=since)
    known, moved = frozenset(traded), 0
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        for number, code in list(rows.values_list("number", "product_code")):
            if code not in known:
                why = Why(reason=f"自 {since} 起无交易、无配送关系", clause=entry.clause)
                move_listing(number, ListingMove.PUT_ASIDE, why, actor=actor, at=at)
                moved += 1
        trail.note("listing.put_untraded_aside", f"platform/{platform}", after={"moved": moved, "since": since})
    return moved


def untraded_since(region: str, *, at: datetime, book: ListingBook) -> date:
    """The day from which trade counts by the pack of a place; BaowenError where it has no years."""
    platform, on = platform_of(region), day_of(at)
    entry = book.ruling(platform, on).get(YEARS)
    if entry is None:
        raise BaowenError(
            f"{platform} 的政策包没有无交易年限（{YEARS}），不移入不活跃区", f"the pack of {platform} has no {YEARS}"
        )
    return months_from(on, -int(entry.number() * 12))
