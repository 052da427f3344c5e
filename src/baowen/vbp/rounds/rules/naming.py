"""When two tables or two rounds mean the same drug though they write it otherwise. Pure. VBP-1."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

from baowen.drugs.names import base_name

FORM_END = re.compile(r"(口服常释(剂型|片剂)|口服散剂|注射(剂)?)(\d\S*)?$")


def without_blanks(name: str) -> str:
    """A name without blanks and in one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def base_of(name: str) -> tuple[str, str]:
    """A name without salt, form and strength, and whether it is injected: what two tables may write differently."""
    plain = without_blanks(name)
    stem = FORM_END.sub("", plain)
    return base_name(stem).base or stem, "注射" if "注射" in plain else ""


def labels_of(rounds: Sequence[Collection[str]]) -> dict[str, str]:
    """By name the one under which rounds that continue one another are laid side by side: that of the newest.

    Names are joined by what is left without salt, form and strength; where a round has two such names, each stands
    for itself.
    """
    counts = [Counter(base_of(name) for name in set(names)) for names in rounds]
    found: dict[str, str] = {}
    newest: dict[tuple[str, str], str] = {}
    for names in reversed(rounds):
        for name in names:
            base = base_of(name)
            is_clear = all(count[base] <= 1 for count in counts)
            found.setdefault(name, newest.setdefault(base, name) if is_clear else name)
    return found
