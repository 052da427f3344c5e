"""The states of a hospital's grade of a short drug. HOS-5 (NJ-13, HD-6)."""

from __future__ import annotations

from enum import StrEnum


class GradeState(StrEnum):
    """Where a grade stands; a new grade of the same drug replaces the one before, which stays as history."""

    GRADED = "graded"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"
    ENDED = "ended"


GRADE_STATE_WORDS: dict[GradeState, tuple[str, str]] = {
    GradeState.GRADED: ("待复核", "waits for review"),
    GradeState.ACCEPTED: ("已复核", "reviewed"),
    GradeState.RETURNED: ("退回重评", "returned"),
    GradeState.REPLACED: ("已重新评估", "graded anew"),
    GradeState.ENDED: ("短缺已解除", "no longer short"),
}
CURRENT = (GradeState.GRADED, GradeState.ACCEPTED, GradeState.RETURNED)
