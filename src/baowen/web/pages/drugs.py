"""A drug in a place: lists, makers and stops, prices, purchases, stock, signals; and the search that leads there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import home, rulebook, serving
from baowen.collect.reports.queries import search_drugs
from baowen.core.clock import today
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.expected import expected_by_month
from baowen.lake.serving.queries.prices import listed_prices, prices_by_month
from baowen.lake.serving.queries.products import Product, product_called, product_of_key, products_of_drug, stop_notices
from baowen.lake.serving.queries.purchases import PurchaseMonth, purchases_by_month
from baowen.lake.serving.queries.signals import signals_about
from baowen.lake.serving.queries.stock import Holding, holdings_of_product, stock_by_month
from baowen.lists.kinds import KIND_WORDS, ListKind
from baowen.lists.queries import status
from baowen.monitor.seeing import places_seen
from baowen.orgs.permissions import Act
from baowen.orgs.regions import Region
from baowen.respond.queries import cases
from baowen.web.charts import Option, bar_chart, line_chart
from baowen.web.pages.cockpit import signal_line
from baowen.web.viewer import Viewer, regions, viewer_of

HELD = 30
BUCKETS = ((0, 7, "0–7"), (7, 30, "8–30"), (30, 60, "31–60"), (60, 90, "61–90"), (90, 10**9, "> 90"))


def drugs(request: HttpRequest) -> HttpResponse:
    """Search by name, code, pinyin or initials."""
    places_seen(viewer_of(request).actor)
    text = request.GET.get("text", "").strip()[:100]
    found = search_drugs(home(), text, limit=50) if text else []
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
    bought = purchases_by_month(opened, products=[product.product], place=here.key, within=viewer.key)
    held = holdings_of_product(opened, **about, most=500)
    shown = {
        "product": product,
        "here": here,
        "lists": _lists(product, here, viewer),
        "same": [one for one in _same(opened, product) if one.product != product.product],
        "stops": stop_notices(opened, product=product.product),
        "prices": listed_prices(opened, **about),
        "price_chart": _prices(opened, about, viewer),
        "bought_chart": _bought(opened, about, bought, viewer),
        "bought": bought[-12:],
        "stock_chart": _stock(opened, about, viewer),
        "days_chart": _days(held, viewer),
        "held": held[:HELD],
        "held_total": len(held),
        "signals": [
            signal_line(one, viewer)
            for one in signals_about(
                opened, subject_type="product", subject=product.product, place=here.key, within=viewer.key
            )
        ],
        "cases": _cases(product, viewer),
    }
    return render(request, "pages/drug.html", shown)


def _same(opened: Serving, product: Product) -> list[Product]:
    return products_of_drug(opened, drug_key=product.drug_key) if product.drug_key else []


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


def _cases(product: Product, viewer: Viewer) -> list[Any]:
    if not viewer.may(Act.CASE_READ):
        return []
    subject = (product.drug_key or product.product_code).partition("|")[0]
    return cases(viewer.actor, book=rulebook(), subject=subject, limit=20).lines


def _prices(opened: Serving, about: dict[str, int], viewer: Viewer) -> Option | None:
    rows = prices_by_month(opened, **about)
    if len(rows) < 2:
        return None
    lines = {
        ("最高", "highest"): [float(one.highest) for one in rows],
        ("中位", "median"): [float(one.median) for one in rows],
        ("最低", "lowest"): [float(one.lowest) for one in rows],
    }
    named = {viewer.say(words): values for words, values in lines.items()}
    return line_chart([one.month for one in rows], named, unit=viewer.say(("元/盒", "yuan a pack")))


def _bought(
    opened: Serving, about: dict[str, int], bought: Sequence[PurchaseMonth], viewer: Viewer
) -> Option | None:  # fmt: skip
    """What was ordered beside what was expected before the month began."""
    expected = {one.month: one for one in expected_by_month(opened, **about)}
    months = sorted({one.month for one in bought} | set(expected))
    if len(months) < 2:
        return None
    ordered = {one.month: float(one.measures.ordered_quantity) for one in bought}
    received = {one.month: float(one.measures.received_quantity) for one in bought}
    lines = {
        viewer.say(("订购", "ordered")): [ordered.get(month) for month in months],
        viewer.say(("入库", "received")): [received.get(month) for month in months],
        viewer.say(("预期", "expected")): [expected[month].expected if month in expected else None for month in months],
    }
    low = [expected[month].low if month in expected else None for month in months]
    high = [expected[month].high if month in expected else None for month in months]
    band = (viewer.say(("预期范围", "expected range")), low, high) if expected else None
    return line_chart(months, lines, band=band, unit=viewer.say(("盒", "packs")))


def _stock(opened: Serving, about: dict[str, int], viewer: Viewer) -> Option | None:
    rows = stock_by_month(opened, **about)
    if len(rows) < 2:
        return None
    days = {viewer.say(("可用天数", "days of supply")): [one.days for one in rows]}
    return line_chart([one.month for one in rows], days, unit=viewer.say(("天", "days")))


def _days(held: Sequence[Holding], viewer: Viewer) -> Option | None:
    """How many hospitals have so many days left; those whose use is not known stand apart."""
    if not held:
        return None
    counts = [sum(one.days is not None and low <= one.days < high for one in held) for low, high, _ in BUCKETS]
    unknown = sum(one.days is None for one in held)
    labels = [label for *_, label in BUCKETS] + [viewer.say(("用量不明", "use unknown"))]
    return bar_chart(labels, {viewer.say(("医院数", "hospitals")): [*counts, unknown]})
