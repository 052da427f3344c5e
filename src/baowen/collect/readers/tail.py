"""Rows that are no data: blank ones, totals, and the notes that people write below a table."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from polars.selectors import by_name as literally  # a heading may be *, which pl.col takes for all columns

from baowen.core.problems import Level, Problem

_TOTAL_WORDS = r"合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|total|grand\s*total|sub-?total|sum"
_TOTAL = rf"(?i)^[\[(（【]?\s*(本页|本月|全部)?\s*({_TOTAL_WORDS})\s*[)）】\]]?\s*[:：]?$"
_NOTE = r"^(注|说明|备注|填表|制表|审核|复核|填报|负责人|单位负责人|联系|打印|导出|统计人|经办)\S{0,8}\s*[:：]"
_LAST_ROWS = 10


def without_tail(
    frame: pl.DataFrame, names: Sequence[str], *, file: str, sheet: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """The frame without blank, totals and note rows; totals and notes are remarked, blank rows are not.

    A totals row says 合计, 总计, 小计 or Total in one of the first three columns and leaves another cell blank.
    A note row stands among the last ten and begins with a word such as 填表人： or 注：.
    """
    frame = frame.filter(~pl.all_horizontal(literally(*names).is_null()))
    if frame.height == 0:
        return frame, []
    first = [literally(name).str.contains(_TOTAL).fill_null(False) for name in names[:3]]
    some_blank = pl.any_horizontal(literally(*names).is_null())
    lead = pl.coalesce(literally(*names)).alias("lead")
    totals = frame.filter(pl.any_horizontal(first) & some_blank).select("row", lead, pl.lit(True).alias("total"))
    end = frame.tail(_LAST_ROWS).filter(some_blank).select("row", lead, pl.lit(False).alias("total"))
    notes = end.filter(pl.col("lead").str.contains(_NOTE) & ~pl.col("row").is_in(totals["row"].implode()))
    marked = pl.concat([totals, notes])
    if marked.is_empty():
        return frame, []
    problems = [_remark(file, sheet, row, lead, is_total=total) for row, lead, total in marked.iter_rows()]
    return frame.filter(~pl.col("row").is_in(marked["row"].implode())), problems


def _remark(file: str, sheet: str, row: int, lead: str, *, is_total: bool) -> Problem:
    return Problem(
        file=file, sheet=sheet, row=row, value=lead, level=Level.WARN,
        code="totals_row" if is_total else "note_row",
        message="这一行是合计，不是数据，没有读入" if is_total else "这一行是表后的说明，不是数据，没有读入",
        help="无需处理；如这一行其实是数据，请填全各列后重新报送",
        message_en="a totals row, not data; left out" if is_total else "a note below the table; left out",
        help_en="nothing to do; if it is data, fill in its cells and send it again",
    )  # fmt: skip
