"""Builds the serving file beside the old one and swaps it in: a reader sees the old file or the new one, whole.

Killed while building, the old file stays; the draft left behind is thrown away by the next build. Whoever builds holds
the home's writer lock. docs/adr/0012 has the measurements behind it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

from baowen.lake.engine import cores
from baowen.lake.serving.layout import BLOCK, LAYOUT, MONTHLY, ROW_GROUP
from baowen.lake.serving.origin import Origin, attach_text, read_origin, write_origin
from baowen.lake.serving.parts import PARTS, Part
from baowen.lake.serving.registers import extra_frames, place_frames, ranked_risks, register_frames
from baowen.lake.store import Lake

_MEMORY = "2GB"
Digests = Mapping[str, Mapping[str, str]]
"""By part and month: a digest of the source files."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. `whole`: nothing of an older file was used; `months`: those written again or taken out."""

    path: Path
    whole: bool
    months: tuple[str, ...]
    rows: dict[str, int]
    bytes: int
    seconds: dict[str, float]


def build_serving(
    lake: Lake,
    path: Path,
    *,
    at: datetime,
    extra: Mapping[str, pl.DataFrame],
    months: Iterable[str] | None = None,
    whole: bool = False,
) -> Built:
    """Bring the serving file at `path` up to the lake's cubes and registers.

    Months whose cubes were written since the file was built are replaced in a copy; `months` names further ones. All
    months are written where there is no file, where it has another layout or other places, and when `whole` says so.
    `extra`: frames of layout.EXTRA (place, signal, risk ...); one that is left out is empty. ValueError for an unknown
    frame and for one without its columns.
    """
    frames = extra_frames(extra)
    places = hashlib.sha256(frames["place"].write_csv().encode()).hexdigest()[:16]
    frames |= {**place_frames(frames["place"]), **register_frames(lake)}
    frames["ranked_risk"] = ranked_risks(frames["risk"], frames["place_in"])
    wanted = {part.name: _digests(lake, part) for part in PARTS}
    known = None if whole else _known(path, places)
    changed = _changed(wanted, known or {}, set(months or ()))
    draft = path.with_name(f"{path.name}.building")
    seconds: dict[str, float] = {}
    with _timed(seconds, "copy"):
        _begin(draft, path if known is not None else None)
    with _opened(draft) as connection:
        with _timed(seconds, "registers"):
            _write_frames(connection, frames)
        _fill(connection, lake, changed, wanted, seconds)
        rows = _rows(connection)
        origin = Origin(
            layout=LAYOUT, built_at=at, places=places, versions=lake.versions(), rows=rows,
            months={name: dict(digests) for name, digests in wanted.items()},
        )  # fmt: skip
        with _timed(seconds, "finish"):
            write_origin(connection, origin)
            connection.execute("CHECKPOINT serving")
    draft.replace(path)
    touched = sorted({month for some in changed.values() for month in some})
    return Built(path, known is None, tuple(touched), rows, path.stat().st_size, seconds)


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - begun, 3)


def _digests(lake: Lake, part: Part) -> dict[str, str]:
    """By month, what the part would be built from; a part without rows of its first source has no month."""
    by_source = [lake.digests(source) for source in part.sources]
    months = sorted(by_source[0])[-part.newest if part.newest else 0 :]
    return {month: " ".join(digests.get(month, "") for digests in by_source) for month in months}


def _known(path: Path, places: str) -> Digests | None:
    """What the file at `path` was built from; None where nothing of it can be used."""
    origin = read_origin(path)
    if origin is None or origin.layout != LAYOUT or origin.places != places:
        return None
    return origin.months


def _changed(wanted: Digests, known: Digests, named: set[str]) -> dict[str, list[str]]:
    """By part the months to take out and, where the lake still has them, to write again."""
    changed = {}
    for name, digests in wanted.items():
        before = known.get(name, {})
        months = {month for month, digest in digests.items() if before.get(month) != digest}
        changed[name] = sorted(months | (before.keys() - digests.keys()) | (named & digests.keys()))
    return changed


def _begin(draft: Path, old: Path | None) -> None:
    """A clean place for the draft, with a copy of the old file where there is one to go on from."""
    draft.parent.mkdir(parents=True, exist_ok=True)
    for leftover in draft.parent.glob(f"{draft.name}*"):
        leftover.unlink()
    if old is not None:
        shutil.copyfile(old, draft)


@contextmanager
def _opened(draft: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The draft as the database in use. Nothing is logged: a draft that is not finished is thrown away."""
    with tempfile.TemporaryDirectory(prefix="baowen-serving-") as spill:
        connection = duckdb.connect(
            ":memory:",
            config={
                "threads": 1,  # each part runs on a thread of its own: one query on two costs half as much again
                "memory_limit": _MEMORY,
                "temp_directory": spill,
                "checkpoint_threshold": "1TB",
            },
        )
        try:
            options = f"BLOCK_SIZE {BLOCK}, ROW_GROUP_SIZE {ROW_GROUP}, RECOVERY_MODE NO_WAL_WRITES"
            connection.execute(f"ATTACH '{attach_text(draft)}' AS serving ({options})")
            connection.execute("USE serving")
            yield connection
        finally:
            connection.close()


def _write_frames(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    for name, columns in MONTHLY.items():
        typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({typed})")
    for name, frame in frames.items():
        connection.register("given", frame.to_arrow())
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")


def _fill(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    changed: Mapping[str, list[str]],
    wanted: Digests,
    seconds: dict[str, float],
) -> None:
    """Write the changed months of every part, as many parts at a time as there are cores."""

    def write(part: Part) -> None:
        with connection.cursor() as cursor, _timed(seconds, part.name):
            cursor.execute("USE serving")
            for month in changed[part.name]:
                for table in part.tables:
                    cursor.execute(f"DELETE FROM {table} WHERE month = $month", {"month": month})
            # A temporary table takes the rows in under the name of the real one, which stands behind it meanwhile.
            for table in part.series:
                cursor.execute(f"CREATE TEMP TABLE {table} AS FROM serving.{table} LIMIT 0")
            for month in changed[part.name]:
                if month in wanted[part.name]:
                    files = {source: lake.files(source, months=[month]) for source in part.sources}
                    part.fill(cursor, month, files)
            for table in part.series:
                cursor.execute(f"INSERT INTO serving.{table} FROM temp.{table} ORDER BY place, product, month")
                cursor.execute(f"DROP TABLE temp.{table}")

    with ThreadPoolExecutor(cores()) as pool:
        for done in [pool.submit(partial(write, part)) for part in PARTS if changed[part.name]]:
            done.result()


def _rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'serving' AND table_name <> 'origin'"
    ).fetchall()
    counted = {}
    for (name,) in sorted(names):
        found = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        counted[name] = int(found[0]) if found else 0
    return counted
