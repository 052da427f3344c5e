"""Entries of the guide as a workbook: written with all that they say, read back by the headings. HOS-4."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Final

import xlsxwriter

from baowen.core.problems import BaowenError
from baowen.core.tables import harmless
from baowen.hospital.substitutes.kinds import OF_ENTRIES, REPLACEABILITY_WORDS, Replaceability
from baowen.hospital.substitutes.rules import EntryFacts

COLUMNS: Final = {
    "drug": "短缺药品", "form": "剂型", "substitute": "替代药品", "substitute_form": "替代药品剂型",
    "conditions": "适应证和条件", "conversion": "剂量换算", "strength_differs": "规格明显不同",
    "replaceability": "可替代性", "grade": "证据等级", "sources": "证据来源",
    "children": "儿童", "pregnancy": "妊娠期", "renal": "肾功能不全",
    "reviewer": "审核人",
}  # fmt: skip
HEADINGS: Final = frozenset(COLUMNS.values())
YES: Final = "是"


def write_entries(entries: Iterable[EntryFacts]) -> bytes:
    """The workbook; empty of entries it is the template."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet, bold = book.add_worksheet("替代用药指南"), book.add_format({"bold": True})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet.set_column(0, len(COLUMNS) - 1, 22, text)
        sheet.write_row(0, 0, list(COLUMNS.values()), bold)
        choices = [REPLACEABILITY_WORDS[one][0] for one in OF_ENTRIES]
        place = list(COLUMNS).index("replaceability")
        sheet.data_validation(1, place, 5000, place, {"validate": "list", "source": choices})
        for at, one in enumerate(entries, start=1):
            for column, name in enumerate(COLUMNS):
                sheet.write_string(at, column, str(harmless(_cell(one, name))), text)
        sheet.freeze_panes(1, 1)
    return content.getvalue()


def _cell(one: EntryFacts, name: str) -> str:
    if name == "replaceability":
        return REPLACEABILITY_WORDS[one.replaceability][0]
    if name == "strength_differs":
        return YES if one.strength_differs else ""
    return str(getattr(one, name))


def read_entry(cells: Mapping[str, str]) -> EntryFacts:
    """One row, cells by heading; BaowenError for a word that no list offers. What is missing is found by `checked`."""
    texts = {name: cells.get(heading, "").strip() for name, heading in COLUMNS.items()}
    said = texts.pop("replaceability")
    differs = texts.pop("strength_differs") in (YES, "yes")
    known = {words: one for one in Replaceability for words in (one.value, REPLACEABILITY_WORDS[one][0])}
    if said not in known:
        offered = "、".join(REPLACEABILITY_WORDS[one][0] for one in OF_ENTRIES)
        raise BaowenError(f"可替代性“{said}”无法识别；可用：{offered}", f"no such class {said!r}")
    return EntryFacts(replaceability=known[said], strength_differs=differs, **texts)
