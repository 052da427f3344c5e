"""Saves a list as a workbook or as CSV, in the form in which it can be imported again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from baowen.core.problems import BaowenError
from baowen.core.tables import harmless_frame
from baowen.lists.kinds import KIND_WORDS

if TYPE_CHECKING:
    from baowen.lists.queries import EditionView, ItemView

HEADINGS = ("序号", "药品名称", "剂型", "备注")
WIDTHS = (6, 32, 20, 40)


def save_list(path: Path, views: Sequence[EditionView], items: Iterable[ItemView]) -> None:
    """Write the items to .xlsx, below a title with issuer, edition and first day, or to .csv (UTF-8 with its mark).

    BaowenError where there is no list, for another ending, and where the file cannot be written.
    """
    if not views:
        raise BaowenError("该日没有有效的清单，没有可保存的内容", "no list was in force that day: nothing to save")
    rows = [(str(one.number), one.name, one.dosage_form, one.note) for one in items]
    try:
        match path.suffix.lower():
            case ".csv":
                frame = pl.DataFrame(rows, schema=dict.fromkeys(HEADINGS, pl.String), orient="row")
                harmless_frame(frame).write_csv(path, include_bom=True)
            case ".xlsx":
                _write_workbook(path, views, rows)
            case _:
                raise BaowenError(f"{path.name} 应以 .xlsx 或 .csv 结尾", f"{path.name} must end in .xlsx or .csv")
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise BaowenError(
            f"无法写入 {path}：{error}；请检查文件夹和权限，关闭已打开的文件", f"cannot write {path}: {error}"
        ) from error


def _write_workbook(path: Path, views: Sequence[EditionView], rows: Iterable[Sequence[str]]) -> None:
    """All cells as text, so that nothing that a list holds can act as a formula."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("清单")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        first = views[0]
        title = first.title or KIND_WORDS[first.kind][0]
        told = "、".join(f"{one.edition} {one.document_number}".strip() for one in views)
        sheet.write_string(0, 0, f"{first.issuer} {title}（{told}，{first.effective_on} 起生效）", bold)
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.write_string(1, column, heading, bold)
            sheet.set_column(column, column, width)
        for line, row in enumerate(rows, start=2):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text, wrapped)
