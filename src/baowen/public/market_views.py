"""The public pages of what is bought: prices paid, filed purchases, suspended listings, warnings. PRC-7, MON-8."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baowen.core.language import say
from baowen.orgs.regions import load_regions
from baowen.procure.buying.kinds import FILING_REASON_WORDS
from baowen.procure.buying.states import FILING_WORDS
from baowen.public.data_views import source, updated_at
from baowen.public.dataset import Source
from baowen.public.datasets import BY_NAME
from baowen.public.kept import kept_page
from baowen.public.market_data import PaidLine, filed, paid_lines, suspended
from baowen.public.market_rules import paid_rules
from baowen.public.queries import warnings_in_force
from baowen.public.rates import at_most
from baowen.public.views import warning_line
from baowen.vbp.rounds.kinds import SUPPLY_WORDS
from baowen.vbp.rounds.queries import published_selected

MOST: Final = 200  # lines on a page; the data set beside it has all
TABS: Final = (
    ("market_prices", "paid-prices", ("实际采购价", "Prices paid")),
    ("market_filings", "filed-purchases", ("备案采购", "Filed purchases")),
    ("market_suspended", "suspended-listings", ("暂停挂网", "Suspended listings")),
    ("market_selected", "selected-products", ("集采中选", "Selected products")),
    ("market_warnings", "warnings", ("预警公告", "Warnings")),
)


def _page(name: str, template: str) -> Callable[[Callable[[HttpRequest, Source], dict[str, Any]]], Any]:
    """A page of the market: what all of them show around what one of them does."""

    def made(shown_by: Callable[[HttpRequest, Source], dict[str, Any]]) -> Any:
        @login_not_required
        @require_safe
        @kept_page
        @at_most("search", "300/m")
        def answer(request: HttpRequest) -> HttpResponse:
            given = source()
            dataset = BY_NAME[next(data for page, data, _ in TABS if page == name)]
            around = {
                "tabs": [(f"public:{page}", say(words), page == name) for page, _, words in TABS],
                "data": dataset, "updated_at": updated_at(dataset, given), "most": MOST,
            }  # fmt: skip
            return render(request, template, around | shown_by(request, given))

        return answer

    return made


@_page("market_prices", "public/market_prices.html")
def prices(request: HttpRequest, given: Source) -> dict[str, Any]:
    """What was paid in a place in a month, by product; the home's place and the newest month unless chosen."""
    lines, text = paid_lines(given), request.GET.get("text", "").strip()[:100]
    places = {one.paid.region: one.paid.place for one in lines}
    place = _chosen(request.GET.get("place", ""), list(places), given.region)
    months = sorted({one.paid.month for one in lines if one.paid.region == place}, reverse=True)
    month = _chosen(request.GET.get("month", ""), months, months[0] if months else "")
    found = [one for one in lines if (one.paid.region, one.paid.month) == (place, month) and _is_asked(one, text)]
    return {
        "lines": found[:MOST], "size": len(found), "places": sorted(places.items()), "place": place, "text": text,
        "months": months, "month": month, "rules": paid_rules(given.ruling),
    }  # fmt: skip


def _is_asked(one: PaidLine, text: str) -> bool:
    return text in one.product.generic_name or text == one.product.product_code


def _chosen(asked: str, known: Sequence[str], usual: str) -> str:
    return asked if asked in known else usual


@_page("market_filings", "public/market_filings.html")
def filings(_request: HttpRequest, given: Source) -> dict[str, Any]:
    """The filed purchases that were accepted, the newest first."""
    names = load_regions()
    return {
        "lines": [
            {
                "one": one, "place": names.full_name(one.region), "reason": say(FILING_REASON_WORDS[one.reason]),
                "state": say(FILING_WORDS[one.state]),
            }
            for one in islice(filed(given), MOST)
        ],
        "rule": given.ruling.entry("publication.filing_hospital"),
    }  # fmt: skip


@_page("market_suspended", "public/market_suspended.html")
def suspensions(_request: HttpRequest, given: Source) -> dict[str, Any]:
    """What is listed and can't be bought now, with reason and article."""
    return {"lines": [{"one": one, "state": say(one.state)} for one in suspended(given)[:MOST]]}


@_page("market_selected", "public/market_selected.html")
def selected(request: HttpRequest, given: Source) -> dict[str, Any]:
    """What running rounds have selected for the place, by a part of the name."""
    text = request.GET.get("text", "").strip()[:100]
    found = [one for one in published_selected(given.region) if text in one.selected.drug]
    return {
        "lines": [{"one": one, "role": say(SUPPLY_WORDS[one.selected.role])} for one in found[:MOST]],
        "size": len(found), "text": text,
    }  # fmt: skip


@_page("market_warnings", "public/market_warnings.html")
def warnings(_request: HttpRequest, given: Source) -> dict[str, Any]:
    """The warnings in force as announcements, the newest first. HD-14."""
    found = warnings_in_force(given.serving, most=MOST) if given.serving else []
    return {"lines": [warning_line(one) for one in found]}
