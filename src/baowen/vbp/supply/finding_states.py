"""The states of findings about institutions: each answers and mends. VBP-13 (VB-2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FindingState(StrEnum):
    """Where a finding stands."""

    FOUND = "found"
    ANSWERED = "answered"
    MENDED = "mended"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


FINDING_STATE_WORDS: dict[FindingState, tuple[str, str]] = {
    FindingState.FOUND: ("待机构答复", "waits for an answer"),
    FindingState.ANSWERED: ("整改中", "being mended"),
    FindingState.MENDED: ("待验收整改", "said to be mended"),
    FindingState.CLOSED: ("整改完成", "mended"),
    FindingState.WITHDRAWN: ("已撤销", "withdrawn"),
}


class FindingMove(StrEnum):
    """What can be done with a finding; passing it on leaves its state as it is."""

    FIND = "find"
    ANSWER = "answer"
    MEND = "mend"
    ACCEPT = "accept"
    RETURN = "return"
    PASS_ON = "pass_on"  # noqa: S105 - a move, no password
    RESULT = "result"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRule:
    """From which states, where to (None: it stays), by the institution or by an officer."""

    sources: frozenset[FindingState]
    to: FindingState | None
    by_institution: bool
    zh: str
    en: str


_EVERY = frozenset(FindingState) - {FindingState.WITHDRAWN}
_OPEN = _EVERY - {FindingState.CLOSED}
FINDING_RULES: dict[FindingMove, FindingRule] = {
    FindingMove.FIND: FindingRule(
        sources=frozenset(), to=FindingState.FOUND, by_institution=False, zh="登记问题", en="enter it"
    ),
    FindingMove.ANSWER: FindingRule(
        sources=frozenset({FindingState.FOUND}), to=FindingState.ANSWERED, by_institution=True, zh="答复", en="answer"
    ),
    FindingMove.MEND: FindingRule(
        sources=frozenset({FindingState.ANSWERED}), to=FindingState.MENDED, by_institution=True,
        zh="报告整改完成", en="say what was mended",
    ),
    FindingMove.ACCEPT: FindingRule(
        sources=frozenset({FindingState.MENDED}), to=FindingState.CLOSED, by_institution=False,
        zh="验收通过", en="accept as mended",
    ),
    FindingMove.RETURN: FindingRule(
        sources=frozenset({FindingState.ANSWERED, FindingState.MENDED, FindingState.CLOSED}),
        to=FindingState.FOUND, by_institution=False, zh="退回重新整改", en="return it",
    ),
    FindingMove.PASS_ON: FindingRule(
        sources=_EVERY, to=None, by_institution=False, zh="移交", en="pass it on"
    ),
    FindingMove.RESULT: FindingRule(
        sources=_EVERY, to=None, by_institution=False, zh="登记移交结果", en="enter what came of it"
    ),
    FindingMove.WITHDRAW: FindingRule(
        sources=_OPEN, to=FindingState.WITHDRAWN, by_institution=False, zh="撤销", en="withdraw"
    ),
}  # fmt: skip
WAITING = frozenset({FindingState.FOUND, FindingState.ANSWERED})
