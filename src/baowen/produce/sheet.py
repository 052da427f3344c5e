"""A register as a workbook: its headings, and a filled-in one read back, with every wrong row named. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from baowen.collect.readers import Table, read_table
from baowen.core.problems import BaowenError
from baowen.produce.entered import NewRecord, entered
from baowen.produce.kinds import FIELDS, RecordKind, Words

NUMBER: Final[Words] = ("编号", "Number")
STATE: Final[Words] = ("状态", "State")
PAPERS: Final[Words] = ("已有材料", "Papers there")
MOST_ROWS: Final = 2000
MOST_TOLD: Final = 5


def headings(kind: RecordKind) -> list[tuple[str, Words]]:
    """The columns that are filled in: the name of each and its heading."""
    found = [(field.name, field.words) for field in FIELDS[kind]]
    papers = [("papers", PAPERS)] if kind is RecordKind.IMPORT else []
    return [*found, ("state", STATE), *papers]


def read_sheet(path: Path, kind: RecordKind) -> list[NewRecord]:
    """The records of a workbook or CSV. BaowenError where it cannot be read, a needed column is missing or any row is
    wrong: it names the first rows with what to do."""
    table = read_table(path)
    refused = next((one for one in table.problems if one.row == 0), None)
    if refused is not None or table.frame.is_empty():
        zh = refused.message if refused else "文件中没有数据行"
        raise BaowenError(f"不能导入：{zh}", "nothing was imported: the file can't be read or has no rows")
    columns = _columns(table, kind)
    if table.frame.height > MOST_ROWS:
        raise BaowenError(f"一次最多导入 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows at a time")
    found, wrong = [], []
    for row in table.frame.iter_rows(named=True):
        given = {name: row[heading] or "" for name, heading in columns.items()}
        try:
            found.append(entered(kind, given, _papers(given)))
        except BaowenError as error:
            wrong.append((row["row"], error))
    if wrong:
        told = wrong[:MOST_TOLD]
        raise BaowenError(
            f"没有导入，共有 {len(wrong)} 行要改：" + "；".join(f"第 {row} 行：{one.message}" for row, one in told),
            f"nothing was imported; {len(wrong)} rows are wrong: "
            + "; ".join(f"row {row}: {one.message_en}" for row, one in told),
        )
    return found


def _columns(table: Table, kind: RecordKind) -> dict[str, str]:
    """By field the heading under which the file has it."""
    found = {}
    for name, words in headings(kind):
        heading = next((one for one in table.headings if one.strip().casefold() in _called(words)), None)
        if heading is not None:
            found[name] = heading
    needed = [field for field in FIELDS[kind] if field.is_required and field.name not in found]
    if needed or "state" not in found:
        zh = "、".join([*(field.zh for field in needed), *([STATE[0]] if "state" not in found else [])])
        raise BaowenError(
            f"不能导入：缺少列 {zh}；可先导出本表作为模板", f"columns are missing: {zh}; export the table as a form"
        )  # fmt: skip
    return found


def _called(words: Words) -> set[str]:
    return {words[0].casefold(), words[1].casefold()}


def _papers(given: Mapping[str, str]) -> list[str]:
    return [one for one in re.split(r"[、；;\n]+", given.get("papers", "")) if one.strip()]
