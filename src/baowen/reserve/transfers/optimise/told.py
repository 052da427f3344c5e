"""Moves as frames, and what each institution has before and after them. RSV-3."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from baowen.reserve.transfers.optimise.demand import Array, uncovered
from baowen.reserve.transfers.optimise.given import MOVES, NEEDS, UNFAIR, Planned, TransferRules
from baowen.reserve.transfers.optimise.packs import Shipping
from baowen.reserve.transfers.optimise.roads import TIERS
from baowen.reserve.transfers.optimise.shelves import Lot, Shelves, covering_units

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """One item's answer; `bound`: no plan can leave less unmet."""

    moves: pl.DataFrame
    needs: pl.DataFrame
    bound: float
    cost: float
    unfair: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNFAIR))

    @property
    def unmet(self) -> float:
        return float(self.needs["unmet_after"].sum())


def told(shelves: Shelves, shipping: Shipping | None, bound: float | None, rules: TransferRules) -> ItemPlan:
    """`bound`: None where nobody could do better than leaving everything as it is."""
    after = [list(lots) for lots in shelves.lots]
    given, received = np.zeros(len(shelves.org)), np.zeros(len(shelves.org))
    moves = pl.DataFrame(schema=MOVES)
    cost = 0.0
    if shipping is not None and shipping.packs:
        moves, cost = _moves(shelves, shipping)
        for (giver, place, taker), packs in shipping.packs.items():
            here, there = int(shipping.market.givers[giver]), int(shipping.market.takers[taker])
            lot = after[here][place]
            units = packs * lot.pack
            after[here][place] = Lot(lot.number, max(lot.units - units, 0.0), lot.pack, lot.days)
            after[there].append(Lot(lot.number, units, lot.pack, lot.days))
            given[here] += units
            received[there] += units
    needs = _needs(shelves, after, given, received, rules)
    least = float(needs["unmet_before"].sum()) if bound is None else bound
    return ItemPlan(moves, needs, least, cost)


def _moves(shelves: Shelves, shipping: Shipping) -> tuple[pl.DataFrame, float]:
    market = shipping.market
    rows = [
        (
            shelves.item, shelves.lots[int(market.givers[giver])][place].number,
            int(shelves.org[market.givers[giver]]), int(shelves.org[market.takers[taker]]), packs,
            packs * shelves.lots[int(market.givers[giver])][place].pack, float(market.roads.km[giver, taker]),
            TIERS[int(market.roads.tier[giver, taker])].value,
        )
        for (giver, place, taker), packs in sorted(shipping.packs.items())
    ]  # fmt: skip
    trips = {(giver, taker) for giver, _, taker in shipping.packs}
    cost = sum(float(market.roads.cost[giver, taker]) for giver, taker in trips)
    return pl.DataFrame(rows, schema=MOVES, orient="row"), cost


def _needs(
    shelves: Shelves, after: list[list[Lot]], given: Array, received: Array, rules: TransferRules
) -> pl.DataFrame:
    horizon = rules.horizon_days
    changed = np.flatnonzero((given > 0) | (received > 0)).tolist()
    covering, daily = shelves.covering.copy(), shelves.daily.tolist()
    waste = np.array([expiring(lots, use, horizon) for lots, use in zip(shelves.lots, daily, strict=True)], dtype=float)
    waste_after = waste.copy()
    for row in changed:
        lots = sorted(after[row], key=lambda lot: (lot.days, lot.number))
        covering[row] = covering_units(lots, daily[row], horizon)
        waste_after[row] = expiring(lots, daily[row], horizon)
    columns = {
        "org": shelves.org, "item": np.full(len(shelves.org), shelves.item), "stock": shelves.stock, "given": given,
        "received": received, "kept_line": shelves.kept, "unmet_before": shelves.unmet(),
        "unmet_after": uncovered(shelves.mean, shelves.deviation, covering), "waste_before": waste,
        "waste_after": waste_after,
    }  # fmt: skip
    return pl.DataFrame(columns).select(pl.col(name).cast(kind) for name, kind in NEEDS.items())


def expiring(lots: list[Lot], daily: float, horizon_days: int) -> float:
    """Units that expire within the horizon before they are used."""
    short = [lot for lot in lots if lot.days < horizon_days]
    return sum(lot.units for lot in short) - covering_units(short, daily, horizon_days) if short else 0.0


def together(plans: list[ItemPlan]) -> Planned:
    """The items' answers as one."""
    moves = pl.concat([pl.DataFrame(schema=MOVES), *(plan.moves for plan in plans)])
    needs = pl.concat([pl.DataFrame(schema=NEEDS), *(plan.needs for plan in plans)])
    unmet, before = float(needs["unmet_after"].sum()), float(needs["unmet_before"].sum())
    bound = min(sum(plan.bound for plan in plans), unmet)
    gap = (unmet - bound) / before if before > _LEAST else 0.0
    cost = sum(plan.cost for plan in plans)
    unfair = pl.concat([pl.DataFrame(schema=UNFAIR), *(plan.unfair for plan in plans)])
    return Planned(moves=moves, needs=needs, unmet=unmet, bound=bound, gap=gap, cost=cost, unfair=unfair)
