"""Reads a file of a reserve catalogue and enters its items, all or none. RSV-1."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from baowen.collect.readers import Header, read_table
from baowen.core.problems import BaowenError
from baowen.reserve.plans.actions.catalogue import NewItem, enter_items
from baowen.reserve.plans.sheet import EXPECTED, SheetItem, read_sheet
from baowen.respond.actions.moves import Doing


def items_of_file(path: Path) -> tuple[SheetItem, ...]:
    """The items of a workbook or CSV file; BaowenError that says what is wrong, row by row."""
    table = read_table(path, header=Header(EXPECTED))
    if table.refused:
        first = table.problems[0]
        raise BaowenError(f"文件读不出来：{first.message}", f"the file cannot be read: {first.message_en}")
    rows = [
        (int(row["row"]), {name: str(row[name]) for name in table.headings if row[name] is not None})
        for row in table.frame.iter_rows(named=True)
    ]
    return read_sheet(rows, table.headings)


def import_catalogue(path: Path, doing: Doing) -> list[str]:
    """Enter all items of a file into the catalogue of the own place; their numbers."""
    return enter_items(
        [NewItem(**{name: getattr(one, name) for name in asdict(one)}) for one in items_of_file(path)], doing
    )
