"""Which states a listing has, which moves lead from one to the next: a table. Requirement: PRC-1, PRI-1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ListingState(StrEnum):
    """Whether hospitals can buy by a listing."""

    LISTED = "listed"
    SUSPENDED = "suspended"
    INACTIVE = "inactive"
    WITHDRAWN = "withdrawn"


class ListingMove(StrEnum):
    """What can happen to a listing. A new price is no move: its state stays."""

    ENTER = "enter"
    SUSPEND = "suspend"
    RESUME = "resume"
    PUT_ASIDE = "put_aside"
    WITHDRAW = "withdraw"


STATE_WORDS: dict[ListingState, tuple[str, str]] = {
    ListingState.LISTED: ("挂网", "listed"),
    ListingState.SUSPENDED: ("暂停挂网", "suspended"),
    ListingState.INACTIVE: ("不活跃区", "in the inactive zone"),
    ListingState.WITHDRAWN: ("已撤网", "withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRule:
    """From which states a move is allowed, and where it leads."""

    move: ListingMove
    sources: frozenset[ListingState]
    to: ListingState
    zh: str
    en: str


_LIVE = frozenset({ListingState.LISTED, ListingState.SUSPENDED, ListingState.INACTIVE})
LISTING_RULES: dict[ListingMove, ListingRule] = {
    rule.move: rule
    for rule in (
        ListingRule(move=ListingMove.ENTER, sources=frozenset(), to=ListingState.LISTED, zh="挂网", en="list"),
        ListingRule(
            move=ListingMove.SUSPEND, sources=frozenset({ListingState.LISTED, ListingState.INACTIVE}),
            to=ListingState.SUSPENDED, zh="暂停挂网", en="suspend",
        ),
        ListingRule(
            move=ListingMove.RESUME, sources=frozenset({ListingState.SUSPENDED, ListingState.INACTIVE}),
            to=ListingState.LISTED, zh="恢复挂网", en="resume",
        ),
        ListingRule(
            move=ListingMove.PUT_ASIDE, sources=frozenset({ListingState.LISTED}), to=ListingState.INACTIVE,
            zh="移入不活跃区", en="put into the inactive zone",
        ),
        ListingRule(move=ListingMove.WITHDRAW, sources=_LIVE, to=ListingState.WITHDRAWN, zh="撤网", en="withdraw"),
    )
}  # fmt: skip
