"""Spark through PySpark: in this process, on a standalone cluster, or over Spark Connect on Spark or Sail."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable
from functools import reduce
from math import ceil, isfinite
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import polars as pl
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from pyspark.errors import PySparkException

from baowen.lake.engine.contract import with_columns_of
from baowen.lake.engine.mirror import open_mirror
from baowen.lake.engine.session import spark_session
from baowen.lake.store import CURRENT, Lake

_GLOB = re.compile(r"([\\*?\[\]{}])")
# A table goes to a server in one message, and the client refuses messages above 128 MB: a month's cube of a nation is
# larger. Well below it, because what goes over the wire is somewhat larger than the table in memory.
BYTES_AT_ONCE = 48 * 2**20
# What is larger than this is taken from the server again when the query that needed it is done: Ibis would leave every
# month's cubes there until the process ends.
BYTES_THAT_STAY = 2**20


class _Compiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis's compiler with two things said that Spark would take otherwise than DuckDB.

    Numbers say that they are floats: Spark reads 0.5 as a decimal, and what becomes of a decimal beside a float differs
    from server to server. A quotient is of floats, and infinite where it is by zero: Spark would end the query, even
    for rows that a later filter leaves out.
    """

    def visit_NonNullLiteral(self, op: ops.Literal, *, value: Any, dtype: dt.DataType) -> Any:  # noqa: N802 - theirs
        compiled = super().visit_NonNullLiteral(op, value=value, dtype=dtype)
        return self.cast(compiled, dt.float64) if dtype.is_floating() and isfinite(value) else compiled

    def visit_Divide(self, op: ops.Divide, *, left: Any, right: Any) -> Any:  # noqa: N802 - theirs
        above, below = self.cast(left, dt.float64), self.cast(right, dt.float64)
        return self.if_(below.eq(0), self.binop(sge.Mul, above, self.POS_INF), self.binop(sge.Div, above, below))


class _ArrowBackend(Backend):  # type: ignore[misc]
    """Ibis on Spark with small tables going in as Arrow: through pandas, a column of whole numbers with gaps turns
    into floats and a decimal into an object for each cell. A large one goes in parts, each a view of its own."""

    compiler = _Compiler()

    def do_connect(self, *arguments: Any, **options: Any) -> None:
        super().do_connect(*arguments, **options)
        self._large: dict[str, list[str]] = {}

    def _register_in_memory_table(self, op: ops.InMemoryTable) -> None:
        rows = op.data.to_pyarrow(op.schema)
        schema = PySparkSchema.from_ibis(op.schema)
        parts = _parts(rows)
        names = [op.name] if len(parts) == 1 else [f"{op.name}_{number}" for number in range(len(parts))]
        for name, part in zip(names, parts, strict=True):
            self._session.createDataFrame(part, schema=schema).createOrReplaceTempView(name)
        if len(parts) > 1:
            whole = reduce(lambda above, below: above.unionAll(below), map(self._session.table, names))
            whole.createOrReplaceTempView(op.name)
        if rows.nbytes > BYTES_THAT_STAY:
            self._large[op.name] = list(dict.fromkeys([*names, op.name]))  # Sail refuses to drop a view twice

    def forget_large_tables(self, expression: ir.Table) -> None:
        """Take the large tables of this process that the expression reads from the server."""
        for op in expression.op().find(ops.InMemoryTable):
            for name in self._large.pop(op.name, ()):
                self._session.catalog.dropTempView(name)
                self._memtables.discard(op)


class SparkEngine:
    """A Spark session over the lake. The cluster schedules, so one engine serves several threads."""

    # A month's cube of a nation is some hundred megabytes of Arrow on its way through the driver, more than once over:
    # four at once filled a heap of 8 GB, with two it held 60 MB after each collection.
    side_by_side = 2

    def __init__(self, lake: Lake, name: str) -> None:
        self._lake = lake
        self._mirror = open_mirror(lake.root)
        # A session of this process has no package for Delta tables: it is told the files.
        self._knows_delta: bool | None = None if name.startswith("sc://") else False
        self._session = spark_session(name)
        _ArrowBackend.register_options()
        self._backend = _ArrowBackend()
        self._backend.do_connect(self._session)

    def table(
        self, name: str, schema: dict[str, Any], *, months: Iterable[str] | None = None, version: int | None = None
    ) -> ir.Table:
        files = self._lake.files(name, months=months, version=version)
        if not files:
            return self.local(pl.DataFrame(schema=schema))
        at = self._lake.version(name) if version is None else version
        if self._mirror:
            files = self._mirror.publish(name, files)
        frame = self._delta(name, at) if self._reads_delta(name) else self._parquet(name, files, at)
        view = ibis.util.gen_name(f"lake_{name}")
        frame.createOrReplaceTempView(view)
        found = self._backend.table(view)
        if self._reads_delta(name):
            found = found.filter(found.state == CURRENT)
            found = found if months is None else found.filter(found.month.isin(sorted(months)))
        return with_columns_of(found, schema)

    def local(self, frame: pl.DataFrame) -> ir.Table:
        return ibis.memtable(frame)

    def run(self, expression: ir.Table) -> pl.DataFrame:
        self._backend._run_pre_execute_hooks(expression)
        try:
            found: pa.Table = self._session.sql(self._backend.compile(expression)).toArrow()
        finally:
            self._backend.forget_large_tables(expression)
            # Py4J lets the Java side go when Python collects its proxies, and these lie in cycles: without this a
            # night's plans with their broadcast tables fill the driver.
            gc.collect()
        return pl.DataFrame(pl.from_arrow(found.cast(expression.schema().to_pyarrow())))

    def _reads_delta(self, some: str) -> bool:
        """Whether the server knows Delta tables, tried once on some table: Sail does (and finds no months in a list of
        files), Spark only where an administrator added the package."""
        if self._knows_delta is None:
            try:
                self._knows_delta = bool(self._session.read.format("delta").load(self._address(some)).columns)
            except PySparkException as error:
                if "DATA_SOURCE_NOT_FOUND" not in str(error):
                    raise
                self._knows_delta = False
        return self._knows_delta

    def _address(self, name: str) -> str:
        return self._mirror.address(name) if self._mirror else _escaped(self._lake.root / name)

    def _delta(self, name: str, version: int | None) -> Any:
        return self._session.read.format("delta").option("versionAsOf", str(version)).load(self._address(name))

    def _parquet(self, name: str, files: list[str], version: int | None) -> Any:
        """The files themselves. The schema of the table's log is given along: no file is opened to guess it, partition
        columns stay text, and a file from before a column existed gives nulls for it."""
        schema = PySparkSchema.from_ibis(ibis.schema(self._lake.schema(name, version=version)))
        reader = self._session.read.schema(schema).option("basePath", self._address(name))
        return reader.parquet(*map(_escaped, files))


def _parts(rows: pa.Table) -> list[pa.Table]:
    """The table in slices of BYTES_AT_ONCE or less, at least one."""
    pieces = max(1, ceil(rows.nbytes / BYTES_AT_ONCE))
    each = max(1, ceil(rows.num_rows / pieces))
    return [rows.slice(start, each) for start in range(0, max(1, rows.num_rows), each)]


def _escaped(path: str | Path) -> str:
    """A path that Spark takes as it stands, and not as a pattern."""
    return _GLOB.sub(r"\\\1", str(path))
