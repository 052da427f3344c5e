"""Quantities, cheapest offers and prices many times off; each beside a slower way to the same answer. PRC-2, PRC-3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.problems import BaowenError
from baowen.procure.buying.rules import (
    OfferFacts,
    checked_quantity,
    is_cheapest,
    is_off,
    packs_for,
    stands,
    taken_from,
    times_of,
)
from baowen.procure.buying.states import FILING_RULES, FilingMove, FilingSide, FilingState, moves_from

DAY = date(2026, 11, 2)
quantities = st.decimals("0.0001", "100000", places=4)
prices = st.decimals("0.0001", "1000", places=4)
offers = st.builds(
    OfferFacts, key=st.integers(1, 5), unit_price=prices, left=st.just(Decimal(0)) | quantities,
    until=st.dates(date(2026, 11, 1), date(2026, 11, 4)), is_withdrawn=st.booleans(),
)  # fmt: skip


@pytest.mark.parametrize("text", ["0", "-1", "NaN", "Infinity", "1.00001", "1000000001"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(BaowenError):
        checked_quantity(Decimal(text), "数量", "quantity")


@given(stock=quantities, wishes=st.lists(quantities, max_size=12))
def test_however_many_take_of_an_offer_no_more_is_promised_than_there_is(stock: Decimal, wishes: list[Decimal]) -> None:
    left, given_out = stock, []
    for wish in wishes:
        try:
            left = taken_from(left, wish)
            given_out.append(wish)
        except BaowenError:
            assert sum(given_out) + wish > stock, "who is refused would have had too much"
    assert left == stock - sum(given_out) >= 0


@given(found=st.lists(offers, min_size=1, max_size=6, unique_by=lambda one: one.key))
def test_the_cheapest_is_first_of_those_that_stand_sorted_by_price(found: list[OfferFacts]) -> None:
    standing = sorted((one for one in found if stands(one, DAY)), key=lambda one: one.unit_price)
    for one in standing:
        assert is_cheapest(one, found, DAY) == (one.unit_price == standing[0].unit_price)


@given(units=quantities, pack=st.integers(1, 1000))
def test_whole_packs_hold_what_is_asked_for_and_one_less_does_not(units: Decimal, pack: int) -> None:
    packs = packs_for(units, Decimal(pack))
    assert packs == int(packs)
    assert (packs - 1) * pack < units <= packs * pack


@given(price=prices, others=st.lists(prices, max_size=7), multiple=st.integers(2, 20))
def test_a_price_is_off_by_the_median_of_others_and_never_without_others(
    price: Decimal, others: list[Decimal], multiple: int
) -> None:
    times = times_of(price, others)
    if not others:
        assert times is None
        assert not is_off(times, Decimal(multiple))
        return
    ordered = sorted(others)
    middle = (ordered[(len(others) - 1) // 2] + ordered[len(others) // 2]) / 2
    assert times is not None
    assert abs(times - price / middle) <= Decimal("0.00005")
    if price >= middle * multiple:
        assert is_off(times, Decimal(multiple))


def test_ten_times_and_a_tenth_are_off_and_a_little_less_is_not() -> None:
    ten = Decimal(10)
    said = [is_off(Decimal(text), ten) for text in ("10", "0.1", "9.9999", "0.1001", "1")]
    assert said == [True, True, False, False, False]


def test_no_move_leads_out_of_a_state_that_is_final_and_each_side_has_its_own() -> None:
    final = (FilingState.REFUSED, FilingState.WITHDRAWN, FilingState.ENDED)
    assert [moves_from(state, side) for state in final for side in FilingSide] == [()] * 9
    assert moves_from(FilingState.ASKED_BACK, FilingSide.HOSPITAL) == (FilingMove.ANSWER, FilingMove.WITHDRAW)
    assert moves_from(FilingState.FILED, FilingSide.REVIEWER) == (
        FilingMove.TAKE_UP, FilingMove.ASK_BACK, FilingMove.ACCEPT, FilingMove.REFUSE
    )  # fmt: skip
    reached = {rule.to for rule in FILING_RULES.values()}
    assert reached == set(FilingState), "every state is reached"
