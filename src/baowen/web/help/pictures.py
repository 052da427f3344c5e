"""The pictures of the help: whose page is pictured, which part of it, and what stood there when it was taken.

pictures.json is written by the browser tests (script/screenshots --help-pictures), which also hold that each part is
still on its page with the same words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture as it was taken: its size in pixels, and the labels, headings of columns and buttons on it."""

    width: int
    height: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a page (a CSS selector), seen by somebody of the demo; `taken` by language, zh and en."""

    name: str
    who: str
    path: str
    part: str
    taken: dict[str, Taken]


@cache
def pictures() -> dict[str, Picture]:
    """Every picture by its name."""
    lines = json.loads(files("baowen.web.help").joinpath("pictures.json").read_text(encoding="utf-8"))
    return {
        line["name"]: Picture(
            line["name"], line["who"], line["path"], line["part"],
            {
                language: Taken(one["width"], one["height"], tuple(one["words"]))
                for language, one in line["taken"].items()
            },
        )
        for line in lines
    }  # fmt: skip
