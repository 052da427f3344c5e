"""Findings about institutions: entered, passed on, answered, mended; the list and one of them. VBP-13 (VB-2.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.supply.actions import findings as actions
from baowen.vbp.supply.actions.findings import NewFinding
from baowen.vbp.supply.finding_states import FINDING_RULES, FINDING_STATE_WORDS, FindingMove, FindingState
from baowen.vbp.supply.kinds import FINDING_WORDS, PASSED_WORDS, FindingKind, PassedTo
from baowen.vbp.supply.queries.findings import FindingView, Sought, finding, finding_page
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import codes_given, doing_of, one_of, options_of, organisation_given
from baowen.web.pages.vbp_problem import basis_words
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("类别", "Kind"), ("机构代码", "Code"), ("机构", "Institution"), ("地区", "Place"),
    ("批次", "Round"), ("发现的问题", "What was found"), ("证据", "Evidence"), ("状态", "State"), ("期限", "Due"),
    ("逾期", "Late"), ("移交", "Passed on to"), ("登记时间", "Entered"),
)  # fmt: skip


def findings(request: HttpRequest) -> HttpResponse:
    """The findings that the viewer sees, the newest first, with the form of who enters them."""
    viewer, given = viewer_of(request), request.GET
    sought = _sought(given)

    def page(cursor: str) -> Paged[FindingView]:
        return finding_page(viewer.actor, sought, book=rulebook(), today=today(), cursor=cursor)

    file = exported(request, {"findings": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({one.institution for one in found.lines})
    shown = {
        "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "given": given,
        "kinds": options_of(FINDING_WORDS, viewer, given.get("kind", "")),
        "states": options_of(FINDING_STATE_WORDS, viewer, given.get("state", "")),
        "may_enter": viewer.may(Act.VBP_CIRCULATE), "watches": viewer.may(Act.VBP_READ),
    }  # fmt: skip
    return render(request, "pages/vbp_findings.html", shown)


def _sought(given: QueryDict) -> Sought:
    return Sought(
        state=one_of(FindingState, given.get("state", "")), kind=one_of(FindingKind, given.get("kind", "")),
        late_on=today() if given.get("late") else None, text=given.get("text", "")[:200],
    )  # fmt: skip


def _line(one: FindingView, names: dict[str, str], viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one, "name": names.get(one.institution, one.institution), "kind": viewer.say(FINDING_WORDS[one.kind]),
        "state": viewer.say(FINDING_STATE_WORDS[one.state]),
        "passed": [viewer.say(PASSED_WORDS[passed.to]) for passed in one.passed],
    }  # fmt: skip


def _table(found: list[FindingView], viewer: Viewer) -> Table:
    names, comma = names_of({one.institution for one in found}), viewer.say(("、", ", "))
    rows = [
        [
            one.number, viewer.say(FINDING_WORDS[one.kind]), one.institution, names.get(one.institution),
            viewer.place(one.region), one.round_code, one.words, comma.join(one.evidence),
            viewer.say(FINDING_STATE_WORDS[one.state]), one.due_on, one.is_overdue,
            comma.join(viewer.say(PASSED_WORDS[passed.to]) for passed in one.passed), one.found_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def enter(request: HttpRequest) -> HttpResponse:
    """Enter a finding about an institution of the own place."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        new = NewFinding(
            kind=FindingKind(given.get("kind", "")), institution=organisation_given(given.get("institution", "")),
            words=given.get("words", ""), evidence=codes_given(given.get("evidence", "")),
            round_code=given.get("round", "").strip(),
        )  # fmt: skip
        actions.enter_finding(new, doing_of(viewer))

    return done(request, viewer, work, ("已登记，机构已收到消息。", "Entered; the institution knows."), "vbp_findings")


def one_finding(request: HttpRequest, number: str) -> HttpResponse:
    """One finding; a form does what it names."""
    if request.method == "POST":
        return _act(request, number)
    viewer = viewer_of(request)
    page = finding(number, viewer.actor, book=rulebook(), today=today())
    names = names_of({page.institution, page.organisation, *(one.organisation for one in page.events)})
    by_itself = (FindingMove.PASS_ON, FindingMove.RESULT)
    clock = page.clock
    shown = _line(page, names, viewer) | {
        "page": page, "officer": names.get(page.organisation, page.organisation),
        "working": (clock.working_en if viewer.english else clock.working_zh) if clock else "",
        "basis": basis_words(clock.basis, viewer) if clock else "", "watches": viewer.may(Act.VBP_READ),
        "passed": [(one, viewer.say(PASSED_WORDS[one.to])) for one in page.passed],
        "events": [
            (one, _move(one.move, viewer), names.get(one.organisation, one.organisation),
             viewer.say(FINDING_STATE_WORDS[one.state]))
            for one in reversed(page.events)
        ],
        "moves": [(move.value, _move(move, viewer)) for move in page.moves if move not in by_itself],
        "may_pass": FindingMove.PASS_ON in page.moves,
        "supervisions": options_of(PASSED_WORDS, viewer),
    }  # fmt: skip
    return render(request, "pages/vbp_finding.html", shown)


def _move(move: FindingMove, viewer: Viewer) -> str:
    return viewer.say((FINDING_RULES[move].zh, FINDING_RULES[move].en))


def _act(request: HttpRequest, number: str) -> HttpResponse:
    viewer, given = viewer_of(request), request.POST
    words = given.get("words", "")

    def work() -> None:
        what, doing = given.get("what", ""), doing_of(viewer)
        known: dict[str, Callable[[], object]] = {
            "pass_on": lambda: actions.pass_on(
                number, PassedTo(given.get("to", "")), given.get("receiver", ""), words, doing
            ),
            "result": lambda: actions.enter_result(number, PassedTo(given.get("to", "")), words, doing),
        }
        (known[what] if what in known else lambda: actions.move_finding(number, FindingMove(what), words, doing))()

    return done(request, viewer, work, ("已办理。", "Done."), "vbp_finding", number)
