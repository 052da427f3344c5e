"""How an expectation is made: read from the policy pack."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.monitor.indicators.parameter import policy


@dataclass(frozen=True, kw_only=True)
class ExpectationParameters:
    """`window_months`: the history that counts. `least_months`: known months that a series needs.

    `interval_cut`, `variation_cut`: where demand classes part. `smoothing`, `season_smoothing`: of the models.
    `backtest_months`: origins that count; `class_weight`: how many origins the error of the class stands for;
    `least_origins`: errors that a model needs to be chosen. `coverage`: share of months that the range is to hold;
    `least_errors`: how many errors a class of a place needs for quantiles of its own. `least_noise`: least scatter
    that is believed, relative. `most_season`: a drug's season is at most this factor up or down. `levels`: of places.
    `expects_use`: whether use is expected besides purchases.
    """

    window_months: int = policy("purchase.window_months")
    least_months: int = policy("purchase.least_months")
    least_noise: float = policy("purchase.least_noise")
    levels: tuple[str, ...] = policy("purchase.levels")
    interval_cut: float = policy("expectation.interval_cut")
    variation_cut: float = policy("expectation.variation_cut")
    smoothing: float = policy("expectation.smoothing")
    season_smoothing: float = policy("expectation.season_smoothing")
    backtest_months: int = policy("expectation.backtest_months")
    class_weight: float = policy("expectation.class_weight")
    least_origins: int = policy("expectation.least_origins")
    coverage: float = policy("expectation.coverage")
    least_errors: int = policy("expectation.least_errors")
    most_season: float = policy("expectation.most_season")
    expects_use: bool = policy("expectation.expects_use")
