"""A circular as a Word document: the frame of official letters, its words, and a table of those it names. VB-2.2.

The same bytes whenever it is made from the same content. No records, no Django.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from baowen.price.letters.fill import filled_in, opened
from baowen.price.letters.layout import framed, line_of
from baowen.price.letters.steady import steady
from baowen.price.letters.wording import chinese_date

_HEADINGS: Final = ("医疗机构", "约定品种", "滞后", "未进院", "进度最慢的品种（进度／序时进度）")
_WIDTHS: Final = (Mm(38), Mm(18), Mm(14), Mm(16), Mm(70))
_ROW, _SMALL = Pt(18), Pt(10.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A hospital in the table; `products` are ready words, worst first."""

    name: str
    contracts: int
    behind: int
    unbought: int
    products: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a circular says; each line of `words` is a paragraph."""

    organ: str
    reference: str
    title: str
    words: str
    addressee: str
    on: date
    names: Sequence[Named]


def circular_document(paper: Paper) -> bytes:
    """The circular as a Word document."""
    words = {f"line{number}": text for number, text in enumerate(paper.words.strip().split("\n"))}
    values = {"organ": paper.organ, "number": paper.reference, "date": chinese_date(paper.on), "title": paper.title,
              "addressee": paper.addressee, **words}  # fmt: skip
    frame = framed(
        "{{title}}", "{{addressee}}：", [f"{{{{{name}}}}}" for name in words],
        attachments=("被通报的医疗机构",) if paper.names else (),
    )  # fmt: skip
    document = opened(filled_in(frame, values))
    if paper.names:
        _annex(document, paper.names)
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())


def _annex(document: Any, names: Sequence[Named]) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    line_of(document, "附件")
    line_of(document, "被通报的医疗机构")
    table = document.add_table(rows=1, cols=len(_HEADINGS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    _fill(table.rows[0], _HEADINGS)
    # The headings stand on every page that the table runs over.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for one in names:
        _fill(table.add_row(), (one.name, one.contracts, one.behind, one.unbought, "；".join(one.products)))


def _fill(row: Any, cells: Sequence[object]) -> None:
    for cell, text, width in zip(row.cells, cells, _WIDTHS, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.add_run(str(text)).font.size = _SMALL
        paragraph.paragraph_format.line_spacing = _ROW
