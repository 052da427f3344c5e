"""Which preset of months tells the classes of gravity at a place: the pack names it, it is no rule. HOS-5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from baowen.core.policy import Entry
from baowen.respond.rulebook import Rulebook

PRESET: Final = "hospital.grading.gravity_preset"


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset with its months by class and the entry that gives them."""

    key: str
    months: Mapping[str, Any]
    entry: Entry


def preset_of(book: Rulebook, region: str, on: date) -> Preset:
    """The preset that the pack of a place names."""
    ruling = book.ruling(region, on)
    key = ruling.entry(PRESET).text()
    entry = ruling.entry(key)
    return Preset(key, entry.table(), entry)
