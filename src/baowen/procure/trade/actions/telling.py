"""Who is told that an order waits or was answered: its supplier, its hospital. PRC-4.

What is urgent goes out at once, the rest with the day's digest; on the platform all of it stands at once. Many orders
of one call are one message for each supplier.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from baowen.core.audit.trail import Trail
from baowen.core.messages.rules import Text
from baowen.procure.telling import tell
from baowen.procure.trade.kinds import Urgency
from baowen.procure.trade.models import Order
from baowen.procure.trade.states import LineMove

ANSWERS = {
    LineMove.CONFIRM: ("企业已确认", "confirmed by the supplier"),
    LineMove.REFUSE: ("企业已拒绝，请另行采购", "refused by the supplier; buy elsewhere"),
}


def tell_suppliers(rows: Sequence[Order], *, trail: Trail, at: datetime) -> None:
    """Tell each supplier of its new orders."""
    for supplier in dict.fromkeys(row.supplier for row in rows):
        own = [row for row in rows if row.supplier == supplier]
        first, urgent = own[0].code, any(row.urgency == Urgency.EMERGENCY.value for row in own)
        zh, en = ("急抢救订单", "urgent order") if urgent else ("新订单", "new order")
        if len(own) == 1:
            title = Text(f"{zh} {first} 待确认", f"{en} {first} waits for confirmation")
        else:
            title = Text(f"{zh}等 {len(own)} 张待确认，自 {first} 起", f"{len(own)} orders wait, from {first} on")
        about = f"order/{first}" if len(own) == 1 else "orders"
        tell([supplier], about, f"place/{first}", title, trail=trail, at=at, in_digest=not urgent)


def tell_other_side(order: Order, move: LineMove, line: str, *, trail: Trail, at: datetime) -> None:
    """Tell the hospital of an answer, the supplier of what is cancelled; `line`: the first of them."""
    about, what = f"order/{order.code}", f"{move}/{line}"
    if move in ANSWERS:
        zh, en = ANSWERS[move]
        title = Text(f"订单 {order.code}：{zh}", f"order {order.code}: {en}")
        tell([order.hospital], about, what, title, trail=trail, at=at, in_digest=move is LineMove.CONFIRM)
    if move is LineMove.CANCEL:
        title = Text(f"订单 {order.code}：医院已撤单", f"order {order.code}: cancelled by the hospital")
        tell([order.supplier], about, what, title, trail=trail, at=at)


def tell_sent(order: Order, delivery: str, *, trail: Trail, at: datetime) -> None:
    """Tell the hospital that goods are on their way."""
    title = Text(f"订单 {order.code} 已发货，待验收", f"order {order.code}: goods are sent and wait to be received")
    tell([order.hospital], f"order/{order.code}", f"deliver/{delivery}", title, trail=trail, at=at, in_digest=True)
