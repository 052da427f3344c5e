"""How unequal counties may be: none may leave a larger share of its need uncovered than the region and so much more.

The region's share is that of the plan without this bound, the least there is: a bound against it holds against the
share of every other plan too, and nobody gains from leaving more uncovered elsewhere. Where no plan within the rules
can keep the bound it gives way as little as possible, and the county is told. RSV-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from baowen.reserve.transfers.optimise.demand import Array
from baowen.reserve.transfers.optimise.given import UNFAIR, TransferRules
from baowen.reserve.transfers.optimise.shelves import Shelves, Whole

_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Fair:
    """`county`: by institution of the shelves a number from 0, in the order of `keys`. `need`: expected use of each
    county; `most`: units that may stay uncovered there."""

    county: Whole
    keys: Whole
    need: Array
    most: Array

    def by_county(self, amounts: Array) -> Array:
        """Sums of what goes by institution."""
        return np.bincount(self.county, weights=amounts, minlength=len(self.keys)).astype(np.float64)


def fair_of(shelves: Shelves, places: pl.DataFrame, unmet_after: Array, rules: TransferRules) -> Fair:
    """`unmet_after`: by institution, of the plan without the bound. Who has no county is one of its own."""
    rows = pl.DataFrame({"org": pl.Series(shelves.org, dtype=pl.Int32)})
    known = rows.join(places.select("org", "county"), on="org", how="left", maintain_order="left")
    own = known.select(pl.col("county").cast(pl.Int64).fill_null(-1 - pl.col("org").cast(pl.Int64)))[
        "county"
    ].to_numpy()
    keys, county = np.unique(own, return_inverse=True)
    need: Array = np.bincount(county, weights=shelves.mean, minlength=len(keys)).astype(np.float64)
    share = float(unmet_after.sum()) / max(float(shelves.mean.sum()), _LEAST)
    return Fair(county.astype(np.int64), keys.astype(np.int64), need, np.asarray(need * (share + rules.unfair_most)))


def beyond(fair: Fair, unmet_after: Array) -> Array:
    """Units by which each county is above its bound."""
    return np.maximum(fair.by_county(unmet_after) - fair.most, 0.0)


def unfair_counties(item: int, fair: Fair, unmet_after: Array, rules: TransferRules) -> pl.DataFrame:
    """Columns UNFAIR: the counties that stay above the region's share of this plan and what is allowed beyond it."""
    region = float(unmet_after.sum()) / max(float(fair.need.sum()), _LEAST)
    share = fair.by_county(unmet_after) / np.maximum(fair.need, _LEAST)
    above = (share > region + rules.unfair_most + _LEAST) & (fair.need > _LEAST)
    found = {"item": np.full(int(above.sum()), item), "county": fair.keys[above], "share": share[above],
             "most": np.full(int(above.sum()), region + rules.unfair_most)}  # fmt: skip
    return pl.DataFrame(found).select(pl.col(name).cast(kind) for name, kind in UNFAIR.items())
