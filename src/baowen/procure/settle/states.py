"""Which states a claim, a run, a difference and a breach have, and which moves lead on: tables. PRC-4, PRC-5."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Words = tuple[str, str]


class ClaimState(StrEnum):
    """Where a line of an invoice stands in direct settlement."""

    NONE = ""
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


CLAIM_WORDS: dict[ClaimState, Words] = {
    ClaimState.NONE: ("未申请", "not applied for"),
    ClaimState.CLAIMED: ("待医院确认", "to be confirmed by the hospital"),
    ClaimState.CONFIRMED: ("医院已确认", "confirmed by the hospital"),
    ClaimState.DISPUTED: ("医院有异议", "disputed by the hospital"),
}


class RunState(StrEnum):
    """Where a monthly run stands. From PAYING on nothing of it changes."""

    COMPUTED = "computed"
    PAYING = "paying"
    PAID = "paid"


class RunMove(StrEnum):
    """What can be done with a run."""

    COMPUTE = "compute"
    PAY = "pay"
    RETRY = "retry"


RUN_WORDS: dict[RunState, Words] = {
    RunState.COMPUTED: ("已核算", "computed"),
    RunState.PAYING: ("支付中，有失败", "being paid, some failed"),
    RunState.PAID: ("已付清", "paid"),
}
RUN_RULES: dict[RunMove, tuple[frozenset[RunState], Words]] = {
    RunMove.COMPUTE: (frozenset({RunState.COMPUTED}), ("核算", "compute")),
    RunMove.PAY: (frozenset({RunState.COMPUTED}), ("支付", "pay")),
    RunMove.RETRY: (frozenset({RunState.PAYING}), ("重新支付", "pay again")),
}


class ShareState(StrEnum):
    """Where the part of one enterprise for one hospital stands."""

    DUE = "due"
    PAID = "paid"
    FAILED = "failed"


SHARE_WORDS: dict[ShareState, Words] = {
    ShareState.DUE: ("待支付", "to be paid"),
    ShareState.PAID: ("已支付", "paid"),
    ShareState.FAILED: ("支付失败", "payment failed"),
}


class DifferenceState(StrEnum):
    """Where a difference stands. One that is gone is settled by the platform itself."""

    OPEN = "open"
    EXPLAINED = "explained"
    SETTLED = "settled"


DIFFERENCE_STATE_WORDS: dict[DifferenceState, Words] = {
    DifferenceState.OPEN: ("未处理", "open"),
    DifferenceState.EXPLAINED: ("已说明", "explained"),
    DifferenceState.SETTLED: ("已一致", "settled"),
}


class BreachState(StrEnum):
    """Where a breach stands."""

    PROPOSED = "proposed"
    RECORDED = "recorded"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    SANCTIONED = "sanctioned"
    APPEALED = "appealed"
    DROPPED = "dropped"
    UNDONE = "undone"


class BreachMove(StrEnum):
    """What can be done with a breach."""

    PROPOSE = "propose"
    RECORD = "record"
    ANSWER = "answer"
    CONFIRM = "confirm"
    DROP = "drop"
    SANCTION = "sanction"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    UNDO = "undo"


class Party(StrEnum):
    """Who may make a move."""

    RECORDER = "recorder"
    ACCUSED = "accused"
    OFFICER = "officer"
    SYSTEM = "system"


BREACH_STATE_WORDS: dict[BreachState, Words] = {
    BreachState.PROPOSED: ("系统提示", "proposed"),
    BreachState.RECORDED: ("待申辩", "to be answered"),
    BreachState.ANSWERED: ("已申辩", "answered"),
    BreachState.CONFIRMED: ("已认定", "confirmed"),
    BreachState.SANCTIONED: ("已处置", "sanctioned"),
    BreachState.APPEALED: ("复核中", "under appeal"),
    BreachState.DROPPED: ("不予认定", "dropped"),
    BreachState.UNDONE: ("已撤销", "undone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRule:
    """From which states a move is allowed, where it leads and whose it is."""

    move: BreachMove
    sources: frozenset[BreachState]
    to: BreachState
    party: Party
    zh: str
    en: str


_S = BreachState
BREACH_RULES: dict[BreachMove, BreachRule] = {
    rule.move: rule
    for rule in (
        BreachRule(
            move=BreachMove.PROPOSE, sources=frozenset(), to=_S.PROPOSED, party=Party.SYSTEM, zh="提示", en="propose"
        ),
        BreachRule(
            move=BreachMove.RECORD, sources=frozenset({_S.PROPOSED}), to=_S.RECORDED, party=Party.RECORDER,
            zh="登记", en="record",
        ),
        BreachRule(
            move=BreachMove.ANSWER, sources=frozenset({_S.RECORDED}), to=_S.ANSWERED, party=Party.ACCUSED,
            zh="陈述申辩", en="answer",
        ),
        BreachRule(
            move=BreachMove.CONFIRM, sources=frozenset({_S.RECORDED, _S.ANSWERED}), to=_S.CONFIRMED,
            party=Party.OFFICER, zh="认定", en="confirm",
        ),
        BreachRule(
            move=BreachMove.DROP, sources=frozenset({_S.PROPOSED, _S.RECORDED, _S.ANSWERED}), to=_S.DROPPED,
            party=Party.OFFICER, zh="不予认定", en="drop",
        ),
        BreachRule(
            move=BreachMove.SANCTION, sources=frozenset({_S.CONFIRMED}), to=_S.SANCTIONED, party=Party.OFFICER,
            zh="处置", en="sanction",
        ),
        BreachRule(
            move=BreachMove.APPEAL, sources=frozenset({_S.CONFIRMED, _S.SANCTIONED}), to=_S.APPEALED,
            party=Party.ACCUSED, zh="申请复核", en="appeal",
        ),
        BreachRule(
            move=BreachMove.UPHOLD, sources=frozenset({_S.APPEALED}), to=_S.CONFIRMED, party=Party.OFFICER,
            zh="维持", en="uphold",
        ),
        BreachRule(
            move=BreachMove.UNDO, sources=frozenset({_S.CONFIRMED, _S.SANCTIONED, _S.APPEALED}), to=_S.UNDONE,
            party=Party.OFFICER, zh="撤销", en="undo",
        ),
    )
}  # fmt: skip
