"""A file is what its bytes are; its name is only held against them, and is cleaned before anybody sees it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.media import ENDINGS, FileKind, checked, clean_name, kind_of
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import keep, raw_path, unchanged

MOST = 10_000


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return held.getvalue()


def workbook() -> bytes:
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    return held.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
GOOD = {
    "说明.pdf": b"%PDF-1.7 x",
    "a.PNG": b"\x89PNG\r\n\x1a\nx",
    "a.jpg": b"\xff\xd8\xff\xe0",
    "a.jpeg": b"\xff\xd8\xff\xe0",
    "a.xlsx": workbook(),
    "a.docx": WORD,
    "记录.txt": "一行\r\n二行\t".encode("gb18030"),
    "u.txt": "\ufeff一行".encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken_is_recognised_by_its_bytes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD[name])
    assert checked(path, most=MOST).kind is ENDINGS[name.rpartition(".")[2].lower()]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"MZ\x90\x00", "类型不在允许范围"),
        ("a.html", b"<html>", "类型不在允许范围"),
        ("a.svg", b"<svg>", "类型不在允许范围"),
        ("pdf", b"%PDF-1.7", "类型不在允许范围"),
        ("a.pdf", b"MZ\x90\x00\x03", "不是 pdf 文件（"),
        ("a.pdf", GOOD["a.jpg"], "不是 pdf 文件，而是 jpg 文件"),
        ("a.txt", b"MZ\x90\x00\x03", "不是 txt 文件"),
        ("a.txt", b"\xff\xfe\x00\x01", "不是 txt 文件"),
        ("a.docx", GOOD["a.xlsx"], "而是 xlsx 文件"),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "含宏的文件不收"),
        ("a.xlsx", archive("evil.exe"), "不是 xlsx 文件"),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "word/document.xml"), "不是 xlsx 文件"),
        ("a.xlsx", b"PK\x03\x04 and nothing more", "不是 xlsx 文件"),
        ("a.pdf", b"", "字节"),
        ("a.pdf", b"%PDF-" + b"x" * MOST, "字节"),
    ],
)
def test_what_is_not_taken_says_why(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BaowenError, match=words):
        checked(path, most=MOST)


def test_a_kind_that_is_not_wanted_here_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    assert kind_of(path) is FileKind.TXT
    with pytest.raises(BaowenError, match="可用：pdf"):
        checked(path, most=MOST, kinds=(FileKind.PDF,))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/通报.pdf", "通报.pdf"),
        ("C:\\用户\\通报.pdf", "通报.pdf"),
        ("通报\u202efdp.exe", "通报fdp.exe"),
        ('a"\r\nX: y.pdf', "aX y.pdf"),
        (".ssh", "ssh"),
        ("", "file"),
        ("字" * 300 + ".pdf", "字" * 146 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(said: str, kept: str) -> None:
    assert clean_name(said) == kept


@given(st.text())
def test_a_cleaned_name_is_short_on_one_line_and_stays_as_it_is(said: str) -> None:
    name = clean_name(said)
    assert 0 < len(name) <= 150
    assert not {"/", "\\", "\n", "\r", "\x00", '"'} & set(name)
    assert clean_name(name) == name


def test_a_kept_file_that_was_changed_or_is_gone_is_not_given_back(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.txt", tmp_path / "raw"
    path.write_text("evidence")
    sha256 = keep(path, folder)
    assert unchanged(folder, sha256) == b"evidence"
    raw_path(folder, sha256).write_text("another")
    with pytest.raises(BaowenError, match="已被改动"):
        unchanged(folder, sha256)
    raw_path(folder, sha256).unlink()
    with pytest.raises(BaowenError, match="已不在数据目录中"):
        unchanged(folder, sha256)
