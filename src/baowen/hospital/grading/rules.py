"""How grave a shortage is, and which comes first. The months of each class are those of a preset. HOS-5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from baowen.core.problems import BaowenError
from baowen.hospital.substitutes.kinds import Replaceability

CLASSES: Final = ("one", "two", "three")
"""The classes of gravity of a preset, the gravest first; "" is below all of them."""
CLASS_WORDS: dict[str, tuple[str, str]] = {
    "one": ("一类", "class one"), "two": ("二类", "class two"), "three": ("三类", "class three"),
    "": ("未到分类时长", "below the classes"),
}  # fmt: skip


def whole_months(since: date, on: date) -> int:
    """Whole months from a day to another; the same day of a month completes it, and so does that month's last day."""
    months = (on.year - since.year) * 12 + on.month - since.month
    last = _last_day(on)
    return months - 1 if on.day < since.day and on.day < last else months


def _last_day(on: date) -> int:
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return (following - date(on.year, on.month, 1)).days


def gravity(since: date, on: date, months: Mapping[str, Any]) -> str:
    """The gravest class whose months a shortage has lasted, "" where it has lasted for none."""
    if since > on:
        raise BaowenError(f"短缺开始日期 {since} 还没有到", f"{since} lies ahead")
    lasted = whole_months(since, on)
    reached = [name for name in months if lasted >= int(months[name])]
    return max(reached, key=lambda name: int(months[name]), default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What decides which shortage comes first; None for what is not known."""

    gravity: str
    replaceability: Replaceability
    days_left: Decimal | None
    patients: int | None


_HOW_BAD = {Replaceability.IRREPLACEABLE: 0, Replaceability.PARTLY: 1, Replaceability.REPLACEABLE: 2}


def worst_first(one: Weight) -> tuple[int, int, bool, Decimal, int]:
    """The key that sorts the worst first: what can't be replaced, then what lasts longest, runs out first, hits most.

    What is not known of days left stands after what is known.
    """
    rank = CLASSES.index(one.gravity) if one.gravity in CLASSES else len(CLASSES)
    return (
        _HOW_BAD[one.replaceability],
        rank,
        one.days_left is None,
        one.days_left or Decimal(0),
        -(one.patients or 0),
    )


def starts_selection(replaceability: Replaceability) -> bool:
    """Whether a substitute is looked for: class two of the technical guide, wholly replaceable or not."""
    return replaceability is not Replaceability.IRREPLACEABLE
