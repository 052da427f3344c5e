"""Suspensions that end by themselves: on the day that was set the listing is resumed. PRC-1.

One that another room laid on a listing (a price matter, a breach) is ended there, with what that room owes for it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import OuterRef, Q, Subquery

from baowen.core.clock import day_of
from baowen.orgs.permissions import Actor
from baowen.procure.listing.actions.book import Why, move_listing
from baowen.procure.listing.models import FollowUp, Listing, ListingEvent
from baowen.procure.listing.queries.book import FOLLOW, platform_of
from baowen.procure.listing.states import FollowState, ListingMove, ListingState


def due_suspensions(region: str, on: date) -> list[tuple[str, date]]:
    """Suspended listings of a platform whose suspension is over by a day, with the day on which it was to end."""
    last = ListingEvent.objects.filter(listing=OuterRef("pk")).order_by("-pk")
    rows = Listing.objects.filter(region=platform_of(region), state=ListingState.SUSPENDED.value).annotate(
        until=Subquery(last.values("until")[:1]), about=Subquery(last.values("about")[:1])
    )
    own = Q(about="") | Q(about__startswith=FOLLOW)
    return list(rows.filter(own, until__lte=on).order_by("pk").values_list("number", "until"))


def end_suspensions(region: str, *, actor: Actor, at: datetime) -> int:
    """Resume every listing of a platform whose suspension is over; how many. Safe to repeat.

    The caller has asked whether the actor may.
    """
    found = due_suspensions(region, day_of(at))
    for number, until in found:
        move_listing(number, ListingMove.RESUME, Why(reason=f"暂停期至 {until} 已满"), actor=actor, at=at)
        FollowUp.objects.filter(listing__number=number, state=FollowState.SUSPENDED.value).update(
            state=FollowState.OVER.value
        )
    return len(found)
