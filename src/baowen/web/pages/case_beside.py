"""What lies beside a case, fetched by its page: files, comments, consultations, hand-overs, links. RSP-5, ENF-1."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.hospital.substitutes.queries.using import citations_of
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.respond.kinds import HANDOVER_RESULT_WORDS, REPLY_WORDS
from baowen.respond.queries import CaseBeside, FileView, case_beside
from baowen.respond.states import OVER
from baowen.respond.states_beside import MEETING_WORDS, PASSING_WORDS
from baowen.web.viewer import Viewer, viewer_of


def beside(request: HttpRequest, number: str) -> HttpResponse:
    """What lies beside a case, for the place on its page that fetches it."""
    viewer = viewer_of(request)
    found = case_beside(number, viewer.actor, book=rulebook())
    names = names_of(
        {one.receiver for one in found.handovers} | {one.sender for one in found.handovers}
        | {invited.organisation for one in found.consultations for invited in one.invitations}
        | {task.owner for one in found.consultations for task in one.tasks}
    )  # fmt: skip
    shown = {
        "number": number, "beside": found, "may_comment": viewer.may(Act.CASE_COMMENT, found.origin_region),
        "may_add_file": viewer.may(Act.CASE_FILE_ADD, found.origin_region),
        "may_call": viewer.may(Act.CONSULTATION_CALL, found.region) and found.state not in OVER,
        "may_hand": viewer.may(Act.HANDOVER_SEND),
        "files": [{"one": one, "may_withdraw": _may_withdraw(one, found, viewer)} for one in found.files],
        "handovers": [
            {
                "one": one, "sender": names.get(one.sender, one.sender),
                "receiver": names.get(one.receiver, one.receiver),
                "state": viewer.say(PASSING_WORDS[one.state]),
                "result": viewer.say(HANDOVER_RESULT_WORDS[one.result]) if one.result else "",
            }
            for one in found.handovers
        ],
        "citations": citations_of(number), "may_cite": viewer.may(Act.CASE_MOVE, found.region),
        "consultations": [
            {
                "one": one, "state": viewer.say(MEETING_WORDS[one.state]),
                "invited": [
                    (names.get(who.organisation, who.organisation), viewer.say(REPLY_WORDS[who.reply]))
                    for who in one.invitations
                ],
                "tasks": [(names.get(task.owner, task.owner), task, task.is_late(today())) for task in one.tasks],
            }
            for one in found.consultations
        ],
    }  # fmt: skip
    return render(request, "pages/case_beside.html", shown)


def _may_withdraw(one: FileView, found: CaseBeside, viewer: Viewer) -> bool:
    """Whoever added it, and the lead unit that has the case."""
    owns = one.organisation == viewer.actor.organisation and viewer.may(Act.CASE_FILE_WITHDRAW)
    return one.withdrawn_at is None and (owns or viewer.may(Act.CASE_MOVE, found.region))
