"""Payments of hospitals on invoices: in parts, never more than is due; void with a reason. PRC-4, MON-5."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.settle.actions.matching import match_invoice
from baowen.procure.settle.actions.store import locked_invoice, next_number
from baowen.procure.settle.kinds import Channel
from baowen.procure.settle.models import Invoice, Payment
from baowen.procure.settle.rules.sums import fen_of, yuan_of
from baowen.procure.telling import tell

PAYMENT = "F"
MOST_WORDS = 500


def pay_invoice(code: str, number: str, amount: Decimal, paid_on: date, *, actor: Actor, at: datetime) -> str:
    """Enter a payment of the own hospital; its number. BaowenError, with what is due, for more than that."""
    fen = fen_of(amount, "付款金额", "payment")
    if paid_on > day_of(at):
        raise BaowenError(f"付款日期 {paid_on} 在今天之后", f"the payment's day {paid_on} lies ahead")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked_invoice(code, number)
        require(actor, Act.ORDER_PLACE, row.region, regions=load_regions(), organisation=row.hospital)
        if row.application_id is not None:
            raise BaowenError(
                f"发票 {row} 已申请医保直接结算，由医保支付，请勿重复付款",
                f"the invoice {row} is in direct settlement and paid by the fund; do not pay it twice",
            )
        if paid_on < row.invoiced_on:
            raise BaowenError(
                f"付款日期早于开票日期 {row.invoiced_on}", f"paid before it was invoiced on {row.invoiced_on}"
            )
        due = row.fen - row.credited_fen - row.paid_fen
        if fen > due:
            raise BaowenError(
                f"发票 {row} 还应付 {yuan_of(max(due, 0))} 元，不能付 {yuan_of(fen)} 元",
                f"{yuan_of(max(due, 0))} yuan are due on the invoice {row}, not {yuan_of(fen)}",
            )
        payment = Payment.objects.create(
            number=next_number(Payment, PAYMENT, row.region), invoice=row, fen=fen, paid_on=paid_on,
            channel=Channel.HOSPITAL.value, entered_at=at, entered_by=actor.name,
        )  # fmt: skip
        freshen(row)
        trail.note("payment.enter", f"invoice/{row}", after=_public(payment))
        title = Text(f"发票 {row} 有付款", f"a payment was made on the invoice {row}")
        tell([row.supplier], f"bill/{row.pk}", f"pay/{payment.number}", title, trail=trail, at=at, in_digest=True)
        match_invoice(row, actor=actor, at=at)
    return payment.number


def void_payment(number: str, *, why: str, actor: Actor, at: datetime) -> None:
    """Take back a payment that was entered wrongly. BaowenError for one of a settlement run, which never changes."""
    why = filled(why, "作废原因", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        found = Payment.objects.filter(number=number).select_related("invoice").first()
        if found is None:
            raise BaowenError(f"没有付款编号 {number}，请核对", f"there is no payment {number}")
        row = locked_invoice(found.invoice.code, found.invoice.number)
        require(actor, Act.ORDER_PLACE, row.region, regions=load_regions(), organisation=row.hospital)
        payment = Payment.objects.select_for_update().get(pk=found.pk)
        if payment.voided_at is not None:
            raise BaowenError(f"付款 {number} 已作废", f"the payment {number} is void already")
        if payment.channel != Channel.HOSPITAL.value:
            raise BaowenError(
                f"{number} 由医保结算支付，不能作废；差错在下期结算更正",
                f"{number} was paid by a settlement run; the next run corrects it",
            )
        payment.voided_at, payment.voided_by, payment.voided_why = at, actor.name, why
        payment.revision += 1
        payment.save()
        freshen(row)
        trail.note("payment.void", f"invoice/{row}", before=_public(payment))
        match_invoice(row, actor=actor, at=at)


def freshen(row: Invoice) -> None:
    """What was paid on an invoice, and on which day it was paid in full."""
    counting = row.payments.filter(voided_at=None)
    row.paid_fen = counting.aggregate(fen=Sum("fen"))["fen"] or 0
    newest = counting.order_by("-paid_on").first()
    is_full = newest is not None and row.paid_fen >= row.fen - row.credited_fen
    row.paid_on = newest.paid_on if newest is not None and is_full else None
    row.save(update_fields=["paid_fen", "paid_on"])


def _public(payment: Payment) -> dict[str, object]:
    return {
        "payment": payment.number, "amount": yuan_of(payment.fen), "paid_on": payment.paid_on,
        "channel": payment.channel,
    }  # fmt: skip
