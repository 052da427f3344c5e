"""Suspensions of listings that a breach brought: after the last day that was set the listing is resumed. PRC-5."""

from __future__ import annotations

from datetime import date, datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import codes_within, names_of
from baowen.procure.listing.actions.book import Why, move_listing
from baowen.procure.listing.queries import suspended_elsewhere
from baowen.procure.listing.states import ListingMove
from baowen.procure.settle.kinds import Sanction
from baowen.procure.settle.models import Breach
from baowen.procure.settle.states import BreachMove, BreachState
from baowen.procure.telling import tell


def due_breaches(region: str, on: date) -> list[str]:
    """Breaches of a place and below whose suspension of a listing is over and that still hold it suspended."""
    rows = Breach.objects.filter(
        sanction=Sanction.SUSPEND_LISTING.value, until__lt=on, region__in=codes_within(region),
        state__in=(BreachState.SANCTIONED.value, BreachState.APPEALED.value),
    )  # fmt: skip
    return [row.number for row in rows.order_by("pk") if suspended_elsewhere(row.listing) == f"breach/{row.number}"]


def end_breach_suspensions(region: str, *, actor: Actor, at: datetime) -> int:
    """Resume what breaches held suspended and tell both sides; how many. Safe to repeat.

    The caller has asked whether the actor may.
    """
    return sum(_end(number, actor=actor, at=at) for number in due_breaches(region, day_of(at)))


def _end(number: str, *, actor: Actor, at: datetime) -> bool:
    about = f"breach/{number}"
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = Breach.objects.select_for_update().get(number=number)
        if suspended_elsewhere(row.listing) != about:  # somebody else was first
            trail.note("breach.end_suspension", about, details={"done": False})
            return False
        why = Why(reason=f"暂停期至 {row.until} 已满", about=about, clause=row.clause)
        move_listing(row.listing, ListingMove.RESUME, why, actor=actor, at=at)
        trail.note("breach.end_suspension", about, details={"listing": row.listing, "until": row.until})
        title = Text(
            f"违约 {number}：{row.listing} 暂停期至 {row.until} 已满，已恢复挂网",
            f"breach {number}: {row.listing} was suspended until {row.until} and is listed again",
        )
        decided = row.events.filter(move=BreachMove.SANCTION.value).values_list("organisation", flat=True)
        told = names_of({row.accused, row.recorder, *decided})
        tell(told, about, f"end/{row.until}", title, trail=trail, at=at)
    return True
