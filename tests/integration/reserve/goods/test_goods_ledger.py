"""The ledger of reserve goods and its money: nothing below zero, nothing deleted, nothing used unseen. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.goods.conftest import balance

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.reserve.goods.actions.ledger import WriteOff, counter, write_off
from baowen.reserve.goods.actions.money import allocate, open_budget
from baowen.reserve.goods.kinds import EntryKind, GoodsKind
from baowen.reserve.goods.queries.ledger import entry_page, holding_page
from baowen.reserve.goods.queries.money import budgets, spendings
from baowen.reserve.goods.rules import NOTHING_RECALLED, Recalled

pytestmark = pytest.mark.django_db
Do = Callable[..., Any]
Stock = Callable[..., str]


def _lot() -> int:
    from baowen.reserve.goods.models import Lot

    return Lot.objects.get(lot_no="L1").pk


def _off(kind: EntryKind, packs: str, on: date | None = None, lot: int | None = None) -> WriteOff:
    return WriteOff(lot=lot or _lot(), kind=kind, packs=Decimal(packs), words="清点", on=on)


def test_what_comes_in_is_kept_by_lot_with_price_and_amount(people: Any, stock: Stock) -> None:
    stock()
    stock("L2", "1", date(2027, 6, 30))
    found = holding_page(people.officer, on=date(2026, 11, 2), recalled=NOTHING_RECALLED).lines[0]
    assert [(one.lot_no, one.packs, one.amount) for one in found.lots] == [
        ("L2", Decimal(1), Decimal("12.35")), ("L1", Decimal(100), Decimal("1234.56")),
    ]  # fmt: skip
    assert (found.packs, found.amount, found.maker) == (Decimal(101), Decimal("1246.91"), "丁制药")


def test_a_back_dated_line_is_kept_where_no_day_falls_below_zero_and_refused_where_one_does(
    people: Any, do: Do, stock: Stock
) -> None:
    """user_asks 14."""
    stock()
    write_off(_off(EntryKind.LOSS, "80", date(2026, 10, 20)), do(people.holder))
    with pytest.raises(BaowenError, match="2026-10-20 的结存会少 10"):
        write_off(_off(EntryKind.LOSS, "30", date(2026, 10, 10)), do(people.holder))
    with pytest.raises(BaowenError, match="2026-09-30 的结存会少 1"):
        write_off(_off(EntryKind.LOSS, "1", date(2026, 9, 30)), do(people.holder))
    write_off(_off(EntryKind.LOSS, "20", date(2026, 10, 10)), do(people.holder))
    assert balance() == 0
    with pytest.raises(BaowenError, match="还没有到"):
        write_off(_off(EntryKind.COUNT, "1", date(2026, 11, 3)), do(people.holder))


def test_a_count_goes_both_ways_and_a_counter_entry_takes_a_line_back_once(people: Any, do: Do, stock: Stock) -> None:
    stock()
    write_off(_off(EntryKind.COUNT, "2.5"), do(people.holder))
    wrong = write_off(_off(EntryKind.COUNT, "-10"), do(people.holder)).code
    assert balance() == Decimal("92.5")
    made = counter(wrong, do(people.holder, "点错了")).code
    assert balance() == Decimal("102.5")
    lines = {one.code: one for one in entry_page(people.officer).lines}
    assert (lines[wrong].corrected_by, lines[made].corrects, len(lines)) == (made, wrong, 4)
    for again in (wrong, made):
        with pytest.raises(BaowenError):
            counter(again, do(people.holder, "再来"))


def test_goods_that_have_left_can_not_be_taken_back_from_their_purchase(people: Any, do: Do, stock: Stock) -> None:
    bought = stock()
    write_off(_off(EntryKind.SCRAPPED, "1"), do(people.holder))
    with pytest.raises(BaowenError, match="会少 1"):
        counter(bought, do(people.holder, "错了"))
    assert balance() == 99


def test_a_fund_is_used_by_purchases_given_back_and_warned_of_when_passed(people: Any, do: Do, stock: Stock) -> None:
    """RSV-4."""
    fund = open_budget(2026, "市级财政", do(people.officer))
    assert open_budget(2026, "市级财政", do(people.officer)) == fund
    allocate(fund, Decimal("1500"), do(people.officer), document="长财社〔2026〕1号")
    first = stock(budget=fund)
    from baowen.reserve.goods.actions.ledger import Arrival, take_in

    new = Arrival(
        product_code="P1", generic_name="地高辛片", lot_no="L2", expires_on=date(2028, 1, 1), packs=Decimal(30),
        unit_price=Decimal(10), budget=fund,
    )  # fmt: skip
    assert take_in(new, do(people.holder)).beyond == Decimal("34.56")
    view = budgets(people.officer)[0]
    assert (view.allocated, view.used, view.left) == (Decimal(1500), Decimal("1534.56"), Decimal("-34.56"))
    counter(first, do(people.holder, "退货"))
    view = budgets(people.officer)[0]
    assert (view.used, view.left) == (Decimal(300), Decimal(1200))
    assert [one.yuan for one in spendings(people.officer, fund)] == [
        Decimal("1234.56"), Decimal("300"), Decimal("-1234.56")
    ]  # fmt: skip
    with pytest.raises(BaowenError, match="不能收回"):
        allocate(fund, Decimal("-1200.01"), do(people.officer))
    assert budgets(people.elsewhere) == []


def test_raw_materials_are_kept_in_kilograms_and_are_no_product(people: Any, stock: Stock) -> None:
    stock(product_code="API-1", goods=GoodsKind.MATERIAL, generic_name="地高辛", packs="12.5")
    found = holding_page(people.holder, on=date(2026, 11, 2), recalled=NOTHING_RECALLED).lines[0]
    assert (found.kind, found.packs) == (GoodsKind.MATERIAL, Decimal("12.5"))
    with pytest.raises(BaowenError, match="另一类"):
        stock(product_code="API-1", lot_no="L9")


def test_expired_and_recalled_lots_are_held_and_not_usable(people: Any, stock: Stock) -> None:
    stock()
    stock("L2", "5", date(2026, 11, 1))
    stock("L3", "7")
    recalled = Recalled(frozenset({("P1", "L3")}))
    found = holding_page(people.holder, on=date(2026, 11, 2), recalled=recalled).lines[0]
    assert (found.packs, found.usable) == (Decimal(112), Decimal(100))


def test_nobody_sees_or_moves_the_reserve_of_others(people: Any, do: Do, stock: Stock) -> None:
    code = stock()
    for actor in (people.elsewhere, people.other_holder, people.taker):
        assert holding_page(actor, on=date(2026, 11, 2), recalled=NOTHING_RECALLED).lines == []
        assert entry_page(actor).lines == []
    with pytest.raises(BaowenError, match="不是本单位"):
        write_off(_off(EntryKind.LOSS, "1"), do(people.other_holder))
    with pytest.raises(BaowenError, match="不在权限内"):
        counter(code, do(people.other_holder, "x"))
    with pytest.raises(NotAllowedError):
        stock("L5", who=people.officer)
    with pytest.raises(NotAllowedError):
        open_budget(2026, "市级财政", do(people.holder))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"packs": "0"}, "大于 0"), ({"packs": "0.00001"}, "四位小数"), ({"unit_price": Decimal("-1")}, "采购价格"),
        ({"expires_on": date(2026, 9, 1)}, "入库时已过期"), ({"refill": "BK00000001"}, "补库编号"),
        ({"kind": EntryKind.LOSS}, "入库只能"),
        ({"lot_no": " "}, "请填写批号"), ({"budget": "ZJ00000099"}, "ZJ00000099"),
        ({"kind": EntryKind.REPLENISHMENT, "refill": "BK00000099"}, "不是本单位"),
    ],
)  # fmt: skip
def test_what_can_not_be_entered_is_told_and_leaves_nothing(stock: Stock, more: Any, words: str) -> None:
    from baowen.reserve.goods.models import Entry, Holding

    with pytest.raises(BaowenError, match=words):
        stock(**more)
    assert (Entry.objects.count(), Holding.objects.count()) == (0, 0)
