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


class ApplicationState(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    ASKED_BACK = "asked_back"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


class ApplicationMove(StrEnum):
    """What can happen to an application."""

    SUBMIT = "submit"
    ASK_BACK = "ask_back"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    RETURN = "return"
    TAKE_BACK = "take_back"


APPLICATION_WORDS: dict[ApplicationState, tuple[str, str]] = {
    ApplicationState.SUBMITTED: ("待受理", "submitted"),
    ApplicationState.ASKED_BACK: ("待补正", "asked back"),
    ApplicationState.ACCEPTED: ("已受理", "accepted"),
    ApplicationState.RETURNED: ("已退回", "returned"),
    ApplicationState.TAKEN_BACK: ("已撤回", "taken back"),
}
OPEN_STATES = (ApplicationState.SUBMITTED, ApplicationState.ASKED_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRule:
    """From which states a move is allowed, where it leads, and whether it needs a reason."""

    move: ApplicationMove
    sources: frozenset[ApplicationState]
    to: ApplicationState
    zh: str
    en: str
    needs_reason: bool = True


_WAITING = frozenset({ApplicationState.SUBMITTED})
APPLICATION_RULES: dict[ApplicationMove, ApplicationRule] = {
    rule.move: rule
    for rule in (
        ApplicationRule(
            move=ApplicationMove.SUBMIT, sources=frozenset(), to=ApplicationState.SUBMITTED, zh="申报", en="apply",
            needs_reason=False,
        ),
        ApplicationRule(
            move=ApplicationMove.ASK_BACK, sources=_WAITING, to=ApplicationState.ASKED_BACK, zh="要求补正",
            en="ask back",
        ),
        ApplicationRule(
            move=ApplicationMove.SUPPLEMENT, sources=frozenset({ApplicationState.ASKED_BACK}),
            to=ApplicationState.SUBMITTED, zh="补正", en="supplement",
        ),
        ApplicationRule(
            move=ApplicationMove.ACCEPT, sources=_WAITING, to=ApplicationState.ACCEPTED, zh="受理", en="accept",
            needs_reason=False,
        ),
        ApplicationRule(
            move=ApplicationMove.RETURN, sources=_WAITING, to=ApplicationState.RETURNED, zh="退回", en="return",
        ),
        ApplicationRule(
            move=ApplicationMove.TAKE_BACK, sources=frozenset(OPEN_STATES), to=ApplicationState.TAKEN_BACK, zh="撤回",
            en="take back",
        ),
    )
}  # fmt: skip


class FollowState(StrEnum):
    """Where the duty to follow a lower price of another province stands."""

    OPEN = "open"
    FOLLOWED = "followed"
    SUSPENDED = "suspended"
    OVER = "over"


FOLLOW_WORDS: dict[FollowState, tuple[str, str]] = {
    FollowState.OPEN: ("待跟进", "to follow"),
    FollowState.FOLLOWED: ("已跟进", "followed"),
    FollowState.SUSPENDED: ("未跟进，暂停挂网", "not followed, suspended"),
    FollowState.OVER: ("暂停期满", "suspension is over"),
}
