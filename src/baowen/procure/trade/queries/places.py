"""Who delivers what in a city, and which products have fewer distributors than the pack wants. PRC-8, PRC-6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from baowen.lists.queries import status
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within, names_of
from baowen.orgs.regions import load_regions
from baowen.procure.basis import Agreed
from baowen.procure.trade.book import TradeBook
from baowen.procure.trade.models import Distribution, Order, OrderLine

LATELY = 100  # orders


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionView:
    """A distributor that a maker has named for a product in a city."""

    product_code: str
    maker: str
    distributor: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FewDistributors:
    """A product that is ordered or distributed in a city, with how many distributors are named for it there."""

    product_code: str
    generic_name: str
    named: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CityDistributors:
    """What a city has fewer of than the pack wants; `least` is None where the pack wants no number."""

    city: str
    least: int | None
    clause: str
    products: tuple[FewDistributors, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freedom:
    """What a drug on a list is free of, with the clause: `name` is the key of the pack."""

    name: str
    clause: str


def distributors(city: str, product_code: str = "") -> list[DistributionView]:
    """Who delivers in a city, all products or one; those that were ended are left out."""
    rows = Distribution.objects.filter(city=city, ended_at=None)
    if product_code:
        rows = rows.filter(product_code=product_code)
    return [
        DistributionView(product_code=one.product_code, maker=one.maker, distributor=one.distributor, city=one.city)
        for one in rows
    ]


def few_distributors(actor: Actor, city: str, on: date, *, book: TradeBook) -> CityDistributors:
    """Products of a city with fewer named distributors than the pack wants for products selected in volume purchase.

    Which products were selected is not known here, so all that were ordered or are distributed in the city are told.
    """
    require(actor, Act.TRADE_READ, city, regions=load_regions())
    entry = book.ruling(city, on).get("vbp.distributors.least")
    if entry is None:
        return CityDistributors(city=city, least=None, clause="", products=())
    least = entry.whole()
    rows = Distribution.objects.filter(city=city, ended_at=None).order_by().values_list("product_code")
    named = dict(rows.annotate(named=Count("pk")))
    ordered = OrderLine.objects.filter(order__region__in=codes_within(city)).order_by()
    names = dict(ordered.values_list("product_code", "generic_name").distinct())
    products = tuple(
        FewDistributors(product_code=code, generic_name=names.get(code, ""), named=named.get(code, 0))
        for code in sorted(named.keys() | names.keys())
        if named.get(code, 0) < least
    )
    return CityDistributors(city=city, least=least, clause=entry.clause, products=products)


def freedoms(generic_name: str, region: str, on: date, *, book: TradeBook) -> list[Freedom]:
    """What the distribution of a drug is free of in a place because it is on a list. PRC-6 (HN-10, NJ-18, HD-11)."""
    keys = ("delivery.unlimited_distributors", "delivery.two_invoice_free")
    ruling = book.ruling(region, on)
    entries = [entry for key in keys if (entry := ruling.get(key)) is not None and entry.flag()]
    if not entries or not status(generic_name, region, on, packs=book.packs).listed:
        return []
    return [Freedom(name=entry.key, clause=entry.clause) for entry in entries]


def suppliers_for(actor: Actor, agreed: Agreed | None, *, book: TradeBook) -> list[tuple[str, str]]:
    """Codes and names of who may well deliver to the actor's hospital: the one that the basis names, those named for
    the product in the city, and those from whom the hospital ordered lately."""
    if agreed is not None and agreed.supplier:
        codes = [agreed.supplier]
    else:
        lately = Order.objects.filter(hospital=actor.organisation).order_by("-pk").values_list("supplier", flat=True)
        product = "" if agreed is None else agreed.product_code
        named = distributors(book.city_of(actor.region), product) if product else []
        maker = [agreed.maker] if agreed is not None else []
        codes = [one.distributor for one in named] + maker + list(lately[:LATELY])
    names = names_of(codes)
    return [(code, names[code]) for code in dict.fromkeys(codes) if code in names]
