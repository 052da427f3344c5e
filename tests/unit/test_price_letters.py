"""PRI-1: letters are made from templates that a province can change, the same bytes each time; faults are told."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.problems import BaowenError
from baowen.price.actions.issuing import NAMES
from baowen.price.kinds import LetterKind
from baowen.price.letters.fill import filled_in, opened, placeholders, text_of
from baowen.price.letters.layout import built_in
from baowen.price.letters.templates import organ_of, template_of, write_templates
from baowen.price.letters.wording import chinese_date, chinese_number, cited, reference

VALUES = {name: f"〈{name}〉" for name in NAMES}


def word(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        paragraph = document.add_paragraph()
        for letter in text:  # Word may cut a placeholder anywhere
            paragraph.add_run(letter)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("kind", list(LetterKind))
def test_each_built_in_template_is_filled_whole_and_the_same_each_time(kind: LetterKind) -> None:
    made = filled_in(built_in(kind), VALUES)
    assert made == filled_in(built_in(kind), dict(VALUES))
    text = text_of(made)
    assert "{{" not in text
    for name in ("organ", "number", "date", "matter", "drug"):
        assert f"〈{name}〉" in text, name
    assert placeholders(opened(built_in(kind))) <= set(NAMES)


def test_a_page_is_a4_with_the_margins_of_official_documents() -> None:
    section = opened(built_in(LetterKind.INQUIRY)).sections[0]
    sizes = [round(length.mm) for length in (
        section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin,
    )]  # fmt: skip
    assert sizes == [210, 297, 37, 28, 26]


def test_text_is_marked_as_chinese_of_the_mainland_so_that_its_marks_are_set_so() -> None:
    style = opened(built_in(LetterKind.INQUIRY)).styles["Normal"].element.rPr.find(qn("w:lang"))
    assert style is not None
    assert style.get(qn("w:eastAsia")) == "zh-CN"


def test_a_placeholder_cut_over_runs_is_filled_and_what_stands_around_it_stays() -> None:
    made = filled_in(word("致{{ enterprise }}：依据{{clause}}。"), VALUES)
    assert text_of(made) == "致〈enterprise〉：依据〈clause〉。"


def test_a_value_of_several_lines_becomes_paragraphs_and_an_empty_one_leaves_none() -> None:
    made = filled_in(word("前", "{{words}}", "{{until}}", "后"), VALUES | {"words": "一\n二", "until": ""})
    assert text_of(made) == "前\n一\n二\n后"


@settings(max_examples=10)
@given(st.text(max_size=40))
def test_what_was_typed_stays_text_whatever_it_is(typed: str) -> None:
    made = filled_in(word("{{drug}}的价格"), VALUES | {"drug": f"药{typed}"})
    assert text_of(made).startswith("药")
    assert text_of(made).endswith("的价格")


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert "〈organ〉" not in text_of(filled_in(word("{{drug}}"), VALUES | {"drug": "{{organ}}"}))


def test_an_unknown_placeholder_and_a_file_that_is_no_document_are_told() -> None:
    with pytest.raises(BaowenError, match="mystery"):
        filled_in(word("{{mystery}}"), VALUES)
    with pytest.raises(BaowenError, match=r"\.docx"):
        filled_in(b"no document", VALUES)


def test_a_template_of_the_home_comes_before_the_built_in_one(tmp_path: Path) -> None:
    assert template_of(LetterKind.INQUIRY, tmp_path) == built_in(LetterKind.INQUIRY)
    assert {path.stem for path in write_templates(tmp_path)} == {kind.value for kind in LetterKind}
    own = word("本省函询 {{number}}")
    (tmp_path / "inquiry.docx").write_bytes(own)
    assert write_templates(tmp_path) == [], "what a province has changed stays"
    assert template_of(LetterKind.INQUIRY, tmp_path) == own
    (tmp_path / "inquiry.docx").write_bytes(b"broken")
    with pytest.raises(BaowenError):
        template_of(LetterKind.INQUIRY, tmp_path)


def test_an_organ_writes_under_the_head_and_code_words_that_the_home_gives_it(tmp_path: Path) -> None:
    assert organ_of("YB43", "省医保局", tmp_path).code == ""
    (tmp_path / "organs.toml").write_text('[YB43]\nhead = "湖南省医疗保障局"\ncode = "湘医保价函"\n', encoding="utf-8")
    found = organ_of("YB43", "省医保局", tmp_path)
    assert (found.head, reference(found.code, 2026, 12)) == ("湖南省医疗保障局", "湘医保价函〔2026〕12号")
    assert organ_of("YB44", "某局", tmp_path).head == "某局"
    (tmp_path / "organs.toml").write_text("[YB43", encoding="utf-8")
    with pytest.raises(BaowenError, match=r"organs\.toml"):
        organ_of("YB43", "省医保局", tmp_path)


def test_dates_numbers_and_articles_are_written_as_documents_write_them() -> None:
    assert chinese_date(date(2026, 11, 7)) == "2026年11月7日"
    assert [chinese_number(one) for one in (1, 10, 15, 20, 21, 99)] == ["一", "十", "十五", "二十", "二十一", "九十九"]
    assert cited("HN-15", "某实施意见；某文件") == "《某实施意见》（十五）"
    assert cited("NJ-21", "某办法") == "《某办法》第二十一条"
    assert cited("国办发〔2026〕9号（十三）", "某办法") == "国办发〔2026〕9号（十三）"
