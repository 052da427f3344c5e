"""A table as a reader found it, and the columns that a round's tables may have. Pure. VBP-1."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from baowen.core.problems import Level, Problem
from baowen.vbp.rounds.rules.wording import told

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells by heading, blank ones absent, with the row numbers that a spreadsheet shows."""

    file: str
    sheet: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[int, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in the code, the headings that it is known by (the template writes the first), its use."""

    name: str
    headings: tuple[str, ...]
    about: tuple[str, str]
    is_needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of table, with the columns that it has."""

    name: str
    title: tuple[str, str]
    columns: tuple[Column, ...]

    def found_in(self, headings: Sequence[str]) -> dict[str, str]:
        """By column the heading that names it in a table; a column that the table has not is left out."""
        plain = {plain_heading(one): one for one in reversed(headings)}
        known = ((column.name, plain.get(plain_heading(one))) for column in self.columns for one in column.headings)
        found: dict[str, str] = {}
        for name, heading in known:
            if heading is not None:
                found.setdefault(name, heading)
        return found

    def missing_in(self, headings: Sequence[str]) -> tuple[Column, ...]:
        """The columns that the table needs and has not."""
        found = self.found_in(headings)
        return tuple(one for one in self.columns if one.is_needed and one.name not in found)


@dataclass(slots=True)
class Told:
    """What is wrong with the tables of a round, and what was only remarked."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    _said: set[tuple[str, ...]] = field(default_factory=set)

    def is_first(self, *key: str) -> bool:
        """Whether this is the first time that something is told which is told once."""
        is_new = key not in self._said
        self._said.add(key)
        return is_new

    def add(self, one: Problem) -> None:
        (self.remarks if one.level is Level.WARN else self.problems).append(one)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table by the names of its columns; tells what is wrong with it where it stands."""

    grid: Grid
    kind: Kind
    number: int
    cells: Mapping[str, str]
    headings: Mapping[str, str]
    told: Told

    def text(self, name: str) -> str:
        """What the cell holds without blanks around it; "" where it holds nothing."""
        return self.cells.get(self.headings.get(name, ""), "").replace("\x00", "").strip()

    def tell(self, code: str, column: str = "", value: str = "", **facts: object) -> None:
        heading = self.headings.get(column, column)
        self.told.add(
            told(
                code, file=self.grid.file, sheet=self.grid.sheet, row=self.number, column=heading, value=value, **facts
            )
        )

    def short(self, name: str, most: int = LONGEST) -> str:
        """The text; one that is too long is refused."""
        text = self.text(name)
        if len(text) > most:
            self.tell("too_long", name, text[:50], most=most)
        return text

    def filled(self, name: str, most: int = LONGEST) -> str:
        """The text; a cell without any is refused."""
        text = self.short(name, most)
        if not text:
            self.tell("missing", name, heading=self.headings.get(name, name))
        return text


def rows_of(grid: Grid, kind: Kind, told: Told) -> Iterator[Row]:
    """The rows of a table that hold anything."""
    headings = kind.found_in(grid.headings)
    known = set(headings.values())
    unread = [one for one in grid.headings if one not in known]
    if unread:
        told.add(_of_grid("unread_columns", grid, columns="、".join(unread)))
    for number, cells in grid.rows:
        if any(text.strip() for name, text in cells.items() if name in known):
            yield Row(grid, kind, number, cells, headings, told)


def kind_of(grid: Grid, kinds: Sequence[Kind]) -> Kind | None:
    """The kind whose needed columns a table has; of several the one of which it has most columns."""
    fitting = [one for one in kinds if not one.missing_in(grid.headings)]
    return max(fitting, key=lambda one: len(one.found_in(grid.headings)), default=None)


def unknown_kind(grid: Grid, kinds: Sequence[Kind]) -> Problem:
    """What is said of a table that is none of the kinds: what it has, what the nearest kind lacks."""
    nearest = max(kinds, key=lambda one: len(one.found_in(grid.headings)))
    lacks = "、".join(one.headings[0] for one in nearest.missing_in(grid.headings))
    return _of_grid(
        "unknown_table", grid, headings="、".join(grid.headings) or "（空）", nearest=nearest.title[0], lacks=lacks,
        nearest_en=nearest.title[1],
    )  # fmt: skip


def _of_grid(code: str, grid: Grid, **facts: str) -> Problem:
    return told(code, file=grid.file, sheet=grid.sheet, row=0, column="", value="", **facts)


def plain_heading(heading: str) -> str:
    """A heading reduced to what it says: no width, case, blanks, stars or words in brackets."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s*]+", "", re.sub(r"[(\[【][^)\]】]*[)\]】]", "", text)) or re.sub(r"\s+", "", text)
