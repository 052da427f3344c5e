"""For how long stock lasts under uncertain use: quantiles of the day on which it runs below a level. Pure, no chance.

Analytic, not simulated: net use over t days is taken as normal with mean `drain`·t and variance `noise`·t + `drift`·t².
`noise` is what months differ by (independent from month to month), `drift` that the mean itself was measured over few
months. The q-quantile is the first day by the end of which stock is below the level with probability q or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

QUANTILES: Final = (0.1, 0.5, 0.9)
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drain:
    """What leaves stock a day beyond what comes in: arrays of equal length, in units, units², units²."""

    drain: Numbers
    noise: Numbers
    drift: Numbers


def crossing_days(room: Numbers, drain: Drain, horizon: int) -> NDArray[np.int64]:
    """By row of `room` (stock above the level, units) the days of QUANTILES; -1: not within `horizon` days.

    0: below already. Room of exactly 0 is not below yet.
    """
    found = np.full((len(room), len(QUANTILES)), -1, dtype=np.int64)
    found[room < -1e-9, :] = 0
    if not len(room) or horizon < 1:
        return found
    days = np.arange(1, horizon + 1, dtype=np.float64)[None, :]
    used = drain.drain[:, None] * days - room[:, None]
    spread = np.sqrt(drain.noise[:, None] * days + drain.drift[:, None] * days**2)
    sure = spread <= 0
    # Without spread the day is certain: below as soon as more was used than there is room.
    score = np.where(sure, np.where(used > 1e-9, np.inf, -np.inf), used / np.where(sure, 1.0, spread))
    for at, share in enumerate(QUANTILES):
        reached = score >= NormalDist().inv_cdf(share)
        some = reached.any(axis=1)
        found[some, at] = reached[some].argmax(axis=1) + 1
    found[room < -1e-9, :] = 0
    return found


def used_by(drain: Drain, days: int, share: float) -> Numbers:
    """The `share` quantile of what is drained in so many days, never below 0."""
    spread = np.sqrt(drain.noise * days + drain.drift * days**2)
    used: Numbers = np.maximum(drain.drain * days + NormalDist().inv_cdf(share) * spread, 0.0)
    return used


def drain_of(rows: pl.DataFrame, month_days: int) -> Drain:
    """The drain of each holder: columns daily_use, scatter, months, share_lost."""
    lost = _numbers(rows, "share_lost")
    spread = (_numbers(rows, "scatter") * lost) ** 2
    months = np.maximum(_numbers(rows, "months"), 1.0)
    return Drain(_numbers(rows, "daily_use") * lost, spread * month_days, spread / months)


def summed(drain: Drain, groups: NDArray[np.int64], count: int) -> Drain:
    """The drains of groups of holders whose use varies independently; `groups`: of each holder its group."""

    def total(values: Numbers) -> Numbers:
        return np.bincount(groups, weights=values, minlength=count).astype(np.float64)

    return Drain(total(drain.drain), total(drain.noise), total(drain.drift))


def _numbers(rows: pl.DataFrame, name: str) -> Any:
    return rows[name].cast(pl.Float64).fill_null(0.0).to_numpy()
