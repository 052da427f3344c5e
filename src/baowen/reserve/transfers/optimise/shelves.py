"""What each institution has of one item and must keep, which lots may leave it and in which order, who lacks. RSV-3."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.reserve.transfers.optimise.demand import Array, quantile, spread, uncovered
from baowen.reserve.transfers.optimise.given import TransferRules

Whole = npt.NDArray[np.int64]
_NEVER = 10**6
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot on a shelf; `days` is beyond every horizon where no expiry date is known."""

    number: int
    units: float
    pack: float
    days: int


@dataclass(frozen=True, slots=True)
class Shelves:
    """One item. Arrays go by institution (`org`); lots stand in expiry order, `spare` are the packs that may leave."""

    item: int
    org: Whole
    mean: Array
    deviation: Array
    daily: Array
    lots: list[list[Lot]]
    stock: Array
    covering: Array
    kept: Array
    lacking: Array
    spare: list[list[int]]
    is_case: npt.NDArray[np.bool_]

    def unmet(self) -> Array:
        """Expected use that the stock does not cover, before anything moves."""
        return uncovered(self.mean, self.deviation, self.covering)


def covering_units(lots: list[Lot], daily: float, horizon_days: int) -> float:
    """Stock that can be used within the horizon or after it: a lot covers no more than the use before it expires."""
    covered = 0.0
    for lot in lots:
        covered += lot.units
        if lot.days < horizon_days:
            covered = min(covered, daily * max(lot.days, 0))
    return covered


def shelves_of(item: int, lots: pl.DataFrame, uses: pl.DataFrame, rules: TransferRules) -> Shelves:
    """Of one item's rows of lots and uses."""
    org = np.unique(np.concatenate([lots["org"].to_numpy(), uses["org"].to_numpy()])).astype(np.int64)
    at = np.searchsorted(org, uses["org"].to_numpy())
    daily, scatter, line = (np.zeros(len(org)) for _ in range(3))
    for name, column in (("daily_use", daily), ("scatter", scatter), ("line_units", line)):
        column[at] = uses[name].fill_null(0.0).to_numpy()
    is_case = np.zeros(len(org), dtype=np.bool_)
    is_case[at] = uses["is_case"].fill_null(False).to_numpy()
    held = _held(org, lots)
    horizon = rules.horizon_days
    mean, deviation = spread(daily, scatter, horizon)
    own = quantile(mean, deviation, rules.confidence)
    stock = np.array([sum(lot.units for lot in some) for some in held], dtype=np.float64)
    covering = np.array([covering_units(some, use, horizon) for some, use in zip(held, daily.tolist(), strict=True)])
    kept = np.maximum(own, line)
    spare = [
        spare_packs(some, least, use, rules) if covers >= least - _LEAST else [0] * len(some)
        for some, least, use, covers in zip(held, kept.tolist(), daily.tolist(), covering.tolist(), strict=True)
    ]
    gives = np.array([sum(packs) > 0 for packs in spare], dtype=np.bool_)
    lacking = np.where(gives, 0.0, np.maximum(own - covering, 0.0))
    return Shelves(
        item, org, mean, deviation, daily, held, stock, covering, kept, lacking, spare, is_case,
    )  # fmt: skip


def _held(org: Whole, lots: pl.DataFrame) -> list[list[Lot]]:
    held: list[list[Lot]] = [[] for _ in range(len(org))]
    rows = lots.with_columns(pl.col("days_left").fill_null(_NEVER)).sort("days_left", "lot")
    columns = (rows[name].to_list() for name in ("lot", "units", "pack_units", "days_left"))
    for index, *lot in zip(np.searchsorted(org, rows["org"].to_numpy()).tolist(), *columns, strict=True):
        if lot[1] > 0:
            held[index].append(Lot(*lot))
    return held


def spare_packs(lots: list[Lot], least: float, daily: float, rules: TransferRules) -> list[int]:
    """Packs of each lot that may leave in expiry order so that what stays still covers `least`.

    A lot leaves only once those that expire before it have left whole, apart from lots that may not move at all.
    """
    horizon = rules.horizon_days
    left, packs = list(lots), [0] * len(lots)
    for index, lot in enumerate(lots):
        if lot.days < rules.least_days_left:
            continue
        whole = int(lot.units / lot.pack + _LEAST)
        low, high = 0, whole
        while low < high:
            middle = (low + high + 1) // 2
            left[index] = Lot(lot.number, max(lot.units - middle * lot.pack, 0.0), lot.pack, lot.days)
            low, high = (middle, high) if covering_units(left, daily, horizon) >= least - _LEAST else (low, middle - 1)
        left[index] = Lot(lot.number, max(lot.units - low * lot.pack, 0.0), lot.pack, lot.days)
        packs[index] = low
        if low < whole:
            break
    return packs
