"""Which states a case has, which moves lead from one to the next, and whose move it is: tables, not if-chains.

Requirement: RSP-1 to RSP-3 (HN-2, NJ-3, NJ-4, HD-2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case stands at the level that has it."""

    RECEIVED = "received"
    VERIFYING = "verifying"
    COORDINATING = "coordinating"
    AWAITING = "awaiting"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    MERGED = "merged"


class Side(StrEnum):
    """Who may make a move."""

    LEAD = "lead"
    """The lead unit of the joint mechanism at the level that has the case."""

    ASKED = "asked"
    """Whoever was asked for an answer: a hospital, an enterprise, another department."""

    SYSTEM = "system"
    """The platform itself, by a rule of the pack."""


class Move(StrEnum):
    """What can be done with a case."""

    OPEN = "open"
    ACCEPT = "accept"
    ASSESS = "assess"
    ASK = "ask"
    ANSWER = "answer"
    REPORT_UP = "report_up"
    RETURN_DOWN = "return_down"
    CLOSE = "close"
    DISMISS = "dismiss"
    MERGE = "merge"
    SPLIT = "split"
    REOPEN = "reopen"


STATE_WORDS: dict[State, tuple[str, str]] = {
    State.RECEIVED: ("待接收", "received, not taken up"),
    State.VERIFYING: ("核实中", "being verified"),
    State.COORDINATING: ("协调处置中", "being coordinated"),
    State.AWAITING: ("等待对方答复", "waiting for an answer"),
    State.CLOSED: ("已办结", "closed with a result"),
    State.DISMISSED: ("经核实不成立", "found not to be so"),
    State.MERGED: ("已并入其他案件", "merged into another case"),
}
SIDE_WORDS: dict[Side, tuple[str, str]] = {
    Side.LEAD: ("本级牵头单位", "lead unit of the level"),
    Side.ASKED: ("被询问方", "the side that was asked"),
    Side.SYSTEM: ("系统按政策条目", "the platform, by the pack"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From which states a move is allowed, where it leads, whose it is, and whether a reason must be given.

    `to` is None where the case goes back to the state that it had before (an answer has come). `steps` is the change
    of level: 1 to the level above, -1 to the one below.
    """

    move: Move
    sources: frozenset[State]
    to: State | None
    sides: frozenset[Side]
    zh: str
    en: str
    needs_reason: bool = False
    steps: int = 0


WORKING = frozenset({State.VERIFYING, State.COORDINATING})
ENDED = frozenset({State.CLOSED, State.DISMISSED})
OVER = (*sorted(ENDED), State.MERGED)
"""States in which a case owes nothing."""
_LEAD = frozenset({Side.LEAD})

RULES: dict[Move, Rule] = {
    rule.move: rule
    for rule in (
        Rule(
            move=Move.OPEN, sources=frozenset(), to=State.RECEIVED, sides=frozenset({Side.LEAD, Side.SYSTEM}),
            zh="登记线索", en="open from a clue",
        ),
        Rule(
            move=Move.ACCEPT, sources=frozenset({State.RECEIVED}), to=State.VERIFYING, sides=_LEAD,
            zh="接收并开始核实", en="take up and verify",
        ),
        Rule(
            move=Move.ASSESS, sources=frozenset({State.VERIFYING}), to=State.COORDINATING, sides=_LEAD,
            zh="评估确定", en="assess: the clue is true",
        ),
        Rule(
            move=Move.ASK, sources=WORKING, to=State.AWAITING, sides=_LEAD, zh="请对方答复", en="ask for an answer",
            needs_reason=True,
        ),
        Rule(
            move=Move.ANSWER, sources=frozenset({State.AWAITING}), to=None,
            sides=frozenset({Side.ASKED, Side.LEAD}), zh="收到答复", en="the answer has come",
        ),
        Rule(
            move=Move.REPORT_UP, sources=frozenset({State.COORDINATING}), to=State.RECEIVED, sides=_LEAD,
            zh="报上一级", en="report to the level above", needs_reason=True, steps=1,
        ),
        Rule(
            move=Move.RETURN_DOWN, sources=frozenset({State.RECEIVED, *WORKING}), to=State.COORDINATING, sides=_LEAD,
            zh="退回下级", en="return to the level below", needs_reason=True, steps=-1,
        ),
        Rule(
            move=Move.CLOSE, sources=frozenset({State.COORDINATING}), to=State.CLOSED, sides=_LEAD,
            zh="办结", en="close with a classified result", needs_reason=True,
        ),
        Rule(
            move=Move.DISMISS, sources=frozenset({State.RECEIVED, State.VERIFYING}), to=State.DISMISSED, sides=_LEAD,
            zh="核实不成立", en="dismiss: the clue is not true", needs_reason=True,
        ),
        Rule(
            move=Move.MERGE, sources=frozenset({State.RECEIVED, *WORKING}), to=State.MERGED, sides=_LEAD,
            zh="并入其他案件", en="merge into another case", needs_reason=True,
        ),
        Rule(
            move=Move.SPLIT, sources=frozenset({State.MERGED}), to=State.VERIFYING, sides=_LEAD,
            zh="从所并案件中分出", en="split from the case it was merged into", needs_reason=True,
        ),
        Rule(
            move=Move.REOPEN, sources=ENDED, to=State.VERIFYING, sides=_LEAD, zh="重新办理", en="reopen",
            needs_reason=True,
        ),
    )
}  # fmt: skip


def moves_from(state: State) -> tuple[Move, ...]:
    """The moves that a state allows, in the order of the table."""
    return tuple(move for move, rule in RULES.items() if state in rule.sources)
