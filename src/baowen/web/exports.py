"""Tables of pages as files: `?format=csv&table=NAME` (or xlsx) gives the same query's rows without the page's limit.

What may be seen is what is exported: the rows come from the query that the page asks, which is scoped to the viewer.
Cells that a spreadsheet would run as formulas are defused; a table that is cut says so in its last line.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse

from baowen.core.clock import SHANGHAI
from baowen.core.language import say
from baowen.core.money import plain
from baowen.core.paging import Paged
from baowen.core.tables import write_rows

MOST: Final = 10_000
ASKED: Final = MOST + 1
"""What a query is asked for: one more, so that a table that is cut is known to be."""
CSV, WORKBOOK = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Words = tuple[str, str]
Line = TypeVar("Line")
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings in both languages, and rows of plain values: text, numbers, days, None for what is not known."""

    headings: Sequence[Words]
    rows: Iterable[Row]


Tables = Mapping[str, Callable[[], Table]]


def exported(request: HttpRequest, tables: Tables) -> HttpResponse | None:
    """The table that was asked for as a file; None where the page itself was. Http404 for a table it has not."""
    form = request.GET.get("format", "")
    if form not in ("csv", "xlsx"):
        return None
    name = request.GET.get("table", "")
    if name not in tables:
        raise Http404
    table = tables[name]()
    headings, rows = [say(one) for one in table.headings], [[_plain(cell) for cell in row] for row in table.rows]
    if len(rows) > MOST:
        rows = [*rows[:MOST], [say(_CUT)]]
    answer = HttpResponse(content_type=CSV if form == "csv" else WORKBOOK)
    answer.content = _csv(headings, rows) if form == "csv" else _workbook(headings, rows)
    answer["Content-Disposition"] = f'attachment; filename="baowen-{name}.{form}"'
    return answer


_CUT: Words = (
    f"只导出前 {MOST:,} 行，请缩小范围后再导出", f"the first {MOST:,} rows alone; narrow the page and export again"
)  # fmt: skip


def all_pages(page: Callable[[str], Paged[Line]]) -> list[Line]:
    """Every line of a list in pages by cursor, as many as a file may hold."""
    found = page("")
    lines = list(found.lines)
    while found.cursor and len(lines) < ASKED:
        found = page(found.cursor)
        lines += found.lines
    return lines


def _plain(cell: object) -> object:
    """A value as a file holds it: days as 2026-11-30, instants in local time, yes and no in words."""
    if isinstance(cell, bool):
        return say(("是", "yes") if cell else ("否", "no"))
    if isinstance(cell, datetime):
        return cell.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return round(cell, 6)
    return "" if cell is None else cell


def _csv(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    write_rows(text, headings, ([_digits(cell) for cell in row] for row in rows))
    return text.getvalue().encode()


def _digits(cell: object) -> object:
    """A decimal in plain digits: 1200 and 0.5, never 1.2E+3 or 0.5000."""
    return plain(cell) if isinstance(cell, Decimal) else cell


def _workbook(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Text stays text: nothing becomes a formula, a link or a number by how it looks."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, headings, bold)
        sheet.freeze_panes(1, 0)
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
        sheet.autofit()
    return content.getvalue()
