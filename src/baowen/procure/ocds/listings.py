"""A listing as OCDS releases: entered, every price, every move with its reason and article. Pure. PRC-1, PRC-7.

A listing is a direct process whose award names product, maker and price; orders follow as processes of their own.
"""

from __future__ import annotations

from typing import Any

from baowen.procure.ocds.facts import ListingTold, MoveTold, PriceTold
from baowen.procure.ocds.items import item_of
from baowen.procure.ocds.parts import Release, both, by_date, instant, reference, release


def listing_releases(prefix: str, one: ListingTold) -> list[Release]:
    """The releases of a listing, the oldest first; none where it never had a price."""
    prices = sorted(one.prices, key=lambda price: (price.set_at, price.key))
    if not prices:
        return []
    ocid = listing_ocid(prefix, one.key)
    first, *later = prices
    found = [_entered(ocid, one, first)]
    found += [
        release(ocid, f"price-{price.key}", price.set_at, ("awardUpdate",), _parties(one), awards=[_award(one, price)])
        for price in later
    ]
    found += [_moved(ocid, one, move) for move in one.moves]
    return by_date(found)


def listing_ocid(prefix: str, key: str) -> str:
    """The number of the process of a listing."""
    return f"{prefix}-listing-{key}"


def _entered(ocid: str, one: ListingTold, price: PriceTold) -> Release:
    tender = {
        "id": one.key, "title": f"{one.goods.generic_name} {price.path[0]}", "status": "complete",
        "procurementMethod": "direct", "procurementMethodDetails": both(price.path),
        "procuringEntity": reference(one.platform), "items": [item_of(one.goods, one.key)],
    }  # fmt: skip
    if price.clause:
        tender["procurementMethodRationale"] = price.clause
    return release(
        ocid, f"price-{price.key}", price.set_at, ("tender", "award"), _parties(one), tender=tender,
        awards=[_award(one, price)],
    )  # fmt: skip


def _award(one: ListingTold, price: PriceTold) -> dict[str, Any]:
    return {
        "id": one.key, "status": "active", "date": instant(price.set_at), "suppliers": [reference(one.maker)],
        "items": [item_of(one.goods, one.key, price=price.price)],
        "contractPeriod": {"startDate": f"{price.valid_from.isoformat()}T00:00:00+08:00"},
    }  # fmt: skip


def _moved(ocid: str, one: ListingTold, move: MoveTold) -> Release:
    why = "；".join(filter(None, (both(move.words), move.reason)))
    amendment = {"id": move.key, "date": instant(move.at), "description": why}
    if move.clause:
        amendment["rationale"] = move.clause
    award: dict[str, Any] = {"id": one.key, "amendments": [amendment]}
    tag = "awardUpdate"
    if move.withdraws:
        award["status"], tag = "cancelled", "awardCancellation"
    return release(ocid, f"move-{move.key}", move.at, (tag,), _parties(one), awards=[award])


def _parties(one: ListingTold) -> list[tuple[Any, str]]:
    return [(one.platform, "procuringEntity"), (one.maker, "supplier")]
