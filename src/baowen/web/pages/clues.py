"""Clues from anybody: each is checked and answered. COL-6, ENF-2 (有举报必查)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.collect.reports.actions.clues import answer_clue
from baowen.collect.reports.kinds import CLUE_WORDS, FINDING_WORDS, ClueFinding
from baowen.collect.reports.queries import ClueView, clue_page
from baowen.collect.reports.states import CLUE_STATE_WORDS, ClueState
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

_HEADINGS = (
    ("编号", "Number"), ("类别", "Kind"), ("地区", "Place"), ("收到", "Received"), ("药品", "Drug"), ("状态", "State"),
    ("天数", "Days"), ("核查结果", "Finding"),
)  # fmt: skip


def clues(request: HttpRequest) -> HttpResponse:
    """Clues of the own place and below, those without an answer unless all are asked for; POST answers one."""
    viewer, given = viewer_of(request), request.POST
    if request.method == "POST":
        return done(
            request, viewer,
            lambda: answer_clue(
                given.get("number", ""), ClueFinding(given.get("finding", "")), given.get("words", "").strip(),
                actor=viewer.actor, at=now(),
            ),
            ("已答复，反映人可凭编号和查询码看到。", "Answered; whoever reported it sees it with the code."), "clues",
        )  # fmt: skip
    everything = request.GET.get("all") == "1"

    def page(cursor: str) -> Paged[ClueView]:
        return clue_page(viewer.actor, today(), state=None if everything else ClueState.OPEN, cursor=cursor)

    file = exported(request, {"clues": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    shown = {
        "lines": [
            {
                "clue": one, "kind": viewer.say(CLUE_WORDS[one.kind]), "state": viewer.say(CLUE_STATE_WORDS[one.state]),
                "finding": viewer.say(FINDING_WORDS[one.finding]) if one.finding else "",
                "may_answer": one.state is ClueState.OPEN and viewer.may(Act.CLUE_ANSWER, one.region),
            }
            for one in found.lines
        ],
        "findings": [(one.value, viewer.say(words)) for one, words in FINDING_WORDS.items()],
        "cursor": found.cursor, "everything": everything,
    }  # fmt: skip
    return render(request, "pages/clues.html", shown)


def _table(found: list[ClueView], viewer: Viewer) -> Table:
    """A line a clue, without words and contact: what is erased here must not live on in files."""
    return Table(
        _HEADINGS,
        [
            [
                one.number, viewer.say(CLUE_WORDS[one.kind]), viewer.place(one.region), one.received_on, one.drug,
                viewer.say(CLUE_STATE_WORDS[one.state]), one.days_open,
                viewer.say(FINDING_WORDS[one.finding]) if one.finding else None,
            ]
            for one in found
        ],
    )  # fmt: skip
