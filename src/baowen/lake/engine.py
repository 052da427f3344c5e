"""Opens lake tables as Ibis tables. Which engine runs is known here and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.problems import BaowenError
from baowen.lake.store import Lake

MEMORY_LIMIT = "2500MB"
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

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._connection = ibis.duckdb.connect(":memory:", memory_limit=MEMORY_LIMIT, preserve_insertion_order=False)
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


def open_engine(lake: Lake, name: str | None = None) -> Engine:
    """The engine that BAOWEN_ENGINE names; `duckdb` unless told otherwise."""
    wanted = name or os.environ.get("BAOWEN_ENGINE", "duckdb")
    if wanted != "duckdb":
        raise BaowenError(f"不认识的计算引擎 {wanted}；可用：duckdb", f"unknown engine {wanted}; known: duckdb")
    return DuckEngine(lake)
