"""States of a call for volumes and of a volume report, the moves between them, and whose they are. VBP-2 (VB-2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CallState(StrEnum):
    """Whether volumes are still reported for a call."""

    OPEN = "open"
    CLOSED = "closed"


class VolumeState(StrEnum):
    """Where a volume report stands; under review it is for the place whose turn it is."""

    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    AGREED = "agreed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class VolumeMove(StrEnum):
    """What can be done with a volume report. SKIP: a level without officers on the platform is passed over, openly."""

    BEGIN = "begin"
    FILE = "file"
    AGREE = "agree"
    RETURN = "return"
    WITHDRAW = "withdraw"
    SKIP = "skip"


class Side(StrEnum):
    """Who makes a move."""

    HOSPITAL = "hospital"
    REVIEWER = "reviewer"
    PLATFORM = "platform"


class Verdict(StrEnum):
    """What the newest reviewer said of a line."""

    NONE = ""
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRule:
    """From which states a move is allowed, where it leads (None: by whose turn is next), and whose it is."""

    sources: frozenset[VolumeState]
    to: VolumeState | None
    side: Side
    zh: str
    en: str
    needs_reason: bool = False


CALL_WORDS: dict[CallState, tuple[str, str]] = {
    CallState.OPEN: ("报量中", "open"),
    CallState.CLOSED: ("已结束报量", "closed"),
}
STATE_WORDS: dict[VolumeState, tuple[str, str]] = {
    VolumeState.DRAFT: ("草稿", "draft"),
    VolumeState.UNDER_REVIEW: ("审核中", "under review"),
    VolumeState.AGREED: ("已审定", "agreed"),
    VolumeState.RETURNED: ("已退回", "sent back"),
    VolumeState.WITHDRAWN: ("已撤回", "withdrawn"),
}
VERDICT_WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.NONE: ("未审", "not reviewed"),
    Verdict.AGREED: ("认可", "agreed"),
    Verdict.REFUSED: ("退回", "sent back"),
}
EDITABLE = frozenset({VolumeState.DRAFT, VolumeState.RETURNED})
FILED = frozenset({VolumeState.UNDER_REVIEW, VolumeState.AGREED, VolumeState.RETURNED})
"""What was filed and not taken back: a report that was sent back still counts as reported, not as silence."""

MOVES: dict[VolumeMove, MoveRule] = {
    VolumeMove.BEGIN: MoveRule(
        sources=frozenset(), to=VolumeState.DRAFT, side=Side.HOSPITAL, zh="开始填报", en="begin"
    ),
    VolumeMove.FILE: MoveRule(
        sources=EDITABLE, to=VolumeState.UNDER_REVIEW, side=Side.HOSPITAL, zh="提交", en="file"
    ),
    VolumeMove.AGREE: MoveRule(
        sources=frozenset({VolumeState.UNDER_REVIEW}), to=None, side=Side.REVIEWER, zh="审核通过", en="agree"
    ),
    VolumeMove.RETURN: MoveRule(
        sources=frozenset({VolumeState.UNDER_REVIEW, VolumeState.AGREED}), to=VolumeState.RETURNED,
        side=Side.REVIEWER, zh="退回", en="send back", needs_reason=True,
    ),
    VolumeMove.WITHDRAW: MoveRule(
        sources=frozenset({VolumeState.DRAFT, VolumeState.UNDER_REVIEW, VolumeState.RETURNED}),
        to=VolumeState.WITHDRAWN, side=Side.HOSPITAL, zh="撤回", en="withdraw", needs_reason=True,
    ),
    VolumeMove.SKIP: MoveRule(
        sources=frozenset({VolumeState.UNDER_REVIEW}), to=None, side=Side.PLATFORM,
        zh="跳过（平台上没有这一级的采购管理员）", en="skip, for no procurement officer of that level is registered",
    ),
}  # fmt: skip
