"""Consultations: those of the own organisation, calling one, and one with its invitations, minutes and tasks. RSP-5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import rulebook
from baowen.core.clock import now, today
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import mechanism, names_of
from baowen.respond.actions import consultation as actions
from baowen.respond.actions.consultation import Calling
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import REPLY_WORDS, Reply
from baowen.respond.queries import (
    CaseLine,
    ConsultationView,
    case_page,
    consultation_page,
    consultations,
    seen_of,
)
from baowen.respond.states_beside import MEETING_WORDS, Meeting, MeetingMove
from baowen.web.choosing import chosen
from baowen.web.dates import day_given
from baowen.web.deeds import did, done
from baowen.web.exports import ASKED, Table, exported
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN = 100
ANSWERS = (Reply.ACCEPTED, Reply.DECLINED)


def listed(request: HttpRequest) -> HttpResponse:
    """Consultations in which the own organisation takes part or that its region called, the latest day first."""
    viewer = viewer_of(request)

    def found(limit: int) -> list[ConsultationView]:
        return consultations(viewer.actor, book=rulebook(), limit=limit)

    file = exported(request, {"consultations": lambda: _table(found(ASKED), viewer)})
    if file is not None:
        return file
    own = viewer.actor.organisation
    lines = [
        {
            "one": one, "state": viewer.say(MEETING_WORDS[one.state]),
            "reply": "".join(viewer.say(REPLY_WORDS[who.reply]) for who in one.invitations if who.organisation == own),
            "tasks": sum(task.owner == own and task.done_on is None for task in one.tasks),
        }
        for one in found(SHOWN)
    ]  # fmt: skip
    return render(request, "pages/consultations.html", {"lines": lines, "most": SHOWN})


def _table(found: list[ConsultationView], viewer: Viewer) -> Table:
    """A line a consultation; what was said stays in its minutes."""
    headings = (
        ("编号", "Number"), ("案件", "Case"), ("药品或对象", "Subject"), ("议题", "About"), ("召集地区", "Called by"),
        ("日期", "Day"), ("状态", "State"), ("受邀单位数", "Invited"), ("任务数", "Tasks"),
        ("未办结任务数", "Tasks open"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [
                one.number, one.case, one.subject_name, one.subject, viewer.place(one.region), one.held_on,
                viewer.say(MEETING_WORDS[one.state]), len(one.invitations), len(one.tasks),
                sum(task.done_on is None for task in one.tasks),
            ]
            for one in found
        ],
    )  # fmt: skip


def call(request: HttpRequest, number: str) -> HttpResponse:
    """The form that calls a consultation about a case; what could not be called stays on the page."""
    viewer, given = viewer_of(request), request.POST
    line = case_page(number, viewer.actor, book=rulebook(), with_beside=False).line
    require(viewer.actor, Act.CONSULTATION_CALL, line.region, regions=regions())
    called: list[str] = []
    if request.method == "POST" and did(
        request, viewer, lambda: called.append(actions.call(number, _calling(given), _doing(viewer, given))),
        ("会商已召集，受邀单位已收到消息。", "Called; those who are invited were told."),
    ):  # fmt: skip
        return redirect("consultation", called[0]) if called else redirect("case", number)
    return render(request, "pages/consultation_call.html", _form(viewer, line, given))


def _form(viewer: Viewer, line: CaseLine, given: QueryDict) -> dict[str, Any]:
    """The departments of the own joint mechanism stand there to be ticked; others are added by their names."""
    own = viewer.actor.organisation
    seats = {one.organisation: one.name for one in mechanism(line.region) if one.organisation != own}
    ticked = given.getlist("invited")
    others = names_of(set(ticked) - set(seats))
    return {
        "line": line, "given": given, "today": today(),
        "invitable": [(code, name, code in ticked) for code, name in (seats | others).items()],
    }  # fmt: skip


def _calling(given: QueryDict) -> Calling:
    return Calling(
        held_on=day_given(given.get("held_on", "")), subject=given.get("subject", ""), invited=given.getlist("invited"),
        place=given.get("place", ""), is_online=bool(given.get("is_online")),
    )  # fmt: skip


def _doing(viewer: Viewer, given: QueryDict) -> Doing:
    return Doing(actor=viewer.actor, at=now(), book=rulebook(), reason=given.get("reason", "").strip())


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One consultation on a page of its own, for who sees its case, is invited, or has a task in it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _worked(request, number, viewer)
    found = consultation_page(number, viewer.actor, book=rulebook())
    return render(request, "pages/consultation.html", _shown(found, viewer))


def _shown(found: ConsultationView, viewer: Viewer) -> dict[str, Any]:
    own, leads = viewer.actor.organisation, viewer.may(Act.CONSULTATION_CALL, found.region)
    planned, held = found.state is Meeting.PLANNED, found.state is Meeting.HELD
    names = names_of(
        {found.organisation} | {who.organisation for who in found.invitations} | {task.owner for task in found.tasks}
    )
    invited: list[dict[str, Any]] = [
        {"who": who, "name": names.get(who.organisation, who.organisation), "reply": viewer.say(REPLY_WORDS[who.reply])}
        for who in found.invitations
    ]
    mine = [one for one in invited if one["who"].organisation == own and viewer.may(Act.CASE_ANSWER)]
    return {
        "one": found, "state": viewer.say(MEETING_WORDS[found.state]),
        "called_by": names.get(found.organisation, found.organisation), "invited": invited,
        "sees_case": bool(seen_of(viewer.actor, [found.case], book=rulebook())),
        "answerable": (invited if leads else mine) if planned else [],
        "answers": [(answer.value, viewer.say(REPLY_WORDS[answer])) for answer in ANSWERS],
        "minutes": list(reversed(found.minutes)), "today": today(),
        "may_record": planned and leads, "may_correct": held and leads, "may_assign": held and leads,
        "may_cancel": planned and leads,
        "tasks": [
            {
                "task": task, "name": names.get(task.owner, task.owner), "late": task.is_late(today()),
                "may_finish": held and task.done_on is None
                and (leads or (task.owner == own and viewer.may(Act.TASK_FINISH))),
            }
            for task in found.tasks
        ],
    }  # fmt: skip


def _worked(request: HttpRequest, number: str, viewer: Viewer) -> HttpResponse:
    given, what = request.POST, request.POST.get("what", "")
    doing, words = _doing(viewer, given), given.get("words", "").strip()
    own = viewer.actor.organisation
    works: dict[str, Callable[[], object]] = {
        MeetingMove.ANSWER: lambda: actions.answer_invitation(
            number, given.get("organisation") or own, Reply(given.get("answer", "")), words, doing
        ),
        MeetingMove.CANCEL: lambda: actions.cancel(number, doing),
        MeetingMove.RECORD: lambda: actions.record_minutes(
            number, words, doing, held_on=day_given(given.get("held_on", ""))
        ),
        MeetingMove.CORRECT: lambda: actions.correct_minutes(
            number, words, doing, seen_version=int(given.get("seen", "0"))
        ),
        MeetingMove.ASSIGN: lambda: actions.assign_task(
            number, owner=chosen(given, "owner"), words=words, due_on=day_given(given.get("due_on", "")), doing=doing
        ),
        MeetingMove.FINISH: lambda: actions.finish_task(int(given.get("task", "0")), words, doing),
    }
    if what not in works:
        raise Http404
    return done(request, viewer, works[what], ("已办理。", "Done."), "consultation", number)
