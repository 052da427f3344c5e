"""A file as a table of text: which row holds the headings, what the columns are called."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from baowen.core.problems import Level, Problem

LOOK_FOR_HEADER_IN = 30
IGNORED_HEADING = "【退回】"  # columns that the workbook of refused rows adds for people; never data

_UNIT = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_DECORATION = re.compile(r"[\s*:\ufeff\u200b]+")


@dataclass(frozen=True, slots=True)
class Header:
    """Headings to look for, when they may stand below a title."""

    expected: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file holds: every cell as text, null where blank, under its heading.

    `frame` has one String column per heading and `row` (UInt32), the row number that a spreadsheet shows.
    A problem of row 0 with level REFUSE means that the file was not read; the frame is then empty.
    """

    frame: pl.DataFrame
    headings: tuple[str, ...]
    sheet: str = ""
    encoding: str = ""
    form: str = "csv"
    header_row: int = 1
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether the file as a whole was turned away."""
        return any(problem.row == 0 and problem.level is Level.REFUSE for problem in self.problems)

    @property
    def from_excel(self) -> bool:
        return self.form in {"xlsx", "xls"}


def refused_table(*problems: Problem, form: str = "") -> Table:
    """An empty table for a file that cannot be read, with the reasons."""
    empty = pl.DataFrame(schema={"row": pl.UInt32})
    return Table(frame=empty, headings=(), form=form, problems=list(problems))


def normalise_heading(text: str) -> str:
    """A heading reduced to what it says, for comparing: no width, case, spaces, asterisks or unit in brackets."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    without_unit = _DECORATION.sub("", _UNIT.sub("", plain))
    return without_unit or _DECORATION.sub("", plain)


@cache
def _expected(header: Header) -> frozenset[str]:
    return frozenset(map(normalise_heading, header.expected))


def score_header(cells: Sequence[str], header: Header) -> int:
    """How many different expected headings a row holds."""
    expected = _expected(header)
    return len({normalise_heading(cell) for cell in cells if cell} & expected)


def _best_header(rows: Sequence[Sequence[str]], header: Header) -> int | None:
    scores = [score_header(row, header) for row in rows[:LOOK_FOR_HEADER_IN]]
    best = max(scores, default=0)
    enough = best > 0 and best >= min(2, (len(header.expected) + 1) // 2)
    return scores.index(best) if enough else None


def holds_header(rows: Sequence[Sequence[str]], header: Header) -> bool:
    """Whether one of the first rows holds at least two, or half, of the expected headings."""
    return _best_header(rows, header) is not None


def find_header(rows: Sequence[Sequence[str]], header: Header | None) -> int | None:
    """The index of the heading row among the first rows; None when all are blank.

    With expected headings: the row that holds most of them. Else the first row that is not blank, or the fuller row
    below a title of a single cell.
    """
    best = _best_header(rows, header) if header is not None else None
    if best is not None:
        return best
    filled = [sum(1 for cell in row if cell) for row in rows[:LOOK_FOR_HEADER_IN]]
    first = next((index for index, count in enumerate(filled) if count), None)
    if first is not None and filled[first] == 1:
        return next((index for index in range(first + 1, len(filled)) if filled[index] >= 3), first)
    return first


def name_columns(cells: Sequence[str], *, file: str, sheet: str, row: int) -> tuple[list[str], list[Problem]]:
    """Column names from the heading row: blank ones get a number, double ones a suffix and a warning."""
    names: list[str] = []
    problems: list[Problem] = []
    taken: Counter[str] = Counter(row=1)
    for index, cell in enumerate(cells):
        heading = cell.replace("\ufeff", "").strip() or f"第{index + 1}列"
        name = heading
        while taken[name]:
            taken[heading] += 1
            name = f"{heading}_{taken[heading]}"
        taken[name] += 1
        if heading not in (name, "row"):
            problems.append(_double(heading, name, file=file, sheet=sheet, row=row))
        names.append(name)
    return names, problems


def _double(heading: str, name: str, *, file: str, sheet: str, row: int) -> Problem:
    return Problem(
        file=file, sheet=sheet, row=row, column=heading, code="duplicate_heading", level=Level.WARN,
        message=f"表头“{heading}”出现了不止一次，后一列按“{name}”读入",
        help="请给每一列起不同的名字，或删除多余的列",
        message_en=f"heading {heading!r} appears more than once; the later column is read as {name!r}",
        help_en="give each column its own heading or delete the extra one",
    )  # fmt: skip


def without_blank_columns(frame: pl.DataFrame, names: Sequence[str], cells: Sequence[str]) -> pl.DataFrame:
    """Drop columns that have neither heading nor data, and those that only repeat what we told the sender."""
    gone = [
        name
        for name, cell in zip(names, cells, strict=True)
        if name.startswith(IGNORED_HEADING) or (not cell.strip() and frame[name].null_count() == frame.height)
    ]
    return frame.drop(gone)
