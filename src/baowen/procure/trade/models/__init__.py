"""What the trade stores. orders: orders and lines. goods: deliveries, receipts, returns. places: who delivers where."""

from baowen.procure.trade.models.goods import Delivery, Receipt, Return, TraceCode
from baowen.procure.trade.models.orders import Order, OrderLine
from baowen.procure.trade.models.places import Distance, Distribution, KeptBack

__all__ = [
    "Delivery",
    "Distance",
    "Distribution",
    "KeptBack",
    "Order",
    "OrderLine",
    "Receipt",
    "Return",
    "TraceCode",
]
