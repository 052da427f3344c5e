"""From amounts to whole packs of lots, in expiry order; what rounding left over goes where it helps most. RSV-3."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from baowen.reserve.transfers.optimise.demand import Array, uncovered
from baowen.reserve.transfers.optimise.market import Market, stepped
from baowen.reserve.transfers.optimise.program import Solved
from baowen.reserve.transfers.optimise.shelves import Lot

_LEAST = 1e-6


@dataclass(slots=True)
class Shipping:
    """What moves: packs by (giver of the market, place of the lot on its shelf, taker of the market).

    `at`: the lot of each giver that leaves next; `left`: its packs that still may. `received`, `given`: units by
    taker and by giver; `soon`: of them by taker those that expire within days, which `rooms` limits.
    """

    market: Market
    packs: dict[tuple[int, int, int], int] = field(default_factory=dict)
    at: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    received: Array = field(default_factory=lambda: np.empty(0))
    given: Array = field(default_factory=lambda: np.empty(0))
    soon: dict[tuple[int, int], float] = field(default_factory=dict)
    rooms: dict[int, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        market = self.market
        self.received, self.given = np.zeros(len(market.takers)), np.zeros(len(market.givers))
        self.at, self.left = [-1] * len(market.givers), [0] * len(market.givers)
        self.rooms = {days: market.short_room(days).astype(np.float64) * market.quantum for days in market.short_days()}
        for giver in range(len(market.givers)):
            self._next(giver)

    def _next(self, giver: int) -> None:
        """Turn to the next lot that may leave, once the one before it has left whole."""
        shelves, key = self.market.shelves, int(self.market.givers[giver])
        before = self.at[giver]
        if (
            before >= 0
            and shelves.spare[key][before] * shelves.lots[key][before].pack + _LEAST < shelves.lots[key][before].units
        ):
            return
        for place in range(before + 1, len(shelves.lots[key])):
            if shelves.spare[key][place]:
                self.at[giver], self.left[giver] = place, shelves.spare[key][place]
                return

    def lot(self, giver: int) -> Lot:
        """The lot that leaves next."""
        return self.market.shelves.lots[int(self.market.givers[giver])][self.at[giver]]

    def fits(self, giver: int, taker: int) -> int:
        """Packs of the next lot that the taker may still receive."""
        market, lot = self.market, self.lot(giver)
        free = float(market.room[taker]) * market.quantum - float(self.received[taker])
        left = stepped(lot.days, market.horizon_days)
        for days, rooms in self.rooms.items():
            if left <= days:
                free = min(free, float(rooms[taker]) - self.soon.get((taker, days), 0.0))
        return max(0, min(self.left[giver], int(free / lot.pack + _LEAST)))

    def send(self, giver: int, taker: int, packs: int) -> None:
        """Packs of the giver's next lot."""
        lot, key = self.lot(giver), (giver, self.at[giver], taker)
        self.packs[key] = self.packs.get(key, 0) + packs
        self.received[taker] += packs * lot.pack
        self.given[giver] += packs * lot.pack
        left = stepped(lot.days, self.market.horizon_days)
        for days in self.rooms:
            if left <= days:
                self.soon[taker, days] = self.soon.get((taker, days), 0.0) + packs * lot.pack
        self.left[giver] -= packs
        if not self.left[giver]:
            self._next(giver)


def shipped(market: Market, solved: Solved, cost: Array, weight: Array) -> Shipping:
    """The program's amounts as whole packs. `weight`: by institution of the shelves what its unmet use weighs."""
    shipping = Shipping(market)
    amounts: dict[int, dict[int, float]] = {}
    for source, taker, flow in zip(solved.source.tolist(), solved.taker.tolist(), solved.flow.tolist(), strict=True):
        if flow > _LEAST:
            to = amounts.setdefault(int(market.source_giver[source]), {})
            to[taker] = to.get(taker, 0.0) + flow * market.quantum
    for giver in sorted(amounts):
        _send_amounts(shipping, giver, amounts[giver])
    fill_up(shipping, cost, weight)
    return shipping


def _send_amounts(shipping: Shipping, giver: int, amounts: dict[int, float]) -> None:
    while shipping.left[giver]:
        lot = shipping.lot(giver)
        place = shipping.at[giver]
        for taker in sorted(amounts, key=lambda one: (-amounts[one], one)):
            packs = min(int(amounts[taker] / lot.pack + _LEAST), shipping.fits(giver, taker))
            if packs:
                shipping.send(giver, taker, packs)
                amounts[taker] -= packs * lot.pack
            if shipping.at[giver] != place or not shipping.left[giver]:
                break
        else:
            return


def fill_up(shipping: Shipping, cost: Array, weight: Array) -> None:
    """Single packs that are left go one after another where they save most, as long as they save anything."""
    market = shipping.market
    source_of = {int(giver): source for source, giver in enumerate(market.source_giver.tolist())}
    gains: dict[float, Array] = {}
    waiting = [giver for giver in range(len(market.givers)) if shipping.left[giver]]
    while waiting:
        giver = waiting.pop()
        pack = shipping.lot(giver).pack
        if pack not in gains:
            gains[pack] = _gain(market, shipping.received, pack)
        lost = cost[source_of[giver]] + _loss(shipping, giver, pack) / pack * weight[market.givers[giver]]
        saved = np.where(market.roads.open[giver], gains[pack] / pack * weight[market.takers] - lost, -np.inf)
        free = market.room * market.quantum - shipping.received
        saved[free < pack - _LEAST] = -np.inf
        taker = int(np.argmax(saved))
        while saved[taker] > 0 and not shipping.fits(giver, taker):
            saved[taker] = -np.inf
            taker = int(np.argmax(saved))
        if saved[taker] <= 0:
            continue
        shipping.send(giver, taker, 1)
        for size, known in gains.items():
            known[taker] = _gain(market, shipping.received, size, taker)[0]
        if shipping.left[giver]:
            waiting.append(giver)


def _loss(shipping: Shipping, giver: int, pack: float) -> float:
    """Unmet use of the giver itself that one pack more causes."""
    shelves, row = shipping.market.shelves, shipping.market.givers[giver : giver + 1]
    left = shelves.covering[row] - shipping.given[giver]
    mean, deviation = shelves.mean[row], shelves.deviation[row]
    return float((uncovered(mean, deviation, left - pack) - uncovered(mean, deviation, left))[0])


def _gain(market: Market, received: Array, pack: float, taker: int | None = None) -> Array:
    """Unmet use that one pack more saves, by taker, or for one."""
    some = slice(None) if taker is None else slice(taker, taker + 1)
    rows = market.takers[some]
    mean, deviation = market.shelves.mean[rows], market.shelves.deviation[rows]
    stock = market.shelves.covering[rows] + received[some]
    return uncovered(mean, deviation, stock) - uncovered(mean, deviation, stock + pack)
