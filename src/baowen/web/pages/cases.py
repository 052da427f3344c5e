"""Cases: what is late, one case with its moves, and what the own organisation was asked. RSP-1 to RSP-4."""

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
from baowen.price.kinds import OriginKind
from baowen.respond.actions import moves
from baowen.respond.actions.beside import comment, end_measure, take_measure
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import (
    CASE_WORDS,
    MEASURE_WORDS,
    OUTCOME_WORDS,
    SOURCE_WORDS,
    CaseKind,
    MeasureKind,
    Outcome,
)
from baowen.respond.queries import (
    CasePage,
    Late,
    MeasureView,
    OwedView,
    case_page,
    mergeable,
    overdue,
    questions_to,
    step_words,
)
from baowen.respond.rules import STEP_WORDS
from baowen.respond.states import OVER, RULES, STATE_WORDS, Move, moves_from
from baowen.web.choosing import chosen
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import ASKED, Table, exported
from baowen.web.pages.price_link import price_link
from baowen.web.viewer import Viewer, viewer_of

LATE = 200
BY_HAND = (
    Move.ACCEPT, Move.ASSESS, Move.ASK, Move.REPORT_UP, Move.RETURN_DOWN, Move.CLOSE, Move.DISMISS, Move.MERGE,
    Move.SPLIT, Move.REOPEN,
)  # fmt: skip
FOLLOWS: dict[Move, tuple[str, str]] = {
    Move.ASK: ("等待对方答复期间停止计时。", "The clock stands until the answer comes."),
    Move.REPORT_UP: (
        "上报后案件由上一级办理，本级不能再办，除非上级退回。",
        "The case is then with the level above; yours acts again only where it comes back.",
    ),
    Move.RETURN_DOWN: (
        "退回后案件由下一级办理，本级不能再办，除非下级再次上报。",
        "The case is then with the level below; yours acts again only where it is reported up.",
    ),
    Move.CLOSE: (
        "办结后不再计时；如需再办，须写明理由重新办理。", "No clock runs after that; to go on, reopen it with a reason."
    ),
    Move.DISMISS: (
        "案件就此结束，不再计时；如有新情况，可写明理由重新办理。",
        "The case ends here and no clock runs; with new facts it can be reopened with a reason.",
    ),
    Move.MERGE: (
        "并入后本案不再单独办理和计时，经过仍可查；必要时可以再分出。",
        "It is not worked on by itself after that and no clock runs; what happened stays, and it can be split again.",
    ),
    Move.SPLIT: ("分出后本案单独核实，重新计时。", "It is verified by itself again, and its clocks start anew."),
    Move.REOPEN: ("重新办理后从核实开始，重新计时。", "It is verified again, and its clocks start anew."),
}  # fmt: skip

GRAVE = {Move.REPORT_UP, Move.RETURN_DOWN, Move.CLOSE, Move.DISMISS, Move.MERGE}  # the case leaves the own hands


def late(request: HttpRequest) -> HttpResponse:
    """What is late today in the own region and below, the longest first."""
    viewer = viewer_of(request)

    def found(limit: int) -> list[Late]:
        return overdue(viewer.actor, today(), book=rulebook(), limit=limit)

    file = exported(request, {"late": lambda: _late_table(found(ASKED), viewer)})
    lines = [] if file else [{"one": one, "step": viewer.say(step_words(one.step))} for one in found(LATE)]
    return file or render(request, "pages/late.html", {"lines": lines, "most": LATE})


def _late_table(found: list[Late], viewer: Viewer) -> Table:
    headings = (
        ("案件", "Case"), ("药品或对象", "Subject"), ("应办", "Owed"), ("地区代码", "Place code"),
        ("应办地区", "By"), ("期限", "Due"), ("逾期天数", "Days late"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [one.number, one.subject_name, viewer.say(step_words(one.step)), one.region, viewer.place(one.region),
             one.due_on, one.days]
            for one in found
        ],
    )  # fmt: skip


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
    moves_now = [move for move in moves_from(line.state) if move in BY_HAND and may_move]
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
                "may_end": _may_end(one, viewer, may_move=may_move),
            }
            for one in page.measures
        ],
        "moves": [
            {
                "move": move.value, "words": viewer.say((RULES[move].zh, RULES[move].en)),
                "needs": RULES[move].needs_reason, "is_grave": move in GRAVE,
                "follows": viewer.say(FOLLOWS[move]) if move in FOLLOWS else "",
            }
            for move in moves_now
        ],
        **price_link(OriginKind.CASE, line.number, viewer, is_price=line.kind is CaseKind.PRICE),
        "others": mergeable(line, viewer.actor) if Move.MERGE in moves_now else [],
        "may_measure": may_move and line.state not in OVER, "today": today(),
        "measure_kinds": [(one.value, viewer.say(words)) for one, words in MEASURE_WORDS.items()],
        "outcomes": [(one.value, viewer.say(words)) for one, words in OUTCOME_WORDS.items()],
        "is_late": line.next_due is not None and line.next_due < today(),
    }  # fmt: skip


def _may_end(one: MeasureView, viewer: Viewer, *, may_move: bool) -> bool:
    """Whoever has the case says what became of a measure, and so does the organisation that owns it."""
    owns = one.owner == viewer.actor.organisation and viewer.may(Act.TASK_FINISH)
    return one.outcome is None and (may_move or owns)


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
        Move.ASK: lambda: moves.ask(number, chosen(given, "organisation"), _words(request), doing),
        Move.REPORT_UP: lambda: moves.report_up(number, doing),
        Move.RETURN_DOWN: lambda: moves.return_down(number, doing),
        Move.CLOSE: lambda: moves.close(number, MeasureKind(given.get("result", "")), doing),
        Move.DISMISS: lambda: moves.dismiss(number, doing),
        Move.MERGE: lambda: moves.merge(number, given.get("into", "").strip(), doing),
        Move.SPLIT: lambda: moves.split(number, doing),
        Move.REOPEN: lambda: moves.reopen(number, doing),
        "comment": lambda: comment(number, _words(request), doing),
        "measure": lambda: take_measure(
            number, MeasureKind(given.get("kind", "")), owner=chosen(given, "owner"),
            due_on=day_given(given.get("due_on", "")), words=_words(request), doing=doing,
        ),
        "measure_end": lambda: end_measure(
            int(given.get("measure", "0")), Outcome(given.get("outcome", "")), _words(request), doing
        ),
    }  # fmt: skip
    if what not in works:
        raise Http404
    return done(request, viewer, works[what], ("已办理。", "Done."), "case", number)
