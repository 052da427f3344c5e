"""Tables that people open in a spreadsheet: no cell of text may act as a formula there.

What others have sent comes out again in exports; a name that begins with "=" would be run by whoever opens the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

import polars as pl

MARK: Final = "\ufeff"  # spreadsheets need it to read Chinese
_RUN: Final = r"^[=+\-@\t\r]"
_NUMBER: Final = r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?%?"


def harmless(cell: object) -> object:
    """The cell with an apostrophe before it, where a spreadsheet would take its text for a formula."""
    if isinstance(cell, str) and re.match(_RUN, cell) and not re.fullmatch(_NUMBER, cell):
        return f"'{cell}"
    return cell


def harmless_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The same for every column of text."""
    return frame.with_columns(_harmless(name) for name, kind in frame.schema.items() if kind == pl.String)


def _harmless(name: str) -> pl.Expr:
    text = pl.col(name)
    runs = text.str.contains(_RUN) & ~text.str.contains(f"^(?:{_NUMBER})$")
    return pl.when(runs).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)


def write_rows(file: TextIO, headings: Sequence[str], rows: Iterable[Iterable[object]]) -> int:
    """Write the mark, the headings and the rows as CSV; how many rows. The file must take line ends as they are."""
    file.write(MARK)
    writer = csv.writer(file)
    writer.writerow(headings)
    count = 0
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        count += 1
    return count
