"""Lower prices of other provinces: found, told, followed within the pack's days, or suspended for a time. PRC-1.

The days are those of `price.follow.days`, counted by the calendar from the day of the lower price, or from the day on
which the platform told of it where that is later; the suspension is `price.follow.suspend_months`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from baowen.core.audit.trail import Trail, writing
from baowen.core.calendar import due
from baowen.core.clock import day_of
from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.policy import Entry, Ruling
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.procure.listing.actions.book import Why, move_listing
from baowen.procure.listing.actions.ending import end_suspensions
from baowen.procure.listing.kinds import ReferenceKind
from baowen.procure.listing.models import FollowUp, Listing, ReferencePrice
from baowen.procure.listing.queries.book import FOLLOW, platform_of
from baowen.procure.listing.rulebook import ListingBook
from baowen.procure.listing.rules import months_from
from baowen.procure.listing.states import FollowState, ListingMove, ListingState

OPEN = (FollowState.OPEN.value, FollowState.SUSPENDED.value)
START = ("他省更低价，或平台告知之日（以较晚者为准）", "the lower price elsewhere, or the day it was told, the later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a look came to: listings told of a lower price, those that followed, were suspended, or came back."""

    told: int = 0
    followed: int = 0
    suspended: int = 0
    resumed: int = 0


def follow(region: str, *, actor: Actor, at: datetime, book: ListingBook) -> Followed:
    """Look for lower prices of other provinces and carry on what was found before. Safe to repeat.

    BaowenError where the pack of the place has no days for it. The caller has asked whether the actor may.
    """
    platform, on = platform_of(region), day_of(at)
    ruling = book.ruling(platform, on)
    days = ruling.get("price.follow.days")
    if days is None or days.is_unset:
        raise BaowenError(
            f"{platform} 的政策包没有跟进他省低价的时限（price.follow.days），不查找",
            f"the pack of {platform} sets no days to follow a lower price: nothing is looked for",
        )
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        resumed = end_suspensions(platform, actor=actor, at=at)
        done = sum(followed(row.listing.number, actor=actor, at=at) for row in _open(platform))
        suspended = _suspend_late(platform, on, ruling, actor=actor, at=at)
        told = _tell_lower(platform, on, days, trail, actor=actor, at=at, book=book)
        found = Followed(told=told, followed=done, suspended=suspended, resumed=resumed)
        after = {"told": told, "followed": done, "suspended": suspended, "resumed": resumed}
        trail.note("listing.follow", f"platform/{platform}", after=after)
    return found


def _open(platform: str) -> list[FollowUp]:
    return list(FollowUp.objects.filter(region=platform, state__in=OPEN).select_related("listing"))


def followed(number: str, *, actor: Actor, at: datetime) -> int:
    """Close what a listing had to follow where its price is no higher now; it comes back where that suspended it."""
    row = FollowUp.objects.select_related("listing").filter(listing__number=number, state__in=OPEN).first()
    if row is None or row.listing.price > row.price:
        return 0
    suspended = row.state == FollowState.SUSPENDED
    row.state = FollowState.FOLLOWED.value
    row.save()
    if suspended and row.listing.state == ListingState.SUSPENDED:
        why = Why(reason="已跟进他省低价", clause=row.clause, about=f"{FOLLOW}{row.pk}")
        move_listing(number, ListingMove.RESUME, why, actor=actor, at=at)
    return 1


def _suspend_late(platform: str, on: date, ruling: Ruling, *, actor: Actor, at: datetime) -> int:
    months = ruling.get("price.follow.suspend_months")
    if months is None:
        return 0
    late = FollowUp.objects.filter(region=platform, state=FollowState.OPEN.value, due_on__lt=on)
    suspended = 0
    for row in late.select_related("listing"):
        if row.listing.state not in (ListingState.LISTED, ListingState.INACTIVE):
            continue
        before = FollowUp.objects.filter(listing=row.listing, until__isnull=False).exists()
        length = int(months.table()["again" if before else "first"])
        row.state, row.until, row.clause = FollowState.SUSPENDED.value, months_from(on, length), months.clause
        row.save()
        why = Why(
            reason=f"未在 {row.due_on} 前跟进他省低价 {row.price:f} 元，暂停挂网 {length} 个月", clause=months.clause,
            about=f"{FOLLOW}{row.pk}", until=row.until,
        )  # fmt: skip
        move_listing(row.listing.number, ListingMove.SUSPEND, why, actor=actor, at=at)
        suspended += 1
    return suspended


def _tell_lower(
    platform: str, on: date, days: Entry, trail: Trail, *, actor: Actor, at: datetime, book: ListingBook
) -> int:
    told = 0
    for listing, lower in _lower(platform, on):
        counted = due(max(lower.valid_from, on), days.whole(), days.unit, book.calendar, start_words=START)
        row = FollowUp.objects.create(
            listing=listing, region=platform, elsewhere=lower.region, price=lower.price, valid_from=lower.valid_from,
            source=lower.source, due_on=counted.due_on, working_zh=counted.working_zh[:1000],
            working_en=counted.working_en[:1000], clause=days.clause, found_at=at, found_by=actor.name,
        )  # fmt: skip
        place, by = book.regions.full_name(lower.region), counted.due_on
        title = Text(
            f"{listing.generic_name}（{listing.number}）在{place}的挂网价为 {lower.price:f} 元，请于 {by} 前跟进",
            f"{listing.generic_name} ({listing.number}) is listed at {lower.price:f} yuan in {lower.region}: "
            f"follow by {by}",
        )
        post(
            trail, to=f"organisation:{listing.maker}", kind="listing_follow", title=title,
            body=Text(row.working_zh, row.working_en), about=f"listing/{listing.number}",
            key=f"follow/{listing.number}/{lower.region}/{lower.valid_from}/{lower.price:f}", at=at,
        )  # fmt: skip
        told += 1
    return told


def _lower(platform: str, on: date) -> Iterable[tuple[Listing, ReferencePrice]]:
    """Listings with the lowest lower price of the same product elsewhere, those left out that were told of one."""
    newest: dict[tuple[str, str], ReferencePrice] = {}
    rows = ReferencePrice.objects.filter(kind=ReferenceKind.LISTED.value, valid_from__lte=on).exclude(region=platform)
    for row in rows.order_by("valid_from", "pk").iterator():
        newest[row.product_code, row.region] = row
    lowest: dict[str, ReferencePrice] = {}
    for one in newest.values():
        known = lowest.get(one.product_code)
        if known is None or one.price < known.price:
            lowest[one.product_code] = one
    busy = set(FollowUp.objects.filter(region=platform, state__in=OPEN).values_list("listing_id", flat=True))
    known_prices = set(FollowUp.objects.filter(region=platform).values_list("listing_id", "elsewhere", "price"))
    listed = Listing.objects.filter(region=platform, state=ListingState.LISTED.value)
    for listing in listed.order_by("pk").iterator():
        lower = lowest.get(listing.product_code)
        if lower is None or not _is_lower(listing.price, lower.price) or listing.pk in busy:
            continue
        if (listing.pk, lower.region, lower.price) not in known_prices:
            yield listing, lower


def _is_lower(own: Decimal, other: Decimal) -> bool:
    return other < own
