"""What transfers store: plans with their moves; orders with their lines, shipments and receipts. RSV-3."""

from __future__ import annotations

from baowen.reserve.transfers.models.goods import Receipt, Shipment, TakenBack
from baowen.reserve.transfers.models.orders import BaseStock, OrderLine, TransferOrder
from baowen.reserve.transfers.models.plans import Plan, PlannedMove, Series

__all__ = [
    "BaseStock",
    "OrderLine",
    "Plan",
    "PlannedMove",
    "Receipt",
    "Series",
    "Shipment",
    "TakenBack",
    "TransferOrder",
]
