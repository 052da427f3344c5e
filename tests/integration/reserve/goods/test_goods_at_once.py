"""RSV-1: sends and receipts at once, and a crash in the middle; what is sent still adds up; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.goods.conftest import AT, balance, counted

from baowen.reserve.goods.actions import sending
from baowen.reserve.goods.actions.sending import receive
from baowen.reserve.goods.queries.releases import refill_page, release_seen, sendings_of

pytestmark = pytest.mark.django_db(transaction=True)
Many = Callable[..., list[Any]]


def test_sends_at_once_pass_neither_the_order_nor_the_stock(
    people: Any, stock: Any, ordered: Any, sent: Any, at_once: Many
) -> None:
    stock()
    code = ordered(("H1", "70"), ("H2", "70"))
    answers = at_once(*(lambda who=who: sent(code, "40", who) for who in ("H1", "H2", "H1", "H2")))
    assert sum(isinstance(one, tuple) for one in answers) == 2
    left = at_once(lambda: (balance(), release_seen(code, people.officer, at=AT).takers))[0]
    assert (left[0], sum(one.sent for one in left[1])) == (Decimal(20), Decimal(80))


def test_receipts_of_one_sending_at_once_count_once_to_the_last_pack(
    people: Any, do: Any, stock: Any, ordered: Any, sent: Any, at_once: Many
) -> None:
    stock(packs="100.5")
    code = ordered(("H1", "100.5"))
    number = sent(code, "100.5")[0]
    works = [
        lambda figures=figures: receive(number, counted(*figures), do(people.taker))
        for figures in (("90.5", "4", "6"), ("90.5", "4", "6"), ("100.5",))
    ]
    answers = at_once(*works)
    assert answers.count(True) == 1
    view, left, refills, sendings = at_once(
        lambda: (
            release_seen(code, people.officer, at=AT), balance(), refill_page(people.officer, on=AT.date()).lines,
            sendings_of(code, people.officer, at=AT),
        )
    )[0]  # fmt: skip
    taker = view.takers[0]
    assert taker.sent == taker.accepted + taker.lost + taker.returned == Decimal("100.5")
    assert left == taker.returned == sendings[0].returned
    assert sum(one.packs for one in refills) == taker.sent - taker.returned


def test_a_receipt_that_dies_half_way_leaves_nothing_and_goes_again(
    people: Any, do: Any, stock: Any, ordered: Any, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock()
    code = ordered(("H1", "60"))
    number = sent(code, "60")[0]

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    for step in ("propose", "_close_whole"):
        with monkeypatch.context() as broken:
            broken.setattr(sending, step, dies)
            with pytest.raises(KeyboardInterrupt):
                receive(number, counted("50", "4", "6"), do(people.taker))
        assert (balance(), sendings_of(code, people.taker, at=AT)[0].accepted) == (Decimal(40), None)
    assert receive(number, counted("50", "4", "6"), do(people.taker)) is True
    taker = release_seen(code, people.taker, at=AT).takers[0]
    assert (balance(), taker.sent, taker.accepted, taker.lost, taker.returned) == (46, 60, 50, 4, 6)


def test_a_send_that_dies_half_way_leaves_the_ledger_whole(
    people: Any, stock: Any, ordered: Any, sent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock()
    code = ordered(("H1", "60"))

    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(sending, "propose", dies)
        with pytest.raises(KeyboardInterrupt):
            sent(code, "60")
    assert (balance(), release_seen(code, people.holder, at=AT).takers[0].sent) == (Decimal(100), Decimal(0))
    assert sent(code, "60")
