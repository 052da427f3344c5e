"""What holds for every seed: stock is a ledger, nothing arrives that was not ordered, codes check out."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from baowen.drugs.codes import check_base_code
from baowen.simulate import Parameters
from baowen.simulate.codes import base_code, credit_code
from baowen.simulate.columns import decimals
from baowen.simulate.effects import Board
from baowen.simulate.events import plan_events
from baowen.simulate.play import MonthPlay, Player
from baowen.simulate.prices import make_prices
from baowen.simulate.run import make_world, stream


def played(seed: int) -> tuple[Player, list[tuple[np.ndarray, np.ndarray, MonthPlay]]]:
    """A small province played through; before each month its stock and its expired packs are kept."""
    world = make_world(Parameters(hospitals=12, products=25, months=5, seed=seed))
    events = plan_events(world, stream(seed, "events"))
    prices = make_prices(world, events, stream(seed, "prices"))
    player = Player(world, Board(world, events), prices, stream(seed, "play"))
    months = []
    for month in range(5):
        stock = player.stock.copy()
        months.append((stock, player.expired.copy(), player.play(month)))
    return player, months


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_stock_is_a_ledger(seed: int) -> None:
    player, months = played(seed)
    for stock, expired, play in months:
        came = np.zeros(len(stock), dtype=np.int64)
        np.add.at(came, play.receipts.pair, play.receipts.packs)
        counts = play.counts
        gone = stock + came - counts.use - counts.end
        # What left without being used has expired: it stands in the expired lots of that month.
        assert ((gone >= 0) & (gone <= counts.expired)).all()
        assert ((counts.expired == gone) | (counts.expired == expired + gone)).all()
        assert (counts.end >= 0).all()
        assert (counts.middle >= 0).all()
        assert (counts.use <= counts.demand).all()
        assert ((counts.stockout_days >= 0) & (counts.stockout_days <= 31)).all()
        assert (counts.stockout_days[counts.use == counts.demand] == 0).all()
    assert (player.on_order >= 0).all()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_no_more_is_delivered_than_ordered_nor_received_than_delivered(seed: int) -> None:
    _, months = played(seed)
    ordered = {int(number): int(quantity) for _, _, play in months
               for number, quantity in zip(play.lines.number, play.lines.quantity, strict=True)}  # fmt: skip
    delivered: dict[int, int] = {}
    received: dict[int, int] = {}
    for _, _, play in months:
        for flow, total in ((play.deliveries, delivered), (play.receipts, received)):
            assert (flow.quantity > 0).all()
            for number, quantity in zip(flow.number, flow.quantity, strict=True):
                total[int(number)] = total.get(int(number), 0) + int(quantity)
    assert all(quantity <= ordered[number] for number, quantity in delivered.items())
    assert all(quantity <= delivered[number] for number, quantity in received.items())


@given(st.integers(100_000, 659_999), st.integers(0, 999_999))
def test_credit_codes_pass_the_standard_check(region: int, number: int) -> None:
    assert uscc.is_valid(credit_code(str(region), number))


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_base_codes_pass_their_check_digit(maker: int, product: int) -> None:
    assert check_base_code(base_code(maker, product)).verdict == "ok"


@given(st.lists(st.integers(-(10**14), 10**14), max_size=20), st.sampled_from([0, 2, 4]))
def test_decimals_are_the_numbers_given(numbers: list[int], scale: int) -> None:
    written = decimals(np.array(numbers, dtype=np.int64), scale)
    assert [int(value * 10**scale) for value in written] == numbers
