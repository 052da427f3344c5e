"""Decides the severity of each month: a signal opens at its line and eases only when its value is better by a margin.

A value near a line would open, ease and open again month after month. So a severity that stood in the month before
stands on while the value has not become better than its line by the pack's margin; only rising is at once.
"""

from __future__ import annotations

import polars as pl

from baowen.monitor.episodes import FOUND, LINES, SEVERITY, SIGHTING, SUBJECT, month_index


def settle(found: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Sightings (SIGHTING) with the severity that stands, month after month, and without those that did not open.

    `found`: FOUND, one row per subject and month. `before`: SUBJECT, month and severity of the sightings that stand as
    they were recorded. Only neighbouring months count: after a month without a finding a severity must open again.
    """
    ranked = found.select(list(FOUND)).with_columns(
        index=month_index("month"), opens=_rank("severity"), holds=_rank("held_severity")
    )
    recorded = before.select(*SUBJECT, index=month_index("month"), stood=_rank("severity"))
    stood = recorded.clear()
    parts = []
    for index in sorted(ranked["index"].unique()):
        last = pl.concat([recorded, stood]).filter(pl.col("index") == index - 1).select(*SUBJECT, "stood")
        now = ranked.filter(pl.col("index") == index).join(last, on=list(SUBJECT), how="left")
        kept = pl.min_horizontal("holds", pl.col("stood").fill_null(0))
        now = now.with_columns(stands=pl.max_horizontal("opens", kept)).filter(pl.col("stands") > 0)
        stood = now.select(*SUBJECT, "index", stood="stands")
        parts.append(now)
    if not parts:
        return pl.DataFrame(schema=SIGHTING)
    return pl.concat(parts).with_columns(**_settled()).select(list(SIGHTING)).cast(pl.Schema(SIGHTING))


def _rank(column: str) -> pl.Expr:
    """0 for none, 1 for blue up to 4 for red."""
    return (pl.col(column).cast(SEVERITY).to_physical().cast(pl.Int32) + 1).fill_null(0)


def _settled() -> dict[str, pl.Expr]:
    """Severity that stands, its line, and whether it stands only because it stood before."""
    stands = pl.col("stands")
    words = pl.lit(None, pl.String)
    line = pl.lit(None, pl.Float64)
    for rank, name in enumerate(LINES, start=1):
        words = pl.when(stands == rank).then(pl.lit(name)).otherwise(words)
        line = pl.when(stands == rank).then(pl.col(name)).otherwise(line)
    return {"severity": words, "threshold": line, "held": stands > pl.col("opens")}
