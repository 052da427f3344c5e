"""Listed prices day by day: ordinary small changes, and the steps that events add."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baowen.simulate.events import Event, World

CENT = 100  # 0.01 yuan in units of 0.0001 yuan


@dataclass(frozen=True, slots=True)
class Prices:
    """`by_day` is product × day of the window in 0.0001 yuan; `changes` are product, day, price, price before."""

    by_day: npt.NDArray[np.int32]
    changes: tuple[tuple[int, int, int, int], ...]
    by_city: npt.NDArray[np.float32]  # product × city: what a city pays against the listed price in ordinary times


def _ordinary_steps(world: World, rng: np.random.Generator) -> list[list[tuple[int, float]]]:
    days = world.days.count
    steps: list[list[tuple[int, float]]] = []
    numbers = rng.poisson(world.parameters.price_change_share * days / 365, len(world.products))
    for number in numbers:
        on = np.sort(rng.integers(1, max(2, days), number))
        factors = np.clip(rng.lognormal(-0.005, 0.05, number), 0.85, 1.12)
        steps.append([(int(day), float(factor)) for day, factor in zip(on, factors, strict=True)])
    return steps


def make_prices(world: World, events: tuple[Event, ...], rng: np.random.Generator) -> Prices:
    """Listed prices with 2 decimals. A product of a price event has no ordinary change while the event runs."""
    steps = _ordinary_steps(world, rng)
    for event in events:
        for product in {product for product, _, _ in event.steps}:
            steps[product] = [step for step in steps[product] if not event.start - 60 <= step[0] <= event.end + 1]
        for product, day, factor in event.steps:
            steps[product].append((day, factor))
    count, days = len(world.products), world.days.count
    by_day = np.repeat(world.products.price.astype(np.int32)[:, None], days, axis=1)
    changes: list[tuple[int, int, int, int]] = []
    for product in range(count):
        price = int(world.products.price[product])
        for day, factor in sorted(steps[product]):
            after = max(CENT, round(price * factor / CENT) * CENT)
            if day >= days or after == price or day <= world.products.listed[product]:
                continue
            changes.append((product, day, after, price))
            by_day[product, day:] = after
            price = after
    cities = len(world.places.city_codes)
    differs = rng.random((count, cities)) < 0.12
    by_city = np.where(differs, rng.uniform(0.93, 1.0, (count, cities)), 1.0).astype(np.float32)
    return Prices(by_day, _one_a_day(changes), by_city)


def _one_a_day(changes: list[tuple[int, int, int, int]]) -> tuple[tuple[int, int, int, int], ...]:
    """Two steps of a product on one day become one, from the first price to the last."""
    merged: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for product, day, after, before in changes:
        known = merged.get((product, day))
        merged[product, day] = (product, day, after, known[3] if known else before)
    return tuple(merged.values())
