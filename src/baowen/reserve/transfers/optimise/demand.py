"""How uncertain use over the horizon is: a normal variable cut at zero, its quantile and what stock leaves uncovered.

The variance is that of the reported months, and never less than a count's of smallest units (Poisson). RSV-3.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
_MONTH_DAYS = 30.0
_NORMAL = NormalDist()
_ERFC = np.frompyfunc(math.erfc, 1, 1)
_INVERSE = np.frompyfunc(_NORMAL.inv_cdf, 1, 1)


def spread(daily_use: Array, scatter: Array, horizon_days: int) -> tuple[Array, Array]:
    """Mean and standard deviation of the use of a horizon, in smallest units."""
    mean = np.maximum(daily_use, 0.0) * horizon_days
    between_months = np.maximum(scatter, 0.0) * math.sqrt(_MONTH_DAYS * horizon_days)
    return mean, np.where(mean > 0, np.maximum(between_months, np.sqrt(mean)), 0.0)


def quantile(mean: Array, deviation: Array, probability: float) -> Array:
    """What use stays below with a probability."""
    return np.maximum(mean + _NORMAL.inv_cdf(probability) * deviation, 0.0)


def exceeded(z: Array) -> Array:
    """The probability that a standard normal variable lies above z."""
    found: Any = _ERFC(z / math.sqrt(2.0))
    return np.asarray(found, dtype=np.float64) / 2.0


def exceeded_with(probability: Array) -> Array:
    """The z above which a standard normal variable lies with a probability; cut at ten deviations."""
    found: Any = _INVERSE(1.0 - np.clip(probability, 1e-15, 1.0 - 1e-15))
    return np.clip(np.asarray(found, dtype=np.float64), -10.0, 10.0)


def uncovered(mean: Array, deviation: Array, stock: Array) -> Array:
    """Expected use above the stock, E[(D − S)+]: convex in S; nothing where nothing is used."""
    wide = np.where(deviation > 0, deviation, 1.0)
    z = (np.asarray(stock, dtype=np.float64) - mean) / wide
    density = np.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    return np.where(deviation > 0, np.maximum(wide * (density - z * exceeded(z)), 0.0), 0.0)
