"""What the trade stores. orders: orders and their lines. goods: deliveries, receipts, returns."""

from baowen.procure.trade.models.goods import Delivery, Receipt, Return
from baowen.procure.trade.models.orders import Order, OrderLine

__all__ = ["Delivery", "Order", "OrderLine", "Receipt", "Return"]
