"""What is done with a case: every move of the table, checked against state, person and place. RSP-1 to RSP-3."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor
from baowen.orgs.regions import RegionLevel
from baowen.respond.actions.store import (
    CaseChangedError,
    keep_owed,
    locked,
    refuse_state,
    require_for,
    require_open_organisation,
)
from baowen.respond.actions.telling import tell_move
from baowen.respond.kinds import MeasureKind
from baowen.respond.models import Case, CaseEvent, ConsultationTask, Question
from baowen.respond.rulebook import Rulebook
from baowen.respond.states import RULES, Move, State
from baowen.respond.states_beside import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who moves a case, when, why, and by which rules. `seen_moves`: how many moves the case had when the person
    looked; a case that has moved since is left alone. None where nobody looked before. `entered_at`: when it is
    entered, where that is later than when it was done; the audit chain and messages have that instant."""

    actor: Actor
    at: datetime
    book: Rulebook
    reason: str = ""
    seen_moves: int | None = None
    entered_at: datetime | None = None

    @property
    def entered(self) -> datetime:
        """When it is entered."""
        return self.entered_at or self.at

    def writing(self) -> AbstractContextManager[Trail]:
        """The transaction of the deed, in the name of whoever does it."""
        on = day_of(self.at)
        return writing(
            by=self.actor.name, at=self.entered, organisation=self.actor.organisation, reason=self.reason,
            happened_on=None if on == day_of(self.entered) else on,
        )  # fmt: skip


def accept(number: str, doing: Doing) -> None:
    """Take a case up."""
    _move(number, Move.ACCEPT, doing)


def assess(number: str, doing: Doing) -> None:
    """Find the clue to be true; the clock of reporting upward starts."""
    _move(number, Move.ASSESS, doing)


def ask(number: str, organisation: str, words: str, doing: Doing) -> None:
    """Ask an organisation for an answer; the clock stands until it comes. BaowenError for one that cannot take part."""

    def put(case: Case, _: Trail) -> None:
        require_open_organisation(organisation, day_of(doing.at), channel=case.channel)
        Question.objects.create(case=case, organisation=organisation, words=words, asked_at=doing.at)

    _move(number, Move.ASK, doing, put, details={"organisation": organisation})


def answer(number: str, words: str, doing: Doing) -> None:
    """Give the answer for the organisation that was asked; the clock goes on and the case is where it was before."""

    def put(case: Case, _: Trail) -> None:
        case.questions.filter(answered_at=None).update(answer=words, answered_at=doing.at)

    _move(number, Move.ANSWER, doing, put)


def report_up(number: str, doing: Doing) -> None:
    """Report an unsolved case to the level above, which then has it."""
    _move(number, Move.REPORT_UP, doing)


def return_down(number: str, doing: Doing) -> None:
    """Return a case to the level below, on the way to where it began."""
    _move(number, Move.RETURN_DOWN, doing)


def close(number: str, result: MeasureKind, doing: Doing) -> None:
    """Close a case with its classified result. RSP-3.

    BaowenError while a measure of it has no outcome, a consultation is to be held, or a task of one is open.
    """

    def put(case: Case, _: Trail) -> None:
        _refuse_unfinished_consultations(case)
        open_measures = case.measures.filter(ended_on=None).count()
        if open_measures:
            raise BaowenError(
                f"案件 {number} 还有 {open_measures} 项措施没有结果，请先登记结果再办结",
                f"case {number} has {open_measures} measures without an outcome; record it first",
            )
        case.result = result.value

    _move(number, Move.CLOSE, doing, put, details={"result": result.value})


def _refuse_unfinished_consultations(case: Case) -> None:
    planned = case.consultations.filter(state=Meeting.PLANNED.value).values_list("number", flat=True)
    if planned:
        raise BaowenError(
            f"会商 {'、'.join(planned)} 尚未召开，请先登记纪要或取消",
            f"consultation {', '.join(planned)} is not held yet; record its minutes or cancel it",
        )
    tasks = ConsultationTask.objects.filter(consultation__case=case, done_on=None).values_list("pk", "owner")
    if tasks:
        told = "、".join(f"{key}（{owner}）" for key, owner in tasks)
        raise BaowenError(f"会商任务 {told}尚未办结，请先办结", f"tasks of consultations are open: {told}")


def dismiss(number: str, doing: Doing) -> None:
    """End a case whose clue was found not to be true."""
    _move(number, Move.DISMISS, doing)


def merge(number: str, into: str, doing: Doing) -> None:
    """Let another case of the same place take this one in. BaowenError for itself, an ended case or another place."""

    def put(case: Case, _: Trail) -> None:
        target = locked(into)
        if target.pk == case.pk or target.state in (State.CLOSED, State.DISMISSED, State.MERGED):
            raise refuse_state(target, "并入本案" if target.pk == case.pk else "并入其他案件", "take it in")
        if (target.region, target.channel) != (case.region, case.channel):
            raise BaowenError(
                f"{into} 由 {target.region} 办理，与本案不在同一地区或渠道，不能并入",
                f"{into} is with {target.region}: cases of one place and channel only can be merged",
            )
        case.merged_into = target

    _move(number, Move.MERGE, doing, put, details={"into": into})


def split(number: str, doing: Doing) -> None:
    """Take a case out of the one that it was merged into."""

    def put(case: Case, _: Trail) -> None:
        case.merged_into = None

    _move(number, Move.SPLIT, doing, put)


def reopen(number: str, doing: Doing) -> None:
    """Take an ended case up again, at the level that ended it; its clocks start anew."""

    def put(case: Case, _: Trail) -> None:
        case.result = ""

    _move(number, Move.REOPEN, doing, put)


def _move(
    number: str, move: Move, doing: Doing, put: Callable[[Case, Trail], None] | None = None,
    details: dict[str, object] | None = None,
) -> None:  # fmt: skip
    rule, on = RULES[move], day_of(doing.at)
    if rule.needs_reason and not doing.reason.strip():
        raise BaowenError(f"“{rule.zh}”须写明理由", f"a reason must be given to {rule.en}")
    with doing.writing() as trail:
        case = locked(number)
        _check(case, move, doing, on)
        before = _told(case)
        if put is not None:
            put(case, trail)
        _enter(case, move, doing.book)
        trail.policy = doing.book.ruling(case.region, on).digest
        record(case, move, doing, on, trail.policy)
        keep_owed(case, doing.book)
        case.save()
        tell_move(case, move, trail, doing.entered)
        trail.note(f"case.{move}", f"case/{number}", before=before, after=_told(case), details=details)


def _check(case: Case, move: Move, doing: Doing, on: date) -> None:
    rule = RULES[move]
    if move is Move.ANSWER:
        question = case.questions.filter(answered_at=None).first()
        asked = question.organisation if question else ""
        # The lead unit may enter an answer that came on paper; the asked organisation gives its own.
        if doing.actor.organisation == asked:
            require_for(case, doing.actor, Act.CASE_ANSWER, case.region, doing.book, organisation=asked)
        else:
            require_for(case, doing.actor, Act.CASE_MOVE, case.region, doing.book)
    else:
        require_for(case, doing.actor, Act.CASE_MOVE, case.region, doing.book)
    if doing.seen_moves is not None and doing.seen_moves != case.moves:
        raise CaseChangedError(
            f"案件 {case.number} 已被他人办理（第 {case.moves} 步），请刷新后再办",
            f"case {case.number} was moved by somebody else; look again before you move it",
        )
    if State(case.state) not in rule.sources:
        raise refuse_state(case, rule.zh, rule.en)
    last = case.events.order_by("-number").first()
    if last is not None and on < last.on:
        raise BaowenError(
            f"办理日期 {on} 早于上一步的 {last.on}", f"the day {on} lies before the last move, of {last.on}"
        )


def _enter(case: Case, move: Move, book: Rulebook) -> None:
    """The state, level and region after a move."""
    rule = RULES[move]
    if rule.steps:
        place = book.above(case.region) if rule.steps > 0 else book.below(case.region, case.origin_region)
        case.region, case.level = place.code, place.level.value
    if rule.to is None:
        case.state, case.state_before = case.state_before, ""
    else:
        case.state_before = case.state if rule.to is State.AWAITING else ""
        case.state = rule.to.value


def record(case: Case, move: Move, doing: Doing, on: date, policy: str) -> None:
    """Add the event of a move; the database refuses a second one of the same number."""
    case.moves += 1
    CaseEvent.objects.create(
        case=case, number=case.moves, move=move.value, on=on, at=doing.entered, by=doing.actor.name,
        organisation=doing.actor.organisation, region=case.region, level=RegionLevel(case.level).value,
        state=case.state, reason=doing.reason, policy=policy,
    )  # fmt: skip


def _told(case: Case) -> dict[str, object]:
    return {
        "state": case.state, "region": case.region, "level": case.level, "next_due": case.next_due,
        "merged_into": case.merged_into.number if case.merged_into else "", "result": case.result,
    }  # fmt: skip
