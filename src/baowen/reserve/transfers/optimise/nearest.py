"""The rival: the nearest surplus first, under the same rules of givers, lots and transport. RSV-3.

Whoever lacks most days of use is served first (open cases before the others), from the nearest that still may give,
until its stock covers what it would keep itself.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from baowen.reserve.transfers.optimise.given import Instance, Planned, TransferRules
from baowen.reserve.transfers.optimise.market import Market, market_of
from baowen.reserve.transfers.optimise.packs import Shipping
from baowen.reserve.transfers.optimise.planning import Part, parts_of
from baowen.reserve.transfers.optimise.shelves import shelves_of
from baowen.reserve.transfers.optimise.told import ItemPlan, together, told


def greedy(instance: Instance, rules: TransferRules) -> Planned:
    """What people do by telephone; its bound is nought, for it proves nothing."""
    return together([_item(part, instance.institutions, rules) for part in parts_of(instance)])


def _item(part: Part, places: pl.DataFrame, rules: TransferRules) -> ItemPlan:
    shelves = shelves_of(part.item, part.lots, part.uses, rules)
    market = market_of(shelves, places, part.transport, rules)
    if market is None:
        return told(shelves, None, 0.0, rules)
    return told(shelves, _sent(market), 0.0, rules)


def _sent(market: Market) -> Shipping:
    shipping, shelves = Shipping(market), market.shelves
    days = shelves.covering[market.takers] / np.maximum(shelves.daily[market.takers], 1e-9)
    for taker in np.lexsort((shelves.org[market.takers], days, ~shelves.is_case[market.takers])).tolist():
        for giver in np.argsort(market.roads.km[:, taker], kind="stable").tolist():
            if not market.roads.open[giver, taker]:
                break
            while shipping.left[giver] and (packs := shipping.fits(giver, taker)):
                shipping.send(giver, taker, packs)
            if shipping.received[taker] >= market.room[taker] * market.quantum - 1e-6:
                break
    return shipping
