"""The coded words of rounds: levels, who supplies a place, quality tiers of bids. VBP-1."""

from __future__ import annotations

from enum import StrEnum


class RoundLevel(StrEnum):
    """Who organised a round."""

    NATIONAL = "national"
    ALLIANCE = "alliance"
    PROVINCIAL = "provincial"


LEVEL_WORDS: dict[RoundLevel, tuple[str, str]] = {
    RoundLevel.NATIONAL: ("国家集采", "national round"),
    RoundLevel.ALLIANCE: ("省际联盟集采", "alliance round"),
    RoundLevel.PROVINCIAL: ("省级集采", "provincial round"),
}


class SupplyRole(StrEnum):
    """As what a selected enterprise supplies a place."""

    MAIN = "main"
    BACKUP = "backup"


SUPPLY_WORDS: dict[SupplyRole, tuple[str, str]] = {
    SupplyRole.MAIN: ("主供", "main supplier"),
    SupplyRole.BACKUP: ("备供", "backup supplier"),
}


class Likeness(StrEnum):
    """Why another drug counts beside a lot's own when shares are taken."""

    SAME = "same"
    KEY_SUBSTITUTE = "key_substitute"


LIKENESS_WORDS: dict[Likeness, tuple[str, str]] = {
    Likeness.SAME: ("同种药品", "the same drug"),
    Likeness.KEY_SUBSTITUTE: ("可替代的重点药品", "a key substitute"),
}


class CeilingPer(StrEnum):
    """What the ceiling of a lot is for; the round that widened 4+7 told it for a pack, later ones for a unit."""

    UNIT = "unit"
    PACK = "pack"


CEILING_WORDS: dict[CeilingPer, tuple[str, str]] = {
    CeilingPer.UNIT: ("每最小单位", "a smallest unit"),
    CeilingPer.PACK: ("每包装", "a pack"),
}
