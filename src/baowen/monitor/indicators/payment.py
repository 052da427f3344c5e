"""Payment: how long overdue invoices wait, and what share of the amount due was settled in time.

An invoice is unpaid by what its payments (up to that day) leave of its amount; it is overdue from the day after its due
day on. Payments come as they are dated, so that a month's value never changes but by a correction. Requirement: MON-5
(HN-10, NJ-17, HD-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows_duty
from baowen.monitor.indicators.delivery import lack_evidence
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings, union_all
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.tables import Scope, Tables, last_days, month_index, month_of

_MONEY = "decimal(18, 4)"
_SUMS = ("overdue", "waited", "invoiced", "amount", "in_time")
_COUNTS = ("invoices", "good")


@dataclass(frozen=True, kw_only=True)
class PaymentParameters:
    """`due_rule`: "days" after the invoice, or "next_month_end". `least_overdue`: share of what is invoiced in a whole
    window; of a hospital whose invoices began within it, at the pace since. `least_evidence`: in nats, against the
    share that all hospitals settled in time.
    """

    window_months: int = policy("payment.window_months")
    due_rule: str = policy("payment.due_rule")
    settle_days: int = policy("payment.settle_days")
    least_invoices: int = policy("payment.least_invoices")
    least_overdue: float = policy("payment.least_overdue")
    least_evidence: float = policy("payment.least_evidence")
    least_failure: float = policy("payment.least_failure")
    levels: tuple[str, ...] = policy("payment.levels")


def payment_findings(tables: Tables, parameters: PaymentParameters, scope: Scope) -> ir.Table:
    """Findings payment_wait and payment_settled by hospital, and for the places of `levels`."""
    earliest = str(min(scope.months).plus(-parameters.window_months))
    invoices = due_invoices(tables.invoice, parameters, scope.as_of, earliest=earliest)
    pieces = paid_pieces(invoices, tables.payment, scope.as_of, earliest=earliest)
    waiting = _waiting(invoices, pieces, parameters, scope)
    settled = _settled(pieces, scope)
    return union_all([*_long_waits(waiting, tables, parameters), *_late_shares(settled, tables, parameters)])


def due_invoices(invoice: ir.Table, parameters: PaymentParameters, as_of: date, *, earliest: str) -> ir.Table:
    """The invoices known by a day, from a month on, with due_on and the index `at` of their month."""
    known = invoice.filter(invoice.invoiced_on <= as_of, invoice.month >= earliest, invoice.amount > 0)
    if parameters.due_rule == "next_month_end":
        due_on = known.invoiced_on.truncate("M") + ibis.interval(months=2) - ibis.interval(days=1)
    else:
        due_on = known.invoiced_on + ibis.interval(days=parameters.settle_days)
    return known.select(
        "invoice_no", "hospital", "region", "month", "invoiced_on", "amount",
        due_on=due_on.cast("date"), at=month_index(known.month),
    )  # fmt: skip


def paid_pieces(invoices: ir.Table, payment: ir.Table, as_of: date, *, earliest: str) -> ir.Table:
    """Each invoice cut into what each payment settled of it (paid_on), and what is left (paid_on null).

    Of payments beyond the amount the earlier ones count; payments on invoices that nobody knows are left out.
    """
    paid = payment.filter(payment.paid_on <= as_of, payment.month >= earliest, payment.amount > 0)
    paid = paid.select("invoice_no", "payment_no", "paid_on", paid="amount")
    joined = invoices.join(paid, "invoice_no")
    order = ibis.cumulative_window(group_by="invoice_no", order_by=["paid_on", "payment_no"])
    joined = joined.mutate(until=joined.paid.sum().over(order).cast(_MONEY))
    room = joined.amount - joined.until + joined.paid
    zero = ibis.literal(0, _MONEY)
    joined = joined.mutate(piece=ibis.greatest(ibis.least(joined.paid, room.cast(_MONEY)), zero))
    pieces = joined.filter(joined.piece > 0).select(*invoices.columns, "piece", "paid_on")
    settled = pieces.group_by("invoice_no").aggregate(settled=pieces.piece.sum().cast(_MONEY))
    left = invoices.left_join(settled, "invoice_no")
    left = left.mutate(piece=(left.amount - left.settled.fill_null(zero)).cast(_MONEY))
    left = left.filter(left.piece > 0).select(*invoices.columns, "piece", paid_on=ibis.null("date"))
    return pieces.union(left)


def _waiting(invoices: ir.Table, pieces: ir.Table, parameters: PaymentParameters, scope: Scope) -> ir.Table:
    """By hospital and month what is overdue at its end: amount, amount × days since the invoice, invoices; and what
    is invoiced in a whole window, by the months since the first invoice in it: in the first months of a file every
    unpaid invoice would be a large part of the few that there are."""
    months = last_days(scope.months, scope.as_of).select("seen_on", in_month="month", now="at")
    late = pieces.filter(pieces.paid_on.isnull() | (pieces.paid_on > pieces.due_on))
    pairs = late.join(
        months,
        (late.due_on < months.seen_on)
        & (months.now - late["at"] < parameters.window_months)
        & (late.paid_on.isnull() | (late.paid_on > months.seen_on)),
    )
    days = pairs.seen_on.delta(pairs.invoiced_on, unit="day").cast("float64")
    overdue = pairs.group_by("hospital", "region", "seen_on", month=pairs.in_month).aggregate(
        overdue=pairs.piece.sum(), waited=(pairs.piece.cast("float64") * days).sum(),
        invoices=pairs.invoice_no.nunique(),
    )  # fmt: skip
    monthly = invoices.group_by("hospital", "at").aggregate(invoiced=invoices.amount.sum())
    window = monthly.join(
        months, (monthly["at"] <= months.now) & (months.now - monthly["at"] < parameters.window_months)
    )
    invoiced = window.group_by("hospital", "now", month=window.in_month).aggregate(
        known=window.invoiced.sum().cast("float64"), since=window["at"].min()
    )
    whole = invoiced.known * parameters.window_months / (invoiced.now - invoiced.since + 1)
    invoiced = invoiced.select("hospital", "month", invoiced=whole)
    joined = overdue.join(invoiced, ["hospital", "month"])
    return joined.select(*overdue.columns, "invoiced")


def _settled(pieces: ir.Table, scope: Scope) -> ir.Table:
    """By hospital and month, of the invoices that fell due: amount, what was paid by then, how many, how many whole."""
    months = last_days(scope.months, scope.as_of).select("month", "seen_on")
    due = pieces.mutate(in_time=ibis.ifelse(pieces.paid_on <= pieces.due_on, pieces.piece, ibis.literal(0, _MONEY)))
    due = due.group_by("invoice_no", "hospital", "region", "due_on", "amount").aggregate(
        in_time=due.in_time.fill_null(ibis.literal(0, _MONEY)).sum().cast(_MONEY)
    )
    due = due.mutate(month=month_of(due.due_on)).join(months, "month")
    due = due.filter(due.due_on <= due.seen_on)
    return due.group_by("hospital", "region", "month", "seen_on").aggregate(
        amount=due.amount.sum(), in_time=due.in_time.sum(), invoices=due.count(),
        good=(due.in_time >= due.amount).cast("int64").sum(),
    )  # fmt: skip


def _by_subject(table: ir.Table, tables: Tables, levels: tuple[str, ...]) -> list[tuple[str, ir.Table]]:
    """The hospitals' rows with their subject, and the sums of each place."""
    hospitals = table.mutate(subject=table.hospital)
    places = rolled_up(table, tables.region, levels)
    sums = {name: places[name].sum() for name in (*_SUMS, *_COUNTS) if name in places.columns}
    places = places.group_by("region", "month", "seen_on").aggregate(**sums)
    return [("hospital", hospitals), ("region", places.mutate(subject=places.region))]


def _long_waits(waiting: ir.Table, tables: Tables, parameters: PaymentParameters) -> list[ir.Table]:
    found = []
    for subject, table in _by_subject(waiting, tables, parameters.levels):
        overdue = table.overdue.cast("float64")
        share = overdue / table.invoiced
        enough = table.mutate(days=table.waited / overdue, share=share)
        enough = enough.filter(enough.share >= parameters.least_overdue, enough.invoices >= parameters.least_invoices)
        found.append(as_findings(
            enough, indicator="payment_wait", subject_type=subject, subject=enough.subject, value=enough.days,
            reference=ibis.literal(float(parameters.settle_days)), n=enough.invoices, weight=enough.overdue,
        ))  # fmt: skip
    return found


def _late_shares(settled: ir.Table, tables: Tables, parameters: PaymentParameters) -> list[ir.Table]:
    usual = settled.group_by("month").aggregate(all_due=settled.amount.sum(), all_paid=settled.in_time.sum())
    usual = usual.select("month", usual=usual.all_paid.cast("float64") / usual.all_due.cast("float64"))
    found = []
    for subject, table in _by_subject(settled, tables, parameters.levels):
        judged = table.join(usual, "month")
        judged = judged.mutate(share=judged.in_time.cast("float64") / judged.amount.cast("float64"))
        good = judged.good.cast("float64")
        count = judged.invoices.cast("float64")
        evidence = lack_evidence(good, count, judged.usual, least_failure=parameters.least_failure)
        judged = judged.mutate(evidence=evidence)
        judged = judged.filter(
            judged.invoices >= parameters.least_invoices, judged.evidence >= parameters.least_evidence
        )
        found.append(as_findings(
            judged, indicator="payment_settled", subject_type=subject, subject=judged.subject, value=judged.share,
            reference=judged.usual, n=judged.invoices, weight=judged.amount - judged.in_time,
        ))  # fmt: skip
    return found


_INDICATORS = (
    Indicator(
        name="payment_wait", zh="逾期未付发票账龄", en="age of overdue invoices", unit_zh="天", unit_en="days",
        direction="above", subjects=("hospital", "region"),
        formula_zh="Σ（逾期未付金额 × 开票至月末的天数）÷ Σ 逾期未付金额",
        formula_en="Σ (overdue amount × days from invoice to the month's end) ÷ Σ overdue amount",
        policy_key="monitor.payment_wait.threshold", requirements=("MON-5", "HN-10", "NJ-17", "HD-10"),
        rows=rows_duty.invoices_with_payments, page="payment_wait",
    ),
    Indicator(
        name="payment_settled", zh="货款按时结清率", en="share settled in time", unit_zh="比例", unit_en="share",
        direction="below", subjects=("hospital", "region"),
        formula_zh="当月到期发票中到期日（含当日）前已付的金额 ÷ 当月到期发票金额",
        formula_en="paid by the due day (inclusive) of the invoices due in the month ÷ their amount",
        policy_key="monitor.payment_settled.threshold", requirements=("MON-5", "HN-10", "NJ-17", "HD-10"),
        rows=rows_duty.invoices_with_payments, page="payment_settled",
    ),
)  # fmt: skip
FAMILY = Family(
    name="payment",
    sources=("invoice",),
    reads=("invoice", "payment", "region"),
    parameters=PaymentParameters,
    findings=payment_findings,
    indicators=_INDICATORS,
)
