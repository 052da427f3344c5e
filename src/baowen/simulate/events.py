"""What happens beside the ordinary: events whose truth is known, drawn before the play begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from baowen.simulate.calendar import Days
from baowen.simulate.organisations import Companies, Hospitals
from baowen.simulate.pairs import Pairs
from baowen.simulate.parameters import KINDS, Parameters
from baowen.simulate.places import Places
from baowen.simulate.products import NEVER, Products

Step: TypeAlias = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class World:
    """All that stays as it is while the months go by."""

    parameters: Parameters
    days: Days
    places: Places
    hospitals: Hospitals
    companies: Companies
    products: Products
    pairs: Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. Days are day numbers; -1 in city, county or distributor means all of them.

    `trace` is the first day that anything of it can be in the files, `start` to `end` when it acts. `hits` is set
    where it follows from the plan (prices, slips); for supply events the play finds it. `steps` are changes of
    listed prices: product, day, factor. `notice` is the day of a stop notice and its kind.
    """

    identity: str
    kind: str
    products: tuple[int, ...]
    start: int
    end: int
    trace: int
    strength: float
    city: int = -1
    county: int = -1
    distributor: int = -1
    hospitals: tuple[int, ...] = ()
    hits: int | None = None
    steps: tuple[Step, ...] = ()
    notice: tuple[int, str] | None = None


class Planner:
    """Draws events of each kind; a product takes part in one event at most, where there are enough products."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self.world = world
        self.rng = rng
        count = len(world.products)
        self.traffic = np.bincount(world.pairs.product, weights=world.pairs.frequency, minlength=count)
        self.use = np.bincount(world.pairs.product, weights=world.pairs.use, minlength=count)
        self.failed: set[int] = set()
        self.rivals = _makers_of_same_drug(world.products)
        self.free = (world.products.listed < -30) & (world.products.delisted == NEVER) & (self.traffic > 0)

    def starts(self, count: int, *, history: bool) -> npt.NDArray[np.int64]:
        """Start days spread over the time allowed, the last of them within two months of the end."""
        days = self.world.days
        months = len(days.months)
        low = int(days.starts[self.world.parameters.quiet if history else min(2, months // 4)])
        high = max(low + 1, days.count - 75)
        spread = low + (np.arange(count) + self.rng.random(count)) / max(count, 1) * (high - low)
        if count > 1:
            spread[-1] = max(low, days.count - int(self.rng.integers(25, 60)))
        return np.floor(spread).astype(np.int64)

    def pick(self, chances: npt.NDArray[np.number]) -> int | None:
        """A free product by chance, or None when no free product has any; the product is then taken."""
        allowed = np.where(self.free, chances, 0.0)
        if allowed.sum() <= 0:
            return None
        chosen = int(self.rng.choice(len(allowed), p=allowed / allowed.sum()))
        self.free[chosen] = False
        return chosen

    def take(self, products: npt.NDArray[np.int64]) -> tuple[int, ...]:
        self.free[products] = False
        return tuple(int(product) for product in products)

    def groups(self, *, least: int) -> list[npt.NDArray[np.int64]]:
        """Free products of each ingredient that is nearly free and has enough makers, in random order."""
        products = self.world.products
        most = max(50, len(products) // 20)
        found = []
        for ingredient in np.unique(products.ingredient):
            of_it = np.flatnonzero(products.ingredient == ingredient)
            free = of_it[self.free[of_it]]
            makers = len(np.unique(products.maker[free]))
            # Products that come or go inside the window take no part; where they are many, the ingredient does not.
            if len(free) >= 0.8 * len(of_it) and least <= makers and len(free) <= most:
                found.append(free)
        return [found[index] for index in self.rng.permutation(len(found))]

    def strengths(self, count: int) -> npt.NDArray[np.float64]:
        """Between 0 (weak) and 1 (strong), evenly spread, in random order."""
        return (self.rng.permutation(count) + self.rng.random(count)) / max(count, 1)


def _makers_of_same_drug(products: Products) -> npt.NDArray[np.float64]:
    """By product, how many makers its drug has."""
    both = np.unique(np.stack([products.generic, products.maker]), axis=1)
    return np.bincount(both[0], minlength=int(products.generic.max()) + 1)[products.generic].astype(np.float64)


def _stop(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    rng = planner.rng
    product = planner.pick(planner.traffic**0.8)
    if product is None:
        return None
    first_failure = start + int(rng.integers(7, 30))
    end = first_failure + int(rng.integers(75, 260))
    mode = rng.random()
    notice: tuple[int, str] | None = None
    if mode < 0.4:
        notice = (max(0, start - int(rng.integers(20, 120))), "planned" if mode < 0.33 else "permanent")
    elif mode < 0.75:
        notice = (start + int(rng.integers(0, 6)), "sudden")
    trace = min(first_failure, notice[0]) if notice else first_failure
    return {"products": (product,), "start": first_failure, "end": end, "trace": trace,
            "strength": 0.7 + 0.3 * force, "notice": notice}  # fmt: skip


def _failure(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    world, rng = planner.world, planner.rng
    pairs = world.pairs
    county = world.hospitals.county[pairs.hospital]
    width = len(world.companies.distributor_codes)
    lines = np.bincount(county * width + pairs.distributor, weights=pairs.frequency,
                        minlength=len(world.places.county_codes) * width)  # fmt: skip
    remote = lines * np.repeat(world.places.remote, width)
    lines = remote if remote.sum() > 0 else lines
    lines[list(planner.failed)] = 0.0
    if lines.sum() <= 0:
        return None
    strong = np.where(lines >= min(8.0, float(lines.max())), lines, 0.0)
    chosen = int(rng.choice(len(strong), p=strong / strong.sum()))
    planner.failed.add(chosen)
    return {"products": (), "start": start, "end": start + int(rng.integers(60, 150)), "trace": start,
            "strength": 0.35 + 0.55 * force, "county": chosen // width, "distributor": chosen % width}  # fmt: skip


def _surge(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    groups = planner.groups(least=1)
    if not groups:
        return None
    groups = sorted(groups[:5], key=lambda group: -float(planner.traffic[group].sum()))
    city = -1 if planner.rng.random() < 0.6 else int(planner.rng.integers(len(planner.world.places.city_codes)))
    return {"products": planner.take(groups[0]), "start": start, "end": start + int(planner.rng.integers(35, 90)),
            "trace": start, "strength": 0.6 + 2.4 * force, "city": city}  # fmt: skip


def _hoarding(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    pairs, hospitals = planner.world.pairs, planner.world.hospitals
    product = planner.pick(planner.traffic)
    if product is None:
        return None
    of_it = np.flatnonzero(pairs.product == product)
    largest = of_it[np.argsort(-pairs.use[of_it], kind="stable")][:12]
    lead = int(planner.rng.choice(largest))
    near = [
        int(pair) for pair in largest if hospitals.city[pairs.hospital[pair]] == hospitals.city[pairs.hospital[lead]]
    ]
    group = tuple(sorted({int(pairs.hospital[pair]) for pair in [lead, *near[:3]]}))
    return {"products": (product,), "start": start, "end": start + int(planner.rng.integers(60, 150)), "trace": start,
            "strength": 0.25 + 0.45 * force, "hospitals": group,
            "distributor": int(pairs.distributor[lead])}  # fmt: skip


def _gouging(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    rng = planner.rng
    product = planner.pick(planner.traffic**0.5 / planner.rivals**3)
    if product is None:
        return None
    total = 1.5 * (10 / 1.5) ** (force**1.5)
    count = 2 + int(rng.integers(0, 3)) if total > 2 else 1 + int(rng.integers(0, 2))
    days = start + np.concatenate([[0], np.sort(rng.integers(20, 150, count - 1))]).astype(np.int64)
    factor = total ** (1 / count)
    steps: list[Step] = [(product, int(day), factor) for day in days]
    felt = next(int(day) for index, day in enumerate(days) if factor ** (index + 1) >= min(1.3, total * 0.999))
    end = int(days[-1]) + int(rng.integers(120, 300))
    if rng.random() < 0.5:
        steps.append((product, end, 1.1 / total))
    return {"products": (product,), "start": start, "end": end, "trace": start, "strength": total,
            "hits": felt + 1, "steps": tuple(steps)}  # fmt: skip


def _joint(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    rng = planner.rng
    groups = planner.groups(least=3)
    if not groups:
        return None
    chosen = groups[0]
    raised = start + int(rng.integers(15, 40))
    total = 1.25 + 1.4 * force
    days = raised + rng.integers(0, 60, len(chosen))
    steps: list[Step] = []
    for product, day in zip(chosen, days, strict=True):
        steps.append((int(product), int(day), total * float(rng.uniform(0.92, 1.08))))
    felt = int(np.sort(days)[(len(days) - 1) // 2])
    return {"products": planner.take(chosen), "start": start, "end": int(days.max()) + int(rng.integers(90, 240)),
            "trace": start, "strength": total, "hits": felt, "steps": tuple(steps)}  # fmt: skip


def _gap(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    world = planner.world
    product = planner.pick(planner.traffic**1.2)
    if product is None:
        return None
    cities = len(world.places.city_codes)
    of_it = world.pairs.product == product
    weight = np.bincount(world.hospitals.city[world.pairs.hospital[of_it]], weights=world.pairs.frequency[of_it],
                         minlength=cities)  # fmt: skip
    city = int(planner.rng.choice(cities, p=weight / weight.sum()))
    return {"products": (product,), "start": start, "end": start + int(planner.rng.integers(120, 360)), "trace": start,
            "strength": 1.4 + 1.6 * force, "city": city, "hits": start}  # fmt: skip


def _slip(planner: Planner, start: int, force: float) -> dict[str, object] | None:
    products, pairs = planner.world.products, planner.world.pairs
    busiest = np.zeros(len(products))
    np.maximum.at(busiest, pairs.product, pairs.frequency)
    product = planner.pick(np.where(products.units >= 5, busiest**2, 0.0))
    if product is None:
        return None
    of_it = np.flatnonzero(pairs.product == product)
    busy = of_it[np.argsort(-pairs.frequency[of_it], kind="stable")][:2]
    hospital = int(pairs.hospital[int(planner.rng.choice(busy))])
    return {"products": (product,), "start": start, "end": start + int(planner.rng.integers(30, 70)), "trace": start,
            "strength": float(products.units[product]), "hospitals": (hospital,), "hits": start,
            "county": int(planner.world.hospitals.county[hospital])}  # fmt: skip


_DRAWN = {
    "joint_price_rise": _joint, "demand_surge": _surge, "price_gouging": _gouging, "stop_production": _stop,
    "delivery_failure": _failure, "hoarding": _hoarding, "regional_price_gap": _gap, "unit_slip": _slip,
}  # fmt: skip
_WHOLE_INGREDIENT = ("joint_price_rise", "demand_surge")
_WITHOUT_HISTORY = ("regional_price_gap", "unit_slip")


def plan_events(world: World, rng: np.random.Generator) -> tuple[Event, ...]:
    """Events of supply and price, about max(2, products/100) of each kind, in the order of KINDS and of their start.

    Kinds that need a whole ingredient are drawn first. Fewer come out where free products run out.
    """
    planner = Planner(world, rng)
    wanted = max(2, len(world.products) // 100)
    ingredients = len(np.unique(world.products.ingredient))
    drawn: dict[str, list[Event]] = {}
    for kind, draw in _DRAWN.items():
        # Kinds that take a whole ingredient leave most ingredients to the others.
        count = min(wanted, max(2, ingredients // 5)) if kind in _WHOLE_INGREDIENT else wanted
        starts = planner.starts(count, history=kind not in _WITHOUT_HISTORY)
        found = []
        for start, force in zip(starts, planner.strengths(count), strict=True):
            fields = draw(planner, int(start), float(force))
            if fields is not None:
                found.append(Event(identity="", kind=kind, **fields))  # type: ignore[arg-type]
        drawn[kind] = sorted(found, key=lambda event: event.trace)
    return tuple(
        replace(event, identity=f"{kind}-{number + 1:03d}")
        for kind in KINDS
        if kind in drawn
        for number, event in enumerate(drawn[kind])
    )
