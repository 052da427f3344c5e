"""警戒线: how hospitals and distributors stand against their lines, and the lines themselves. RSV-2, HOS-3, COL-5."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import home
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act
from baowen.orgs.queries import members_of, names_of
from baowen.reserve.lines.actions.lines import NewLine, set_line, withdraw_line
from baowen.reserve.lines.kinds import LINE_FOR_WORDS, MEASURE_WORDS, SOURCE_WORDS, STANDING_WORDS, LineFor, Measure
from baowen.reserve.lines.queries.lines import LineView, Standings, holders_called, line_page, sees_region, standings
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, optional_day
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

CLASS_WORDS = {
    "emergency": ("急（抢）救", "emergency"), "easily_short": ("易短缺", "easily short"),
    "ordinary": ("普通", "ordinary"),
}  # fmt: skip
SHORT = "below"
STATES = {SHORT: ("低于警戒线和断货", "below the line or out"), **STANDING_WORDS}
SHOWN = 50
STANDING_HEADINGS = (
    ("机构代码", "Code"), ("机构", "Organisation"), ("药品", "Drug"), ("类别", "Class"), ("单位", "Unit"),
    ("库存", "Stock"), ("盘点日期", "Counted on"), ("日均用量", "Daily use"), ("警戒线", "Line"),
    ("警戒线来源", "Line by"), ("条款", "Clause"), ("可用天数", "Days of supply"), ("缺口", "Short by"),
    ("超出", "Over the line"), ("状态", "State"),
)  # fmt: skip
COVERING_HEADINGS = (
    ("药品", "Drug"), ("医疗机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("缺口", "Short by"),
    ("配送企业代码", "Distributor code"), ("配送企业", "Distributor"), ("配送企业库存", "Its stock"),
    ("可补缺口", "Covers"), ("仅供该机构的天数", "Days for it alone"), ("低于警戒线的机构数", "Hospitals short"),
    ("供全部缺口机构的天数", "Days for all short"),
)  # fmt: skip
LINE_HEADINGS = (
    ("编号", "Number"), ("对象", "For"), ("机构代码", "Code"), ("地区", "Place"), ("药品", "Drug"),
    ("产品代码", "Product code"), ("数值", "Value"), ("计量", "Measure"), ("起始日期", "From"), ("理由", "Reason"),
    ("条款", "Clause"), ("设置机构", "Set by"), ("撤销日期", "Withdrawn on"), ("撤销理由", "Why withdrawn"),
)  # fmt: skip


def lines(request: HttpRequest) -> HttpResponse:
    """The standing of the own institution, or of all in the region; the lines in force; forms for who may set some."""
    viewer, given = viewer_of(request), request.GET
    day = _day(given)
    found = standings(home(), viewer.actor, day)
    hospitals, distributors = _wanted(found.hospitals, given), _wanted(found.distributors, given)

    def page(cursor: str) -> Paged[LineView]:
        return line_page(viewer.actor, with_withdrawn=bool(given.get("all")), cursor=cursor)

    tables = {
        "hospitals": lambda: _table(hospitals, viewer), "distributors": lambda: _table(distributors, viewer),
        "covering": lambda: _covering_table(found.covering), "lines": lambda: _line_table(all_pages(page), viewer),
    }  # fmt: skip
    file = exported(request, tables)
    if file is not None:
        return file
    set_lines = page(given.get("cursor", ""))
    shown = {
        "day": day, "given": given, "region": sees_region(viewer.actor), "sums": _sums(found, viewer),
        "hospitals": _rows(hospitals, viewer), "hospitals_count": hospitals.height,
        "distributors": _rows(distributors, viewer), "distributors_count": distributors.height,
        "is_distributor": viewer.actor.kind is OrganisationKind.DISTRIBUTOR,
        "covering": found.covering.head(SHOWN).to_dicts(), "covering_count": found.covering.height,
        "lines": _line_rows(set_lines.lines, viewer), "cursor": set_lines.cursor, "limit": SHOWN,
        "states": _options(STATES, viewer, _state(given)),
        "classes": _options(CLASS_WORDS, viewer, given.get("class", "")), **_form(viewer),
    }  # fmt: skip
    return render(request, "pages/reserve_lines.html", shown)


def _day(given: QueryDict) -> date:
    try:
        return day_given(given.get("day", "")) if given.get("day") else today()
    except BaowenError:
        return today()


def _state(given: QueryDict) -> str:
    return given.get("state", SHORT)


def _wanted(rows: pl.DataFrame, given: QueryDict) -> pl.DataFrame:
    """The rows of the filter, the shortest supply first."""
    state, text = _state(given), given.get("drug", "").strip()
    if state == SHORT:
        rows = rows.filter(pl.col("state").is_in(["short", "out"]))
    elif state in STANDING_WORDS:
        rows = rows.filter(pl.col("state") == state)
    if given.get("class") in CLASS_WORDS:
        rows = rows.filter(pl.col("drug_class") == given["class"])
    if text:
        rows = rows.filter(pl.col("drug_name").str.contains(text, literal=True))
    return rows.sort("days", "code", "item", nulls_last=True)


def _sums(found: Standings, viewer: Viewer) -> list[dict[str, Any]]:
    """Of each class with a line how many pairs of hospital and drug stand how."""
    counts = found.hospitals.group_by("drug_class", "state").len()
    known = {(name, state): count for name, state, count in counts.iter_rows()}
    rows = []
    for name, words in CLASS_WORDS.items():
        cells = [(viewer.say(said), known.get((name, state), 0)) for state, said in STANDING_WORDS.items()]
        if any(count for _, count in cells):
            rows.append({"name": viewer.say(words), "cells": cells})
    return rows


def _rows(rows: pl.DataFrame, viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {
            **row, **{name: _round(row[name]) for name in ("stock_units", "line_units", "days", "short_units")},
            "daily_use": _round(row["daily_use"], 2), "surplus_units": _round(row["surplus_units"]),
            "class_words": viewer.say(CLASS_WORDS.get(row["drug_class"], (row["drug_class"],) * 2)),
            "state_words": viewer.say(STANDING_WORDS[row["state"]]),
            "source_words": viewer.say(SOURCE_WORDS[row["source"]]) if row["source"] else "",
        }
        for row in rows.head(SHOWN).to_dicts()
    ]  # fmt: skip


def _round(value: float | None, places: int = 1) -> float | None:
    return None if value is None else round(value, places)


def _table(rows: pl.DataFrame, viewer: Viewer) -> Table:
    return Table(
        STANDING_HEADINGS,
        (
            [
                row["code"], row["name"], row["drug_name"],
                viewer.say(CLASS_WORDS.get(row["drug_class"], (row["drug_class"],) * 2)), row["unit_name"],
                _round(row["stock_units"]), row["counted_on"], _round(row["daily_use"], 4), _round(row["line_units"]),
                viewer.say(SOURCE_WORDS[row["source"]]) if row["source"] else None, row["clause"],
                _round(row["days"]), _round(row["short_units"]), _round(row["surplus_units"]),
                viewer.say(STANDING_WORDS[row["state"]]),
            ]
            for row in rows.iter_rows(named=True)
        ),
    )  # fmt: skip


def _covering_table(rows: pl.DataFrame) -> Table:
    return Table(
        COVERING_HEADINGS,
        (
            [
                row["drug_name"], row["hospital_code"], row["hospital_name"], _round(row["gap_units"]),
                row["distributor_code"], row["distributor_name"], _round(row["stock_units"]),
                _round(row["covers_units"]), _round(row["days_alone"]), row["hospitals_short"],
                _round(row["days_for_all"]),
            ]
            for row in rows.iter_rows(named=True)
        ),
    )  # fmt: skip


def _line_rows(found: Any, viewer: Viewer) -> list[dict[str, Any]]:
    names = names_of({one.holder for one in found} | {one.organisation for one in found})
    return [
        {
            "one": one, "kind": viewer.say(LINE_FOR_WORDS[one.kind]), "measure": viewer.say(MEASURE_WORDS[one.measure]),
            "name": names.get(one.holder, one.holder), "setter": names.get(one.organisation, one.organisation),
        }
        for one in found
    ]  # fmt: skip


def _line_table(found: list[LineView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, viewer.say(LINE_FOR_WORDS[one.kind]), one.holder, viewer.place(one.region), one.drug_name,
            one.product_code, one.value, viewer.say(MEASURE_WORDS[one.measure]), one.from_on, one.reason, one.clause,
            one.organisation, one.withdrawn_on, one.withdrawn_why,
        ]
        for one in found
    ]  # fmt: skip
    return Table(LINE_HEADINGS, rows)


def _options(words: dict[str, tuple[str, str]], viewer: Viewer, chosen: str) -> list[tuple[str, str, bool]]:
    return [(value, viewer.say(said), value == chosen) for value, said in words.items()]


def _form(viewer: Viewer) -> dict[str, Any]:
    """What the form offers to this person; no kinds where it is not shown."""
    kinds, holders = [], []
    if viewer.may(Act.LINE_DIRECT):
        kinds.append(LineFor.DISTRIBUTOR)
        holders = holders_called(home(), viewer.actor.region, "distributor")
    elif viewer.may(Act.LINE_SET):
        members = members_of(viewer.actor.organisation)
        kinds = [LineFor.INSTITUTION, *([LineFor.ALLIANCE] if members else [])]
        holders = [(one.code, one.name) for one in members]
    return {
        "kinds": [(one.value, viewer.say(LINE_FOR_WORDS[one])) for one in kinds], "holders": holders,
        "measures": [(one.value, viewer.say(words)) for one, words in MEASURE_WORDS.items()],
    }  # fmt: skip


def set_one(request: HttpRequest) -> HttpResponse:
    """Set a line."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        value = quantity_given(given.get("value", ""), "警戒线", "the line")
        if value is None:
            raise BaowenError("请填写警戒线的数值", "fill in the value of the line")
        new = NewLine(
            kind=LineFor(given.get("kind", "")), product_code=given.get("product_code", "").strip(),
            measure=Measure(given.get("measure", "")), value=value, holder=given.get("holder", ""),
            from_on=optional_day(given, "from_on"),
        )  # fmt: skip
        set_line(new, doing_of(viewer, given.get("reason", "")), home())

    return done(request, viewer, work, ("警戒线已设置。", "The line is set."), "reserve_lines")


def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw a line of one's own."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        withdraw_line(given.get("number", ""), doing_of(viewer, given.get("reason", "")))

    return done(request, viewer, work, ("警戒线已撤销。", "The line is withdrawn."), "reserve_lines")
