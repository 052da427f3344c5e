"""The states of applications to join a round by agreement. VBP-10 (VB-1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class JoinState(StrEnum):
    """Where an application to join stands; it binds nobody before it is accepted."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


JOIN_STATE_WORDS: dict[JoinState, tuple[str, str]] = {
    JoinState.APPLIED: ("待受理", "applied for"),
    JoinState.ACCEPTED: ("已约定", "agreed"),
    JoinState.REFUSED: ("不予受理", "refused"),
    JoinState.WITHDRAWN: ("已撤回", "withdrawn"),
    JoinState.ENDED: ("已终止", "ended"),
}


class JoinMove(StrEnum):
    """What can be done with an application."""

    APPLY = "apply"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRule:
    """From which states, where to, by the officer or the applicant (or both), and whether a reason is needed."""

    sources: frozenset[JoinState]
    to: JoinState
    by_officer: bool
    by_applicant: bool
    zh: str
    en: str
    needs_reason: bool = False


_APPLIED = frozenset({JoinState.APPLIED})
JOIN_RULES: dict[JoinMove, JoinRule] = {
    JoinMove.APPLY: JoinRule(
        sources=frozenset(), to=JoinState.APPLIED, by_officer=False, by_applicant=True, zh="申请参加", en="apply"
    ),
    JoinMove.ACCEPT: JoinRule(
        sources=_APPLIED, to=JoinState.ACCEPTED, by_officer=True, by_applicant=False, zh="受理并约定", en="accept"
    ),
    JoinMove.REFUSE: JoinRule(
        sources=_APPLIED, to=JoinState.REFUSED, by_officer=True, by_applicant=False, zh="不予受理", en="refuse",
        needs_reason=True,
    ),
    JoinMove.WITHDRAW: JoinRule(
        sources=_APPLIED, to=JoinState.WITHDRAWN, by_officer=False, by_applicant=True, zh="撤回申请", en="withdraw"
    ),
    JoinMove.END: JoinRule(
        sources=frozenset({JoinState.ACCEPTED}), to=JoinState.ENDED, by_officer=True, by_applicant=True,
        zh="终止约定", en="end the agreement", needs_reason=True,
    ),
}  # fmt: skip
IN_FORCE = frozenset({JoinState.APPLIED, JoinState.ACCEPTED})
