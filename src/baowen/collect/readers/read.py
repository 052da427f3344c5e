"""Reads a file by what it is, not by what its name says."""

from __future__ import annotations

import zipfile
from pathlib import Path

from baowen.collect.readers.columnar import read_json_lines, read_parquet
from baowen.collect.readers.delimited import read_delimited
from baowen.collect.readers.excel import read_excel
from baowen.collect.readers.refusals import refusal
from baowen.collect.readers.table import Header, Table, refused_table

_HEAD = 4096
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FORMS = {b"%PDF": "PDF", b"\x89PNG": "PNG 图片", b"\xff\xd8\xff": "JPEG 图片", b"{\\rtf": "RTF"}
_ARCHIVES = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ")


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    header: Header | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Read CSV and its kin, XLSX, XLS, Parquet or JSON lines as a table of text; see Table.

    A file that cannot be read comes back as an empty table whose problems say why; OSError when there is no file.
    """
    form, reason = find_form(path)
    match form:
        case "xlsx" | "xls":
            return read_excel(path, form=form, sheet=sheet, header=header)
        case "parquet":
            return read_parquet(path)
        case "jsonl":
            return read_json_lines(path)
        case "csv":
            return read_delimited(path, header=header, encoding=encoding, delimiter=delimiter)
        case _:
            return refused_table(refusal(form, path.name, form=reason), form=form)


def find_form(path: Path) -> tuple[str, str]:
    """csv, xlsx, xls, parquet or jsonl by the file's first bytes; else the code of the refusal and its words."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        return "empty_file", ""
    if head.startswith(b"PK\x03\x04"):
        return _form_of_zip(path)
    if head.startswith(_OLE):
        return ("encrypted" if _ENCRYPTED in path.read_bytes() else "xls"), ""
    if head.startswith(_ARCHIVES):
        return "archive", ""
    other = next((name for mark, name in _OTHER_FORMS.items() if head.startswith(mark)), "")
    return ("unsupported_form", other) if other else (_form_of_text(head), "")


def _form_of_zip(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "xlsx", ""
    if "xl/workbook.xml" in names:
        return "xlsx", ""
    if "xl/workbook.bin" in names:
        return "unsupported_form", "Excel 二进制工作簿 (*.xlsb)"
    if "word/document.xml" in names:
        return "unsupported_form", "Word 文档"
    if "content.xml" in names:
        return "unsupported_form", "OpenDocument (*.ods)"
    return "archive", ""


def _form_of_text(head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<style")) or b"<table" in text:
        return "html_not_excel"
    if text.startswith(b"<?xml"):
        return "html_not_excel" if b"<html" in text else "xml_not_excel"
    return "jsonl" if text.startswith((b'{"', b"{ ")) else "csv"
