"""The states of assessments of reserve holders and the moves between them: a table. RSV-4 (NJ-25, HD-12)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AssessmentState(StrEnum):
    """Where a yearly assessment stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OBJECTED = "objected"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


ASSESSMENT_STATE_WORDS: dict[AssessmentState, tuple[str, str]] = {
    AssessmentState.DRAFT: ("评定中", "being assessed"),
    AssessmentState.PUBLISHED: ("已公布", "published to the holder"),
    AssessmentState.OBJECTED: ("有异议", "objected to"),
    AssessmentState.ANSWERED: ("已答复异议", "objection answered"),
    AssessmentState.WITHDRAWN: ("已撤回", "withdrawn"),
}


class AssessmentMove(StrEnum):
    """What is done with an assessment."""

    BEGIN = "begin"
    JUDGE = "judge"
    PUBLISH = "publish"
    OBJECT = "object"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRule:
    """From which states a move leads on, where to, whose it is, and its words."""

    sources: frozenset[AssessmentState]
    to: AssessmentState
    by_holder: bool
    zh: str
    en: str


_S = AssessmentState
ASSESSMENT_RULES: dict[AssessmentMove, AssessmentRule] = {
    AssessmentMove.BEGIN: AssessmentRule(
        sources=frozenset(), to=_S.DRAFT, by_holder=False, zh="开始评定", en="begin"
    ),
    AssessmentMove.JUDGE: AssessmentRule(
        sources=frozenset({_S.DRAFT}), to=_S.DRAFT, by_holder=False, zh="评分", en="judge"
    ),
    AssessmentMove.PUBLISH: AssessmentRule(
        sources=frozenset({_S.DRAFT}), to=_S.PUBLISHED, by_holder=False, zh="公布结果", en="publish"
    ),
    AssessmentMove.OBJECT: AssessmentRule(
        sources=frozenset({_S.PUBLISHED}), to=_S.OBJECTED, by_holder=True, zh="提出异议", en="object"
    ),
    AssessmentMove.ANSWER: AssessmentRule(
        sources=frozenset({_S.OBJECTED}), to=_S.ANSWERED, by_holder=False, zh="答复异议", en="answer the objection"
    ),
    AssessmentMove.WITHDRAW: AssessmentRule(
        sources=frozenset({_S.DRAFT, _S.PUBLISHED, _S.OBJECTED, _S.ANSWERED}), to=_S.WITHDRAWN, by_holder=False,
        zh="撤回", en="withdraw",
    ),
}  # fmt: skip
