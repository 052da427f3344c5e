"""Forecasts of the next month by the usual models, for all series and all months in one pass.

Every function takes series × months (nan: not known, 0: nothing bought) and returns series × (months + 1): column t is
what the model forecasts for month t from the months before it, the last column is the month that follows; nan where
the model cannot say anything yet. A month that is not known changes nothing.

These are statsforecast's SimpleExponentialSmoothing, SeasonalExponentialSmoothing, CrostonSBA and TSB, written for
blocks of series: equal to it to the last digits (tests/differential/test_expectation_models.py) at about a hundredth
of its cost (docs/adr/0013). ADIDA differs in one point: its smoothing is fixed, not searched for.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_SBA: Final = 0.95  # Syntetos and Boylan's correction of Croston's bias at a smoothing of 0.1


def smoothed(values: Floats, alpha: float) -> Floats:
    """Simple exponential smoothing, begun with the first known value."""
    found = np.full((values.shape[0], values.shape[1] + 1), np.nan)
    level = found[:, 0].copy()
    for month in range(values.shape[1]):
        level = _step(level, values[:, month], alpha)
        found[:, month + 1] = level
    return found


def _step(level: Floats, value: Floats, alpha: float) -> Floats:
    """The level after one more value; the value itself where there was none, unchanged where there is no value."""
    moved = np.where(np.isnan(level), value, alpha * value + (1 - alpha) * level)
    return np.where(np.isnan(value), level, moved)


def seasonally_smoothed(values: Floats, alpha: float, season: int = 12) -> Floats:
    """Exponential smoothing of each calendar month by itself; speaks from the second year on."""
    found = np.full((values.shape[0], values.shape[1] + 1), np.nan)
    for first in range(season):
        # Column t + season of the result is the level after the value of month t, and so on year by year.
        level = np.full(values.shape[0], np.nan)
        for month in range(first, values.shape[1], season):
            level = _step(level, values[:, month], alpha)
            if month + season <= values.shape[1]:
                found[:, month + season] = level
    return found


def croston_sba(values: Floats, alpha: float) -> Floats:
    """Croston's size of demand over the interval between demands, with the correction of its bias."""
    found = np.full((values.shape[0], values.shape[1] + 1), np.nan)
    size, interval = np.full(values.shape[0], np.nan), np.full(values.shape[0], np.nan)
    since = np.zeros(values.shape[0])
    for month in range(values.shape[1]):
        value = values[:, month]
        since += np.isfinite(value)
        bought = np.where(value > 0, value, np.nan)
        size = _step(size, bought, alpha)
        interval = _step(interval, np.where(value > 0, since, np.nan), alpha)
        since = np.where(value > 0, 0.0, since)
        found[:, month + 1] = _SBA * size / interval
    return found


def tsb(values: Floats, alpha_size: float, alpha_chance: float) -> Floats:
    """Teunter, Syntetos and Babai: size of demand times the chance of one, which fades when demand dies."""
    found = np.full((values.shape[0], values.shape[1] + 1), np.nan)
    size, chance = np.full(values.shape[0], np.nan), np.full(values.shape[0], np.nan)
    for month in range(values.shape[1]):
        value = values[:, month]
        size = _step(size, np.where(value > 0, value, np.nan), alpha_size)
        chance = _step(chance, np.where(np.isnan(value), np.nan, value > 0), alpha_chance)
        found[:, month + 1] = chance * np.where(np.isnan(size), 0.0, size)
    return found


def adida(values: Floats, alpha: float, most: int = 12) -> Floats:
    """Aggregate, smooth, disaggregate: over chunks as long as the mean interval between demands, at most `most`.

    Chunks are laid from the newest month backwards; an incomplete oldest chunk is left out.
    """
    count, months = values.shape
    found = np.full((count, months + 1), np.nan)
    filled = np.nan_to_num(values)
    sums = np.concatenate([np.zeros((count, 1)), np.cumsum(filled, axis=1)], axis=1)
    known = np.concatenate([np.zeros((count, 1)), np.cumsum(np.isfinite(values), axis=1)], axis=1)
    level = _chunk_lengths(values, most)
    for length in range(1, most + 1):
        levels: dict[int, Floats] = {}
        for end in range(1, months + 1):
            if end < length:
                continue
            chunk = (sums[:, end] - sums[:, end - length]) / length
            whole = known[:, end] - known[:, end - length] == length
            before = levels.get(end - length, np.full(count, np.nan))
            levels[end] = _step(before, np.where(whole, chunk, np.nan), alpha)
            found[:, end] = np.where(level[:, end] == length, levels[end], found[:, end])
    return found


def _chunk_lengths(values: Floats, most: int) -> npt.NDArray[np.int64]:
    """By series and month the rounded mean interval between the demands so far; 1 where there was none yet."""
    count, months = values.shape
    lengths = np.ones((count, months + 1), dtype=np.int64)
    demands, span, since = np.zeros(count), np.zeros(count), np.zeros(count)
    for month in range(months):
        since += np.isfinite(values[:, month])
        bought = values[:, month] > 0
        demands += bought
        span = np.where(bought, span + since, span)
        since = np.where(bought, 0.0, since)
        mean = span / np.maximum(demands, 1)
        lengths[:, month + 1] = np.clip(np.rint(mean), 1, most)
    return lengths


def window_median(values: Floats, window: int) -> Floats:
    """The median of the last months: what a single odd month cannot move."""
    count, months = values.shape
    found = np.full((count, months + 1), np.nan)
    for end in range(1, months + 1):
        found[:, end] = row_quantiles(values[:, max(0, end - window) : end], (0.5,))[0]
    return found


def row_quantiles(values: Floats, shares: tuple[float, ...]) -> list[Floats]:
    """Quantiles of each row over its known values, linear between them; nan where none is known.

    Sorting moves nan to the end, so that rows with gaps need no loop: ten times faster than numpy's nanquantile.
    """
    ordered = np.sort(values, axis=1)
    known = np.isfinite(ordered).sum(axis=1)
    rows = np.arange(len(ordered))
    found = []
    for share in shares:
        place = np.maximum(known - 1, 0) * share
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(known - 1, 0))
        below, above = ordered[rows, low], ordered[rows, high]
        found.append(np.where(known > 0, below + (above - below) * (place - low), np.nan))
    return found
