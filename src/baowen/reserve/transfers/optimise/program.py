"""The linear program of one item, solved by HiGHS over few arcs, with the others priced and added until none helps.

Least unmet use comes first: its slopes are a thousand and more times those of waste, and these of cost. Where packs are
alike the matrix is that of a network, so that the answer is whole. RSV-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from baowen.reserve.transfers.optimise.demand import Array
from baowen.reserve.transfers.optimise.fairness import Fair
from baowen.reserve.transfers.optimise.market import Market
from baowen.reserve.transfers.optimise.shelves import Whole

_SCALE = 1000.0
_COST_MOST = 1e-4
_WASTE = 5e-4
_CASE = 2e-4
_UNFAIR = 50.0
_PIECES = 24
_FIRST_ARCS = 6
_ADDED_MOST = 3
_TOLERANCE = 2e-6
_ROUNDS = 60
_PRIMAL = 4


@dataclass(frozen=True, slots=True)
class Solved:
    """`flow`: quanta by arc (source, taker). Duals, none below zero, in unmet units: `source_price` of a quantum of a
    source, `cap_price` of a quantum below the cap of a taker for lots that expire soon, by (taker, days), `fair_price`
    of a unit of each county's bound. `beyond`: units by which the county's bound gives way."""

    source: Whole
    taker: Whole
    flow: Array
    source_price: Array
    cap_price: dict[tuple[int, int], float]
    fair_price: Array
    beyond: Array


@dataclass(frozen=True, slots=True)
class Near:
    """Quanta near which the curves are told finely: given by source, received by taker."""

    given: Array
    received: Array


def _points(most: Whole, wanted: Array) -> Whole:
    """Quanta at which a slope changes, by row and column: every one, or those wanted where there are many."""
    ends = np.broadcast_to([0.0, np.inf], (len(most), 2))
    some = np.sort(np.clip(np.rint(np.concatenate([ends, wanted], axis=1)), 0, most[:, None]), axis=1)
    every = np.minimum(np.arange(some.shape[1])[None, :], most[:, None])
    return np.where((most < some.shape[1])[:, None], every, some).astype(np.int64)


def taker_points(market: Market, near: Near | None) -> Whole:
    """By taker: finely where the probability of running out changes, or near what it received before."""
    shelves, takers = market.shelves, market.takers
    z = np.linspace(-2.6, 1.9, _PIECES)
    wanted = shelves.mean[takers][:, None] + z * shelves.deviation[takers][:, None] - shelves.covering[takers][:, None]
    wanted = wanted / market.quantum if near is None else _ladder(near.received, shelves.deviation[takers], market)
    return _points(market.room, wanted)


def source_points(market: Market, near: Near | None) -> Whole:
    """By source: where what is left begins to be needed."""
    shelves, givers = market.shelves, market.givers[market.source_giver]
    z = np.linspace(1.3, 4.0, _PIECES // 2)
    wanted = shelves.covering[givers][:, None] - shelves.mean[givers][:, None] - z * shelves.deviation[givers][:, None]
    wanted = wanted / market.quantum if near is None else _ladder(near.given, shelves.deviation[givers], market)
    return _points(market.supply, wanted)


def _ladder(near: Array, deviation: Array, market: Market) -> Array:
    step = np.maximum(1.0, np.rint(deviation * 0.06 / market.quantum))
    return np.asarray(np.rint(near)[:, None] + np.arange(-7, 8) * step[:, None])


class Program:
    """Rows: sources, takers (what arrives is what fills), caps of lots that do not outlast the horizon."""

    def __init__(self, market: Market, arc_cost: Array, near: Near | None, fair: Fair | None) -> None:
        self.market, self.cost, self.fair = market, arc_cost, fair
        self.sources, self.takers = len(market.supply), len(market.takers)
        self.caps = _caps(market)
        self.cap_rows: list[list[tuple[int, int]]] = [[] for _ in range(self.takers)]
        for row, (taker, days) in enumerate(self.caps):
            self.cap_rows[taker].append((days, self.sources + self.takers + row))
        self.solver = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("solver", "simplex"), ("presolve", "off")):
            self.solver.setOptionValue(name, value)
        self._rows()
        given, received = source_points(market, near), taker_points(market, near)
        case: Array = 1.0 + _CASE * market.shelves.is_case[market.takers].astype(np.float64)
        givers = market.givers[market.source_giver]
        self.fills = self._pieces(
            given, market.left_uncovered(given.astype(np.float64)), 0, np.ones(self.sources), givers
        )
        loss = market.uncovered(received.astype(np.float64))
        self.fills += self._pieces(received, loss, self.sources, case, market.takers)
        self.slacks = self._slacks()
        self.source = np.empty(0, dtype=np.int64)
        self.taker = np.empty(0, dtype=np.int64)
        self.has = np.zeros(arc_cost.shape, dtype=np.bool_)

    def _rows(self) -> None:
        balanced, caps = np.zeros(self.sources + self.takers), np.array(list(self.caps.values()), dtype=np.float64)
        lower = np.concatenate([balanced, np.full(len(caps), -highspy.kHighsInf)])
        if self.fair is not None:
            caps = np.concatenate([caps, self.fair.most - self.fair.by_county(self.market.shelves.unmet())])
            lower = np.concatenate([lower, np.full(len(self.fair.most), -highspy.kHighsInf)])
        upper = np.concatenate([balanced, caps])
        none = np.empty(0, dtype=np.int32)
        self.solver.addRows(len(lower), lower, upper, 0, np.zeros(len(lower), dtype=np.int32), none, np.empty(0))

    def _pieces(self, points: Whole, loss: Array, first: int, weight: Array, orgs: Whole) -> int:
        """A column for each piece of each curve; how many. `orgs`: whose curves they are."""
        row, piece = np.nonzero(np.diff(points, axis=1))
        length = (points[row, piece + 1] - points[row, piece]).astype(np.float64)
        slope = (loss[row, piece + 1] - loss[row, piece]) / length
        count = len(row)
        rows, values = (first + row)[:, None], np.full((count, 1), -1.0)
        if self.fair is not None:
            county = self.sources + self.takers + len(self.caps) + self.fair.county[orgs[row]]
            rows, values = np.column_stack([rows, county]), np.column_stack([values, slope])
        self.solver.addCols(
            count, _SCALE * slope * weight[row] / self.market.quantum, np.zeros(count), length, rows.size,
            np.arange(count, dtype=np.int32) * rows.shape[1], rows.ravel().astype(np.int32), values.ravel(),
        )  # fmt: skip
        return count

    def _slacks(self) -> int:
        """A column for each county by which its bound gives way, dearer than anything that keeps it."""
        count = 0 if self.fair is None else len(self.fair.most)
        if count:
            first, price = self.sources + self.takers + len(self.caps), _SCALE * _UNFAIR / self.market.quantum
            self.solver.addCols(
                count, np.full(count, price), np.zeros(count), np.full(count, highspy.kHighsInf), count,
                np.arange(count, dtype=np.int32), np.arange(first, first + count, dtype=np.int32), np.full(count, -1.0),
            )  # fmt: skip
        return count

    def add(self, source: Whole, taker: Whole) -> None:
        """Let these arcs carry."""
        rows: list[int] = []
        starts: list[int] = []
        for one, other, days in zip(
            source.tolist(), taker.tolist(), self.market.source_days[source].tolist(), strict=True
        ):
            starts.append(len(rows))
            rows += [one, self.sources + other]
            rows += [row for cap, row in self.cap_rows[other] if days <= cap] if days < self.market.horizon_days else []
        count = len(source)
        self.solver.addCols(
            count, _SCALE * self.cost[source, taker], np.zeros(count), np.full(count, highspy.kHighsInf), len(rows),
            np.array(starts, dtype=np.int32), np.array(rows, dtype=np.int32), np.ones(len(rows)),
        )  # fmt: skip
        self.has[source, taker] = True
        self.source, self.taker = np.concatenate([self.source, source]), np.concatenate([self.taker, taker])

    def solve(self) -> Solved:
        """Until no arc that is open would help."""
        closed = ~self.market.roads.open[self.market.source_giver]
        cost = np.where(closed, np.inf, self.cost)
        self.add(*_best(cost, _FIRST_ARCS, np.inf))
        prices = self._run()
        for _ in range(_ROUNDS):
            reduced = cost - self._income(prices)
            reduced[self.has] = np.inf
            found = _best(reduced, _ADDED_MOST, -_TOLERANCE)
            if not len(found[0]):
                break
            self.add(*found)
            # New columns leave the basis feasible: the primal method goes on from it, the dual one would begin anew.
            self.solver.setOptionValue("simplex_strategy", _PRIMAL)
            prices = self._run()
        values = np.asarray(self.solver.getSolution().col_value)[self.fills :]
        beyond, flow = values[: self.slacks], values[self.slacks :]
        worth = np.maximum(0.0, -prices * self.market.quantum)
        caps = {key: float(worth[self.sources + self.takers + row]) for row, key in enumerate(self.caps)}
        fair = worth[len(worth) - self.slacks :]
        return Solved(self.source, self.taker, flow, worth[: self.sources], caps, fair, beyond)

    def _run(self) -> Array:
        self.solver.run()
        return np.asarray(self.solver.getSolution().row_dual, dtype=np.float64) / _SCALE

    def _income(self, prices: Array) -> Array:
        """By source and taker what the rows pay for a quantum."""
        first = self.sources + self.takers
        income = prices[: self.sources][:, None] + prices[self.sources : first][None, :]
        per_step = prices[first : first + len(self.caps)].reshape(-1, self.takers)
        for days, paid in zip(self.market.short_days(), per_step, strict=True):
            income[self.market.source_days <= days] += paid
        return income


def _caps(market: Market) -> dict[tuple[int, int], int]:
    """By taker and days left the quanta that it can use in time."""
    return {
        (taker, days): room
        for days in market.short_days()
        for taker, room in enumerate(market.short_room(days).tolist())
    }


def _best(reduced: Array, count: int, below: float) -> tuple[Whole, Whole]:
    """The most promising arcs of each taker and of each source, if they cost less than `below`."""
    chosen = np.zeros(reduced.shape, dtype=np.bool_)
    for axis in (0, 1):
        some = min(count, reduced.shape[axis])
        near = np.argpartition(reduced, some - 1, axis=axis)
        np.put_along_axis(chosen, near[:some] if axis == 0 else near[:, :some], True, axis=axis)
    source, taker = np.nonzero(chosen & (reduced < below))
    return source.astype(np.int64), taker.astype(np.int64)


def arc_costs(market: Market) -> Array:
    """Weighed cost of a quantum by source and taker: a trip shared among all that it can carry, minus waste saved."""
    carried = np.minimum(market.supply[:, None], market.room[None, :])
    yuan = market.roads.cost[market.source_giver] / np.maximum(carried, 1)
    highest = float(yuan.max(initial=0.0))
    cost = yuan / highest * _COST_MOST if highest > 0 else np.zeros_like(yuan)
    return np.asarray(cost - _WASTE * wasted_share(market)[:, None])


def wasted_share(market: Market) -> Array:
    """By source the share that expires unused where it lies."""
    share = np.zeros(len(market.supply))
    shelves = market.shelves
    for source in np.flatnonzero(market.source_days < market.horizon_days).tolist():
        giver = int(market.givers[market.source_giver[source]])
        days = int(market.source_days[source])
        short = sum(lot.units for lot in shelves.lots[giver] if lot.days <= days)
        share[source] = max(0.0, 1.0 - float(shelves.daily[giver]) * days / short) if short else 0.0
    return share


def solved(market: Market, near: Near | None = None, fair: Fair | None = None) -> Solved:
    """The program's answer."""
    return Program(market, arc_costs(market), near, fair).solve()
