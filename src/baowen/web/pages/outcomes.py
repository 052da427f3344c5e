"""The pages of what measures did: which worked for which kind of shortage, and one measure with its readings. RSP-3."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.orgs.permissions import Act
from baowen.outcomes.actions import Known, follow, note_known
from baowen.outcomes.kinds import CAUSE_WORDS, Cause
from baowen.outcomes.queries import FollowedView, followed_measures, followed_of, what_worked
from baowen.outcomes.rules import Compared, Supply
from baowen.respond.kinds import MEASURE_WORDS, OUTCOME_WORDS
from baowen.respond.queries.measures import measure_of
from baowen.web.charts import Option, line_chart
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import doing_of, options_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

WORKED = (
    ("措施", "Measure"), ("短缺原因", "Why it is short"), ("措施数", "Measures"), ("已有结果", "Ended"),
    ("有效或部分有效", "Worked, wholly or in part"), ("前后都有读数", "Read before and after"),
    ("措施前可用天数（中位）", "Days before (median)"), ("最近可用天数（中位）", "Days at last (median)"),
    ("变化（天，中位）", "Change (days, median)"), ("费用（元，中位）", "Cost (yuan, median)"),
    ("受益患者", "Patients"),
)  # fmt: skip
FOLLOWED = (
    ("案件", "Case"), ("措施编号", "Measure"), ("措施", "Kind"), ("药品", "Drug"), ("地区", "Place"),
    ("短缺原因", "Why it is short"), ("开始", "Begun on"), ("措施前可用天数", "Days before"),
    ("最近可用天数", "Days at last"), ("最近读数日", "Last read"), ("变化（天）", "Change (days)"),
    ("到货机构的变化（天）", "Change where it arrived (days)"), ("患者", "Patients"), ("费用（元）", "Cost (yuan)"),
    ("结果", "Outcome"),
)  # fmt: skip
READ = (
    ("日期", "Day"), ("库存（最小单位）", "Stock (smallest units)"), ("日均用量", "Daily use"), ("可用天数", "Days"),
    ("盘点机构数", "Counted"), ("最早盘点日", "Oldest count"), ("最晚盘点日", "Newest count"),
    ("其中无库存", "Of them empty"), ("到货机构数", "Reached"),
    ("到货机构可用天数", "Days where it arrived"),
)  # fmt: skip


def outcomes(request: HttpRequest) -> HttpResponse:
    """Which measures worked for which kind of shortage, and the measures behind it."""
    viewer, given = viewer_of(request), request.GET.get("cause", "")
    cause = Cause(given) if given in tuple(Cause) else None
    found = followed_measures(viewer.actor, book=rulebook(), cause=cause)
    worked = what_worked(found)
    file = exported(
        request,
        {
            "worked": lambda: Table(WORKED, [_worked_row(one, viewer) for one in worked]),
            "followed": lambda: Table(FOLLOWED, [_followed_row(one, viewer) for one in found]),
        },
    )
    if file is not None:
        return file
    shown = {
        "worked": [_worked(one, viewer) for one in worked], "followed": [line(one, viewer) for one in found],
        "causes": options_of(CAUSE_WORDS, viewer, given),
    }  # fmt: skip
    return render(request, "pages/outcomes.html", shown)


def one(request: HttpRequest, measure: int) -> HttpResponse:
    """One measure: what was read, what it moved; or the form that begins to follow it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _act(request, measure, viewer)
    about = measure_of(measure, viewer.actor, book=rulebook())
    found = followed_of(measure, viewer.actor, book=rulebook())
    file = exported(
        request, {"readings": lambda: Table(READ, [_read_row(row) for row in found.readings])} if found else {}
    )
    if file is not None:
        return file
    shown: dict[str, Any] = {
        "about": about, "kind": viewer.say(MEASURE_WORDS[about.measure.kind][:2]),
        "clause": MEASURE_WORDS[about.measure.kind][2],
        "outcome": viewer.say(OUTCOME_WORDS[about.measure.outcome]) if about.measure.outcome else "",
        "may": viewer.may(Act.CASE_MOVE, about.region), "causes": options_of(CAUSE_WORDS, viewer), "today": today(),
        "found": None,
    }  # fmt: skip
    if found is not None:
        shown |= {"found": found, "line": line(found, viewer), "chart": chart(found, viewer)}
    return render(request, "pages/outcome.html", shown)


def line(one: FollowedView, viewer: Viewer) -> dict[str, Any]:
    """A measure in words, for lists and for the page of its drug."""
    kind = one.measure.measure
    return {
        "one": one, "kind": viewer.say(MEASURE_WORDS[kind.kind][:2]), "cause": viewer.say(CAUSE_WORDS[one.cause]),
        "outcome": viewer.say(OUTCOME_WORDS[kind.outcome]) if kind.outcome else "",
        "before": one.change.before, "after": one.change.after, "gained": one.change.gained,
        "where_reached": one.change.gained_where_reached,
    }  # fmt: skip


def chart(found: FollowedView, viewer: Viewer) -> Option | None:
    """Days of supply on each day that was read, in the place and where the measure arrived."""
    if len(found.readings) < 2:
        return None
    days = [str(one.on) for one in found.readings]
    lines = {viewer.say(("本地区可用天数", "days of supply here")): [_float(one.days) for one in found.readings]}
    if any(one.reached for one in found.readings):
        lines[viewer.say(("到货机构可用天数", "where it arrived"))] = [
            _float(one.reached_days) for one in found.readings
        ]
    return line_chart(days, lines, unit=viewer.say(("天", "days")))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _worked(one: Compared, viewer: Viewer) -> dict[str, Any]:
    return {"one": one, "kind": viewer.say(MEASURE_WORDS[one.kind][:2]), "cause": viewer.say(CAUSE_WORDS[one.cause])}


def _worked_row(one: Compared, viewer: Viewer) -> list[object]:
    return [
        viewer.say(MEASURE_WORDS[one.kind][:2]), viewer.say(CAUSE_WORDS[one.cause]), one.measures, one.ended,
        one.worked, one.measured, one.days_before, one.days_after, one.gained, one.cost, one.patients,
    ]  # fmt: skip


def _followed_row(one: FollowedView, viewer: Viewer) -> list[object]:
    shown, measure = line(one, viewer), one.measure.measure
    before, after = one.change.before, one.change.after
    return [
        one.measure.case, measure.id, shown["kind"], one.drug, viewer.place(one.region), shown["cause"], one.begun_on,
        before and before.days, after and after.days, after and after.on, one.change.gained,
        one.change.gained_where_reached, one.patients, one.cost, shown["outcome"],
    ]  # fmt: skip


def _read_row(row: Supply) -> list[object]:
    return [
        row.on, row.stock, row.daily_use, row.days, row.hospitals,
        row.counted_first, row.counted_last, row.empty, row.reached, row.reached_days,
    ]  # fmt: skip


def _act(request: HttpRequest, measure: int, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer, request.POST.get("reason", ""))

    def begin() -> None:
        follow(
            measure, Cause(given.get("cause", "")), begun_on=day_given(given.get("begun_on", "")), home=home(),
            doing=doing, product_code=given.get("product", "").strip(),
        )  # fmt: skip

    def note() -> None:
        patients = quantity_given(given.get("patients", ""), "患者数", "the number of patients")
        known = Known(
            patients=None if patients is None else int(patients), patients_from=given.get("patients_from", ""),
            cost=quantity_given(given.get("cost", ""), "费用", "the cost"),
        )  # fmt: skip
        note_known(measure, known, doing)

    work = note if given.get("what") == "note" else begin
    return done(request, viewer, work, ("已登记。", "Recorded."), "outcome", str(measure))
