"""The cockpit of a place: signals, map, likely shortages, cases, reporting, price moves, what changed. MON-2."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import code_of, serving
from baowen.core.clock import SHANGHAI, now
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.places import places_below
from baowen.lake.serving.queries.signals import gravest_signals, signal_counts
from baowen.monitor.queries import last_day
from baowen.orgs.permissions import Act
from baowen.orgs.regions import Region, RegionLevel
from baowen.web.exports import exported
from baowen.web.pages.cockpit_tables import cockpit_tables, moves_of
from baowen.web.panels.places import places_shown
from baowen.web.panels.signals import likely_lines, severity_figures, signal_line
from baowen.web.panels.work import changes_panel, work_panels
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN = 8
REFRESH_SECONDS = 300
LEVELS = (RegionLevel.NATION, RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)
Panel = dict[str, Any]


def cockpit(request: HttpRequest, place: str = "") -> HttpResponse:
    """Everything at a glance for the own place or one below it; `?wall=1` for a screen on a wall, which keeps itself
    up to date."""
    viewer = viewer_of(request)
    if not viewer.may(Act.SIGNAL_READ):
        return redirect("work")
    code = place or viewer.actor.region
    here = regions().get(code)
    if here is None or not regions().within(code, viewer.actor.region):
        raise Http404
    as_of, opened = last_day(), serving()
    if opened is not None and as_of is not None:
        file = exported(request, cockpit_tables(opened, viewer, here, as_of))
        if file is not None:
            return file
    shown: Panel = {
        "here": here,
        "trail": _trail(here, viewer),
        "is_wall": request.GET.get("wall") == "1",
        "refresh_seconds": REFRESH_SECONDS,
        "refreshed_at": now().astimezone(SHANGHAI),
        "as_of": as_of,
        "is_served": opened is not None,
        **work_panels(viewer, code),
        **changes_panel(opened, viewer, here, as_of, most=SHOWN),
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
    month, moves = moves_of(opened, viewer, here, as_of, most=SHOWN)
    buying = {code_of(one.place) for one in places_below(opened, place=key, month=str(month), within=within)}
    return {
        "severities": severity_figures(counts, key, viewer),
        "places": places_shown(here, counts, buying, viewer),
        "gravest": [signal_line(one, viewer) for one in gravest_signals(opened, place=key, within=within, most=SHOWN)],
        "moves": moves,
        "moves_month": month,
        "likely": likely_lines(opened, here, viewer, most=SHOWN),
    }
