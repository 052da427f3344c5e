"""What a workbook's sender should know: formulas, merged cells, further sheets that were not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from python_calamine import CalamineWorkbook

from baowen.collect.readers.inspection import Sheet, column_letters
from baowen.collect.readers.table import LOOK_FOR_HEADER_IN, Header, holds_header
from baowen.core.problems import Level, Problem

Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the table lies: its columns from `shift` on, its headings in `header_row`, the numbers of its data rows."""

    file: str
    sheet: str
    names: Sequence[str]
    shift: int
    header_row: int
    rows: frozenset[int]

    def heading(self, column: int) -> str:
        """The heading of a sheet column (1 is A); empty beyond the table."""
        index = column - 1 - self.shift
        return self.names[index] if 0 <= index < len(self.names) else ""


def formulas(place: Place, seen: Sheet) -> list[Problem]:
    """One remark on the columns that hold formulas; a formula without a saved result is a refused cell."""
    found = [
        Problem(
            file=place.file, sheet=place.sheet, row=row, column=place.heading(column), code="formula_without_value",
            message="这一格是公式，但文件里没有保存计算结果", help="请在 Excel 中打开、等计算完成后保存，或改填数值",
            message_en="a formula without a saved result", help_en="open the file in Excel, save it, or type the value",
        )
        for row, column in seen.without_value
        if row in place.rows and place.heading(column)
    ]  # fmt: skip
    columns = [place.heading(column) for column in sorted(seen.formula_columns) if place.heading(column)]
    if columns:
        found.append(
            Problem(
                file=place.file, sheet=place.sheet, column="、".join(columns), code="formula", level=Level.WARN,
                message=f"这些列含有公式，已按文件中保存的计算结果读入：{'、'.join(columns)}",
                help="请核对计算结果；建议复制后“选择性粘贴为数值”再报送",
                message_en=f"formulas were read by their saved results in: {', '.join(columns)}",
                help_en="check the results; better paste them as values",
            )
        )  # fmt: skip
    return found


def merged(place: Place, ranges: Iterable[Range]) -> list[Problem]:
    """Every data row that a merged cell touches: only its first cell holds the value, the others are blank."""
    found = []
    for (top, left), (bottom, right) in ranges:
        for row in range(top + 1, bottom + 2):
            heading = next((place.heading(c) for c in range(left + 1, right + 2) if place.heading(c)), "")
            if row in place.rows and heading:
                found.append(
                    Problem(
                        file=place.file, sheet=place.sheet, row=row, column=heading, code="merged_cell",
                        message=f"这一行有合并单元格（{_span(top, left, bottom, right)}），无法判断每一格的值",
                        help="请在 Excel 中取消合并单元格，并把每一格的内容填全",
                        message_en=f"a merged cell ({_span(top, left, bottom, right)}) hides the value of each cell",
                        help_en="unmerge the cells in Excel and fill in every cell",
                    )
                )  # fmt: skip
    return found


def _span(top: int, left: int, bottom: int, right: int) -> str:
    return f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}"


def more_sheets(
    book: CalamineWorkbook, names: Sequence[str], header: Header | None, seen: dict[str, Sheet], *, file: str, read: str
) -> list[Problem]:
    """A remark when other sheets hold the same headings: they were not read."""
    if header is None:
        return []
    alike = []
    for name in names:
        if name in seen and seen[name].rows < 2:
            continue
        rows = islice(book.get_sheet_by_name(name).iter_rows(), LOOK_FOR_HEADER_IN)
        if holds_header([[str(cell) for cell in row] for row in rows], header):
            alike.append(name)
    if not alike:
        return []
    return [
        Problem(
            file=file, sheet=read, code="more_sheets", level=Level.WARN,
            message=f"只读入了工作表“{read}”；这些工作表的表头相同但没有读入：{'、'.join(alike)}",
            help="请把其他工作表分别另存为文件后报送，或合并到一个工作表",
            message_en=f"only sheet {read!r} was read; not read: {', '.join(alike)}",
            help_en="save the other sheets as files of their own, or put all rows on one sheet",
        )
    ]  # fmt: skip
