"""PRC-4, PRC-5, PRC-8: matching, performance, scores and days as pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.calendar import load_calendar
from baowen.core.period import Month
from baowen.procure.settle.kinds import Difference
from baowen.procure.settle.rules.dates import apply_by
from baowen.procure.settle.rules.matching import Goods, OnInvoice, Patience, differences
from baowen.procure.settle.rules.performance import (
    Definition,
    Measure,
    Numerator,
    Ordered,
    performed,
    score,
    settled,
)
from baowen.procure.settle.states import BREACH_RULES, BREACH_STATE_WORDS, RUN_RULES, BreachState, RunState

TODAY = date(2026, 11, 2)
PATIENCE = Patience(receive_days=3, invoice_days=30)
PLACED = datetime(2026, 10, 1, tzinfo=UTC)
BY_QUANTITY = Definition(numerator=Numerator.DELIVERED, measure=Measure.QUANTITY)


def _goods(**given: Any) -> Goods:
    usual = {
        "order_line": "L1", "hospital": "H1", "supplier": "D1", "unit_price": Decimal("12.5"),
        "received": Decimal(10), "returned": Decimal(0), "waiting": Decimal(0), "waits_since": None,
        "received_on": TODAY,
    }  # fmt: skip
    return Goods(**(usual | given))


def _line(quantity: int, price: str = "12.5") -> OnInvoice:
    return OnInvoice(invoice="F1", quantity=Decimal(quantity), unit_price=Decimal(price))


def _kinds(goods: Goods, *lines: OnInvoice) -> set[Difference]:
    return {one.kind for one in differences(goods, lines, patience=PATIENCE, today=TODAY)}


def test_what_agrees_differs_in_nothing() -> None:
    assert _kinds(_goods(), _line(10)) == set()


def test_a_price_differs_until_a_credit_note_takes_it_back_whole() -> None:
    assert _kinds(_goods(), _line(10, "13")) == {Difference.PRICE}
    assert _kinds(_goods(), _line(10, "13"), _line(-9, "13")) == {Difference.PRICE}
    assert _kinds(_goods(), _line(10, "13"), _line(-10, "13"), _line(10)) == set()


def test_more_invoiced_than_kept_differs_and_the_sentence_says_both() -> None:
    (found,) = differences(_goods(returned=Decimal(3)), [_line(10)], patience=PATIENCE, today=TODAY)
    assert (found.kind, found.owner) == (Difference.QUANTITY, "D1")
    assert "已开票 10，实收 7" in found.zh


@pytest.mark.parametrize(("days", "differs"), [(30, False), (31, True)])
def test_goods_are_to_be_invoiced_within_the_days_of_the_pack(days: int, differs: bool) -> None:
    goods = _goods(received_on=TODAY - timedelta(days=days))
    assert (Difference.NOT_INVOICED in _kinds(goods, _line(9))) is differs


@pytest.mark.parametrize(("days", "differs"), [(3, False), (4, True)])
def test_what_was_delivered_is_to_be_received_within_the_days_of_the_pack(days: int, differs: bool) -> None:
    goods = _goods(received=Decimal(0), received_on=None, waiting=Decimal(2), waits_since=TODAY - timedelta(days=days))
    assert (Difference.NOT_RECEIVED in _kinds(goods)) is differs


def _ordered(**given: Any) -> Ordered:
    usual = {
        "quantity": Decimal(10), "unit_price": Decimal(2), "delivered": Decimal(10), "received": Decimal(8),
        "is_refused": False, "is_cancelled": False, "placed_at": PLACED, "answered_at": PLACED + timedelta(hours=3),
        "due_at": PLACED + timedelta(hours=48), "delivered_at": PLACED + timedelta(hours=48),
        "received_at": PLACED + timedelta(hours=50),
    }  # fmt: skip
    return Ordered(**(usual | given))


@pytest.mark.parametrize(
    ("numerator", "measure", "rate"),
    [("delivered", "quantity", "0.75"), ("received", "quantity", "0.65"), ("delivered", "amount", "0.6"),
     ("received", "amount", "0.56")],
)  # fmt: skip
def test_the_delivery_rate_follows_the_definition(numerator: str, measure: str, rate: str) -> None:
    dear = _ordered(unit_price=Decimal(8), delivered=Decimal(5), received=Decimal(5))
    definition = Definition(numerator=Numerator(numerator), measure=Measure(measure))
    found = performed([_ordered(), dear], definition, now=PLACED + timedelta(days=9))
    assert found.delivery_rate == Decimal(rate)


def test_cancelled_lines_count_nowhere_and_refused_ones_lower_the_rate() -> None:
    refused = _ordered(is_refused=True, delivered=Decimal(0), received=Decimal(0), delivered_at=None, received_at=None)
    found = performed([_ordered(), refused, _ordered(is_cancelled=True)], BY_QUANTITY, now=PLACED + timedelta(days=9))
    assert (found.lines, found.refused, found.delivery_rate) == (2, 1, Decimal("0.5"))
    assert (found.accepted_rate, found.due, found.on_time) == (Decimal("0.5"), 1, 1)


def test_a_line_is_late_where_the_last_of_it_comes_after_it_was_due() -> None:
    late = _ordered(delivered_at=PLACED + timedelta(hours=49))
    part = _ordered(delivered=Decimal(9))
    early = _ordered(due_at=PLACED + timedelta(days=30))
    found = performed([_ordered(), late, part, early], BY_QUANTITY, now=PLACED + timedelta(days=9))
    assert (found.due, found.on_time, found.on_time_rate) == (3, 1, Decimal("0.3333"))


def test_nothing_ordered_is_no_rate_and_no_score() -> None:
    found = performed([], BY_QUANTITY, now=PLACED)
    assert (found.delivery_rate, found.answer_hours, score(found, {"delivery": Decimal(40)})) == (None, None, None)


def test_a_score_leaves_out_what_could_not_be_measured() -> None:
    weights = {"delivery": Decimal(40), "on_time": Decimal(30), "answered": Decimal(15), "accepted": Decimal(15)}
    half = performed([_ordered(due_at=None, delivered=Decimal(5))], BY_QUANTITY, now=PLACED + timedelta(days=9))
    assert score(half, weights) == Decimal("71.4"), "(20 + 15 + 15) of the 70 points that could be measured"
    whole = performed([_ordered()], BY_QUANTITY, now=PLACED + timedelta(days=9))
    assert score(whole, weights) == Decimal(100)


def test_settlement_days_are_the_median_of_what_was_paid() -> None:
    found = settled([10, None, 30, 20])
    assert (found.invoices, found.paid, found.days) == (4, 3, Decimal(20))
    assert settled([None]).days is None


def test_enterprises_apply_by_the_fifth_and_two_working_days_later_where_it_is_a_day_off() -> None:
    calendar = load_calendar()
    assert apply_by(Month(2026, 10), 5, holiday_days=2, calendar=calendar) == date(2026, 11, 5)
    assert apply_by(Month(2026, 8), 5, holiday_days=2, calendar=calendar) == date(2026, 9, 8)  # a Saturday
    assert apply_by(Month(2026, 8), 5, holiday_days=None, calendar=calendar) == date(2026, 9, 5)
    assert apply_by(Month(2026, 1), 31, holiday_days=None, calendar=calendar) == date(2026, 2, 28)


def test_every_state_of_a_breach_can_be_reached_and_a_paid_run_has_no_move() -> None:
    assert {rule.to for rule in BREACH_RULES.values()} == set(BreachState) == set(BREACH_STATE_WORDS)
    assert all(RunState.PAID not in sources for sources, _ in RUN_RULES.values())
