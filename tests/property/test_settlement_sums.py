"""PRC-4: parts of a whole add up to it exactly, each within one fen of its share; a slow twin in fractions agrees."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.procure.settle.rules.sums import fen_of, share_of, split, yuan_of

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any)


def slowly(whole: int, weights: list[int]) -> list[int]:
    """Largest remainder, one fen at a time, in exact fractions."""
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    parts = [int(one) for one in exact]
    while sum(parts) < whole:
        gaps = [one - part for one, part in zip(exact, parts, strict=True)]
        parts[gaps.index(max(gaps))] += 1
    return parts


@given(st.integers(0, 10**12), WEIGHTS)
def test_the_parts_are_the_whole_and_as_the_slow_twin_finds_them(whole: int, weights: list[int]) -> None:
    parts = split(whole, weights)
    assert sum(parts) == whole
    assert all(
        abs(Fraction(whole * weight, sum(weights)) - part) < 1 for part, weight in zip(parts, weights, strict=True)
    )
    assert parts == slowly(whole, weights)


@given(WEIGHTS, st.decimals(0, 1, places=4))
def test_what_is_prepaid_never_passes_the_part_that_it_is_taken_off(weights: list[int], share: Decimal) -> None:
    off = split(share_of(sum(weights), share), weights)
    assert all(0 <= taken <= weight for taken, weight in zip(off, weights, strict=True))


@given(st.integers(1, 10**12))
def test_fen_and_yuan_are_the_same_money(fen: int) -> None:
    assert fen_of(yuan_of(fen), "金额", "amount") == fen


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_nothing_is_split_over_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split"):
        split(1, weights)
