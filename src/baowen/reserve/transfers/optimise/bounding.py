"""How little unmet use any plan within the rules can leave: Lagrange's bound, over all arcs and whole quanta. RSV-3.

With a price on each source's quanta, and on each cap of lots that expire soon, every taker buys by itself from the
cheapest source that may reach it; what it would leave unmet plus what it would pay, minus what the prices are worth, is
below what every plan leaves, whatever the prices are. The true curve of unmet use is asked, not the program's pieces.
"""

from __future__ import annotations

import numpy as np

from baowen.reserve.transfers.optimise.demand import Array, exceeded_with
from baowen.reserve.transfers.optimise.market import Market
from baowen.reserve.transfers.optimise.program import Solved


def least_unmet(market: Market, solved: Solved) -> float:
    """Of takers and givers together."""
    price = cheapest(market, solved)
    wanted = _bought(market, price)
    open_to = market.roads.open.any(axis=0)
    room = np.where(open_to, market.room, 0)
    best = np.full(len(market.takers), np.inf)
    for quanta in (np.zeros(len(room)), room, np.floor(wanted), np.ceil(wanted)):
        bought = np.clip(quanta, 0, room)
        paid = np.where(bought > 0, price, 0.0) * bought
        best = np.minimum(best, market.uncovered(bought) + paid)
    worth = -_sold(market, solved.source_price)
    rooms = {days: market.short_room(days, at_most=True) for days in market.short_days()}
    worth += sum(price * float(rooms[days][taker]) for (taker, days), price in solved.cap_price.items())
    return max(0.0, float(best.sum()) - worth)


def _sold(market: Market, price: Array) -> float:
    """What givers leave unmet by themselves, less what they are paid, when each sells as much as it likes."""
    shelves, givers = market.shelves, market.givers[market.source_giver]
    z = exceeded_with(price / market.quantum)
    wanted = (shelves.covering[givers] - shelves.mean[givers] - z * shelves.deviation[givers]) / market.quantum
    best = np.full(len(givers), np.inf)
    before = market.left_uncovered(np.zeros(len(givers)))
    for quanta in (np.zeros(len(givers)), market.supply, np.floor(wanted), np.ceil(wanted)):
        sold = np.clip(quanta, 0, market.supply)
        best = np.minimum(best, market.left_uncovered(sold) - before - price * sold)
    own = shelves.unmet()[market.givers].sum()
    return float(best.sum() + own)


def cheapest(market: Market, solved: Solved) -> Array:
    """By taker the lowest price at which a quantum reaches it."""
    price = np.where(market.roads.open[market.source_giver], solved.source_price[:, None], np.inf)
    for (taker, days), added in solved.cap_price.items():
        if added:
            price[market.source_days <= days, taker] += added
    return np.asarray(price.min(axis=0))


def _bought(market: Market, price: Array) -> Array:
    """Quanta, not yet whole, at which one more saves what it costs."""
    shelves, takers = market.shelves, market.takers
    z = exceeded_with(np.clip(price / market.quantum, 0.0, 1.0))
    return np.asarray(
        (shelves.mean[takers] + z * shelves.deviation[takers] - shelves.covering[takers]) / market.quantum
    )
