"""Reads a file by what it is, not by what its name says."""

from __future__ import annotations

from pathlib import Path

from baowen.collect.readers.delimited import read_delimited
from baowen.collect.readers.table import Header, Table


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    header: Header | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Read CSV as a table of text; see Table for its form and its problems."""
    return read_delimited(path, header=header, encoding=encoding, delimiter=delimiter)
