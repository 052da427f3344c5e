"""Small integer keys for long codes: facts carry four bytes instead of 23 characters (docs/adr/0009)."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from baowen.lake.store import CURRENT, REGISTER_MONTH, Lake

_SCHEMA = {"code": pl.String, "key": pl.Int32}


class KeyRegister:
    """Codes and their keys for one kind of thing (`product`, `org`, `region`). A key, once given, never changes."""

    def __init__(self, lake: Lake, name: str, *, first_key: int = 1) -> None:
        self._lake = lake
        self.table = f"key_{name}"
        self._first_key = first_key

    def all(self) -> pl.DataFrame:
        """Every code with its key: columns code, key."""
        rows = self._lake.read(self.table, columns=["code", "key"])
        return pl.DataFrame(schema=_SCHEMA) if rows is None else rows

    def assign(self, codes: Iterable[str]) -> pl.DataFrame:
        """Give a key to each code that has none yet, in alphabetical order, and return the whole register."""
        known = self.all()
        missing = sorted(set(codes) - set(known["code"]))
        if not missing:
            return known
        following = max((self._first_key - 1, *known["key"])) + 1
        added = pl.DataFrame({"code": missing, "key": range(following, following + len(missing))}, schema=_SCHEMA)
        both = pl.concat([known, added])
        stored = both.with_columns(month=pl.lit(REGISTER_MONTH), state=pl.lit(CURRENT))
        self._lake.replace_months(self.table, stored, months=[REGISTER_MONTH], sort=["key"])
        return both
