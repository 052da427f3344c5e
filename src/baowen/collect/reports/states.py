"""Which states a report has, which moves lead from one to the next, and whose move it is: tables, not if-chains.

Requirement: COL-2, COL-3, COL-4, COL-6 (HN-7, NJ-10, HD-5).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from baowen.orgs.regions import RegionLevel


class ReportState(StrEnum):
    """How far a shortage report has come on its way through the levels."""

    FILED = "filed"
    COUNTY_REVIEWED = "county_reviewed"
    CITY_REVIEWED = "city_reviewed"
    PROVINCE_REVIEWED = "province_reviewed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ReportMove(StrEnum):
    """What can be done with a shortage report."""

    FILE = "file"
    REVIEW = "review"
    RETURN = "return"
    WITHDRAW = "withdraw"


class ReportSide(StrEnum):
    """Who may make a move."""

    HOSPITAL = "hospital"
    """The hospital that filed the report."""

    REVIEWER = "reviewer"
    """The lead unit of the level whose turn it is."""


class StopState(StrEnum):
    """Whether a stop-production notice holds."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class ClueState(StrEnum):
    """Whether a clue has been answered; every one must be (ENF-2)."""

    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """From which states a move is allowed, where it leads (None: by the reviewer's level), and whose it is."""

    move: ReportMove
    sources: frozenset[ReportState]
    to: ReportState | None
    side: ReportSide
    zh: str
    en: str
    needs_reason: bool = False


REPORT_STATE_WORDS: dict[ReportState, tuple[str, str]] = {
    ReportState.FILED: ("已填报", "filed"),
    ReportState.COUNTY_REVIEWED: ("县级已审", "reviewed by the county"),
    ReportState.CITY_REVIEWED: ("市级已审", "reviewed by the city"),
    ReportState.PROVINCE_REVIEWED: ("省级已审", "reviewed by the province"),
    ReportState.RETURNED: ("已退回更正", "returned to be corrected"),
    ReportState.WITHDRAWN: ("已撤回", "withdrawn"),
}
STOP_STATE_WORDS: dict[StopState, tuple[str, str]] = {
    StopState.IN_FORCE: ("有效", "in force"),
    StopState.ENDED: ("已恢复生产", "production is back"),
    StopState.WITHDRAWN: ("已撤回", "withdrawn"),
}
CLUE_STATE_WORDS: dict[ClueState, tuple[str, str]] = {
    ClueState.OPEN: ("待答复", "not answered"),
    ClueState.ANSWERED: ("已答复", "answered"),
}
REVIEWED: dict[RegionLevel, ReportState] = {
    RegionLevel.COUNTY: ReportState.COUNTY_REVIEWED,
    RegionLevel.CITY: ReportState.CITY_REVIEWED,
    RegionLevel.PROVINCE: ReportState.PROVINCE_REVIEWED,
}
"""The state in which the review of a level leaves a report; the nation receives what the province has reviewed."""

LEVEL_WORDS: dict[RegionLevel, tuple[str, str]] = {
    RegionLevel.COUNTY: ("县级", "county"),
    RegionLevel.CITY: ("市级", "city"),
    RegionLevel.PROVINCE: ("省级", "province"),
    RegionLevel.NATION: ("国家", "nation"),
}
IN_FORCE = frozenset(ReportState) - {ReportState.WITHDRAWN}
"""A returned report still counts until the hospital corrects or withdraws it: it is neither a zero nor missing."""

UNDER_REVIEW = frozenset({ReportState.FILED, ReportState.COUNTY_REVIEWED, ReportState.CITY_REVIEWED})

REPORT_RULES: dict[ReportMove, ReportRule] = {
    rule.move: rule
    for rule in (
        ReportRule(
            move=ReportMove.FILE, sources=frozenset(), to=ReportState.FILED, side=ReportSide.HOSPITAL,
            zh="填报", en="file",
        ),
        ReportRule(
            move=ReportMove.REVIEW, sources=UNDER_REVIEW, to=None, side=ReportSide.REVIEWER, zh="审核通过", en="review",
        ),
        ReportRule(
            move=ReportMove.RETURN, sources=UNDER_REVIEW, to=ReportState.RETURNED, side=ReportSide.REVIEWER,
            zh="退回更正", en="return to be corrected", needs_reason=True,
        ),
        ReportRule(
            move=ReportMove.WITHDRAW, sources=IN_FORCE, to=ReportState.WITHDRAWN, side=ReportSide.HOSPITAL,
            zh="撤回", en="withdraw", needs_reason=True,
        ),
    )
}  # fmt: skip
