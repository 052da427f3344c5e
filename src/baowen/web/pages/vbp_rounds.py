"""Rounds of volume-based procurement: the list of those that the viewer may see. VBP-1."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.vbp.rounds.kinds import LEVEL_WORDS
from baowen.vbp.rounds.queries import RoundView, round_page
from baowen.vbp.rounds.states import STATE_WORDS, RoundState
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

_HEADINGS = (
    ("编号", "Code"), ("名称", "Name"), ("级别", "Level"), ("执行地区", "Place"), ("状态", "State"),
    ("续接", "Continues"), ("文号", "Document"), ("执行开始", "First day"), ("执行结束", "Last day"),
    ("品种数", "Lots"),
)  # fmt: skip


def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds, the newest first, by state or a part of code or name."""
    viewer, given = viewer_of(request), request.GET
    asked, text = given.get("state", ""), given.get("q", "")
    state = RoundState(asked) if asked in set(RoundState) else None

    def page(cursor: str) -> Paged[RoundView]:
        return round_page(viewer.actor, state=state, text=text, cursor=cursor)

    file = exported(request, {"rounds": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    shown = {
        "lines": [line_of(one, viewer) for one in found.lines], "cursor": found.cursor, "q": text, "state": asked,
        "states": [(one.value, viewer.say(words)) for one, words in STATE_WORDS.items()],
        "is_narrowed": bool(text or state), "may_keep": viewer.may(Act.VBP_ROUND_KEEP),
    }  # fmt: skip
    return render(request, "pages/vbp_rounds.html", shown)


def line_of(one: RoundView, viewer: Viewer) -> dict[str, object]:
    """A round as lists show it."""
    return {
        "one": one, "level": viewer.say(LEVEL_WORDS[one.level]), "state": viewer.say(STATE_WORDS[one.state]),
        "runs": one.state is RoundState.RUNNING,
    }  # fmt: skip


def _table(found: list[RoundView], viewer: Viewer) -> Table:
    return Table(
        _HEADINGS,
        [
            [
                one.code, one.name, viewer.say(LEVEL_WORDS[one.level]), viewer.place(one.region),
                viewer.say(STATE_WORDS[one.state]), one.follows, one.document_number, one.starts_on, one.ends_on,
                one.lots,
            ]
            for one in found
        ],
    )  # fmt: skip
