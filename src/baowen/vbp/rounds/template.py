"""The empty workbook of a round: a sheet for each kind of table, what to write in each column, and the words to use."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from baowen.vbp.rounds.kinds import CEILING_WORDS, LEVEL_WORDS, LIKENESS_WORDS
from baowen.vbp.rounds.rules.grid import Column, Kind
from baowen.vbp.rounds.rules.sheets import OWN

CHOICES = {
    "level": [zh for zh, _ in LEVEL_WORDS.values()],
    "likeness": [zh for zh, _ in LIKENESS_WORDS.values()],
    "ceiling_per": [zh for zh, _ in CEILING_WORDS.values()],
} | {name: ["是", "否"] for name in ("is_selected", "is_originator", "is_antibiotic", "is_key_monitored")}
ROWS = 5_000
WIDTH = 18
EXPLAINING = "填表说明"


def template() -> bytes:
    """The workbook as a file; read back empty it enters nothing."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        _explain(book)
        for kind in OWN:
            _sheet(book, kind)
    return content.getvalue()


def _explain(book: Any) -> None:
    sheet, bold = book.add_worksheet(EXPLAINING), book.add_format({"bold": True})
    sheet.write_row(0, 0, ("工作表 Sheet", "列 Column", "必填 Needed", "说明", "In English"), bold)
    lines = [(kind, column) for kind in OWN for column in kind.columns]
    for at, (kind, column) in enumerate(lines, start=1):
        needed = "是" if column.is_needed else ""
        sheet.write_row(at, 0, (kind.title[0], column.headings[0], needed, *column.about))
    sheet.set_column(0, 4, WIDTH * 2)


def _sheet(book: Any, kind: Kind) -> None:
    sheet = book.add_worksheet(kind.title[0])
    bold = book.add_format({"bold": True, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(kind.columns):
        sheet.set_column(at, at, WIDTH, text)
        sheet.write_string(0, at, column.headings[0], bold)
        sheet.write_comment(0, at, _about(column))
        if column.name in CHOICES:
            sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": CHOICES[column.name]})


def _about(column: Column) -> str:
    return "\n".join((*column.about, *(("必填 needed",) if column.is_needed else ())))
