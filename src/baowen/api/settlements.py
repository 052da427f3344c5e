"""Invoices, payments, differences and direct settlement by API. PRC-4 (HD-9, VB-1.1)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import StringConstraints

from baowen.api.auth import caller, clean
from baowen.api.book import settle_book
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut, WhyIn
from baowen.api.schemas.settlements import (
    BilledIn,
    CreditIn,
    DifferencesOut,
    InvoiceIn,
    InvoicesOut,
    MonthIn,
    PaidIn,
    PaymentIn,
    RetryIn,
    RunsOut,
    SettlementAnswerIn,
    SettlementApplicationsOut,
    SettlementApplyIn,
    WhichIn,
    WholeInvoiceOut,
    WholeRunOut,
)
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.period import Month
from baowen.orgs.tokens import Scope
from baowen.procure.settle.actions import claims, invoices, matching, payments, runs
from baowen.procure.settle.actions.invoices import Bill
from baowen.procure.settle.queries import bills
from baowen.procure.settle.queries import runs as run_queries
from baowen.procure.settle.queries.bills import DifferenceView, InvoicePage, InvoiceView
from baowen.procure.settle.queries.runs import ApplicationView, RunView
from baowen.procure.settle.queries.scope import is_hospital
from baowen.procure.settle.rules.invoices import Billed

router = Router(tags=["结算 settlement"])
Asked = Annotated[str, Query(max_length=40), StringConstraints(pattern=r"^[0-9A-Za-z-]*$")]


@router.get("/invoices", summary="发票列表", response={200: InvoicesOut, **ERRORS})
def list_invoices(
    request: HttpRequest, unpaid: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[InvoiceView]:  # fmt: skip
    """Invoices and credit notes, newest first: of the own organisation, or of the own place and below."""
    return bills.invoice_page(caller(request, Scope.ORDERS_READ), unpaid=unpaid, cursor=cursor, limit=limit)


@router.get("/invoices/one", summary="一张发票", response={200: WholeInvoiceOut, **ERRORS})
def one_invoice(request: HttpRequest, number: Asked, code: Asked = "") -> InvoicePage:
    """One invoice with its lines, payments and credit notes."""
    return bills.invoice(code, number, actor=caller(request, Scope.ORDERS_READ))


@router.post("/invoices", summary="登记发票", response={200: NumberOut, **ERRORS})
def enter_invoice(request: HttpRequest, asked: InvoiceIn) -> HttpResponse:
    """Enter an invoice of the own enterprise; no more than was received and not returned."""
    actor, at = caller(request, Scope.ORDERS_ANSWER), now()
    bill = Bill(
        code=asked.code, number=asked.number, invoiced_on=asked.invoiced_on, hospital=asked.hospital,
        lines=_billed(asked.lines),
    )  # fmt: skip

    def work() -> dict[str, object]:
        return {"number": invoices.enter_invoice(bill, actor=actor, at=at, book=settle_book())}

    return once(request, at, work)


@router.post("/invoices/credit", summary="登记红字发票", response={200: NumberOut, **ERRORS})
def credit_invoice(request: HttpRequest, asked: CreditIn) -> HttpResponse:
    """Enter a credit note on an own invoice."""
    actor, at = caller(request, Scope.ORDERS_ANSWER), now()

    def work() -> dict[str, object]:
        number = invoices.credit_invoice(
            asked.invoice_code, asked.invoice_number, (asked.code, asked.number), _billed(asked.lines),
            asked.invoiced_on, actor=actor, at=at, book=settle_book(),
        )  # fmt: skip
        return {"number": number}

    return once(request, at, work)


@router.post("/invoices/void", summary="作废发票", response={200: NumberOut, **ERRORS})
def void_invoice(request: HttpRequest, asked: WhichIn) -> HttpResponse:
    """Take back an own invoice that is neither paid, credited nor applied for."""
    actor, at = caller(request, Scope.ORDERS_ANSWER), now()

    def work() -> dict[str, object]:
        invoices.void_invoice(asked.code, asked.number, why=asked.reason, actor=actor, at=at, book=settle_book())
        return {"number": asked.code + asked.number}

    return once(request, at, work)


@router.post("/invoices/pay", summary="登记付款", response={200: NumberOut, **ERRORS})
def pay_invoice(request: HttpRequest, asked: PaymentIn) -> HttpResponse:
    """Enter a payment of the own hospital, never more than is due; the number of the payment."""
    actor, at = caller(request, Scope.ORDERS_WRITE), now()

    def work() -> dict[str, object]:
        number = payments.pay_invoice(
            asked.code, asked.number, asked.amount, asked.paid_on, actor=actor, at=at
        )  # fmt: skip
        return {"number": number}

    return once(request, at, work)


@router.post("/payments/{number}/void", summary="作废付款", response={200: NumberOut, **ERRORS})
def void_payment(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take back a payment that was entered wrongly."""
    actor, at, number = caller(request, Scope.ORDERS_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        payments.void_payment(number, why=asked.reason, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


@router.get("/invoice-differences", summary="三单核对的不一致事项", response={200: DifferencesOut, **ERRORS})
def list_differences(
    request: HttpRequest, with_settled: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[DifferenceView]:  # fmt: skip
    """What differs between orders, receipts, invoices and payments, newest first."""
    actor = caller(request, Scope.ORDERS_READ)
    return bills.difference_page(actor, with_settled=with_settled, cursor=cursor, limit=limit)


@router.post("/invoice-differences/{key}/explain", summary="说明不一致事项", response={200: NumberOut, **ERRORS})
def explain(request: HttpRequest, key: Key, asked: WhyIn) -> HttpResponse:
    """Say why something differs, by the one whose it is to clear."""
    actor, at = caller(request), now()
    caller(request, Scope.ORDERS_WRITE if is_hospital(actor) else Scope.ORDERS_ANSWER)

    def work() -> dict[str, object]:
        matching.explain(key, asked.reason, actor=actor, at=at)
        return {"number": str(key)}

    return once(request, at, work)


@router.get("/settlements/applications", summary="结算申请", response={200: SettlementApplicationsOut, **ERRORS})
def list_applications(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[ApplicationView]:
    """Applications, newest first: the own, those with lines of the own hospital, or of the own place and below."""
    return run_queries.application_page(caller(request, Scope.ORDERS_READ), cursor=cursor, limit=limit)


@router.post("/settlements/applications", summary="申请医保直接结算", response={200: NumberOut, **ERRORS})
def apply_for(request: HttpRequest, asked: SettlementApplyIn) -> HttpResponse:
    """Apply for the own invoices until a month's end that are neither paid nor applied for."""
    actor, at = caller(request, Scope.SETTLEMENTS_WRITE), now()

    def work() -> dict[str, object]:
        number = claims.apply_for(
            actor.organisation, asked.region, Month.parse(asked.month), actor=actor, at=at, book=settle_book()
        )
        return {"number": number}

    return once(request, at, work)


@router.post("/settlements/answers", summary="答复结算申请的发票", response={200: NumberOut, **ERRORS})
def answer_claim(request: HttpRequest, asked: SettlementAnswerIn) -> HttpResponse:
    """Confirm the lines of an invoice to the own hospital, save those disputed."""
    actor, at = caller(request, Scope.ORDERS_WRITE), now()
    disputed = {one.order_line: one.words for one in asked.disputed}

    def work() -> dict[str, object]:
        claims.answer_claim(asked.code, asked.number, disputed, actor=actor, at=at)
        return {"number": asked.code + asked.number}

    return once(request, at, work)


@router.get("/settlements/runs", summary="结算批次", response={200: RunsOut, **ERRORS})
def list_runs(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[RunView]:
    """Monthly runs, newest first: of the own place and below, or those paid with a part of the own organisation."""
    return run_queries.run_page(caller(request, Scope.ORDERS_READ), cursor=cursor, limit=limit)


@router.post("/settlements/runs", summary="核算结算批次", response={200: NumberOut, **ERRORS})
def compute_run(request: HttpRequest, asked: MonthIn) -> HttpResponse:
    """Compute the run of a month at the own place, or compute it again before it is paid."""
    actor, at = caller(request, Scope.SETTLEMENTS_RUN), now()

    def work() -> dict[str, object]:
        month = Month.parse(asked.month)
        return {"number": runs.compute_run(actor.region, month, actor=actor, at=at, book=settle_book())}

    return once(request, at, work)


@router.get("/settlements/runs/{number}", summary="一个结算批次", response={200: WholeRunOut, **ERRORS})
def one_run(request: HttpRequest, number: str) -> dict[str, object]:
    """One run with the parts and the ledger that the caller sees."""
    actor, number = caller(request, Scope.ORDERS_READ), clean(number)
    found = asdict(run_queries.run(number, actor=actor))
    return found | {
        "shares": run_queries.shares(number, actor=actor), "ledger": run_queries.ledger(number, actor=actor)
    }  # fmt: skip


@router.post("/settlements/runs/{number}/paid", summary="登记支付结果", response={200: NumberOut, **ERRORS})
def pay_run(request: HttpRequest, number: str, asked: PaidIn) -> HttpResponse:
    """Enter that a run was paid, save what failed; from then on it never changes."""
    actor, at, number = caller(request, Scope.SETTLEMENTS_RUN), now(), clean(number)
    failed = {(one.supplier, one.hospital): one.reason for one in asked.failed}

    def work() -> dict[str, object]:
        runs.pay_run(number, failed, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


@router.post("/settlements/runs/{number}/retry", summary="登记重新支付", response={200: NumberOut, **ERRORS})
def retry_share(request: HttpRequest, number: str, asked: RetryIn) -> HttpResponse:
    """Enter that a part which had failed was paid, or failed again."""
    actor, at, number = caller(request, Scope.SETTLEMENTS_RUN), now(), clean(number)

    def work() -> dict[str, object]:
        runs.retry_share(number, asked.supplier, asked.hospital, failed_why=asked.reason, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


def _billed(lines: list[BilledIn]) -> list[Billed]:
    return [Billed(**one.dict()) for one in lines]
