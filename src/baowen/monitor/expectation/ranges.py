"""Chooses a model for each series by backtest and gives what it expects, with a range, for the months asked about.

For month m only months before m count. Every model's one-step forecasts of the past are a backtest with rolling
origin; the model with the least error over the last origins is chosen, a series' own errors shrunk towards those of its
demand class in the place, since a dozen errors alone say little. The range comes from the errors of the chosen models:
each divided by the usual scatter of its series, pooled by demand class, the quantiles of the pool (split conformal).
Places stand alone: what changes in one changes nothing in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.core.period import Month
from baowen.monitor.expectation.columns import EXPECTATION
from baowen.monitor.expectation.demand_class import CLASSES, demand_classes
from baowen.monitor.expectation.models import (
    adida,
    croston_sba,
    row_quantiles,
    seasonally_smoothed,
    smoothed,
    tsb,
    window_median,
)
from baowen.monitor.expectation.panel import Floats, Indices, Panel, build_panel
from baowen.monitor.expectation.parameters import ExpectationParameters
from baowen.monitor.expectation.season import drug_shares, season_of

MODELS: Final = ("median", "drug_season", "smoothed", "season", "croston_sba", "tsb", "adida")
DENSE: Final = ("median", "drug_season", "smoothed", "season")
SELDOM: Final = ("smoothed", "croston_sba", "tsb", "adida")
_MAD_TO_SIGMA: Final = 1.4826  # of a normal distribution: the median absolute error in standard deviations
_LEAST_MEAN: Final = 1e-12  # keeps a series of zeros from dividing by zero
_MOST_SCATTER: Final = 20.0  # errors beyond so many scatters say nothing about a quantile


def expectation_from(
    rows: pl.DataFrame, places: pl.DataFrame, products: pl.DataFrame, parameters: ExpectationParameters,
    *, months: Sequence[str], wanted: Sequence[str] | None = None, workers: int = 1,
) -> pl.DataFrame:  # fmt: skip
    """Rows EXPECTATION of those of the consecutive `months` that are `wanted` (all unless told) and have a history.

    `rows`: as source.py gives them, of every place; the last month needs none.
    `places`: region, level. `products`: product, drug_key, delisted_on.
    """
    kinds = {"quantity": pl.Float64, "lines": pl.Int64, "orders": pl.Int64}
    plain = rows.with_columns(pl.col(name).cast(kind) for name, kind in kinds.items())
    panel = build_panel(plain, products, months[:-1])
    provinces = places.filter(pl.col("level") == "province")["region"].to_numpy()
    season = seasons(panel, parameters, np.flatnonzero(np.isin(panel.region, provinces)))
    columns = [at for at in range(parameters.least_months, len(months)) if wanted is None or months[at] in wanted]
    return expected_ranges_of(panel, parameters, columns, season=season, workers=workers)


def expected_ranges_of(
    panel: Panel, parameters: ExpectationParameters, months: Sequence[int], *, season: Floats, workers: int = 1
) -> pl.DataFrame:
    """Rows EXPECTATION for the columns asked about; column len(panel.months) is the month after the last.

    `season`: as `seasons` gives it. Units: packs per order line of the place; whoever knows the place's order lines of
    the month multiplies. `workers`: how many threads share the places.
    """
    blocks = [np.flatnonzero(panel.place == place) for place in range(len(panel.activity))]
    with ThreadPoolExecutor(workers) as pool:
        work = partial(_place, panel, parameters, months, season)
        return pl.concat([pl.DataFrame(schema=EXPECTATION), *pool.map(work, blocks)])


def seasons(panel: Panel, parameters: ExpectationParameters, top: Indices) -> Floats:
    """Drugs × (months + 1): each drug's season; `top`: positions of the series of whole provinces."""
    shares = drug_shares(panel, top)
    months = range(len(panel.months) + 1)
    return np.stack([season_of(shares, month, most=parameters.most_season) for month in months], axis=1)


def _place(
    panel: Panel, parameters: ExpectationParameters, months: Sequence[int], season: Floats, rows: Indices
) -> pl.DataFrame:
    block = panel.take(rows)
    fitted = _fit(block, parameters, season)
    found = [_month(block, parameters, fitted, month) for month in months]
    return pl.concat([pl.DataFrame(schema=EXPECTATION), *found])


@dataclass(frozen=True, kw_only=True)
class _Fitted:
    """By model one-step forecasts for each column and the next (models × series × (months + 1)), and how far they were
    off: sums of errors and of their squares (2 × models × series × (months + 1)) and their number, over the months
    before each column."""

    forecast: Floats
    errors: Floats
    origins: npt.NDArray[np.int16]
    season: Floats


def _fit(block: Panel, parameters: ExpectationParameters, season: Floats) -> _Fitted:
    share = block.share
    count, months = share.shape
    forecast = np.full((len(MODELS), count, months + 1), np.nan)
    season = season[block.group]
    seldom = _ever_seldom(share, parameters)
    forecast[0] = window_median(share, parameters.window_months)
    forecast[1] = forecast[0] * season
    forecast[2] = smoothed(share, parameters.smoothing)
    forecast[3] = seasonally_smoothed(share, parameters.season_smoothing)
    forecast[4][seldom] = croston_sba(share[seldom], parameters.smoothing)
    forecast[5][seldom] = tsb(share[seldom], parameters.smoothing, parameters.smoothing)
    forecast[6][seldom] = adida(share[seldom], parameters.season_smoothing)
    errors = np.zeros((2, len(MODELS), count, months + 1))
    origins = np.zeros((len(MODELS), count, months + 1), dtype=np.int16)
    for position in range(len(MODELS)):
        off = np.abs(share - forecast[position, :, :-1])
        told = np.isfinite(off)
        off[~told] = 0.0
        errors[0, position, :, 1:] = np.cumsum(off, axis=1)
        errors[1, position, :, 1:] = np.cumsum(off * off, axis=1)
        origins[position, :, 1:] = np.cumsum(told, axis=1)
    return _Fitted(forecast=forecast, errors=errors, origins=origins, season=season)


def _ever_seldom(share: Floats, parameters: ExpectationParameters) -> npt.NDArray[np.bool_]:
    """Series that are intermittent or lumpy in any window: only they need the models for such demand."""
    known = np.cumsum(np.isfinite(share), axis=1)
    bought = np.cumsum(np.nan_to_num(share) > 0, axis=1)
    back = parameters.window_months
    for sums in (known, bought):
        sums[:, back:] -= sums[:, :-back].copy()
    return np.asarray((known >= parameters.interval_cut * bought).any(axis=1))


def _month(block: Panel, parameters: ExpectationParameters, fitted: _Fitted, month: int) -> pl.DataFrame:
    first = max(0, month - parameters.window_months)
    known = np.isfinite(block.share[:, first:month]).sum(axis=1)
    rows = np.flatnonzero(known >= max(1, parameters.least_months))
    window, known = block.share[rows, first:month], known[rows]
    classes = demand_classes(window, interval_cut=parameters.interval_cut, variation_cut=parameters.variation_cut)
    mean = np.nansum(window, axis=1) / np.maximum(known, 1)
    chosen = _choose(fitted, parameters, month, rows=rows, classes=classes, mean=mean)
    expected = np.nan_to_num(fitted.forecast[chosen, rows, month])
    back = max(0, month - parameters.backtest_months)
    errors = block.share[rows, back:month] - fitted.forecast[chosen, rows, back:month]
    lines = block.lines[rows, first:month].sum(axis=1) / np.maximum(known, 1)
    counting = np.where(block.counted[rows], np.minimum(1.0, 1.0 / np.sqrt(np.maximum(lines, 1e-9))), 0.0)
    scatter = _MAD_TO_SIGMA * np.nan_to_num(row_quantiles(np.abs(errors), (0.5,))[0])
    noise = np.maximum(scatter, np.maximum(counting, parameters.least_noise) * expected)
    low, high = _quantiles(errors, noise, classes, parameters)
    return _shaped(
        block, rows, month,
        demand_class=classes, model=chosen, expected=expected, noise=noise,
        low=np.maximum(0.0, expected + low * noise), high=np.maximum(0.0, expected + high * noise),
        usual=fitted.forecast[0, rows, month], season=fitted.season[rows, month],
        least=np.fmin.reduce(window, axis=1), most=np.fmax.reduce(window, axis=1), known_months=known,
        regularity=(window > 0).sum(axis=1) / np.maximum(known, 1), past_lines=lines,
        past_packs=block.packs[rows, first:month].sum(axis=1) / np.maximum(known, 1),
    )  # fmt: skip


def _choose(
    fitted: _Fitted, parameters: ExpectationParameters, month: int, *, rows: Indices,
    classes: npt.NDArray[np.int8], mean: Floats,
) -> Indices:  # fmt: skip
    """By series the position of the model with the least mean error: absolute for dense demand, squared for seldom.

    Errors are taken relative to the `mean` of the series' window, so that the errors of a class can be pooled.
    """
    back = max(0, month - parameters.backtest_months)
    seldom = np.isin(classes, (0, 3, 4))
    scale = np.maximum(mean, _LEAST_MEAN)
    best = np.full(len(rows), np.inf)
    # Where no model has errors enough, the first that may speak for the class does.
    chosen = np.where(seldom, MODELS.index("smoothed"), 0)
    for position, name in enumerate(MODELS):
        sums = fitted.errors[:, position, rows, month] - fitted.errors[:, position, rows, back]
        total = np.where(seldom, sums[1] / scale, sums[0]) / scale
        origins = (fitted.origins[position, rows, month] - fitted.origins[position, rows, back]).astype(np.int64)
        pooled = _by_class(total, origins, classes)
        score = (total + parameters.class_weight * pooled) / (origins + parameters.class_weight)
        allowed = np.where(seldom, name in SELDOM, name in DENSE) & (origins >= parameters.least_origins)
        better = allowed & np.isfinite(fitted.forecast[position, rows, month]) & (score < best)
        chosen, best = np.where(better, position, chosen), np.where(better, score, best)
    return chosen


def _by_class(total: Floats, origins: npt.NDArray[np.int64], classes: npt.NDArray[np.int8]) -> Floats:
    """By series the mean error of its class; nan where the class has no error to tell of."""
    mean = np.where(origins > 0, total / np.maximum(origins, 1), 0.0)
    sums = np.bincount(classes, weights=mean, minlength=len(CLASSES))
    counts = np.bincount(classes, weights=origins > 0, minlength=len(CLASSES))
    return np.asarray(np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)[classes])


def _quantiles(
    errors: Floats, noise: Floats, classes: npt.NDArray[np.int8], parameters: ExpectationParameters
) -> tuple[Floats, Floats]:
    """By series how many scatters the range goes below and above the expected: quantiles of its class' errors.

    A class with too few errors takes those of the whole place.
    """
    scaled = np.where(noise[:, None] > 0, errors / np.maximum(noise, 1e-300)[:, None], np.nan)
    tails = [(1 - parameters.coverage) / 2, (1 + parameters.coverage) / 2]
    found = np.zeros((len(CLASSES), 2))
    every = scaled[np.isfinite(scaled)]
    for kind in np.unique(classes):
        own = scaled[classes == kind]
        own = own[np.isfinite(own)]
        pool = own if len(own) >= parameters.least_errors else every
        if len(pool):
            found[kind] = np.quantile(np.clip(pool, -_MOST_SCATTER, _MOST_SCATTER), tails)
    return np.minimum(found[:, 0], 0.0)[classes], np.maximum(found[:, 1], 0.0)[classes]


def _shaped(block: Panel, rows: Indices, month: int, **columns: npt.NDArray[Any]) -> pl.DataFrame:
    name = block.months[month] if month < len(block.months) else str(Month.parse(block.months[-1]).plus(1))
    words = {
        column: pl.Series(column, columns.pop(column)).replace_strict(dict(enumerate(names)), return_dtype=pl.String)
        for column, names in (("model", MODELS), ("demand_class", CLASSES))
    }
    plain = {"region": block.region[rows], "product": block.product[rows], "is_counted": block.counted[rows], **columns}
    frame = pl.DataFrame(plain).with_columns(month=pl.lit(name), **words)
    return frame.select(pl.col(column).cast(kind) for column, kind in EXPECTATION.items())
