"""Opens the tables that indicators read: facts and registers of the lake, and the cubes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir
import polars as pl

from baowen.collect.places import place_table
from baowen.collect.tables import stored_schema
from baowen.lake.engine import Engine
from baowen.lake.store import Lake


@dataclass
class Tables:
    """Lake tables by name, opened once. `versions` pins each table, so that one run sees one state of the lake."""

    lake: Lake
    engine: Engine
    versions: dict[str, int]
    _opened: dict[str, ir.Table] = field(default_factory=dict)

    def fact(self, name: str, *, months: Iterable[str] | None = None) -> ir.Table:
        """A feed's current rows; `months` leaves other partitions unread."""
        if months is not None:
            return self._open(name, months)
        if name not in self._opened:
            self._opened[name] = self._open(name, None)
        return self._opened[name]

    def _open(self, name: str, months: Iterable[str] | None) -> ir.Table:
        return self.engine.table(name, stored_schema(name), months=months, version=self.versions.get(name))

    def cube(self, name: str, schema: dict[str, Any], *, months: Iterable[str] | None = None) -> ir.Table:
        """A cube as it was last built."""
        return self.engine.table(name, schema, months=months)

    @property
    def product(self) -> ir.Table:
        return self.fact("catalogue")

    @property
    def organisation(self) -> ir.Table:
        return self.fact("organisation")

    @property
    def region(self) -> ir.Table:
        """Every known place (collect.tables.PLACE)."""
        if "region" not in self._opened:
            self._opened["region"] = self.engine.local(self.places())
        return self._opened["region"]

    def places(self) -> pl.DataFrame:
        """Every known place in memory."""
        return place_table(self.lake)


def open_tables(lake: Lake, engine: Engine) -> Tables:
    """The lake's tables at their newest versions."""
    return Tables(lake, engine, lake.versions())
