"""A drug in a place: lists, makers and stops, prices, purchases, stock, signals; and the search that leads there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import home, rulebook, serving
from baowen.collect.reports.queries import search_drugs
from baowen.collect.reports.queries.drugs import DrugHit
from baowen.core.clock import today
from baowen.lake.serving.queries.prices import listed_prices
from baowen.lake.serving.queries.products import Product, product_called, product_of_key, stop_notices
from baowen.lake.serving.queries.purchases import purchases_by_month
from baowen.lake.serving.queries.stock import holdings_of_product
from baowen.lists.kinds import KIND_WORDS, ListKind
from baowen.lists.queries import status
from baowen.monitor.seeing import places_seen
from baowen.orgs.permissions import Act
from baowen.orgs.regions import Region, RegionLevel
from baowen.outcomes.queries import followed_measures
from baowen.procure.listing.queries import listing_of
from baowen.respond.queries import cases
from baowen.web.exports import ASKED, exported
from baowen.web.pages import drug_charts
from baowen.web.pages.drug_peers import peers
from baowen.web.pages.drug_tables import drug_tables, hit_table, signals_of_drug
from baowen.web.pages.outcomes import line
from baowen.web.panels.signals import risk_lines, signal_line
from baowen.web.viewer import Viewer, regions, viewer_of

HELD = 30
FOUND = 50
RISKS = 10


def drugs(request: HttpRequest) -> HttpResponse:
    """Search by name, code, pinyin or initials."""
    places_seen(viewer_of(request).actor)
    text = request.GET.get("text", "").strip()[:100]

    def hits(limit: int) -> list[DrugHit]:
        return search_drugs(home(), text, limit=limit) if text else []

    file = exported(request, {"drugs": lambda: hit_table(hits(ASKED))})
    if file is not None:
        return file
    found = hits(FOUND)
    return render(request, "pages/drugs.html", {"text": text, "found": found, "place": request.GET.get("place", "")})


def drug_by_key(request: HttpRequest, key: int) -> HttpResponse:
    """The page of a product that the serving file names by its key."""
    opened = serving()
    product = product_of_key(opened, key=key) if opened else None
    if product is None:
        raise Http404
    answer = redirect("drug", product.product_code)
    place = request.GET.get("place", "")
    if regions().get(place):
        answer["Location"] += f"?place={place}"
    return answer


def drug(request: HttpRequest, code: str) -> HttpResponse:
    """One product in one place, and what else there is of the same drug."""
    viewer, opened = viewer_of(request), serving()
    places_seen(viewer.actor)
    place = request.GET.get("place") or viewer.actor.region
    here = regions().get(place)
    if opened is None or here is None or not regions().within(place, viewer.actor.region):
        raise Http404
    product = product_called(opened, code=code)
    if product is None:
        raise Http404
    about = {"product": product.product, "place": here.key, "within": viewer.key}
    file = exported(request, drug_tables(opened, product, here, viewer))
    if file is not None:
        return file
    bought = purchases_by_month(opened, products=[product.product], place=here.key, within=viewer.key)
    held = holdings_of_product(opened, **about, most=500)
    listed = listed_prices(opened, **about)
    found = signals_of_drug(opened, product, here, viewer)
    shown = {
        "product": product,
        "here": here,
        "lists": _lists(product, here, viewer),
        **peers(opened, product, here, viewer),
        "stops": stop_notices(opened, product=product.product),
        "prices": listed,
        "listing": None if here.level is RegionLevel.NATION else listing_of(here.code, code),
        "price_chart": drug_charts.prices(opened, about, product, viewer, listed=listed, signals=found),
        "bought_chart": drug_charts.bought(opened, about, bought, viewer),
        "delivery_chart": drug_charts.delivery(bought, viewer),
        "bought": bought[-12:],
        "stock_chart": drug_charts.stock(opened, about, viewer),
        "days_chart": drug_charts.days(held, viewer),
        "held": held[:HELD],
        "held_total": len(held),
        "signals": [signal_line(one, viewer) for one in found],
        "risks": risk_lines(opened, product.drug_key or product.product_code, here, viewer, most=RISKS),
        "cases": _cases(product, viewer),
        "measures": _measures(product, viewer),
        "sees_production": viewer.may(Act.PRODUCTION_READ),
    }
    return render(request, "pages/drug.html", shown)


def _lists(product: Product, here: Region, viewer: Viewer) -> list[dict[str, str]]:
    """On which lists the drug stands in the place today."""
    found = status(
        product.generic_name, here.code, today(), packs=rulebook().packs, dosage_form=product.dosage_form or ""
    )  # fmt: skip
    return [
        {
            "kind": viewer.say(KIND_WORDS[ListKind(one.kind)]), "issuer": viewer.place(one.issuer_region),
            "edition": one.edition,
        }
        for one in found.listed
    ]  # fmt: skip


def _measures(product: Product, viewer: Viewer) -> list[Any]:
    """What measures against a shortage of the drug did, as far as the viewer reads their cases. RSP-3."""
    if not viewer.may(Act.CASE_READ):
        return []
    key = product.drug_key or product.product_code
    return [line(one, viewer) for one in followed_measures(viewer.actor, book=rulebook(), drug_key=key, limit=RISKS)]


def _cases(product: Product, viewer: Viewer) -> list[Any]:
    if not viewer.may(Act.CASE_READ):
        return []
    subject = (product.drug_key or product.product_code).partition("|")[0]
    return cases(viewer.actor, book=rulebook(), subject=subject, limit=20).lines
