"""States of exemptions, appeals and effects, and where each may go. VBP-7."""

from __future__ import annotations

from enum import StrEnum


class ExemptionState(StrEnum):
    """Where an exemption stands; only a confirmed one changes a result."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REVOKED = "revoked"


EXEMPTION_STATE_WORDS: dict[ExemptionState, tuple[str, str]] = {
    ExemptionState.PROPOSED: ("待确认", "waits to be confirmed"),
    ExemptionState.CONFIRMED: ("已确认", "confirmed"),
    ExemptionState.REFUSED: ("不予确认", "not confirmed"),
    ExemptionState.REVOKED: ("已撤销", "revoked"),
}
EXEMPTION_NEXT: dict[ExemptionState, frozenset[ExemptionState]] = {
    ExemptionState.PROPOSED: frozenset({ExemptionState.CONFIRMED, ExemptionState.REFUSED}),
    ExemptionState.CONFIRMED: frozenset({ExemptionState.REVOKED}),
    ExemptionState.REFUSED: frozenset(),
    ExemptionState.REVOKED: frozenset(),
}


class AppealState(StrEnum):
    """Where a hospital's appeal stands."""

    OPEN = "open"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPEAL_WORDS: dict[AppealState, tuple[str, str]] = {
    AppealState.OPEN: ("待审理", "waits for a decision"),
    AppealState.ASKED: ("待医疗机构补充", "asked back"),
    AppealState.GRANTED: ("已采纳", "granted"),
    AppealState.REFUSED: ("不予采纳", "refused"),
    AppealState.WITHDRAWN: ("已撤回", "withdrawn"),
}
UNDECIDED = frozenset({AppealState.OPEN, AppealState.ASKED})


class EffectState(StrEnum):
    """Where a consequence stands."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


EFFECT_STATE_WORDS: dict[EffectState, tuple[str, str]] = {
    EffectState.PROPOSED: ("待决定", "waits for a decision"),
    EffectState.DECIDED: ("已作出", "decided"),
    EffectState.DROPPED: ("不予处置", "dropped"),
    EffectState.WITHDRAWN: ("已撤销", "withdrawn"),
}
