"""Small instances of transfers for tests, and a slow planner that tries every way to send whole packs."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import polars as pl

from baowen.reserve.transfers.optimise import Instance, Tier, TransferRules
from baowen.reserve.transfers.optimise.given import INSTITUTIONS, ITEMS, LOTS, USES

NEVER = 10**6


def rules(**changed: Any) -> TransferRules:
    """Rules of a pack that nobody wrote; each may be changed."""
    by_tier = {tier.value: value for tier, value in zip(Tier, (20.0, 40.0, 100.0, 300.0), strict=True)}
    added = {tier.value: value for tier, value in zip(Tier, (0.0, 50.0, 200.0, 500.0), strict=True)}
    given: dict[str, Any] = {
        "horizon_days": 60, "confidence": 0.95, "unfair_most": 1.0, "least_days_left": 20,
        "most_km": {"ordinary": 1000.0, "cold": 150.0}, "unknown_km": by_tier,
        "cost_per_km": {"ordinary": 1.0, "cold": 3.0}, "cost_per_trip": {"ordinary": 50.0}, "tier_cost": added,
        "gap_most": 0.001,
    }  # fmt: skip
    return TransferRules(**{**given, **changed})


def instance(
    places: list[tuple[Any, ...]], lots: list[tuple[Any, ...]], uses: list[tuple[Any, ...]],
    items: tuple[tuple[int, str], ...] = ((1, "ordinary"),),
) -> Instance:  # fmt: skip
    """From rows in the order of the columns."""
    return Instance(
        institutions=pl.DataFrame(places, schema=INSTITUTIONS, orient="row"),
        lots=pl.DataFrame(lots, schema=LOTS, orient="row"), uses=pl.DataFrame(uses, schema=USES, orient="row"),
        items=pl.DataFrame(list(items), schema=ITEMS, orient="row"),
    )  # fmt: skip


def province(
    count: int, *, seed: int, items: int = 1, packs: tuple[float, ...] = (10.0,), short: float = 0.0,
    transport: str = "ordinary",
) -> Instance:  # fmt: skip
    """Institutions over some counties with stock from nothing to plenty; `short`: share of lots that expire soon."""
    draw = np.random.default_rng(seed)
    east, north = draw.uniform(109, 114, count), draw.uniform(25, 30, count)
    county = (east - 109).astype(int) * 10 + (north - 25).astype(int)
    places = [
        (n, int(c), int(c) // 10, int(c), float(x), float(y))
        for n, (c, x, y) in enumerate(zip(county, east, north, strict=True))
    ]
    lots, uses = [], []
    for item in range(1, items + 1):
        for org in range(count):
            daily = float(draw.lognormal(1.5, 1.0))
            uses.append((org, item, daily, daily * 0.3, daily * 30, bool(draw.random() < 0.1)))
            stock = daily * float(draw.gamma(1.2, 60.0))
            pack = float(draw.choice(packs))
            for share in (0.7, 0.3):
                units = int(stock * share / pack) * pack
                days = int(draw.integers(1, 60)) if draw.random() < short else 400
                if units:
                    lots.append((len(lots) + 1, org, item, units, pack, days))
    return instance(places, lots, uses, tuple((item, transport) for item in range(1, items + 1)))


def slow_uncovered(mean: float, deviation: float, stock: float) -> float:
    """E[(D − S)+] of a normal variable by its formula, one at a time."""
    if deviation == 0:
        return 0.0
    z = (stock - mean) / deviation
    return deviation * (math.exp(-z * z / 2) / math.sqrt(2 * math.pi) - z * math.erfc(z / math.sqrt(2)) / 2)


def least_by_trying(
    stock: list[int], spare: list[int], room: list[int], means: list[float], deviations: list[float], pack: float,
    reach: list[list[bool]],
) -> float:  # fmt: skip
    """The least unmet use over all ways to send whole packs; everything by institution, quantities in packs."""
    arcs = [
        (giver, taker)
        for giver, taker in itertools.product(range(len(stock)), repeat=2)
        if spare[giver] and room[taker] and reach[giver][taker]
    ]
    least = math.inf
    for sent in itertools.product(*(range(min(spare[giver], room[taker]) + 1) for giver, taker in arcs)):
        after, given, received = list(stock), [0] * len(stock), [0] * len(stock)
        for (giver, taker), packs in zip(arcs, sent, strict=True):
            given[giver] += packs
            received[taker] += packs
        if any(map(lambda g, s: g > s, given, spare)) or any(map(lambda r, m: r > m, received, room)):
            continue
        after = [had - out + came for had, out, came in zip(stock, given, received, strict=True)]
        rows = zip(means, deviations, after, strict=True)
        least = min(least, sum(slow_uncovered(mean, deviation, left * pack) for mean, deviation, left in rows))
    return least
