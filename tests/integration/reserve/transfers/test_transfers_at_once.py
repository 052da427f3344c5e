"""RSV-3: receipts at once, and a crash in the middle; what is sent adds up to the last pack; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.transfers.conftest import COUNTY, DAY, MONDAY, People

from baowen.core.clock import now
from baowen.core.home import Home
from baowen.lake.keys import KeyRegister
from baowen.lake.store import Lake
from baowen.reserve.transfers.actions import moving
from baowen.reserve.transfers.actions.deciding import order_plan
from baowen.reserve.transfers.actions.handing_over import hand_over, waiting
from baowen.reserve.transfers.actions.moving import Counting, Sending, accept, receive, send
from baowen.reserve.transfers.actions.planning import Asked, ask_plan, work_out
from baowen.reserve.transfers.queries.orders import order
from baowen.respond.actions.moves import Doing
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db(transaction=True)
BOOK = load_rulebook()
Many = Callable[..., list[Any]]


def doing(actor: Any, days: int = 0) -> Doing:
    return Doing(actor=actor, at=MONDAY + timedelta(days=days), book=BOOK)


@pytest.fixture
def under_way(home: Home, people: People, item: str) -> tuple[str, int]:
    """An order to H2 of which ten packs are on their way; its number and its line."""
    number = ask_plan(Asked(region=COUNTY, items=(item,), day=DAY), home=home, doing=doing(people.officer))
    work_out(number, home=home, book=BOOK, by="os:test", at=MONDAY, workers=1)
    orders = [
        order(one, people.officer, book=BOOK, today=DAY)
        for one in order_plan(number, doing=doing(people.officer), home=home)
    ]
    found = next(one for one in orders if one.taker == "H2")
    accept(found.number, doing=doing(people.giver))
    send(found.number, [Sending(line=found.lines[0].id, packs=Decimal(10))], doing=doing(people.giver), home=home)
    return found.number, found.lines[0].id


def test_receipts_at_once_count_no_pack_twice(under_way: tuple[str, int], people: People, at_once: Many) -> None:
    number, line = under_way

    def count(received: int, lost: int) -> Callable[[], Any]:
        counting = [Counting(line=line, received=Decimal(received), lost=Decimal(lost))]
        return lambda: receive(number, counting, received_on=DAY, doing=doing(people.taker))

    answers = at_once(count(6, 0), count(6, 0), count(5, 1), count(4, 0))
    seen = at_once(lambda: order(number, people.taker, book=BOOK, today=DAY).lines[0])[0]
    assert seen.received + seen.lost + seen.on_the_way == seen.sent == 10
    assert seen.received + seen.lost == 10, "six and four fit, whoever came first"
    assert sum(isinstance(one, str) and "在途" in one for one in answers) == 2


def test_a_crash_in_the_middle_of_a_receipt_leaves_nothing_half_counted(
    under_way: tuple[str, int], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, line = under_way
    counting = [Counting(line=line, received=Decimal(4))]

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the power fails")

    with monkeypatch.context() as broken:
        broken.setattr(moving, "_end_if_done", crash)
        with pytest.raises(RuntimeError):
            receive(number, counting, received_on=DAY, doing=doing(people.taker))
    assert order(number, people.taker, book=BOOK, today=DAY).lines[0].received == 0
    receive(number, counting, received_on=DAY, doing=doing(people.taker))
    assert order(number, people.taker, book=BOOK, today=DAY).lines[0].on_the_way == 6


def test_the_lake_learns_what_was_sent_and_then_what_arrived(
    under_way: tuple[str, int], home: Home, people: People
) -> None:
    number, line = under_way
    KeyRegister(Lake(home.lake), "org").assign(("H1", "H2", "H3"))
    KeyRegister(Lake(home.lake), "product").assign(("P1", "P2"))
    first = hand_over(home, by="os:test", at=now(), clock=now)
    assert (first.accepted, first.refused, first.waiting) == (1, (), 0)
    assert hand_over(home, by="os:test", at=now(), clock=now).accepted == 0
    receive(number, [Counting(line=line, received=Decimal(9), lost=Decimal(1))], received_on=DAY,
            doing=doing(people.taker))  # fmt: skip
    assert waiting() == 1
    hand_over(home, by="os:test", at=now(), clock=now)
    rows = Lake(home.lake).read("transfer", columns=["quantity_sent", "quantity_received", "lost", "lot_no"])
    assert rows is not None
    assert rows.rows() == [(Decimal(10), Decimal(9), Decimal(1), "A")]
