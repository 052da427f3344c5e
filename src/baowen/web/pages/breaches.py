"""Breaches of contract: recorded, answered, confirmed, sanctioned, undone; proposed from performance. PRC-5."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import settle_book
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.settle.actions import breaches as actions
from baowen.procure.settle.actions.breaches import Alleged, Measure
from baowen.procure.settle.kinds import BREACH_WORDS, SANCTION_WORDS, BreachKind, Sanction
from baowen.procure.settle.queries.breaches import BreachView, breach_page
from baowen.procure.settle.queries.performance import proposals
from baowen.procure.settle.states import BREACH_RULES, BREACH_STATE_WORDS, BreachMove, BreachState
from baowen.web.choosing import chosen
from baowen.web.dates import day_given, month_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("类型", "Kind"), ("违约方", "By"), ("地区", "Place"), ("事由", "About"),
    ("事实", "What happened"),
    ("登记单位", "Recorded by"), ("状态", "State"), ("申辩期限", "To be answered by"), ("处置", "Sanction"),
    ("挂网编号", "Listing"), ("至", "Until"), ("登记时间", "Recorded"),
)  # fmt: skip


def breaches(request: HttpRequest) -> HttpResponse:
    """The breaches that the viewer sees, the newest first."""
    viewer, asked = viewer_of(request), request.GET.get("state", "")
    state = BreachState(asked) if asked in set(BreachState) else None

    def page(cursor: str) -> Paged[BreachView]:
        return breach_page(viewer.actor, state=state, cursor=cursor)

    file = exported(request, {"breaches": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({code for one in found.lines for code in _codes(one)})
    sanctions, entry = settle_book().sanctions(viewer.actor.region, today())
    shown = {
        "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "state": asked,
        "states": [(one.value, viewer.say(words), one is state) for one, words in BREACH_STATE_WORDS.items()],
        "kinds": [(one.value, viewer.say(words)) for one, words in BREACH_WORDS.items()],
        "sanctions": [(one.value, viewer.say(SANCTION_WORDS[one])) for one in sanctions],
        "sanction_clause": f"{entry.clause} {viewer.say((entry.basis.zh, entry.basis.en))}",
        "may_record": viewer.may(Act.BREACH_RECORD), "region": viewer.actor.region,
        "watches": viewer.may(Act.TRADE_READ),
    }  # fmt: skip
    return render(request, "pages/breaches.html", shown)


def _codes(one: BreachView) -> set[str]:
    return {one.accused, one.recorder, *(event.organisation for event in one.events)}


def _line(one: BreachView, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "accused": names.get(one.accused, one.accused), "kind": viewer.say(BREACH_WORDS[one.kind]),
        "state": viewer.say(BREACH_STATE_WORDS[one.state]),
        "sanction": "" if one.sanction is None else viewer.say(SANCTION_WORDS[one.sanction]),
        "events": [
            (event.moved_at, _move(event.move, viewer), names.get(event.organisation, event.organisation), event.words)
            for event in one.events
        ],
        "moves": [(move.value, _move(move, viewer)) for move in one.moves if move is not BreachMove.SANCTION],
        "may_sanction": BreachMove.SANCTION in one.moves,
    }  # fmt: skip


def _move(move: BreachMove, viewer: Viewer) -> str:
    return viewer.say((BREACH_RULES[move].zh, BREACH_RULES[move].en))


def _table(found: list[BreachView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, viewer.say(BREACH_WORDS[one.kind]), one.accused, viewer.place(one.region), one.about,
            one.words, one.recorder, viewer.say(BREACH_STATE_WORDS[one.state]), one.due_on,
            "" if one.sanction is None else viewer.say(SANCTION_WORDS[one.sanction]), one.listing, one.until,
            one.recorded_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def record(request: HttpRequest) -> HttpResponse:
    """Record a breach."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        alleged = Alleged(
            kind=BreachKind(given.get("kind", "")), accused=chosen(given, "accused"),
            region=given.get("region", "").strip(), about=given.get("about", ""), words=given.get("words", ""),
        )  # fmt: skip
        actions.record_breach(alleged, actor=viewer.actor, at=now(), book=settle_book())

    return done(request, viewer, work, ("违约已登记。", "The breach is recorded."), "breaches")


def move(request: HttpRequest) -> HttpResponse:
    """Answer, confirm, drop, appeal, uphold or undo a breach."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        which = BreachMove(given.get("move", ""))
        number, words = given.get("number", ""), given.get("words", "")
        actions.move_breach(number, which, words, actor=viewer.actor, at=now(), book=settle_book())

    return done(request, viewer, work, ("已办理。", "Done."), "breaches")


def sanction(request: HttpRequest) -> HttpResponse:
    """What follows a confirmed breach."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        until = given.get("until", "")
        measure = Measure(
            sanction=Sanction(given.get("sanction", "")), words=given.get("words", ""),
            listing=given.get("listing", "").strip(), until=day_given(until) if until else None,
        )  # fmt: skip
        number = given.get("number", "")
        actions.sanction_breach(number, measure, actor=viewer.actor, at=now(), book=settle_book())

    return done(request, viewer, work, ("处置已登记。", "The sanction is entered."), "breaches")


def propose(request: HttpRequest) -> HttpResponse:
    """Propose breaches that the performance of a month in the own place shows."""
    viewer = viewer_of(request)

    def work() -> None:
        month, place, at = month_given(request.POST.get("month", "")), viewer.actor.region, now()
        shown = proposals(place, month, now=at, book=settle_book())
        alleged = [
            Alleged(kind=one.kind, accused=one.accused, region=one.region, about=one.about, words=one.words)
            for one in shown
        ]
        actions.propose_breaches(alleged, actor=viewer.actor, at=at, book=settle_book())

    return done(request, viewer, work, ("已提示，请逐条登记或排除。", "Proposed: record or drop each."), "breaches")
