"""An order as OCDS releases: placed, answered, delivered, received, invoiced, paid. Pure. PRC-4.

Each order is a process of its own, since its buyer is not the one of the listing it rests on; `relatedProcesses` leads
there. Each line is an award and a contract of the same number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final

from baowen.procure.basis import BASIS_WORDS, BasisKind
from baowen.procure.ocds.agreements import filing_ocid, negotiation_ocid
from baowen.procure.ocds.facts import BillTold, DeliveryTold, LineTold, OrderTold, Party
from baowen.procure.ocds.items import item_of, money
from baowen.procure.ocds.listings import listing_ocid
from baowen.procure.ocds.parts import Release, both, by_date, instant, reference, release

CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class _Of:
    """What a later release is about: the process, its order, the line."""

    ocid: str
    order: OrderTold
    line: LineTold


STATUS: Final = {
    "placed": "pending", "confirmed": "active", "refused": "cancelled", "cancelled": "cancelled",
    "closed": "terminated",
}  # fmt: skip
_OCIDS: Final = {"listing": listing_ocid, "negotiation": negotiation_ocid, "filing": filing_ocid}


def order_ocid(prefix: str, key: str) -> str:
    """The number of the process of an order."""
    return f"{prefix}-order-{key}"


def order_releases(prefix: str, one: OrderTold) -> list[Release]:
    """The releases of an order, the oldest first; none where no line of it is published."""
    if not one.lines:
        return []
    ocid = order_ocid(prefix, one.key)
    found = [_placed(prefix, ocid, one)]
    for line in one.lines:
        found += _followed(_Of(ocid, one, line))
    return by_date(found)


def _placed(prefix: str, ocid: str, one: OrderTold) -> Release:
    related = {
        _OCIDS[line.basis](prefix, line.basis_key): line.basis
        for line in one.lines if line.basis_key and line.basis in _OCIDS
    }  # fmt: skip
    tender = {
        "id": one.key, "status": "complete", "procurementMethod": "direct",
        "procurementMethodDetails": "；".join(
            dict.fromkeys(both(BASIS_WORDS[BasisKind(line.basis)]) for line in one.lines)
        ),
    }  # fmt: skip
    more: dict[str, Any] = {"buyer": reference(one.buyer), "tender": tender}
    if related:
        more["relatedProcesses"] = [
            {
                "id": str(place), "scheme": "ocid", "identifier": ocid_of,
                "relationship": ["framework" if basis == BasisKind.LISTING else "prior"],
            }
            for place, (ocid_of, basis) in enumerate(related.items(), start=1)
        ]  # fmt: skip
    more["awards"] = [_award(one, line) for line in one.lines]
    more["contracts"] = [_contract(one, line) for line in one.lines]
    return release(ocid, "placed", one.placed_at, ("award", "contract"), _parties(one), **more)


def _award(one: OrderTold, line: LineTold) -> dict[str, Any]:
    return {
        "id": line.key, "status": "active", "date": instant(one.placed_at), "suppliers": [reference(one.supplier)],
        "value": money(line.amount), "items": [_item(line)],
    }  # fmt: skip


def _contract(one: OrderTold, line: LineTold) -> dict[str, Any]:
    return {
        "id": line.key, "awardID": line.key, "status": "pending", "dateSigned": instant(one.placed_at),
        "value": money(line.amount), "items": [_item(line)],
    }  # fmt: skip


def _item(line: LineTold) -> dict[str, Any]:
    return item_of(line.goods, line.key, quantity=line.quantity, price=line.price)


def _followed(of: _Of) -> Iterator[Release]:
    """What followed on a line, each event its own release."""
    line = of.line
    if line.answered_at:
        yield _changed(of, "answered", line.answered_at, "cancelled" if line.state == "refused" else "active")
    for delivery in line.deliveries:
        yield _done(of, f"delivery-{delivery.key}", delivery.delivered_at, _delivered(delivery))
        if delivery.received_at:
            yield _done(of, f"receipt-{delivery.key}", delivery.received_at, _received(delivery))
    for invoice in line.invoices:
        yield _done(of, f"invoice-{invoice.key}", _noon(invoice.on), _invoiced(invoice))
    for payment in line.payments:
        yield _done(of, f"payment-{payment.key}", _noon(payment.on), _paid(of.order, payment))
    if line.state in ("cancelled", "closed") and line.ended_at:
        yield _changed(of, line.state, line.ended_at, STATUS[line.state])


def _changed(of: _Of, event: str, at: datetime, status: str) -> Release:
    contract = {"id": of.line.key, "awardID": of.line.key, "status": status}
    tag = "contractTermination" if status in ("cancelled", "terminated") else "contractUpdate"
    awards = {"awards": [{"id": of.line.key, "status": "cancelled"}]} if status == "cancelled" else {}
    parties = _parties(of.order)
    return release(of.ocid, f"{event}-{of.line.key}", at, (tag,), parties, contracts=[contract], **awards)


def _done(of: _Of, event: str, at: datetime, done: dict[str, Any]) -> Release:
    contract = {"id": of.line.key, "awardID": of.line.key, "implementation": done}
    parties = _parties(of.order)
    if "transactions" in done:
        parties += [(of.order.buyer, "payer"), (of.order.supplier, "payee")]
    return release(of.ocid, event, at, ("implementation",), parties, contracts=[contract])


def _delivered(one: DeliveryTold) -> dict[str, Any]:
    words = f"发货 delivered：{one.quantity:f} 盒 packs"
    return _milestone(f"delivery-{one.key}", "delivery", words, "scheduled", one.delivered_at)


def _received(one: DeliveryTold) -> dict[str, Any]:
    """A delivery that was received: met in full, in part, or not at all."""
    accepted, at = one.accepted or 0, one.received_at or one.delivered_at
    status = "notMet" if accepted == 0 else "met" if accepted >= one.quantity else "partiallyMet"
    words = f"发货 delivered：{one.quantity:f} 盒 packs；验收入库 accepted：{accepted:f} 盒 packs"
    done = _milestone(f"delivery-{one.key}", "delivery", words, status, at)
    if status != "notMet":
        done["milestones"][0]["dateMet"] = instant(at)
    return done


def _invoiced(one: BillTold) -> dict[str, Any]:
    words = f"开具发票 invoiced：{one.amount:f} 元 yuan"
    return _milestone(f"invoice-{one.key}", "financing", words, "met", _noon(one.on))


def _milestone(key: str, kind: str, words: str, status: str, at: datetime) -> dict[str, Any]:
    return {
        "milestones": [
            {"id": key, "type": kind, "description": words, "status": status, "dateModified": instant(at)}
        ]
    }  # fmt: skip


def _paid(one: OrderTold, paid: BillTold) -> dict[str, Any]:
    return {
        "transactions": [
            {
                "id": paid.key, "date": instant(_noon(paid.on)), "value": money(paid.amount),
                "payer": reference(one.buyer), "payee": reference(one.supplier),
            }
        ]
    }  # fmt: skip


def _noon(on: date) -> datetime:
    """What is known by its day alone, as an instant of that day in China and in UTC."""
    return datetime.combine(on, time(12), tzinfo=CHINA).astimezone(UTC)


def _parties(one: OrderTold) -> list[tuple[Party, str]]:
    return [(one.buyer, "buyer"), (one.supplier, "supplier")]
