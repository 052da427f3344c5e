"""A hospital, a maker or another organisation: what it buys and holds, signals about it, cases it was asked in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import serving
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.hospitals import hospital_months, hospital_products
from baowen.lake.serving.queries.organisations import Organisation, organisation_called, products_of_maker
from baowen.lake.serving.queries.signals import signals_about
from baowen.lake.serving.queries.stock import holdings_of_hospital
from baowen.monitor.row_headings import coded_words
from baowen.monitor.seeing import places_seen
from baowen.orgs.departments import ORGANISATION_WORDS, OrganisationKind
from baowen.web.charts import Option, line_chart
from baowen.web.panels.signals import signal_line
from baowen.web.viewer import Viewer, regions, viewer_of

SHOWN = 30


def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation of the lake, of the own region or below; enterprises from elsewhere that sell here too."""
    viewer, opened = viewer_of(request), serving()
    places_seen(viewer.actor)
    found = organisation_called(opened, code=code) if opened else None
    if opened is None or found is None:
        raise Http404
    is_hospital = found.kind == OrganisationKind.HOSPITAL.value
    if is_hospital and not (found.region_code and regions().within(found.region_code, viewer.actor.region)):
        raise Http404
    shown: dict[str, Any] = {
        "organisation": found,
        "level": coded_words(english=viewer.english)["org_level"].get(found.level or "", found.level or ""),
        "kind": viewer.say(ORGANISATION_WORDS[OrganisationKind(found.kind)]) if found.kind in _KINDS else found.kind,
        "signals": [
            signal_line(one, viewer)
            for one in signals_about(
                opened, subject_type="hospital" if is_hospital else found.kind, subject=found.org,
                place=found.region if is_hospital and found.region else viewer.key, within=viewer.key,
            )
        ],
    }  # fmt: skip
    shown |= _hospital(opened, found, viewer) if is_hospital else _enterprise(opened, found)
    return render(request, "pages/organisation.html", shown)


_KINDS = set(OrganisationKind)


def _hospital(opened: Serving, found: Organisation, viewer: Viewer) -> dict[str, Any]:
    about = {"hospital": found.org, "within": viewer.key}
    months = hospital_months(opened, **about)
    newest = months[-1].month if months else ""
    return {
        "is_hospital": True,
        "chart": _chart(months, viewer),
        "months": months[-12:],
        "newest": newest,
        "bought": hospital_products(opened, **about, month=newest, most=SHOWN) if newest else [],
        "held": holdings_of_hospital(opened, **about, most=SHOWN),
    }


def _chart(months: list[Any], viewer: Viewer) -> Option | None:
    if len(months) < 2:
        return None
    lines = {
        viewer.say(("订购金额", "ordered")): [float(one.measures.ordered_amount) for one in months],
        viewer.say(("入库金额", "received")): [float(one.measures.received_amount) for one in months],
    }
    return line_chart([one.month for one in months], lines, unit=viewer.say(("元", "yuan")))


def _enterprise(opened: Serving, found: Organisation) -> dict[str, Any]:
    return {"products": products_of_maker(opened, name=found.name, most=100)}
