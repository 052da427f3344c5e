"""The agreement of three parties as a Word document, made from the contract alone; signatures as they stand. VBP-4.

The sentences are the platform's general draft and say nothing that the contract's data does not: a province that has a
text of its own uses that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from baowen.core.clock import SHANGHAI
from baowen.core.money import plain
from baowen.price.letters.layout import (
    BODY_FONT,
    HEADING_FONT,
    NOTE,
    TITLE,
    TITLE_FONT,
    line_of,
    page_numbers,
    set_fonts,
    set_page,
)
from baowen.price.letters.steady import steady
from baowen.price.letters.wording import chinese_date

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_NOT_XML = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SideOf:
    """A party as the document names it, and when it signed; None while it has not."""

    role: str
    name: str
    code: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """A supplement: its number, its packs, and on which day all had signed; None while they have not."""

    number: str
    packs: int
    signed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """All that the document says. `share` is of the report; `packs` as drawn up, yuan a pack and in all."""

    number: str
    round_code: str
    round_name: str
    sides: tuple[SideOf, ...]
    drug: str
    spec: str
    product_code: str
    quality_tier: str
    units: Decimal
    price: Decimal
    packs: int
    amount: Decimal
    starts_on: date
    ends_on: date
    is_alliance: bool
    supplements: tuple[More, ...] = ()


def agreement(told: Agreement) -> bytes:
    """The document; the same bytes for the same contract."""
    document = Document()
    set_page(document)
    set_fonts(document)
    line_of(document, "药品集中带量采购购销协议", font=TITLE_FONT, size=TITLE, align=CENTRE, before=1, after=0.5)
    line_of(document, f"协议编号：{told.number}", size=NOTE, align=CENTRE, after=0.5)
    for letter, side in zip("甲乙丙", told.sides, strict=True):
        line_of(document, _clean(f"{letter}方（{side.role}）：{side.name or '待选定'}{_code(side)}"))
    for text in _articles(told):
        line_of(document, _clean(text), indent=2, font=HEADING_FONT if text[1:2] == "、" else BODY_FONT)
        if text.startswith("一、"):
            _goods(document, told)
    _signatures(document, told.sides)
    page_numbers(document)
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())


def _articles(told: Agreement) -> list[str]:
    alliance = "甲方为医联体牵头机构，约定采购量为医联体整体采购量。" if told.is_alliance else ""
    lines = [
        f"根据{told.round_name}（批次编号 {told.round_code}）的中选结果，三方就下列中选药品的采购签订本协议。",
        "一、中选药品和约定采购量", f"约定采购总金额为 {told.amount:,.2f} 元。{alliance}",
        "二、采购周期", f"自{chinese_date(told.starts_on)}起至{chinese_date(told.ends_on)}止。",
        "三、供应和配送", "乙方供应上述药品，由丙方配送至甲方。",
        "四、协议的签订和变更",
        "本协议由甲方、丙方、乙方依次在平台上签订，甲方签订后即推送各方，不能撤回、删除或修改；"
        "增加采购量的，另签补充协议。",
    ]  # fmt: skip
    if told.supplements:
        lines.append("五、补充协议")
        lines += [
            f"{one.number}：增加 {one.packs:,} 盒，"
            + (f"{chinese_date(one.signed_on)}三方签订。" if one.signed_on else "尚未三方签订。")
            for one in told.supplements
        ]
    return lines


def _goods(document: Any, told: Agreement) -> None:
    rows = (
        ("药品名称", told.drug, "规格", told.spec or "—"),
        ("药品代码", told.product_code, "质量层次", told.quality_tier or "—"),
        ("每盒最小单位数", plain(told.units), "中选价（元/盒）", plain(told.price)),
        ("约定采购量（盒）", f"{told.packs:,}", "合最小单位数", f"{plain(told.units * told.packs)}"),
    )
    _table(document, rows, (32, 46, 36, 42))


def _signatures(document: Any, sides: Sequence[SideOf]) -> None:
    line_of(document, "签订情况", font=HEADING_FONT, indent=2, before=0.5)
    rows = [("签订方", "名称", "签订时间")]
    rows += [
        (side.role, side.name or "待选定", _when(side.signed_at) if side.signed_at else "未签订") for side in sides
    ]  # fmt: skip
    _table(document, rows, (36, 70, 50))


def _table(document: Any, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    for row, cells in enumerate(rows):
        for column, (text, width) in enumerate(zip(cells, widths, strict=True)):
            cell = table.cell(row, column)
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_clean(text))
            run.font.size = Pt(12)
            paragraph.paragraph_format.line_spacing = Pt(20)


def _code(side: SideOf) -> str:
    return f"（{side.code}）" if side.code and side.code != side.name else ""


def _when(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
