"""The columns of what is expected, one row per month, place and product. Shares are packs per order line of the place.

`expected` with `low` and `high` is the forecast and its range; `noise` one usual scatter of the series; `usual` the
median of its window and `season` its drug's factor of that month; `least` and `most` what the window has seen.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

EXPECTATION: Final[dict[str, Any]] = {
    "month": pl.String, "region": pl.Int32, "product": pl.Int32, "demand_class": pl.String, "model": pl.String,
    "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64, "noise": pl.Float64, "usual": pl.Float64,
    "season": pl.Float64, "least": pl.Float64, "most": pl.Float64, "known_months": pl.Int32,
    "regularity": pl.Float64, "past_lines": pl.Float64, "past_packs": pl.Float64, "is_counted": pl.Boolean,
}  # fmt: skip
