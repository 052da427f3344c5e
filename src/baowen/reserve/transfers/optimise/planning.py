"""Who sends what to whom so that expected unmet use is least, then waste, then cost; and the plan of who lies nearest.

Items are planned apart from one another, in as many processes as are asked for. RSV-3.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import polars as pl

from baowen.reserve.transfers.optimise.bounding import least_unmet
from baowen.reserve.transfers.optimise.fairness import Fair, beyond, fair_of, unfair_counties
from baowen.reserve.transfers.optimise.given import Instance, Planned, TransferRules
from baowen.reserve.transfers.optimise.market import Market, market_of
from baowen.reserve.transfers.optimise.packs import shipped
from baowen.reserve.transfers.optimise.program import Near, Solved, arc_costs, solved
from baowen.reserve.transfers.optimise.shelves import shelves_of
from baowen.reserve.transfers.optimise.told import ItemPlan, together, told

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One item of an instance."""

    item: int
    transport: str
    lots: pl.DataFrame
    uses: pl.DataFrame


def parts_of(instance: Instance) -> list[Part]:
    """By item, in order; rows of items that are not asked about are left out."""
    lots = {int(str(key[0])): rows for key, rows in instance.lots.partition_by("item", as_dict=True).items()}
    uses = {int(str(key[0])): rows for key, rows in instance.uses.partition_by("item", as_dict=True).items()}
    return [
        Part(item, transport, lots.get(item, instance.lots.clear()), uses.get(item, instance.uses.clear()))
        for item, transport in instance.items.sort("item").select("item", "transport").iter_rows()
    ]


def plan(instance: Instance, rules: TransferRules, *, workers: int, progress: Progress | None = None) -> Planned:
    """The plan with the least expected unmet use, and how near to the least it is proven to be.

    `workers`: processes; with one, or for one item, none is started. `progress`: told of items done and of all.
    """
    parts = parts_of(instance)
    plans = []
    work = partial(plan_item, places=instance.institutions, rules=rules)
    for done in _each(work, parts, workers):
        plans.append(done)
        if progress is not None:
            progress(len(plans), len(parts))
    return together(plans)


def _each(work: Callable[[Part], ItemPlan], parts: list[Part], workers: int) -> Iterator[ItemPlan]:
    if workers < 2 or len(parts) < 2:
        yield from map(work, parts)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(parts)), mp_context=context) as pool:
        yield from pool.map(work, parts, chunksize=max(1, len(parts) // (workers * 8)))


def plan_item(part: Part, places: pl.DataFrame, rules: TransferRules) -> ItemPlan:
    """One item: first without the bound of fairness; where that leaves a county too far behind, with it."""
    shelves = shelves_of(part.item, part.lots, part.uses, rules)
    market = market_of(shelves, places, part.transport, rules)
    best = told(shelves, None, None, rules) if market is None else _finely(market, None, rules)
    fair = fair_of(shelves, places, best.needs["unmet_after"].to_numpy(), rules)
    if market is not None and beyond(fair, best.needs["unmet_after"].to_numpy()).any():
        best = _finely(market, fair, rules)
    return replace(best, unfair=unfair_counties(part.item, fair, best.needs["unmet_after"].to_numpy(), rules))


def _finely(market: Market, fair: Fair | None, rules: TransferRules) -> ItemPlan:
    """Where the program's pieces were too coarse, once more with fine ones near its answer."""
    found, answer = _once(market, None, fair, rules)
    if found.unmet - found.bound <= rules.gap_most * float(market.shelves.unmet().sum()):
        return found
    again, _ = _once(market, _near(market, answer), fair, rules)
    if fair is not None:
        return again
    best = min(found, again, key=lambda one: one.unmet)
    return replace(best, bound=max(found.bound, again.bound))


def _once(market: Market, near: Near | None, fair: Fair | None, rules: TransferRules) -> tuple[ItemPlan, Solved]:
    answer = solved(market, near, fair)
    weight = np.ones(len(market.shelves.org)) if fair is None else 1.0 + answer.fair_price[fair.county]
    shipping = shipped(market, answer, arc_costs(market), weight)
    return told(market.shelves, shipping, least_unmet(market, answer, fair), rules), answer


def _near(market: Market, answer: Solved) -> Near:
    given = np.bincount(answer.source, weights=answer.flow, minlength=len(market.supply)).astype(np.float64)
    received = np.bincount(answer.taker, weights=answer.flow, minlength=len(market.takers)).astype(np.float64)
    return Near(given, received)
