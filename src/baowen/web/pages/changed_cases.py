"""The cases of a place and below that were opened, or are over, since yesterday. MON-2, RSP-5."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.respond.kinds import CASE_WORDS
from baowen.respond.queries import CaseChange, CaseLine, changed_cases
from baowen.respond.states import STATE_WORDS
from baowen.web.exports import Table, all_pages, exported
from baowen.web.panels.work import CASE_CHANGES, day_before
from baowen.web.viewer import Viewer, regions, viewer_of


def page(request: HttpRequest) -> HttpResponse:
    """A page of them: of the own place unless `place` names another, new ones unless `change` says over."""
    viewer, given = viewer_of(request), request.GET
    place = given.get("place") or viewer.actor.region
    here = regions().get(place)
    if here is None or not regions().within(place, viewer.actor.region):
        raise Http404
    change = CaseChange(given["change"]) if given.get("change") in set(CaseChange) else CaseChange.OPENED
    since = day_before(today())

    def listed(cursor: str) -> Paged[CaseLine]:
        return changed_cases(viewer.actor, place, change, since, book=rulebook(), cursor=cursor)

    file = exported(request, {"cases": lambda: _table(all_pages(listed), viewer)})
    if file is not None:
        return file
    found = listed(given.get("cursor", ""))
    shown = {
        "here": here, "since": since, "cursor": found.cursor, "change": change.value,
        "title": viewer.say(CASE_CHANGES[change]),
        "changes": [(one.value, viewer.say(words), one is change) for one, words in CASE_CHANGES.items()],
        "lines": [
            (one, viewer.say(CASE_WORDS[one.kind]), viewer.say(STATE_WORDS[one.state])) for one in found.lines
        ],
    }  # fmt: skip
    return render(request, "pages/changed_cases.html", shown)


def _table(found: list[CaseLine], viewer: Viewer) -> Table:
    headings = (
        ("编号", "Number"), ("类别", "Kind"), ("药品或对象", "Subject"), ("办理地区", "With"), ("状态", "State"),
        ("登记日期", "Opened on"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [
                one.number, viewer.say(CASE_WORDS[one.kind]), one.subject_name, viewer.place(one.region),
                viewer.say(STATE_WORDS[one.state]), one.opened_on,
            ]
            for one in found
        ],
    )  # fmt: skip
