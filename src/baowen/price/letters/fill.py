"""Fills the {{placeholders}} of a Word template; what was typed stays text, and the template's form is kept.

A paragraph that is one placeholder becomes a paragraph a line of its value. A paragraph whose placeholders are all
empty is left out. Word may cut a placeholder over several runs: the text of the paragraph decides.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from docx import Document
from docx.text.paragraph import Paragraph

from baowen.core.problems import BaowenError
from baowen.price.letters.steady import steady

PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NOT_XML = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def filled_in(template: bytes, values: Mapping[str, str]) -> bytes:
    """The document; BaowenError for a file that is no Word document, and for a placeholder that nobody knows."""
    document = opened(template)
    unknown = sorted(placeholders(document) - set(values))
    if unknown:
        raise BaowenError(
            f"公文模板中的占位符无法识别：{'、'.join(unknown)}；可用：{'、'.join(sorted(values))}",
            f"the template has unknown placeholders: {', '.join(unknown)}",
        )
    clean = {name: _NOT_XML.sub("", value) for name, value in values.items()}
    for paragraph in list(_paragraphs(document)):
        _fill(paragraph, clean)
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())


def opened(content: bytes) -> Any:
    """A Word document; BaowenError for anything else."""
    try:
        return Document(io.BytesIO(content))
    except Exception as error:  # python-docx lets through what zip, XML and packaging raise
        raise BaowenError(
            "公文模板不是可用的 .docx 文件，请用文字处理软件另存后再放入", "not a usable .docx file"
        ) from error


def placeholders(document: Any) -> set[str]:
    """The names that a template asks for."""
    return {name for paragraph in _paragraphs(document) for name in PLACE.findall(paragraph.text)}


def text_of(content: bytes) -> str:
    """All text of a document, a line a paragraph."""
    return "\n".join(paragraph.text for paragraph in _paragraphs(opened(content)))


def _paragraphs(document: Any) -> Iterator[Paragraph]:
    yield from _within(document)
    for section in document.sections:
        for part in (section.header, section.footer, section.even_page_header, section.even_page_footer):
            if not part.is_linked_to_previous:
                yield from _within(part)


def _within(part: Any) -> Iterator[Paragraph]:
    yield from part.paragraphs
    for table in part.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _within(cell)


def _fill(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    names = PLACE.findall(paragraph.text)
    if not names:
        return
    if not any(values[name].strip() for name in names):
        paragraph._p.getparent().remove(paragraph._p)
        return
    whole = PLACE.fullmatch(paragraph.text.strip())
    lines = values[whole[1]].strip().split("\n") if whole else []
    for line in lines[:-1]:
        copy = deepcopy(paragraph._p)
        paragraph._p.addprevious(copy)
        _replace(Paragraph(copy, paragraph._parent), {names[0]: line})
    _replace(paragraph, {names[0]: lines[-1]} if lines else values)


def _replace(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    """Put each value where its placeholder begins and take the rest of the placeholder out of the runs it covers."""
    while hit := PLACE.search(paragraph.text):
        value, at, begun = " ".join(values[hit[1]].split("\n")), 0, False
        # A value that itself holds braces must not be looked at again.
        value = value.replace("{{", "{\u200b{")
        for run in paragraph.runs:
            start, end = at, at + len(run.text)
            at = end
            first, last = max(hit.start(), start), min(hit.end(), end)
            if first >= last:
                continue
            run.text = run.text[: first - start] + ("" if begun else value) + run.text[last - start :]
            begun = True
