"""The coded words of the guide of substitutes: how far a drug can be replaced, what a hospital decides. HOS-4."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

Words = tuple[str, str]
CLASS_CLAUSE: Final = "医疗机构短缺药品分类分级与替代使用技术指南（2019）"


class Replaceability(StrEnum):
    """How far a short drug can be replaced. The last two are one class: clinically needed and replaceable."""

    IRREPLACEABLE = "irreplaceable"
    REPLACEABLE = "replaceable"
    PARTLY = "partly"


REPLACEABILITY_WORDS: dict[Replaceability, Words] = {
    Replaceability.IRREPLACEABLE: ("临床必需不可替代", "needed and irreplaceable"),
    Replaceability.REPLACEABLE: ("临床必需且可替代", "needed and replaceable"),
    Replaceability.PARTLY: ("临床必需且可替代（不可完全替代）", "needed and replaceable, not wholly"),
}
OF_ENTRIES: Final = (Replaceability.REPLACEABLE, Replaceability.PARTLY)
"""What an entry of the guide can say: it names a substitute."""


class Decision(StrEnum):
    """What a hospital decides about an entry."""

    ADOPTED = "adopted"
    CHANGED = "changed"
    DECLINED = "declined"


DECISION_WORDS: dict[Decision, Words] = {
    Decision.ADOPTED: ("采用", "adopted"),
    Decision.CHANGED: ("调整后采用", "adopted with a change"),
    Decision.DECLINED: ("不采用", "declined"),
}
