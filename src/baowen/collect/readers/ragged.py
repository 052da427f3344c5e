"""Finds rows of delimited text that do not fit their headings: too long, too short, unclosed quotes, bad bytes."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl
from polars.selectors import by_name as literally  # a heading may be *, which pl.col takes for all columns

from baowen.core.problems import Problem

_LINES_IN_A_CELL = 20  # more than this in one cell is an unclosed quotation mark that ran on
_JOIN_AT_MOST = 20


def long_rows(frame: pl.DataFrame, extra: str, *, file: str) -> list[Problem]:
    """Rows with more cells than headings: everything behind the surplus delimiter has moved."""
    return [
        Problem(
            file=file, row=row, value=str(value), code="ragged", message="这一行的列数比表头多，后面的内容已经错位",
            help="单元格内容里若有分隔符（如逗号），请用英文双引号把该内容括起来，或改用 Excel 报送",
            message_en="this row has more cells than the headings", help_en="quote cells that contain the delimiter",
        )
        for row, value in frame.filter(pl.col(extra).is_not_null()).select("row", extra).iter_rows()
    ]  # fmt: skip


def short_rows(
    path: Path, frame: pl.DataFrame, names: Sequence[str], extra: str, delimiter: str, *, skip: int, file: str
) -> list[Problem]:
    """Rows with fewer cells than headings, such as one that a line break inside a cell has torn in two.

    Polars gives blank and absent cells alike as null, so only rows whose last cell is null are looked at in the file.
    """
    last = names[-1]
    suspects = frame.filter(
        literally(last).is_null() & literally(extra).is_null() & ~pl.all_horizontal(literally(*names).is_null())
    )
    if len(names) == 1 or suspects.height == 0:
        return []
    suspect_rows = set(suspects["row"].to_list())
    found = []
    for row, width in _widths(path, delimiter, skip):
        if row in suspect_rows and width < len(names):
            found.append(_short(file, row, width, len(names)))
    return found


def _widths(path: Path, delimiter: str, skip: int) -> Iterator[tuple[int, int]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        lines = (line.replace("\x00", "") for line in stream)
        for number, record in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            if number > skip:
                yield number, len(record)


def _short(file: str, row: int, width: int, wanted: int) -> Problem:
    return Problem(
        file=file, row=row, code="ragged", message=f"这一行只有 {width} 列，表头有 {wanted} 列",
        help="可能是内容里有换行把一行断成了两行，请在原表中去掉换行后重新导出",
        message_en=f"this row has {width} cells, the headings {wanted}",
        help_en="a line break inside a cell may have torn the row; remove it and export again",
    )  # fmt: skip


def has_quotes(path: Path) -> bool:
    """Whether the file has any quotation mark; without one no cell can hold a line break."""
    with path.open("rb") as stream:
        return any(b'"' in chunk for chunk in iter(lambda: stream.read(1 << 22), b""))


def swallowed_lines(frame: pl.DataFrame, names: Sequence[str]) -> bool:
    """Whether some cell holds so many lines that a quotation mark must have been left open."""
    marks = frame.select(
        pl.any_horizontal(
            literally(name).str.count_matches("\n", literal=True).max() > _LINES_IN_A_CELL for name in names
        )
    )
    return bool(marks.item())


def read_tolerantly(
    path: Path, names: Sequence[str], extra: str, delimiter: str, *, skip: int, file: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Read line by line, so that one unclosed quotation mark costs its own row and not the rest of the file."""
    columns: list[list[str | None]] = [[] for _ in range(len(names) + 1)]
    problems: list[Problem] = []
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        records = _balanced(stream, delimiter)
        for number, (record, sound) in enumerate(records, start=1):
            if number <= skip:
                continue
            if not sound:
                problems.append(_unclosed(file, number, delimiter.join(record)))
            elif any(record) and len(record) < len(names):
                problems.append(_short(file, number, len(record), len(names)))
            surplus = delimiter.join(record[len(names) :]) or None
            cells = [*record[: len(names)], *[""] * (len(names) - len(record))]
            for column, cell in zip(columns, [*cells, surplus], strict=True):
                column.append(cell or None)
    schema = dict.fromkeys((*names, extra), pl.String)
    return pl.DataFrame(dict(zip((*names, extra), columns, strict=True)), schema=schema), problems


def _balanced(stream: Iterator[str], delimiter: str) -> Iterator[tuple[list[str], bool]]:
    """Records of lines whose quotation marks close; a line whose marks do not is cut as it stands."""
    pending: deque[str] = deque()
    for raw in stream:
        pending.append(raw.replace("\x00", ""))
        yield from _settled(pending, delimiter, is_last=False)
    yield from _settled(pending, delimiter, is_last=True)


def _settled(pending: deque[str], delimiter: str, *, is_last: bool) -> Iterator[tuple[list[str], bool]]:
    while pending:
        length = _closes_after(pending)
        if length:
            lines = [pending.popleft() for _ in range(length)]
            records = list(csv.reader(lines, delimiter=delimiter))
            for record in records:
                yield record, len(records) == 1
        elif is_last or len(pending) > _JOIN_AT_MOST:
            yield pending.popleft().rstrip("\r\n").split(delimiter), False
        else:
            return


def _closes_after(lines: Iterable[str]) -> int:
    """After how many lines the quotation marks are even for the first time; 0 when they never are."""
    marks = 0
    for number, line in enumerate(lines, start=1):
        marks += line.count('"')
        if marks % 2 == 0:
            return number
    return 0


def _unclosed(file: str, row: int, line: str) -> Problem:
    return Problem(
        file=file, row=row, value=line[:200], code="unclosed_quote",
        message="这一行有英文双引号没有成对，列的位置无法确定", help="请删除多余的双引号，或补上缺少的双引号",
        message_en="a quotation mark in this row is not closed", help_en="remove or close the quotation mark",
    )  # fmt: skip


def bad_bytes(frame: pl.DataFrame, names: Sequence[str], encoding: str, *, file: str) -> list[Problem]:
    """Cells that hold bytes which are no characters of the file's encoding."""
    return [
        _bad_bytes(file, encoding.upper(), row, name, value)
        for name in names
        for row, value in frame.filter(literally(name).str.contains("\ufffd", literal=True))
        .select("row", name)
        .iter_rows()
    ]


def _bad_bytes(file: str, encoding: str, row: int, column: str, value: str) -> Problem:
    return Problem(
        file=file, row=row, column=column, value=value, code="bad_bytes",
        message=f"这一格有乱码：内容不是 {encoding} 编码的文字",
        help="请在原系统中重新导出（建议选 UTF-8 编码），或重新录入这一格",
        message_en=f"this cell holds bytes that are not {encoding}",
        help_en="export again, preferably as UTF-8, or type the cell again",
    )  # fmt: skip
