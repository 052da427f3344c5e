"""What is expected of a province's 200,000 series: all months of a fresh lake, and the one month that begins.

Generated series, because only their number and length matter: 14 cities and the province, 14,000 products, 24 months,
two thirds of them bought every month. The floor is one scan of the stored rows that the panel is made from; pandas is
the median of the last twelve months alone, by a rolling window for each series.
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from bench.figure import Figure, measure

SERIES = 200_000
MONTHS = [f"{2024 + at // 12}-{at % 12 + 1:02d}" for at in range(24)]
PLACES = [430000, *(430000 + 100 * city for city in range(1, 15))]
GOALS = {"all": 15.0}


def prepare(path: Path, series: int) -> None:
    """Rolled-up rows of every place and product, as the panel is built from, in a file."""
    chance = np.random.default_rng(7)
    products = max(1, series // len(PLACES))
    mean = chance.lognormal(3.0, 1.2, products)
    steady = chance.random(products) < 0.65
    parts = []
    for at, month in enumerate(MONTHS):
        season = 1 + 0.3 * np.cos((at + np.arange(products) % 12) / 6 * np.pi)
        for place in PLACES:
            packs = chance.poisson(mean * season * chance.lognormal(0, 0.2, products))
            packs[~steady & (chance.random(products) < 0.6)] = 0
            kept = np.flatnonzero(packs)
            parts.append(
                pl.DataFrame(
                    {"product": kept.astype(np.int32) + 1, "quantity": packs[kept].astype(np.float64)}
                ).with_columns(
                    month=pl.lit(month), region=pl.lit(place, pl.Int32), lines=pl.lit(3, pl.Int64),
                    orders=pl.lit(3, pl.Int64),
                )
            )  # fmt: skip
    pl.concat(parts).write_parquet(path)


def expect(path: Path, months: int) -> tuple[int, float]:
    """Expect the last so many months, the one that begins among them; rows, and the share of months in their range."""
    from datetime import date

    from baowen.core.policy import load_packs
    from baowen.monitor.expectation.panel import build_panel
    from baowen.monitor.expectation.parameters import ExpectationParameters
    from baowen.monitor.expectation.ranges import expected_ranges_of, seasons
    from baowen.monitor.indicators.parameter import read_parameters

    parameters = read_parameters(ExpectationParameters, load_packs().ruling("430000", date(2026, 1, 1)))
    rows = pl.read_parquet(path)
    products = rows.select("product").unique().with_columns(
        drug_key=(pl.col("product") // 8).cast(pl.String), delisted_on=pl.lit(None, pl.Date)
    )  # fmt: skip
    panel = build_panel(rows, products, MONTHS)
    season = seasons(panel, parameters, np.flatnonzero(panel.region == PLACES[0]))
    wanted = list(range(len(MONTHS) + 1 - months, len(MONTHS) + 1))
    found = expected_ranges_of(panel, parameters, wanted, season=season, workers=2)
    shares = pl.DataFrame(
        {
            "region": np.repeat(panel.region, len(MONTHS)), "product": np.repeat(panel.product, len(MONTHS)),
            "month": np.tile(MONTHS, len(panel)), "share": panel.share.ravel(),
        }
    )  # fmt: skip
    known = found.join(shares.filter(pl.col("month") == MONTHS[-1]), on=["region", "product", "month"])
    inside = known.select(((pl.col("share") >= pl.col("low")) & (pl.col("share") <= pl.col("high"))).mean()).item()
    return found.height, float(inside or 0.0)


def scan(path: Path) -> float:
    """Read once the rows that the panel is made from."""
    began = time.perf_counter()
    pl.read_parquet(path).sum()
    return time.perf_counter() - began


def in_pandas(path: Path) -> int:
    """The median of the twelve months before, for every series and month, by pandas alone."""
    import pandas as pd

    rows = pd.read_parquet(path, columns=["month", "region", "product", "quantity"])
    wide = rows.pivot_table(index=["region", "product"], columns="month", values="quantity", fill_value=0.0)
    return int(wide.T.shift().rolling(12).median().notna().sum().sum())


def main(series: int = SERIES, repeats: int = 3) -> list[Figure]:
    """All months, one month, and how many of the months lay in their range."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        prepare(path, series)
        floor = measure(partial(scan, path), repeats=repeats).seconds
        plain = measure(partial(in_pandas, path), repeats=1)
        every = measure(partial(expect, path, 13), repeats=repeats)
        one = measure(partial(expect, path, 1), repeats=repeats)
    return [
        Figure(
            name=f"expectation of {series:,} series, 13 months", measured=every.seconds, unit="s", goal=GOALS["all"],
            floor=floor, pandas=plain.seconds, note="panel, backtest and ranges; pandas: one rolling median, no range",
        ),
        Figure(
            name="expectation: the month that begins", measured=one.seconds, unit="s", floor=floor,
            note="once a month; every other night costs only the comparison of digests",
        ),
        Figure(name="expectation: peak memory", measured=every.peak_megabytes, unit="MB", pandas=plain.peak_megabytes),
        Figure(
            name="expectation: months inside their range", measured=every.result[1], unit="share",  # type: ignore[index]
            note="of generated series; 0.9 is asked for", better="more",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main(int(sys.argv[1]) if len(sys.argv) > 1 else SERIES):
        print(figure)
