"""The grades of evidence that the pack of a place offers, with their words. HOS-4."""

from __future__ import annotations

from typing import Final

from baowen.core.policy import Ruling

GRADES: Final = "hospital.substitute.grades"


def grades_of(ruling: Ruling) -> dict[str, tuple[str, str]]:
    """By grade its words, the surest first."""
    return {str(one["grade"]): (str(one["zh"]), str(one["en"])) for one in ruling.entry(GRADES).items()}
