"""Which template a letter is made from: the province's own in the home's folder `templates`, else the built-in one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from baowen.core.problems import BaowenError
from baowen.price.kinds import LetterKind
from baowen.price.letters.fill import opened
from baowen.price.letters.layout import built_in

ORGANS_FILE = "organs.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """How an organisation writes letters: its name in the head, and the code words of its numbers ("" for none)."""

    head: str
    code: str


def template_of(kind: LetterKind, folder: Path) -> bytes:
    """The template of a kind of letter; BaowenError for a file of the home that is no Word document."""
    own = folder / f"{kind.value}.docx"
    if not own.is_file():
        return built_in(kind)
    content = own.read_bytes()
    opened(content)
    return content


def organ_of(code: str, name: str, folder: Path) -> Organ:
    """How an organisation writes; by `organs.toml` of the folder, else under its registered name without code words."""
    path = folder / ORGANS_FILE
    if not path.is_file():
        return Organ(head=name, code="")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get(code, {})
        return Organ(head=str(told.get("head", name)), code=str(told.get("code", "")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError) as error:
        raise BaowenError(f"{path.name} 有误（{error}），请更正后再发文", f"{path.name} is broken: {error}") from error


def write_templates(folder: Path, *, replace: bool = False) -> list[Path]:
    """Put the built-in templates into a folder, to be changed in Word; those that are there stay unless told."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in LetterKind:
        path = folder / f"{kind.value}.docx"
        if replace or not path.exists():
            path.write_bytes(built_in(kind))
            written.append(path)
    return written
