"""The ledger of reserve goods against slow twins, on generated lines and lots. RSV-1."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from baowen.reserve.goods.rules import (
    Change,
    LotHeld,
    Recalled,
    check_picks,
    first_shortfall,
    proposed_picks,
)

DAY = date(2026, 11, 2)
PACKS = st.integers(-400, 400).filter(bool).map(lambda one: Decimal(one) / 4)
LINES = st.lists(st.builds(Change, st.integers(0, 20).map(lambda day: DAY + timedelta(days=day)), PACKS), max_size=25)
LOTS = st.lists(
    st.tuples(st.integers(-3, 6), st.integers(0, 40).map(lambda one: Decimal(one) / 4), st.booleans()), max_size=8
)


@given(LINES)
def test_a_ledger_falls_short_on_the_first_day_whose_sum_is_below_zero(lines: list[Change]) -> None:
    """The twin adds up everything until each day anew."""
    slow = None
    for ahead in range(21):
        day = DAY + timedelta(days=ahead)
        balance = sum((one.packs for one in lines if one.on <= day), Decimal(0))
        if balance < 0:
            slow = (day, -balance)
            break
    assert first_shortfall(lines) == slow


@given(LOTS, st.integers(1, 120).map(lambda one: Decimal(one) / 4))
def test_lots_leave_in_expiry_order_and_nothing_unfit_leaves(
    given_lots: list[tuple[int, Decimal, bool]], wanted: Decimal
) -> None:
    """The twin takes a quarter of a pack at a time from the fit lot that expires first."""
    lots = [
        LotHeld(key, "P1", f"L{key}", DAY + timedelta(days=days), packs)
        for key, (days, packs, _) in enumerate(given_lots)
    ]
    recalled = Recalled(frozenset(("P1", f"L{key}") for key, (_, _, gone) in enumerate(given_lots) if gone))
    found = {one.key: one.packs for one in proposed_picks(lots, wanted, on=DAY, recalled=recalled)}
    left = {one.key: one.packs for one in lots}
    slow: dict[int, Decimal] = {}
    for _ in range(int(wanted * 4)):
        fit = [
            one for one in lots
            if left[one.key] > 0 and one.expires_on >= DAY and not given_lots[one.key][2]
        ]  # fmt: skip
        if not fit:
            break
        first = min(fit, key=lambda one: (one.expires_on, one.key))
        left[first.key] -= Decimal("0.25")
        slow[first.key] = slow.get(first.key, Decimal(0)) + Decimal("0.25")
    assert found == slow
    picks = proposed_picks(lots, wanted, on=DAY, recalled=recalled)
    if picks:
        assert check_picks(lots, picks, on=DAY, recalled=recalled) is False
