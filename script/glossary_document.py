"""Writes the glossary's terms as the pages read them: src/baowen/web/help/glossary.csv from GLOSSARY.md."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(r"## (?P<en>[^\u3400-\u9fff]+) (?P<zh>\S+)")
COLUMNS = ("group_zh", "group_en", "zh", "en", "meaning")


def rows(text: str) -> list[tuple[str, str, str, str, str]]:
    """The terms in their order: group in both languages, term in both languages, what it means."""
    found, group = [], ("", "")
    for line in text.splitlines():
        heading = HEADING.fullmatch(line)
        if heading:
            group = (heading["zh"], heading["en"])
        cells = [cell.strip() for cell in line.strip("| ").split("|")] if line.startswith("|") else []
        if len(cells) == 4 and cells[0] != "中文" and not cells[0].startswith("-"):
            found.append((*group, cells[0], cells[1], cells[2]))
    return found


def render() -> str:
    """The whole file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows((ROOT / "GLOSSARY.md").read_text(encoding="utf-8")))
    return text.getvalue()
