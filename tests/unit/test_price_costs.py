"""PRI-1: the form of costs and price structure adds up, or says where it does not; missing is not zero."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.problems import BaowenError
from baowen.price.costs.rules import Column, Costs, checked_amount, faults, lines
from baowen.price.kinds import CostItem

ONES = dict.fromkeys(CostItem, Decimal(1))
WHOLE = Column(items=ONES, price=Decimal(12), quantity=Decimal(100))
MONEY = st.decimals(min_value=0, max_value=100_000, places=4)


def test_a_form_whose_items_come_to_the_price_has_no_fault() -> None:
    assert faults(Costs(before=WHOLE, after=WHOLE)) == []


def test_a_gap_is_told_with_its_size_and_side() -> None:
    after = replace(WHOLE, price=Decimal("12.5"))
    [(zh, en)] = faults(Costs(before=WHOLE, after=after))
    assert zh == "调价后各项合计 12 元，价格 12.5 元，合计少 0.5 元，请核对"
    assert "0.5 too little" in en
    [(zh, _)] = faults(Costs(before=replace(WHOLE, price=Decimal(10)), after=WHOLE))
    assert "调价前" in zh
    assert "多 2 元" in zh


def test_what_was_not_told_is_named_and_is_no_zero() -> None:
    items = {name: value for name, value in ONES.items() if name is not CostItem.TAX}
    found = faults(Costs(before=replace(WHOLE, items=items), after=Column()))
    words = [zh for zh, _ in found]
    assert words[0] == "调价前未填：税金；没有该项支出的填 0"
    assert "调价后未填价格" in words
    assert "调价后未填数量" in words
    assert not any("合计" in one for one in words), "an incomplete sum is no sum"
    zero = ONES | {CostItem.TAX: Decimal(0), CostItem.PROFIT: Decimal(2)}
    assert faults(Costs(before=replace(WHOLE, items=zero), after=WHOLE)) == []


def test_each_item_tells_its_share_of_the_rise() -> None:
    after = Column(items=ONES | {CostItem.PROFIT: Decimal(5)}, price=Decimal(16), quantity=Decimal(1))
    found = {one.item: one for one in lines(Costs(before=WHOLE, after=after))}
    assert (found[CostItem.PROFIT].rise, found[CostItem.PROFIT].share_of_rise) == (Decimal(4), Decimal(1))
    assert found[CostItem.TAX].share_of_rise == 0
    assert all(one.share_of_rise is None for one in lines(Costs(before=WHOLE, after=WHOLE)))
    assert all(one.rise is None for one in lines(Costs(before=WHOLE, after=Column())))


@given(st.fixed_dictionaries(dict.fromkeys(CostItem, MONEY)), st.integers(-3, 3))
def test_a_form_adds_up_exactly_when_no_ten_thousandth_is_missing(items: dict[CostItem, Decimal], off: int) -> None:
    total = Decimal(0)
    for item in CostItem:  # the slow twin
        total += items[item]
    column = Column(items=items, price=total + off * Decimal("0.0001"), quantity=Decimal(1))
    assert (faults(Costs(before=column, after=column)) == []) == (off == 0)


@pytest.mark.parametrize("told", ["NaN", "-0.0001", "10000001", "0.00001", "Infinity"])
def test_what_is_no_amount_is_refused(told: str) -> None:
    with pytest.raises(BaowenError):
        checked_amount(Decimal(told), CostItem.LABOUR, "直接人工", "labour")


def test_a_loss_and_earned_interest_are_amounts_below_zero() -> None:
    assert checked_amount(Decimal("-3"), CostItem.PROFIT, "利润", "profit") == Decimal("-3.0000")
    assert checked_amount(Decimal("-3"), CostItem.FINANCE, "财务费用", "finance") == Decimal("-3.0000")
