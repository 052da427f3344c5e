"""Releases: ordered, confirmed, sent in expiry order, counted to the last pack, replenished. RSV-1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.goods.conftest import AT, balance, counted

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.outcomes.moved import moved_of
from baowen.reserve.goods.actions.refilling import drop_refill, order_refill
from baowen.reserve.goods.actions.releasing import NewRelease, move_release, note_filing, order_release
from baowen.reserve.goods.actions.sending import Parcel, receive, send
from baowen.reserve.goods.kinds import EntryKind
from baowen.reserve.goods.queries import answered_in_time, released_for_cases
from baowen.reserve.goods.queries.releases import refill_page, release_page, release_seen, sendings_of
from baowen.reserve.goods.rules import NOTHING_RECALLED, Pick, Recalled
from baowen.reserve.goods.states import RefillState, ReleaseMove, ReleaseState

pytestmark = pytest.mark.django_db
Do = Callable[..., Any]


def _lots() -> dict[str, int]:
    from baowen.reserve.goods.models import Lot

    return dict(Lot.objects.values_list("lot_no", "pk"))


def test_lots_leave_in_expiry_order_and_another_order_needs_a_reason(
    people: Any, do: Do, stock: Any, ordered: Any, sent: Any
) -> None:
    stock("L1", "50", date(2028, 1, 31))
    stock("L2", "20", date(2027, 1, 31))
    code = ordered(("H1", "60"))
    lots = _lots()
    early = Parcel(taker="H1", picks=[Pick(lots["L1"], Decimal(5))])
    with pytest.raises(BaowenError, match="有效期更早"):
        send(code, early, do(people.holder), recalled=NOTHING_RECALLED)
    told = Parcel(taker="H1", picks=[Pick(lots["L1"], Decimal(5))], departs="L2 在外库")
    assert len(send(code, told, do(people.holder), recalled=NOTHING_RECALLED)) == 1
    sent(code, "30")
    assert (balance("L2"), balance("L1")) == (Decimal(0), Decimal(35))
    assert [one.lot_no for one in sendings_of(code, people.holder, at=AT)] == ["L1", "L2", "L1"]


def test_expired_and_recalled_lots_never_leave(people: Any, do: Do, stock: Any, ordered: Any) -> None:
    stock("L1", "50", date(2026, 11, 1))
    stock("L2", "50")
    code, lots = ordered(("H1", "60")), _lots()
    recalled = Recalled(frozenset({("P1", "L2")}))
    for lot, words in (("L1", "已过期"), ("L2", "召回")):
        with pytest.raises(BaowenError, match=words):
            send(code, Parcel(taker="H1", picks=[Pick(lots[lot], Decimal(1))]), do(people.holder), recalled=recalled)
    with pytest.raises(BaowenError, match="可发的批号共 0"):
        send(code, Parcel(taker="H1", packs=Decimal(1)), do(people.holder), recalled=recalled)
    assert (balance("L1"), balance("L2")) == (Decimal(50), Decimal(50))


def test_what_is_sent_is_accepted_lost_or_returned_and_the_order_closes(
    people: Any, do: Do, stock: Any, ordered: Any, sent: Any
) -> None:
    stock()
    code = ordered(("H1", "60"), ("H2", "10"))
    first = sent(code, "60")[0]
    with pytest.raises(BaowenError, match="应等于发出的 60"):
        receive(first, counted("59"), do(people.taker))
    assert receive(first, counted("50", lost="4", returned="6"), do(people.taker)) is True
    assert receive(first, counted("50", lost="4", returned="6"), do(people.taker)) is False
    with pytest.raises(BaowenError, match="数量不同"):
        receive(first, counted("60"), do(people.taker))
    assert balance() == Decimal(46)
    with pytest.raises(BaowenError, match="尚可发出 6"):
        sent(code, "7")
    receive(sent(code, "6")[0], counted("6"), do(people.taker))
    assert release_seen(code, people.officer, at=AT).state is ReleaseState.CONFIRMED
    receive(sent(code, "10", "H2")[0], counted("10"), do(people.other_taker))
    view = release_seen(code, people.officer, at=AT)
    assert view.state is ReleaseState.CLOSED
    assert [(one.sent, one.accepted, one.lost, one.returned) for one in view.takers] == [
        (Decimal(66), Decimal(56), Decimal(4), Decimal(6)), (Decimal(10), Decimal(10), Decimal(0), Decimal(0)),
    ]  # fmt: skip


def test_parts_of_packs_add_up_without_a_rest(people: Any, do: Do, stock: Any, ordered: Any, sent: Any) -> None:
    """In binary fractions 0.1 and 0.2 are more than 0.3."""
    stock(packs="0.6")
    code = ordered(("H1", "0.6"))
    for _ in range(2):
        assert receive(sent(code, "0.3")[0], counted("0.1", lost="0.2"), do(people.taker)) is True
    view = release_seen(code, people.officer, at=AT)
    assert (view.state, view.takers[0].lost, balance()) == (ReleaseState.CLOSED, Decimal("0.4"), 0)


def test_a_replenishment_is_proposed_for_what_left_ordered_and_counted_as_goods_arrive(
    people: Any, do: Do, stock: Any, ordered: Any, sent: Any
) -> None:
    stock()
    code = ordered(("H1", "60"))
    first = sent(code, "40")[0]
    receive(first, counted("30", returned="10"), do(people.taker))
    one = refill_page(people.officer, on=date(2026, 11, 2)).lines[0]
    assert (one.packs, one.due_on, one.state) == (Decimal(30), date(2026, 12, 2), RefillState.PROPOSED)
    order_refill(one.code, do(people.officer))
    sent(code, "20")
    more = refill_page(people.officer, on=date(2026, 11, 2), state=RefillState.PROPOSED).lines
    assert [row.packs for row in more] == [Decimal(20)]
    drop_refill(more[0].code, do(people.officer, "计划调减"))
    stock("L8", "10", kind=EntryKind.REPLENISHMENT, refill=one.code)
    assert refill_page(people.holder, on=date(2026, 12, 3)).lines[-1].is_late
    entry = stock("L9", "20", kind=EntryKind.REPLENISHMENT, refill=one.code)
    last = refill_page(people.holder, on=date(2026, 12, 3)).lines[-1]
    assert (last.state, last.arrived, last.is_late) == (RefillState.ARRIVED, Decimal(30), False)
    from baowen.reserve.goods.actions.ledger import counter

    counter(entry, do(people.holder, "未到货"))
    assert refill_page(people.holder, on=date(2026, 11, 2)).lines[-1].state is RefillState.ORDERED
    with pytest.raises(BaowenError, match="已经决定"):
        order_refill(one.code, do(people.officer))


def test_a_release_beyond_what_is_there_says_so(people: Any, do: Do, stock: Any, ordered: Any) -> None:
    stock()
    ordered(("H1", "90"))
    new = NewRelease(holder="R1", product_code="P1", takers=[("H2", Decimal(30))])
    assert order_release(new, do(people.officer), recalled=NOTHING_RECALLED).beyond == Decimal(20)


def test_a_call_up_of_the_national_reserve_keeps_its_agreed_price_and_filing(
    people: Any, do: Do, stock: Any, ordered: Any
) -> None:
    """价格意见 (九)."""
    stock()
    code = ordered(is_call_up=True)
    note_filing(code, Decimal("15.5"), "BA-2026-7", do(people.officer))
    view = release_seen(code, people.officer, at=AT)
    assert (view.agreed_price, view.filing_number) == (Decimal("15.5"), "BA-2026-7")
    with pytest.raises(BaowenError, match="不是国家医药储备应急调用"):
        note_filing(ordered(), Decimal(1), "BA", do(people.officer))
    with pytest.raises(BaowenError, match="只用于国家医药储备应急调用"):
        ordered(filing_number="BA-1")


def test_an_order_is_refused_cancelled_and_ended_with_a_reason_by_those_who_may(
    people: Any, do: Do, stock: Any, ordered: Any, sent: Any
) -> None:
    stock()
    code = ordered(confirm=False)
    with pytest.raises(BaowenError, match="确认后才能发出"):
        sent(code)
    with pytest.raises(BaowenError, match="请填写理由"):
        move_release(code, ReleaseMove.REFUSE, do(people.holder))
    for who, move in ((people.other_holder, ReleaseMove.CONFIRM), (people.elsewhere, ReleaseMove.CANCEL)):
        with pytest.raises(NotAllowedError):
            move_release(code, move, do(who, "x"))
    move_release(code, ReleaseMove.CANCEL, do(people.officer, "不需要了"))
    with pytest.raises(BaowenError, match="已取消"):
        move_release(code, ReleaseMove.CONFIRM, do(people.holder))
    under_way = ordered()
    first = sent(under_way, "10")[0]
    with pytest.raises(BaowenError, match="未验收"):
        move_release(under_way, ReleaseMove.END, do(people.officer, "够了"))
    receive(first, counted("10"), do(people.taker))
    move_release(under_way, ReleaseMove.END, do(people.officer, "够了"))
    assert release_seen(under_way, people.taker, at=AT).state is ReleaseState.CLOSED


def test_takers_see_what_comes_to_them_alone(people: Any, do: Do, stock: Any, ordered: Any, sent: Any) -> None:
    stock()
    code = ordered(("H1", "60"), ("H2", "10"))
    sent(code, "60")
    other = sent(code, "10", "H2")[0]
    assert [one.taker for one in sendings_of(code, people.taker, at=AT)] == ["H1"]
    assert release_page(people.other_holder, at=AT).lines == release_page(people.elsewhere, at=AT).lines == []
    with pytest.raises(BaowenError, match="不在权限内"):
        receive(other, counted("10"), do(people.taker))


def test_others_are_told_what_a_case_got_and_how_a_holder_answered(
    people: Any, do: Do, stock: Any, ordered: Any, sent: Any
) -> None:
    from baowen.reserve.goods.models import Release

    stock()
    code, late, waits = ordered(), ordered(("H2", "10")), ordered(("H2", "5"), confirm=False)
    Release.objects.filter(pk=int(code[2:])).update(case_number="C-1", measure=7)
    receive(sent(code)[0], counted("50", lost="10"), do(people.taker))
    found = released_for_cases(["C-1"])["C-1"][0]
    assert (found.order, found.measure, found.taker, found.packs) == (code, 7, "H1", Decimal(50))
    assert (found.lost, found.amount, found.received_on) == (Decimal(10), Decimal("617.28"), date(2026, 11, 2))
    moved = moved_of({7: "C-1", 8: "C-1"})
    assert [(one.hospital, one.packs) for one in moved[7].arrived] == [("H1", Decimal(50))]
    assert (moved[7].cost, moved[7].lost, moved[8].arrived) == (Decimal("617.28"), Decimal(10), ())
    assert answered_in_time("R1", 2026, at=AT) == answered_in_time("R1", 2026, at=AT).__class__(1, 1)
    sent(late, "10", "H2", when=AT + timedelta(hours=30))
    later = answered_in_time("R1", 2026, at=AT + timedelta(hours=30))
    assert (later.owed, later.in_time) == (3, 1), waits
    assert answered_in_time("R1", 2025, at=AT).owed == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"takers": []}, "至少一家"), ({"takers": [("H1", Decimal(1)), ("H1", Decimal(2))]}, "写了两次"),
        ({"takers": [("H9", Decimal(1))]}, "未登记"), ({"product_code": "P9"}, "没有 P9"),
        ({"measure": 3}, "须写明案件"),
        ({"due_at": AT}, "期限已过"), ({"case_number": "C-9"}, "C-9"),
    ],
)  # fmt: skip
def test_an_order_that_can_not_be_given_is_told(people: Any, do: Do, stock: Any, more: Any, words: str) -> None:
    stock()
    given: dict[str, Any] = {"holder": "R1", "product_code": "P1", "takers": [("H1", Decimal(1))]}
    with pytest.raises(BaowenError, match=words):
        order_release(NewRelease(**(given | more)), do(people.officer), recalled=NOTHING_RECALLED)
    assert release_page(people.officer, at=AT).lines == []
