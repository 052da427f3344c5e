"""What prescriptions show: recorded indicators of a place's institutions, and of one with its trend and peers.

HOS-2.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.hospital.shares.kinds import CLASS_WORDS
from baowen.hospital.shares.prescribing import FORMULAS, MEASURE_WORDS, Measure
from baowen.hospital.shares.queries.prescriptions import (
    PrescriptionLine,
    own_prescriptions,
    prescription_lines,
    prescription_months,
)
from baowen.orgs.permissions import Act
from baowen.web.charts import Option, line_chart
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import one_of, options_of
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN, LEAST_POINTS = 200, 2


def overview(request: HttpRequest) -> HttpResponse:
    """The institutions of a place in a month; a hospital sees its own page."""
    viewer, given = viewer_of(request), request.GET
    if not viewer.may(Act.HOSPITAL_READ):
        return institution(request, viewer.actor.organisation)
    place = regions().require(given.get("place", "").strip() or viewer.actor.region).code
    months = prescription_months(home())
    month = given.get("month", "") if given.get("month", "") in months else (months[0] if months else "")
    lines = prescription_lines(home(), viewer.actor, region=place, month=month)
    file = exported(request, {"prescriptions": lambda: _table(lines, viewer)})
    if file is not None:
        return file
    return render(request, "pages/hospital_prescriptions.html", {
        "lines": [_line(one, viewer) for one in lines[:SHOWN]], "total": len(lines), "place": place, "months": months,
        "month": month, "measures": _measures(viewer), "is_list": True,
    })  # fmt: skip


def institution(request: HttpRequest, code: str) -> HttpResponse:
    """One institution's months, with the median of its peers."""
    viewer, given = viewer_of(request), request.GET
    lines = own_prescriptions(home(), viewer.actor, code)
    file = exported(request, {"prescriptions": lambda: _table(lines, viewer)})
    if file is not None:
        return file
    chosen = one_of(Measure, given.get("measure", "")) or Measure.INFUSION
    return render(request, "pages/hospital_prescriptions.html", {
        "lines": [_line(one, viewer) for one in lines], "name": lines[0].name if lines else code, "code": code,
        "measures": _measures(viewer), "chart": _chart(lines, chosen, viewer), "chosen": chosen.value,
        "options": options_of(MEASURE_WORDS, viewer, chosen.value), "chosen_words": viewer.say(MEASURE_WORDS[chosen]),
    })  # fmt: skip


def _measures(viewer: Viewer) -> list[tuple[str, str]]:
    return [(viewer.say(words), viewer.say(FORMULAS[one])) for one, words in MEASURE_WORDS.items()]


def _chart(lines: list[PrescriptionLine], measure: Measure, viewer: Viewer) -> Option | None:
    shown = list(reversed(lines))
    if len(shown) < LEAST_POINTS:
        return None

    def points(values: list[float | None]) -> list[float | None]:
        return [None if value is None else round(value * 100, 1) for value in values]

    own, peers = viewer.say(("本机构", "this institution")), viewer.say(("同级中位数", "median of its level"))
    held = {own: points([one.shares[measure] for one in shown]), peers: points([one.peers[measure] for one in shown])}
    return line_chart([one.month for one in shown], held, unit="%")


def _line(one: PrescriptionLine, viewer: Viewer) -> dict[str, Any]:
    cells = [
        {"words": viewer.say(MEASURE_WORDS[measure]), "share": one.shares[measure], "peers": one.peers[measure],
         "change": "" if (change := one.changes[measure]) is None else f"{change * 100:+.1f}"}
        for measure in Measure
    ]  # fmt: skip
    return {"one": one, "level": viewer.say(CLASS_WORDS.get(one.level, ("", ""))), "cells": cells}


def _table(lines: list[PrescriptionLine], viewer: Viewer) -> Table:
    headings = [
        ("机构代码", "Code"),
        ("医疗机构", "Institution"),
        ("地区", "Place"),
        ("等级", "Level"),
        ("月份", "Month"),
    ]
    for zh, en in MEASURE_WORDS.values():
        headings += [(zh, en), (f"{zh}：同级中位数", f"{en}: median of its level")]
    rows: list[list[object]] = []
    for one in lines:
        row: list[object] = [one.code, one.name, viewer.place(one.region) if one.region else None,
                             viewer.say(CLASS_WORDS.get(one.level, ("", ""))), one.month]  # fmt: skip
        for measure in Measure:
            row += [one.shares[measure], one.peers[measure]]
        rows.append(row)
    return Table(headings, rows)
