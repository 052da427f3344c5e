"""Reads delimited text: finds the delimiter and the heading row, keeps row numbers, reports ragged rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from baowen.collect.readers.encoding import Encoding, find_encoding, utf8_copy
from baowen.collect.readers.ragged import bad_bytes, has_quotes, long_rows, read_tolerantly, short_rows, swallowed_lines
from baowen.collect.readers.refusals import refusal
from baowen.collect.readers.table import (
    LOOK_FOR_HEADER_IN,
    Header,
    Table,
    find_header,
    name_columns,
    refused_table,
    score_header,
    without_blank_columns,
)
from baowen.collect.readers.tail import without_tail

DELIMITERS = (",", "\t", ";", "|")
EXTRA = "\x00extra"  # one column more than the headings shows which rows are too long


def read_delimited(
    path: Path, *, header: Header | None = None, encoding: str | None = None, delimiter: str | None = None
) -> Table:
    """Read CSV, TSV and their kin in any common encoding; nothing in a row is fatal for the file."""
    found = find_encoding(path, encoding)
    with utf8_copy(path, found) as copy:
        delimiter = delimiter or find_delimiter(copy, header)
        records = list(islice(_records(copy, delimiter), LOOK_FOR_HEADER_IN))
        at = find_header(records, header)
        if at is None:
            return refused_table(refusal("empty_file", path.name), form="csv")
        return _read(copy, records[at], at, file=path.name, encoding=found, delimiter=delimiter)


def find_delimiter(path: Path, header: Header | None = None) -> str:
    """The delimiter under which the first rows hold most expected headings, then most rows of one width."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        first = stream.readline().strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]

    def merit(delimiter: str) -> tuple[int, int]:
        records = list(islice(_records(path, delimiter), LOOK_FOR_HEADER_IN))
        headings = max((score_header(row, header) for row in records), default=0) if header else 0
        widths = [len(row) for row in records if len(row) > 1]
        return headings, max((widths.count(width) * min(width, 50) for width in set(widths)), default=0)

    return max(DELIMITERS, key=merit)


def _records(path: Path, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        lines = (line.replace("\x00", "") for line in stream)
        try:
            for record in csv.reader(lines, delimiter=delimiter):
                yield [cell.strip() for cell in record]
        except csv.Error:  # a cell beyond csv's field limit: an unclosed quotation mark, told apart later
            return


def _read(path: Path, cells: list[str], at: int, *, file: str, encoding: Encoding, delimiter: str) -> Table:
    names, problems = name_columns(cells, file=file, sheet="", row=at + 1)
    frame = _scan(path, names, delimiter, skip=at + 1)
    quoted = has_quotes(path)
    if frame is None or (quoted and swallowed_lines(frame, names)):
        frame, torn = read_tolerantly(path, names, EXTRA, delimiter, skip=at + 1, file=file)
        frame = _numbered(frame, at)
    else:
        frame = _numbered(frame, at)
        torn = short_rows(path, frame, names, EXTRA, delimiter, skip=at + 1, file=file)
    if quoted:  # Polars gives "" as an empty text, and a bare comma as null; to a sender both are blank
        frame = frame.with_columns(pl.col(pl.String).replace("", None))
    problems += sorted([*torn, *long_rows(frame, EXTRA, file=file)], key=lambda problem: problem.row)
    frame = frame.drop(EXTRA)
    if encoding.damaged:
        problems += bad_bytes(frame, names, encoding.name, file=file)
    frame, tail = without_tail(frame, names, file=file, sheet="")
    problems += tail
    frame = without_blank_columns(frame, names, cells)
    headings = tuple(name for name in frame.columns if name != "row")
    return Table(
        frame=frame[[*headings, "row"]], headings=headings, encoding=encoding.name, header_row=at + 1,
        problems=problems,
    )  # fmt: skip


def _numbered(frame: pl.DataFrame, at: int) -> pl.DataFrame:
    return frame.with_row_index("row", offset=at + 2).with_columns(pl.col("row").cast(pl.UInt32))


def _scan(path: Path, names: list[str], delimiter: str, *, skip: int) -> pl.DataFrame | None:
    """All cells as text through Polars; None when quotation marks are not as CSV wants them."""
    schema: dict[str, pl.DataType] = {name: pl.String() for name in (*names, EXTRA)}
    lazy = pl.scan_csv(
        path, has_header=False, separator=delimiter, skip_rows=skip, schema=schema, extra_columns="ignore",
        missing_columns="insert", raise_if_empty=False, glob=False, infer_schema=False,
    )  # fmt: skip
    try:
        return lazy.collect()
    except (pl.exceptions.ComputeError, pl.exceptions.NoDataError):
        return None
