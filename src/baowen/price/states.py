"""Which stages a price matter has, which moves lead on, whose they are: tables, not if-chains. PRI-1, PRI-2.

Which measure may come when is not decided here: the pack orders the measures (baowen.price.ladder.rules).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from baowen.price.kinds import LetterKind, Measure, Side, StepKind


class Stage(StrEnum):
    """Where a price matter stands."""

    EXAMINING = "examining"
    CORRECTING = "correcting"
    SUSPENDED = "suspended"
    REFERRED = "referred"
    CLOSED = "closed"


STAGE_WORDS: dict[Stage, tuple[str, str]] = {
    Stage.EXAMINING: ("核查中", "being examined"),
    Stage.CORRECTING: ("认定不合理，待纠正", "found unreasonable, to be corrected"),
    Stage.SUSPENDED: ("暂停挂网中", "listing suspended"),
    Stage.REFERRED: ("涉嫌违法，已移送", "suspected illegal, referred"),
    Stage.CLOSED: ("已办结", "closed"),
}


class Move(StrEnum):
    """What can be done with a price matter."""

    OPEN = "open"
    INQUIRE = "inquire"
    ANSWER = "answer"
    CALL_IN = "call_in"
    MINUTES = "minutes"
    SURVEY = "survey"
    FINDINGS = "findings"
    ASK_PUBLICLY = "ask_publicly"
    ACCEPT_GROUNDS = "accept_grounds"
    FIND_UNREASONABLE = "find_unreasonable"
    REFER = "refer"
    TAKE_RESULT = "take_result"
    REVISE = "revise"
    DEMAND = "demand"
    TAKE_CORRECTION = "take_correction"
    DISCLOSE = "disclose"
    WITHDRAW_NOTICE = "withdraw_notice"
    SUSPEND = "suspend"
    RESUME = "resume"
    CREDIT = "credit"
    VOID_CREDIT = "void_credit"
    REFERENCE = "reference"
    SET_DATE = "set_date"
    CALL_OFF = "call_off"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRule:
    """From which stages a move is allowed, where it leads (None: the stage stays), and whose it is.

    `measure`: what the ladder knows it as. `letter`: the document that goes out with it. `begins` is owed from then on
    by `owed_by`, `ends` is done by it. `undoes`: it takes back what that move did.
    """

    move: Move
    sources: frozenset[Stage]
    to: Stage | None
    zh: str
    en: str
    side: Side = Side.OFFICER
    measure: Measure | None = None
    letter: LetterKind | None = None
    begins: StepKind | None = None
    owed_by: Side = Side.ENTERPRISE
    ends: StepKind | None = None
    undoes: Move | None = None
    needs_reason: bool = False


OPEN_STAGES = frozenset(Stage) - {Stage.CLOSED}
_LOOKING = frozenset({Stage.EXAMINING, Stage.CORRECTING})
_EXAMINING, _CORRECTING = frozenset({Stage.EXAMINING}), frozenset({Stage.CORRECTING})
_SANCTIONS = frozenset({Stage.CORRECTING, Stage.SUSPENDED})

RULES: dict[Move, MoveRule] = {
    rule.move: rule
    for rule in (
        MoveRule(
            move=Move.OPEN, sources=frozenset(), to=Stage.EXAMINING, zh="立项", en="open", measure=Measure.WARNING
        ),
        MoveRule(
            move=Move.INQUIRE, sources=_LOOKING, to=None, zh="发出函询", en="send an inquiry letter",
            measure=Measure.INQUIRY, letter=LetterKind.INQUIRY, begins=StepKind.ANSWER,
        ),
        MoveRule(
            move=Move.ANSWER, sources=OPEN_STAGES, to=None, zh="答复", en="answer", side=Side.ENTERPRISE,
            ends=StepKind.ANSWER,
        ),
        MoveRule(
            move=Move.CALL_IN, sources=_LOOKING, to=None, zh="通知约谈", en="call in for an interview",
            measure=Measure.INTERVIEW, letter=LetterKind.INTERVIEW, begins=StepKind.INTERVIEW, owed_by=Side.OFFICER,
        ),
        MoveRule(
            move=Move.MINUTES, sources=OPEN_STAGES, to=None, zh="登记约谈纪要", en="record the minutes",
            letter=LetterKind.MINUTES, ends=StepKind.INTERVIEW,
        ),
        MoveRule(
            move=Move.SURVEY, sources=_LOOKING, to=None, zh="开展成本调查", en="begin a cost survey",
            measure=Measure.SURVEY, letter=LetterKind.SURVEY, begins=StepKind.SURVEY, owed_by=Side.OFFICER,
        ),
        MoveRule(
            move=Move.FINDINGS, sources=OPEN_STAGES, to=None, zh="登记成本调查结论", en="record the survey's findings",
            ends=StepKind.SURVEY,
        ),
        MoveRule(
            move=Move.ASK_PUBLICLY, sources=_LOOKING, to=None, zh="公开问询", en="inquire publicly",
            measure=Measure.PUBLIC_INQUIRY, begins=StepKind.PUBLIC_ANSWER,
        ),
        MoveRule(
            move=Move.ACCEPT_GROUNDS, sources=_EXAMINING, to=Stage.CLOSED, zh="认定合理并办结",
            en="find it reasonable and close",
        ),
        MoveRule(
            move=Move.FIND_UNREASONABLE, sources=_EXAMINING, to=Stage.CORRECTING, zh="认定不合理",
            en="find it unreasonable",
        ),
        MoveRule(
            move=Move.REFER, sources=_EXAMINING, to=Stage.REFERRED, zh="认定涉嫌违法并移送",
            en="find it suspected illegal and refer", letter=LetterKind.REFERRAL, begins=StepKind.REFERRAL,
            owed_by=Side.REGULATOR,
        ),
        MoveRule(
            move=Move.TAKE_RESULT, sources=frozenset({Stage.REFERRED}), to=None, zh="登记移送结果",
            en="take the result of the referral", ends=StepKind.REFERRAL,
        ),
        MoveRule(
            move=Move.REVISE, sources=frozenset({Stage.CORRECTING, Stage.REFERRED}), to=Stage.EXAMINING,
            zh="撤销认定", en="revise the verdict", undoes=Move.FIND_UNREASONABLE, needs_reason=True,
        ),
        MoveRule(
            move=Move.DEMAND, sources=_CORRECTING, to=None, zh="要求纠正价格", en="demand a correction",
            letter=LetterKind.CORRECTION, begins=StepKind.CORRECTION,
        ),
        MoveRule(
            move=Move.TAKE_CORRECTION, sources=_SANCTIONS, to=None, zh="登记价格已纠正", en="record the correction",
            ends=StepKind.CORRECTION,
        ),
        MoveRule(
            move=Move.DISCLOSE, sources=_SANCTIONS, to=None, zh="信息披露", en="disclose",
            measure=Measure.DISCLOSURE, letter=LetterKind.DISCLOSURE,
        ),
        MoveRule(
            move=Move.WITHDRAW_NOTICE, sources=frozenset(Stage), to=None, zh="撤回公开内容",
            en="withdraw what was made public", undoes=Move.DISCLOSE, needs_reason=True,
        ),
        MoveRule(
            move=Move.SUSPEND, sources=_CORRECTING, to=Stage.SUSPENDED, zh="暂停挂网", en="suspend the listing",
            measure=Measure.SUSPENSION, letter=LetterKind.SUSPENSION,
        ),
        MoveRule(
            move=Move.RESUME, sources=frozenset({Stage.SUSPENDED}), to=Stage.CORRECTING, zh="恢复挂网",
            en="resume the listing", letter=LetterKind.RESUMPTION, undoes=Move.SUSPEND, needs_reason=True,
        ),
        MoveRule(
            move=Move.CREDIT, sources=_SANCTIONS | {Stage.REFERRED}, to=None, zh="记入信用评价",
            en="record a credit event", measure=Measure.CREDIT,
        ),
        MoveRule(
            move=Move.VOID_CREDIT, sources=frozenset(Stage), to=None, zh="撤销信用记录", en="void a credit event",
            undoes=Move.CREDIT, needs_reason=True,
        ),
        MoveRule(
            move=Move.REFERENCE, sources=OPEN_STAGES, to=None, zh="引用他省结果", en="refer to another province"
        ),
        MoveRule(
            move=Move.SET_DATE, sources=OPEN_STAGES, to=None, zh="设定期限", en="set a date", needs_reason=True
        ),
        MoveRule(
            move=Move.CALL_OFF, sources=OPEN_STAGES, to=None, zh="取消待办事项", en="call off what is owed",
            needs_reason=True,
        ),
        MoveRule(
            move=Move.CLOSE, sources=frozenset({Stage.CORRECTING, Stage.REFERRED}), to=Stage.CLOSED, zh="办结",
            en="close", needs_reason=True,
        ),
        MoveRule(
            move=Move.REOPEN, sources=frozenset({Stage.CLOSED}), to=Stage.EXAMINING, zh="重新办理", en="reopen",
            undoes=Move.CLOSE, needs_reason=True,
        ),
    )
}  # fmt: skip


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """The moves that a stage allows, in the order of the table."""
    return tuple(move for move, rule in RULES.items() if stage in rule.sources)
