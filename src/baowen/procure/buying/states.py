"""Which states negotiations and filings have and which moves lead from one to the next: tables. PRC-2, PRC-3."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NegotiationState(StrEnum):
    """Where a negotiation stands. Whether its last day is over is told by the day and not by a state."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"


NEGOTIATION_WORDS: dict[NegotiationState, tuple[str, str]] = {
    NegotiationState.OPEN: ("议价中", "being negotiated"),
    NegotiationState.WITHDRAWN: ("已撤回", "taken back"),
}
ENDED_WORDS = ("已截止", "past its last day")


class FilingState(StrEnum):
    """Where a filing stands."""

    FILED = "filed"
    UNDER_REVIEW = "under_review"
    ASKED_BACK = "asked_back"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


FILING_WORDS: dict[FilingState, tuple[str, str]] = {
    FilingState.FILED: ("已备案", "filed"),
    FilingState.UNDER_REVIEW: ("审核中", "under review"),
    FilingState.ASKED_BACK: ("退回询问", "asked back"),
    FilingState.ACCEPTED: ("已受理", "accepted"),
    FilingState.REFUSED: ("不予受理", "refused"),
    FilingState.WITHDRAWN: ("已撤回", "taken back"),
    FilingState.ENDED: ("已终止", "ended"),
}


class FilingMove(StrEnum):
    """What can be done with a filing."""

    FILE = "file"
    TAKE_UP = "take_up"
    ASK_BACK = "ask_back"
    ANSWER = "answer"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    END = "end"


class FilingSide(StrEnum):
    """Who may make a move; the system asks back a price that is many times off."""

    HOSPITAL = "hospital"
    REVIEWER = "reviewer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRule:
    """From which states a move is allowed, where it leads, whose it is, and whether words must be given."""

    move: FilingMove
    sources: frozenset[FilingState]
    to: FilingState
    sides: frozenset[FilingSide]
    zh: str
    en: str
    needs_words: bool = False


_HOSPITAL, _REVIEWER = frozenset({FilingSide.HOSPITAL}), frozenset({FilingSide.REVIEWER})
_WAITING = frozenset({FilingState.FILED, FilingState.UNDER_REVIEW})
UNDECIDED = _WAITING | {FilingState.ASKED_BACK}
FILING_RULES: dict[FilingMove, FilingRule] = {
    rule.move: rule
    for rule in (
        FilingRule(
            move=FilingMove.FILE, sources=frozenset(), to=FilingState.FILED, sides=_HOSPITAL, zh="提交备案", en="file"
        ),
        FilingRule(
            move=FilingMove.TAKE_UP, sources=frozenset({FilingState.FILED}), to=FilingState.UNDER_REVIEW,
            sides=_REVIEWER, zh="开始审核", en="take up",
        ),
        FilingRule(
            move=FilingMove.ASK_BACK, sources=_WAITING, to=FilingState.ASKED_BACK,
            sides=frozenset({FilingSide.REVIEWER, FilingSide.SYSTEM}), zh="退回询问", en="ask back", needs_words=True,
        ),
        FilingRule(
            move=FilingMove.ANSWER, sources=frozenset({FilingState.ASKED_BACK}), to=FilingState.FILED, sides=_HOSPITAL,
            zh="答复", en="answer", needs_words=True,
        ),
        FilingRule(
            move=FilingMove.ACCEPT, sources=_WAITING, to=FilingState.ACCEPTED, sides=_REVIEWER, zh="受理", en="accept"
        ),
        FilingRule(
            move=FilingMove.REFUSE, sources=UNDECIDED, to=FilingState.REFUSED, sides=_REVIEWER, zh="不予受理",
            en="refuse", needs_words=True,
        ),
        FilingRule(
            move=FilingMove.WITHDRAW, sources=UNDECIDED, to=FilingState.WITHDRAWN, sides=_HOSPITAL, zh="撤回",
            en="take back", needs_words=True,
        ),
        FilingRule(
            move=FilingMove.END, sources=frozenset({FilingState.ACCEPTED}), to=FilingState.ENDED,
            sides=_HOSPITAL | _REVIEWER, zh="终止", en="end", needs_words=True,
        ),
    )
}  # fmt: skip


def moves_from(state: FilingState, side: FilingSide) -> tuple[FilingMove, ...]:
    """What one side can do with a filing in a state."""
    return tuple(move for move, rule in FILING_RULES.items() if state in rule.sources and side in rule.sides)
