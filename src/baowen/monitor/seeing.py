"""Which signals somebody may see: those that concern the own region or a place below it. ORG-4."""

from __future__ import annotations

from dataclasses import replace

from baowen.core.problems import BaowenError
from baowen.monitor.queries import SignalDetail, SignalRow, concerns, signal_detail
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions

Places = frozenset[str] | None
"""Codes of the places whose signals somebody sees; None is everywhere."""


def places_seen(actor: Actor) -> Places:
    """The codes of the places whose signals the actor may see, None for all; NotAllowedError for who may see none."""
    require(actor, Act.SIGNAL_READ, actor.region, regions=load_regions())
    return None if actor.region == NATION_CODE else frozenset(codes_within(actor.region))


def seen_signal(number: str, places: Places) -> SignalDetail:
    """One signal with its months; BaowenError in the same words for an unknown one and for one that is not seen."""
    try:
        found = signal_detail(number)
    except BaowenError as error:
        raise _unseen(number) from error
    if not concerns(places, found.row.region_code, found.row.places):
        raise _unseen(number)
    return found


def place_to_unfold(found: SignalDetail, places: Places, wanted: str = "") -> str | None:
    """The place whose rows are unfolded: the wanted one, else one that is seen; None leaves the choice open.

    BaowenError for a place that is not seen.
    """
    if places is None or (not wanted and found.row.region_code in places):
        return wanted or None
    if wanted and wanted not in places:
        raise BaowenError(f"{wanted} 不在可阅看的地区内", f"{wanted} lies beyond the places that you may see")
    return wanted or next((one for one in found.row.places if one in places), None)


def narrowed(row: SignalRow, places: Places) -> SignalRow:
    """The signal with those of its places alone that somebody sees."""
    return row if places is None else replace(row, places=tuple(one for one in row.places if one in places))


def _unseen(number: str) -> BaowenError:
    return BaowenError(f"没有可阅看的预警 {number}", f"there is no signal {number} that you may see")
