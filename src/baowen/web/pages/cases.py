"""Cases: the inbox, what is late, one case with its moves, and what the own organisation was asked. RSP-1 to RSP-4."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import now, today
from baowen.monitor.words import basis_words
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.respond.actions import moves
from baowen.respond.actions.beside import comment, end_measure, take_measure
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CASE_WORDS, MEASURE_WORDS, OUTCOME_WORDS, SOURCE_WORDS, MeasureKind, Outcome
from baowen.respond.queries import CasePage, OwedView, case_page, inbox, overdue, questions_to, step_words
from baowen.respond.rules import STEP_WORDS
from baowen.respond.states import RULES, STATE_WORDS, Move, moves_from
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.viewer import Viewer, viewer_of

BY_HAND = (
    Move.ACCEPT, Move.ASSESS, Move.ASK, Move.REPORT_UP, Move.RETURN_DOWN, Move.CLOSE, Move.DISMISS, Move.MERGE,
    Move.SPLIT, Move.REOPEN,
)  # fmt: skip


def inbox_page(request: HttpRequest) -> HttpResponse:
    """The open cases that the own level has, what is due first on top."""
    viewer = viewer_of(request)
    found = inbox(viewer.actor, book=rulebook(), cursor=request.GET.get("cursor", ""))
    lines = [
        {
            "case": one, "kind": viewer.say(CASE_WORDS[one.kind]), "state": viewer.say(STATE_WORDS[one.state]),
            "late": (today() - one.next_due).days if one.next_due and one.next_due < today() else 0,
        }
        for one in found.lines
    ]  # fmt: skip
    return render(request, "pages/inbox.html", {"lines": lines, "cursor": found.cursor})


def late(request: HttpRequest) -> HttpResponse:
    """What is late today in the own region and below, the longest first."""
    viewer = viewer_of(request)
    found = overdue(viewer.actor, today(), book=rulebook(), limit=200)
    lines = [{"one": one, "step": viewer.say(step_words(one.step))} for one in found]
    return render(request, "pages/late.html", {"lines": lines, "most": 200})


def questions(request: HttpRequest) -> HttpResponse:
    """What the own organisation was asked and has not answered, oldest first; POST answers one."""
    viewer = viewer_of(request)
    if request.method == "POST":
        number = request.POST.get("number", "")
        doing = Doing(actor=viewer.actor, at=now(), book=rulebook())
        return done(
            request, viewer, lambda: moves.answer(number, _words(request), doing),
            ("已答复，办理单位已收到消息。", "Answered; the unit in charge was told."), "questions",
        )  # fmt: skip
    found = questions_to(viewer.actor.organisation) if viewer.may(Act.CASE_ANSWER) else []
    return render(request, "pages/questions.html", {"questions": found})


def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case on one page: what happened, who owes what by when, and why that date."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _worked(request, number, viewer)
    page = case_page(number, viewer.actor, book=rulebook(), with_beside=False)
    return render(request, "pages/case.html", _shown(page, viewer))


def _shown(page: CasePage, viewer: Viewer) -> dict[str, Any]:
    line = page.line
    names = names_of(
        {one.organisation for one in page.events} | {one.organisation for one in page.questions}
        | {one.owner for one in page.measures}
    )  # fmt: skip
    may_move = viewer.may(Act.CASE_MOVE, line.region)
    return {
        "page": page,
        "line": line,
        "kind": viewer.say(CASE_WORDS[line.kind]),
        "state": viewer.say(STATE_WORDS[line.state]),
        "result": viewer.say(MEASURE_WORDS[page.result]) if page.result else "",
        "sources": [(viewer.say(SOURCE_WORDS[kind]), kind.value, reference) for kind, reference in page.sources],
        "owed": [_owed(one, viewer) for one in page.owed],
        "events": [
            {
                "event": one, "words": viewer.say((RULES[one.move].zh, RULES[one.move].en)),
                "state": viewer.say(STATE_WORDS[one.state]), "who": names.get(one.organisation, one.organisation),
            }
            for one in reversed(page.events)
        ],
        "questions": [(one, names.get(one.organisation, one.organisation)) for one in page.questions],
        "measures": [
            {
                "measure": one, "kind": viewer.say(MEASURE_WORDS[one.kind]), "who": names.get(one.owner, one.owner),
                "outcome": viewer.say(OUTCOME_WORDS[one.outcome]) if one.outcome else "",
                "late": one.outcome is None and one.due_on < today(),
            }
            for one in page.measures
        ],
        "moves": [
            {
                "move": move.value, "words": viewer.say((RULES[move].zh, RULES[move].en)),
                "needs": RULES[move].needs_reason,
            }
            for move in moves_from(line.state)
            if move in BY_HAND and may_move
        ],
        "may_move": may_move,
        "may_comment": viewer.may(Act.CASE_COMMENT, line.region),
        "measure_kinds": [(one.value, viewer.say(words)) for one, words in MEASURE_WORDS.items()],
        "outcomes": [(one.value, viewer.say(words)) for one, words in OUTCOME_WORDS.items()],
        "is_late": line.next_due is not None and line.next_due < today(),
    }  # fmt: skip


def _owed(one: OwedView, viewer: Viewer) -> dict[str, Any]:
    return {
        "owed": one,
        "step": viewer.say(STEP_WORDS[one.step]),
        "late": one.is_late(today()),
        "basis": viewer.say(basis_words(one.basis)) if one.basis else "",
        "working": one.working_en if viewer.english else one.working_zh,
    }


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "").strip()


def _worked(request: HttpRequest, number: str, viewer: Viewer) -> HttpResponse:
    """A move, a measure, its end, or a comment, as the form says."""
    given, what = request.POST, request.POST.get("what", "")
    seen = given.get("seen", "")
    doing = Doing(
        actor=viewer.actor, at=now(), book=rulebook(), reason=given.get("reason", "").strip(),
        seen_moves=int(seen) if seen.isdigit() else None,
    )  # fmt: skip
    works: dict[str, Callable[[], object]] = {
        Move.ACCEPT: lambda: moves.accept(number, doing),
        Move.ASSESS: lambda: moves.assess(number, doing),
        Move.ASK: lambda: moves.ask(number, given.get("organisation", "").strip(), _words(request), doing),
        Move.REPORT_UP: lambda: moves.report_up(number, doing),
        Move.RETURN_DOWN: lambda: moves.return_down(number, doing),
        Move.CLOSE: lambda: moves.close(number, MeasureKind(given.get("result", "")), doing),
        Move.DISMISS: lambda: moves.dismiss(number, doing),
        Move.MERGE: lambda: moves.merge(number, given.get("into", "").strip(), doing),
        Move.SPLIT: lambda: moves.split(number, doing),
        Move.REOPEN: lambda: moves.reopen(number, doing),
        "comment": lambda: comment(number, _words(request), doing),
        "measure": lambda: take_measure(
            number, MeasureKind(given.get("kind", "")), owner=given.get("owner", "").strip(),
            due_on=day_given(given.get("due_on", "")), words=_words(request), doing=doing,
        ),
        "measure_end": lambda: end_measure(
            int(given.get("measure", "0")), Outcome(given.get("outcome", "")), _words(request), doing
        ),
    }  # fmt: skip
    if what not in works:
        raise Http404
    return done(request, viewer, works[what], ("已办理。", "Done."), "case", number)
