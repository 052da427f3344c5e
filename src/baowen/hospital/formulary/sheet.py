"""A formulary as a workbook: headings, how cells are read, and what is wrong with a row. HOS-1."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from baowen.collect.readers.read import read_table
from baowen.core.problems import BaowenError
from baowen.hospital.formulary.rules import Item
from baowen.hospital.formulary.states import EXEMPTION_WORDS, PART_WORDS, Exemption, Part

COLUMNS: Final = (
    ("通用名", "Generic name"), ("剂型", "Dosage form"), ("规格", "Specification"), ("药品代码", "Product code"),
    ("1或X", "Part"), ("不受一品两规限制", "Exempt as"), ("理由", "Reason"),
)  # fmt: skip
_SAID = 5
Code = TypeVar("Code", bound=StrEnum)


def read_items(path: Path) -> list[Item]:
    """The lines of a workbook or CSV; BaowenError that names the first rows that cannot be read."""
    table = read_table(path)
    wrong = [problem for problem in table.problems if problem.row == 0]
    if wrong:
        raise BaowenError(
            "；".join(one.message for one in wrong),
            "the file cannot be read: " + "; ".join(one.message_en or one.message for one in wrong),
        )
    headings = {one.strip(): one for one in table.headings}
    names = [next((headings[word] for word in pair if word in headings), None) for pair in COLUMNS]
    if names[0] is None or names[4] is None:
        raise BaowenError(
            "表头应有“通用名”和“1或X”；可先导出用药目录作模板", "columns Generic name and Part are missing"
        )
    found, broken = [], []
    for row in table.frame.iter_rows(named=True):
        cells = ["" if name is None else (row[name] or "").strip() for name in names]
        if not any(cells):
            continue
        try:
            found.append(_item(cells))
        except BaowenError as error:
            broken.append(f"第 {row['row']} 行：{error.message}")
    if broken:
        more = f"；共 {len(broken)} 行有误" if len(broken) > _SAID else ""
        raise BaowenError("；".join(broken[:_SAID]) + more, f"{len(broken)} rows cannot be read")
    if not found:
        raise BaowenError("文件中没有药品", "the file has no drugs")
    return found


def _item(cells: list[str]) -> Item:
    name, form, spec, code, part, exemption, reason = cells
    if not name:
        raise BaowenError("没有通用名", "no generic name")
    return Item(
        generic_name=name, dosage_form=form, spec=spec, product_code=code, reason=reason,
        part=_coded(part, Part, PART_WORDS, "1或X"),
        exemption=_coded(exemption, Exemption, EXEMPTION_WORDS, "不受一品两规限制") if exemption else Exemption.NONE,
    )  # fmt: skip


def _coded(text: str, kind: type[Code], words: Mapping[Code, tuple[str, str]], column: str) -> Code:
    for one, said in words.items():
        if text.upper() == one.value.upper() or text in said:
            return one
    choices = "、".join(said[0] for said in words.values())
    raise BaowenError(f"{column}“{text}”不在 {choices} 之列", f"{text!r} is none of the choices")


def cells_of(item: Item) -> list[str]:
    """A line as the workbook has it."""
    exemption = "" if item.exemption is Exemption.NONE else EXEMPTION_WORDS[item.exemption][0]
    return [item.generic_name, item.dosage_form, item.spec, item.product_code, item.part.value, exemption, item.reason]
