"""Orders and lines as they are stored, as the rules take them. RSV-3."""

from __future__ import annotations

from baowen.reserve.transfers.models import OrderLine, TransferOrder
from baowen.reserve.transfers.rules import ZERO, Balance, Dues


def balance_of(line: OrderLine) -> Balance:
    """Its packs; nothing is agreed before the giver's answer."""
    return Balance(
        agreed=line.agreed or ZERO, sent=line.sent, received=line.received, lost=line.lost, returned=line.returned
    )


def dues_of(order: TransferOrder) -> Dues:
    """The days of its steps."""
    return Dues(answer=order.answer_due, send=order.send_due, receive=order.receive_due)
