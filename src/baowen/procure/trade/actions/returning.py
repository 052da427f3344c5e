"""Goods go back: a hospital returns of what it accepted, the supplier agrees. PRC-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.db.models import Sum

from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.orgs.permissions import Actor
from baowen.procure.trade.actions.held import require_hospital, require_supplier
from baowen.procure.trade.actions.receiving import delivery_of
from baowen.procure.trade.kinds import ReturnCause
from baowen.procure.trade.models import OrderLine, Receipt, Return
from baowen.procure.trade.rules.asked import checked_number
from baowen.procure.trade.rules.moved import check_return, checked_quantity

MOST_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingBack:
    """What a hospital sends back of a delivery, under a number of its own, in packs."""

    number: str
    delivery: str
    quantity: Decimal
    cause: ReturnCause
    words: str = ""


def return_goods(asked: GoingBack, *, actor: Actor, at: datetime) -> bool:
    """Send goods back; whether it is new. The same number with other content is told. BaowenError for more than is
    left of what was accepted of the delivery."""
    delivery = delivery_of(asked.delivery)
    order = delivery.line.order
    require_hospital(actor, order)
    checked_number(asked.number, "退货编号", "number of the return")
    quantity = checked_quantity(asked.quantity)
    words = within(asked.words, "说明", "remark", most=MOST_WORDS)
    if _stands(asked, quantity, actor.organisation):
        return False
    try:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            line = OrderLine.objects.select_for_update().get(pk=delivery.line_id)
            receipt = Receipt.objects.filter(delivery=delivery).first()
            if receipt is None:
                raise BaowenError(f"{delivery.code} 尚未验收，不能退货", f"{delivery.code} was not received yet")
            gone = receipt.returns.aggregate(gone=Sum("quantity"))["gone"] or Decimal(0)
            check_return(quantity, accepted=receipt.accepted, returned=gone)
            Return.objects.create(
                receipt=receipt, hospital=actor.organisation, number=asked.number, quantity=quantity,
                cause=asked.cause.value, words=words, returned_at=at, returned_by=actor.name,
            )  # fmt: skip
            line.returned += quantity
            line.revision += 1
            line.save(update_fields=["returned", "revision"])
            told = {"return": asked.number, "line": line.number, "quantity": quantity, "cause": asked.cause.value}
            trail.note("order.return", f"order/{order.code}", after={"delivery": delivery.code, **told})
    except (BaowenError, IntegrityError):  # where the same came twice at once, the other was first
        if not _stands(asked, quantity, actor.organisation):
            raise
        return False
    return True


def agree_return(hospital: str, number: str, *, actor: Actor, at: datetime) -> bool:
    """Say as the supplier that the goods are back; whether that is new."""
    row = (
        Return.objects.select_related("receipt__delivery__line__order").filter(hospital=hospital, number=number).first()
    )
    if row is None:
        raise BaowenError(f"没有退货 {number[:60]}，请核对编号", f"there is no return {number[:60]}")
    order = row.receipt.delivery.line.order
    require_supplier(actor, order)
    if row.agreed_at is not None:
        return False
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        Return.objects.filter(pk=row.pk, agreed_at=None).update(agreed_at=at, agreed_by=actor.name)
        trail.note("order.agree_return", f"order/{order.code}", details={"return": number})
    return True


def _stands(asked: GoingBack, quantity: Decimal, hospital: str) -> bool:
    """Whether the return was made before; BaowenError where it stands with other content."""
    row = Return.objects.select_related("receipt__delivery").filter(hospital=hospital, number=asked.number).first()
    if row is None:
        return False
    if (row.receipt.delivery.code, row.quantity, row.cause) != (asked.delivery, quantity, asked.cause.value):
        raise BaowenError(
            f"退货 {asked.number} 已经提交，内容不同，请换一个编号",
            f"the return {asked.number} stands with other content",
        )
    return True
