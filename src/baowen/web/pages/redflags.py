"""Red flags of the own place's negotiations and filings in a month, with their rows; no findings. ENF-1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import now, today
from baowen.core.period import Month
from baowen.orgs.queries import names_of
from baowen.procure.basis import BASIS_WORDS
from baowen.procure.redflags.flags import GROUP_WORDS, Flag, Group
from baowen.procure.redflags.parameters import read_parameters
from baowen.procure.redflags.queries import own_processes
from baowen.procure.redflags.registry import REDFLAGS
from baowen.procure.redflags.running import NOT_A_FINDING, flags_of
from baowen.web.exports import Table, exported
from baowen.web.viewer import Viewer, viewer_of

MONTHS: Final = 12
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A flag as the page shows it."""

    flag: Flag
    title: str
    question: str
    group: str
    whom: str


def page(request: HttpRequest) -> HttpResponse:
    """The flags of a month, the newest unless chosen. NotAllowedError for whoever does not see the trade."""
    viewer = viewer_of(request)
    months = [str(Month.of(today()).plus(-back)) for back in range(MONTHS)]
    month = request.GET.get("month", "")
    month = month if month in months else months[0]
    found = own_processes(viewer.actor, Month.parse(month), packs=rulebook().packs, now=now())
    ruling = rulebook().ruling(viewer.actor.region, today())
    lines = _lines(flags_of(found, read_parameters(ruling)), viewer)
    known = _known(viewer)
    file = exported(request, {"redflags": lambda: _table(lines), "known": lambda: Table(_KNOWN, known)})
    if file is not None:
        return file
    shown = {
        "lines": lines[:MOST], "size": len(lines), "most": MOST, "processes": len(found), "months": months,
        "month": month, "caution": viewer.say(NOT_A_FINDING),
        "known": known,
    }  # fmt: skip
    return render(request, "pages/redflags.html", shown)


_KNOWN: Final = (("红旗", "Flag"), ("名称", "Name"), ("问题", "Question"), ("适用", "Routes"))


def _known(viewer: Viewer) -> list[tuple[str, str, str, str]]:
    """Every red flag: its code, name, question, and the routes that it can say something about."""
    return [
        (
            one.code, viewer.say(one.words), viewer.say(one.question),
            " · ".join(viewer.say(BASIS_WORDS[route]) for route in BASIS_WORDS if route in one.routes),
        )
        for one in REDFLAGS.values()
    ]  # fmt: skip


def _lines(flags: list[Flag], viewer: Viewer) -> list[Line]:
    names = names_of({one.identifier for one in flags if one.group is not Group.OCID})
    return [
        Line(
            one, viewer.say(REDFLAGS[one.code].words), viewer.say(REDFLAGS[one.code].question),
            viewer.say(GROUP_WORDS[one.group]), names.get(one.identifier, one.identifier),
        )
        for one in flags
    ]  # fmt: skip


def _table(lines: list[Line]) -> Table:
    headings = (
        ("红旗", "Flag"), ("名称", "Name"), ("对象类别", "Group"), ("对象", "Whom"), ("值", "Value"),
        ("采购过程", "Process"), ("位置", "Path"), ("内容", "What stands there"),
    )  # fmt: skip
    return Table(
        headings,
        [
            (line.flag.code, line.title, line.group, line.whom, line.flag.value, row.ocid, row.path, row.says)
            for line in lines for row in line.flag.rows
        ],
    )  # fmt: skip
