"""Measures the simulator: ten million order lines with everything that goes with them, as CSV and as Parquet.

The floor is writing the finished order lines once more in the same format. Run: python bench/simulate.py [lines]
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import polars as pl

from bench.figure import Figure, measure

LINES = 10_000_000
GOAL_SECONDS = 120.0


def play(lines: int, file_format: str) -> tuple[int, float, float]:
    """Simulate into a temporary folder: order lines, seconds, and seconds for writing the lines a second time."""
    from baowen.simulate import Parameters, simulate

    with tempfile.TemporaryDirectory() as folder:
        summary = simulate(Parameters(lines=lines, format=file_format), Path(folder))
        return summary.by_feed["order_line"], summary.seconds, _write_again(Path(folder), file_format)


def _write_again(folder: Path, file_format: str) -> float:
    spent = 0.0
    for path in sorted(folder.glob(f"order_line-*.{file_format}")):
        frame = pl.read_parquet(path) if file_format == "parquet" else pl.read_csv(path, infer_schema=False)
        began = time.perf_counter()
        if file_format == "parquet":
            frame.write_parquet(folder / "again.parquet", compression="zstd", compression_level=1, statistics=False)
        else:
            frame.write_csv(folder / "again.csv")
        spent += time.perf_counter() - began
    return spent


def main(lines: int = LINES) -> list[Figure]:
    """One figure a format, and the memory."""
    figures = []
    for file_format in ("csv", "parquet"):
        run = measure(partial(play, lines, file_format), repeats=1)
        assert isinstance(run.result, tuple)
        written, seconds, floor = run.result
        goal = GOAL_SECONDS * lines / LINES
        figures += [
            Figure(name=f"simulate {written:,} order lines, {file_format}", measured=seconds, unit="s", goal=goal,
                   floor=floor, note="with deliveries, receipts, stock, use; floor: writing the order lines alone"),
            Figure(name=f"simulate {written:,} order lines, {file_format}: peak memory", measured=run.peak_megabytes,
                   unit="MB", goal=4000.0),
        ]  # fmt: skip
    return figures


if __name__ == "__main__":
    for figure in main(int(sys.argv[1]) if len(sys.argv) > 1 else LINES):
        print(figure)
