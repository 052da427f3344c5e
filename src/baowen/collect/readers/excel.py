"""Reads XLSX and XLS through calamine, after the guards: the right sheet, its heading row, every cell as text."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from baowen.collect.readers import inspection, remarks
from baowen.collect.readers.refusals import refusal
from baowen.collect.readers.table import (
    LOOK_FOR_HEADER_IN,
    Header,
    Table,
    find_header,
    holds_header,
    name_columns,
    refused_table,
    without_blank_columns,
)
from baowen.collect.readers.tail import without_tail
from baowen.core.problems import Problem

EXPLAINING = ("说明", "填表说明", "填报说明", "使用说明", "问题清单", "提示", "字典", "readme", "instructions", "notes")
_ROWS_AT_ONCE = 20_000
_EXACT_DIGITS = 1e15  # Excel keeps fifteen digits; a longer code that was stored as a number has lost the rest


@dataclass(frozen=True, slots=True)
class _Opened:
    """A loaded sheet with its first rows as text; `shift` is the number of blank columns before its first one."""

    name: str
    sheet: CalamineSheet
    first: list[list[str]]
    shift: int


def read_excel(path: Path, *, form: str, sheet: str | None = None, header: Header | None = None) -> Table:
    """Read the first sheet that has the headings; a file that a guard stops comes back empty with the reason."""
    file = path.name
    try:
        seen = inspection.inspect(path) if form == "xlsx" else {}
        for name, one in seen.items():
            if one.far and sheet in (None, name):
                return refused_table(refusal("far_apart", file, sheet=name, near=one.near, far=one.far), form=form)
        with CalamineWorkbook.from_path(path) as book:
            return _read_book(book, file, form, wanted=sheet, header=header, seen=seen)
    except inspection.BombError as bomb:
        unpacked, packed = _megabytes(bomb.unpacked), _megabytes(bomb.packed)
        return refused_table(refusal("zip_bomb", file, size=unpacked, packed=packed), form=form)
    except PasswordError:
        return refused_table(refusal("encrypted", file), form=form)
    except (CalamineError, zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        return refused_table(refusal("broken_file", file, detail=str(error)[:200]), form=form)


def sheets_of(path: Path) -> tuple[str, ...]:
    """The visible sheets of a workbook that hold a table, by name; () for what is no workbook or can't be opened.

    Ask after `read_excel` has let the file pass.
    """
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = [name for name in _in_order(book) if _plain(name) not in EXPLAINING]
            return tuple(name for name in book.sheet_names if name in names)
    except (CalamineError, zipfile.BadZipFile, KeyError, OSError, EOFError):
        return ()


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"


def _read_book(
    book: CalamineWorkbook, file: str, form: str, *, wanted: str | None, header: Header | None,
    seen: dict[str, inspection.Sheet],
) -> Table:  # fmt: skip
    if wanted is not None and wanted not in book.sheet_names:
        return refused_table(refusal("no_sheet", file, sheet=wanted, sheets="、".join(book.sheet_names)), form=form)
    names = [wanted] if wanted else _in_order(book)
    chosen = _choose(book, names, header, seen)
    if chosen is None:
        return refused_table(refusal("no_table", file), form=form)
    at = find_header(chosen.first, header)
    if at is None:
        return refused_table(refusal("no_table", file), form=form)
    others = [name for name in names if name != chosen.name and _plain(name) not in EXPLAINING]
    problems = remarks.more_sheets(book, others, header, seen, file=file, read=chosen.name)
    return _table(chosen, at, file, form, seen=seen.get(chosen.name, inspection.Sheet()), problems=problems)


def _plain(name: str) -> str:
    return name.strip().casefold()


def _in_order(book: CalamineWorkbook) -> list[str]:
    """Visible sheets, those that only explain last."""
    shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    return sorted(shown or book.sheet_names, key=lambda name: _plain(name) in EXPLAINING)


def _choose(
    book: CalamineWorkbook, names: Sequence[str], header: Header | None, seen: dict[str, inspection.Sheet]
) -> _Opened | None:
    first_filled = None
    for name in names:
        if name in seen and not seen[name].rows:
            continue
        sheet = book.get_sheet_by_name(name)
        rows = [[cell_text(cell) or "" for cell in row] for row in islice(sheet.iter_rows(), LOOK_FOR_HEADER_IN)]
        opened = _Opened(name, sheet, rows, (sheet.start or (0, 0))[1])
        if header is not None and holds_header(rows, header):
            return opened
        if first_filled is None and any(any(row) for row in rows):
            first_filled = opened
            if header is None:
                break
    return first_filled


def _table(opened: _Opened, at: int, file: str, form: str, *, seen: inspection.Sheet, problems: list[Problem]) -> Table:
    cells = opened.first[at]
    names, doubled = name_columns(cells, file=file, sheet=opened.name, row=at + 1)
    frame = _frame(opened.sheet, names, skip=at + 1)
    frame = _with_errors(frame, names, seen, shift=opened.shift)
    frame, tail = without_tail(frame, names, file=file, sheet=opened.name)
    place = remarks.Place(file, opened.name, names, opened.shift, at + 1, frozenset(frame["row"].to_list()))
    problems = [
        *problems, *doubled, *tail, *remarks.formulas(place, seen),
        *remarks.merged(place, opened.sheet.merged_cell_ranges or []),
    ]  # fmt: skip
    frame = without_blank_columns(frame, names, cells)
    headings = tuple(name for name in frame.columns if name != "row")
    return Table(
        frame=frame[[*headings, "row"]], headings=headings, sheet=opened.name, form=form, header_row=at + 1,
        problems=problems,
    )  # fmt: skip


def _frame(sheet: CalamineSheet, names: list[str], *, skip: int) -> pl.DataFrame:
    """All rows below the headings as text, a few thousand at a time, so that Python objects stay few."""
    schema: dict[str, Any] = dict.fromkeys(names, pl.String())
    rows = islice(sheet.iter_rows(), skip, None)
    parts = []
    for block in iter(lambda: list(islice(rows, _ROWS_AT_ONCE)), []):
        columns = [[_TEXT_OF[type(cell)](cell) for cell in column] for column in zip(*block, strict=True)]
        parts.append(pl.DataFrame(dict(zip(names, columns, strict=True)), schema=schema))
    frame = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    return frame.with_row_index("row", offset=skip + 1).with_columns(pl.col("row").cast(pl.UInt32))


def _with_errors(frame: pl.DataFrame, names: list[str], seen: inspection.Sheet, *, shift: int) -> pl.DataFrame:
    """Put back the words of error cells such as #N/A, which calamine gives as blank."""
    by_column: dict[str, dict[int, str]] = {}
    for (row, column), word in seen.errors.items():
        if 0 <= column - 1 - shift < len(names):
            by_column.setdefault(names[column - 1 - shift], {})[row] = word
    for name, words in by_column.items():
        told = pl.col("row").cast(pl.Int64).replace_strict(words, default=None, return_dtype=pl.String)
        frame = frame.with_columns(pl.coalesce(told, pl.col(name)).alias(name))
    return frame


def _number_text(value: float) -> str:
    if abs(value) >= _EXACT_DIGITS:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"


def _float_text(value: float) -> str:
    text = _number_text(value)
    # 15 digits of a tiny number come out as 1.5e-05; a cell shows 0.000015.
    return f"{value:.20f}".rstrip("0") if "e-" in text else text


def _instant_text(value: dt.datetime) -> str:
    return value.strftime("%Y-%m-%d" if value.time() == dt.time() else "%Y-%m-%d %H:%M:%S")


def _words(value: str) -> str | None:
    return value if value and not value.isspace() else None


_TEXT_OF: dict[type, Callable[[Any], str | None]] = {
    str: _words,
    float: _float_text,
    int: lambda value: _number_text(float(value)) if abs(value) >= _EXACT_DIGITS else str(value),
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.datetime: _instant_text,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    dt.timedelta: str,
    type(None): lambda _: None,
}


def cell_text(cell: object) -> str | None:
    """One cell as the text that a person would read, None when blank."""
    return _TEXT_OF[type(cell)](cell)


def sheet_rows(sheet: CalamineSheet, count: int) -> Iterator[list[str]]:
    """The first rows of a sheet as text."""
    return ([cell_text(cell) or "" for cell in row] for row in islice(sheet.iter_rows(), count))
