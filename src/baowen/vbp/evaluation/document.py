"""The document of a decision that follows from an evaluation, as .docx. VBP-7."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from baowen.core.money import plain
from baowen.price.letters.fill import filled_in
from baowen.price.letters.layout import framed
from baowen.vbp.evaluation.kinds import FAILING_WORDS
from baowen.vbp.evaluation.queries.results import ResultView

_NOTICE = "湘医保发〔2025〕38号"
_CHAPTERS = "一二三四五六七八九"


def cited(clause: str) -> str:
    """A clause as a document cites it: the platform's VB-2.3 is the notice with its chapter and paragraph."""
    found = re.fullmatch(r"VB-([1-9])\.([1-9])", clause)
    if found is None:
        return clause
    chapter, paragraph = (_CHAPTERS[int(number) - 1] for number in found.groups())
    return f"{_NOTICE}{chapter}（{paragraph}）"


@cache
def template() -> bytes:
    """The built-in template; the same bytes whenever it is built."""
    told = tomllib.loads(files("baowen.vbp.evaluation").joinpath("texts.toml").read_text(encoding="utf-8"))
    return framed(told["decision"]["title"], told["decision"]["addressee"], told["decision"]["body"])


def decision(values: Mapping[str, str], failing: Sequence[ResultView]) -> bytes:
    """The document: what was filled in, and each failing product in a line with its numbers."""
    return filled_in(template(), {**values, "items": "\n".join(map(_line, failing)) or "（无）"})


def _line(one: ResultView) -> str:
    why = "、".join(FAILING_WORDS[reason][0] for reason in one.failing)
    share = "–" if one.after.share is None else f"{plain(one.after.share * 100)}%"
    return (
        f"{one.drug or one.product}（品种 {one.lot}）：应完成 {plain(one.after.required)}，"
        f"计入 {plain(one.after.counted)}（最小单位），非中选占比 {share}；{why}。"
    )  # fmt: skip
