"""Consultations of a case: called, answered by who is invited, recorded, corrected, with tasks. RSP-5 (VB-3.1).

Minutes, subjects, tasks and outcomes are free text and may name people: the audit chain has their row numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.store import (
    CaseChangedError,
    counter,
    locked,
    next_number,
    refuse_state,
    require_for,
    require_open_organisation,
)
from baowen.respond.actions.telling import tell_organisation
from baowen.respond.kinds import Reply
from baowen.respond.models import Consultation, ConsultationTask, Invitation, Minutes
from baowen.respond.states import OVER
from baowen.respond.states_beside import MEETING_RULES, MEETING_WORDS, Meeting, MeetingMove

MOST_MINUTES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """A consultation to be called: when, where (a place, online, or both), about what, and whom (codes) it invites."""

    held_on: date
    subject: str
    invited: Sequence[str]
    place: str = ""
    is_online: bool = False


def call(case_number: str, calling: Calling, doing: Doing) -> str:
    """Call a consultation about an open case; its number. The lead unit of the region that has the case may.

    BaowenError for a day that is past, no place, nobody invited, an unknown organisation, or the same one called twice.
    """
    actor, on = doing.actor, day_of(doing.at)
    _check_calling(calling, on)
    subject = filled(calling.subject, "会商议题", "subject", most=300)
    place = within(calling.place, "会商地点", "place", most=200)
    try:
        with doing.writing() as trail:
            case = locked(case_number)
            require_for(case, actor, Act.CONSULTATION_CALL, case.region, doing.book)
            if case.state in OVER:
                raise refuse_state(case, "召集会商", "call a consultation")
            for code in calling.invited:
                require_open_organisation(code, on, channel=case.channel)
            row = Consultation.objects.create(
                number=next_number(counter("H", case.region, on.year)), case=case, region=case.region,
                organisation=actor.organisation, called_by=actor.name, called_at=doing.at, held_on=calling.held_on,
                place=place, is_online=calling.is_online, subject=subject,
                state=Meeting.PLANNED.value,
            )  # fmt: skip
            invited = list(dict.fromkeys(calling.invited))
            Invitation.objects.bulk_create(Invitation(consultation=row, organisation=code) for code in invited)
            trail.note(
                "consultation.call", f"consultation/{row.number}",
                after={"case": case.number, "held_on": row.held_on, "is_online": row.is_online, "invited": invited},
            )  # fmt: skip
            title = Text(
                f"会商邀请 {row.number}：{row.held_on}，请答复是否参加",
                f"consultation {row.number} on {row.held_on}: please answer whether you come",
            )
            for code in invited:
                tell_organisation(code, f"consultation/{row.number}", "call", title, trail=trail, at=doing.entered)
            return row.number
    except IntegrityError as error:
        raise BaowenError(
            f"案件 {case_number} 已召集 {calling.held_on} 同一议题的会商，不必重复召集",
            f"a consultation of case {case_number} on {calling.held_on} about the same was called already",
        ) from error


def _check_calling(calling: Calling, on: date) -> None:
    if calling.held_on < on:
        raise BaowenError(f"会商日期 {calling.held_on} 已过", f"the day {calling.held_on} is past")
    if not calling.place.strip() and not calling.is_online:
        raise BaowenError("请写明会商地点，或注明线上举行", "give a place, or say that it is held online")
    if not calling.invited:
        raise BaowenError("请写明受邀单位", "say who is invited")


def answer_invitation(number: str, organisation: str, answer: Reply, words: str, doing: Doing) -> None:
    """Say for an invited organisation whether it comes; it may say otherwise until the day's minutes are there.

    The lead unit may enter what came by telephone or on paper. BaowenError for one that is not invited.
    """
    if answer is Reply.NONE:
        raise BaowenError("请答复参加或不参加", "say accepted or declined")
    with _moving(number, MeetingMove.ANSWER, doing, own=organisation) as (row, trail):
        invitation = row.invitations.filter(organisation=organisation).first()
        if invitation is None:
            invited = "、".join(row.invitations.values_list("organisation", flat=True))
            raise BaowenError(
                f"会商 {number} 未邀请 {organisation}；受邀单位：{invited}",
                f"{organisation} is not invited to {number}; invited are {invited}",
            )
        before = {"reply": invitation.reply}
        invitation.reply, invitation.words, invitation.replied_at = answer.value, words, doing.at
        invitation.save()
        trail.note(
            "consultation.answer", f"consultation/{number}", before=before,
            after={"organisation": organisation, "reply": answer.value},
        )  # fmt: skip


def cancel(number: str, doing: Doing) -> None:
    """Cancel a consultation that is not held yet, with a reason."""
    with _moving(number, MeetingMove.CANCEL, doing) as (row, trail):
        row.cancelled_because = doing.reason
        _enter(row, MeetingMove.CANCEL, trail)
        title = Text(f"会商 {number} 已取消", f"consultation {number} is cancelled")
        for code in row.invitations.values_list("organisation", flat=True):
            tell_organisation(code, f"consultation/{number}", "cancel", title, trail=trail, at=doing.entered)


def record_minutes(number: str, words: str, doing: Doing, *, held_on: date | None = None) -> None:
    """Record the minutes, by which the consultation is held: on `held_on`, else on the day for which it was called."""
    words = filled(words, "会商纪要", "text of the minutes", most=MOST_MINUTES)
    with _moving(number, MeetingMove.RECORD, doing) as (row, trail):
        row.held_on = held_on or row.held_on
        if row.held_on > day_of(doing.at) or row.held_on < day_of(row.called_at):
            raise BaowenError(
                f"会商 {number} 召集于 {day_of(row.called_at)}，举行日期不能是 {row.held_on}；请核对举行日期",
                f"{number} was called on {day_of(row.called_at)}: it cannot have been held on {row.held_on}",
            )
        minutes = Minutes.objects.create(consultation=row, version=1, words=words, by=doing.actor.name, at=doing.at)
        _enter(row, MeetingMove.RECORD, trail, minutes=minutes.pk, held_on=row.held_on)


def correct_minutes(number: str, words: str, doing: Doing, *, seen_version: int | None = None) -> int:
    """Add a corrected version of the minutes and keep the ones before; the number of the new version.

    CaseChangedError where somebody corrected them since the version that the person saw.
    """
    words = filled(words, "会商纪要", "text of the minutes", most=MOST_MINUTES)
    with _moving(number, MeetingMove.CORRECT, doing) as (row, trail):
        last = row.minutes.order_by("-version").first()
        version = last.version if last else 0
        if seen_version is not None and seen_version != version:
            raise CaseChangedError(
                f"会商 {number} 的纪要已被他人更正（第 {version} 版），请阅后再更正",
                f"the minutes of {number} were corrected by somebody else (version {version}); read them first",
            )
        minutes = Minutes.objects.create(
            consultation=row, version=version + 1, words=words, by=doing.actor.name, at=doing.at, reason=doing.reason
        )
        _enter(row, MeetingMove.CORRECT, trail, minutes=minutes.pk, version=minutes.version)
    return minutes.version


def assign_task(number: str, *, owner: str, words: str, due_on: date, doing: Doing) -> int:
    """Give an organisation a task of a consultation that was held; the number of the task within the records."""
    on, words = day_of(doing.at), filled(words, "任务内容", "task")
    if due_on < on:
        raise BaowenError(f"完成日期 {due_on} 已过", f"the date {due_on} is past")
    with _moving(number, MeetingMove.ASSIGN, doing) as (row, trail):
        require_open_organisation(owner, on, channel=row.case.channel)
        task = ConsultationTask.objects.create(
            consultation=row, owner=owner, words=words, assigned_on=on, due_on=due_on
        )
        _enter(row, MeetingMove.ASSIGN, trail, task=task.pk, owner=owner, due_on=due_on)
        title = Text(
            f"会商任务 {task.pk}：请于 {due_on} 前完成（含当日），见会商 {number}",
            f"task {task.pk} of consultation {number}, due on {due_on}",
        )
        tell_organisation(owner, f"consultation/{number}", f"task/{task.pk}", title, trail=trail, at=doing.entered)
    return task.pk


def finish_task(task: int, words: str, doing: Doing) -> str:
    """Say what came of a task; the owner does, or the lead unit. The number of its consultation.

    BaowenError for an unknown task, or one that is finished.
    """
    words = filled(words, "办理结果", "outcome")
    known = ConsultationTask.objects.select_related("consultation").filter(pk=task).first()
    if known is None:
        raise BaowenError(f"没有会商任务 {task}，请核对编号", f"there is no task {task}; check the number")
    number = known.consultation.number
    with _moving(number, MeetingMove.FINISH, doing, own=known.owner, act=Act.TASK_FINISH) as (row, trail):
        task_row = ConsultationTask.objects.get(pk=task)
        if task_row.done_on is not None:
            raise BaowenError(
                f"会商任务 {task} 已于 {task_row.done_on} 办结", f"task {task} was finished on {task_row.done_on}"
            )
        task_row.done_on, task_row.outcome_words = day_of(doing.at), words
        if task_row.done_on < task_row.assigned_on:
            raise BaowenError(
                f"办结日期 {task_row.done_on} 早于布置日期 {task_row.assigned_on}",
                f"the day {task_row.done_on} lies before the task was assigned, on {task_row.assigned_on}",
            )
        task_row.save()
        _enter(row, MeetingMove.FINISH, trail, task=task, owner=task_row.owner)
    return number


@contextmanager
def _moving(
    number: str, move: MeetingMove, doing: Doing, *, own: str = "", act: Act = Act.CASE_ANSWER
) -> Iterator[tuple[Consultation, Trail]]:
    """The consultation, locked with its case, and the trail, once state, person, reason and day are found right.

    `own`: the organisation whose matter it is, which may do it as `act`; the lead unit that called may always.
    """
    rule, actor, on = MEETING_RULES[move], doing.actor, day_of(doing.at)
    if rule.needs_reason and not doing.reason.strip():
        raise BaowenError(f"“{rule.zh}”须写明理由", f"a reason must be given to {rule.en}")
    with doing.writing() as trail:
        row = Consultation.objects.select_for_update().select_related("case").filter(number=number).first()
        if row is None:
            raise BaowenError(f"没有会商 {number}，请核对编号", f"there is no consultation {number}; check the number")
        if own and actor.organisation == own:
            # It lies where the organisation does: its liaison officer may see the military channel there.
            require_for(row.case, actor, act, actor.region, doing.book, organisation=own)
        else:
            require_for(row.case, actor, Act.CONSULTATION_CALL, row.region, doing.book)
        if Meeting(row.state) not in rule.sources:
            zh, en = MEETING_WORDS[Meeting(row.state)]
            raise BaowenError(f"会商 {number} {zh}，不能{rule.zh}", f"consultation {number} is {en}: cannot {rule.en}")
        if on < day_of(row.called_at):
            raise BaowenError(
                f"办理日期 {on} 早于召集日期 {day_of(row.called_at)}",
                f"the day {on} lies before the consultation was called, on {day_of(row.called_at)}",
            )
        yield row, trail


def _enter(row: Consultation, move: MeetingMove, trail: Trail, **told: object) -> None:
    before, row.state = row.state, MEETING_RULES[move].to.value
    row.save()
    trail.note(
        f"consultation.{move}", f"consultation/{row.number}", before={"state": before},
        after={"state": row.state, **told},
    )  # fmt: skip
