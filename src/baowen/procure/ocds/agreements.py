"""Negotiations and filed purchases as OCDS releases: asked, offered, accepted, filed. Pure. PRC-2, PRC-3."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from baowen.core.money import amount
from baowen.procure.ocds.facts import AcceptanceTold, FilingTold, NegotiationTold, OfferTold, Party
from baowen.procure.ocds.items import item_of, money
from baowen.procure.ocds.parts import Release, both, by_date, instant, reference, release


def negotiation_ocid(prefix: str, key: str) -> str:
    """The number of the process of a negotiation."""
    return f"{prefix}-negotiation-{key}"


def filing_ocid(prefix: str, key: str) -> str:
    """The number of the process of a filed purchase."""
    return f"{prefix}-filing-{key}"


def negotiation_releases(prefix: str, one: NegotiationTold) -> list[Release]:
    """The releases of a negotiation, the oldest first: opened, then its offers when it is over, awards, withdrawal.

    What the makers offer is told when the last day is over, all of it at once: before, it would help the others.
    """
    ocid = negotiation_ocid(prefix, one.key)
    parties = [(one.platform, "procuringEntity"), (one.buyer, "buyer")]
    found = [
        release(ocid, "opened", one.opened_at, ("tender",), parties, buyer=reference(one.buyer), tender=_asked(one))
    ]
    if one.offers:
        found.append(_offers(ocid, one))
    by_key = {offer.key: offer for offer in one.offers}
    found += [_awarded(ocid, one.buyer, part, by_key[part.offer]) for part in one.acceptances]
    if one.withdrawn_at:
        ended = {"id": one.key, "status": "withdrawn"}
        found.append(release(ocid, "withdrawn", one.withdrawn_at, ("tenderCancellation",), parties, tender=ended))
    return by_date(found)


def _asked(one: NegotiationTold) -> dict[str, Any]:
    return {
        "id": one.key, "title": f"{one.goods.generic_name} 自主议价采购", "status": "active",
        "procurementMethod": "selective", "procurementMethodDetails": "自主议价 negotiated purchase",
        "procuringEntity": reference(one.platform),
        "tenderPeriod": {"startDate": instant(one.opened_at), "endDate": instant(one.closes_at)},
        "items": [item_of(one.goods, one.key) | {"quantity": one.quantity, "unit": {"name": one.smallest_unit}}],
    }  # fmt: skip


def _offers(ocid: str, one: NegotiationTold) -> Release:
    """How many makers offered, and, where that is told, who offered what."""
    over_at = max(one.withdrawn_at or one.closes_at, *(offer.offered_at for offer in one.offers))
    makers = list({offer.maker.key: offer.maker for offer in one.offers}.values())
    tender: dict[str, Any] = {"id": one.key, "numberOfTenderers": len(makers)}
    if not one.shows_offers:
        return release(ocid, "offers", over_at, ("tenderUpdate",), (), tender=tender)
    tender["tenderers"] = [reference(maker) for maker in makers]
    bids = {"details": [_bid(offer, over_at) for offer in one.offers]}
    named = [(maker, "tenderer") for maker in makers]
    return release(ocid, "offers", over_at, ("tenderUpdate",), named, tender=tender, bids=bids)


def _bid(offer: OfferTold, on: datetime) -> dict[str, Any]:
    taken_back = offer.withdrawn_at is not None and offer.withdrawn_at <= on
    return {
        "id": offer.key, "date": instant(offer.offered_at), "status": "withdrawn" if taken_back else "valid",
        "tenderers": [reference(offer.maker)], "value": money(offer.value),
        "items": [item_of(offer.goods, offer.key, quantity=offer.quantity, price=offer.price)],
    }  # fmt: skip


def _awarded(ocid: str, buyer: Party, part: AcceptanceTold, offer: OfferTold) -> Release:
    award = {
        "id": part.key, "status": "active", "date": instant(part.accepted_at), "suppliers": [reference(offer.maker)],
        "value": money(amount(offer.price * part.quantity)),
        "items": [item_of(offer.goods, part.key, quantity=part.quantity, price=offer.price)],
    }  # fmt: skip
    parties = [(buyer, "buyer"), (offer.maker, "supplier")]
    return release(ocid, f"award-{part.key}", part.accepted_at, ("award",), parties, awards=[award])


def filing_releases(prefix: str, one: FilingTold) -> list[Release]:
    """The releases of a filed purchase: accepted, and ended where it was."""
    ocid = filing_ocid(prefix, one.key)
    parties = [(one.platform, "procuringEntity"), (one.buyer, "buyer"), (one.maker, "supplier")]
    tender = {
        "id": one.key, "title": f"{one.goods.generic_name} 备案采购", "status": "complete",
        "procurementMethod": "direct", "procurementMethodDetails": "备案采购 filed purchase",
        "procurementMethodRationale": "；".join(filter(None, (both(one.reason), one.clause))),
        "procuringEntity": reference(one.platform), "items": [item_of(one.goods, one.key, quantity=one.quantity)],
    }  # fmt: skip
    award = {
        "id": one.key, "status": "active", "date": instant(one.accepted_at), "suppliers": [reference(one.maker)],
        "value": money(amount(one.price * one.quantity)),
        "items": [item_of(one.goods, one.key, quantity=one.quantity, price=one.price)],
        "contractPeriod": {
            "startDate": f"{one.from_on.isoformat()}T00:00:00+08:00",
            "endDate": f"{one.until.isoformat()}T23:59:59+08:00",
        },
    }  # fmt: skip
    found = [
        release(
            ocid, "accepted", one.accepted_at, ("tender", "award"), parties, buyer=reference(one.buyer), tender=tender,
            awards=[award],
        )
    ]  # fmt: skip
    if one.ended_at:
        ended = [{"id": one.key, "status": "cancelled"}]
        found.append(release(ocid, "ended", one.ended_at, ("awardCancellation",), parties, awards=ended))
    return by_date(found)
