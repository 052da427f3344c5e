"""The coded words of volume reports: what comparing them with purchases finds, and the clause behind it. VBP-2."""

from __future__ import annotations

from enum import StrEnum


class FindingKind(StrEnum):
    """How a report differs from what was bought: none was filed, a lot was left out, or too little was reported."""

    NOT_REPORTED = "not_reported"
    HIDDEN = "hidden"
    UNDER_REPORTED = "under_reported"


FINDING_WORDS: dict[FindingKind, tuple[str, str]] = {
    FindingKind.NOT_REPORTED: ("不报", "not reported"),
    FindingKind.HIDDEN: ("瞒报", "hidden"),
    FindingKind.UNDER_REPORTED: ("少报", "under-reported"),
}
FINDING_CLAUSE = "VB-1.4、VB-2.2"
FLOOR_CLAUSE = "VB-2.1"


class Explained(StrEnum):
    """How an explanation for a figure below the floor stands."""

    NONE = "none"
    GIVEN = "given"
    REFUSED = "refused"


EXPLAINED_WORDS: dict[Explained, tuple[str, str]] = {
    Explained.NONE: ("没有说明", "no explanation"),
    Explained.GIVEN: ("有说明，待审", "explained, not reviewed"),
    Explained.REFUSED: ("说明未被认可", "explanation refused"),
}
