"""What a file is, judged by its content: the name is only held against it. Nothing is opened to be shown or run."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from baowen.core.problems import BaowenError

LONGEST_NAME = 150
MOST_PARTS = 20_000  # of an office file; one that a person has made has some hundreds
_MACROS = "vbaproject.bin"
_TEXT_CODES = ("utf-8-sig", "gb18030")
# Whatever has another control character is no text that a person wrote.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


class FileKind(StrEnum):
    """The kinds of files that are taken; what could run in a browser or an office is none of them."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    XLSX = "xlsx"
    DOCX = "docx"
    TXT = "txt"


MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.TXT: "text/plain",
}
ENDINGS: dict[str, FileKind] = {kind.value: kind for kind in FileKind} | {"jpeg": FileKind.JPEG}
_HEADS = {FileKind.PDF: b"%PDF-", FileKind.PNG: b"\x89PNG\r\n\x1a\n", FileKind.JPEG: b"\xff\xd8\xff"}
_MAIN_PARTS = {FileKind.XLSX: "xl/workbook.xml", FileKind.DOCX: "word/document.xml"}
EVERY_KIND = tuple(FileKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that may be kept: what it is called, what it is, how many bytes it has."""

    name: str
    kind: FileKind
    size: int

    @property
    def media_type(self) -> str:
        """The media type that it is given back with."""
        return MEDIA_TYPES[self.kind]


def checked(path: Path, *, most: int, kinds: Collection[FileKind] = EVERY_KIND) -> Checked:
    """What a file is; BaowenError for an ending, a size or a content that is not taken, or that do not fit together."""
    name, size = clean_name(path.name), path.stat().st_size
    allowed = [ending for ending, kind in ENDINGS.items() if kind in kinds]
    wanted = ENDINGS.get(Path(name).suffix[1:].lower())
    if wanted is None or wanted not in kinds:
        raise BaowenError(
            f"文件 {name} 的类型不在允许范围内；可用：{'、'.join(allowed)}",
            f"file {name}: use one of {', '.join(allowed)}",
        )
    if not 0 < size <= most:
        raise BaowenError(
            f"文件 {name} 为 {size:,} 字节；须大于 0、不超过 {most:,} 字节",
            f"file {name} has {size:,} bytes; 1 to {most:,} are taken",
        )
    found = kind_of(path)
    if found is not wanted:
        is_zh, is_en = (f"，而是 {found} 文件", f" but {found}") if found else ("", "")
        raise BaowenError(
            f"文件 {name} 的内容不是 {wanted} 文件{is_zh}（按内容判断；含宏的文件不收），请重新另存后再提交",
            f"file {name} is no {wanted} file{is_en}, judged by its content (files with macros are not taken); "
            "save it again",
        )
    return Checked(name=name, kind=wanted, size=size)


def kind_of(path: Path) -> FileKind | None:
    """What the bytes of a file are; None for whatever is not taken."""
    with path.open("rb") as file:
        head = file.read(16)
    for kind, start in _HEADS.items():
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(path)
    return FileKind.TXT if _is_text(path) else None


def _office_kind(path: Path) -> FileKind | None:
    """By the names of its parts; none is unpacked. None for another archive, and for one that carries macros."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, ValueError):
        return None
    if len(parts) > MOST_PARTS or "[Content_Types].xml" not in parts:
        return None
    if any(part.lower().endswith(_MACROS) for part in parts):
        return None
    found = [kind for kind, main in _MAIN_PARTS.items() if main in parts]
    return found[0] if len(found) == 1 else None


def _is_text(path: Path) -> bool:
    content = path.read_bytes()
    for code in _TEXT_CODES:
        try:
            return _CONTROL.search(content.decode(code)) is None
        except UnicodeDecodeError:
            continue
    return False


def clean_name(given: str) -> str:
    """The last part of a name as it may be shown and given back: no path, no sign that is invisible or turns others.

    An ending is kept where the name is cut.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    kept = " ".join(kept.split()).lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending) > 10:
        return kept[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
