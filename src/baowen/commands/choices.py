"""Reading words of a table from the command line: the code, or the Chinese name that people know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from baowen.core.problems import BaowenError

Word = TypeVar("Word", bound=StrEnum)


def chosen(word: str, words: Mapping[Word, tuple[str, str]], *, what: tuple[str, str]) -> Word:
    """The member that is written as its code, its Chinese or its English name; BaowenError lists what there is."""
    for member, names in words.items():
        if word.strip() in (member.value, *names):
            return member
    known = "、".join(f"{names[0]}（{member.value}）" for member, names in words.items())
    raise BaowenError(
        f"没有名为“{word}”的{what[0]}；可用：{known}", f"no {what[1]} {word!r}; known: {', '.join(map(str, words))}"
    )


def chosen_all(
    given: Iterable[str], words: Mapping[Word, tuple[str, str]], *, what: tuple[str, str]
) -> frozenset[Word]:
    """Several members, each as in `chosen`."""
    return frozenset(chosen(word, words, what=what) for word in given)
