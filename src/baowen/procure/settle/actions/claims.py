"""Before a run: enterprises apply for a month, hospitals confirm or dispute lines. PRC-4 (HD-9, VB-1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions
from baowen.procure.settle.actions.store import locked_invoice, next_number
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.kinds import InvoiceKind
from baowen.procure.settle.models import Application, Invoice, InvoiceLine, Run
from baowen.procure.settle.rules.sums import yuan_of
from baowen.procure.settle.states import ClaimState, RunState

APPLICATION = "Z"
MOST_WORDS = 500


def apply_for(
    supplier: str, region: str, month: Month, *, actor: Actor, at: datetime, book: SettleBook
) -> str:  # fmt: skip
    """Apply for direct settlement of the own invoices to hospitals of a place until a month's end; the number.

    Once more within the pack's day adds what was invoiced since. BaowenError where it is too early or too late, the
    month is closed, or nothing is to be settled.
    """
    place = book.regions.require(region)
    require(actor, Act.SETTLEMENT_APPLY, actor.region, regions=load_regions(), organisation=supplier)
    due, today = book.apply_by(region, month), day_of(at)
    if today <= month.last:
        raise BaowenError(f"{month} 尚未结束，请在次月申请", f"{month} is not over; apply in the month after it")
    if due.on is not None and today > due.on:
        raise BaowenError(
            f"{month} 的申请应于 {due.on} 前提交（{due.clause}）；请并入下一个月申请",
            f"applications for {month} were due by {due.on} ({due.clause}); apply with the month after it",
        )
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        check_open(region, month)
        invoices = _to_claim(supplier, region, month).select_for_update()
        keys = list(invoices.values_list("pk", flat=True))
        lines = InvoiceLine.objects.filter(is_void=False).filter(
            Q(invoice__in=keys) | Q(invoice__corrects__in=keys)
        )  # fmt: skip
        if not keys:
            raise BaowenError(
                f"{place.name} 没有截至 {month.last} 尚未付款、尚未申请的发票",
                f"no invoice until {month.last} is unpaid and not applied for there",
            )
        row = _application(supplier, region, month)
        row.due_on, row.clause, row.applied_at, row.applied_by = due.on, due.clause, at, actor.name
        row.lines += lines.count()
        row.fen += lines.aggregate(fen=Sum("fen"))["fen"] or 0
        row.save()
        credits = lines.filter(fen__lt=0).values("pk")
        InvoiceLine.objects.filter(pk__in=credits).update(claim=ClaimState.CONFIRMED.value, claimed_month=str(month))
        lines.filter(fen__gt=0).update(claim=ClaimState.CLAIMED.value, claimed_month=str(month))
        Invoice.objects.filter(pk__in=keys).update(application=row)
        trail.policy = book.policy(region, today)
        trail.note("settlement.apply", f"application/{row.number}", after=_public(row))
    return row.number


def _application(supplier: str, region: str, month: Month) -> Application:
    found = Application.objects.select_for_update().filter(supplier=supplier, region=region, month=str(month)).first()
    if found is not None:
        return found
    return Application(
        number=next_number(Application, APPLICATION, region), supplier=supplier, region=region, month=str(month),
        lines=0, fen=0,
    )  # fmt: skip


def _to_claim(supplier: str, region: str, month: Month) -> QuerySet[Invoice]:
    return Invoice.objects.filter(
        supplier=supplier, region__in=codes_within(region), kind=InvoiceKind.INVOICE.value, voided_at=None,
        paid_fen=0, application=None, invoiced_on__lte=month.last, credited_fen__lt=F("fen"),
    )  # fmt: skip


def check_open(region: str, month: Month) -> None:
    """BaowenError where the month of a place is being paid or paid."""
    run = Run.objects.filter(region=region, month=str(month)).exclude(state=RunState.COMPUTED.value).first()
    if run is not None:
        raise BaowenError(
            f"{month} 已结算支付（{run.number}），不再受理；请并入下一个月",
            f"{month} is settled and paid ({run.number}); apply with the month after it",
        )


def answer_claim(
    code: str, number: str, disputed: Mapping[str, str], *, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Confirm the lines of an invoice that is applied for, save those disputed: order line to what is wrong.

    By the hospital that it asks; a line that is settled by a run is not answered again.
    """
    said = {line: filled(words, "异议", "objection", most=MOST_WORDS) for line, words in disputed.items()}
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked_invoice(code, number)
        require(actor, Act.ORDER_PLACE, row.region, regions=load_regions(), organisation=row.hospital)
        if row.application is None:
            raise BaowenError(f"发票 {row} 未申请直接结算", f"the invoice {row} is not in direct settlement")
        lines = row.lines.filter(run=None)
        unknown = sorted(set(said) - set(lines.values_list("order_line", flat=True)))
        if unknown:
            raise BaowenError(
                f"发票 {row} 没有待确认的订单明细 {'、'.join(unknown)}", f"no line {', '.join(unknown)} to answer"
            )
        if not lines.exists():
            raise BaowenError(f"发票 {row} 已全部结算", f"the invoice {row} is settled")
        lines.exclude(order_line__in=said).update(claim=ClaimState.CONFIRMED.value, claim_words="")
        for line, words in said.items():
            lines.filter(order_line=line).update(claim=ClaimState.DISPUTED.value, claim_words=words)
        trail.note("settlement.answer", f"invoice/{row}", after={"disputed": sorted(said)})


def confirm_all(application: str, *, actor: Actor, at: datetime) -> int:
    """Confirm every line of the own hospital in an application that waits for an answer; how many."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = Application.objects.filter(number=application).first()
        if row is None:
            raise BaowenError(f"没有结算申请 {application}", f"there is no application {application}")
        require(actor, Act.ORDER_PLACE, actor.region, regions=load_regions(), organisation=actor.organisation)
        lines = InvoiceLine.objects.filter(
            invoice__application=row, hospital=actor.organisation, claim=ClaimState.CLAIMED.value, run=None
        )
        count = lines.update(claim=ClaimState.CONFIRMED.value)
        if count == 0:
            raise BaowenError("没有待本机构确认的明细", "no line waits for this hospital")
        trail.note("settlement.answer", f"application/{row.number}", after={"confirmed": count})
    return count


def withdraw_claim(code: str, number: str, *, actor: Actor, at: datetime) -> None:
    """Take an own invoice out of direct settlement again, before any line of it is in a run."""
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        row = locked_invoice(code, number)
        require(actor, Act.SETTLEMENT_APPLY, actor.region, regions=load_regions(), organisation=row.supplier)
        lines = InvoiceLine.objects.filter(Q(invoice=row) | Q(invoice__corrects=row))
        if row.application is None or lines.filter(run__isnull=False).exists():
            raise BaowenError(
                f"发票 {row} 不在申请中，或已进入结算，不能撤回",
                f"the invoice {row} is not applied for, or is in a run",
            )
        fen = lines.aggregate(fen=Sum("fen"))["fen"] or 0
        Application.objects.filter(pk=row.application.pk).update(fen=F("fen") - fen, lines=F("lines") - lines.count())
        lines.update(claim=ClaimState.NONE.value, claim_words="", claimed_month="")
        before, row.application = row.application.number, None
        row.save()
        trail.note("settlement.withdraw", f"invoice/{row}", before={"application": before})


def _public(row: Application) -> dict[str, object]:
    return {
        "supplier": row.supplier, "region": row.region, "month": row.month, "lines": row.lines,
        "amount": yuan_of(row.fen),
    }  # fmt: skip
