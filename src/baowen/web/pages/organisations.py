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
from baowen.web.exports import ASKED, Table, Tables, exported
from baowen.web.pages.drug_tables import holding_table, product_table
from baowen.web.pages.signal_table import signal_table
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
    about = signals_about(
        opened, subject_type="hospital" if is_hospital else found.kind, subject=found.org,
        place=found.region if is_hospital and found.region else viewer.key, within=viewer.key,
    )  # fmt: skip
    tables = _hospital_tables(opened, found, viewer) if is_hospital else _enterprise_tables(opened, found)
    file = exported(request, {"signals": lambda: signal_table(about, viewer), **tables})
    if file is not None:
        return file
    shown: dict[str, Any] = {
        "organisation": found,
        "level": coded_words(english=viewer.english)["org_level"].get(found.level or "", found.level or ""),
        "kind": viewer.say(ORGANISATION_WORDS[OrganisationKind(found.kind)]) if found.kind in _KINDS else found.kind,
        "signals": [signal_line(one, viewer) for one in about],
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


_MONTHS = (
    ("月份", "Month"), ("品种", "Products"), ("订购（元）", "Ordered (yuan)"), ("入库（元）", "Received (yuan)"),
    ("按时率（0–1）", "On time (0 to 1)"),
)  # fmt: skip
_BOUGHT = (("药品", "Drug"), ("订购（元）", "Ordered (yuan)"), ("按时率（0–1）", "On time (0 to 1)"))


def _hospital_tables(opened: Serving, found: Organisation, viewer: Viewer) -> Tables:
    """What a hospital's page lists, each in full."""
    about = {"hospital": found.org, "within": viewer.key}

    def months() -> Table:
        rows = [
            [one.month, one.products, one.measures.ordered_amount, one.measures.received_amount,
             one.measures.on_time_share]
            for one in hospital_months(opened, **about)
        ]  # fmt: skip
        return Table(_MONTHS, rows)

    def bought() -> Table:
        newest = max((one.month for one in hospital_months(opened, **about)), default="")
        rows = hospital_products(opened, **about, month=newest, most=ASKED) if newest else []
        return Table(
            _BOUGHT,
            [
                [one.product_name or str(one.product), one.measures.ordered_amount, one.measures.on_time_share]
                for one in rows
            ],
        )

    return {
        "months": months,
        "bought": bought,
        "held": lambda: holding_table(holdings_of_hospital(opened, **about, most=ASKED)),
    }


def _enterprise_tables(opened: Serving, found: Organisation) -> Tables:
    return {"products": lambda: product_table(products_of_maker(opened, name=found.name, most=ASKED))}


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
