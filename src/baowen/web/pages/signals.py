"""Signals: the list, one signal down to its rows, and the verdict that it is no clue. MON-1, MON-2."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, rulebook, serving
from baowen.core.clock import now, today
from baowen.core.money import plain
from baowen.core.paging import key_of
from baowen.core.policy import Entry
from baowen.core.policy.words import entry_words
from baowen.lake.serving.queries.signals import SignalChange, SignalFound, listed_signals
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.queries import last_day
from baowen.monitor.row_headings import coded_words, row_headings
from baowen.monitor.seeing import narrowed, place_to_unfold, places_seen, seen_signal
from baowen.monitor.unfold import Unfolded, unfold
from baowen.monitor.words import SEVERITIES, SIGNAL_STATES, basis_words
from baowen.orgs.permissions import Act
from baowen.price.kinds import OriginKind
from baowen.respond.actions.from_signals import dismiss_signal
from baowen.respond.kinds import DISMISSAL_WORDS, Dismissal
from baowen.respond.queries import case_of_signal, step_words
from baowen.respond.states import STATE_WORDS
from baowen.web.charts import line_chart
from baowen.web.deeds import done
from baowen.web.exports import ASKED, Table, exported
from baowen.web.pages.price_link import is_about_prices, price_link
from baowen.web.pages.signal_table import signal_table
from baowen.web.panels.signals import signal_line
from baowen.web.panels.work import SIGNAL_CHANGES, day_before
from baowen.web.viewer import Viewer, regions, viewer_of

PAGE = 50
ROWS = 100


def signals(request: HttpRequest) -> HttpResponse:
    """Signals in force, the gravest first, or those that changed since yesterday; by place, severity and indicator."""
    viewer = viewer_of(request)
    places_seen(viewer.actor)
    code = request.GET.get("place") or viewer.actor.region
    here = regions().get(code)
    if here is None or not regions().within(code, viewer.actor.region):
        raise Http404
    severity = request.GET.get("severity", "")
    indicator = request.GET.get("indicator", "")
    skip = _skip(request.GET.get("after", ""))
    opened, change, as_of = serving(), _change(request.GET.get("change", "")), last_day()
    changed = (change, day_before(as_of)) if change is not None and as_of is not None else None

    def listed(skip: int, most: int) -> list[SignalFound]:
        return [] if opened is None else listed_signals(
            opened, place=here.key, within=viewer.key, severity=severity if severity in SEVERITIES else "",
            indicator=indicator if indicator in INDICATORS else "", changed=changed, skip=skip, most=most,
        )  # fmt: skip

    file = exported(request, {"signals": lambda: signal_table(listed(0, ASKED), viewer)})
    if file is not None:
        return file
    found = listed(skip, PAGE + 1)
    shown = {
        "here": here,
        "lines": [signal_line(one, viewer, tells_was=change is SignalChange.GRAVER) for one in found[:PAGE]],
        "next": skip + PAGE if len(found) > PAGE else None,
        "severities": [(name, viewer.say(words), name == severity) for name, words in SEVERITIES.items()],
        "indicators": [
            (one.name, viewer.say((one.zh, one.en)), one.name == indicator) for one in INDICATORS.values()
        ],
        "changes": [(one.value, viewer.say(words), one is change) for one, words in SIGNAL_CHANGES.items()],
        "change": change.value if change else "",
        "title": viewer.say(SIGNAL_CHANGES[change] if change else ("持续中的预警", "Signals in force")),
        "since": changed[1] if changed else None,
        "severity": severity,
        "indicator": indicator,
        "has_run": opened is not None,
    }  # fmt: skip
    return render(request, "pages/signals.html", shown)


def _change(given: str) -> SignalChange | None:
    return SignalChange(given) if given in set(SignalChange) else None


def _skip(given: str) -> int:
    try:
        return key_of(given) if given else 0
    except ValueError:
        return 0


def signal(request: HttpRequest, number: str) -> HttpResponse:
    """One signal: what it says, by which rule, how it came about, and who has to act."""
    viewer = viewer_of(request)
    places = places_seen(viewer.actor)
    detail = seen_signal(number, places)
    if request.method == "POST":
        return _dismissed(request, number, viewer)
    place = place_to_unfold(detail, places, request.GET.get("place", ""))

    def unfolded(limit: int) -> Unfolded:
        month = request.GET.get("month") or None
        return unfold(home(), number, month=month, place=place, limit=limit, detail=detail)

    file = exported(
        request,
        {
            "months": lambda: _month_table(_months(unfolded(0), viewer, places)),
            "parameters": lambda: _parameter_table(unfolded(0), viewer),
            "rows": lambda: _row_table(unfolded(ASKED), viewer),
        },
    )
    return file or render(request, "pages/signal.html", _shown(unfolded(ROWS), viewer, places))


def _shown(found: Unfolded, viewer: Viewer, places: frozenset[str] | None) -> dict[str, Any]:
    row = narrowed(found.detail.row, places)
    months = _months(found, viewer, places)
    own = case_of_signal(viewer.actor, row.number, book=rulebook())
    # A consequence has no case of its own: whoever works on its cause works on it.
    cause = "" if own else row.merged_into or row.silenced_by
    case = case_of_signal(viewer.actor, cause, book=rulebook()) if cause else own
    indicator = found.indicator
    return {
        "row": row,
        "title": viewer.say((indicator.zh, indicator.en)),
        "formula": viewer.say((indicator.formula_zh, indicator.formula_en)),
        "unit": viewer.say((indicator.unit_zh, indicator.unit_en)),
        "page": indicator.page,
        "severity_words": viewer.say(SEVERITIES[row.severity]),
        "worst_words": viewer.say(SEVERITIES[row.worst_severity]),
        "state_words": viewer.say(SIGNAL_STATES[row.state]),
        "basis": viewer.say(basis_words(row.basis)),
        "place": found.chosen.place,
        "about": found.chosen.about,
        "month": found.month,
        "months": months,
        "chart": _chart(months, found, viewer),
        "parameters": [_parameter(one, viewer) for one in found.parameters],
        "consequences": found.detail.consequences,
        **_rows(found, viewer),
        "case": case,
        "case_of": cause,
        "case_state": viewer.say(STATE_WORDS[case.state]) if case else "",
        "step": viewer.say(step_words(case.next_step.step)) if case and case.next_step else "",
        "today": today(),
        **price_link(
            OriginKind.SIGNAL, row.number, viewer, is_price=is_about_prices(row.indicator, viewer.actor.region)
        ),
        "may_dismiss": own is None and viewer.may(Act.SIGNAL_DISMISS, row.region_code),
        "dismissals": [(one.value, viewer.say(words)) for one, words in DISMISSAL_WORDS.items()],
    }  # fmt: skip


def _months(found: Unfolded, viewer: Viewer, places: frozenset[str] | None) -> list[dict[str, Any]]:
    """The months of the signal at the places that the viewer sees."""
    names = found.chosen.names
    return [
        {
            "month": one.month, "place": names.region(one.region), "severity": one.severity,
            "severity_words": viewer.say(SEVERITIES[one.severity]), "value": one.value, "reference": one.reference,
            "threshold": one.threshold, "n": one.n, "held": one.held, "silenced_by": one.silenced_by,
        }
        for one in found.detail.sightings
        if places is None or names.region(one.region)[0] in places
    ]  # fmt: skip


def _month_table(months: list[dict[str, Any]]) -> Table:
    headings = (
        ("月份", "Month"), ("地区代码", "Place code"), ("地区", "Place"), ("级别", "Severity"), ("数值", "Value"),
        ("参照", "Compared with"), ("阈值", "Threshold"), ("涉及行数", "Rows"),
    )  # fmt: skip
    names = ("severity_words", "value", "reference", "threshold", "n")
    return Table(headings, [[one["month"], *one["place"], *(one[name] for name in names)] for one in months])


def _parameter_table(found: Unfolded, viewer: Viewer) -> Table:
    headings = (("条目", "Entry"), ("值", "Value"), ("条款", "Clause"), ("依据", "Basis"))
    return Table(headings, [_parameter(one, viewer) for one in found.parameters])


def _row_table(found: Unfolded, viewer: Viewer) -> Table:
    rows = _rows(found, viewer)
    return Table([(heading, heading) for heading in rows["headings"]], rows["rows"])


def _parameter(one: Entry, viewer: Viewer) -> tuple[str, str, str, str]:
    """Key, value in words, clause, and what it rests on."""
    words = entry_words(one, chinese=not viewer.english)
    return one.key, words, one.clause, viewer.say(basis_words(str(one.basis)))


def _chart(months: list[dict[str, Any]], found: Unfolded, viewer: Viewer) -> dict[str, Any] | None:
    """The value over time at the place that is unfolded, beside its threshold and what it is compared with."""
    mine = [one for one in months if one["place"][0] == found.chosen.place[0]]
    by_month = {one["month"]: one for one in mine}
    if len(by_month) < 2:
        return None
    lines = {
        ("数值", "value"): [one["value"] for one in by_month.values()],
        ("参照", "compared with"): [one["reference"] for one in by_month.values()],
        ("阈值", "threshold"): [one["threshold"] for one in by_month.values()],
    }
    return line_chart(list(by_month), {viewer.say(words): values for words, values in lines.items()})


def _rows(found: Unfolded, viewer: Viewer) -> dict[str, Any]:
    """The rows as their sender would name them, without what is the same in all."""
    same = {"region", "month", f"{found.chosen.found.subject_type}_code"}
    kept = [
        name for name in found.rows.columns if name not in same and found.rows[name].null_count() < found.rows.height
    ]
    headings, codes = row_headings(english=viewer.english), coded_words(english=viewer.english)
    words = [codes.get(name, {}) for name in kept]
    return {
        "headings": [headings.get(name, name) for name in kept],
        "rows": [
            [known.get(text, text) for known, text in zip(words, map(_cell, cells), strict=True)]
            for cells in found.rows.select(kept).iter_rows()
        ],
        "total": found.total,
    }


def _cell(cell: object) -> str:
    """A cell as its sender would write it: days as 2026-11-30, numbers without needless zeros."""
    if isinstance(cell, Decimal):
        return plain(cell)
    return "" if cell is None else str(cell)


def _dismissed(request: HttpRequest, number: str, viewer: Viewer) -> HttpResponse:
    found, given = seen_signal(number, places_seen(viewer.actor)), request.POST
    return done(
        request, viewer,
        lambda: dismiss_signal(
            found.row, Dismissal(given.get("why", "")), given.get("words", "").strip(), actor=viewer.actor, at=now(),
            book=rulebook(),
        ),
        ("已排除，并计入检出评价。", "Dismissed; detection is judged by it."), "signal", number,
    )  # fmt: skip
