"""A report that comes as a workbook: what can be read is typed into the form, or nothing of it. VBP-2."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from baowen.collect.readers import Header, Table, read_table
from baowen.core.problems import Problem
from baowen.orgs.permissions import Actor
from baowen.vbp.volumes.actions.typing import Cell, require_own, save_cells
from baowen.vbp.volumes.rules import EXPLANATION, UNITS
from baowen.vbp.volumes.sheet import READ, read_form
from baowen.vbp.volumes.store import report_row

MOST_BYTES = 10 * 1024 * 1024
MOST_SHOWN = 200


def type_file(number: str, path: Path, *, actor: Actor, at: datetime) -> tuple[int, list[Problem]]:
    """Type a workbook into a report; how many lines it had, or all that is wrong with it, and then nothing is kept."""
    row = report_row(number)
    require_own(row, actor)
    keys = {(one.lot, one.product_code) for one in row.lines.all()}
    table = read_table(path, header=Header(READ))
    if table.refused:
        return 0, [one for one in table.problems if one.row == 0]
    lines, problems = read_form(_rows(table), keys=keys, file=path.name)
    if problems:
        return 0, problems[:MOST_SHOWN]
    cells = [
        Cell(lot=one.lot, product_code=one.product_code, column=column, text=text)
        for one in lines
        for column, text in ((UNITS, one.units), (EXPLANATION, one.explanation))
    ]
    save_cells(number, cells, actor=actor, at=at)
    return len(lines), []


def _rows(table: Table) -> list[tuple[int, dict[str, Any]]]:
    """Rows by the headings of the form, blank cells left out."""
    names = [name for name in table.headings if name in READ]
    return [
        (int(one["row"]), {name: str(one[name]) for name in names if one[name] is not None})
        for one in table.frame.iter_rows(named=True)
    ]
