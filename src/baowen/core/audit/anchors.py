"""Anchors: small files, each with the seal of the last entry of its day, to be kept where the records' owner cannot
reach. The chain is held to every anchor that is shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from baowen.core.audit.chain import Seal
from baowen.core.audit.check import Mark
from baowen.core.problems import BaowenError

FORMAT = 1
PREFIX = "audit-anchor"


def write_anchor(folder: Path, mark: Mark, on: date) -> Path:
    """Write the anchor of a day; the name tells day and number, and a file that is there is never overwritten.

    BaowenError where a file of that name holds another seal: then the chain was rewritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PREFIX}-{on:%Y%m%d}-{mark.number:012d}.json"
    if path.exists():
        if _read(path).seal != mark.seal:
            raise BaowenError(
                f"{path} 已存有第 {mark.number} 条的另一封印：审计链被改写过，请用 baowen audit verify 核查",
                f"{path} holds another seal of entry {mark.number}: the chain was rewritten; run baowen audit verify",
            )
        return path
    text = {
        "format": FORMAT,
        "on": on.isoformat(),
        "number": mark.number,
        "sha256": mark.seal.sha256,
        "sm3": mark.seal.sm3,
    }
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def read_anchors(folder: Path) -> Sequence[Mark]:
    """The anchors of a folder, by number; empty where there is none. BaowenError for a file that is no anchor."""
    marks = [_read(path) for path in sorted(folder.glob(f"{PREFIX}-*.json"))]
    return sorted(marks, key=lambda mark: mark.number)


def _read(path: Path) -> Mark:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        if given["format"] != FORMAT:
            raise ValueError(f"format {given['format']}")
        return Mark(number=int(given["number"]), seal=Seal(str(given["sha256"]), str(given["sm3"])), kept_in=path.name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BaowenError(
            f"{path} 不是可读的锚定文件（{error}）；请放回原件或移走该文件", f"{path} is no readable anchor: {error}"
        ) from error
