"""One call for volumes as officers see it: reports to review, findings, who is late. VBP-2 (VB-2.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.vbp_volumes import volume_book
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act, require
from baowen.vbp.volumes import actions, queries
from baowen.vbp.volumes.kinds import EXPLAINED_WORDS, FINDING_CLAUSE, FINDING_WORDS, FLOOR_CLAUSE, FindingKind
from baowen.vbp.volumes.queries.calls import later_days
from baowen.vbp.volumes.queries.findings import FindingView, findings
from baowen.vbp.volumes.rulebook import REPORT_DAYS
from baowen.vbp.volumes.states import CALL_WORDS, STATE_WORDS, CallState, VolumeState
from baowen.vbp.volumes.store import call_row
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import ASKED, Table, all_pages, exported
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN = 100
REPORTS = (
    ("编号", "Number"), ("机构代码", "Organisation"), ("机构", "Name"), ("地区", "Place"), ("医联体", "Alliance"),
    ("状态", "State"), ("轮到", "Turn of"), ("审核期限", "Review due"), ("提交时间", "Filed at"),
    ("品种数", "Lines"), ("已报", "Told"), ("低于去年", "Below last year"), ("有说明", "Explained"),
    ("退回", "Sent back"),
)  # fmt: skip
FINDINGS = (
    ("类别", "Kind"), ("机构代码", "Organisation"), ("机构", "Name"), ("地区", "Place"), ("品种序号", "Lot"),
    ("药品", "Drug"), ("单位", "Unit"), ("去年采购", "Last year"), ("报量下限", "Floor"), ("报量", "Volume"),
    ("说明", "Explanation"), ("品种数", "Lots"), ("条文", "Clause"),
)  # fmt: skip
DAYS = (
    ("机构代码", "Organisation"), ("机构", "Name"), ("地区", "Place"), ("填报人", "Reported by"),
    ("报量编号", "Report"), ("状态", "State"), ("截止日期", "Due on"), ("逾期", "Late"),
)  # fmt: skip


def call(request: HttpRequest, key: int) -> HttpResponse:
    """The reports of a call in the viewer's place and below, those that wait for the own level first."""
    viewer, given = viewer_of(request), request.GET
    one = _seen(viewer, key)
    state = given.get("state", "")
    wanted = queries.Wanted(
        call=key, state=VolumeState(state) if state in set(VolumeState) else None, place=_place(request, viewer),
        text=given.get("text", "").replace("\x00", "").strip()[:100], mine=given.get("mine", "") == "yes",
    )  # fmt: skip

    def page(cursor: str) -> Paged[queries.ReportView]:
        return queries.report_page(viewer.actor, wanted, cursor=cursor)

    file = exported(request, {"reports": lambda: _report_table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    shown = {
        **_head(one, viewer, "reports"), "wanted": wanted, "cursor": found.cursor,
        "lines": [
            {"one": line, "state": viewer.say(STATE_WORDS[line.state]), "is_mine": line.turn == viewer.actor.region,
             "is_late": line.turn_due_on is not None and line.turn_due_on < today()}
            for line in found.lines
        ],
        "states": [(x.value, viewer.say(words)) for x, words in STATE_WORDS.items() if x is not VolumeState.DRAFT],
        "places": _places(viewer), "may_review": viewer.may(Act.VBP_REVIEW),
    }  # fmt: skip
    return render(request, "pages/vbp_volumes_call.html", shown)


def _seen(viewer: Viewer, key: int) -> queries.CallView:
    """The call, for who reads the reports of a place."""
    require(viewer.actor, Act.VBP_READ, viewer.actor.region, regions=regions())
    return queries.call_of(key, viewer.actor)


def _place(request: HttpRequest, viewer: Viewer) -> str:
    """The place that was asked for where it lies in the viewer's own, else "" for all of it."""
    asked = request.GET.get("place", "")
    return asked if asked and regions().within(asked, viewer.actor.region) else ""


def _places(viewer: Viewer) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in regions().children(viewer.actor.region)]


def _head(one: queries.CallView, viewer: Viewer, tab: str) -> dict[str, object]:
    return {
        "call": one, "state": viewer.say(CALL_WORDS[one.state]), "is_open": one.state is CallState.OPEN, "tab": tab,
        "keeps": viewer.may(Act.VBP_ROUND_KEEP, one.region) and one.state is CallState.OPEN,
    }  # fmt: skip


def agree(request: HttpRequest, key: int) -> HttpResponse:
    """Agree to the chosen reports, all of them or none."""
    viewer, numbers = viewer_of(request), request.POST.getlist("number")
    return done(
        request, viewer, lambda: actions.agree(numbers, actor=viewer.actor, at=now(), book=volume_book()),
        (f"已审核通过 {len(numbers)} 份。", f"{len(numbers)} reports are agreed to."), "vbp_volume_call", str(key),
        query="?mine=yes",
    )  # fmt: skip


def found(request: HttpRequest, key: int) -> HttpResponse:
    """What comparing with last year's purchases finds."""
    viewer, place, given = viewer_of(request), _place(request, viewer_of(request)), request.GET.get("kind", "")
    one = _seen(viewer, key)
    kind = FindingKind(given) if given in set(FindingKind) else None
    result = findings(key, viewer.actor, today(), book=volume_book(), place=place, kind=kind)
    file = exported(request, {"findings": lambda: _finding_table(result.findings[:ASKED], viewer)})
    if file is not None:
        return file
    shown = {
        **_head(one, viewer, "findings"), "result": result, "places": _places(viewer), "place": place, "kind": given,
        "kinds": [(x.value, viewer.say(words)) for x, words in FINDING_WORDS.items()],
        "counts": [
            (viewer.say(FINDING_WORDS[x]), sum(line.kind is x for line in result.findings)) for x in FindingKind
        ],
        "lines": [
            {"one": line, "kind": viewer.say(FINDING_WORDS[line.kind]),
             "explained": viewer.say(EXPLAINED_WORDS[line.explained]), "clause": _clause(line)}
            for line in result.findings[:SHOWN]
        ],
        "more": max(0, len(result.findings) - SHOWN), "is_over": today() > one.due_on,
    }  # fmt: skip
    return render(request, "pages/vbp_volumes_findings.html", shown)


def _clause(line: FindingView) -> str:
    return f"{FINDING_CLAUSE}、{FLOOR_CLAUSE}" if line.kind is FindingKind.UNDER_REPORTED else FINDING_CLAUSE


def days(request: HttpRequest, key: int) -> HttpResponse:
    """Who has not reported, by when each has to, and the days that were set instead, with their reasons."""
    viewer = viewer_of(request)
    one, place = _seen(viewer, key), _place(request, viewer)
    rows = queries.standing(call_row(key), place or viewer.actor.region)
    file = exported(request, {"days": lambda: _day_table(rows, viewer)})
    if file is not None:
        return file
    silent = [row for row in rows if not row.is_reported]
    entry = volume_book().entry(REPORT_DAYS, one.region, one.opened_at.date())
    shown = {
        **_head(one, viewer, "days"), "totals": queries.totals_of(rows, today()), "later": later_days(key),
        "lines": [{"one": row, "is_late": row.is_late(today())} for row in silent[:SHOWN]],
        "more": max(0, len(silent) - SHOWN), "places": _places(viewer), "place": place, "entry": entry,
    }  # fmt: skip
    return render(request, "pages/vbp_volumes_days.html", shown)


def set_day(request: HttpRequest, key: int) -> HttpResponse:
    """Set another day, for everybody or for one organisation."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        day = day_given(given.get("due_on", ""))
        actions.set_day(
            key, day, reason=given.get("reason", ""), actor=viewer.actor, at=now(),
            organisation=given.get("organisation", "").replace("\x00", "").strip(),
        )  # fmt: skip

    return done(request, viewer, work, ("截止日期已调整。", "The day is set."), "vbp_volume_days", str(key))


def close(request: HttpRequest, key: int) -> HttpResponse:
    """End reporting."""
    viewer, reason = viewer_of(request), request.POST.get("reason", "")
    return done(
        request, viewer, lambda: actions.close_call(key, actor=viewer.actor, at=now(), reason=reason),
        ("报量已结束，结果可供分配约定采购量。", "Reporting is closed; agreed volumes can be allocated."),
        "vbp_volume_call", str(key),
    )  # fmt: skip


def _report_table(lines: list[queries.ReportView], viewer: Viewer) -> Table:
    return Table(
        REPORTS,
        [
            [one.number, one.organisation, one.name, viewer.place(one.region), one.is_alliance,
             viewer.say(STATE_WORDS[one.state]), viewer.place(one.turn) if one.turn else "", one.turn_due_on,
             one.filed_at, one.lines, one.told, one.less, one.explained, one.refused]
            for one in lines
        ],
    )  # fmt: skip


def _finding_table(lines: tuple[FindingView, ...], viewer: Viewer) -> Table:
    return Table(
        FINDINGS,
        [
            [viewer.say(FINDING_WORDS[one.kind]), one.organisation, one.name, viewer.place(one.region), one.lot,
             one.drug, one.unit, one.last, one.floor, one.reported, viewer.say(EXPLAINED_WORDS[one.explained]),
             one.lots, _clause(one)]
            for one in lines
        ],
    )  # fmt: skip


def _day_table(rows: list[queries.Standing], viewer: Viewer) -> Table:
    return Table(
        DAYS,
        [
            [one.organisation, one.name, viewer.place(one.region), one.reporter if one.number else "", one.number,
             viewer.say(STATE_WORDS[one.state]) if one.state else "", one.due_on, one.is_late(today())]
            for one in rows
        ],
    )  # fmt: skip
