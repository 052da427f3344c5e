"""Registered missing drugs: what patients wait for, who acts next, and what was often missing. HOS-2."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.hospital.formulary.actions.missing import NewMissing, move_missing, register_missing
from baowen.hospital.formulary.queries.records import MissingLine, missing, missing_page, proposals
from baowen.hospital.formulary.states import MISSING_RULES, MISSING_WORDS, NEED_WORDS, MissingMove, MissingState, Need
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, one_of, options_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("机构代码", "Code"), ("医疗机构", "Institution"), ("地区", "Place"), ("患者编号", "Patient"),
    ("处方", "Prescription"), ("药品", "Drug"), ("剂型", "Form"), ("规格", "Specification"), ("数量", "Quantity"),
    ("单位", "Unit"), ("状态", "State"), ("评估需要", "Needed"), ("登记日期", "Registered"),
)  # fmt: skip
PROPOSAL_HEADINGS = (("药品", "Drug"), ("登记并评估需要（次）", "Times needed"), ("已在目录", "In the formulary"))


def overview(request: HttpRequest) -> HttpResponse:
    """What the viewer sees, the newest first, with the form of who registers."""
    viewer, given = viewer_of(request), request.GET
    state, text = one_of(MissingState, given.get("state", "")), given.get("text", "")[:200]

    def page(cursor: str) -> Paged[MissingLine]:
        return missing_page(viewer.actor, state=state, text=text, cursor=cursor)

    proposed = proposals(viewer.actor, today=today())
    file = exported(request, {
        "missing": lambda: _table(all_pages(page), viewer),
        "proposals": lambda: Table(PROPOSAL_HEADINGS, [[one.drug, one.times, one.is_in_formulary] for one in proposed]),
    })  # fmt: skip
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({one.institution for one in found.lines})
    return render(request, "pages/hospital_missing.html", {
        "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "given": given,
        "states": options_of(MISSING_WORDS, viewer, given.get("state", "")), "needs": options_of(NEED_WORDS, viewer),
        "proposals": proposed, "registers": viewer.may(Act.FORMULARY_KEEP),
    })  # fmt: skip


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One need with its history; POST moves it."""
    viewer, given = viewer_of(request), request.POST
    if request.method == "POST":

        def work() -> None:
            move_missing(number, MissingMove(given.get("move", "")), given.get("words", ""), doing_of(viewer))

        return done(request, viewer, work, ("已办理。", "Done."), "hospital_missing_one", number)
    line, events = missing(viewer.actor, number)
    names = names_of({line.institution, line.lead, *(event.organisation for event in events)})
    return render(request, "pages/hospital_missing_one.html", {
        "line": _line(line, names, viewer), "lead": names.get(line.lead, line.lead),
        "moves": [(move.value, viewer.say((MISSING_RULES[move].zh, MISSING_RULES[move].en))) for move in line.moves],
        "events": [
            {"one": event, "by": names.get(event.organisation, event.organisation),
             "move": viewer.say((MISSING_RULES[event.move].zh, MISSING_RULES[event.move].en)),
             "state": viewer.say(MISSING_WORDS[event.state])}
            for event in events
        ],
    })  # fmt: skip


def register(request: HttpRequest) -> HttpResponse:
    """Register a need."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        quantity = quantity_given(given.get("quantity", ""), "数量", "the quantity")
        if quantity is None:
            raise BaowenError("请填写数量", "the quantity is missing")
        new = NewMissing(
            patient=given.get("patient", ""), need=Need(given.get("need", "")), quantity=quantity,
            generic_name=given.get("generic_name", ""), unit=given.get("unit", ""), spec=given.get("spec", ""),
            dosage_form=given.get("dosage_form", ""), words=given.get("words", ""),
        )  # fmt: skip
        register_missing(new, doing_of(viewer))

    return done(
        request,
        viewer,
        work,
        ("已登记，牵头医院已收到消息。", "Registered; the lead hospital knows."),
        "hospital_missing",
    )


def _line(one: MissingLine, names: dict[str, str], viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one, "name": names.get(one.institution, one.institution), "state": viewer.say(MISSING_WORDS[one.state]),
        "need": viewer.say(NEED_WORDS[one.need]),
    }  # fmt: skip


def _table(found: list[MissingLine], viewer: Viewer) -> Table:
    names = names_of({one.institution for one in found})
    rows = [
        [
            one.number, one.institution, names.get(one.institution), viewer.place(one.region), one.patient,
            viewer.say(NEED_WORDS[one.need]), one.generic_name, one.dosage_form, one.spec, one.quantity, one.unit,
            viewer.say(MISSING_WORDS[one.state]), one.is_needed, one.registered_on,
        ]
        for one in found
    ]  # fmt: skip
    return Table(HEADINGS, rows)
