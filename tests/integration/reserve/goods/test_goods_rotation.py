"""Rotation before expiry: what is to leave, what is planned, late and done, and what it lost. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.goods.conftest import AT, balance

from baowen.core.problems import BaowenError
from baowen.reserve.goods.actions.ledger import counter
from baowen.reserve.goods.actions.money import allocate, open_budget
from baowen.reserve.goods.actions.rotating import NewRotation, cancel_rotation, carry_out, plan_rotation
from baowen.reserve.goods.kinds import EntryKind, Outlet
from baowen.reserve.goods.queries.ledger import entry_page
from baowen.reserve.goods.queries.money import budgets
from baowen.reserve.goods.queries.rotation import lots_to_rotate, rotation_page
from baowen.reserve.goods.rules import NOTHING_RECALLED, Recalled, Turn
from baowen.reserve.goods.states import RotationState

pytestmark = pytest.mark.django_db
Do = Callable[..., Any]
TODAY = date(2026, 11, 2)


def _new(packs: str = "40") -> NewRotation:
    from baowen.reserve.goods.models import Lot

    lot = Lot.objects.get(lot_no="L1").pk
    return NewRotation(lot=lot, packs=Decimal(packs), outlet=Outlet.SOLD, to_whom="甲县人民医院")


def test_lots_near_their_expiry_are_listed_with_the_day_by_which_they_are_to_go(
    people: Any, do: Do, stock: Any
) -> None:
    for lot_no, days in (("L0", 181), ("L1", 180), ("L2", 89), ("L3", -1)):
        stock(lot_no, "10", TODAY + timedelta(days=days))
    found = lots_to_rotate(people.officer, on=TODAY, book=do(people.officer).book, recalled=NOTHING_RECALLED)
    assert [(one.lot_no, one.turn) for one in found] == [
        ("L3", Turn.EXPIRED), ("L2", Turn.OVERDUE), ("L1", Turn.DUE)
    ]  # fmt: skip
    assert found[2].rotate_by == TODAY + timedelta(days=90)
    other = lots_to_rotate(people.other_holder, on=TODAY, book=do(people.officer).book, recalled=NOTHING_RECALLED)
    assert other == []


def test_a_rotation_leaves_the_ledger_loses_what_it_did_not_fetch_and_can_be_taken_back(
    people: Any, do: Do, stock: Any
) -> None:
    fund = open_budget(2026, "市级财政", do(people.officer))
    allocate(fund, Decimal(50), do(people.officer))
    stock(expires_on=TODAY + timedelta(days=100))
    code = plan_rotation(_new(), do(people.holder), recalled=NOTHING_RECALLED)
    with pytest.raises(BaowenError, match="尚可安排轮换 60"):
        plan_rotation(_new("61"), do(people.holder), recalled=NOTHING_RECALLED)
    over = carry_out(code, Decimal("433.82"), do(people.holder), recalled=NOTHING_RECALLED, budget=fund)
    row = rotation_page(people.officer, on=TODAY).lines[0]
    assert (over, row.loss, row.state, balance()) == (Decimal("10.00"), Decimal("60.00"), RotationState.DONE, 60)
    assert budgets(people.officer)[0].left == Decimal(-10)
    with pytest.raises(BaowenError, match="已经办理"):
        carry_out(code, Decimal(1), do(people.holder), recalled=NOTHING_RECALLED)
    line = next(one for one in entry_page(people.holder).lines if one.kind is EntryKind.ROTATION_OUT)
    counter(line.code, do(people.holder, "金额有误"))
    row = rotation_page(people.officer, on=TODAY).lines[0]
    assert (row.state, row.loss, balance(), budgets(people.officer)[0].left) == (
        RotationState.PLANNED, None, 100, Decimal(50)
    )  # fmt: skip
    cancel_rotation(code, do(people.holder, "改为动用"))
    assert rotation_page(people.officer, on=TODAY).lines[0].state is RotationState.CANCELLED


def test_a_planned_rotation_is_late_after_its_day_and_expired_or_recalled_lots_are_not_rotated(
    people: Any, do: Do, stock: Any
) -> None:
    stock(expires_on=TODAY + timedelta(days=100))
    code = plan_rotation(_new(), do(people.holder), recalled=NOTHING_RECALLED)
    assert not rotation_page(people.holder, on=TODAY + timedelta(days=10)).lines[0].is_late
    assert rotation_page(people.holder, on=TODAY + timedelta(days=11)).lines[0].is_late
    with pytest.raises(BaowenError, match="召回"):
        carry_out(code, Decimal(1), do(people.holder), recalled=Recalled(frozenset({("P1", None)})))
    with pytest.raises(BaowenError, match="已过期"):
        carry_out(code, Decimal(1), do(people.holder, when=AT + timedelta(days=101)), recalled=NOTHING_RECALLED)
    with pytest.raises(BaowenError, match="不在权限内"):
        cancel_rotation(code, do(people.other_holder, "x"))
    assert balance() == 100
