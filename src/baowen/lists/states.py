"""The states of an edition and of a candidate, and which moves lead from one to the next. LST-1, LST-2."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EditionState(StrEnum):
    """Whether an edition counts. Only a published one says anything of a drug."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class EditionMove(StrEnum):
    """What can be done with an edition; it is never changed, a correction is another edition."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class CandidateState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class CandidateMove(StrEnum):
    """What can be done with a proposal."""

    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"


EDITION_WORDS: dict[EditionState, tuple[str, str]] = {
    EditionState.DRAFT: ("草稿", "draft"),
    EditionState.PUBLISHED: ("已发布", "published"),
    EditionState.WITHDRAWN: ("已撤回", "withdrawn"),
}
CANDIDATE_WORDS: dict[CandidateState, tuple[str, str]] = {
    CandidateState.OPEN: ("待决定", "open"),
    CandidateState.ACCEPTED: ("已采纳", "accepted"),
    CandidateState.REJECTED: ("未采纳", "rejected"),
    CandidateState.WITHDRAWN: ("已撤回", "withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRule:
    """From which states a move is allowed and where it leads."""

    sources: frozenset[EditionState]
    to: EditionState
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRule:
    """From which states a move is allowed and where it leads."""

    sources: frozenset[CandidateState]
    to: CandidateState
    zh: str
    en: str


EDITION_RULES: dict[EditionMove, EditionRule] = {
    EditionMove.PUBLISH: EditionRule(
        sources=frozenset({EditionState.DRAFT}), to=EditionState.PUBLISHED, zh="发布", en="publish"
    ),
    EditionMove.WITHDRAW: EditionRule(
        sources=frozenset({EditionState.DRAFT, EditionState.PUBLISHED}), to=EditionState.WITHDRAWN, zh="撤回",
        en="withdraw",
    ),
}  # fmt: skip
_OPEN = frozenset({CandidateState.OPEN})
CANDIDATE_RULES: dict[CandidateMove, CandidateRule] = {
    CandidateMove.ACCEPT: CandidateRule(sources=_OPEN, to=CandidateState.ACCEPTED, zh="采纳", en="accept"),
    CandidateMove.REJECT: CandidateRule(sources=_OPEN, to=CandidateState.REJECTED, zh="不采纳", en="reject"),
    CandidateMove.WITHDRAW: CandidateRule(sources=_OPEN, to=CandidateState.WITHDRAWN, zh="撤回", en="withdraw"),
}
