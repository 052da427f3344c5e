"""Reads a list as it is published: a title above the headings, numbers, sections, merged names, several forms a cell.

In: the cells of a table with the row numbers that a spreadsheet shows, as a reader found them. Out: the drugs, what is
wrong with file, row, column and remedy, and remarks on what was left out or carried down. LST-1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from baowen.core.problems import Level, Problem
from baowen.lists.names import forms_in, listed_name
from baowen.lists.wording import told

NAME = (
    "通用名", "药品通用名", "通用名称", "药品通用名称", "药品名称", "品种名称", "品名", "药品", "品种", "名称",
    "通用名称及剂型", "药品名称及剂型",
)  # fmt: skip
FORM = ("剂型", "剂型名称", "药品剂型")
SPEC = ("规格", "药品规格")
NOTE = ("备注", "说明", "限定", "备注说明")
NUMBER = ("序号", "编号", "NO", "NO.")
EXPECTED = frozenset({*NAME, *FORM, *SPEC, *NOTE, *NUMBER})
"""The headings by which a reader finds the table below its title."""

LONGEST = {"name": 200, "form": 100, "note": 1000}
MERGED = "merged_cell"  # what the reader calls a row that a merged cell touches
SECTION = re.compile(r"^[（(]?[一二三四五六七八九十]+[)）、.．]")
NUMERIC = re.compile(r"[\d.．、]+")
SECOND = re.compile(r"_\d+$")  # what the reader adds to a heading that appears again


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as it was read: cells by heading, blank ones absent; the problems are the reader's."""

    file: str
    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDrug:
    """One drug of a list: name and form in one spelling ("" for any form), where it stands in the file."""

    row: int
    name: str
    form: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table came to. With a problem nothing of it may be used."""

    drugs: tuple[ListedDrug, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


@dataclass(slots=True)
class _Columns:
    name: str
    form: str = ""
    spec: str = ""
    note: str = ""
    number: str = ""


@dataclass(slots=True)
class _Reader:
    """Reads row by row; `name` and `form` are those of the row above, for cells merged downward."""

    grid: Grid
    columns: _Columns
    merged: frozenset[tuple[int, str]]
    name: str = ""
    form: str = ""
    last_number: int | None = None
    drugs: list[ListedDrug] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def tell(self, code: str, row: int, column: str = "", value: str = "", **facts: object) -> None:
        """Add a problem or a remark."""
        grid = self.grid
        one = told(code, file=grid.file, sheet=grid.sheet, row=row, column=column, value=value, **facts)
        (self.remarks if one.level is Level.WARN else self.problems).append(one)


def read_list(grid: Grid) -> Reading:
    """The drugs of a published table, or everything that is wrong with it."""
    bad = [one for one in grid.problems if one.level is Level.REFUSE and one.code != MERGED]
    if any(one.row == 0 for one in bad):
        return Reading((), tuple(bad), ())
    columns = _columns(grid)
    if isinstance(columns, Problem):
        return Reading((), (*bad, columns), ())
    merged = frozenset((one.row, one.column) for one in grid.problems if one.code == MERGED)
    reader = _Reader(grid, columns, merged, problems=bad)
    reader.remarks = [one for one in grid.problems if one.level is Level.WARN]
    _remark_columns(reader)
    for row, cells in grid.rows:
        _read_row(reader, row, {heading: text.strip() for heading, text in cells.items()})
    drugs = _joined(reader)
    if not drugs and not reader.problems:
        reader.problems.append(told("no_drug", file=grid.file, sheet=grid.sheet))
    return Reading(tuple(drugs), tuple(reader.problems), tuple(reader.remarks))


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).upper()
    return re.sub(r"[\s*:]+", "", re.sub(r"[(\[【][^)\]】]*[)\]】]", "", text)) or re.sub(r"\s+", "", text)


def _columns(grid: Grid) -> _Columns | Problem:
    plain = {heading: _plain(heading) for heading in grid.headings}
    doubled = [one for one in grid.headings if SECOND.search(one) and _plain(SECOND.sub("", one)) in NAME]
    if doubled:
        return told(
            "side_by_side", file=grid.file, sheet=grid.sheet, column=doubled[0], columns="、".join(doubled)
        )  # fmt: skip

    def first(words: Sequence[str]) -> str:
        return next((heading for word in words for heading in grid.headings if plain[heading] == word), "")

    name = first(NAME)
    if not name:
        headings = "、".join(grid.headings) or "（空）"
        return told("no_name_column", file=grid.file, sheet=grid.sheet, headings=headings, known="、".join(NAME))
    return _Columns(name, form=first(FORM), spec=first(SPEC), note=first(NOTE), number=first(NUMBER))


def _remark_columns(reader: _Reader) -> None:
    columns = reader.columns
    known = {columns.name, columns.form, columns.spec, columns.note, columns.number}
    unread = [heading for heading in reader.grid.headings if heading not in known]
    if unread:
        reader.tell("unread_columns", 0, columns="、".join(unread))
    if not columns.form:
        reader.tell("no_form_column", 0)


def _read_row(reader: _Reader, row: int, cells: Mapping[str, str]) -> None:
    columns = reader.columns
    name, form, number = (cells.get(heading, "") for heading in (columns.name, columns.form, columns.number))
    if _is_no_drug(reader, row, cells):
        return
    _check_number(reader, row, number)
    if not name:
        is_merged = (row, columns.name) in reader.merged
        if not (reader.name and form and (is_merged or not number)):
            reader.tell("no_name", row, columns.name)
            return
        name = reader.name
        if not is_merged:
            reader.tell("carried_down", row, columns.name, name)
    if not form and (row, columns.form) in reader.merged:
        form = reader.form
    reader.name, reader.form = name, form
    _add(reader, row, name, form, cells)


def _is_no_drug(reader: _Reader, row: int, cells: Mapping[str, str]) -> bool:
    """Whether a row is a heading said again, a section's title or a line of text; those are remarked and left out.

    A name alone, without the number and the form that others have, may be either and is refused.
    """
    columns = reader.columns
    name, form, number = (cells.get(heading, "") for heading in (columns.name, columns.form, columns.number))
    filled = [text for text in cells.values() if text]
    if not filled:
        return True
    again = _plain(name) == _plain(columns.name) and (not form or _plain(form) == _plain(columns.form))
    is_section = len(filled) == 1 and SECTION.match(filled[0])
    is_text = not name and not form and not NUMERIC.fullmatch(number)
    if again or is_section or is_text:
        reader.last_number, reader.name, reader.form = None, "", ""
        reader.tell("not_a_drug", row, value=filled[0])
        return True
    is_numbered = number or not columns.number or (row, columns.number) in reader.merged
    if name and not form and columns.form and not is_numbered:
        reader.tell("title_or_drug", row, columns.name, name)
        return True
    return False


def _check_number(reader: _Reader, row: int, number: str) -> None:
    """Remark a gap in the numbers: a row was lost on the way, perhaps."""
    digits = number.rstrip(".．、")
    if not digits.isdecimal():
        return
    now, before = int(digits), reader.last_number
    reader.last_number = now
    if before is not None and now not in (before, before + 1, 1):
        reader.tell("number_gap", row, reader.columns.number, number, before=before)


def _add(reader: _Reader, row: int, name_cell: str, form_cell: str, cells: Mapping[str, str]) -> None:
    columns = reader.columns
    name, forms = listed_name(name_cell), forms_in(form_cell)
    spec, remark = cells.get(columns.spec, ""), cells.get(columns.note, "")
    note = "；".join(part for part in (f"规格：{spec}" if spec else "", remark) if part)
    if not re.search(r"[\u3400-\u9fffA-Z]", name):
        reader.tell("not_a_name", row, columns.name, name_cell)
        return
    cells_read = [(columns.name, name, "name"), (columns.note or columns.spec, note, "note")]
    cells_read += [(columns.form, form, "form") for form in forms]
    for column, text, which in cells_read:
        if len(text) > LONGEST[which]:
            reader.tell("too_long", row, column, text[:50], most=LONGEST[which])
            return
    reader.drugs.extend(ListedDrug(row=row, name=name, form=form, note=note) for form in forms)


def _joined(reader: _Reader) -> list[ListedDrug]:
    """The drugs, each once: rows that differ by specification alone are one; the same line twice is refused."""
    found: dict[tuple[str, str], ListedDrug] = {}
    for drug in reader.drugs:
        known = found.get((drug.name, drug.form))
        if known is None:
            found[drug.name, drug.form] = drug
            continue
        both = f"{known.note}｜{drug.note}"
        if not reader.columns.spec or drug.note in known.note.split("｜") or len(both) > LONGEST["note"]:
            reader.tell("twice", drug.row, reader.columns.name, drug.name, first=known.row)
            continue
        found[drug.name, drug.form] = replace(known, note=both)
    return list(found.values())
