"""What the rest of the platform may ask of an engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import polars as pl


class Engine(Protocol):
    """One place where Ibis expressions over lake tables are computed."""

    @property
    def side_by_side(self) -> int:
        """How many queries one engine takes at once; 1 where each thread needs an engine of its own."""
        ...

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


def with_columns_of(table: ir.Table, schema: dict[str, Any]) -> ir.Table:
    """The table with an empty column for each of the schema (Polars types) that it lacks."""
    missing = {
        column: ibis.null().cast(dtype) for column, dtype in ibis_schema(schema).items() if column not in table.columns
    }
    return table.mutate(**missing) if missing else table


def ibis_schema(schema: dict[str, Any]) -> Any:
    """Polars column types as an Ibis schema."""
    return ibis.memtable(pl.DataFrame(schema=schema)).schema()
