"""How yuan are rounded."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from baowen.core.money import amount, ratio, unit_price

YUAN = st.decimals(min_value=-(10**9), max_value=10**9, places=8)


def test_halves_are_rounded_up_and_not_to_even() -> None:
    assert unit_price(Decimal("0.00005")) == Decimal("0.0001")
    assert amount(Decimal("0.125")) == Decimal("0.13")
    assert amount(Decimal("2.665")) == Decimal("2.67")
    assert amount(Decimal("-0.125")) == Decimal("-0.13")


def test_a_ratio_to_nothing_is_missing_and_not_zero() -> None:
    assert ratio(Decimal(5), Decimal(0)) is None
    assert ratio(Decimal(0), Decimal(5)) == 0
    assert ratio(Decimal(2), Decimal(3)) == Decimal("0.6667")


@given(YUAN)
def test_rounding_moves_by_at_most_half_a_step_and_a_second_time_not_at_all(yuan: Decimal) -> None:
    assert abs(unit_price(yuan) - yuan) <= Decimal("0.00005")
    assert abs(amount(yuan) - yuan) <= Decimal("0.005")
    assert unit_price(unit_price(yuan)) == unit_price(yuan)
    assert amount(amount(yuan)) == amount(yuan)


@given(YUAN, YUAN)
def test_rounding_keeps_the_order(one: Decimal, other: Decimal) -> None:
    lower, higher = sorted((one, other))
    assert unit_price(lower) <= unit_price(higher)
    assert amount(lower) <= amount(higher)
