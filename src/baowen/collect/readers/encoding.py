"""Which encoding a text file is in, found by looking at all of it, and a UTF-8 copy of it where it is another."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 22
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_NEIGHBOURS = re.compile(rb"[\x80-\xff]{2}")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `damaged` when some bytes do not belong to it."""

    name: str
    damaged: bool = False
    old_mac_lines: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the file can be read as it lies."""
        return self.name in {"utf-8", "utf-8-sig"} and not self.damaged and not self.old_mac_lines


def find_encoding(path: Path, given: str | None = None) -> Encoding:
    """The encoding of a file: by its byte order mark, else UTF-8 if it fits, else GB18030 or a Western one."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    old_mac = b"\r" in head and b"\n" not in head
    name = given.lower() if given else _by_mark(head)
    if name is None:
        if _decodes(path, "utf-8"):
            return Encoding("utf-8", old_mac_lines=old_mac)
        name = _by_fit(path)
    return Encoding(name, damaged=not _decodes(path, name), old_mac_lines=old_mac)


def _by_mark(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    if len(sample) >= 8 and sample.count(0) * 5 > len(sample):
        # A delimiter or digit in UTF-16 has its zero byte behind it (little-endian) or before it.
        return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    return None


def _by_fit(path: Path) -> str:
    good, bad = _fit_of_utf8(path)
    if bad <= good:
        return "utf-8"
    # Chinese text always has high bytes side by side; lone ones are the accented letters of a Western export.
    return "gb18030" if any(_NEIGHBOURS.search(chunk) for chunk in _chunks(path)) else "cp1252"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    wide = name.startswith("utf-16")
    try:
        for chunk in _chunks(path):
            if wide or not chunk.isascii() or decoder.getstate()[0]:
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _fit_of_utf8(path: Path) -> tuple[int, int]:
    """How many characters beyond ASCII UTF-8 gives, and how many spots it cannot read."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        unreadable = text.count("\ufffd")
        bad += unreadable
        good += sum(map(len, _BEYOND_ASCII.findall(text))) - unreadable
    return good, bad + decoder.decode(b"", final=True).count("\ufffd")


@contextmanager
def utf8_copy(path: Path, encoding: Encoding) -> Iterator[Path]:
    """The file itself when it is UTF-8, else a temporary UTF-8 copy; unreadable bytes become U+FFFD."""
    if encoding.is_plain:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="baowen-") as folder:
        copy = Path(folder) / "copy.csv"
        newline = None if encoding.old_mac_lines else ""
        with (
            path.open(encoding=encoding.name, errors="replace", newline=newline) as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            while chunk := source.read(_CHUNK):
                target.write(chunk)
        yield copy
