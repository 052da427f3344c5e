"""Rounds of volume-based procurement: what hospitals agreed to buy, and which of them do not keep to it.

Contracts follow from what hospitals buy anyway, so that they change no other file: who keeps to his contract agreed
on less than he uses, who lags agreed on far more, who avoids the selected product uses mostly others of the drug.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.simulate.columns import dates, flags, headed, texts, whole
from baowen.simulate.effects import Index
from baowen.simulate.events import Event, World
from baowen.simulate.generics import GENERICS
from baowen.simulate.products import NEVER

_ROUNDS = ((0.0, 12), (0.25, 24), (0.5, 24))  # when a round begins, as a part of the window, and its months
_CHECK_DAYS = 91  # the first check comes three months after the start
_TIERS = ("第一质量层次", "第二质量层次")
_KEEPS, _AVOIDS = 0.85, 0.4  # selected share of the drug's use from which, up to which


@dataclass(frozen=True, slots=True)
class Contracts:
    """Arrays go by contract; `pair` is the hospital and the selected product, days are day numbers."""

    pair: Index
    round: Index
    start: Index
    end: Index
    packs: Index

    def __len__(self) -> int:
        return len(self.pair)

    def months(self, world: World) -> int:
        """Contract-months inside the window."""
        last = np.minimum(self.end, world.days.count - 1)
        return int((world.days.month_of[last] - world.days.month_of[self.start] + 1).sum())


def make_contracts(
    world: World, events: Iterable[Event], rng: np.random.Generator
) -> tuple[Contracts, tuple[Event, ...]]:
    """The contracts of all rounds, and the events vbp_lag and vbp_non_selected among them.

    Products of other events have no contract, so that a lag is a hospital's own doing.
    """
    pair, share = _candidates(world, [product for event in events for product in event.products])
    generic = world.products.generic[world.pairs.product[pair]]
    number = rng.permutation(len(GENERICS))[generic] % len(_ROUNDS)
    draw = rng.uniform(0.6, 0.8, len(pair))
    months = world.days.months
    opens = np.array([int(part * len(months)) for part, _ in _ROUNDS])
    lengths = np.array([length for _, length in _ROUNDS])
    start = world.days.starts[opens][number]
    ends = [(months[at].plus(length).first - world.days.first).days - 1
            for at, length in zip(opens, lengths, strict=True)]  # fmt: skip
    wanted = max(2, len(world.products) // 100)
    checked = start + _CHECK_DAYS + 30 < world.days.count
    lags = _chosen(rng, (share >= _KEEPS) & checked, wanted)
    avoids = _chosen(rng, (share <= _AVOIDS) & checked, wanted)
    draw[lags] = rng.uniform(1.7, 3.2, len(lags))
    kept = np.sort(np.concatenate([np.flatnonzero(share >= _KEEPS), avoids])).astype(np.int64)
    packs = np.maximum(1, np.round(world.pairs.use[pair] * lengths[number] * draw)).astype(np.int64)
    whole_round = Contracts(pair, number, start, np.array(ends, dtype=np.int64)[number], packs)
    events = [
        replace(_event(world, whole_round, int(at)), identity=f"{kind}-{n + 1:03d}", kind=kind, strength=float(by[at]))
        for kind, which, by in (("vbp_lag", lags, draw), ("vbp_non_selected", avoids, 1 - share))
        for n, at in enumerate(which)
    ]
    columns = (getattr(whole_round, name)[kept] for name in Contracts.__slots__)
    return Contracts(*columns), tuple(events)


def _candidates(world: World, busy: Sequence[int]) -> tuple[Index, npt.NDArray[np.float64]]:
    """Of each hospital and drug the selected product that it uses most, where it uses it regularly; and the share
    of selected products in the drug's use there, in units."""
    pairs, products = world.pairs, world.products
    times = Counter((drug.ingredient, drug.atc) for drug in GENERICS)
    # Two drugs of one ingredient and class may count as one drug elsewhere: they are not procured here.
    single = np.array([times[drug.ingredient, drug.atc] == 1 for drug in GENERICS])
    group = pairs.hospital * len(GENERICS) + products.generic[pairs.product]
    units = pairs.use * products.units[pairs.product]
    selected = products.selected[pairs.product]
    _, place = np.unique(group, return_inverse=True)
    share = np.bincount(place, weights=units * selected) / np.bincount(place, weights=units)
    stays = (products.listed < -30) & (products.delisted == NEVER)
    fit = selected & stays[pairs.product] & single[products.generic[pairs.product]]
    fit &= ~np.isin(pairs.product, np.array(busy, dtype=np.int64))
    fit &= (pairs.use >= 4) & (pairs.frequency >= 0.4)
    chosen = np.flatnonzero(fit)
    order = chosen[np.lexsort((-units[chosen], place[chosen]))]
    _, first = np.unique(place[order], return_index=True)
    pair = order[first]
    return pair, share[place[pair]]


def _chosen(rng: np.random.Generator, fit: npt.NDArray[np.bool_], wanted: int) -> Index:
    found = np.flatnonzero(fit)
    return np.sort(rng.choice(found, size=min(wanted, len(found)), replace=False)).astype(np.int64)


def _event(world: World, contracts: Contracts, at: int) -> Event:
    """What contract number `at` looks like as an event of its hospital and product, over its whole cycle."""
    pair = int(contracts.pair[at])
    hospital, start = int(world.pairs.hospital[pair]), int(contracts.start[at])
    return Event(
        identity="", kind="", products=(int(world.pairs.product[pair]),), start=start,
        end=int(contracts.end[at]), trace=start, strength=1.0, county=int(world.hospitals.county[hospital]),
        hospitals=(hospital,), hits=start + _CHECK_DAYS,
    )  # fmt: skip


def vbp_contract(world: World, contracts: Contracts) -> pl.DataFrame:
    """One row a contract."""
    product, count = world.pairs.product[contracts.pair], len(contracts)
    return headed("vbp_contract", {
        "round_code": texts([f"SIM-VBP-{number + 1}" for number in range(len(_ROUNDS))], contracts.round),
        "hospital_code": texts(world.hospitals.codes, world.pairs.hospital[contracts.pair]),
        "product_code": texts(world.products.codes, product),
        "starts_on": dates(contracts.start, world.days.epoch),
        "ends_on": dates(contracts.end, world.days.epoch),
        "agreed_quantity": whole(contracts.packs),
        "is_alliance": flags(np.zeros(count, dtype=np.bool_)),
        "quality_tier": texts(_TIERS, product % len(_TIERS)),
        "distributor_code": texts(world.companies.distributor_codes, world.pairs.distributor[contracts.pair]),
    })  # fmt: skip
