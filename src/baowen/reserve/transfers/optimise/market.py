"""One item as a market of whole quanta: sources that may give, takers that lack, and the roads between them. RSV-3.

A quantum is the largest amount of which every pack that may leave is a multiple; where all packs are alike it is a
pack, and what the program gives is whole by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from baowen.reserve.transfers.optimise.demand import Array, uncovered
from baowen.reserve.transfers.optimise.given import TransferRules
from baowen.reserve.transfers.optimise.roads import Roads, roads
from baowen.reserve.transfers.optimise.shelves import Shelves, Whole

_FINE = 10_000
_LEAST = 1e-6
_STEPS = 8


@dataclass(frozen=True, slots=True)
class Market:
    """`source_*` go by source: a giver's lots that outlast the horizon, or one of its lots that does not.

    `givers`, `takers` point into the shelves, the roads go by them; `source_giver` points into `givers`. `room`: quanta
    a taker may receive at most, so many that its stock covers the quantile, counted in the largest packs that move.
    """

    shelves: Shelves
    quantum: float
    givers: Whole
    takers: Whole
    source_giver: Whole
    source_days: Whole
    supply: Whole
    room: Whole
    roads: Roads
    horizon_days: int

    def uncovered(self, quanta: Array) -> Array:
        """Expected unmet use of each taker with so many quanta more; `quanta` by taker, or with a column each."""
        takers, shape = self.takers, (-1,) + (1,) * (np.ndim(quanta) - 1)
        mean, deviation = self.shelves.mean[takers].reshape(shape), self.shelves.deviation[takers].reshape(shape)
        return uncovered(mean, deviation, self.shelves.covering[takers].reshape(shape) + quanta * self.quantum)

    def left_uncovered(self, quanta: Array) -> Array:
        """Expected unmet use of each source's giver with so many quanta less; no change for lots that expire soon."""
        givers, shape = self.givers[self.source_giver], (-1,) + (1,) * (np.ndim(quanta) - 1)
        mean, deviation = self.shelves.mean[givers].reshape(shape), self.shelves.deviation[givers].reshape(shape)
        lasting = (self.source_days >= self.horizon_days).reshape(shape)
        left = self.shelves.covering[givers].reshape(shape) - np.where(lasting, quanta, 0) * self.quantum
        return uncovered(mean, deviation, left)

    def short_days(self) -> list[int]:
        """Days left of the sources that do not outlast the horizon, each rounded down to its step."""
        return sorted({int(days) for days in self.source_days if days < self.horizon_days})

    def short_room(self, days: int, *, at_most: bool = False) -> Whole:
        """Quanta of lots of this step of days, or a lower one, that each taker uses beside its own before they expire.

        `at_most`: reckoned with the last day of the step in place of its first.
        """
        until = min([later for later in self.short_days() if later > days], default=self.horizon_days)
        first = min(days + step_days(self.horizon_days), until) - 1 if at_most else days
        rooms = [self._short_room(taker, first, until) for taker in self.takers.tolist()]
        return np.array(rooms, dtype=np.int64)

    def _short_room(self, taker: int, days: int, until: int) -> int:
        lots, daily = self.shelves.lots[taker], float(self.shelves.daily[taker])
        ends = [days, *(lot.days for lot in lots if days < lot.days < until)]
        free = min(daily * end - sum(lot.units for lot in lots if lot.days <= end) for end in ends)
        return max(0, int(free / self.quantum + _LEAST))


def step_days(horizon_days: int) -> int:
    """Days in a step: lots that expire within one are treated alike."""
    return max(1, horizon_days // _STEPS)


def stepped(days: int, horizon_days: int) -> int:
    """Days left rounded down to a step, or the horizon for what outlasts it."""
    return horizon_days if days >= horizon_days else days - days % step_days(horizon_days)


def market_of(shelves: Shelves, places: pl.DataFrame, transport: str, rules: TransferRules) -> Market | None:
    """None where nobody can give or nobody lacks."""
    givers = np.flatnonzero([sum(packs) > 0 for packs in shelves.spare])
    takers = np.flatnonzero(shelves.lacking > _LEAST)
    if not len(givers) or not len(takers):
        return None
    moving = [
        (number, lot, packs)
        for number, giver in enumerate(givers.tolist())
        for lot, packs in zip(shelves.lots[giver], shelves.spare[giver], strict=True)
        if packs
    ]
    fine = np.array([round(lot.pack * _FINE) for _, lot, _ in moving], dtype=np.int64)
    step = int(np.gcd.reduce(fine))
    largest = int(fine.max())
    amounts: dict[tuple[int, int], int] = {}
    for (number, lot, packs), size in zip(moving, fine.tolist(), strict=True):
        days = stepped(lot.days, rules.horizon_days)
        amounts[number, days] = amounts.get((number, days), 0) + packs * size // step
    keys = np.array(list(amounts), dtype=np.int64).reshape(-1, 2)
    most_packs = np.ceil(shelves.lacking[takers] * _FINE / largest - _LEAST).astype(np.int64)
    return Market(
        shelves, step / _FINE, givers, takers, keys[:, 0], keys[:, 1], np.array(list(amounts.values()), dtype=np.int64),
        most_packs * (largest // step), roads(places, shelves.org[givers], shelves.org[takers], transport, rules),
        rules.horizon_days,
    )  # fmt: skip
