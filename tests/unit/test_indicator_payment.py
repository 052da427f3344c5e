"""Payment: pieces of invoices, age of what is overdue, share settled in time; against a slow twin in plain Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.period import Month
from baowen.monitor.indicators.examples import tables
from baowen.monitor.indicators.payment import PaymentParameters, paid_pieces, payment_findings
from baowen.monitor.indicators.payment import due_invoices as due
from baowen.monitor.indicators.rows import Found
from baowen.monitor.indicators.rows_duty import invoices_with_payments
from baowen.monitor.indicators.tables import Scope

GIVEN = PaymentParameters(
    window_months=12, due_rule="days", settle_days=30, least_invoices=1, least_overdue=0.0, least_evidence=0.0,
    least_failure=0.02, levels=("province",),
)  # fmt: skip
AS_OF = date(2025, 6, 30)
MONTHS = tuple(Month(2025, 1).until(Month(2025, 6)))
Row = dict[str, Any]


def invoice(number: str, day: date, amount: str = "1000", hospital: int = 7) -> Row:
    return {"invoice_no": number, "invoiced_on": day, "amount": amount, "hospital": hospital, "region": 430102}


def payment(number: str, of: str, day: date, amount: str = "1000") -> Row:
    return {"payment_no": number, "invoice_no": of, "paid_on": day, "amount": amount, "hospital": 7, "region": 430102}


def values(invoices: list[Row], payments: list[Row], **other: Any) -> dict[tuple[str, str, int], tuple[float, float]]:
    """(indicator, month, subject) -> (value, weight)."""
    lake = tables(as_of=AS_OF, invoice=invoices, payment=payments)
    found = payment_findings(lake, replace(GIVEN, **other), Scope(months=MONTHS, as_of=AS_OF)).to_pyarrow().to_pylist()
    assert len({(row["indicator"], row["month"], row["subject"]) for row in found}) == len(found)
    return {(row["indicator"], row["month"], row["subject"]): (row["value"], row["weight"]) for row in found}


def test_a_part_payment_leaves_the_rest_overdue() -> None:
    found = values([invoice("a", date(2025, 1, 10))], [payment("p", "a", date(2025, 2, 20), "999.99")])
    assert found["payment_wait", "2025-02", 7] == (49, pytest.approx(0.01))
    assert found["payment_settled", "2025-02", 7] == (0, 1000)


def test_an_invoice_is_not_overdue_on_its_due_day_but_on_the_day_after() -> None:
    on_it = values([invoice("a", date(2025, 4, 30) - timedelta(days=30))], [])
    after = values([invoice("a", date(2025, 4, 30) - timedelta(days=31))], [])
    assert ("payment_wait", "2025-04", 7) not in on_it
    assert after["payment_wait", "2025-04", 7][0] == 31


def test_in_the_first_months_of_a_file_a_month_unpaid_is_no_large_part_of_a_year() -> None:
    invoices = [invoice(f"a{month}", date(2025, month, 1)) for month in range(1, 7)]
    found = values(invoices, [], least_overdue=0.25)
    # By the end of April three of the twelve invoices of a year are overdue; by the end of March two.
    months = {month for name, month, subject in found if (name, subject) == ("payment_wait", 7)}
    assert months == {"2025-04", "2025-05", "2025-06"}


def test_a_payment_counts_from_its_own_day_on_so_that_earlier_months_stay_as_they_were() -> None:
    unpaid = values([invoice("a", date(2025, 1, 10))], [])
    paid = values([invoice("a", date(2025, 1, 10))], [payment("p", "a", date(2025, 5, 2))])
    for month in ("2025-02", "2025-03", "2025-04"):
        assert paid["payment_wait", month, 7] == unpaid["payment_wait", month, 7]
    assert ("payment_wait", "2025-05", 7) not in paid


def test_payments_without_an_invoice_and_beyond_its_amount_do_not_count() -> None:
    invoices = [invoice("a", date(2025, 1, 10)), invoice("b", date(2025, 1, 11))]
    found = values(
        invoices,
        [payment("p", "a", date(2025, 1, 20), "600"), payment("q", "a", date(2025, 1, 21), "900"),
         payment("r", "nobody", date(2025, 1, 22), "1000")],
    )  # fmt: skip
    assert found["payment_settled", "2025-02", 7] == (0.5, 1000)


def test_the_end_of_the_next_month_can_be_the_due_day() -> None:
    invoices = [invoice("a", date(2025, 1, 10))]
    late = values(invoices, [payment("p", "a", date(2025, 3, 1))], due_rule="next_month_end")
    in_time = values(invoices, [payment("p", "a", date(2025, 2, 28))], due_rule="next_month_end")
    assert late["payment_settled", "2025-02", 7][0] == 0
    assert in_time["payment_settled", "2025-02", 7][0] == 1


def test_a_hospital_is_only_called_late_when_chance_does_not_explain_it() -> None:
    others = [invoice(f"b{n}", date(2025, 1, 10), hospital=8) for n in range(20)]
    paid = [payment(f"q{n}", f"b{n}", date(2025, 1, 20)) for n in range(20)]
    few, many = ([invoice(f"a{n}", date(2025, 1, 10)) for n in range(count)] for count in (2, 12))
    assert ("payment_settled", "2025-02", 7) not in values(few + others, paid, least_evidence=6.0)
    assert values(many + others, paid, least_evidence=6.0)["payment_settled", "2025-02", 7][0] == 0


def test_few_or_small_debts_make_no_finding() -> None:
    invoices = [invoice(f"a{n}", date(2025, 1, 10)) for n in range(10)]
    payments = [payment(f"p{n}", f"a{n}", date(2025, 1, 20)) for n in range(9)]
    assert ("payment_wait", "2025-02", 7) in values(invoices, payments)
    assert ("payment_wait", "2025-02", 7) not in values(invoices, payments, least_overdue=0.11)
    assert ("payment_wait", "2025-02", 7) not in values(invoices, payments, least_invoices=2)


def test_the_rows_name_each_invoice_with_what_was_paid_by_then() -> None:
    invoices = [invoice("a", date(2025, 1, 10)), invoice("b", date(2025, 3, 1))]
    payments = [payment("p", "a", date(2025, 1, 20), "400"), payment("q", "a", date(2025, 3, 20), "100")]
    lake = tables(as_of=AS_OF, invoice=invoices, payment=payments)
    found = Found(indicator="payment_wait", month="2025-02", region=430102, subject_type="hospital", subject=7)
    rows = invoices_with_payments(found, lake).to_pyarrow().to_pylist()
    assert [(row["invoice_no"], row["paid"], row["last_paid_on"]) for row in rows] == [("a", 400, date(2025, 1, 20))]


def test_places_add_up_their_hospitals() -> None:
    found = values([invoice("a", date(2025, 1, 10)), invoice("b", date(2025, 2, 9), hospital=8)], [], levels=("city",))
    assert found["payment_wait", "2025-03", 430100] == (pytest.approx((80 + 50) / 2), 2000)


DAYS = st.integers(0, 180).map(lambda number: date(2025, 1, 1) + timedelta(days=number))
MONEY = st.integers(1, 300_000).map(lambda fen: str(Decimal(fen) / 100))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(DAYS, MONEY), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 9), DAYS, MONEY), max_size=12),
)
def test_what_is_paid_and_left_is_the_amount_to_the_fen_and_the_twin_agrees(
    invoiced: list[tuple[date, str]], paid: list[tuple[int, date, str]]
) -> None:
    invoices = [invoice(f"a{n}", day, amount) for n, (day, amount) in enumerate(invoiced)]
    payments = [payment(f"p{n:02d}", f"a{of}", day, amount) for n, (of, day, amount) in enumerate(paid)]
    lake = tables(as_of=AS_OF, invoice=invoices, payment=payments)
    known = due(lake.invoice, GIVEN, AS_OF, earliest="2024-01")
    pieces = paid_pieces(known, lake.payment, AS_OF, earliest="2024-01").to_pyarrow().to_pylist()
    for one in (row for row in invoices if row["invoiced_on"] <= AS_OF):
        own = sum(row["piece"] for row in pieces if row["invoice_no"] == one["invoice_no"])
        assert own == Decimal(one["amount"])
    found = values(invoices, payments)
    for month in MONTHS:
        assert found.get(("payment_wait", str(month), 7)) == twin(invoices, payments, month.last)


def twin(invoices: list[Row], payments: list[Row], day: date) -> tuple[Any, Any] | None:
    """Age and sum of what is overdue on a day, invoice by invoice."""
    owed, aged = Decimal(0), Decimal(0)
    for one in invoices:
        paid = sum((Decimal(row["amount"]) for row in payments
                    if row["invoice_no"] == one["invoice_no"] and row["paid_on"] <= day), Decimal(0))  # fmt: skip
        left = max(Decimal(one["amount"]) - paid, Decimal(0))
        if one["invoiced_on"] + timedelta(days=30) < day and left > 0:
            owed += left
            aged += left * (day - one["invoiced_on"]).days
    return (pytest.approx(float(aged / owed)), pytest.approx(float(owed))) if owed else None
