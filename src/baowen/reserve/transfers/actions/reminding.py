"""Reminds who is late with a transfer order, once a step, and tells who ordered it. RSP-2, RSV-3."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db.models import Q

from baowen.core.audit.trail import writing
from baowen.core.messages.rules import Text
from baowen.procure.telling import tell
from baowen.reserve.transfers.balances import balance_of, dues_of
from baowen.reserve.transfers.models import TransferOrder
from baowen.reserve.transfers.rules import late_step
from baowen.reserve.transfers.states import OPEN, OrderState

_WORDS = {
    "answer": ("答复", "the answer"), "send": ("发出", "sending"), "receive": ("验收", "receiving"),
}  # fmt: skip


def remind_late(*, on: date, by: str, at: datetime) -> int:
    """Tell of every step that is overdue and was not told of; how many orders. The last day is in time."""
    rows = TransferOrder.objects.filter(state__in=[one.value for one in OPEN]).filter(
        Q(answer_due__lt=on) | Q(send_due__lt=on) | Q(receive_due__lt=on)
    )
    late = [(row, step) for row, step in map(partial(_with_step, on=on), rows.prefetch_related("lines")) if step]
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


def _with_step(row: TransferOrder, on: date) -> tuple[TransferOrder, str]:
    """The order with its overdue step, "" where it has none or was told of it."""
    step = late_step(OrderState(row.state), [balance_of(line) for line in row.lines.all()], dues_of(row), on)
    return row, "" if step == row.late_told else step
