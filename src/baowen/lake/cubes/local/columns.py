"""Columns of sorted rows: matched by hash, cut into runs of equal keys and added up run by run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]
SCALE = 10_000  # decimals have four places: as integers they are ten-thousandths
_TABLE_BITS = 22
_SHIFT = 7
_MOST_BITS = 63
_MOST_ROUNDS = 8


class Lookup:
    """Finds rows by a 63-bit hash: direct tables over some bits of it, a further one for what collided in the last.

    What collides in all of them, which hashes that are even do not, is found by halving.

    A join in an engine costs two to three times as much, because it copies both sides and allows for repeats. Of rows
    with the same hash one is found.
    """

    def __init__(self, hashes: Integers) -> None:
        self._hashes = hashes
        self._rounds: list[tuple[int, int, npt.NDArray[np.int32]]] = []
        left = np.arange(len(hashes), dtype=np.int32)
        keys = hashes
        for number in range(_MOST_ROUNDS):
            if not len(left):
                break
            bits = min(_TABLE_BITS, max(4, len(left).bit_length() + 2))
            shift, mask = number * _SHIFT % 41, (1 << bits) - 1
            slots = (keys >> shift) & mask
            table = np.full(1 << bits, -1, np.int32)
            table[slots] = left
            self._rounds.append((shift, mask, table))
            lost = table[slots] != left
            left, keys = left[lost], keys[lost]
        order = np.argsort(keys, kind="stable")
        self._rest, self._rest_rows = keys[order], left[order]

    def rows(self, hashes: Integers) -> npt.NDArray[np.int32]:
        """For each hash the row that has it, -1 where none has."""
        found = np.full(len(hashes), -1, np.int32)
        todo: Array | None = None
        keys = hashes
        for shift, mask, table in self._rounds:
            row = table[(keys >> shift) & mask]
            hit = (row >= 0) & (self._hashes[row] == keys)
            if todo is None:
                found[hit], todo = row[hit], np.flatnonzero(~hit)
            else:
                found[todo[hit]], todo = row[hit], todo[~hit]
            keys = hashes[todo]
        if len(self._rest):
            todo = np.arange(len(hashes)) if todo is None else todo
            at = np.minimum(np.searchsorted(self._rest, keys), len(self._rest) - 1)
            hit = self._rest[at] == keys
            found[todo[hit]] = self._rest_rows[at[hit]]
        return found


def scaled(column: pl.Series) -> Integers:
    """A decimal(18, 4) column as whole ten-thousandths; null is 0."""
    values = column.cast(pl.Decimal(18, 4)).fill_null(0).rechunk().to_arrow()
    if len(values) == 0:
        return np.zeros(0, np.int64)
    words = np.frombuffer(values.buffers()[1], dtype=np.int64)
    return words[2 * values.offset :: 2][: len(values)].copy()


def decimals(values: Integers) -> pl.Series:
    """Whole ten-thousandths as a decimal(18, 4) column."""
    words = np.empty((len(values), 2), np.int64)
    words[:, 0] = values
    words[:, 1] = values >> 63
    array = pa.Array.from_buffers(pa.decimal128(18, 4), len(values), [None, pa.py_buffer(words)])
    return pl.Series(pl.from_arrow(array))


def rounded(values: Array) -> Integers:
    """Sums in ten-thousandths, kept as float64, brought back to whole ones."""
    return np.asarray(np.rint(values), dtype=np.int64)


def order_of(*keys: Array) -> Array | None:
    """Which rows in which order sort the keys, first key first; None where they are sorted already."""
    tied: npt.NDArray[np.bool_] = np.ones(max(len(keys[0]) - 1, 0), np.bool_)
    for key in keys:
        if bool(np.any(tied & (key[1:] < key[:-1]))):
            packed = _packed(keys)
            return np.lexsort(keys[::-1]) if packed is None else np.argsort(packed, kind="stable")
        tied &= key[1:] == key[:-1]
    return None


def _packed(keys: Sequence[Array]) -> Integers | None:
    """The keys side by side in one number that sorts as they do; None where they need more than 63 bits."""
    lowest = [int(key.min()) for key in keys]
    bits = [(int(key.max()) - low).bit_length() for key, low in zip(keys, lowest, strict=True)]
    if sum(bits) > _MOST_BITS:
        return None
    packed = np.zeros(len(keys[0]), np.int64)
    for key, low, width in zip(keys, lowest, bits, strict=True):
        packed <<= width
        packed |= key.astype(np.int64) - low
    return packed


def starts_of(*keys: Array) -> Integers:
    """Where runs of equal keys begin."""
    if not len(keys[0]):
        return np.zeros(0, np.int64)
    changes = np.ones(len(keys[0]), np.bool_)
    changes[1:] = False
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changes)


def add_up(values: Array, starts: Integers) -> Array:
    """The sum of each run; booleans are counted."""
    if not len(starts):
        return np.zeros(0, np.int64 if values.dtype != np.float64 else np.float64)
    given = values.astype(np.int64) if values.dtype == np.bool_ else values
    return np.asarray(np.add.reduceat(given, starts))


def taken(columns: dict[str, Array], rows: Array | None) -> dict[str, Array]:
    """The same rows of every column; all of them where `rows` is None."""
    return columns if rows is None else {name: column[rows] for name, column in columns.items()}


def integers(frame: pl.DataFrame, names: Sequence[str], *, missing: int = -1) -> dict[str, Array]:
    """Columns of keys as int32, null as `missing`; days as days since 1970."""
    return {name: frame[name].cast(pl.Int32).fill_null(missing).to_numpy() for name in names}
