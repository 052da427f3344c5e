"""Turns the simulator's number arrays into the columns of a feed, under the headings that a platform exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from baowen.collect.feeds import FEEDS
from baowen.simulate.effects import Index


def headed(feed: str, columns: Mapping[str, pl.Series]) -> pl.DataFrame:
    """A frame with the Chinese headings of a feed, in the order of its contract; KeyError on a column it lacks."""
    contract = FEEDS[feed]
    names = [name for name in contract.column_names if name in columns]
    for name in columns:
        contract.column(name)
    return pl.DataFrame([pl.Series(contract.column(name).zh, columns[name]) for name in names])


def decimals(numbers: Index, scale: int = 4) -> pl.Series:
    """Whole numbers of 10^-scale as decimals, with no float between: the numbers become the decimals' own bytes."""
    low = np.ascontiguousarray(numbers, dtype=np.int64)
    wide = np.empty((len(low), 2), dtype=np.int64)
    wide[:, 0], wide[:, 1] = low, low >> 63
    array = pa.Array.from_buffers(pa.decimal128(18, scale), len(low), [None, pa.py_buffer(wide)])
    series = pl.from_arrow(array)
    assert isinstance(series, pl.Series)
    return series


def whole(numbers: Index) -> pl.Series:
    """Packs, without decimals."""
    return decimals(numbers, 0)


def amounts(quantity: Index, price: Index) -> pl.Series:
    """Quantity times price (0.0001 yuan), rounded half up to the fen."""
    return decimals((quantity * price + 50) // 100, 2)


def dates(day: Index, epoch: int) -> pl.Series:
    """Day numbers of the window as dates."""
    return pl.Series((day + epoch).astype(np.int32)).cast(pl.Date)


def texts(values: Sequence[str | None], index: npt.NDArray[np.integer]) -> pl.Series:
    """One of a few texts for each row."""
    return pl.Series(values, dtype=pl.String).gather(pl.Series(index.astype(np.uint32)))


def numbered(numbers: Index) -> pl.Series:
    """Identifiers that are long numbers, as text."""
    return pl.Series(numbers).cast(pl.String)


def choices(feed: str, column: str) -> dict[str, str]:
    """The Chinese word of each code of a coded column."""
    return {choice.code: choice.zh for choice in FEEDS[feed].column(column).choices}


def flags(values: npt.NDArray[np.bool_]) -> pl.Series:
    """是 or 否."""
    return texts(("否", "是"), values.astype(np.int64))
