"""What stands beside the moves of a case: comments, links between cases, and measures with owner, date and outcome."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.store import locked, refuse_state, require_for, require_open_organisation
from baowen.respond.kinds import MeasureKind, Outcome
from baowen.respond.models import CaseLink, Comment, Measure
from baowen.respond.states import OVER


def comment(number: str, words: str, doing: Doing) -> None:
    """Say something about a case; members of the mechanism may, at its place and above."""
    actor = doing.actor
    with doing.writing() as trail:
        case = locked(number)
        require_for(case, actor, Act.CASE_COMMENT, case.origin_region, doing.book)
        row = Comment.objects.create(
            case=case, by=actor.name, organisation=actor.organisation, at=doing.at, words=words
        )
        trail.note("case.comment", f"case/{number}", details={"comment": row.pk})


def link(number: str, other: str, doing: Doing) -> None:
    """Say that two cases have to do with one another; doing it twice changes nothing."""
    actor = doing.actor
    with doing.writing() as trail:
        # Locked in one order, whichever is named first: two who link the same cases at once do not wait for each other.
        first, second = sorted(map(locked, sorted((number, other))), key=lambda case: case.pk)
        if first.pk == second.pk:
            raise BaowenError("案件不能与自身关联", "a case cannot be linked to itself")
        require_for(first, actor, Act.CASE_COMMENT, first.origin_region, doing.book)
        require_for(second, actor, Act.CASE_COMMENT, second.origin_region, doing.book)
        try:
            with transaction.atomic():
                CaseLink.objects.create(case=first, other=second, reason=doing.reason)
        except IntegrityError:
            pass
        trail.note("case.link", f"case/{first.number}", after={"other": second.number})


def take_measure(number: str, kind: MeasureKind, *, owner: str, due_on: date, words: str, doing: Doing) -> int:
    """Record a measure of a case with who owns it and until when; its number within the records. RSP-3."""
    actor = doing.actor
    if due_on < day_of(doing.at):
        raise BaowenError(f"完成日期 {due_on} 已过", f"the date {due_on} is past")
    with doing.writing() as trail:
        case = locked(number)
        require_for(case, actor, Act.CASE_MOVE, case.region, doing.book)
        if case.state in OVER:
            raise refuse_state(case, "登记措施", "record a measure")
        require_open_organisation(owner, day_of(doing.at), channel=case.channel)
        row = Measure.objects.create(case=case, kind=kind.value, owner=owner, words=words, due_on=due_on)
        trail.note(
            "case.measure", f"case/{number}",
            after={"measure": row.pk, "kind": kind.value, "owner": owner, "due_on": due_on},
        )  # fmt: skip
    return row.pk


def end_measure(measure: int, outcome: Outcome, words: str, doing: Doing) -> None:
    """Record what became of a measure; the lead unit of the case does, or the owner. BaowenError where it has ended."""
    actor = doing.actor
    with doing.writing() as trail:
        row = Measure.objects.select_for_update().select_related("case").filter(pk=measure).first()
        if row is None or row.ended_on is not None:
            raise BaowenError(f"措施 {measure} 不存在或已有结果", f"measure {measure} does not exist or has ended")
        if actor.organisation == row.owner:
            require_for(row.case, actor, Act.TASK_FINISH, row.case.region, doing.book, organisation=row.owner)
        else:
            require_for(row.case, actor, Act.CASE_MOVE, row.case.region, doing.book)
        row.outcome, row.outcome_words, row.ended_on = outcome.value, words, day_of(doing.at)
        row.save()
        trail.note(
            "case.measure_end", f"case/{row.case.number}", after={"measure": row.pk, "outcome": outcome.value}
        )  # fmt: skip
