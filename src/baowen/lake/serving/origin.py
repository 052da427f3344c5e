"""What a serving file was built from, kept inside it: lake versions, the digest of every month, rows, the instant."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb


@dataclass(frozen=True, kw_only=True)
class Origin:
    """`places`: digest of the place register. `months`: digest of the source files by part and month."""

    layout: int
    built_at: datetime
    places: str
    versions: dict[str, int]
    months: dict[str, dict[str, str]]
    rows: dict[str, int]


def attach_text(path: Path) -> str:
    """A path as it stands between quotes in an ATTACH statement, which takes no parameters."""
    return str(path).replace("'", "''")


def write_origin(connection: duckdb.DuckDBPyConnection, origin: Origin) -> None:
    """Keep the origin in the database that the connection uses."""
    document = json.dumps(asdict(origin) | {"built_at": origin.built_at.isoformat()}, sort_keys=True)
    connection.execute("CREATE OR REPLACE TABLE origin (document VARCHAR)")
    connection.execute("INSERT INTO origin VALUES ($document)", {"document": document})


def stored_origin(connection: duckdb.DuckDBPyConnection) -> Origin:
    """The origin kept in the database that the connection uses; duckdb.Error where it has none."""
    found = connection.execute("SELECT document FROM origin").fetchone()
    document: dict[str, Any] = json.loads(found[0] if found else "{}")
    return Origin(**document | {"built_at": datetime.fromisoformat(document["built_at"])})


def read_origin(path: Path) -> Origin | None:
    """The origin of the file at a path; None where there is no file or none that can be read."""
    if not path.is_file():
        return None
    with duckdb.connect(":memory:") as connection:
        try:
            connection.execute(f"ATTACH '{attach_text(path)}' AS serving (READ_ONLY)")
            connection.execute("USE serving")
            return stored_origin(connection)
        except (duckdb.Error, KeyError, TypeError, ValueError):
            return None
