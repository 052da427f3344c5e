"""Reminds who is late with a transfer order, once a step, and tells who ordered it. RSP-2, RSV-3."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from baowen.core.audit.trail import writing
from baowen.core.messages.rules import Text
from baowen.procure.telling import tell
from baowen.reserve.transfers.models import OrderLine, TransferOrder
from baowen.reserve.transfers.states import OPEN, OrderState

_WORDS = {
    "answer": ("答复", "the answer"), "send": ("发出", "sending"), "receive": ("验收", "receiving"),
}  # fmt: skip


def remind_late(*, on: date, by: str, at: datetime) -> int:
    """Tell of every step that is overdue and was not told of; how many orders. The last day is in time."""
    rows = TransferOrder.objects.filter(state__in=[one.value for one in OPEN]).filter(
        Q(answer_due__lt=on) | Q(send_due__lt=on) | Q(receive_due__lt=on)
    )
    late = [
        (row, step) for row in rows.prefetch_related("lines") if (step := _late(row, on)) not in ("", row.late_told)
    ]
    for row, step in late:
        with writing(by=by, at=at) as trail:
            row.late_told = step
            row.save(update_fields=["late_told"])
            zh, en = _WORDS[step]
            owes = row.taker if step == "receive" else row.giver
            said = Text(f"调剂单 {row.number} 的{zh}已逾期", f"transfer order {row.number}: {en} is overdue")
            tell({owes, row.organisation}, f"transfer/{row.number}", f"late/{step}", said, trail=trail, at=at)
            trail.note("transfer.remind", f"transfer/{row.number}", after={"step": step})
    return len(late)


def _late(row: TransferOrder, on: date) -> str:
    """The first step that is overdue, "" for none."""
    lines = list(row.lines.all())
    if row.state == OrderState.ORDERED.value:
        return "answer" if _past(row.answer_due, on) else ""
    if any(_to_send(line) for line in lines) and _past(row.send_due, on):
        return "send"
    under_way = any(line.sent > line.received + line.lost + line.returned for line in lines)
    return "receive" if under_way and _past(row.receive_due, on) else ""


def _to_send(line: OrderLine) -> bool:
    return line.agreed is not None and line.sent < line.agreed


def _past(due: date | None, on: date) -> bool:
    return due is not None and due < on
