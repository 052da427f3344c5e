"""How little unmet use any plan within the rules can leave: Lagrange's bound, over all arcs and whole quanta. RSV-3.

With a price on each source's quanta, and on each cap of lots that expire soon, every taker buys by itself from the
cheapest source that may reach it; what it would leave unmet plus what it would pay, minus what the prices are worth, is
below what every plan leaves, whatever the prices are. The true curve of unmet use is asked, not the program's pieces.
"""

from __future__ import annotations

import numpy as np

from baowen.reserve.transfers.optimise.demand import Array, exceeded_with
from baowen.reserve.transfers.optimise.fairness import Fair
from baowen.reserve.transfers.optimise.market import Market
from baowen.reserve.transfers.optimise.program import Solved


def least_unmet(market: Market, solved: Solved, fair: Fair | None = None) -> float:
    """Of all institutions of the shelves."""
    shelves = market.shelves
    weight, owed = np.ones(len(shelves.org)), 0.0
    if fair is not None:
        weight += solved.fair_price[fair.county]
        owed = float(solved.fair_price @ (fair.most + solved.beyond))
    concerned = np.union1d(market.givers, market.takers)
    outside = np.setdiff1d(np.arange(len(shelves.org)), concerned)
    others = float((weight * shelves.unmet())[outside].sum())
    rooms = {days: market.short_room(days, at_most=True) for days in market.short_days()}
    caps = sum(price * float(rooms[days][taker]) for (taker, days), price in solved.cap_price.items())
    found = _taken(market, cheapest(market, solved), weight) + _sold(market, solved.source_price, weight)
    return max(0.0, found + others - caps - owed)


def _taken(market: Market, price: Array, weight: Array) -> float:
    """What takers leave unmet, and what they pay, when each buys as much as it likes."""
    shelves, takers = market.shelves, market.takers
    z = exceeded_with(np.clip(price / market.quantum / weight[takers], 0.0, 1.0))
    wanted = (shelves.mean[takers] + z * shelves.deviation[takers] - shelves.covering[takers]) / market.quantum
    room = np.where(np.isfinite(price), market.room, 0)
    best = np.full(len(takers), np.inf)
    for quanta in (np.zeros(len(room)), room, np.floor(wanted), np.ceil(wanted)):
        bought = np.clip(quanta, 0, room)
        paid = np.where(bought > 0, price, 0.0) * bought
        best = np.minimum(best, weight[takers] * market.uncovered(bought) + paid)
    return float(best.sum())


def _sold(market: Market, price: Array, weight: Array) -> float:
    """What givers leave unmet themselves, less what they are paid, when each sells as much as it likes."""
    shelves, givers = market.shelves, market.givers[market.source_giver]
    z = exceeded_with(price / market.quantum / weight[givers])
    wanted = (shelves.covering[givers] - shelves.mean[givers] - z * shelves.deviation[givers]) / market.quantum
    best = np.full(len(givers), np.inf)
    before = market.left_uncovered(np.zeros(len(givers)))
    for quanta in (np.zeros(len(givers)), market.supply, np.floor(wanted), np.ceil(wanted)):
        sold = np.clip(quanta, 0, market.supply)
        best = np.minimum(best, weight[givers] * (market.left_uncovered(sold) - before) - price * sold)
    return float(best.sum() + (weight * shelves.unmet())[market.givers].sum())


def cheapest(market: Market, solved: Solved) -> Array:
    """By taker the lowest price at which a quantum reaches it."""
    price: Array = np.where(market.roads.open[market.source_giver], solved.source_price[:, None], np.inf)
    for (taker, days), added in solved.cap_price.items():
        if added:
            price[market.source_days <= days, taker] += added
    return np.asarray(price.min(axis=0))
