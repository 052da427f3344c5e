"""Writes the workbook that goes back to a sender: the refused rows as sent, each fault at its cell, and how to mend it.

Everything is written as text, so that codes survive Excel and nothing that was sent can act as a formula or a link.
The rows keep their headings and order: mended in place, the same file can be sent in again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from baowen.collect.contract import Feed
from baowen.collect.readers import IGNORED_HEADING, Table
from baowen.core.problems import Level

ROWS_ON_A_SHEET = 1_000_000
_MOST_COMMENTS = 5_000  # Excel grows slow beyond; the added columns say the same in words
_MOST_CELL = 32_767
_CONSTANT_MEMORY_FROM = 50_000
_TICK = 500  # lines
ADDED = (f"{IGNORED_HEADING}原行号", f"{IGNORED_HEADING}问题", f"{IGNORED_HEADING}怎么改")
LIST_HEADINGS = {
    "row": "行号",
    "column": "列",
    "value": "原来的内容",
    "message": "问题",
    "help": "怎么改",
    "code": "问题代码",
}


@dataclass(frozen=True, slots=True)
class _Formats:
    """The looks that the sheets use."""

    title: Any
    heading: Any
    added_heading: Any
    text: Any
    bad: Any
    added: Any
    wrapped: Any


def write_refused(
    path: Path, *, feed: Feed, table: Table, problems: pl.DataFrame, total_rows: int,
    tick: Callable[[int, int], None] = lambda _done, _of: None,
) -> None:  # fmt: skip
    """Write the workbook to `path`. `problems` as intake.check gives them; `total_rows` counts all rows sent; `tick`
    is told how many lines of how many are written.

    Sheets: 说明, 退回数据 (several beyond a million rows), 问题清单, and 提示 when there are warnings. A file that was
    refused whole has no 退回数据: its sender mends the file itself.
    """
    refused = problems.filter(pl.col("level") == Level.REFUSE.value)
    warned = problems.filter(pl.col("level") == Level.WARN.value)
    whole = refused.filter(pl.col("row") == 0)
    numbers = refused.filter(pl.col("row") > 0)["row"].unique()
    rows = table.frame.filter(pl.col("row").cast(pl.Int64).is_in(numbers.cast(pl.Int64).implode()))
    options: dict[str, Any] = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "constant_memory": rows.height + problems.height > _CONSTANT_MEMORY_FROM,
    }  # fmt: skip
    lines = iter(range(1, rows.height + problems.height + 1))
    most = rows.height + problems.height

    def written() -> None:
        line = next(lines, most)
        if line % _TICK == 0:
            tick(line, most)

    tick(0, most)
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = _formats(book)
        _explain(book, formats, feed, total=total_rows, refused=rows.height, warned=warned.height, whole=whole)
        if whole.is_empty():
            _give_rows(book, formats, table.headings, rows, refused, written=written)
        _list_problems(book, formats, "问题清单", refused, written)
        if warned.height:
            _list_problems(book, formats, "提示", warned, written)


def _formats(book: Any) -> _Formats:
    base = {"font_name": "等线", "font_size": 11, "valign": "top"}
    text = {**base, "num_format": "@"}
    return _Formats(
        title=book.add_format({**base, "bold": True, "font_size": 16}),
        heading=book.add_format({**text, "bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}),
        added_heading=book.add_format({**text, "bold": True, "bg_color": "#EDEDED", "border": 1, "text_wrap": True}),
        text=book.add_format(text),
        bad=book.add_format({**text, "bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1}),
        added=book.add_format({**text, "font_color": "#595959", "text_wrap": True}),
        wrapped=book.add_format({**base, "text_wrap": True}),
    )


def _explain(
    book: Any, formats: _Formats, feed: Feed, *, total: int, refused: int, warned: int, whole: pl.DataFrame
) -> None:
    sheet = book.add_worksheet("说明")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100, formats.wrapped)
    sheet.write_string(0, 0, f"{feed.zh}：退回数据说明", formats.title)
    lines = _whole_words(whole, total) if whole.height else _part_words(total, refused, warned)
    for number, line in enumerate(lines, start=2):
        sheet.write_string(number, 0, line, formats.wrapped)


def _part_words(total: int, refused: int, warned: int) -> list[str]:
    if not refused:
        return [
            f"您报送的文件共 {total:,} 行，没有退回的行。",
            *([f"有 {warned:,} 条提示，见“提示”表。"] if warned else []),
        ]
    return [
        f"您报送的文件共 {total:,} 行，其中 {refused:,} 行有问题，没有接收；其余 {total - refused:,} 行不用再报。",
        *([f"另有 {warned:,} 条提示，不影响接收，见“提示”表。"] if warned else []),
        "",
        "怎么改、怎么再报：",
        "1. 打开“退回数据”表。表头和列的顺序与您报送的文件相同，只留下了有问题的行。",
        "2. 红色的单元格有问题。把鼠标移到红色单元格上，会显示哪里不对、怎么改；最右边灰色的几列也写明了。",
        "3. 直接在红色单元格里改正并保存。请不要改表头，不要合并单元格；灰色的几列不用删，系统不会读取。",
        "4. 把改好的这个文件原样再报一次即可，不必拆分或另存。",
        "",
        "“问题清单”表按行列出了全部问题，行号是您原文件中的行号。",
        "",
        "In short: mend the red cells on sheet 退回数据 and send this file again; the grey columns are ignored.",
    ]


def _whole_words(whole: pl.DataFrame, total: int) -> list[str]:
    counted = f"（共 {total:,} 行）" if total else ""
    return [
        f"您报送的文件{counted}整份没有接收，平台的数据没有任何改动。",
        "",
        "原因：",
        *[
            f"{number}. {one['message']}。{one['help']}。"
            for number, one in enumerate(whole.iter_rows(named=True), start=1)
        ],
        "",
        "请改正原文件后重新报送。",
        "",
        "The file was refused as a whole; nothing was changed. Mend the file itself and send it again.",
    ]


def _give_rows(
    book: Any, formats: _Formats, headings: Sequence[str], rows: pl.DataFrame, refused: pl.DataFrame, *,
    written: Callable[[], None],
) -> None:  # fmt: skip
    faults = _faults_by_row(refused)
    comments = _MOST_COMMENTS
    for number, start in enumerate(range(0, max(rows.height, 1), ROWS_ON_A_SHEET), start=1):
        part = rows.slice(start, ROWS_ON_A_SHEET)
        sheet = book.add_worksheet("退回数据" if number == 1 else f"退回数据{number}")
        _head(sheet, formats, headings, part)
        for line, cells in enumerate(part.select(*headings, "row").iter_rows(), start=1):
            comments = _write_row(
                sheet, formats, line, headings, cells, faults=faults.get(cells[-1], []), comments=comments
            )
            written()


def _head(sheet: Any, formats: _Formats, headings: Sequence[str], part: pl.DataFrame) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    longest = part.head(1000).select(pl.col(name).str.len_chars().max() for name in headings)
    for index, heading in enumerate(headings):
        # A Chinese character is about as wide as two Latin ones.
        width = max(len(heading) * 2 + 2, (longest[heading].item() or 0) + 2 if part.height else 0)
        sheet.set_column(index, index, min(max(width, 10), 45), formats.text)
        sheet.write_string(0, index, heading, formats.heading)
    for offset, (heading, width) in enumerate(zip(ADDED, (14, 50, 60), strict=True)):
        sheet.set_column(len(headings) + offset, len(headings) + offset, width, formats.added)
        sheet.write_string(0, len(headings) + offset, heading, formats.added_heading)
    if part.height:
        sheet.autofilter(0, 0, part.height, len(headings) + len(ADDED) - 1)


def _faults_by_row(refused: pl.DataFrame) -> Mapping[int, list[dict[str, str]]]:
    faults: dict[int, list[dict[str, str]]] = {}
    for one in refused.filter(pl.col("row") > 0).select("row", "column", "message", "help").iter_rows(named=True):
        faults.setdefault(one["row"], []).append(one)
    return faults


def _write_row(
    sheet: Any, formats: _Formats, line: int, headings: Sequence[str], cells: Sequence[Any], *,
    faults: Sequence[dict[str, str]], comments: int,
) -> int:  # fmt: skip
    """Write one refused row; returns how many comments may still be written."""
    bad: dict[str, list[str]] = {}
    for fault in faults:
        bad.setdefault(fault["column"], []).append(f"{fault['message']}。{fault['help']}。")
    whole_row = not any(heading in bad for heading in headings)
    for index, heading in enumerate(headings):
        value = cells[index]
        look = formats.bad if whole_row or heading in bad else formats.text
        if value is not None:
            sheet.write_string(line, index, value[:_MOST_CELL], look)
        elif look is formats.bad:
            sheet.write_blank(line, index, None, look)
        if heading in bad and comments > 0:
            sheet.write_comment(line, index, "\n".join(bad[heading]), {"x_scale": 2.2, "y_scale": 1.2})
            comments -= 1
    added = (str(cells[-1]), "；".join(_unique(faults, "message")), "；".join(_unique(faults, "help")))
    for offset, text in enumerate(added):
        sheet.write_string(line, len(headings) + offset, text[:_MOST_CELL], formats.added)
    return comments


def _unique(faults: Sequence[dict[str, str]], name: str) -> list[str]:
    return list(dict.fromkeys(fault[name] for fault in faults))


def _list_problems(
    book: Any, formats: _Formats, title: str, problems: pl.DataFrame, written: Callable[[], None]
) -> None:  # fmt: skip
    for number, start in enumerate(range(0, max(problems.height, 1), ROWS_ON_A_SHEET), start=1):
        sheet = book.add_worksheet(title if number == 1 else f"{title}{number}")
        sheet.freeze_panes(1, 0)
        for index, (heading, width) in enumerate(zip(LIST_HEADINGS.values(), (8, 18, 24, 50, 60, 18), strict=True)):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, heading, formats.heading)
        part = problems.slice(start, ROWS_ON_A_SHEET).select(list(LIST_HEADINGS))
        for line, cells in enumerate(part.iter_rows(), start=1):
            row, *texts = cells
            written()
            sheet.write_string(line, 0, str(row) if row else "全文件", formats.added)
            for index, text in enumerate(texts, start=1):
                sheet.write_string(line, index, (text or "")[:_MOST_CELL], formats.added)
