"""Runs tasks side by side: on DuckDB an engine for each core, on Spark one session that schedules them itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from baowen.lake.engine.choice import open_engine
from baowen.lake.engine.contract import Engine
from baowen.lake.engine.duck import cores
from baowen.lake.store import Lake

Result = TypeVar("Result")


def run_each(lake: Lake, tasks: Sequence[Callable[[Engine], Result]]) -> Iterator[Result]:
    """Run tasks side by side; results come in the order of the tasks. A task must use only the engine that it is given.

    On DuckDB each core has an engine of its own: two queries of one thread each finish sooner than one after the
    other on two, because planning and the ends of sorts and groupings run on one core anyway (docs/adr/0010).
    """
    engines: SimpleQueue[Engine] = SimpleQueue()
    workers = max(1, min(cores(), len(tasks)))
    first = open_engine(lake, share=workers)
    if first.side_by_side > 1:
        workers = max(1, min(first.side_by_side, len(tasks)))
        others = [first] * (workers - 1)
    else:
        others = [open_engine(lake, share=workers) for _ in range(workers - 1)]
    for engine in (first, *others):
        engines.put(engine)

    def run(task: Callable[[Engine], Result]) -> Result:
        engine = engines.get()
        try:
            return task(engine)
        finally:
            engines.put(engine)

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(run, tasks)
