"""What the events of a month do to each pair: more or less use, failing deliveries, other prices, other units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baowen.simulate.events import Event, World

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effects:
    """Arrays by pair, for one month. Windows are day numbers, both ends included; empty ones have from > to."""

    demand: npt.NDArray[np.float64]  # factor on use
    boost: npt.NDArray[np.float64]  # factor on the stock that a hospital aims at
    fail: npt.NDArray[np.float64]  # chance that a line is not delivered
    fail_from: Index
    fail_to: Index
    delay: Index  # days added to each delivery inside the window
    gap: npt.NDArray[np.float64]  # factor on the price paid
    gap_from: Index
    gap_to: Index
    slip_from: Index
    slip_to: Index


class Board:
    """Finds the pairs of each event once, then answers month by month."""

    def __init__(self, world: World, events: tuple[Event, ...]) -> None:
        self.world = world
        self.events = events
        self.touched = [self._pairs_of(event) for event in events]
        self.instead = [self._instead_of(event, touched) for event, touched in zip(events, self.touched, strict=True)]

    def _pairs_of(self, event: Event) -> Index:
        """Pairs that an event harms; for hoarding, those of everybody else."""
        pairs, hospitals = self.world.pairs, self.world.hospitals
        chosen = np.ones(len(pairs), dtype=np.bool_)
        if event.products:
            wanted = np.zeros(len(self.world.products), dtype=np.bool_)
            wanted[list(event.products)] = True
            chosen &= wanted[pairs.product]
        if event.city >= 0:
            chosen &= hospitals.city[pairs.hospital] == event.city
        if event.kind == "delivery_failure":
            chosen &= (hospitals.county[pairs.hospital] == event.county) & (pairs.distributor == event.distributor)
        if event.hospitals:
            inside = np.isin(pairs.hospital, event.hospitals)
            chosen &= inside if event.kind == "unit_slip" else ~inside
        return np.flatnonzero(chosen)

    def _instead_of(self, event: Event, touched: Index) -> tuple[Index, float]:
        """Pairs of the same drug by other makers, and how much their use rises when a product is gone."""
        if event.kind != "stop_production":
            return np.empty(0, dtype=np.int64), 0.0
        pairs, generic = self.world.pairs, self.world.products.generic
        same = generic[pairs.product] == generic[event.products[0]]
        same[touched] = False
        others = np.flatnonzero(same)
        lost, kept = pairs.use[touched].sum(), pairs.use[others].sum()
        return others, float(min(1.0, 0.7 * lost / kept)) if len(others) else 0.0

    def hoarders(self, event: Event) -> Index:
        pairs = self.world.pairs
        return np.flatnonzero(np.isin(pairs.hospital, event.hospitals) & np.isin(pairs.product, event.products))

    def month(self, month: int) -> Effects:
        """The effects of all events that act in a month."""
        count = len(self.world.pairs)
        low, high = int(self.world.days.starts[month]), int(self.world.days.starts[month + 1]) - 1
        never, before = np.full(count, 1 << 40), np.full(count, -1)
        effects = Effects(
            np.ones(count), np.ones(count), np.zeros(count), never.copy(), before.copy(),
            np.zeros(count, dtype=np.int64), np.ones(count), never.copy(), before.copy(), never, before,
        )  # fmt: skip
        for event, touched, instead in zip(self.events, self.touched, self.instead, strict=True):
            if event.start <= high and event.end >= low:
                share = (min(event.end, high) - max(event.start, low) + 1) / (high - low + 1)
                self._apply(effects, event, touched, instead, share=share, low=low)
        return effects

    def _apply(
        self, effects: Effects, event: Event, touched: Index, instead: tuple[Index, float], *, share: float, low: int
    ) -> None:
        """Add one event's effects; `share` is the part of the month that it covers."""
        match event.kind:
            case "stop_production":
                _fails(effects, touched, event, chance=event.strength, delay=0, after=0)
                effects.demand[instead[0]] *= 1 + instead[1] * share
                # After a while most hospitals no longer order what nobody sends.
                if low > event.start + 40:
                    effects.boost[touched[touched % 5 < 3]] = 0.0
            case "delivery_failure":
                _fails(effects, touched, event, chance=event.strength, delay=6 + round(10 * event.strength), after=0)
            case "demand_surge":
                effects.demand[touched] *= 1 + event.strength * share
                _fails(effects, touched, event, chance=min(0.6, 0.12 + 0.16 * event.strength), delay=2, after=12)
            case "hoarding":
                # The pile is to grow month by month, or buying would fall back to use once it is there.
                effects.boost[self.hoarders(event)] *= (2 + 4 * event.strength) * (1 + max(0, low - event.start) / 25)
                _fails(effects, touched, event, chance=event.strength, delay=3, after=7)
            case "joint_price_rise":
                _fails(effects, touched, event, chance=0.15, delay=1, after=0)
            case "regional_price_gap":
                effects.gap[touched] = event.strength
                effects.gap_from[touched], effects.gap_to[touched] = event.start, event.end
            case "unit_slip":
                effects.slip_from[touched], effects.slip_to[touched] = event.start, event.end
            case _:
                # A maker's own price rise works through the listed prices alone.
                return


def _fails(effects: Effects, touched: Index, event: Event, *, chance: float, delay: int, after: int) -> None:
    """Deliveries fail from some days after the start on; of two events on one pair the stronger counts."""
    stronger = touched[effects.fail[touched] < chance]
    effects.fail[stronger] = chance
    effects.fail_from[stronger], effects.fail_to[stronger] = event.start + after, event.end
    effects.delay[stronger] = delay
