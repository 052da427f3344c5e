"""DuckDB in this process: the default from a laptop to a province."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.lake.engine.contract import with_columns_of
from baowen.lake.store import Lake

MEMORY_MEGABYTES = 2800
_SPILL = "baowen-duckdb-"
# DuckDB 1.5 pushes Bloom filters of a join down to its scans; a scan of Arrow memory refuses them and the query dies.
# Small tables come from Arrow memory, so the push-down stays off.
NO_JOIN_FILTERS = "SET disabled_optimizers = 'join_filter_pushdown'"
# DuckDB's own optimiser flattens nested selects; Ibis doing it first took most of the time that compiling costs.
ibis.options.sql.fuse_selects = False


class DuckEngine:
    """DuckDB over the lake's files; one query at a time."""

    side_by_side = 1

    def __init__(self, lake: Lake, *, share: int = 1) -> None:
        """An engine that takes one part in `share` of the machine's cores and of the memory set aside."""
        self._lake = lake
        # What does not fit in memory goes to a folder of this engine's own: two engines must not share one.
        sweep_spill(Path(tempfile.gettempdir()))
        spill = tempfile.mkdtemp(prefix=f"{_SPILL}{os.getpid()}-")
        weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)
        self._connection = ibis.duckdb.connect(
            ":memory:",
            temp_directory=spill,
            memory_limit=f"{MEMORY_MEGABYTES // share}MB",
            threads=max(1, cores() // share),
            preserve_insertion_order=False,
        )
        self._connection.raw_sql(NO_JOIN_FILTERS)

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
        return with_columns_of(found, schema)

    def local(self, frame: pl.DataFrame) -> ir.Table:
        return ibis.memtable(frame)

    def run(self, expression: ir.Table) -> pl.DataFrame:
        return pl.DataFrame(self._connection.to_polars(expression))


def sweep_spill(folder: Path) -> None:
    """Remove the spill folders of processes that are gone: one that was killed could not remove its own.

    A folder whose name tells no process, or whose process cannot be asked, stays.
    """
    for path in folder.glob(f"{_SPILL}*"):
        owner = path.name.removeprefix(_SPILL).partition("-")[0]
        if owner.isdigit() and not _lives(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, and is somebody else's
    return True


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))
