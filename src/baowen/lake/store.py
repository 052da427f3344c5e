"""The lake: Delta tables on a folder, partitioned by month and state, read back at any version.

A table's rows lie under `month=2026-03/state=current`; a row that a correction replaced lies beside it under
`state=superseded`, in the same commit as the correction (docs/adr/0003). Registers without a period use month "all".
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import polars as pl
import pyarrow as pa
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, create_table_with_add_actions

REGISTER_MONTH = "all"
CURRENT, SUPERSEDED = "current", "superseded"
_PARTITIONS = ["month", "state"]
_ROW_GROUP = 131_072
Compression = Literal["snappy", "zstd"]


class Lake:
    """All tables of one home. Reading needs no lock; whoever writes holds the home's writer lock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._opened: dict[tuple[str, int | None], tuple[str, DeltaTable]] = {}

    def _path(self, table: str) -> Path:
        return self.root / table

    def _delta(self, table: str, version: int | None = None) -> DeltaTable:
        """The table at a version, opened again only when its log has grown: opening takes 8 ms, a run asks 70 times."""
        newest = self._newest_log_entry(table)
        known = self._opened.get((table, version))
        if known is None or known[0] != newest:
            known = (newest, DeltaTable(str(self._path(table)), version=version))
            self._opened[table, version] = known
        return known[1]

    def _newest_log_entry(self, table: str) -> str:
        log = self._path(table) / "_delta_log"
        return max((path.name for path in log.glob("*.json")), default="") if log.is_dir() else ""

    def exists(self, table: str) -> bool:
        """Whether anything was ever committed to the table."""
        return bool(self._newest_log_entry(table))

    def version(self, table: str) -> int | None:
        """The newest version of a table, by the name of its newest log entry; None where nothing was ever committed."""
        newest = self._newest_log_entry(table)
        return int(newest.removesuffix(".json")) if newest else None

    def tables(self) -> list[str]:
        """Names of all tables that hold something, in alphabetical order."""
        found = self.root.iterdir() if self.root.is_dir() else iter(())
        return sorted(path.name for path in found if self.exists(path.name))

    def versions(self) -> dict[str, int]:
        """The newest version of every table: together they name a state of the lake."""
        return {table: version for table in self.tables() if (version := self.version(table)) is not None}

    def files(
        self, table: str, *, months: Iterable[str] | None = None, version: int | None = None, state: str = CURRENT
    ) -> list[str]:
        """Parquet files of a table at a version, in order; `months` leaves out all other partitions."""
        if not self.exists(table):
            return []
        wanted = None if months is None else set(months)
        found = self._partition_files(table, version)
        return sorted(
            file
            for (month, kept), files in found.items()
            if kept == state and (wanted is None or month in wanted)
            for file in files
        )

    def _partition_files(self, table: str, version: int | None) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for uri in self._delta(table, version).file_uris():
            # An address has a home's Chinese letters and blanks as %E6 and %20; whoever opens the file wants its path.
            path = unquote(uri.removeprefix("file://"))
            parts = dict(part.split("=", 1) for part in path.rsplit("/", 3)[1:3])
            found[parts["month"], parts["state"]].append(path)
        return found

    def months(self, table: str, *, version: int | None = None) -> list[str]:
        """Months that hold current rows, oldest first."""
        if not self.exists(table):
            return []
        return sorted(month for month, state in self._partition_files(table, version) if state == CURRENT)

    def schema(self, table: str, *, version: int | None = None) -> pa.Schema:
        """All columns of a table at a version, those that only newer files hold among them."""
        return pa.schema(self._delta(table, version).schema())

    def digests(self, table: str) -> dict[str, str]:
        """A short digest of each month's current files: it changes exactly when the month was written again."""
        if not self.exists(table):
            return {}
        return {
            month: hashlib.sha256("\n".join(sorted(Path(file).name for file in files)).encode()).hexdigest()[:16]
            for (month, state), files in self._partition_files(table, None).items()
            if state == CURRENT
        }

    def scan(
        self, table: str, *, months: Iterable[str] | None = None, version: int | None = None, state: str = CURRENT
    ) -> pl.LazyFrame | None:
        """A lazy frame over a table's rows, with `month` and `state`; None where there is no such row."""
        files = self.files(table, months=months, version=version, state=state)
        return scan_files(files) if files else None

    def read(
        self, table: str, *, columns: Sequence[str] | None = None, months: Iterable[str] | None = None
    ) -> pl.DataFrame | None:
        """Current rows of a table in memory, for registers and single months."""
        lazy = self.scan(table, months=months)
        if lazy is None:
            return None
        return (lazy.select(columns) if columns else lazy).collect()

    def replace_months(self, table: str, rows: pl.DataFrame, *, months: Sequence[str], sort: Sequence[str]) -> int:
        """Replace whole months by `rows` (which hold `month` and `state`) in one commit; gives the new version.

        Rows are sorted within the month, product first: columns that repeat compress, and a question about one
        product touches few row groups. A reader sees the old version or the new one, never a mixture.
        """
        schema, stored = self._schema_with(table, rows)
        within = [name for name in sort if name in rows.columns]
        # Sorted month by month: with month and state among the keys, a sort takes three times as long.
        grouped = stored.partition_by(_PARTITIONS, as_dict=True, maintain_order=True)
        parts = [
            self._written(table, month, state, part.sort(within) if within else part, schema, compression="zstd")
            for (month, state), part in grouped.items()
        ]
        return self._committed(table, parts, schema, replacing=[("month", "in", list(months))])

    def _schema_with(self, table: str, rows: pl.DataFrame) -> tuple[Schema, pl.DataFrame]:
        """The table's columns with those that the rows bring, and the rows in just these columns and types."""
        coming = pa.schema(Schema.from_arrow(rows.head(0).to_arrow().schema))
        known = self.schema(table) if self.exists(table) else pa.schema([])
        fields = [*known, *(field for field in coming if field.name not in known.names)]
        both = pa.schema(fields)
        wanted = pl.DataFrame(pl.from_arrow(both.empty_table())).schema
        cells = [
            (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in wanted.items()
        ]
        return Schema.from_arrow(both), rows.select(cells)

    def write_part(self, table: str, month: str, rows: pl.DataFrame) -> Part:
        """Write a month's rows, in the order that they have, to a file that nobody reads before `commit_parts`.

        For what can be computed again at any time: quick to write and to read, not small.
        """
        empty = rows.drop("state", strict=False).with_columns(state=pl.lit(CURRENT)).head(0)
        schema = Schema.from_arrow(empty.to_arrow().schema)
        return self._written(table, month, CURRENT, rows, schema, compression="snappy")

    def _written(
        self, table: str, month: str, state: str, rows: pl.DataFrame, schema: Schema, *, compression: Compression
    ) -> Part:
        name = f"month={month}/state={state}/part-{uuid.uuid4()}.parquet"
        path = self._path(table) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = rows.drop("month", "state", strict=False)
        columns.write_parquet(path, compression=compression, row_group_size=_ROW_GROUP)
        size = path.stat().st_size
        return Part(month=month, state=state, name=name, rows=rows.height, size=size, schema=schema)

    def commit_parts(self, table: str, parts: Sequence[Part]) -> int:
        """Replace the current rows of the parts' months by the parts in one commit; gives the version after it.

        All parts have the same columns, and each month one part. A part that holds what is there already is not
        committed: what was worked out from that month still stands.
        """
        parts = [part for part in parts if not self._dropped_as_same(table, part)]
        if not parts:
            return int(self._delta(table).version())
        months = [part.month for part in parts]
        replacing = [("month", "in", months), ("state", "=", CURRENT)]
        return self._committed(table, parts, parts[0].schema, replacing=replacing)

    def _committed(
        self, table: str, parts: Sequence[Part], schema: Schema, *, replacing: list[tuple[str, str, Any]]
    ) -> int:
        """Let written files take the place of what the filters name, in one commit."""
        added = [part.action() for part in parts]
        if not self.exists(table):
            create_table_with_add_actions(str(self._path(table)), schema, added, partition_by=_PARTITIONS)
        else:
            self._delta(table).create_write_transaction(
                [*added], "overwrite", schema, _PARTITIONS, partition_filters=replacing
            )
        return int(self._delta(table).version())

    def _dropped_as_same(self, table: str, part: Part) -> bool:
        """Remove a part whose bytes are those of the month's only file; whether it was."""
        current = self.files(table, months=[part.month])
        written = self._path(table) / part.name
        if len(current) != 1 or not filecmp.cmp(current[0], written, shallow=False):
            return False
        written.unlink()
        return True


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file of one month that is written and not committed: its name within the table, rows and bytes."""

    month: str
    state: str
    name: str
    rows: int
    size: int
    schema: Schema

    def action(self) -> AddAction:
        """The entry of the table's log that brings the file in."""
        return AddAction(
            path=self.name,
            size=self.size,
            partition_values={"month": self.month, "state": self.state},
            modification_time=int(time.time() * 1000),
            data_change=True,
            stats=json.dumps({"numRecords": self.rows}),
        )


def scan_files(files: Sequence[str]) -> pl.LazyFrame:
    """Parquet files with their partition values as text columns; files written before a column existed lack it."""
    return pl.scan_parquet(
        list(files),
        hive_partitioning=True,
        hive_schema={"month": pl.String, "state": pl.String},
        missing_columns="insert",
    )
