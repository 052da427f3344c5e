"""Which kind of demand a series shows: smooth, erratic, intermittent or lumpy (Syntetos and Boylan).

ADI is the mean number of months between two months with demand, CV2 the squared coefficient of variation of the
demand in those months. Intermittent demand comes seldom, erratic demand varies in size, lumpy demand does both.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
CLASSES: Final = ("none", "smooth", "erratic", "intermittent", "lumpy")


def demand_classes(values: Floats, *, interval_cut: float, variation_cut: float) -> npt.NDArray[np.int8]:
    """The class of each row as a position in CLASSES; `values` is series × months, nan where nothing is known.

    A series without any demand is `none`. A single month with demand has a variation of 0.
    """
    known = np.isfinite(values)
    bought = known & (values > 0)
    months, demands = known.sum(axis=1), bought.sum(axis=1)
    size = np.where(bought, values, 0.0)
    mean = size.sum(axis=1) / np.maximum(demands, 1)
    spread = np.where(bought, values - mean[:, None], 0.0)
    variance = (spread * spread).sum(axis=1) / np.maximum(demands, 1)
    varied = variance / np.where(mean > 0, mean * mean, 1.0) >= variation_cut
    seldom = months / np.maximum(demands, 1) >= interval_cut
    found = np.where(seldom, np.where(varied, 4, 3), np.where(varied, 2, 1))
    return np.where(demands == 0, 0, found).astype(np.int8)
