"""Which states a consultation and a hand-over have, which moves lead on, and whose move it is: tables, not if-chains.

Requirements: RSP-5 (VB-3.1), ENF-1 (HN-16, NJ-23, HD-17).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)


class Meeting(StrEnum):
    """Where a consultation stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class MeetingMove(StrEnum):
    """What can be done with a consultation."""

    CALL = "call"
    ANSWER = "answer"
    CANCEL = "cancel"
    RECORD = "record"
    CORRECT = "correct"
    ASSIGN = "assign"
    FINISH = "finish"


class Passing(StrEnum):
    """Where a hand-over stands."""

    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"
    RETURNED = "returned"


class PassingMove(StrEnum):
    """What can be done with a hand-over."""

    SEND = "send"
    RECEIVE = "receive"
    ANSWER = "answer"
    RETURN = "return"


class Party(StrEnum):
    """Who may make a move."""

    LEAD = "lead"
    """The lead unit of the joint mechanism that called the consultation."""

    INVITED = "invited"
    OWNER = "owner"
    SENDER = "sender"
    RECEIVER = "receiver"


MEETING_WORDS: dict[Meeting, tuple[str, str]] = {
    Meeting.PLANNED: ("已召集，待举行", "planned"),
    Meeting.HELD: ("已举行", "held"),
    Meeting.CANCELLED: ("已取消", "cancelled"),
}
PASSING_WORDS: dict[Passing, tuple[str, str]] = {
    Passing.SENT: ("已移送，待签收", "sent, not received"),
    Passing.RECEIVED: ("已签收，待答复", "received, not answered"),
    Passing.ANSWERED: ("已答复", "answered"),
    Passing.RETURNED: ("已退回", "returned"),
}
PARTY_WORDS: dict[Party, tuple[str, str]] = {
    Party.LEAD: ("召集的牵头单位", "the lead unit that called it"),
    Party.INVITED: ("受邀单位", "the organisation that is invited"),
    Party.OWNER: ("任务责任单位", "the owner of the task"),
    Party.SENDER: ("移送部门", "the department that sends"),
    Party.RECEIVER: ("接收部门", "the department that receives"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[S, M]):
    """From which states a move is allowed, where it leads, whose it is, and whether a reason must be given.

    No `sources`: it begins the matter.
    """

    move: M
    sources: frozenset[S]
    to: S
    parties: tuple[Party, ...]
    zh: str
    en: str
    needs_reason: bool = False


_PLANNED, _HELD = frozenset({Meeting.PLANNED}), frozenset({Meeting.HELD})
MEETING_RULES: dict[MeetingMove, Rule[Meeting, MeetingMove]] = {
    rule.move: rule
    for rule in (
        Rule(
            move=MeetingMove.CALL, sources=frozenset(), to=Meeting.PLANNED, parties=(Party.LEAD,),
            zh="召集会商", en="call a consultation",
        ),
        Rule(
            move=MeetingMove.ANSWER, sources=_PLANNED, to=Meeting.PLANNED, parties=(Party.INVITED, Party.LEAD),
            zh="答复会商邀请", en="answer the invitation",
        ),
        Rule(
            move=MeetingMove.CANCEL, sources=_PLANNED, to=Meeting.CANCELLED, parties=(Party.LEAD,),
            zh="取消会商", en="cancel the consultation", needs_reason=True,
        ),
        Rule(
            move=MeetingMove.RECORD, sources=_PLANNED, to=Meeting.HELD, parties=(Party.LEAD,),
            zh="登记会商纪要", en="record the minutes",
        ),
        Rule(
            move=MeetingMove.CORRECT, sources=_HELD, to=Meeting.HELD, parties=(Party.LEAD,),
            zh="更正会商纪要", en="correct the minutes", needs_reason=True,
        ),
        Rule(
            move=MeetingMove.ASSIGN, sources=_HELD, to=Meeting.HELD, parties=(Party.LEAD,),
            zh="布置会商任务", en="assign a task",
        ),
        Rule(
            move=MeetingMove.FINISH, sources=_HELD, to=Meeting.HELD, parties=(Party.OWNER, Party.LEAD),
            zh="办结会商任务", en="finish a task",
        ),
    )
}  # fmt: skip
PASSING_RULES: dict[PassingMove, Rule[Passing, PassingMove]] = {
    rule.move: rule
    for rule in (
        Rule(
            move=PassingMove.SEND, sources=frozenset(), to=Passing.SENT, parties=(Party.SENDER,),
            zh="移送", en="hand over",
        ),
        Rule(
            move=PassingMove.RECEIVE, sources=frozenset({Passing.SENT}), to=Passing.RECEIVED,
            parties=(Party.RECEIVER,), zh="签收", en="receive",
        ),
        Rule(
            move=PassingMove.ANSWER, sources=frozenset({Passing.RECEIVED}), to=Passing.ANSWERED,
            parties=(Party.RECEIVER,), zh="答复", en="answer",
        ),
        Rule(
            move=PassingMove.RETURN, sources=frozenset({Passing.SENT, Passing.RECEIVED}), to=Passing.RETURNED,
            parties=(Party.RECEIVER,), zh="退回", en="return", needs_reason=True,
        ),
    )
}  # fmt: skip
WAITING = (Passing.SENT, Passing.RECEIVED)
"""States in which the receiver owes something."""
