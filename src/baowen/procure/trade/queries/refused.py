"""Which listings a hospital could not get: the order lines that their suppliers refused last. PRC-3.

For code that has asked already whose orders these are: nothing here is scoped to an actor.
"""

from __future__ import annotations

from collections.abc import Collection

from baowen.procure.basis import BasisKind
from baowen.procure.trade.models import OrderLine
from baowen.procure.trade.states import LineState

ANSWERED = (LineState.CONFIRMED.value, LineState.REFUSED.value, LineState.CLOSED.value)


def refused_on(hospital: str, listings: Collection[str]) -> dict[str, list[str]]:
    """By listing the numbers of a hospital's lines that were refused since the last one that was confirmed, the newest
    first; a listing whose newest answered line was confirmed, or that was never ordered, is left out."""
    rows = OrderLine.objects.filter(
        hospital=hospital, basis=BasisKind.LISTING.value, basis_number__in=listings, state__in=ANSWERED
    )
    found: dict[str, list[str]] = {}
    confirmed = set()
    for listing, number, state in rows.order_by("-pk").values_list("basis_number", "number", "state"):
        if state != LineState.REFUSED.value:
            confirmed.add(listing)
        elif listing not in confirmed:
            found.setdefault(listing, []).append(number)
    return found
