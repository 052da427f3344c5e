"""Opens lake tables as Ibis tables. Which engine runs is known here and nowhere else."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.problems import BaowenError
from baowen.lake.store import Lake

Result = TypeVar("Result")
MEMORY_MEGABYTES = 2800
# DuckDB's own optimiser flattens nested selects; Ibis doing it first took most of the time that compiling costs.
ibis.options.sql.fuse_selects = False


class Engine(Protocol):
    """What the rest of the platform may ask of an engine."""

    def table(
        self, name: str, schema: dict[str, Any], *, months: Iterable[str] | None = None, version: int | None = None
    ) -> ir.Table:
        """A lake table as an Ibis table with at least the columns of `schema`; empty when nothing is stored."""
        ...

    def local(self, frame: pl.DataFrame) -> ir.Table:
        """A small frame of this process as a table that can be joined with lake tables."""
        ...

    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Compute an expression and bring its rows home."""
        ...


class DuckEngine:
    """DuckDB in this process: the default from a laptop to a province."""

    def __init__(self, lake: Lake, *, share: int = 1) -> None:
        """An engine that takes one part in `share` of the machine's cores and of the memory set aside."""
        self._lake = lake
        # What does not fit in memory goes to a folder of this engine's own: two engines must not share one.
        spill = tempfile.mkdtemp(prefix="baowen-duckdb-")
        weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)
        self._connection = ibis.duckdb.connect(
            ":memory:",
            temp_directory=spill,
            memory_limit=f"{MEMORY_MEGABYTES // share}MB",
            threads=max(1, cores() // share),
            preserve_insertion_order=False,
        )
        # DuckDB 1.5 pushes Bloom filters of a join down to its scans; a scan of Arrow memory refuses them and the
        # query dies. Small tables come from Arrow memory, so the push-down stays off.
        self._connection.raw_sql("SET disabled_optimizers = 'join_filter_pushdown'")

    def table(
        self, name: str, schema: dict[str, Any], *, months: Iterable[str] | None = None, version: int | None = None
    ) -> ir.Table:
        files = self._lake.files(name, months=months, version=version)
        if not files:
            return self.local(pl.DataFrame(schema=schema))
        # Without autocast both partition columns stay text: "2026-03" must not become a date on one engine only.
        found = self._connection.read_parquet(
            files, hive_partitioning=True, hive_types_autocast=False, union_by_name=True
        )
        missing = {
            column: ibis.null().cast(dtype)
            for column, dtype in _ibis_schema(schema).items()
            if column not in found.columns
        }
        return found.mutate(**missing) if missing else found

    def local(self, frame: pl.DataFrame) -> ir.Table:
        return ibis.memtable(frame)

    def run(self, expression: ir.Table) -> pl.DataFrame:
        return pl.DataFrame(self._connection.to_polars(expression))


def _ibis_schema(schema: dict[str, Any]) -> Any:
    return ibis.memtable(pl.DataFrame(schema=schema)).schema()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


def open_engine(lake: Lake, name: str | None = None, *, share: int = 1) -> Engine:
    """The engine that BAOWEN_ENGINE names; `duckdb` unless told otherwise. `share`: one of so many at work at once."""
    wanted = name or os.environ.get("BAOWEN_ENGINE", "duckdb")
    if wanted != "duckdb":
        raise BaowenError(f"不认识的计算引擎 {wanted}；可用：duckdb", f"unknown engine {wanted}; known: duckdb")
    return DuckEngine(lake, share=share)


def run_each(lake: Lake, tasks: Sequence[Callable[[Engine], Result]]) -> Iterator[Result]:
    """Run tasks side by side, each core with an engine of its own; results come in the order of the tasks.

    Two queries of one thread each finish sooner than one after the other on two: planning and the ends of sorts and
    groupings run on one core anyway. A task must use only the engine that it is given.
    """
    workers = max(1, min(cores(), len(tasks)))
    engines: SimpleQueue[Engine] = SimpleQueue()
    for _ in range(workers):
        engines.put(open_engine(lake, share=workers))

    def run(task: Callable[[Engine], Result]) -> Result:
        engine = engines.get()
        try:
            return task(engine)
        finally:
            engines.put(engine)

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(run, tasks)
