"""The inbox: open cases of the own level or of a place below, filtered, counted, by page or as a table. RSP-2."""

from __future__ import annotations

import io
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.core.problems import BaowenError
from baowen.core.tables import write_rows
from baowen.respond.kinds import CASE_WORDS, CaseKind
from baowen.respond.queries import CaseLine, Wanted, inbox, inbox_count, inbox_whole
from baowen.respond.states import STATE_WORDS, State
from baowen.web.viewer import Viewer, regions, viewer_of

FILTERS = ("stage", "kind", "place", "drug", "late")
HEADINGS = (
    ("编号", "number"), ("类别", "kind"), ("药品或对象", "subject"), ("状态", "state"), ("办理地区代码", "place code"),
    ("办理地区", "place"), ("登记地区", "opened in"), ("登记日期", "opened on"), ("最近期限", "due next"),
    ("逾期天数", "days late"),
)  # fmt: skip
Choice = TypeVar("Choice", bound=StrEnum)


def page(request: HttpRequest) -> HttpResponse:
    """The open cases, what is due first on top; `stage`, `kind`, `place`, `drug`, `late` choose among them."""
    viewer, given = viewer_of(request), request.GET
    wanted = _wanted(given)
    found = inbox(viewer.actor, book=rulebook(), wanted=wanted, cursor=given.get("cursor", ""))
    query = urlencode({name: given[name] for name in FILTERS if given.get(name)})
    shown = {
        "lines": [
            {
                "case": one, "kind": viewer.say(CASE_WORDS[one.kind]), "state": viewer.say(STATE_WORDS[one.state]),
                "late": _days_late(one),
            }
            for one in found.lines
        ],
        "count": inbox_count(viewer.actor, book=rulebook(), wanted=wanted),
        "cursor": found.cursor, "turned": bool(given.get("cursor")), "query": query, "given": given,
        "stages": [(state.value, viewer.say(STATE_WORDS[state])) for state in State],
        "kinds": [(kind.value, viewer.say(CASE_WORDS[kind])) for kind in CaseKind],
        "places": _places(viewer, wanted.place), "is_wide": bool(wanted.place),
    }  # fmt: skip
    return render(request, "pages/inbox.html", shown)


def table(request: HttpRequest) -> HttpResponse:
    """The same cases, all of them, as CSV: UTF-8 with its mark, no cell that a spreadsheet would run."""
    viewer = viewer_of(request)
    rows = inbox_whole(viewer.actor, book=rulebook(), wanted=_wanted(request.GET))
    text = io.StringIO(newline="")
    write_rows(text, [viewer.say(words) for words in HEADINGS], (_cells(one, viewer) for one in rows))
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cases-{today()}.csv"'
    return answer


def _wanted(given: QueryDict) -> Wanted:
    stage, kind = given.get("stage", ""), given.get("kind", "")
    place = given.get("place", "")
    if place:
        regions().require(place)
    return Wanted(
        states=(_choice(State, stage, "状态", "stage"),) if stage else (),
        kind=_choice(CaseKind, kind, "类别", "kind") if kind else None,
        place=place,
        drug=given.get("drug", "").replace("\x00", "").strip()[:200],
        late_on=today() if given.get("late") else None,
    )


def _choice(choices: type[Choice], given: str, zh: str, en: str) -> Choice:
    try:
        return choices(given)
    except ValueError:
        raise BaowenError(
            f"没有{zh} {given!r}；可用：{'、'.join(choices)}", f"no {en} {given!r}; use one of {', '.join(choices)}"
        ) from None


def _places(viewer: Viewer, chosen: str) -> list[tuple[str, str]]:
    """The own place with all below it, each place of the next level, and the chosen one where it lies deeper."""
    own = viewer.actor.region
    codes = [own, *(one.code for one in regions().children(own))]
    if chosen and chosen not in codes:
        codes.append(chosen)
    below = ("{}及下级", "{} and below")
    return [
        (code, viewer.say(below).format(regions().require(code).name) if list(regions().children(code)) else
         regions().require(code).name)
        for code in codes
    ]  # fmt: skip


def _days_late(one: CaseLine) -> int:
    return (today() - one.next_due).days if one.next_due and one.next_due < today() else 0


def _cells(one: CaseLine, viewer: Viewer) -> tuple[object, ...]:
    return (
        one.number, viewer.say(CASE_WORDS[one.kind]), one.subject_name, viewer.say(STATE_WORDS[one.state]), one.region,
        viewer.place(one.region), viewer.place(one.origin_region), one.opened_on, one.next_due or "", _days_late(one),
    )  # fmt: skip
