"""Measures the engines: every cube from the lines and every family from the cubes, on DuckDB, Spark and Sail.

Each engine works in processes of its own on a linked copy of one loaded home, first over the cubes, then, with its
server started anew, over the families: Sail gives little of its memory back, and nights end between the two as well.
Between engines the numbers of findings must agree. Run: python -m bench.engines [LINES ...]. BAOWEN_BENCH_LINES and
BAOWEN_BENCH_HOMES are as for the cycle.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bench.cycle import LAST_DAY, LINES, _in_home, copy_home, prepared
from bench.figure import Figure, measure
from bench.servers import sail, spark_cluster

FAMILIES_TOGETHER = "all families"
# Months are built side by side: four of them with an executor of 2 GB ran out of memory at 50 million lines.
SETTINGS = "spark.driver.memory=8g spark.executor.memory=4g spark.sql.shuffle.partitions=8"
Server = Callable[[Path], AbstractContextManager[str]]
ENGINES: dict[str, Server] = {
    "DuckDB": lambda folder: nullcontext("duckdb"),
    "Spark, two workers": partial(spark_cluster, memory="5g"),
    "Sail": sail,
}
Times = dict[str, tuple[float, int]]
"""Seconds and rows by name of a piece of work."""


def _families(day: date, home: object) -> Times:
    """Each family over all months from the cubes."""
    from baowen.collect.places import place_table
    from baowen.core.period import Month
    from baowen.lake.engine import open_engine
    from baowen.lake.store import Lake
    from baowen.monitor.horizon import data_months
    from baowen.monitor.indicators.registry import FAMILIES
    from baowen.monitor.indicators.tables import Scope
    from baowen.monitor.rules_in_force import rules_in_force
    from baowen.monitor.tables import open_tables

    times: Times = {}
    lake = Lake(home.lake)  # type: ignore[attr-defined]
    places = place_table(lake)
    key = dict(places.select("code", "region").iter_rows())[home.region]  # type: ignore[attr-defined]
    months = [month for month in lake.months("order_line") if month in data_months(lake, until=Month.of(day))]
    scope = Scope(months=tuple(map(Month.parse, months)), as_of=day)
    rules = rules_in_force(home, as_of=day, first=scope.months[0], places=places, home_key=key)  # type: ignore[arg-type]
    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=rules.calendar)
    for name, family in FAMILIES.items():
        began = time.perf_counter()
        found = engine.run(family.findings(tables, rules.parameters[name], scope))
        times[name] = (time.perf_counter() - began, found.height)
    return times


def _cubes(day: date, home: object) -> Times:
    """What the cycle says it took over its cubes; its indicators are measured one by one instead."""
    from baowen.core.clock import now
    from baowen.monitor import actions
    from baowen.monitor.evaluate import nothing_found

    with patch.object(actions, "evaluate", lambda *_, **__: nothing_found()):
        outcome = actions.run_cycle(home, by="bench", clock=now, today=day, as_of=day, progress=lambda *_: None)  # type: ignore[arg-type]
    return {"cubes": (outcome.seconds["cubes"], 0)}


def work(piece: Callable[[date, object], Times], root: Path, day: date) -> Times:
    """One piece of the work of the engine that BAOWEN_ENGINE names, in one home."""
    return _in_home(root, partial(piece, day))


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({} if value is None else {name: value})


def compare(home: Path, folder: Path, engines: dict[str, Server] | None = None) -> Iterator[dict[str, Times]]:
    """After each engine what was found so far, each on a copy of the home; an engine that dies has no times.

    RuntimeError where two do not find the same number of rows.
    """
    found: dict[str, Times] = {}
    for number, (name, server) in enumerate((engines or ENGINES).items()):
        copy = copy_home(home, folder / f"home-{number}")
        place = folder / f"server-{number}"
        place.mkdir()
        found[name] = _measured(server, place, copy)
        told = {piece: round(seconds, 1) for piece, (seconds, _) in found[name].items()}
        print(f"   {name}: {told or 'died'}", file=sys.stderr, flush=True)
        ours, first = ({piece: rows for piece, (_, rows) in times.items()} for times in (found[name], _first(found)))
        if ours and ours != first:
            raise RuntimeError(f"{name} finds other numbers of rows: {ours}, {first}")
        yield found


def _measured(server: Server, place: Path, home: Path) -> Times:
    found: Times = {}
    for piece in (_cubes, _families):
        folder = place / piece.__name__.strip("_")
        folder.mkdir()
        with server(folder) as address:
            settings = "" if address.startswith("sc://") else SETTINGS
            with _environment(BAOWEN_ENGINE=address, BAOWEN_SPARK=settings):
                try:
                    found |= measure(partial(work, piece, home, LAST_DAY), repeats=1).result  # type: ignore[arg-type]
                except RuntimeError:
                    return {}
    return found


def _first(found: dict[str, Times]) -> Times:
    return next(iter(found.values()))


def figures(lines: int, found: dict[str, Times]) -> list[Figure]:
    """For each engine the cubes and all families together; the floor is DuckDB's time for the same."""
    first = _sums(_first(found))
    note = "floor: DuckDB; one run, one family after the other"
    return [
        Figure(
            name=f"{piece}, {lines:,} order lines: {name}", measured=_sums(times)[piece], unit="s", floor=first[piece],
            note=f"{note}; slowest: {_slowest(times)}" if piece == FAMILIES_TOGETHER else "floor: DuckDB; one run",
        )
        for name, times in found.items()
        if times
        for piece in first
    ] + [
        Figure(name=f"{lines:,} order lines: {name}", measured=math.nan, unit="s", note="died before it was done")
        for name, times in found.items()
        if not times
    ]  # fmt: skip


def _sums(times: Times) -> dict[str, float]:
    families = sum(seconds for piece, (seconds, _) in times.items() if piece != "cubes")
    return {"cubes": times["cubes"][0], FAMILIES_TOGETHER: families}


def _slowest(times: Times) -> str:
    families = sorted(((seconds, piece) for piece, (seconds, _) in times.items() if piece != "cubes"), reverse=True)
    return ", ".join(f"{piece} {seconds:.0f}" for seconds, piece in families[:3])


def main(*sizes: int) -> Iterator[list[Figure]]:
    """Every engine at these numbers of order lines, else at a tenth of BAOWEN_BENCH_LINES and at all of them.

    The figures so far, after each engine: the whole takes more than an hour.
    """
    most = int(os.environ.get("BAOWEN_BENCH_LINES", LINES))
    earlier: list[Figure] = []
    with tempfile.TemporaryDirectory() as made:
        for lines in sorted(sizes or (most // 10, most)):
            root, now = prepared(lines, Path(made)), []
            with tempfile.TemporaryDirectory(dir=root) as place:
                for found in compare(root / "home", Path(place)):
                    now = figures(lines, found)
                    yield earlier + now
            earlier += now


if __name__ == "__main__":
    for so_far in main(*map(int, sys.argv[1:])):
        for figure in so_far:
            print(figure)
