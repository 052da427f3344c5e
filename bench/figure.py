"""What a bench returns, and how work is measured: in a process of its own, several times, the median counts.

A bench is a module of this folder with `main() -> list[Figure]`; script/bench runs it and writes the page. Why a goal
is missed stands in remarks/.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure.

    `goal`: what the project promises. `floor`: the same unit for the least work possible, such as one scan of the
    same columns. `pandas`: the same work as most people write it. `ratio_to_floor` is how many times dearer than
    the floor, above one whichever way the unit points; worked out when left away.
    """

    name: str
    measured: float
    unit: str
    goal: float | None = None
    floor: float | None = None
    ratio_to_floor: float | None = None
    pandas: float | None = None
    note: str = ""
    better: Literal["less", "more"] = "less"

    def dearer_than(self, other: float | None) -> float | None:
        """How many times this figure costs the other; above one is dearer, None when there is nothing to compare."""
        if not other or not self.measured:
            return None
        return self.measured / other if self.better == "less" else other / self.measured

    @property
    def floor_ratio(self) -> float | None:
        return self.ratio_to_floor if self.ratio_to_floor is not None else self.dearer_than(self.floor)

    @property
    def meets_goal(self) -> bool | None:
        """Whether the goal is met; None where none is set."""
        if self.goal is None:
            return None
        return self.measured <= self.goal if self.better == "less" else self.measured >= self.goal


@dataclass(frozen=True, slots=True)
class Measured:
    """Median seconds and highest memory of several runs; `result` is what the last run returned."""

    seconds: float
    peak_megabytes: float
    result: object


def peak_megabytes() -> float:
    """The highest memory of this process so far.

    The kernel's ru_maxrss starts at what the parent held when it forked, so the process's own mark is read first.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _run(work: Callable[[], object], answer: Connection) -> None:
    started = time.perf_counter()
    result = work()
    answer.send((time.perf_counter() - started, peak_megabytes(), result))
    answer.close()


def measure(work: Callable[[], object], *, repeats: int = 3) -> Measured:
    """Run `work` in `repeats` fresh processes; it must be picklable: a module's function, or a partial of one.

    Imports that `work` makes inside itself are counted; those of its module are not. RuntimeError when a run dies.
    """
    context = multiprocessing.get_context("spawn")
    runs: list[tuple[float, float, object]] = []
    for _ in range(repeats):
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_run, args=(work, there))
        child.start()
        there.close()
        try:
            runs.append(here.recv())
        except EOFError:
            raise RuntimeError(f"{work!r} ended without a result") from None
        finally:
            child.join()
    return Measured(statistics.median(run[0] for run in runs), max(run[1] for run in runs), runs[-1][2])
