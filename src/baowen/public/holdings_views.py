"""The public page of where a drug is in stock: searched by name, then by institution and county. HOS-6, PUB-1."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baowen.api.book import home, serving
from baowen.collect.reports.queries import search_drugs, similar_names
from baowen.public.holdings import holding_counties, named_holders
from baowen.public.kept import kept_page
from baowen.public.listing import product_of
from baowen.public.rates import at_most

MOST = 30


@login_not_required
@require_safe
@kept_page
@at_most("search", "300/m")
def where(request: HttpRequest) -> HttpResponse:
    """Search for a drug; `code` chooses the product whose holders are shown."""
    text, code = request.GET.get("text", "").strip()[:100], request.GET.get("code", "").strip()[:100]
    found = search_drugs(home(), text, limit=MOST) if text else []
    shown: dict[str, Any] = {
        "text": text, "found": found, "similar": similar_names(home(), text) if text and not found else [],
        "product": None,
    }  # fmt: skip
    if code:
        opened = serving()
        product = product_of(opened, code=code) if opened else None
        if opened is None or product is None:
            raise Http404
        shown |= {
            "product": product, "holders": named_holders(product.product),
            "counties": holding_counties(product.product), "built_at": opened.origin.built_at,
        }  # fmt: skip
    return render(request, "public/stock.html", shown)
