"""Where the places of a map lie on a grid of tiles. Positions are a sketch; no borders are drawn (MON-2).

A place that the table has no position for takes the next free tile in the order of codes, so that no place is missing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

WIDTH = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the grid; rows and columns count from 1."""

    code: str
    row: int
    column: int


@cache
def _known() -> dict[str, tuple[int, int]]:
    text = files("baowen.web").joinpath("tiles.csv").read_text(encoding="utf-8")
    return {line["code"]: (int(line["row"]), int(line["column"])) for line in csv.DictReader(text.splitlines())}


def tiles(codes: Iterable[str], known: dict[str, tuple[int, int]] | None = None) -> list[Tile]:
    """A tile for each place, none twice, row by row."""
    table = _known() if known is None else known
    wanted = sorted(set(codes))
    placed = {code: table[code] for code in wanted if code in table}
    width = max([WIDTH, *(column for _, column in placed.values())])
    free = _free(set(placed.values()), width)
    for code in wanted:
        if code not in placed:
            placed[code] = next(free)
    return sorted((Tile(code, *at) for code, at in placed.items()), key=lambda one: (one.row, one.column))


def _free(taken: set[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """Free tiles below everything that has a position of its own."""
    row = max((row for row, _ in taken), default=0)
    while True:
        row += 1
        yield from ((row, column) for column in range(1, width + 1))
