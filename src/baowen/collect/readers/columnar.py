"""Reads Parquet and JSON lines as tables of text."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from polars.selectors import by_name as literally  # a heading may be *, which pl.col takes for all columns

from baowen.collect.readers.refusals import refusal
from baowen.collect.readers.table import Table, refused_table
from baowen.core.problems import Problem

_FIRST_ROW = 2  # as a spreadsheet would number the first row below the headings


def read_parquet(path: Path) -> Table:
    """Read Parquet; numbers without needless zeros, dates as ISO text, nested values as JSON."""
    try:
        typed = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        return refused_table(refusal("broken_file", path.name, detail=str(error)[:200]), form="parquet")
    if typed.width == 0:
        return refused_table(refusal("empty_file", path.name), form="parquet")
    names = {name: "row_2" for name in typed.columns if name == "row"}
    frame = typed.select(_as_text(name, kind) for name, kind in typed.schema.items()).rename(names)
    headings = tuple(frame.columns)
    return Table(frame=_numbered(frame, _FIRST_ROW), headings=headings, form="parquet")


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = literally(name)
    if kind.is_float():
        # A whole number that some tool stored as a float is written 12, not 12.0.
        is_whole = (column == column.floor()) & (column.abs() < 1e15)
        return (
            pl.when(is_whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S").alias(name)
    if isinstance(kind, pl.Binary):
        return column.cast(pl.String, strict=False)
    if kind.is_nested():
        return column.map_elements(
            lambda value: json.dumps(value, ensure_ascii=False, default=str), return_dtype=pl.String
        )
    return column.cast(pl.String)


def _numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    blank_as_null = pl.all().replace("", None)
    numbered = frame.select(blank_as_null).with_row_index("row", offset=first)
    return numbered.with_columns(pl.col("row").cast(pl.UInt32))[[*frame.columns, "row"]]


def read_json_lines(path: Path) -> Table:
    """Read one JSON object a line; `row` is the line. A line that is no object is refused alone.

    Numbers keep the digits that were sent.
    """
    problems: list[Problem] = []
    objects: list[dict[str, str | None]] = []
    lines: list[int] = []
    headings: dict[str, None] = {}
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            record = _object(line)
            if record is None:
                problems.append(_not_an_object(path.name, number, line))
                continue
            headings.update(dict.fromkeys(record))
            objects.append(record)
            lines.append(number)
    if not objects:
        return refused_table(refusal("empty_file", path.name), *problems, form="jsonl")
    frame = pl.DataFrame(
        {name: [record.get(name) for record in objects] for name in headings},
        schema=dict.fromkeys(headings, pl.String()),
    )
    frame = frame.rename({"row": "row_2"} if "row" in headings else {})
    names = tuple(frame.columns)
    return Table(
        frame=frame.with_columns(row=pl.Series(lines, dtype=pl.UInt32)), headings=names, encoding="utf-8", form="jsonl",
        header_row=0, problems=problems,
    )  # fmt: skip


def _object(line: str) -> dict[str, str | None] | None:
    try:
        record = json.loads(line, parse_float=str, parse_int=str)
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    return {str(name): _text(value) for name, value in record.items()}


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _not_an_object(file: str, row: int, line: str) -> Problem:
    return Problem(
        file=file, row=row, value=line.strip()[:200], code="not_json", message="这一行不是 JSON 对象，无法读取",
        help="每行应为一个完整的 JSON 对象，请重新导出", message_en="this line is not a JSON object",
        help_en="each line must be one whole JSON object; export again",
    )  # fmt: skip
