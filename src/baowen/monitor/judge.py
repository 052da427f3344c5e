"""Judges findings: which cross a threshold, of which severity, under whose policy.

Findings come home from the engine first. Joined with places and thresholds inside the engine, a planner that knows
none of their sizes multiplied places with thresholds: seconds for nothing, in every family.
"""

from __future__ import annotations

import polars as pl

from baowen.core.policy import SEVERITIES
from baowen.monitor.indicators.registry import INDICATORS

_RISING = tuple(name for name, indicator in INDICATORS.items() if indicator.direction == "above")
_JOINED = ("chain", "indicator", "month", "threshold_basis")


def warnings(findings: pl.DataFrame, places: pl.DataFrame, threshold: pl.DataFrame) -> pl.DataFrame:
    """The findings (FINDING) that cross a threshold, or are not better than one by the margin (episodes.FOUND).

    `severity` and `threshold` are those crossed, null where the value only lies within the margin; `held_severity` is
    what would stand on if it had stood before (hysteresis.settle). The four lines go along. `places`: region, chain.
    `threshold`: as `thresholds` returns it. A rate warns strictly below its line, a rise from its line on. A place
    without a chain, or an indicator without a threshold there, gives no warning.
    """
    judged = findings.join(places, on="region").join(threshold, on=list(_JOINED))
    above = pl.col("indicator").is_in(_RISING)
    eased = pl.when(above).then(1 - pl.col("margin")).otherwise(1 + pl.col("margin"))

    def gravest(value: dict[str, pl.Expr], factor: pl.Expr) -> pl.Expr:
        """Of the lines that are crossed, times the factor, what the gravest stands for."""
        chosen = pl.lit(None)
        for name in SEVERITIES:
            line = pl.col(name) * factor
            crossed = pl.when(above).then(pl.col("value") >= line).otherwise(pl.col("value") < line)
            chosen = pl.when(crossed.fill_null(value=False)).then(value[name]).otherwise(chosen)
        return chosen

    names = {name: pl.lit(name) for name in SEVERITIES}
    lines = {name: pl.col(name) for name in SEVERITIES}
    judged = judged.with_columns(
        severity=gravest(names, pl.lit(1.0)).cast(pl.String),
        threshold=gravest(lines, pl.lit(1.0)).cast(pl.Float64),
        held_severity=gravest(names, eased).cast(pl.String),
    )
    judged = judged.filter(pl.col("held_severity").is_not_null())
    told = ("severity", "held_severity", "threshold", *SEVERITIES, "policy_key", "clause", "basis")
    return judged.select(*findings.columns, *told)
