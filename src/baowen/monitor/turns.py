"""Decides which signals took a turn in a run: which got graver, from what, and which came to their end. MON-2."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from baowen.core.policy import SEVERITIES

IN_FORCE, ENDED = "in_force", "ended"
TURN: Final[dict[str, Any]] = {
    "number": pl.String, "graver_on": pl.Date, "graver_from": pl.String, "ended_on": pl.Date,
}  # fmt: skip
STOOD: Final[dict[str, Any]] = {"severity": pl.String, "state": pl.String, **TURN}
_SEVERITY: Final = pl.Enum(list(SEVERITIES))


def turns(now: pl.DataFrame, before: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Of each signal (TURN) since when it is graver than it was, and when it ended; null where neither holds.

    `now`: number, severity, state after the run of day `on`. `before`: STOOD, as a run left them earlier; a signal that
    is not among them is new, and has taken no turn. A second run of the same day keeps what the first compared with.
    A signal that gets milder is no longer graver; one that comes back has not ended.
    """
    both = now.select("number", "severity", "state").join(before, on="number", how="left", suffix="_before")
    rank = pl.col("severity").cast(_SEVERITY).to_physical().cast(pl.Int32)
    rank_before = pl.col("severity_before").cast(_SEVERITY).to_physical().cast(pl.Int32)
    is_graver, is_milder = (rank > rank_before).fill_null(value=False), (rank < rank_before).fill_null(value=False)
    is_second = (is_graver & (pl.col("graver_on") == on)).fill_null(value=False)
    kept = pl.when(~is_milder)
    ends = (pl.col("state") == ENDED) & (pl.col("state_before") == IN_FORCE).fill_null(value=False)
    return both.select(
        "number",
        graver_on=pl.when(is_graver).then(pl.lit(on)).otherwise(kept.then("graver_on")),
        graver_from=pl.when(is_graver & ~is_second)
        .then("severity_before")
        .otherwise(kept.then("graver_from"))
        .fill_null(""),
        ended_on=pl.when(ends).then(pl.lit(on)).otherwise(pl.when(pl.col("state") == ENDED).then("ended_on")),
    )
