"""The form of a volume report as a workbook: written with what is known and wrong, read back by its headings. VBP-2.

A file does what typing does: a row that is not in it stays as it is. What can't be read is told by row and column, and
then nothing of the file is kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import xlsxwriter

from baowen.core.money import plain
from baowen.core.problems import BaowenError, Problem
from baowen.vbp.volumes.rules import EXPLANATION, LONGEST, UNITS, CellProblem, Line, LineKey, units_of

LOT, PRODUCT, TOLD_UNITS, TOLD_WORDS = "品种序号", "药品代码", "报量", "说明"
HEADINGS: Final = (
    (LOT, "lot"), (PRODUCT, "product code"), ("药品", "drug"), ("规格", "specification"), ("单位", "unit"),
    ("去年采购", "last year"), ("报量下限", "floor"), (TOLD_UNITS, "volume"), (TOLD_WORDS, "explanation"),
    ("【退回】问题", "what is wrong"),
)  # fmt: skip
READ: Final = frozenset({LOT, PRODUCT, TOLD_UNITS, TOLD_WORDS})
_WIDTHS: Final = (10, 26, 24, 18, 8, 14, 12, 14, 40, 50)
_COLUMN_OF: Final = {UNITS: 7, EXPLANATION: 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line as the workbook shows it; None for what is not known."""

    line: Line
    drug: str
    spec: str
    unit: str
    last: Decimal | None
    floor: Decimal | None


def write_form(lines: Sequence[SheetLine], problems: Sequence[CellProblem]) -> bytes:
    """The workbook; cells with a problem are red and say in a comment and in the last column what to do."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(TOLD_UNITS)
        text = {"num_format": "@", "valign": "top", "text_wrap": True}
        plain_cell, bold = book.add_format(text), book.add_format({**text, "bold": True, "bg_color": "#DDEBF7"})
        bad = book.add_format({**text, "bg_color": "#FFC7CE", "font_color": "#9C0006"})
        for column, (words, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, words[0], bold)
        sheet.freeze_panes(1, 3)
        for at, one in enumerate(lines, start=1):
            told = [x for x in problems if (x.lot, x.product_code) == one.line.key]
            _write(sheet, at, one, told, looks=(plain_cell, bad))
    return content.getvalue()


def _write(sheet: Any, at: int, one: SheetLine, told: Sequence[CellProblem], *, looks: tuple[Any, Any]) -> None:
    said = [f"{x.message[0]}：{x.remedy[0]}" for x in told]
    cells = (
        one.line.lot, one.line.product_code, one.drug, one.spec, one.unit, _known(one.last), _known(one.floor),
        one.line.units, one.line.explanation, "\n".join(said),
    )  # fmt: skip
    wrong = {_COLUMN_OF[x.column] for x in told}
    for column, cell in enumerate(cells):
        look = looks[column in wrong]
        if cell:
            sheet.write_string(at, column, cell, look)
        else:
            sheet.write_blank(at, column, None, look)
    for column in wrong:
        sheet.write_comment(at, column, "\n".join(said), {"x_scale": 2})


def _known(number: Decimal | None) -> str:
    return "不明" if number is None else plain(number)


def read_form(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, keys: AbstractSet[LineKey], file: str
) -> tuple[list[Line], list[Problem]]:  # fmt: skip
    """The lines of a workbook's rows (number as the spreadsheet shows it, cells by heading), and all that is wrong.

    `keys`: the lines of the form. A blank row is passed over.
    """
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: dict[LineKey, int] = {}
    for row, cells in rows:
        line = Line(
            lot=cells.get(LOT, "").strip(), product_code=cells.get(PRODUCT, "").strip(),
            units=cells.get(TOLD_UNITS, "").strip(), explanation=cells.get(TOLD_WORDS, "").strip(),
        )  # fmt: skip
        if not any((line.lot, line.units, line.explanation)):
            continue
        found = list(_wrong(line, row, keys, seen, file))
        problems += found
        if not found:
            lines.append(line)
        seen.setdefault(line.key, row)
    if not lines and not problems:
        problems.append(_problem(file, 0, ("", ""), "empty_form", ("文件里没有填写任何一行", "the file has no line")))
    return lines, problems


def _wrong(
    line: Line, row: int, keys: AbstractSet[LineKey], seen: Mapping[LineKey, int], file: str
) -> Iterable[Problem]:  # fmt: skip
    if line.key not in keys:
        told = (f"本批次没有品种 {line.lot} {line.product_code}".rstrip(), "the round has no such line")
        yield _problem(file, row, (LOT, line.lot), "unknown_lot", told)
    elif line.key in seen:
        told = (f"与第 {seen[line.key]} 行是同一品种", f"the same line as row {seen[line.key]}")
        yield _problem(file, row, (LOT, line.lot), "duplicate_line", told)
    try:
        units_of(line.units)
    except BaowenError as error:
        yield _problem(file, row, (TOLD_UNITS, line.units), "bad_units", (error.message, error.message_en))
    if len(line.explanation) > LONGEST[EXPLANATION]:
        told = (f"说明超过 {LONGEST[EXPLANATION]} 字", "the explanation is too long")
        yield _problem(file, row, (TOLD_WORDS, line.explanation[:40]), "long_text", told)


def _problem(file: str, row: int, cell: tuple[str, str], code: str, told: tuple[str, str]) -> Problem:
    return Problem(
        file=file, code=code, message=told[0], message_en=told[1], row=row, column=cell[0], value=cell[1],
        help="请在该单元格改正后重新上传", help_en="mend the cell and send the file again",
    )  # fmt: skip
