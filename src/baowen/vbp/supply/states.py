"""The states of supply problems and the moves between them: tables, not if-chains. VBP-9 (VB-3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemState(StrEnum):
    """Where a supply problem stands."""

    TOLD = "told"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


PROBLEM_STATE_WORDS: dict[ProblemState, tuple[str, str]] = {
    ProblemState.TOLD: ("待企业答复", "waits for the enterprise"),
    ProblemState.ANSWERED: ("企业已答复", "answered"),
    ProblemState.CONFIRMED: ("已核实", "confirmed"),
    ProblemState.NOT_CONFIRMED: ("未予认定", "not confirmed"),
    ProblemState.ENDED: ("已解决", "over"),
    ProblemState.WITHDRAWN: ("已撤回", "withdrawn"),
}


class Party(StrEnum):
    """Whose move it is."""

    TELLER = "teller"
    ENTERPRISE = "enterprise"
    OFFICER = "officer"
    TELLER_OR_OFFICER = "teller_or_officer"


class ProblemMove(StrEnum):
    """What can be done with a supply problem."""

    TELL = "tell"
    ANSWER = "answer"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    END = "end"
    REVOKE = "revoke"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRule:
    """From which states a move leads on, where to, and whose it is; every move says why."""

    sources: frozenset[ProblemState]
    to: ProblemState
    party: Party
    zh: str
    en: str


_OPEN = frozenset({ProblemState.TOLD, ProblemState.ANSWERED})
PROBLEM_RULES: dict[ProblemMove, ProblemRule] = {
    ProblemMove.TELL: ProblemRule(
        sources=frozenset(), to=ProblemState.TOLD, party=Party.TELLER, zh="反映问题", en="tell of it"
    ),
    ProblemMove.ANSWER: ProblemRule(
        sources=_OPEN, to=ProblemState.ANSWERED, party=Party.ENTERPRISE, zh="答复", en="answer"
    ),
    ProblemMove.CONFIRM: ProblemRule(
        sources=_OPEN, to=ProblemState.CONFIRMED, party=Party.OFFICER, zh="核实认定", en="confirm"
    ),
    ProblemMove.REFUSE: ProblemRule(
        sources=_OPEN, to=ProblemState.NOT_CONFIRMED, party=Party.OFFICER, zh="不予认定", en="not confirm"
    ),
    ProblemMove.END: ProblemRule(
        sources=_OPEN | {ProblemState.CONFIRMED}, to=ProblemState.ENDED, party=Party.TELLER_OR_OFFICER,
        zh="登记已解决", en="say that it is over",
    ),
    ProblemMove.REVOKE: ProblemRule(
        sources=frozenset({ProblemState.CONFIRMED, ProblemState.ENDED}), to=ProblemState.NOT_CONFIRMED,
        party=Party.OFFICER, zh="撤销认定", en="revoke the confirmation",
    ),
    ProblemMove.REOPEN: ProblemRule(
        sources=frozenset({ProblemState.NOT_CONFIRMED, ProblemState.ENDED}), to=ProblemState.TOLD,
        party=Party.TELLER_OR_OFFICER, zh="重新提出", en="open it again",
    ),
    ProblemMove.WITHDRAW: ProblemRule(
        sources=_OPEN, to=ProblemState.WITHDRAWN, party=Party.TELLER, zh="撤回", en="withdraw"
    ),
}  # fmt: skip
"""Confirming and revoking are made with the confirmation itself; the rest by `move_problem`."""
WAITING = _OPEN
