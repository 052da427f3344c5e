"""Compares and finds drug names: spelling, dosage form, salt, pinyin initials.

Nothing here says that two salts are the same drug without saying so: `Match.salt_differs` is set.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from baowen.drugs.name_parts import (
    FORM_PREFIXES,
    FORM_SUFFIXES,
    INORGANIC,
    INORGANIC_ENDS,
    LETTER_INITIALS,
    PHRASE_INITIALS,
    SALT_PREFIXES,
    SALT_SUFFIXES,
    SPELLINGS,
    WHOLE_SALTS,
)

MatchKind = Literal["exact", "normalised", "base", "none"]
Found = Literal["exact", "normalised", "base", "beginning", "fragment", "initials"]

LONGEST_FORMS = tuple(sorted(FORM_SUFFIXES, key=len, reverse=True))
LONGEST_PREFIXES = tuple(sorted(FORM_PREFIXES, key=len, reverse=True))
LONGEST_SALT_PREFIXES = tuple(sorted(SALT_PREFIXES, key=len, reverse=True))
LONGEST_SALT_SUFFIXES = tuple(sorted(SALT_SUFFIXES, key=len, reverse=True))
BRACKETS = str.maketrans("[]{}〔〕【】〈〉<>「」", "()()()()()()()")
NOISE = re.compile(r"[\s\u200b\u200c\u200d\ufeff·•*_'\"“”‘’]+")
PLAIN_CHINESE_NOTE = re.compile(r"\([^()A-Za-z0-9]*\)")
CHINESE = re.compile(r"[\u3400-\u9fff]")
FOUND_ORDER: tuple[Found, ...] = ("exact", "normalised", "base", "beginning", "fragment", "initials")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart: `base` is the active part, `salt` and `form` are empty where the name has none."""

    base: str
    salt: str
    form: str


@dataclass(frozen=True, slots=True)
class Match:
    """How far two names agree. "base" means the same active part, with the differences told."""

    kind: MatchKind
    salt_differs: bool = False
    form_differs: bool = False


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name that a search found, and by what."""

    name: str
    found: Found


@lru_cache(maxsize=65536)
def normalise_name(text: str) -> str:
    """One spelling: half-width, simplified characters, round brackets, Latin Roman numerals, no spaces."""
    name = NOISE.sub("", unicodedata.normalize("NFKC", text).translate(BRACKETS))
    # Again, because a mark that stood alone (a cedilla after a space) joins the letter once the space is gone.
    name = unicodedata.normalize("NFKC", name).upper()
    if CHINESE.search(name):
        name = str(_to_simplified().convert(name))
    for other, usual in SPELLINGS:
        name = name.replace(other, usual)
    return name


def _without_form(name: str) -> tuple[str, str]:
    """The name without its dosage form, and the form. At least two characters of the name stay."""
    forms: list[str] = []
    for prefix in LONGEST_PREFIXES:
        if name.startswith(prefix) and len(name) - len(prefix) >= 2:
            forms.append(prefix)
            name = name.removeprefix(prefix)
            break
    for suffix in LONGEST_FORMS:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            forms.append(suffix)
            name = name.removesuffix(suffix)
            break
    return name, "".join(forms)


def _without_salt(name: str) -> tuple[str, str]:
    """The name without acid or metal, and these. An inorganic salt (硫酸镁, 氯化钠) is a drug and stays whole."""
    salts: list[str] = []
    for prefix in LONGEST_SALT_PREFIXES:
        rest = name.removeprefix(prefix)
        if rest != name and len(rest) >= 2 and not rest.startswith(INORGANIC):
            salts.append(prefix)
            name = rest
            break
    if not name.startswith(WHOLE_SALTS):
        for suffix in LONGEST_SALT_SUFFIXES:
            rest = name.removesuffix(suffix)
            if rest != name and len(rest) >= 2 and not rest.endswith(INORGANIC_ENDS):
                salts.append(suffix)
                name = rest
                break
    return name, "+".join(salts)


@lru_cache(maxsize=65536)
def base_name(text: str) -> NameParts:
    """Takes a name apart into base, salt and dosage form.

    A bracket with letters or digits is part of the drug (复方氨基酸注射液(18AA)) and stays with the base; a bracket
    of plain Chinese is a note and goes. 中成药: the same name before the dosage form is the same drug (domain.md 5.4).
    """
    whole = normalise_name(text)
    name = PLAIN_CHINESE_NOTE.sub("", whole) or whole
    kept = "".join(re.findall(r"\([^()]*\)", name))
    name = re.sub(r"\([^()]*\)", "", name) or name
    name, form = _without_form(name)
    base, salt = _without_salt(name)
    return NameParts(base=base + kept if kept not in base else base, salt=salt, form=form)


def same_drug(first: str, second: str) -> Match:
    """Whether two names mean the same drug, and in what they still differ."""
    if first == second:
        return Match("exact")
    one, other = normalise_name(first), normalise_name(second)
    if one and one == other:
        return Match("normalised")
    left, right = base_name(first), base_name(second)
    if left.base and left.base == right.base:
        return Match("base", salt_differs=left.salt != right.salt, form_differs=left.form != right.form)
    return Match("none")


@cache
def _initial(character: str) -> str:
    known = LETTER_INITIALS.get(character)
    return known or "".join(lazy_pinyin(character, style=Style.FIRST_LETTER, errors="ignore", strict=False))


@lru_cache(maxsize=65536)
def pinyin_initials(text: str) -> str:
    """First letters of the pinyin, upper case; Latin letters and digits stay, everything else goes."""
    name = normalise_name(text)
    fixed: dict[int, str] = {}
    for phrase, letters in PHRASE_INITIALS:
        start = name.find(phrase)
        while start >= 0:
            for offset, letter in enumerate(letters):
                fixed.setdefault(start + offset, letter)
            start = name.find(phrase, start + 1)
    initials: list[str] = []
    for place, character in enumerate(name):
        if character.isascii():
            initials.append(character if character.isalnum() else "")
        elif CHINESE.match(character):
            initials.append(fixed.get(place) or _initial(character))
    return "".join(initials).upper()


class NameIndex:
    """Finds drug names by whole name, beginning, fragment or pinyin initials (amxl finds 阿莫西林胶囊)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._entries = [
            (name, normalise_name(name), base_name(name).base, pinyin_initials(name)) for name in sorted(set(names))
        ]

    def search(self, query: str, limit: int = 20) -> list[NameHit]:
        """The best names for a query, best first; an empty query finds nothing."""
        wanted = normalise_name(query)
        if not wanted:
            return []
        hits = [NameHit(entry[0], found) for entry in self._entries if (found := self._found(entry, query, wanted))]
        hits.sort(key=lambda hit: (FOUND_ORDER.index(hit.found), len(hit.name), hit.name))
        return hits[:limit]

    @staticmethod
    def _found(entry: tuple[str, str, str, str], query: str, wanted: str) -> Found | None:
        name, normalised, base, initials = entry
        rules: tuple[tuple[bool, Found], ...] = (
            (name == query, "exact"),
            (normalised == wanted, "normalised"),
            (base == base_name(wanted).base, "base"),
            (normalised.startswith(wanted), "beginning"),
            (wanted in normalised, "fragment"),
            (wanted.isascii() and initials.startswith(wanted), "initials"),
        )
        return next((found for holds, found in rules if holds), None)
