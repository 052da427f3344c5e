"""What the optimiser is given and what it gives back: columns, quantities in smallest units. RSV-3 (NJ-5, HD-13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import polars as pl

INSTITUTIONS: Final[dict[str, Any]] = {
    "org": pl.Int32, "county": pl.Int32, "city": pl.Int32, "alliance": pl.Int32, "longitude": pl.Float64,
    "latitude": pl.Float64,
}  # fmt: skip
"""`county`, `city`: keys of regions. `alliance`: key of the lead hospital (for the lead its own), null for none."""
LOTS: Final[dict[str, Any]] = {
    "lot": pl.Int64, "org": pl.Int32, "item": pl.Int32, "units": pl.Float64, "pack_units": pl.Float64,
    "days_left": pl.Int32,
}  # fmt: skip
"""Usable stock that is not promised elsewhere. `units` is a whole number of packs of `pack_units`; `days_left`: days of
use that its expiry date leaves, null where no date is known."""
USES: Final[dict[str, Any]] = {
    "org": pl.Int32, "item": pl.Int32, "daily_use": pl.Float64, "scatter": pl.Float64, "line_units": pl.Float64,
    "is_case": pl.Boolean,
}  # fmt: skip
"""A row for each institution and item that it uses. `scatter`: standard deviation of a month's daily use between
months. `line_units`: its own warning line. `is_case`: a case about its shortage is open."""
ITEMS: Final[dict[str, Any]] = {"item": pl.Int32, "transport": pl.String}
MOVES: Final[dict[str, Any]] = {
    "item": pl.Int32, "lot": pl.Int64, "giver": pl.Int32, "taker": pl.Int32, "packs": pl.Int64, "units": pl.Float64,
    "km": pl.Float64, "tier": pl.String,
}  # fmt: skip
NEEDS: Final[dict[str, Any]] = {
    "org": pl.Int32, "item": pl.Int32, "stock": pl.Float64, "given": pl.Float64, "received": pl.Float64,
    "kept_line": pl.Float64, "unmet_before": pl.Float64, "unmet_after": pl.Float64, "waste_before": pl.Float64,
    "waste_after": pl.Float64,
}  # fmt: skip
"""`kept_line`: what the institution must keep as a giver. `unmet_*`: expected use within the horizon that its stock
does not cover. `waste_*`: expected units that expire unused."""
UNFAIR: Final[dict[str, Any]] = {"item": pl.Int32, "county": pl.Int32, "share": pl.Float64, "most": pl.Float64}
"""Counties in which `share` of the need stays uncovered although `most` may: no plan within the rules keeps the bound,
or packs are too large to. A county below 0 is an institution without one: -1 less its key."""


class Tier(StrEnum):
    """How far apart giver and taker are in the order in which transfers are preferred."""

    ALLIANCE = "alliance"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRules:
    """What the pack says (keys `reserve.transfer.*`).

    `horizon_days`: how long the plan looks ahead. `confidence`: with which probability a giver's own use over the
    horizon stays covered. `unfair_most`: how much larger a county's uncovered share of its need may be than the whole
    region's. `least_days_left`: lots with fewer days do not move. `most_km`: by transport class how far it may go.
    `unknown_km`: by tier the distance where coordinates are missing. `cost_per_km`, `cost_per_trip`: yuan by class.
    `tier_cost`: yuan by tier added to a trip, so that alliances come first. `gap_most`: relative gap at which the
    optimiser may stop.
    """

    horizon_days: int
    confidence: float
    unfair_most: float
    least_days_left: int
    most_km: dict[str, float]
    unknown_km: dict[str, float]
    cost_per_km: dict[str, float]
    cost_per_trip: dict[str, float]
    tier_cost: dict[str, float]
    gap_most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One question to the optimiser; frames with the columns above."""

    institutions: pl.DataFrame
    lots: pl.DataFrame
    uses: pl.DataFrame
    items: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The answer: MOVES, NEEDS by institution and item, and how near to the least unmet need it is proven to be.

    `bound`: no plan within the rules can leave less unmet than this; `gap`: (unmet − bound) ÷ unmet before.
    `unfair`: columns UNFAIR, where the bound of fairness gave way.
    """

    moves: pl.DataFrame
    needs: pl.DataFrame
    unmet: float
    bound: float
    gap: float
    cost: float
    unfair: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNFAIR))
