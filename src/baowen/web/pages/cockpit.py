"""The cockpit of a place: signals, map, likely shortages, cases, reporting, price moves, what is new. MON-2."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baowen.api.book import code_of, home, report_book, rulebook, serving
from baowen.collect.reports.queries.reports import reporting_state
from baowen.core.clock import today
from baowen.core.period import Month
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.places import places_below
from baowen.lake.serving.queries.rankings import PriceMove, biggest_price_moves
from baowen.lake.serving.queries.signals import SignalCount, SignalFound, gravest_signals, new_signals, signal_counts
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.queries import last_day
from baowen.monitor.risk_list import Risk, risks
from baowen.monitor.words import SEVERITIES
from baowen.orgs.permissions import Act
from baowen.orgs.regions import Region, RegionLevel
from baowen.respond.queries import case_counts
from baowen.respond.states import STATE_WORDS
from baowen.web.exports import ASKED, Tables, exported
from baowen.web.pages.cockpit_tables import move_table, risk_table
from baowen.web.pages.signal_table import signal_table
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
    opened, as_of = serving(), last_day()
    if opened is not None and as_of is not None:
        file = exported(request, _tables(opened, viewer, here, as_of))
        if file is not None:
            return file
    shown: Panel = {
        "here": here,
        "trail": _trail(here, viewer),
        "is_wall": request.GET.get("wall") == "1",
        "as_of": as_of,
        **_work(viewer, code),
    }
    if opened is not None and as_of is not None:
        shown |= _watched(opened, viewer, here, as_of)
    return render(request, "pages/cockpit.html", shown)


def _trail(here: Region, viewer: Viewer) -> list[Region]:
    """From the viewer's own place down to this one."""
    above = [one for one in regions().ancestors(here.code) if regions().within(one.code, viewer.actor.region)]
    return [*sorted(above, key=lambda one: LEVELS.index(one.level) if one.level in LEVELS else 9), here]


def _watched(opened: Serving, viewer: Viewer, here: Region, as_of: date) -> Panel:
    """What monitoring has found, as the serving file tells it."""
    key, within = here.key, viewer.key
    counts = signal_counts(opened, place=key, within=within)
    month, moves = _moves(opened, key, within, as_of, most=SHOWN)
    found = gravest_signals(opened, place=key, within=within, most=SHOWN)
    new = new_signals(opened, place=key, within=within, since=as_of - timedelta(days=1), most=SHOWN)
    return {
        "severities": _severities(counts, key, viewer),
        "tiles": _tiles(opened, counts, here, viewer, str(month)),
        "gravest": [signal_line(one, viewer) for one in found],
        "new": [signal_line(one, viewer) for one in new],
        "moves": moves,
        "moves_month": month,
        "likely": _likely(here.code, str(opened.origin.built_at), viewer),
    }


def _moves(
    opened: Serving, place: int, within: int, as_of: date, *, most: int
) -> tuple[Month, list[PriceMove]]:  # fmt: skip
    """Price moves against a year before. A month that has only begun holds few purchases; the one before is whole."""
    for month in (Month.of(as_of), Month.of(as_of).plus(-1)):
        base = str(month.plus(-12))
        found = biggest_price_moves(opened, place=place, month=str(month), base_month=base, within=within, most=most)
        if found:
            break
    return month, found


def _tables(opened: Serving, viewer: Viewer, here: Region, as_of: date) -> Tables:
    """What the page lists, each in full."""
    about = {"place": here.key, "within": viewer.key}
    since = as_of - timedelta(days=1)
    return {
        "gravest": lambda: signal_table(gravest_signals(opened, **about, most=ASKED), viewer),
        "new": lambda: signal_table(new_signals(opened, **about, since=since, most=ASKED), viewer),
        "moves": lambda: move_table(*_moves(opened, here.key, viewer.key, as_of, most=ASKED)),
        "likely": lambda: risk_table(_ranked_risks(here.code, str(opened.origin.built_at), ASKED)),
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


@lru_cache(maxsize=1)
def _risks(built_at: str) -> dict[str, list[Risk]]:
    """The scores as of the last run by place, the highest first; worked out once for each serving file."""
    del built_at  # the key: another file is another run
    found: dict[str, list[Risk]] = defaultdict(list)
    for one in risks(home()):
        found[one.region_code].append(one)
    return found


@lru_cache(maxsize=512)
def _risks_of(code: str, built_at: str) -> tuple[tuple[Risk, int], ...]:
    """The first of them, which the page shows to everybody of the place."""
    return _ranked_risks(code, built_at, SHOWN)


def _ranked_risks(code: str, built_at: str, most: int) -> tuple[tuple[Risk, int], ...]:
    """Each drug of a place and those below it with its highest score, and in how many places it has one."""
    everywhere = _risks(built_at)
    here = [one for place in regions().codes_within(code) for one in everywhere.get(place, ())]
    places: dict[str, list[Risk]] = defaultdict(list)
    for one in sorted(here, key=lambda one: -one.score):
        places[one.drug].append(one)
    return tuple((found[0], len(found)) for found in list(places.values())[:most])


def _likely(code: str, built_at: str, viewer: Viewer) -> list[Panel]:
    return [
        {
            "drug": one.drug.partition("|")[0], "place": one.region_name,
            "more": viewer.say((f"等 {places} 处", f"and {places - 1} more")) if places > 1 else "",
            "share": one.score, "days": one.horizon_days, "product": one.parts[0].product_code if one.parts else "",
        }
        for one, places in _risks_of(code, built_at)
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
