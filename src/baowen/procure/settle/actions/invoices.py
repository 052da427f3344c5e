"""Invoices of enterprises and their credit notes: no more than was received, no amount but its own. PRC-4."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.settle.actions.matching import match_lines
from baowen.procure.settle.actions.store import locked_invoice, locked_totals
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.kinds import InvoiceKind
from baowen.procure.settle.models import Invoice, InvoiceLine
from baowen.procure.settle.rules.invoices import Billed, check_left, check_numbers, checked
from baowen.procure.settle.rules.sums import yuan_of
from baowen.procure.settle.states import ClaimState
from baowen.procure.telling import tell
from baowen.procure.trade.queries.settling import LineFact, facts_by_number

MOST_LINES, MOST_WORDS = 2_000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An invoice as it is entered: code ("" for an electronic one), number, day, the hospital it asks, its lines."""

    code: str
    number: str
    invoiced_on: date
    hospital: str
    lines: Sequence[Billed]


def enter_invoice(bill: Bill, *, actor: Actor, at: datetime, book: SettleBook) -> str:
    """Enter an invoice of the own enterprise; its code and number as one.

    BaowenError for lines of another buyer or supplier, for more than was received, and for a number known already.
    """
    code, number = check_numbers(bill.code, bill.number)
    require(actor, Act.ORDER_ANSWER, actor.region, regions=load_regions(), organisation=actor.organisation)
    if bill.invoiced_on > day_of(at):
        raise BaowenError(f"开票日期 {bill.invoiced_on} 在今天之后", f"the invoice's day {bill.invoiced_on} lies ahead")
    fens = _checked(bill.lines)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        totals = locked_totals(one.order_line for one in bill.lines)
        facts = _facts(bill, actor.organisation)
        for one in bill.lines:
            fact, total = facts[one.order_line], totals[one.order_line]
            check_left(
                one.order_line, one.quantity, received=fact.received, returned=fact.returned, invoiced=total.quantity
            )
        place = facts[bill.lines[0].order_line].region
        row = Invoice(
            code=code, number=number, supplier=actor.organisation, hospital=bill.hospital, region=place,
            invoiced_on=bill.invoiced_on, fen=sum(fens), entered_at=at, entered_by=actor.name,
        )  # fmt: skip
        _insert(row)
        _lines(row, bill.lines, fens, facts, sign=1)
        for one in bill.lines:
            totals[one.order_line].quantity += one.quantity
            totals[one.order_line].save()
        trail.policy = book.policy(place, day_of(at))
        trail.note("invoice.enter", f"invoice/{row}", after=_public(row))
        title = Text(f"发票 {row} 已登记，待付款", f"the invoice {row} is entered and waits for payment")
        tell([row.hospital], f"bill/{row.pk}", "enter", title, trail=trail, at=at, in_digest=True)
        match_lines(facts.values(), actor=actor, at=at, book=book)
    return str(row)


def credit_invoice(
    code: str, number: str, credit: tuple[str, str], lines: Sequence[Billed], invoiced_on: date, *, actor: Actor,
    at: datetime, book: SettleBook,
) -> str:  # fmt: skip
    """Enter a credit note, `credit` its code and number, for lines of an own invoice; its code and number as one.

    Lines say what is taken back, at the invoice's price. BaowenError for more than the invoice has.
    """
    credit_code, credit_number = check_numbers(*credit)
    if invoiced_on > day_of(at):
        raise BaowenError(f"开票日期 {invoiced_on} 在今天之后", f"the credit note's day {invoiced_on} lies ahead")
    fens = _checked(lines)
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        totals = locked_totals(one.order_line for one in lines)
        known = locked_invoice(code, number)
        require(actor, Act.ORDER_ANSWER, actor.region, regions=load_regions(), organisation=known.supplier)
        _check_credit(known, lines)
        row = Invoice(
            code=credit_code, number=credit_number, kind=InvoiceKind.CREDIT.value, corrects=known,
            supplier=known.supplier, hospital=known.hospital, region=known.region, invoiced_on=invoiced_on,
            fen=sum(fens), entered_at=at, entered_by=actor.name,
        )  # fmt: skip
        _insert(row)
        facts = facts_by_number(one.order_line for one in lines)
        _lines(row, lines, fens, facts, sign=-1)
        if known.application is not None:  # the hospital need not confirm that it pays less
            row.lines.update(claim=ClaimState.CONFIRMED.value, claimed_month=known.application.month)
        for one in lines:
            totals[one.order_line].quantity -= one.quantity
            totals[one.order_line].save()
        Invoice.objects.filter(pk=known.pk).update(
            credited_fen=F("credited_fen") + row.fen, revision=F("revision") + 1
        )  # fmt: skip
        trail.note("invoice.credit", f"invoice/{known}", after=_public(row))
        match_lines(facts.values(), actor=actor, at=at, book=book)
    return str(row)


def void_invoice(code: str, number: str, *, why: str, actor: Actor, at: datetime, book: SettleBook) -> None:
    """Take an own invoice back that nobody has paid, claimed or credited. BaowenError that says what to do instead."""
    why = filled(why, "作废原因", "reason", most=MOST_WORDS)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        names = list(
            InvoiceLine.objects.filter(invoice__code=code.strip(), invoice__number=number.strip()).values_list(
                "order_line", flat=True
            )
        )
        totals = locked_totals(names)
        row = locked_invoice(code, number)
        require(actor, Act.ORDER_ANSWER, actor.region, regions=load_regions(), organisation=row.supplier)
        if row.paid_fen or row.credited_fen or row.application_id is not None:
            raise BaowenError(
                f"发票 {row} 已付款、已红冲或已申请结算，不能作废；请开红字发票",
                f"the invoice {row} is paid, credited or applied for: give a credit note instead",
            )
        for line in row.lines.all():
            totals[line.order_line].quantity -= line.quantity
            totals[line.order_line].save()
        row.lines.update(is_void=True)
        row.voided_at, row.voided_by, row.voided_why = at, actor.name, why
        row.revision += 1
        row.save()
        trail.note("invoice.void", f"invoice/{row}", before=_public(row))
        match_lines(facts_by_number(names).values(), actor=actor, at=at, book=book)


def _checked(lines: Sequence[Billed]) -> list[int]:
    if not lines or len(lines) > MOST_LINES:
        raise BaowenError(f"发票应有 1 至 {MOST_LINES:,} 行", f"an invoice has 1 to {MOST_LINES:,} lines")
    twice = [one for one, times in Counter(line.order_line for line in lines).items() if times > 1]
    if twice:
        raise BaowenError(
            f"订单明细 {'、'.join(twice[:5])} 出现多次，同一发票中请合为一行",
            f"order lines stand twice, make them one line each: {', '.join(twice[:5])}",
        )
    return [checked(one) for one in lines]


def _facts(bill: Bill, supplier: str) -> dict[str, LineFact]:
    """The order lines of a bill; BaowenError where one is unknown, or is another buyer's or another supplier's."""
    facts = facts_by_number(one.order_line for one in bill.lines)
    for one in bill.lines:
        fact = facts.get(one.order_line)
        if fact is None or fact.supplier != supplier:
            raise BaowenError(
                f"本企业没有订单明细 {one.order_line}，请核对编号", f"no order line {one.order_line} of this enterprise"
            )
        if fact.hospital != bill.hospital:
            raise BaowenError(
                f"订单明细 {one.order_line} 的采购方是 {fact.hospital}，发票抬头是 {bill.hospital}；请分开开票",
                f"{one.order_line} was ordered by {fact.hospital} and not by {bill.hospital}; invoice each buyer apart",
            )
    return facts


def _check_credit(known: Invoice, lines: Sequence[Billed]) -> None:
    has = {line.order_line: line for line in known.lines.all()}
    taken: dict[str, Decimal] = defaultdict(Decimal)
    for before in InvoiceLine.objects.filter(invoice__corrects=known, is_void=False):
        taken[before.order_line] -= before.quantity
    for one in lines:
        line = has.get(one.order_line)
        if line is None:
            raise BaowenError(
                f"发票 {known} 没有订单明细 {one.order_line}", f"the invoice {known} has no line {one.order_line}"
            )
        if one.unit_price != line.unit_price:
            raise BaowenError(
                f"{one.order_line} 应按原发票单价 {line.unit_price:f} 红冲", f"credit at the price {line.unit_price:f}"
            )
        left = line.quantity - taken[one.order_line]
        if one.quantity > left:
            raise BaowenError(
                f"{one.order_line} 还可红冲 {left:f}，不能红冲 {one.quantity:f}",
                f"{one.order_line}: {left:f} left to credit, not {one.quantity:f}",
            )


def _insert(row: Invoice) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BaowenError(
            f"发票 {row} 已经登记；内容有误的请作废或红冲，再用新的发票号码登记",
            f"the invoice {row} is entered already; void or credit it and enter the new one under its own number",
        ) from error


def _lines(
    row: Invoice, lines: Sequence[Billed], fens: Sequence[int], facts: dict[str, LineFact], *, sign: int
) -> None:  # fmt: skip
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=row, order_line=one.order_line, product_code=facts[one.order_line].product_code,
            supplier=row.supplier, hospital=row.hospital, region=row.region, quantity=sign * one.quantity,
            unit_price=one.unit_price, fen=sign * fen,
        )
        for one, fen in zip(lines, fens, strict=True)
    )  # fmt: skip


def _public(row: Invoice) -> dict[str, object]:
    return {
        "invoice": str(row), "kind": row.kind, "supplier": row.supplier, "hospital": row.hospital,
        "amount": yuan_of(row.fen), "invoiced_on": row.invoiced_on,
    }  # fmt: skip
