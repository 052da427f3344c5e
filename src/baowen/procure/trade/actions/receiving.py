"""A hospital receives goods: what it accepted, what was short or damaged. PRC-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.orgs.permissions import Actor
from baowen.procure.trade.actions.digests import OtherContentError
from baowen.procure.trade.actions.held import require_hospital
from baowen.procure.trade.models import Delivery, OrderLine, Receipt
from baowen.procure.trade.rules.moved import Counted, check_counted
from baowen.procure.trade.states import LineState

MOST_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The number of a receipt; not `is_new` where it stood before."""

    receipt: str
    is_new: bool


def receive(code: str, counted: Counted, *, actor: Actor, at: datetime, words: str = "") -> Received:
    """Receive a delivery of an own order. The same again answers as before; with other figures BaowenError says so.

    The line is closed by itself when all that was ordered has come and been received.
    """
    delivery = delivery_of(code)
    require_hospital(actor, delivery.line.order)
    words = within(words, "说明", "remark", most=MOST_WORDS)
    check_counted(counted, delivered=delivery.quantity, expires_on=delivery.expires_on, on=day_of(at))
    row = Receipt(
        delivery=delivery, accepted=counted.accepted, short=counted.short, damaged=counted.damaged, words=words,
        received_at=at, received_by=actor.name,
    )  # fmt: skip
    before = Receipt.objects.filter(delivery=delivery).first()
    if before is None:
        try:
            _write(row, actor, at)
            return Received(receipt=row.code, is_new=True)
        except IntegrityError:  # the same came twice at once
            before = Receipt.objects.get(delivery=delivery)
    _check_same(before, counted, words)
    return Received(receipt=before.code, is_new=False)


def delivery_of(code: str) -> Delivery:
    """The delivery of a number of the platform; BaowenError where there is none."""
    key = code.removeprefix("PS")
    rows = Delivery.objects.select_related("line__order")
    row = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 16 else None
    if row is None or row.code != code:
        raise BaowenError(f"没有配送 {code[:40]}，请核对编号", f"there is no delivery {code[:40]}; check the number")
    return row


def _write(row: Receipt, actor: Actor, at: datetime) -> None:
    order = row.delivery.line.order
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        line = OrderLine.objects.select_for_update().get(pk=row.delivery.line_id)
        row.save(force_insert=True)
        line.received += row.accepted
        line.revision += 1
        is_whole = line.delivered == line.quantity and not line.deliveries.filter(receipt=None).exists()
        if is_whole and line.state == LineState.CONFIRMED.value:
            line.state = LineState.CLOSED.value
        line.save(update_fields=["received", "revision", "state"])
        trail.note("order.receive", f"order/{order.code}", after=_told(row, line))


def _check_same(row: Receipt, counted: Counted, words: str) -> None:
    if Counted(accepted=row.accepted, short=row.short, damaged=row.damaged) != counted or row.words != words:
        raise OtherContentError(
            f"该批已验收（{row.code}），内容不同；多收、少收的请办理退货或与供应商协商",
            f"it was received before as {row.code}, with other figures",
        )


def _told(row: Receipt, line: OrderLine) -> dict[str, object]:
    return {
        "receipt": row.code, "delivery": row.delivery.code, "line": line.number, "accepted": row.accepted,
        "short": row.short, "damaged": row.damaged, "state": line.state,
    }  # fmt: skip
