"""The public page of one drug: where it is held, its lists, listed and actual prices, warnings. PUB-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baowen.api.book import home, rulebook, serving
from baowen.core.clock import today
from baowen.core.language import say
from baowen.lake.serving import Serving
from baowen.lists.kinds import KIND_WORDS, ListKind
from baowen.lists.opens import LISTED
from baowen.orgs.regions import RegionLevel, Regions, load_regions
from baowen.public.chart import Chart, price_chart
from baowen.public.granularity import Granularity, PublicationRules, held_by_place, publication_rules
from baowen.public.holdings import named_holders
from baowen.public.kept import kept_page
from baowen.public.listing import PublicProduct, lines_about, lines_in_force, product_of
from baowen.public.market_rules import paid_rules
from baowen.public.queries import Listed, Paid, counted_of, hospitals_in, listed, paid, warnings_in_force
from baowen.public.rates import at_most
from baowen.public.views import warning_line

HOSPITALS: Final = 300
MONTHS: Final = 24
PRICES: Final = 100


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price of a pack and of a smallest unit, at a place from a day or in a month."""

    place: str
    when: str
    a_pack: Decimal
    a_unit: Decimal | None


@login_not_required
@require_GET
@kept_page
@at_most("search", "300/m")
def drug(request: HttpRequest, code: str) -> HttpResponse:
    """One drug; `place` chooses the city whose hospitals are shown, where the pack lets them be."""
    opened = serving()
    product = product_of(opened, code=code) if opened else None
    if opened is None or product is None:
        raise Http404
    ruling = rulebook().ruling(home().region, today())
    rules = publication_rules(ruling)
    lines = lines_about(lines_in_force(opened, region=home().region, on=today()), product)
    is_listed = any(one.kind in LISTED for one in lines)
    shown = {
        "product": product, "rules": rules, "granularity": rules.granularity.value,
        **_stock(opened, product, rules, request.GET.get("place", "")),
        "holders": named_holders(product.product),
        "lists": [
            {
                "line": one, "issuer": load_regions().full_name(one.issuer), "kind": say(KIND_WORDS[ListKind(one.kind)])
            }
            for one in lines
        ],
        "is_listed": is_listed,
        **(_prices(opened, product, paid_rules(ruling).least_lines) if is_listed else {}),
        "warnings": [warning_line(one) for one in warnings_in_force(opened, product=product.product)],
        "built_at": opened.origin.built_at,
    }  # fmt: skip
    return render(request, "public/drug.html", shown)


def _stock(opened: Serving, product: PublicProduct, rules: PublicationRules, chosen: str) -> dict[str, Any]:
    """Where it is held, as finely as the pack allows."""
    counts = counted_of(opened, products=[product.product]).get(product.product, [])
    held, names = held_by_place(counts, rules), load_regions()
    by_hospital = rules.granularity is Granularity.HOSPITAL
    place = next((one.place for one in held if one.place == chosen), "") if by_hospital else ""
    if by_hospital and len(held) == 1:
        place = held[0].place
    return {
        "held": [(one, _name(names, one.place)) for one in held], "by_hospital": by_hospital, "place": place,
        "least": rules.least_hospitals,
        "hospitals": hospitals_in(opened, product=product.product, city=place, most=HOSPITALS) if place else [],
    }  # fmt: skip


def _name(names: Regions, code: str) -> str:
    """The name of a place within the home's region: a county with its city, without the province that goes unsaid."""
    place = names.get(code)
    if place is None:
        return code
    above = names.at_level(code, RegionLevel.CITY) if place.level is RegionLevel.COUNTY else None
    return f"{above.name}{place.name}" if above else place.name


def _prices(opened: Serving, product: PublicProduct, least: int) -> dict[str, Any]:
    """What it is listed for and what was paid: the newest of each place, and the home's by month."""
    offered = listed(opened, products=[product.product], most=PRICES)
    bought = paid(opened, products=[product.product], least=least)
    here = home().region
    months = [one for one in bought if one.region == here][-MONTHS:]
    newest = {one.region: one for one in bought if one.region != here}
    cities = sorted(newest.values(), key=lambda one: one.median)
    return {
        "offered": [_offer(product, one) for one in offered[:10]],
        "months": [_month(product, one) for one in reversed(months[-12:])],
        "cities": [_month(product, one) for one in cities],
        "chart": _chart(months, offered),
    }  # fmt: skip


def _offer(product: PublicProduct, one: Listed) -> PriceLine:
    return PriceLine(one.place, f"{one.since:%Y-%m-%d}", one.price, product.a_unit(one.price))


def _month(product: PublicProduct, one: Paid) -> PriceLine:
    return PriceLine(one.place, one.month, one.median, product.a_unit(one.median))


def _chart(months: list[Paid], offered: list[Listed]) -> Chart | None:
    """By month the median paid in the home's place, and the price that its province had listed by then."""
    here = load_regions().at_level(home().region, RegionLevel.PROVINCE)
    ours = sorted((one for one in offered if here and one.region == here.code), key=lambda one: one.since)
    listed_by = [_listed_in(ours, month.month) for month in months]
    return price_chart([one.month for one in months], [one.median for one in months], listed_by)


def _listed_in(offered: list[Listed], month: str) -> Decimal | None:
    """The listed price that held when a month began; None before the first."""
    first = date.fromisoformat(f"{month}-01")
    return next((one.price for one in reversed(offered) if one.since <= first), None)
