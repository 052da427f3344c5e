"""Measures the cycle: order lines of 24 months from nothing, and one more day of data after that, at two sizes.

The floor is one scan of the columns that the cubes and indicators read. Plain pandas (at the smaller size, where it
still fits into memory) and plain SQL on DuckDB (at the larger) do the same cubes and the four indicators that most
people write: delivery rate, purchases against a baseline, median price, days of supply; without thresholds, signals or
history. Run: python -m bench.cycle [lines]. BAOWEN_BENCH_LINES sets the larger size too; the smaller is a tenth.
BAOWEN_BENCH_HOMES names a folder in which loaded homes are kept from one run to the next: loading takes the longest.
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import polars as pl

from bench.figure import Figure, Measured, measure
from bench.yardstick.cycle import in_pandas, in_sql

Result = TypeVar("Result")
LINES = 50_000_000
GOALS = {"first": 70.0, "day": 6.0, "memory": 6000.0, "growth": 1.0}
PROVINCE = (2_500, 20_000)  # hospitals and products at LINES; both grow with the square root of the lines
LAST_DAY = date(2026, 10, 31)
DATED = ("order_line", "delivery", "receipt", "invoice", "payment", "stock", "shortage_report")
SCANNED = {
    "order_line": "product, hospital, region, distributor, ordered_on, quantity, unit_price, status, order_line_hash",
    "delivery": "order_line_hash, delivered_on, quantity",
    "receipt": "order_line_hash, received_on, quantity",
    "stock": "product, hospital, region, counted_on, quantity, expires_on",
    "usage": "product, hospital, quantity, stockout_days",
}


def prepare(root: Path, lines: int, province: tuple[int, int] = PROVINCE) -> None:
    """A home loaded with all but the last day, and that day's rows in files of their own."""
    from baowen.simulate import Parameters, simulate

    outbox = root / "outbox"
    hospitals, products = (max(20, round(most * math.sqrt(lines / LINES))) for most in province)
    simulate(Parameters(lines=lines, hospitals=hospitals, products=products, format="parquet"), outbox)
    later = root / "later"
    later.mkdir()
    for feed in DATED:
        _hold_back(outbox / f"{feed}-{LAST_DAY:%Y-%m}.parquet", feed, later)
    _in_home(root / "home", partial(_load, outbox))


def _hold_back(path: Path, feed: str, later: Path) -> None:
    from baowen.collect.feeds import FEEDS

    dated_by = FEEDS[feed].dated_by
    assert dated_by is not None
    rows = pl.read_parquet(path)
    is_last = pl.col(FEEDS[feed].column(dated_by).zh).cast(pl.String) == LAST_DAY.isoformat()
    held = rows.filter(is_last)
    if held.height:
        held.write_parquet(later / path.name)
        rows.filter(~is_last).write_parquet(path)


def _in_home(root: Path, work: Callable[..., Result]) -> Result:
    from baowen.core.home import create_home
    from baowen.core.records import open_records

    os.environ.pop("DATABASE_URL", None)
    home = create_home(root, region="430000")
    open_records(home, migrate=True)
    return work(home)


def _load(folder: Path, home: object) -> int:
    from baowen.collect.actions import import_file
    from baowen.collect.folder import files_to_load
    from baowen.core.clock import now

    done = [
        import_file(home, feed, path, by="bench", at=now(), clock=now)  # type: ignore[arg-type]
        for feed, path in files_to_load(folder)
    ]
    return sum(one.accepted for one in done)


def _cycle(day: date, home: object) -> dict[str, float]:
    from baowen.core.clock import now
    from baowen.monitor.actions import run_cycle

    outcome = run_cycle(home, by="bench", clock=now, today=day, as_of=day, progress=lambda *_: None)  # type: ignore[arg-type]
    return outcome.seconds


def cycle(root: Path, day: date) -> dict[str, float]:
    """One cycle in a home, with everything that a fresh process has to import."""
    return _in_home(root, partial(_cycle, day))


def load(root: Path, folder: Path) -> int:
    """Load a folder into a home; the number of rows accepted."""
    return _in_home(root, partial(_load, folder))


def scan(root: Path) -> float:
    """Seconds to read once, with DuckDB, the columns that a first cycle reads."""
    import duckdb

    from baowen.lake.store import Lake

    lake = Lake(root / "lake")
    began = time.perf_counter()
    with duckdb.connect() as connection:
        for table, columns in SCANNED.items():
            read = ", ".join(f"max({column.strip()})" for column in columns.split(","))
            connection.execute(f"SELECT {read} FROM read_parquet({lake.files(table)!r})").fetchall()
    return time.perf_counter() - began


def copy_home(source: Path, target: Path) -> Path:
    """A copy to work on: lake files are linked, because they are never written again; records are copied."""
    shutil.copytree(source / "lake", target / "lake", copy_function=os.link)
    for path in source.glob("*"):
        if path.is_file():
            shutil.copy2(path, target / path.name)
    for name in ("raw", "refused", "mappings", "calendar"):
        (target / name).mkdir(exist_ok=True)
    return target


def prepared(lines: int, made: Path, province: tuple[int, int] = PROVINCE) -> Path:
    """The folder of a loaded home of so many lines: one that was kept, else made anew and kept where that is wished."""
    kept = os.environ.get("BAOWEN_BENCH_HOMES")
    size = "" if province == PROVINCE else f"-{province[0]}-{province[1]}"
    root = (Path(kept) if kept else made) / f"{lines}{size}"
    if not (root / "ready").exists():
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        measure(partial(prepare, root, lines, province), repeats=1)
        (root / "ready").touch()
    return root


def _measure_first(root: Path, work: Path, repeats: int) -> Measured:
    """The median run, with the seconds of its stages as result and the highest memory of all."""
    runs = []
    for number in range(repeats):
        home = copy_home(root / "home", work / f"first-{number}")
        runs.append(measure(partial(cycle, home, LAST_DAY - timedelta(days=1)), repeats=1))
    runs.sort(key=lambda run: run.seconds)
    return replace(runs[len(runs) // 2], peak_megabytes=max(run.peak_megabytes for run in runs))


def _measure_day(root: Path, work: Path, repeats: int) -> tuple[Measured, float]:
    """After a first cycle: load one more day (not counted), then run the cycle again."""
    runs = []
    for number in range(repeats):
        home = copy_home(work / "first-0", work / f"day-{number}")
        load(home, root / "later")
        runs.append(measure(partial(cycle, home, LAST_DAY), repeats=1))
    runs.sort(key=lambda run: run.seconds)
    return runs[len(runs) // 2], measure(partial(scan_newest, work / "first-0"), repeats=3).seconds


def scan_newest(root: Path) -> None:
    """Read once what one more day makes stale: the order lines of three months and what arrived for them."""
    import duckdb

    from baowen.lake.store import Lake

    lake = Lake(root / "lake")
    months = lake.months("order_line")[-3:]
    with duckdb.connect() as connection:
        for table in ("order_line", "delivery", "receipt"):
            read = ", ".join(f"max({column.strip()})" for column in SCANNED[table].split(","))
            connection.execute(f"SELECT {read} FROM read_parquet({lake.files(table, months=months)!r})").fetchall()


@dataclass(frozen=True, kw_only=True)
class Measures:
    """One size: both runs, each with the seconds of its stages as result, and the seconds of their floors."""

    first: Measured
    floor: float
    day: Measured
    day_floor: float


def measure_size(root: Path, repeats: int) -> Measures:
    """Everything about one size, on copies of the loaded home in `root`, which stays as it is."""
    with tempfile.TemporaryDirectory(dir=root) as folder:
        work = Path(folder)
        first = _measure_first(root, work, repeats)
        floor = measure(partial(scan, root / "home"), repeats=3).seconds
        day, day_floor = _measure_day(root, work, repeats)
    return Measures(first=first, floor=floor, day=day, day_floor=day_floor)


def main(lines: int | None = None, repeats: int = 1) -> list[Figure]:
    """The first cycle, its memory, the cycle one day later, and how the first grows; one run each: loading is long."""
    most = lines or int(os.environ.get("BAOWEN_BENCH_LINES", LINES))
    few = most // 10
    with tempfile.TemporaryDirectory() as folder:
        small, large = prepared(few, Path(folder)), prepared(most, Path(folder))
        less, more = measure_size(small, repeats), measure_size(large, repeats)
        pandas = measure(partial(in_pandas, small / "home" / "lake"), repeats=1)
        plain = measure(partial(in_sql, large / "home" / "lake"), repeats=1)
    return [
        *_figures(few, most, less, more),
        Figure(
            name=f"plain SQL over {most:,} order lines", measured=plain.seconds, unit="s",
            note=f"cubes and four indicators only; {plain.peak_megabytes:,.0f} MB",
        ),
        Figure(
            name=f"plain pandas over {few:,} order lines", measured=pandas.seconds, unit="s",
            note=f"cubes and four indicators only; {pandas.peak_megabytes:,.0f} MB",
        ),
    ]  # fmt: skip


def _stages(run: Measured) -> str:
    """Where the seconds went, by stage of the cycle."""
    seconds: dict[str, float] = run.result  # type: ignore[assignment]
    return ", ".join(f"{name} {spent:.1f}" for name, spent in seconds.items() if spent >= 0.1)


def _figures(few: int, most: int, less: Measures, more: Measures) -> list[Figure]:
    whole = "from loaded lake to signals, process start included"
    goals = GOALS if most == LINES else dict.fromkeys(GOALS)
    figures = []
    for size, found, goal in ((few, less, dict.fromkeys(GOALS)), (most, more, goals)):
        figures += [
            Figure(
                name=f"cycle over {size:,} order lines", measured=found.first.seconds, unit="s", goal=goal["first"],
                floor=found.floor, note=f"{whole}; {_stages(found.first)}",
            ),
            Figure(
                name=f"cycle over {size:,} order lines: peak memory", measured=found.first.peak_megabytes, unit="MB",
                goal=goal["memory"],
            ),
            Figure(
                name=f"cycle one day later, {size:,} order lines", measured=found.day.seconds, unit="s",
                goal=goal["day"], floor=found.day_floor,
                note=f"{_stages(found.day)}; floor: one scan of the three months that one day makes stale",
            ),
        ]  # fmt: skip
    growth = more.first.seconds / less.first.seconds / (most / few)
    return [
        *figures,
        Figure(
            name=f"growth from {few:,} to {most:,} order lines", measured=growth, unit="× linear", goal=goals["growth"],
            note="seconds per line at the larger size over those at the smaller; at most 1 is no worse than linear",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main(int(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(figure)
