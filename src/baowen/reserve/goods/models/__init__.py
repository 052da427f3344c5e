"""What reserve goods store: the ledger, orders to release, replenish and rotate, and the money. RSV-1, RSV-4."""

from baowen.reserve.goods.models.ledger import Entry, Holding, Lot
from baowen.reserve.goods.models.money import Allocation, Budget, Spending
from baowen.reserve.goods.models.orders import Receipt, Release, Sending, Taker
from baowen.reserve.goods.models.turnover import Refill, Rotation

__all__ = [
    "Allocation",
    "Budget",
    "Entry",
    "Holding",
    "Lot",
    "Receipt",
    "Refill",
    "Release",
    "Rotation",
    "Sending",
    "Spending",
    "Taker",
]
