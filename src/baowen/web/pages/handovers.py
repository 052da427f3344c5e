"""Hand-overs: what waits, sending one with its evidence, receiving, answering, returning. ENF-1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import rulebook
from baowen.core.clock import now, today
from baowen.orgs.departments import DEPARTMENT_WORDS
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import names_of
from baowen.respond.actions import handover as actions
from baowen.respond.actions.handover import Clue
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import HANDOVER_RESULT_WORDS, HandoverResult
from baowen.respond.queries import (
    PAGE,
    HandoverView,
    files_of,
    handover_page,
    incoming,
    outgoing,
    receivers,
    seen_of,
    unanswered,
)
from baowen.respond.states_beside import PASSING_RULES, PASSING_WORDS, PassingMove
from baowen.web.deeds import did, done
from baowen.web.exports import ASKED, Table, exported
from baowen.web.viewer import Viewer, regions, viewer_of

WAYS = {
    "": ("待签收、待答复", "waiting"), "incoming": ("移送给本单位的", "handed to us"),
    "outgoing": ("本单位移送的", "handed over by us"),
}  # fmt: skip


def listed(request: HttpRequest) -> HttpResponse:
    """What waits either way, the oldest first; with `way` all that came in or went out, the newest first."""
    viewer, way, before = viewer_of(request), request.GET.get("way", ""), request.GET.get("before", "")
    if way not in WAYS:
        raise Http404

    def read(before: str, limit: int) -> list[HandoverView]:
        if not way:
            return unanswered(viewer.actor, book=rulebook(), limit=limit)
        either = incoming if way == "incoming" else outgoing
        return either(viewer.actor, book=rulebook(), before=before, limit=limit)

    file = exported(request, {"handovers": lambda: _table(read("", ASKED), viewer)})
    if file is not None:
        return file
    found = read(before, PAGE)
    names = names_of({code for one in found for code in (one.sender, one.receiver)})
    shown = {
        "lines": [_line(one, viewer, names) for one in found], "way": way,
        "ways": [(value, viewer.say(words)) for value, words in WAYS.items()],
        "last": found[-1].number if way and len(found) == PAGE else "",
        "may_send": viewer.may(Act.HANDOVER_SEND),
    }  # fmt: skip
    return render(request, "pages/handovers.html", shown)


def _table(found: list[HandoverView], viewer: Viewer) -> Table:
    """A line a hand-over; what was written to and fro stays on its page."""
    names = names_of({code for one in found for code in (one.sender, one.receiver)})
    headings = (
        ("编号", "Number"), ("案件", "Case"), ("事项", "About"), ("移送部门", "From"), ("接收部门", "To"),
        ("移送日期", "Sent"), ("签收日期", "Received"), ("答复日期", "Answered"), ("状态", "State"), ("结果", "Result"),
        ("等待天数", "Days waiting"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [
                one.number, one.case, one.subject, names.get(one.sender, one.sender),
                names.get(one.receiver, one.receiver), one.sent_at, one.received_at, one.answered_at,
                viewer.say(PASSING_WORDS[one.state]),
                viewer.say(HANDOVER_RESULT_WORDS[one.result]) if one.result else None, one.waits_days(today()),
            ]
            for one in found
        ],
    )  # fmt: skip


def _line(one: HandoverView, viewer: Viewer, names: dict[str, str]) -> dict[str, Any]:
    return {
        "one": one, "sender": names.get(one.sender, one.sender), "receiver": names.get(one.receiver, one.receiver),
        "state": viewer.say(PASSING_WORDS[one.state]), "waits": one.waits_days(today()),
        "is_ours": one.receiver == viewer.actor.organisation,
        "result": viewer.say(HANDOVER_RESULT_WORDS[one.result]) if one.result else "",
    }  # fmt: skip


def send(request: HttpRequest) -> HttpResponse:
    """The form that hands a clue over, of a case with its files or of none; what could not be sent stays there."""
    viewer, given = viewer_of(request), request.POST
    require(viewer.actor, Act.HANDOVER_SEND, viewer.actor.region, regions=regions())
    number = (given or request.GET).get("case", "").replace("\x00", "").strip()
    sent: list[str] = []
    if request.method == "POST" and did(
        request, viewer, lambda: sent.append(actions.send(_clue(given, number), _doing(viewer, given))),
        ("已移送，接收部门已收到消息。", "Handed over; the receiver was told."),
    ):  # fmt: skip
        return redirect("handover", sent[0]) if sent else redirect("handovers")
    return render(request, "pages/handover_send.html", _form(viewer, number, given))


def _form(viewer: Viewer, number: str, given: QueryDict) -> dict[str, Any]:
    seen = bool(number and seen_of(viewer.actor, [number], book=rulebook()))
    files = files_of(number, viewer.actor, book=rulebook()) if seen else []
    ticked = given.getlist("evidence")
    return {
        "number": number, "seen": seen, "given": given,
        "receivers": [
            (seat.organisation, f"{place.name} {viewer.say(DEPARTMENT_WORDS[seat.department])} {seat.name}")
            for place, seat in receivers(viewer.actor, book=rulebook())
        ],
        "files": [(one, str(one.id) in ticked) for one in files if one.withdrawn_at is None],
    }  # fmt: skip


def _clue(given: QueryDict, number: str) -> Clue:
    return Clue(
        receiver=given.get("receiver", ""), subject=given.get("subject", ""), words=given.get("words", ""), case=number,
        evidence=[int(one) for one in given.getlist("evidence")],
    )  # fmt: skip


def _doing(viewer: Viewer, given: QueryDict) -> Doing:
    return Doing(actor=viewer.actor, at=now(), book=rulebook(), reason=given.get("reason", "").strip())


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One hand-over with its evidence, for the two organisations and for who sees its case."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _worked(request, number, viewer)
    found = handover_page(number, viewer.actor, book=rulebook())
    own = found.receiver == viewer.actor.organisation and viewer.may(Act.HANDOVER_ANSWER)
    shown = _line(found, viewer, names_of({found.sender, found.receiver})) | {
        "sees_case": bool(found.case and seen_of(viewer.actor, [found.case], book=rulebook())),
        **{f"may_{move}": own and found.state in PASSING_RULES[move].sources for move in PassingMove},
        "results": [(result.value, viewer.say(HANDOVER_RESULT_WORDS[result])) for result in HandoverResult],
    }  # fmt: skip
    return render(request, "pages/handover.html", shown)


def _worked(request: HttpRequest, number: str, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, _doing(viewer, request.POST)
    works: dict[str, Callable[[], None]] = {
        PassingMove.RECEIVE: lambda: actions.receive(number, doing),
        PassingMove.ANSWER: lambda: actions.answer(
            number, HandoverResult(given.get("result", "")), given.get("words", "").strip(), doing
        ),
        PassingMove.RETURN: lambda: actions.give_back(number, doing),
    }
    what = given.get("what", "")
    if what not in works:
        raise Http404
    return done(request, viewer, works[what], ("已办理。", "Done."), "handover", number)
