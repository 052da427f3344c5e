"""How far giver and taker lie apart, in which tier, whether goods may go that far, and what a trip costs. RSV-3."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.reserve.transfers.optimise.demand import Array
from baowen.reserve.transfers.optimise.given import Tier, TransferRules

TIERS = tuple(Tier)
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Roads:
    """Matrices by giver and taker. `cost`: yuan of one trip."""

    km: Array
    tier: npt.NDArray[np.int8]
    open: npt.NDArray[np.bool_]
    cost: Array


def of_class(by_class: dict[str, float], transport: str, otherwise: float) -> float:
    """The figure of a transport class; that of ordinary goods where the class has none of its own."""
    return by_class.get(transport, by_class.get("ordinary", otherwise))


def roads(
    places: pl.DataFrame, givers: npt.NDArray[np.int64], takers: npt.NDArray[np.int64], transport: str,
    rules: TransferRules,
) -> Roads:  # fmt: skip
    """`places`: INSTITUTIONS; `givers`, `takers`: keys of institutions."""
    here, there = _rows(places, givers), _rows(places, takers)

    def same(name: str) -> npt.NDArray[np.bool_]:
        one, other = here[name].fill_null(-1).to_numpy(), there[name].fill_null(-2).to_numpy()
        return np.asarray(one[:, None] == other[None, :])

    tier = np.where(same("alliance"), 0, np.where(same("county"), 1, np.where(same("city"), 2, 3))).astype(np.int8)
    straight = _straight(here, there)
    unknown = np.array([rules.unknown_km[one] for one in TIERS])[tier]
    km = np.where(np.isnan(straight), unknown, straight)
    added = np.array([rules.tier_cost[one] for one in TIERS])[tier]
    cost = km * of_class(rules.cost_per_km, transport, 0.0) + of_class(rules.cost_per_trip, transport, 0.0) + added
    return Roads(km, tier, km <= of_class(rules.most_km, transport, np.inf), cost)


def _rows(places: pl.DataFrame, keys: npt.NDArray[np.int64]) -> pl.DataFrame:
    return pl.DataFrame({"org": pl.Series(keys, dtype=pl.Int32)}).join(
        places, on="org", how="left", maintain_order="left"
    )


def _straight(here: pl.DataFrame, there: pl.DataFrame) -> Array:
    """Kilometres along the great circle; not a number where a place is unknown."""
    east, north = (
        np.radians(here[name].cast(pl.Float64).fill_null(np.nan).to_numpy()) for name in ("longitude", "latitude")
    )
    east_too, north_too = (
        np.radians(there[name].cast(pl.Float64).fill_null(np.nan).to_numpy()) for name in ("longitude", "latitude")
    )
    part = np.sin((north[:, None] - north_too[None, :]) / 2) ** 2
    part = (
        part
        + np.cos(north)[:, None] * np.cos(north_too)[None, :] * np.sin((east[:, None] - east_too[None, :]) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(part, 0.0, 1.0))))
