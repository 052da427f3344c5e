"""Opens the serving file for reading: one database, a cursor for each thread, over to a new file when asked to."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from baowen.core.problems import BaowenError
from baowen.lake.serving.layout import LAYOUT
from baowen.lake.serving.origin import Origin, attach_text, stored_origin

_MEMORY = "2GB"
Row = tuple[Any, ...]


class Serving:
    """A serving file, open until it is dropped. Any number of threads may ask at once.

    The file that was opened goes on being read when another takes its place; `reopen` goes over to the new one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._opened = self._open()

    def _open(self) -> _Opened:
        if not self.path.is_file():
            raise BaowenError(
                "还没有查询库，请先运行 baowen serving build", "there is no serving file yet; run: baowen serving build"
            )
        stamp = _stamp(self.path)
        # A database of its own for each opened file: DuckDB hands out the open one again when only the name is asked.
        connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": _MEMORY})
        try:
            connection.execute(f"ATTACH '{attach_text(self.path)}' AS serving (READ_ONLY)")
            connection.execute("USE serving")
            connection.execute("SET enable_external_access = false")
            origin = stored_origin(connection)
            summed = connection.execute("SELECT DISTINCT node FROM node_of").fetchall()
            above = connection.execute("SELECT DISTINCT above FROM place_in WHERE above <> place").fetchall()
        except (duckdb.Error, KeyError, TypeError, ValueError) as error:
            connection.close()
            raise _unusable() from error
        if origin.layout != LAYOUT:
            connection.close()
            raise _unusable()
        return _Opened(connection, origin, stamp, frozenset(row[0] for row in (*summed, *above)))

    @property
    def origin(self) -> Origin:
        """What the opened file was built from."""
        return self._opened.origin

    def is_summed(self, place: int) -> bool:
        """Whether the file holds sums for the place: cities and above. Counties are added up when asked for."""
        return place in self._opened.summed

    def reopen(self) -> bool:
        """Go over to the file that now lies at the path; False where it is the one already open. Cheap to ask."""
        if _stamp(self.path) == self._opened.stamp:
            return False
        with self._lock:
            if _stamp(self.path) != self._opened.stamp:
                self._opened = self._open()
        return True

    def ask(self, sql: str, given: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows of a query of this package. Values are bound by name, never written into the text."""
        return self._cursor().execute(sql, dict(given or {})).fetchall()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor into the opened file; one into an older file is dropped with it."""
        opened = self._opened
        mine: tuple[_Opened, duckdb.DuckDBPyConnection] | None = getattr(self._mine, "cursor", None)
        if mine is None or mine[0] is not opened:
            with self._lock:
                cursor = opened.connection.cursor()
            cursor.execute("USE serving")
            mine = self._mine.cursor = (opened, cursor)
        return mine[1]


class _Opened:
    """One opened file: the connection that keeps it open, its origin, and which file it was."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        origin: Origin,
        stamp: tuple[int, int],
        summed: frozenset[int],
    ) -> None:
        self.connection = connection
        self.origin = origin
        self.stamp = stamp
        self.summed = summed


def _stamp(path: Path) -> tuple[int, int]:
    """Tells one file at a path from the next that takes its place."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)


def _unusable() -> BaowenError:
    return BaowenError(
        "查询库不能使用（损坏或出自另一版本），请运行 baowen serving build 重建",
        "the serving file is broken or of another version; run: baowen serving build",
    )


def open_serving(path: Path) -> Serving:
    """Open the serving file at a path; BaowenError that says how to build it where there is none that can be used."""
    return Serving(path)
