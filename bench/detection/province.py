"""Simulated provinces played day by day: what was made to happen is known, and so is what was known when.

Each province runs in a process of its own, because a process can only ever open one home.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path

from baowen.core.period import Month
from baowen.monitor.score import EventRow, Population, Report, Seen, score
from baowen.monitor.score_files import read_population, read_truth
from bench.detection.baselines import alarms
from bench.detection.calibration import Province, observed
from bench.detection.series import bundled, lines_behind, monthly, order_lines, read
from bench.detection.walk import NOTICES, days, loaded, notices_in, opened, walked

TUNED, UNSEEN = (11, 12, 13), (101, 102, 103, 104, 105)
LAST = Month(2026, 10)
RUNS = 2
FELT = ("stop_production", "delivery_failure", "demand_surge", "hoarding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What is simulated, and on how many days of a month the cycle runs once events may happen."""

    name: str
    hospitals: int
    products: int
    seed: int
    months: int = 24
    quiet: int = 12
    runs: int = RUNS

    @property
    def first(self) -> Month:
        return LAST.plus(1 - self.months)


def sizes(seeds: Sequence[int], *, runs: int = RUNS) -> list[Size]:
    """The three sizes for each seed, the largest first, so that the last process to finish is a short one."""
    kinds = (("大 large", 100, 400), ("中 medium", 60, 200), ("小 small", 30, 100))
    return [
        Size(name=name, hospitals=hospitals, products=products, seed=seed, runs=runs)
        for name, hospitals, products in kinds
        for seed in seeds
    ]


TINY = Size(name="试 tiny", hospitals=20, products=60, seed=11, months=14, quiet=7, runs=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A province after all its runs. `lines`: order lines behind each event; `unfelt`: no patient felt it in time."""

    size: Size
    report: Report
    signals: list[Seen]
    truth: list[EventRow]
    baselines: dict[str, Report] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    unfelt: frozenset[str] = frozenset()
    runs: int = 0
    observed: Province | None = None


def played_each(wanted: Sequence[Size], work: Path, *, workers: int | None = None) -> list[Played]:
    """Play provinces side by side, one core each, in the order given."""
    cores = sorted(os.sched_getaffinity(0))[:workers]
    spawn = get_context("spawn")
    free = spawn.Queue()
    for core in cores:
        free.put(core)
    with ProcessPoolExecutor(
        len(cores), mp_context=spawn, max_tasks_per_child=1, initializer=_share_cores, initargs=(free,)
    ) as pool:
        return list(pool.map(partial(_on_a_core, work=work), wanted))


_free: Queue[int] | None = None


def _share_cores(free: Queue[int]) -> None:
    global _free  # noqa: PLW0603 - a process of the pool is told once where the free cores are
    _free = free


def _on_a_core(size: Size, work: Path) -> Played:
    """Play on a core that no other province has; one that was played in this folder before isn't played again."""
    kept = work / f"{size.hospitals}-{size.products}-{size.seed}-{size.runs}.pickle"
    if kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]
    assert _free is not None
    core = _free.get()
    os.sched_setaffinity(0, {core})
    began = time.perf_counter()
    try:
        found = played(size, work)
    finally:
        _free.put(core)
    kept.write_bytes(pickle.dumps(found))
    told = f"   {size.hospitals} × {size.products}, seed {size.seed}: {time.perf_counter() - began:.0f} s"
    print(told, file=sys.stderr, flush=True)
    return found


def run_days(size: Size) -> list[date]:
    """Every second month's end before events may happen that need a history, then the runs of each month."""
    calm = days(size.first.plus(1), size.first.plus(size.quiet - 1), parts=1)[::2]
    return calm + days(size.first.plus(size.quiet), LAST, parts=size.runs)


def played(size: Size, work: Path) -> Played:
    """Simulate, load, run the cycle on each day knowing what was known then, and score the first days of signals."""
    from baowen.simulate import Parameters, simulate

    folder = work / f"province-{size.hospitals}-{size.seed}"
    files = folder / "files"
    simulate(
        Parameters(
            hospitals=size.hospitals, products=size.products, months=size.months, seed=size.seed, until=str(LAST),
            format="parquet",
        ),
        files,
    )  # fmt: skip
    bundled(files)
    home = opened(folder / "home")
    loaded(home, files, leave_out=[NOTICES])
    on = run_days(size)
    watch = walked(home, on, notices_in(files), folder / "told")
    result = judged(size, files, watch.signals(), watch.questions(), runs=len(on))
    name = f"{size.hospitals} × {size.products}, {size.seed}"
    return replace(result, observed=observed(home, result.truth, name=name, quiet_months=size.quiet))


def judged(size: Size, files: Path, signals: list[Seen], questions: list[Seen], *, runs: int) -> Played:
    """Score what was seen, and the three baselines, against the truth in the files."""
    truth, unfelt = felt_in_time(read_truth(files / "truth.csv"))
    truth = [replace(row, drug=drug) for row, drug in zip(truth, _drugs(files, truth), strict=True)]
    population = read_population(files / "truth.csv")
    if population is None:
        raise RuntimeError("the simulated province has no population.csv")
    lines = order_lines(files)
    simple = alarms(monthly(files, lines), size.first.plus(1))
    supply_only = Population(subject_months=population.subject_months, source=population.source)
    return Played(
        size=size, report=score(signals, truth, population, questions=questions), signals=signals, truth=truth,
        baselines={name: score(seen, truth, supply_only) for name, seen in simple.items()},
        lines=lines_behind(truth, lines), unfelt=unfelt, runs=runs,
    )  # fmt: skip


def felt_in_time(truth: Sequence[EventRow]) -> tuple[list[EventRow], frozenset[str]]:
    """The truth without the hit days that nobody felt, and those events.

    The simulator writes the event's last day, or the day after the files end, where no patient felt a supply event: no
    stock-out that a lead could be counted to.
    """
    after = LAST.last + timedelta(days=1)
    silent = {
        row.event_id
        for row in truth
        if row.kind in FELT and row.hits_on is not None and row.hits_on in (row.ends_on, after)
    }
    rows = [replace(row, hits_on=None) if row.event_id in silent else row for row in truth]
    return rows, frozenset(silent)


def _drugs(files: Path, truth: Sequence[EventRow]) -> list[str]:
    names = dict(read(files, "catalogue").select("product_code", "generic_name").iter_rows())
    return [names.get(row.subject_id) or "" for row in truth]
