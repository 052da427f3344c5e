"""The words of lists: kinds of list, directions, reasons, verdicts. The kinds are those of the feed of list entries."""

from __future__ import annotations

from enum import StrEnum


class ListKind(StrEnum):
    """What a list is of."""

    SHORTAGE = "shortage"
    MONITORING = "monitoring"
    ESSENTIAL = "essential"


class Direction(StrEnum):
    """Whether a drug is proposed for a list or for leaving it."""

    IN = "in"
    OUT = "out"


class Reason(StrEnum):
    """Why a drug should enter or leave: evidence of the platform (LST-2), or one of the reasons of HN-4."""

    WARNINGS = "warnings"
    CASES = "cases"
    REPORTS = "reports"
    AMPLE_SUPPLY = "ample_supply"
    COMPETITION = "competition"
    BETTER_VARIETY = "better_variety"
    OTHER = "other"


class Verdict(StrEnum):
    """What an expert says of a candidate."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNDECIDED = "undecided"


KIND_WORDS: dict[ListKind, tuple[str, str]] = {
    ListKind.SHORTAGE: ("短缺药品清单", "shortage list"),
    ListKind.MONITORING: ("临床必需易短缺药品重点监测清单", "monitoring list"),
    ListKind.ESSENTIAL: ("国家基本药物目录", "national essential medicines list"),
}
DIRECTION_WORDS: dict[Direction, tuple[str, str]] = {
    Direction.IN: ("调入", "enter"), Direction.OUT: ("调出", "leave"),
}  # fmt: skip
REASON_WORDS: dict[Reason, tuple[str, str]] = {
    Reason.WARNINGS: ("监测预警", "warnings of monitoring"),
    Reason.CASES: ("短缺案件", "cases"),
    Reason.REPORTS: ("短缺直报", "shortage reports"),
    Reason.AMPLE_SUPPLY: ("市场供应充足", "ample supply"),
    Reason.COMPETITION: ("能够形成有效竞争", "effective competition"),
    Reason.BETTER_VARIETY: (
        "可被风险效益比或成本效益比更优的新品种替代",
        "a variety with better risk-benefit or cost-benefit replaces it",
    ),
    Reason.OTHER: ("其他（须写明）", "other, in words"),
}
VERDICT_WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.AGREE: ("同意", "agrees"),
    Verdict.DISAGREE: ("不同意", "disagrees"),
    Verdict.UNDECIDED: ("暂不能判断", "cannot judge yet"),
}
REASONS_IN = (Reason.WARNINGS, Reason.CASES, Reason.REPORTS, Reason.OTHER)
EXIT_REASONS = (Reason.AMPLE_SUPPLY, Reason.COMPETITION, Reason.BETTER_VARIETY)
"""The reasons that HN-4 names; whether they are the law of a place is said by its pack (`lists.exit.reasons`)."""
