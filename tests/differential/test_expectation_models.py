"""The block models against statsforecast's own, series by series, and ADIDA against a slow twin."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from baowen.monitor.expectation.models import (
    adida,
    croston_sba,
    row_quantiles,
    seasonally_smoothed,
    smoothed,
    tsb,
    window_median,
)

# Importing it takes seconds and warns of its own dependencies; the platform itself never imports it.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    models = pytest.importorskip("statsforecast.models")


def _series(seed: int, months: int = 24) -> Any:
    chance = np.random.default_rng(seed)
    values = chance.poisson(chance.uniform(0.3, 4.0, (30, 1)), (30, months)) * chance.gamma(2.0, 3.0, (30, months))
    values[:, 0] = np.maximum(values[:, 0], 1.0)  # a series begins with its first purchase
    return values


@pytest.mark.parametrize(
    ("ours", "model"),
    [
        (lambda y: smoothed(y, 0.1), lambda: models.SimpleExponentialSmoothing(0.1)),
        (lambda y: smoothed(y, 0.3), lambda: models.SimpleExponentialSmoothing(0.3)),
        (lambda y: seasonally_smoothed(y, 0.3), lambda: models.SeasonalExponentialSmoothing(12, 0.3)),
        (lambda y: croston_sba(y, 0.1), models.CrostonSBA),
        (lambda y: tsb(y, 0.1, 0.2), lambda: models.TSB(0.1, 0.2)),
    ],
    ids=["smoothed 0.1", "smoothed 0.3", "season", "croston", "tsb"],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_one_step_forecasts_and_the_next_month_equal_those_of_statsforecast(
    ours: Callable[[Any], Any], model: Callable[[], Any], seed: int
) -> None:
    values = _series(seed)
    found = ours(values)
    for row in range(len(values)):
        theirs = model().forecast(y=values[row], h=1, fitted=True)
        expected = np.append(theirs["fitted"], theirs["mean"][0])
        assert np.array_equal(np.isnan(found[row]), np.isnan(expected))
        np.testing.assert_allclose(found[row], expected, rtol=1e-9, equal_nan=True)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_adida_agrees_with_chunks_cut_by_hand(seed: int) -> None:
    values = _series(seed, months=20)
    found = adida(values, 0.3)
    for row in range(len(values)):
        for end in range(1, 21):
            past = list(values[row, :end])
            places = [-1, *(at for at, value in enumerate(past) if value > 0)]
            gaps = [after - before for before, after in itertools.pairwise(places)]
            length = max(1, min(12, round(sum(gaps) / len(gaps))))
            cut = past[len(past) % length :]
            level = math.nan
            for start in range(0, len(cut), length):
                chunk = sum(cut[start : start + length]) / length
                level = chunk if math.isnan(level) else 0.3 * chunk + 0.7 * level
            assert found[row, end] == pytest.approx(level, nan_ok=True), (row, end)


def test_quantiles_of_rows_with_gaps_equal_those_of_numpy() -> None:
    values = _series(6)
    values[np.random.default_rng(6).random(values.shape) < 0.4] = np.nan
    values[0] = np.nan
    found = row_quantiles(values, (0.25, 0.5))
    assert math.isnan(found[0][0])
    for place, share in enumerate((0.25, 0.5)):
        np.testing.assert_allclose(found[place][1:], np.nanquantile(values[1:], share, axis=1))


def test_the_window_median_forgets_what_is_older_than_its_window() -> None:
    values = np.array([[100.0, 100.0, 1.0, 2.0, 3.0]])
    assert window_median(values, 3)[0, 1:].tolist() == [100.0, 100.0, 100.0, 2.0, 2.0]
