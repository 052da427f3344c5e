"""Hospital reports: what is short, nothing is short, who has said nothing; filed, corrected, reviewed. COL-2, COL-3."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import home, report_book
from baowen.collect.reports.actions import filing, reviewing
from baowen.collect.reports.kinds import SHORTAGE_REASONS, UNIT_WORDS, QuantityUnit
from baowen.collect.reports.queries import (
    ReportView,
    own_standing,
    report_page,
    reporting_state,
    reports_of,
    search_drugs,
)
from baowen.collect.reports.rules import STANDING_WORDS, Drug, HospitalMonth, Shortage, Standing
from baowen.collect.reports.states import REPORT_STATE_WORDS, ReportState
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.web.dates import month_given
from baowen.web.deeds import done
from baowen.web.exports import all_pages, exported
from baowen.web.pages.attachments import kept_files, uploaded
from baowen.web.pages.report_table import hospital_table, report_table
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, regions, viewer_of

PAGE = 200
# What each figure of a month counts: its words, and the standings of the hospitals among it.
STANDINGS: dict[str, tuple[tuple[str, str], frozenset[Standing]]] = {
    "missing": (("未报的医院", "Hospitals that said nothing"), frozenset({Standing.MISSING})),
    "zero": (("零报告的医院", "Hospitals with a zero report"), frozenset({Standing.ZERO})),
    "reported": (("有短缺的医院", "Hospitals with shortages"), frozenset({Standing.REPORTED})),
    "received": (("已报的医院", "Hospitals that reported"), frozenset({Standing.ZERO, Standing.REPORTED})),
    "on_time": (("按时报的医院", "Hospitals that reported on time"), frozenset({Standing.ZERO, Standing.REPORTED})),
    "expected": (("应报的医院", "Hospitals that owe a report"), frozenset(Standing)),
}
FIELDS = ("drug_name", "product_code", "needed", "unit", "stock", "days_left", "cause", "tried", "substitute", "note")


def reports(request: HttpRequest) -> HttpResponse:
    """A hospital's own month with its forms; for departments the reports and who has said nothing."""
    viewer = viewer_of(request)
    if viewer.may(Act.REPORT_FILE):
        return _own(request, viewer)
    month, place = _month(request), request.GET.get("place") or viewer.actor.region
    here = regions().get(place)
    if here is None or not regions().within(place, viewer.actor.region):
        raise Http404
    state = reporting_state(viewer.actor, place, month, book=report_book())

    def page(cursor: str, limit: int = PAGE) -> Paged[ReportView]:
        return report_page(viewer.actor, book=report_book(), place=place, month=month, cursor=cursor, limit=limit)

    name, listed = _of_standing(request, state.hospitals)
    file = exported(
        request,
        {
            "reports": lambda: report_table(all_pages(page), viewer),
            "hospitals": lambda: hospital_table(listed, month, viewer),
        },
    )
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    shown = {
        "month": month, "before": month.plus(-1), "after": month.plus(1) if month < Month.of(today()) else None,
        "here": here, "is_own": place == viewer.actor.region, "state": state,
        "lines": [_line(one, viewer) for one in found.lines], "cursor": found.cursor,
        "may_review": viewer.may(Act.REPORT_REVIEW),
        **_hospitals(request, viewer, name, listed),
    }  # fmt: skip
    return render(request, "pages/reports.html", shown)


def _of_standing(request: HttpRequest, every: Sequence[HospitalMonth]) -> tuple[str, list[HospitalMonth]]:
    """The hospitals of one standing, those that said nothing where none is named."""
    given = request.GET.get("standing", "")
    name = given if given in STANDINGS else "missing"
    wanted = STANDINGS[name][1]
    return name, [one for one in every if one.standing in wanted and (name != "on_time" or one.is_in_time)]


def _hospitals(request: HttpRequest, viewer: Viewer, name: str, listed: Sequence[HospitalMonth]) -> dict[str, Any]:
    """A page of them."""
    words, skipped = STANDINGS[name][0], request.GET.get("skip", "")
    skip = int(skipped) if skipped.isdecimal() and len(skipped) < 7 else 0
    return {
        "standing": name, "standing_words": viewer.say(words),
        "hospitals": [(one, viewer.say(STANDING_WORDS[one.standing])) for one in listed[skip : skip + PAGE]],
        "hospitals_total": len(listed), "next": skip + PAGE if len(listed) > skip + PAGE else None,
    }  # fmt: skip


def _month(request: HttpRequest) -> Month:
    given = request.GET.get("month") or request.POST.get("month") or ""
    try:
        return month_given(given) if given else Month.of(today())
    except BaowenError:
        return Month.of(today())


def _line(one: Any, viewer: Viewer) -> dict[str, Any]:
    return {
        "report": one,
        "cause": viewer.say(SHORTAGE_REASONS[one.cause]) if one.cause in SHORTAGE_REASONS else one.cause,
        "unit": viewer.say(UNIT_WORDS[one.unit]),
        "state": viewer.say(REPORT_STATE_WORDS[one.state]),
        "is_returned": one.state is ReportState.RETURNED,
    }


def _own(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    month = _month(request)
    due = report_book().window_of(viewer.actor.region, month)
    mine = own_standing(viewer.actor, month, book=report_book())
    filed = reports_of(viewer.actor, book=report_book(), month=month)
    file = exported(request, {"reports": lambda: report_table(filed, viewer)})
    if file is not None:
        return file
    shown = {
        "month": month, "before": month.plus(-1), "after": month.plus(1) if month < Month.of(today()) else None,
        "due": due, "is_over": today() > due.window.due_on,
        "standing": viewer.say(STANDING_WORDS[mine]), "is_missing": mine is Standing.MISSING,
        "lines": [_line(one, viewer) for one in filed],
        "units": [(one.value, viewer.say(words)) for one, words in UNIT_WORDS.items()],
        "causes": [(value, viewer.say(words)) for value, words in SHORTAGE_REASONS.items()],
        "given": {name: request.POST.get(name, "") for name in FIELDS},
    }  # fmt: skip
    return render(request, "pages/own_reports.html", shown)


def drug_options(request: HttpRequest) -> HttpResponse:
    """What fits the text typed into the drug field, for the list below it."""
    viewer_of(request)
    text = request.GET.get("drug_name", "").strip()[:100]
    found = search_drugs(home(), text, limit=12) if text else []
    return render(request, "pages/drug_options.html", {"found": found, "text": text})


def file_shortage(request: HttpRequest) -> HttpResponse:
    """File one drug as short; what was typed stays on the page where it could not be filed."""
    viewer = viewer_of(request)
    try:
        facts = _facts(request)
        filed = filing.file_shortage(
            viewer.actor.organisation, facts, actor=viewer.actor, at=now(), replaces=request.POST.get("replaces", ""),
            attachments=kept_files(uploaded(request)),
        )  # fmt: skip
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        if request.FILES:
            messages.warning(
                request, viewer.say(("没有提交，请重新选择附件。", "Nothing was filed: choose the files again."))
            )
        return _own(request, viewer)
    said = (f"已填报 {filed.number}。", f"Filed as {filed.number}.")
    messages.success(request, viewer.say(said))
    return _back(facts.month)


def _facts(request: HttpRequest) -> Shortage:
    given = request.POST
    return Shortage(
        month=month_given(given.get("month", "")),
        drug=Drug(name=given.get("drug_name", "").strip(), product_code=given.get("product_code", "").strip()),
        needed=quantity_given(given.get("needed", ""), "需要数量", "the quantity needed") or Decimal(0),
        unit=QuantityUnit(given.get("unit") or QuantityUnit.PACK),
        stock=quantity_given(given.get("stock", ""), "现有库存", "the stock"),
        days_left=quantity_given(given.get("days_left", ""), "可用天数", "the days left"),
        cause=given.get("cause", ""),
        tried=given.get("tried", "").strip(), substitute=given.get("substitute", "").strip(),
        note=given.get("note", "").strip(),
    )  # fmt: skip


def file_zero(request: HttpRequest) -> HttpResponse:
    """Say in one click that nothing is short in the month."""
    viewer, month = viewer_of(request), _month(request)
    return done(
        request, viewer, lambda: filing.file_zero(viewer.actor.organisation, month, actor=viewer.actor, at=now()),
        (f"{month} 零报告已填报。", f"The zero report of {month} is filed."), "reports", query=f"?month={month}",
    )  # fmt: skip


def withdraw(request: HttpRequest) -> HttpResponse:
    """Take back an own report, with a reason."""
    viewer, number = viewer_of(request), request.POST.get("number", "")
    return done(
        request, viewer,
        lambda: filing.withdraw(number, why=request.POST.get("why", ""), actor=viewer.actor, at=now()),
        (f"{number} 已撤回。", f"{number} is withdrawn."), "reports", query=f"?month={_month(request)}",
    )  # fmt: skip


def review(request: HttpRequest) -> HttpResponse:
    """Pass a report on to the next level, or return it to its hospital."""
    viewer, number, reason = viewer_of(request), request.POST.get("number", ""), request.POST.get("reason", "").strip()
    move = reviewing.return_report if request.POST.get("what") == "return" else reviewing.review
    return done(
        request, viewer, lambda: move(number, reason=reason, actor=viewer.actor, at=now(), book=report_book()),
        (f"{number} 已办理。", f"{number} is done."), "reports", query=f"?month={_month(request)}",
    )  # fmt: skip


def _back(month: Month) -> HttpResponse:
    answer = redirect("reports")
    answer["Location"] += f"?month={month}"
    return answer
