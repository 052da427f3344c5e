"""The built-in template of a letter as a Word document, laid out after GB/T 9704 as far as it is generally known.

What of the standard was not read in its own text is marked in docs/how-to/prices.md; a province puts its own template
into the home's folder `templates`.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from baowen.price.kinds import COST_WORDS, LetterKind
from baowen.price.letters.steady import steady

TITLE_FONT, BODY_FONT, HEADING_FONT, NUMBER_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
LATIN = "Times New Roman"
# Where a machine has not the font, word processors take the one beside it.
INSTEAD = {TITLE_FONT: "小标宋,宋体,Noto Serif CJK SC", BODY_FONT: "仿宋,FangSong,Noto Serif CJK SC"}
TITLE, BODY, NOTE, HEAD = Pt(22), Pt(16), Pt(14), Pt(32)  # 二号、三号、四号
LINE = Pt(28.9)  # 22 lines on a page of 225 mm
RED = RGBColor(0xFF, 0, 0)
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_HEADING = "一二三四五六七八九十"


@cache
def texts() -> dict[str, dict[str, Any]]:
    """What each letter says, by its kind."""
    return tomllib.loads(files("baowen.price.letters").joinpath("texts.toml").read_text(encoding="utf-8"))


@cache
def built_in(kind: LetterKind) -> bytes:
    """The template of a kind of letter; the same bytes whenever it is built."""
    told = texts()[kind.value]
    document = _frame(
        told["title"], told["addressee"], told["body"], told.get("attachments", ()), copy_to=told.get("copy_to", "")
    )
    if told.get("annex") == "costs":
        _cost_form(document)
    return _saved(document)


def framed(title: str, addressee: str, body: Sequence[str], *, attachments: Sequence[str] = ()) -> bytes:
    """A document in the same frame that is no letter of a kind: head, number, title, addressee, body, signature."""
    return _saved(_frame(title, addressee, body, attachments))


def _frame(
    title: str, addressee: str, body: Sequence[str], attachments: Sequence[str], *, copy_to: str = ""
) -> Any:  # fmt: skip
    document = Document()
    set_page(document)
    set_fonts(document)
    _head(document)
    line_of(document, title, font=TITLE_FONT, size=TITLE, align=CENTRE, before=2, after=1)
    line_of(document, addressee)
    for text in body:
        line_of(
            document, text, font=HEADING_FONT if text[:1] in _HEADING and text[1:2] == "、" else BODY_FONT, indent=2
        )
    _attachments(document, attachments)
    _signature(document)
    _colophon(document, copy_to)
    return document


def _saved(document: Any) -> bytes:
    page_numbers(document)
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())


def set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    document.core_properties.author = "保稳 baowen"
    document.core_properties.comments = ""


def set_fonts(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    # Without it a word processor may set the marks of Chinese text as in Hong Kong or Japan.
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = LINE
    table = next(part for part in document.part.package.iter_parts() if part.partname.endswith("/fontTable.xml"))
    names = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in INSTEAD.items()
    )
    table._blob = table._blob.replace(b"</w:fonts>", names.encode() + b"</w:fonts>")


def line_of(
    document: Any, text: str, *, font: str = BODY_FONT, size: Any = BODY, align: Any = None, indent: int = 0,
    before: float = 0, after: float = 0, red: bool = False,
) -> Any:  # fmt: skip
    """A paragraph; `indent` in characters, `before` and `after` in lines."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.name = size, LATIN
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if red:
        run.font.color.rgb = RED
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = align, size * indent
    form.space_before, form.space_after = int(LINE * before), int(LINE * after)
    if size > BODY:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.SINGLE, 1.0
    return paragraph


def _head(document: Any) -> None:
    """The organ in red, the number below it, a red line below that."""
    line_of(document, "{{organ}}", font=TITLE_FONT, size=HEAD, align=CENTRE, before=2, after=1, red=True)
    _border(line_of(document, "{{number}}", align=CENTRE), "bottom", size=12, colour="FF0000", space=11)


def _border(paragraph: Any, side: str, *, size: int, colour: str = "000000", space: int = 1) -> None:
    """A line beside a paragraph; `size` in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        # The schema wants borders before spacing, indents and alignment.
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)


def _attachments(document: Any, names: Sequence[str]) -> None:
    for number, name in enumerate(names, 1):
        text = f"附件：{name}" if len(names) == 1 else f"{'附件：' if number == 1 else '　　　'}{number}. {name}"
        line_of(document, text, indent=2, before=1 if number == 1 else 0)


def _signature(document: Any) -> None:
    """The organ centred over the date, whose end stands four characters from the edge."""
    for text, before in (("{{organ}}", 2.0), ("{{date}}", 0.0)):
        paragraph = line_of(document, text, align=CENTRE, before=before)
        paragraph.paragraph_format.left_indent = Pt(194)
        paragraph.paragraph_format.keep_with_next = before > 0


def _colophon(document: Any, copy_to: str) -> None:
    """Who gets a copy, who issued it and when, between lines."""
    rows = [f"抄送：{copy_to}"] if copy_to else []
    rows.append("{{organ}}\t{{date}}印发")
    for number, text in enumerate(rows):
        paragraph = line_of(document, text, size=NOTE, before=2 if number == 0 else 0)
        form = paragraph.paragraph_format
        form.left_indent, form.right_indent = NOTE, NOTE
        form.tab_stops.add_tab_stop(Mm(156) - NOTE, WD_TAB_ALIGNMENT.RIGHT)
        _border(paragraph, "top", size=8 if number == 0 else 4)
        if number == len(rows) - 1:
            _border(paragraph, "bottom", size=8)


def _cost_form(document: Any) -> None:
    """The form of costs and price structure, to be filled in by hand or on the platform."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    line_of(document, "附件", font=HEADING_FONT)
    line_of(document, "成本和价格构成情况表", font=TITLE_FONT, size=TITLE, align=CENTRE, after=0.5)
    line_of(document, "{{drug}}　{{matter}}　单位：元/最小包装", size=NOTE)
    rows = ["价格", *(zh for zh, _ in COST_WORDS.values()), "年销售数量（最小包装）"]
    table = document.add_table(rows=1 + len(rows), cols=3, style="Table Grid")
    for row, cells in enumerate([("项目", "调价前", "调价后"), *((name, "", "") for name in rows)]):
        for column, text in enumerate(cells):
            paragraph = table.cell(row, column).paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = NOTE
            paragraph.paragraph_format.line_spacing = Pt(24)
    line_of(document, "各项合计应等于价格。没有支出的项目填 0，不清楚的留空并说明。", size=NOTE)


def page_numbers(document: Any) -> None:
    """The number between dashes, at the outer edge of odd and even pages."""
    section = document.sections[0]
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, None)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = NOTE
        for kind, text in (("", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " —")):
            run = paragraph.add_run(text if not kind else "")
            run.font.size, run.font.name = NOTE, NUMBER_FONT
            run._element.rPr.rFonts.set(qn("w:eastAsia"), NUMBER_FONT)
            if kind:
                run._element.append(_field(kind, text))


def _field(kind: str, text: str) -> Any:
    if kind == "instr":
        found = OxmlElement("w:instrText")
        found.text = text
        return found
    found = OxmlElement("w:fldChar")
    found.set(qn("w:fldCharType"), kind)
    return found
