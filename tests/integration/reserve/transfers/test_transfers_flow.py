"""RSV-3 (NJ-5, HD-13): from a plan over orders to receipts, each pack accounted for, no giver below its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.transfers.conftest import COUNTY, DAY, MONDAY, People
from tests.made_stock import put

from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.reserve.transfers.actions.deciding import (
    NewMove,
    add_move,
    change_move,
    drop_plan,
    order_plan,
    refuse_move,
)
from baowen.reserve.transfers.actions.moving import Counting, Sending, accept, cancel, receive, refuse, send, take_back
from baowen.reserve.transfers.actions.planning import Asked, ask_plan, work_out
from baowen.reserve.transfers.actions.reminding import remind_late
from baowen.reserve.transfers.queries.givers import giver_now
from baowen.reserve.transfers.queries.moved import moved_of_cases
from baowen.reserve.transfers.queries.orders import order, order_page
from baowen.reserve.transfers.queries.plans import plan, plan_page
from baowen.reserve.transfers.states import MoveState, OrderState, PlanState
from baowen.respond.actions.moves import Doing
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
BOOK = load_rulebook()


def doing(actor: Any, days: int = 0, reason: str = "") -> Doing:
    return Doing(actor=actor, at=MONDAY + timedelta(days=days), book=BOOK, reason=reason)


@pytest.fixture
def proposed(home: Home, people: People, item: str) -> str:
    """A plan that has been worked out."""
    number = ask_plan(Asked(region=COUNTY, items=(item,), day=DAY), home=home, doing=doing(people.officer))
    work_out(number, home=home, book=BOOK, by="os:test", at=MONDAY, workers=1)
    return number


def moves(number: str, people: People) -> list[Any]:
    return list(plan(number, people.officer, book=BOOK).moves)


def ordered(number: str, home: Home, people: People) -> list[Any]:
    numbers = order_plan(number, doing=doing(people.officer), home=home)
    return [order(one, people.officer, book=BOOK, today=DAY) for one in numbers]


def test_a_plan_gives_both_empty_hospitals_what_the_full_one_can_spare(proposed: str, people: People) -> None:
    found = plan(proposed, people.officer, book=BOOK)
    assert found.line.state is PlanState.PROPOSED
    assert {one.taker for one in found.moves} == {"H2", "H3"}
    assert {one.giver for one in found.moves} == {"H1"}
    assert found.line.unmet_after < found.line.unmet_before / 2
    assert found.line.gap <= 0.001
    assert found.line.unmet_after <= found.unmet_greedy
    given = sum(one.packs * one.units_per_pack for one in found.moves)
    assert Decimal(4000) - given >= 3 * 30 * 10, "an emergency drug keeps three months of use"
    assert {one.lot_no for one in found.moves} == {"A"}, "the lot that expires first leaves first"
    assert all("H1医院" in one.why_zh and "批号 A" in one.why_zh and one.why_en for one in found.moves)


def test_work_that_is_done_twice_changes_nothing_and_another_region_sees_nothing(
    proposed: str, home: Home, people: People, lead_unit: Any
) -> None:
    before = moves(proposed, people)
    work_out(proposed, home=home, book=BOOK, by="os:test", at=MONDAY, workers=1)
    assert moves(proposed, people) == before
    stranger = lead_unit("430181")
    assert plan_page(stranger, book=BOOK).lines == []
    with pytest.raises(BaowenError, match="没有可阅看"):
        plan(proposed, stranger, book=BOOK)


def test_a_change_below_the_givers_line_is_refused_with_the_figure(proposed: str, home: Home, people: People) -> None:
    first = moves(proposed, people)[0]
    with pytest.raises(BaowenError, match="可调 150 盒"):
        change_move(proposed, first.id, Decimal(151), doing=doing(people.officer), home=home)
    add_move(proposed, NewMove(item=first.item, product_code="P1", lot_no="A", giver="H1", taker="H2",
             packs=Decimal(150) - sum(one.packs for one in moves(proposed, people))),
             doing=doing(people.officer), home=home)  # fmt: skip
    new = NewMove(item=first.item, product_code="P1", lot_no="B", giver="H1", taker="H2", packs=Decimal(200))
    with pytest.raises(BaowenError, match="低于应保留"):
        add_move(proposed, new, doing=doing(people.officer), home=home)


def test_a_later_lot_cannot_leave_before_the_earlier_one(proposed: str, home: Home, people: People) -> None:
    first = moves(proposed, people)[0]
    new = NewMove(item=first.item, product_code="P1", lot_no="B", giver="H1", taker="H2", packs=Decimal(5))
    with pytest.raises(BaowenError, match="应先于批号 B"):
        add_move(proposed, new, doing=doing(people.officer), home=home)
    assert all(one.lot_no == "A" for one in moves(proposed, people)), "what was refused left nothing behind"


def test_one_move_is_changed_and_one_refused_and_both_stay_beside_what_was_proposed(
    proposed: str, home: Home, people: People
) -> None:
    first, second = moves(proposed, people)[:2]
    change_move(proposed, first.id, Decimal(7), doing=doing(people.officer, reason="医院自报"), home=home)
    with pytest.raises(BaowenError, match="理由"):
        refuse_move(proposed, second.id, doing=doing(people.officer))
    refuse_move(proposed, second.id, doing=doing(people.officer, reason="道路中断"))
    now = {one.id: one for one in moves(proposed, people)}
    assert (now[first.id].packs, now[first.id].proposed, now[first.id].state) == (7, first.proposed, MoveState.CHANGED)
    assert (now[second.id].state, now[second.id].reason) == (MoveState.REFUSED, "道路中断")
    orders = ordered(proposed, home, people)
    assert [(one.taker, one.packs) for one in orders] == [(first.taker, Decimal(7))]


def test_what_was_promised_is_promised_once(proposed: str, home: Home, people: People, item: str) -> None:
    before = giver_now(home, COUNTY, DAY, item, "H1").units
    orders = ordered(proposed, home, people)
    away = sum(one.packs for one in orders) * 10
    assert giver_now(home, COUNTY, DAY, item, "H1").units == before - away
    cancel(orders[0].number, doing=doing(people.officer, reason="已另行采购"))
    assert giver_now(home, COUNTY, DAY, item, "H1").units == before - away + orders[0].packs * 10
    with pytest.raises(BaowenError, match="已经决定"):
        drop_plan(proposed, doing=doing(people.officer, reason="晚了"))


def test_goods_are_sent_in_parts_received_lost_returned_and_add_up(
    proposed: str, home: Home, people: People, item: str
) -> None:
    one = next(one for one in ordered(proposed, home, people) if one.taker == "H2")
    line, whole = one.lines[0].id, one.lines[0].ordered
    accept(one.number, doing=doing(people.giver), agreed={line: whole - 1})
    with pytest.raises(BaowenError, match="可发出"):
        send(one.number, [Sending(line=line, packs=whole)], doing=doing(people.giver), home=home)
    send(one.number, [Sending(line=line, packs=Decimal(10))], doing=doing(people.giver), home=home)
    with pytest.raises(BaowenError, match="在途 10 盒"):
        receive(one.number, [Counting(line=line, received=Decimal(11))], received_on=DAY, doing=doing(people.taker))
    counted = Counting(line=line, received=Decimal(6), lost=Decimal(1), returned=Decimal(2), words="破损一盒")
    receive(one.number, [counted], received_on=DAY, doing=doing(people.taker))
    now = order(one.number, people.taker, book=BOOK, today=DAY).lines[0]
    assert (now.sent, now.received, now.lost, now.returned, now.on_the_way) == (10, 6, 1, 2, 1)
    take_back(one.number, line, Decimal(2), doing=doing(people.giver))
    receive(one.number, [Counting(line=line, received=Decimal(1))], received_on=DAY, doing=doing(people.taker))
    send(one.number, [Sending(line=line, packs=whole - 11)], doing=doing(people.giver, 1), home=home)
    receive(
        one.number, [Counting(line=line, received=whole - 11)], received_on=DAY + timedelta(days=1),
        doing=doing(people.taker, 1),
    )  # fmt: skip
    ended = order(one.number, people.taker, book=BOOK, today=DAY)
    assert ended.state is OrderState.ENDED
    left = giver_now(home, COUNTY, DAY + timedelta(days=2), item, "H1").units
    others = sum(each.packs for each in order_page(people.officer, book=BOOK, today=DAY).lines if each.taker == "H3")
    assert left == (400 - (whole - 1) + 2 - others) * 10, "what came back lies there again, what was lost does not"
    assert giver_now(home, COUNTY, DAY + timedelta(days=2), item, "H2").units == (whole - 4) * 10


def test_only_the_giver_answers_and_only_the_taker_receives(proposed: str, home: Home, people: People) -> None:
    one = next(one for one in ordered(proposed, home, people) if one.taker == "H2")
    with pytest.raises(BaowenError):
        accept(one.number, doing=doing(people.taker))
    with pytest.raises(BaowenError, match="没有可阅看"):
        order(one.number, people.other, book=BOOK, today=DAY)
    with pytest.raises(BaowenError, match="没有调剂单"):
        accept(one.number, doing=doing(people.other))
    refuse(one.number, doing=doing(people.giver, reason="近期用量上升"))
    assert order(one.number, people.taker, book=BOOK, today=DAY).state is OrderState.REFUSED


def test_a_lot_that_is_recalled_after_the_order_does_not_leave(proposed: str, home: Home, people: People) -> None:
    one = ordered(proposed, home, people)[0]
    accept(one.number, doing=doing(people.giver))
    put(Lake(home.lake), "recall", {"recall_no": "Z1", "product": 1, "lot_no": "A", "recalled_on": DAY})
    with pytest.raises(BaowenError, match="召回"):
        send(one.number, [Sending(line=one.lines[0].id, packs=Decimal(1))], doing=doing(people.giver), home=home)
    late = replace(doing(people.giver), at=MONDAY.replace(year=2027, month=4))
    with pytest.raises(BaowenError, match="过期"):
        send(one.number, [Sending(line=one.lines[0].id, packs=Decimal(1))], doing=late, home=home)


def test_recalled_stock_is_not_planned(home: Home, people: People, item: str) -> None:
    put(Lake(home.lake), "recall", {"recall_no": "Z1", "product": 1, "lot_no": None, "recalled_on": DAY})
    number = ask_plan(Asked(region=COUNTY, items=(item,), day=DAY), home=home, doing=doing(people.officer))
    work_out(number, home=home, book=BOOK, by="os:test", at=MONDAY, workers=1)
    assert moves(number, people) == []
    with pytest.raises(BaowenError, match="没有要下达"):
        order_plan(number, doing=doing(people.officer), home=home)


def test_a_late_step_is_told_by_its_day_and_the_last_day_is_in_time(proposed: str, home: Home, people: People) -> None:
    one = ordered(proposed, home, people)[0]
    assert one.answer_due == date(2026, 11, 3)
    assert order(one.number, people.giver, book=BOOK, today=date(2026, 11, 3)).late == ""
    assert order(one.number, people.giver, book=BOOK, today=date(2026, 11, 4)).late == "answer"
    assert remind_late(on=date(2026, 11, 3), by="os:test", at=MONDAY) == 0
    whole = len(order_page(people.officer, book=BOOK, today=DAY).lines)
    assert remind_late(on=date(2026, 11, 4), by="os:test", at=MONDAY) == whole
    assert remind_late(on=date(2026, 11, 4), by="os:test", at=MONDAY) == 0, "told once a step"
    late = order_page(people.giver, book=BOOK, today=date(2026, 11, 4), late=True)
    assert one.number in [each.number for each in late.lines]


def test_what_a_case_moved_is_told_with_its_cost(home: Home, people: People, item: str) -> None:
    number = ask_plan(Asked(region=COUNTY, items=(item,), day=DAY, case="C-1"), home=home, doing=doing(people.officer))
    work_out(number, home=home, book=BOOK, by="os:test", at=MONDAY, workers=1)
    one = ordered(number, home, people)[0]
    line = one.lines[0]
    accept(one.number, doing=doing(people.giver))
    send(one.number, [Sending(line=line.id, packs=line.ordered)], doing=doing(people.giver), home=home)
    assert moved_of_cases(["C-1"])["C-1"][0].arrivals == ()
    taker = people.taker if one.taker == "H2" else people.other
    receive(one.number, [Counting(line=line.id, received=line.ordered)], received_on=DAY, doing=doing(taker))
    found = moved_of_cases(["C-1"])["C-1"][0]
    assert [(each.organisation, each.packs) for each in found.arrivals] == [(one.taker, line.ordered)]
    assert [(each.organisation, each.packs) for each in found.left] == [("H1", line.ordered)]
    assert found.cost is not None
    assert found.cost > 0
