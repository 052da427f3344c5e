"""Looks through an XLSX file before it is opened: how far its cells lie apart, which hold formulas or errors.

An XLSX reader lays a sheet out as a full rectangle, so one stray cell at XFD1048576 would take all memory. This pass
streams the sheet's XML in small pieces and never builds a rectangle.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_CHUNK = 1 << 22
_HEAD = 4096
_MOST_UNPACKED = 3 << 30
_SUSPICIOUS_FROM = 100 << 20
_MOST_RATIO = 400
_MOST_IN_A_ROW = 64 << 20
_MOST_BLANK_ROWS = 10_000
_MOST_AREA = 200_000_000
_SPARSE_FROM = 1_000_000
_MOST_SPARSE = 50

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)/?>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S)
_REFERENCE = re.compile(rb"r=[\"']([A-Z]{1,3})(\d+)[\"']")
_ROW_NUMBER = re.compile(rb"^[^>]*?\br=[\"'](\d+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]+)</|<(?:\w+:)?is>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


class BombError(Exception):
    """The file unpacks to more than any honest workbook; holds both sizes in bytes."""

    def __init__(self, unpacked: int, packed: int) -> None:
        super().__init__(f"{packed} bytes unpack to {unpacked}")
        self.unpacked = unpacked
        self.packed = packed


@dataclass(slots=True)
class Sheet:
    """What lies where in one sheet. Rows and columns count from 1; `far` and `near` are cell names."""

    rows: int = 0
    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    near: str = ""
    far: str = ""
    formula_columns: set[int] = field(default_factory=set)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def column_number(letters: bytes | str) -> int:
    """A is 1, XFD is 16384."""
    text = letters.decode() if isinstance(letters, bytes) else letters
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 16384 is XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def guard_size(archive: zipfile.ZipFile, packed: int) -> None:
    """Raise BombError when the parts of a workbook unpack to more than its size can explain."""
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > _MOST_UNPACKED or (unpacked > _SUSPICIOUS_FROM and unpacked > packed * _MOST_RATIO):
        raise BombError(unpacked, packed)


def inspect(path: Path) -> dict[str, Sheet]:
    """Every worksheet of an XLSX file by name; BombError, or zipfile.BadZipFile and KeyError for a broken one."""
    with zipfile.ZipFile(path) as archive:
        guard_size(archive, path.stat().st_size)
        found = {}
        for name, part in _parts(archive):
            with archive.open(part) as stream:
                found[name] = _inspect_sheet(stream)
        return found


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = {
        given["Id"]: given["Target"]
        for given in map(_attributes, _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")))
        if given.get("Type", "").endswith("/worksheet")
    }
    for found in _SHEET.findall(archive.read("xl/workbook.xml")):
        given = _attributes(found)
        target = relations.get(next((value for name, value in given.items() if name.endswith(":id")), ""))
        if target is not None:
            yield given["name"], target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode(): html.unescape((double or single).decode("utf-8"))
        for name, double, single in _ATTRIBUTE.findall(text)
    }


@dataclass(frozen=True, slots=True)
class _Tags:
    """The tags of one sheet; some writers put a namespace prefix before each name."""

    row: bytes
    values: tuple[bytes, bytes]

    @classmethod
    def of(cls, start: bytes) -> _Tags:
        root = re.search(rb"<(\w+:)?worksheet\b", start)
        prefix = root.group(1) or b"" if root else b""
        return cls(b"<" + prefix + b"row", (b"</" + prefix + b"v>", b"</" + prefix + b"is>"))


def _inspect_sheet(stream: IO[bytes]) -> Sheet:
    sheet = Sheet()
    number = 0
    start = stream.read(_CHUNK)
    tags = _Tags.of(start[:_HEAD])
    for piece in _rows(stream, start, tags.row):
        given = _ROW_NUMBER.match(piece)
        number = int(given.group(1)) if given else number + 1
        _measure(sheet, piece, number, tags)
        if sheet.far:
            break
        if b't="e"' in piece or _FORMULA.search(piece):
            _note_cells(sheet, piece, number)
    return sheet


def _rows(stream: IO[bytes], start: bytes, token: bytes) -> Iterator[bytes]:
    """The XML of each row, without its opening `<row`."""
    _, _, rest = start.partition(token)
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(token)
        yield from whole
        if len(rest) > _MOST_IN_A_ROW:
            raise BombError(len(rest), len(chunk))
    yield from (piece for piece in rest.split(token) if piece)


def _measure(sheet: Sheet, piece: bytes, number: int, tags: _Tags) -> None:
    """Count a row's filled cells and notice a jump that no table makes; formatted blank cells do not count."""
    filled = sum(piece.count(tag) for tag in tags.values)
    if not filled:
        return
    end = max(piece.rfind(tag) for tag in tags.values)
    reference = _REFERENCE.match(piece, piece.rfind(b"r=", 0, piece.rfind(b"r=", 0, end) + 2))
    last = column_number(reference.group(1)) if reference else filled
    if sheet.rows and number - sheet.last_row > _MOST_BLANK_ROWS:
        sheet.near, sheet.far = f"第 {sheet.last_row} 行", f"{column_letters(last)}{number}"
    sheet.rows += 1
    sheet.cells += filled
    sheet.last_row = number
    wider = max(sheet.last_column, last)
    area = wider * number
    if not sheet.far and ((area > _SPARSE_FROM and area > sheet.cells * _MOST_SPARSE) or area > _MOST_AREA):
        sheet.near = f"{column_letters(max(sheet.last_column, 1))} 列"
        sheet.far = f"{column_letters(last)}{number}"
    sheet.last_column = wider


def _note_cells(sheet: Sheet, piece: bytes, number: int) -> None:
    for attributes, body in _CELL.findall(piece):
        reference = _REFERENCE.search(attributes)
        if reference is None:
            continue
        column = column_number(reference.group(1))
        value = _VALUE.search(body)
        if b't="e"' in attributes:
            sheet.errors[number, column] = (value.group(1) or b"").decode("utf-8") if value else "#N/A"
        if _FORMULA.search(body):
            sheet.formula_columns.add(column)
            # A formula whose result is an empty text has t="str" and no value: that is a blank, not a missing result.
            if value is None and b't="str"' not in attributes:
                sheet.without_value.append((number, column))
