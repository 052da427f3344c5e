"""The terms of the field: from GLOSSARY.md (glossary.csv, built by script/documents.py) with their Chinese meanings."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from baowen.monitor.indicators.registry import INDICATORS

INDICATOR_GROUP = ("指标", "Indicators")


@dataclass(frozen=True, slots=True)
class Term:
    """A term in both languages with what it means; `key` names it in addresses and in pages."""

    key: str
    group: tuple[str, str]
    words: tuple[str, str]
    meaning: tuple[str, str]

    def fits(self, text: str) -> bool:
        """Whether a search finds it."""
        wanted = text.strip().lower()
        return any(wanted in one.lower() for one in (*self.words, *self.meaning))


def _lines(name: str) -> Iterator[dict[str, str]]:
    text = files("baowen.web.help").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def meanings() -> dict[str, str]:
    """What a term means, in Chinese, by the Chinese term."""
    return {line["term"]: line["meaning"] for line in _lines("meanings.csv")}


@cache
def terms() -> dict[str, Term]:
    """Every term by its Chinese words, in the order of the glossary. Where no Chinese says it, the English does."""
    return {
        line["zh"]: Term(
            f"term-{number}", (line["group_zh"], line["group_en"]), (line["zh"], line["en"]),
            (meanings().get(line["zh"], line["meaning"]), line["meaning"]),
        )
        for number, line in enumerate(_lines("glossary.csv"), start=1)
    }  # fmt: skip


@cache
def indicator_terms() -> dict[str, Term]:
    """Every indicator by its name, explained by its formula and unit."""
    return {
        one.name: Term(
            f"indicator-{one.name}", INDICATOR_GROUP, (one.zh, one.en),
            (f"{one.formula_zh}；单位：{one.unit_zh}", f"{one.formula_en}; unit: {one.unit_en}"),
        )
        for one in INDICATORS.values()
    }  # fmt: skip


def found(text: str) -> list[tuple[tuple[str, str], list[Term]]]:
    """The terms that a search finds, by group in the order of the glossary; all for an empty text."""
    groups: dict[tuple[str, str], list[Term]] = {}
    for term in (*terms().values(), *indicator_terms().values()):
        if term.fits(text):
            groups.setdefault(term.group, []).append(term)
    return list(groups.items())


# What a newcomer would not know in a formula or a rule.
NEWCOMERS = (
    "差比价", "可比价格", "代表品", "约定采购量", "零报告", "直接挂网", "挂网价", "中选", "备案采购", "自主议价",
    "带量采购", "最小制剂单位", "缺货天数", "可用天数", "基本药物", "基数储备", "会商", "移送", "原料药",
)  # fmt: skip


@cache
def newcomers_pattern(*, english: bool) -> re.Pattern[str]:
    """Finds the words of NEWCOMERS in a text, the longest first."""
    words = sorted((terms()[one].words[english] for one in NEWCOMERS), key=len, reverse=True)
    inner = "|".join(map(re.escape, words))
    return re.compile(rf"\b(?:{inner})\b" if english else inner, re.IGNORECASE)


@cache
def by_words(*, english: bool) -> dict[str, Term]:
    """Terms by how one language writes them, in small letters."""
    return {one.words[english].lower(): one for one in terms().values()}
