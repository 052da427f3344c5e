"""Calls for volumes: hospitals begin their report here, officers see how far it is and call for more. VBP-2."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.vbp_volumes import volume_book
from baowen.core.clock import now, today
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import members_of
from baowen.vbp.rounds.queries import rounds
from baowen.vbp.volumes import actions, queries
from baowen.vbp.volumes.actions.calls import OPEN_ROUNDS
from baowen.vbp.volumes.queries.calls import is_officer, is_reporter
from baowen.vbp.volumes.states import CALL_WORDS, STATE_WORDS, CallState, VolumeState
from baowen.vbp.volumes.store import call_row
from baowen.web.dates import day_given
from baowen.web.deeds import did, done
from baowen.web.exports import Table, exported
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("批次", "Round"), ("批次名称", "Name"), ("年度", "Year"), ("地区", "Place"),
    ("状态", "State"), ("截止日期", "Due on"), ("基期起", "Last year from"), ("基期止", "to"), ("重报原因", "Reason"),
)  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """The calls that concern the viewer, newest first."""
    viewer = viewer_of(request)
    found = queries.calls(viewer.actor)
    file = exported(request, {"calls": lambda: _table(found, viewer)})
    if file is not None:
        return file
    reports, officer = is_reporter(viewer.actor), is_officer(viewer.actor)
    shown = {
        "calls": [_call(one, viewer, reports=reports, officer=officer) for one in found],
        "reports": reports, "officer": officer, "leads": bool(reports and members_of(viewer.actor.organisation)),
        "may_open": viewer.may(Act.VBP_ROUND_KEEP),
        "rounds": rounds(viewer.actor.region, states=OPEN_ROUNDS) if viewer.may(Act.VBP_ROUND_KEEP) else (),
        "year": today().year,
    }  # fmt: skip
    return render(request, "pages/vbp_volumes.html", shown)


def _call(one: queries.CallView, viewer: Viewer, *, reports: bool, officer: bool) -> dict[str, object]:
    own = queries.own_report(one.key, viewer.actor.organisation) if reports else None
    totals = None
    if officer and one.state is CallState.OPEN:
        totals = queries.totals_of(queries.standing(call_row(one.key), viewer.actor.region), today())
    return {
        "one": one, "state": viewer.say(CALL_WORDS[one.state]), "is_open": one.state is CallState.OPEN, "own": own,
        "own_state": viewer.say(STATE_WORDS[own.state]) if own else "",
        "is_covered": own is not None and own.organisation != viewer.actor.organisation, "totals": totals,
        "is_late": own is None and one.state is CallState.OPEN and today() > one.due_on,
        "goes_on": own is not None and own.state in (VolumeState.DRAFT, VolumeState.RETURNED),
    }  # fmt: skip


def _table(found: tuple[queries.CallView, ...], viewer: Viewer) -> Table:
    return Table(
        HEADINGS,
        [
            [one.key, one.round_code, one.round_name, one.year, viewer.place(one.region),
             viewer.say(CALL_WORDS[one.state]), one.due_on, one.first_month, one.last_month, one.reason]
            for one in found
        ],
    )  # fmt: skip


def open_one(request: HttpRequest) -> HttpResponse:
    """Call for the volumes of a round."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        day, year = given.get("due_on", ""), given.get("year", "")
        if not year.strip().isdecimal():
            raise BaowenError("年度应写作 2026", "a year is written 2026")
        new = actions.NewCall(
            round_code=given.get("round_code", ""), year=int(year), by_product=bool(given.get("by_product")),
            first_month=given.get("first_month", "").strip(), last_month=given.get("last_month", "").strip(),
            due_on=day_given(day) if day.strip() else None, due_reason=given.get("due_reason", ""),
            reason=given.get("reason", ""),
        )  # fmt: skip
        actions.open_call(new, actor=viewer.actor, at=now(), book=volume_book())

    return done(request, viewer, work, ("已布置报量。", "Volumes are called for."), "vbp_volumes")


def begin(request: HttpRequest, call: int) -> HttpResponse:
    """Begin the own report, or that of the own alliance; then the form."""
    viewer, made = viewer_of(request), list[str]()

    def work() -> None:
        alliance = request.POST.get("alliance", "") == "yes"
        made.append(actions.begin(call, actor=viewer.actor, at=now(), book=volume_book(), alliance=alliance))

    words = ("报量表已按去年采购量预填，请逐行核对。", "The form holds last year's purchases; check each line.")
    if did(request, viewer, work, words) and made:
        return redirect("vbp_volume_report", made[0])
    return redirect("vbp_volumes")
