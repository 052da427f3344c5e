"""Risk of a shortage of a drug in a place: one score that joins what the indicators warn of, with its parts visible.

score = 1 ÷ (1 + exp(−(intercept + Σ weight × share))), share being what the severity of an indicator's gravest warning
about the drug is worth, there or in a place above, in the months that count. Weights are policy, fitted on simulated
provinces and checked against what happened there (docs/reference/detection.md). Requirement: MON-3, LST-2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from baowen.core.period import Month
from baowen.monitor.indicators.parameter import policy

SCORE: Final[dict[str, Any]] = {"region": pl.Int32, "drug": pl.String, "score": pl.Float64, "log_odds": pl.Float64}
PART: Final[dict[str, Any]] = {
    "region": pl.Int32, "drug": pl.String, "indicator": pl.String, "severity": pl.String, "month": pl.String,
    "product": pl.Int32, "place": pl.Int32, "value": pl.Float64, "share": pl.Float64, "weight": pl.Float64,
    "contribution": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RiskParameters:
    """`weights`: by indicator, log odds for a warning at full share; an indicator without one does not count.

    `severity_share`: by severity, 0 to 1. `memory_months`: how many months, the newest among them, count.
    `horizon_days`: within how many days the score says that a shortage is felt.
    """

    weights: Mapping[str, float] = policy("risk.weights")
    intercept: float = policy("risk.intercept")
    severity_share: Mapping[str, float] = policy("risk.severity_share")
    horizon_days: int = policy("risk.horizon_days")
    memory_months: int = policy("risk.memory_months")


def risk_parts(
    warned: pl.DataFrame, drugs: pl.DataFrame, places: pl.DataFrame, parameters: RiskParameters, *, month: Month
) -> pl.DataFrame:
    """The parts of every score (PART), one row per place, drug and indicator; their contributions add up to log odds.

    `warned`: indicator, region, subject (a product), month, severity, value. `drugs`: product, drug. `places`: region,
    city, province. A place has a score where something warns there; what warns in its province counts there too.
    """
    months = [str(month.plus(-back)) for back in range(parameters.memory_months)]
    share = {name: float(value) for name, value in parameters.severity_share.items()}
    weight = {name: float(value) for name, value in parameters.weights.items()}
    counted = warned.filter(pl.col("month").is_in(months), pl.col("indicator").is_in(list(weight)))
    counted = counted.join(drugs, left_on="subject", right_on="product").select(
        "indicator", "drug", "month", "severity", "value", product="subject", place="region",
        share=pl.col("severity").replace_strict(share, default=0.0, return_dtype=pl.Float64),
        weight=pl.col("indicator").replace_strict(weight, default=0.0, return_dtype=pl.Float64),
    )  # fmt: skip
    felt = _felt_in(counted.select("drug", region="place").unique(), places)
    parts = felt.join(counted, on=["place", "drug"]).with_columns(contribution=pl.col("share") * pl.col("weight"))
    gravest = parts.sort("share", "month", "place", "product", descending=[True, True, True, False])
    gravest = gravest.unique(["region", "drug", "indicator"], keep="first", maintain_order=True)
    order = gravest.sort("region", "drug", "contribution", "indicator", descending=[False, False, True, False])
    return order.select(pl.col(name).cast(kind) for name, kind in PART.items())


def _felt_in(warned: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """For each place and drug the places whose warnings count there: itself, its city and its province."""
    above = places.select("region", "city", "province")
    own = warned.join(above, on="region", how="left")
    found = [
        own.select("region", "drug", place=pl.col(column)) for column in ("region", "city", "province")
    ]  # fmt: skip
    return pl.concat(found).drop_nulls("place").unique()


def risk_scores(parts: pl.DataFrame, parameters: RiskParameters) -> pl.DataFrame:
    """The scores (SCORE) of all places and drugs that have parts, the highest first."""
    sums = parts.group_by("region", "drug").agg(log_odds=pl.col("contribution").sum() + parameters.intercept)
    scored = sums.with_columns(score=probability(pl.col("log_odds")))
    scored = scored.sort("log_odds", "region", "drug", descending=[True, False, False])
    return scored.select(pl.col(name).cast(kind) for name, kind in SCORE.items())


def probability(log_odds: pl.Expr) -> pl.Expr:
    """The probability that log odds stand for."""
    return 1 / (1 + (-log_odds).exp())
