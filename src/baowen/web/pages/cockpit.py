"""The cockpit of a place: signals, map, likely shortages, cases, reporting, price moves, what is new. MON-2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baowen.api.book import code_of, report_book, rulebook, serving
from baowen.collect.reports.queries.reports import reporting_state
from baowen.core.clock import today
from baowen.core.period import Month
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.places import places_below
from baowen.lake.serving.queries.rankings import biggest_price_moves
from baowen.lake.serving.queries.risks import likely_shortages
from baowen.lake.serving.queries.signals import (
    SignalChange,
    SignalCount,
    SignalFound,
    gravest_signals,
    listed_signals,
    signal_counts,
)
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.queries import last_day
from baowen.monitor.words import SEVERITIES
from baowen.orgs.permissions import Act
from baowen.orgs.regions import Region, RegionLevel
from baowen.respond.queries import case_counts
from baowen.respond.states import STATE_WORDS
from baowen.web.tiles import tiles
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN = 8
LEVELS = (RegionLevel.NATION, RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)
Panel = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TileShown:
    """A place of the map: its worst severity and how many signals are in force; none is no colour."""

    code: str
    name: str
    row: int
    column: int
    severity: str
    severity_words: str
    signals: int
    has_data: bool
    href: str


def cockpit(request: HttpRequest, place: str = "") -> HttpResponse:
    """Everything at a glance for the own place or one below it; `?wall=1` for a screen on a wall."""
    viewer = viewer_of(request)
    if not viewer.may(Act.SIGNAL_READ):
        return redirect("work")
    code = place or viewer.actor.region
    here = regions().get(code)
    if here is None or not regions().within(code, viewer.actor.region):
        raise Http404
    shown: Panel = {
        "here": here,
        "trail": _trail(here, viewer),
        "is_wall": request.GET.get("wall") == "1",
        "as_of": last_day(),
        **_work(viewer, code),
    }
    opened = serving()
    if opened is not None and shown["as_of"] is not None:
        shown |= _watched(opened, viewer, here, shown["as_of"])
    return render(request, "pages/cockpit.html", shown)


def _trail(here: Region, viewer: Viewer) -> list[Region]:
    """From the viewer's own place down to this one."""
    above = [one for one in regions().ancestors(here.code) if regions().within(one.code, viewer.actor.region)]
    return [*sorted(above, key=lambda one: LEVELS.index(one.level) if one.level in LEVELS else 9), here]


def _watched(opened: Serving, viewer: Viewer, here: Region, as_of: date) -> Panel:
    """What monitoring has found, as the serving file tells it."""
    key, within = here.key, viewer.key
    counts = signal_counts(opened, place=key, within=within)
    month = Month.of(as_of)
    moves = biggest_price_moves(
        opened, place=key, month=str(month), base_month=str(month.plus(-12)), within=within, most=SHOWN
    )
    # A month that has only begun holds few purchases; the one before it is whole.
    if not moves:
        month = month.plus(-1)
        moves = biggest_price_moves(
            opened, place=key, month=str(month), base_month=str(month.plus(-12)), within=within, most=SHOWN
        )
    found = gravest_signals(opened, place=key, within=within, most=SHOWN)
    changed = (SignalChange.NEW, as_of - timedelta(days=1))
    new = listed_signals(opened, place=key, within=within, changed=changed, most=SHOWN)
    return {
        "severities": _severities(counts, key, viewer),
        "tiles": _tiles(opened, counts, here, viewer, str(month)),
        "gravest": [signal_line(one, viewer) for one in found],
        "new": [signal_line(one, viewer) for one in new],
        "moves": moves,
        "moves_month": month,
        "likely": _likely(opened, here, viewer),
    }


def _severities(counts: Sequence[SignalCount], key: int, viewer: Viewer) -> list[Panel]:
    own = {one.severity: one.signals for one in counts if one.place == key}
    return [
        {"severity": name, "words": viewer.say(words), "signals": own.get(name, 0)}
        for name, words in SEVERITIES.items()
    ]


def _tiles(
    opened: Serving, counts: Sequence[SignalCount], here: Region, viewer: Viewer, month: str
) -> list[TileShown]:  # fmt: skip
    below = {one.code: one for one in regions().children(here.code)}
    order = list(SEVERITIES)
    worst: dict[str, tuple[str, int]] = {}
    for one in counts:
        code = code_of(one.place)
        severity, many = worst.get(code, ("blue", 0))
        worst[code] = (min(severity, one.severity, key=order.index), many + one.signals)
    buying = {code_of(one.place) for one in places_below(opened, place=here.key, month=month, within=viewer.key)}
    return [
        TileShown(
            code=tile.code, name=_short(below[tile.code].name), row=tile.row, column=tile.column,
            severity=worst[tile.code][0] if tile.code in worst else "",
            severity_words=viewer.say(SEVERITIES[worst[tile.code][0]]) if tile.code in worst else "",
            signals=worst.get(tile.code, ("", 0))[1], has_data=tile.code in buying or tile.code in worst,
            href=reverse("cockpit_of", args=[tile.code]),
        )
        for tile in tiles(below)
    ]  # fmt: skip


def _short(name: str) -> str:
    """A name that fits a tile; 岳阳市 as 岳阳, and what would leave one character stays."""
    for ending in (
        "土家族苗族自治州",
        "壮族自治区",
        "回族自治区",
        "维吾尔自治区",
        "特别行政区",
        "自治区",
        "省",
        "市",
        "区",
        "县",
    ):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def signal_line(one: SignalFound, viewer: Viewer) -> Panel:
    """A signal as a line of a list."""
    indicator = INDICATORS[one.indicator]
    return {
        "number": one.number,
        "severity": one.severity,
        "severity_words": viewer.say(SEVERITIES[one.severity]),
        "title": indicator.en if viewer.english else indicator.zh,
        "subject": one.subject_name,
        "place": viewer.place(code_of(one.region)),
        "first_seen": one.first_seen,
        "months": one.period_first if one.period_first == one.period_last else f"{one.period_first}～{one.period_last}",
    }


def _likely(opened: Serving, here: Region, viewer: Viewer) -> list[Panel]:
    """The drugs that are likeliest to run short here and below, each where that is likeliest."""
    return [
        {
            "drug": one.drug.partition("|")[0], "place": viewer.place(code_of(one.region)),
            "more": viewer.say((f"等 {one.places} 处", f"and {one.places - 1} more")) if one.places > 1 else "",
            "share": one.score, "days": one.horizon_days, "product": one.product_code or "",
        }
        for one in likely_shortages(opened, place=here.key, within=viewer.key, most=SHOWN)
    ]  # fmt: skip


def _work(viewer: Viewer, code: str) -> Panel:
    """Cases and reports of the place, as the records tell it; nothing for who may not read them."""
    found: Panel = {}
    if viewer.may(Act.CASE_READ, code):
        counts = case_counts(viewer.actor, code, today(), book=rulebook())
        found["cases"] = counts
        found["stages"] = [(viewer.say(STATE_WORDS[state]), many) for state, many in counts.by_state.items()]
    if viewer.may(Act.REPORT_READ, code):
        month = Month.of(today()).plus(-1)
        found["reporting"] = reporting_state(viewer.actor, code, month, book=report_book())
    return found
