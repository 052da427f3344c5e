"""What the ledger of reserve goods allows. RSV-1, RSV-4."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baowen.core.problems import BaowenError
from baowen.reserve.goods.rules import (
    NOTHING_RECALLED,
    Change,
    Counted,
    Funds,
    LotHeld,
    Pick,
    Recalled,
    RotationDays,
    Turn,
    beyond,
    check_counted,
    check_picks,
    checked_price,
    first_shortfall,
    proposed_picks,
    rotation_loss,
    to_propose,
    turn_of,
    usable,
)

DAY = date(2026, 11, 2)
LOTS = [
    LotHeld(1, "P1", "L1", date(2027, 1, 1), Decimal(10)), LotHeld(2, "P1", "L2", date(2026, 12, 1), Decimal(5)),
    LotHeld(3, "P1", "L3", date(2026, 11, 1), Decimal(7)), LotHeld(4, "P1", "L4", DAY, Decimal(1)),
]  # fmt: skip


def test_a_lot_counts_on_the_day_of_its_expiry_and_not_after_it() -> None:
    assert [one.lot_no for one in usable(LOTS, on=DAY, recalled=NOTHING_RECALLED)] == ["L4", "L2", "L1"]


def test_a_recall_of_a_product_names_each_of_its_lots() -> None:
    whole, one = Recalled(frozenset({("P1", None)})), Recalled(frozenset({("P1", "L2")}))
    assert usable(LOTS, on=DAY, recalled=whole) == []
    assert proposed_picks(LOTS, Decimal(2), on=DAY, recalled=one) == [Pick(4, Decimal(1)), Pick(1, Decimal(1))]


@pytest.mark.parametrize(
    ("picks", "departs"),
    [
        ([Pick(4, Decimal(1)), Pick(2, Decimal(5)), Pick(1, Decimal(1))], False), ([Pick(4, Decimal(1))], False),
        ([Pick(2, Decimal(1))], True), ([Pick(4, Decimal(1)), Pick(2, Decimal(4)), Pick(1, Decimal(1))], True),
    ],
)  # fmt: skip
def test_a_lot_that_expires_earlier_and_stays_behind_is_seen(picks: list[Pick], departs: bool) -> None:
    assert check_picks(LOTS, picks, on=DAY, recalled=NOTHING_RECALLED) is departs


@pytest.mark.parametrize(
    ("picks", "words"),
    [
        ([], "至少选择一个"), ([Pick(9, Decimal(1))], "不在本单位"), ([Pick(3, Decimal(1))], "已过期"),
        ([Pick(1, Decimal(11))], "结存 10"), ([Pick(1, Decimal(1)), Pick(1, Decimal(1))], "两次"),
        ([Pick(1, Decimal(0))], "大于 0"), ([Pick(1, Decimal("NaN"))], "大于 0"),
    ],
)  # fmt: skip
def test_picks_that_can_not_be_sent_are_told(picks: list[Pick], words: str) -> None:
    with pytest.raises(BaowenError, match=words):
        check_picks(LOTS, picks, on=DAY, recalled=NOTHING_RECALLED)


def test_what_comes_and_leaves_on_one_day_counts_together() -> None:
    lines = [Change(DAY, Decimal(-5)), Change(DAY, Decimal(5))]
    assert first_shortfall(lines) is None
    assert first_shortfall([*lines, Change(date(2026, 11, 1), Decimal(-1))]) == (date(2026, 11, 1), Decimal(1))


def test_a_count_adds_up_and_nothing_expired_is_taken_in() -> None:
    check_counted(Counted(accepted=Decimal(5), lost=Decimal(1)), sent=Decimal(6), expires_on=DAY, on=DAY)
    check_counted(
        Counted(accepted=Decimal(0), returned=Decimal(6)), sent=Decimal(6), expires_on=date(2026, 1, 1), on=DAY
    )
    for counted in (Counted(accepted=Decimal(5)), Counted(accepted=Decimal(7), lost=Decimal(-1))):
        with pytest.raises(BaowenError):
            check_counted(counted, sent=Decimal(6), expires_on=DAY, on=DAY)
    with pytest.raises(BaowenError, match="已过期"):
        check_counted(Counted(accepted=Decimal(6)), sent=Decimal(6), expires_on=date(2026, 11, 1), on=DAY)


def test_a_lot_is_due_overdue_and_expired_by_the_days_of_the_pack() -> None:
    days = RotationDays(begin=180, latest=90)
    turns = [turn_of(date(2027, 5, 2), on=DAY, days=days), turn_of(date(2027, 5, 1), on=DAY, days=days)]
    turns += [turn_of(date(2027, 1, 31), on=DAY, days=days), turn_of(date(2027, 1, 30), on=DAY, days=days)]
    assert turns == [Turn.NOT_YET, Turn.DUE, Turn.DUE, Turn.OVERDUE]
    assert turn_of(date(2026, 11, 1), on=DAY, days=days) is Turn.EXPIRED


def test_money_passes_its_fund_by_what_is_not_left_and_a_gain_is_no_loss() -> None:
    assert beyond(Funds(Decimal(100), Decimal(80)), Decimal(20)) == 0
    assert beyond(Funds(Decimal(100), Decimal(80)), Decimal("20.01")) == Decimal("0.01")
    assert beyond(Funds(Decimal(100), Decimal(130)), Decimal(5)) == 5
    assert rotation_loss(Decimal("10.00"), Decimal("12.00")) == 0
    assert to_propose(Decimal(10), Decimal(4), Decimal(7)) == 0


def test_a_price_has_four_places_and_may_be_zero() -> None:
    assert checked_price(Decimal(0)) == 0
    for price in ("-0.0001", "0.00001", "Infinity"):
        with pytest.raises(BaowenError):
            checked_price(Decimal(price))
