"""Who is named to deliver selected products in a city, and where fewer are than the pack wants. VBP-4 (VB-1.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.models import Distributor
from baowen.vbp.contracts.queries.scope import is_officer, seen_by
from baowen.vbp.rounds.queries import RoundView, Selected, enterprise_codes, round_of, selected_products


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFor:
    """A selected product in a city, with the codes of the distributors that are named for it there."""

    city: str
    lot: str
    drug: str
    product_code: str
    enterprise: str
    enterprise_name: str
    distributors: tuple[str, ...]
    is_few: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CityLine:
    """A city: how many selected products it is supplied with, and how many of them have too few distributors."""

    city: str
    products: int
    few: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A round's distributors; `least` is None where the place's pack wants no number. `products`: of one city alone."""

    round_code: str
    least: int | None
    clause: str
    cities: tuple[CityLine, ...]
    products: tuple[NamedFor, ...]


def distribution(
    round_code: str, city: str, *, actor: Actor, on: date, book: ContractBook
) -> Distribution:  # fmt: skip
    """The cities of a round that the actor sees, and the products of one of them ("" for none).

    An officer sees the cities of the own place, a hospital its own city, an enterprise its own products everywhere.
    """
    seen_by(actor)
    found = round_of(round_code)
    least = book.least_distributors(found.region, on)
    cities = _cities(found, actor, book)
    if city and city not in cities:
        raise BaowenError(f"{book.regions.full_name(city)}不是本批次中可阅看的市州", f"{city} is no city of the round")
    named = named_for(round_code, cities)
    lines, products = [], []
    for place in cities:
        there = list(_products(found, place, named, least.count, actor))
        if there:
            lines.append(CityLine(city=place, products=len(there), few=sum(one.is_few for one in there)))
        if place == city:
            products = there
    return Distribution(
        round_code=round_code, least=least.count, clause=least.clause, cities=tuple(lines), products=tuple(products)
    )


def named_for(round_code: str, cities: Collection[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """By city and product the distributors that are named for a round. Not scoped: for who has asked already."""
    rows = Distributor.objects.filter(round_code=round_code, city__in=cities, ended_at=None).order_by("pk")
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for place, product, code in rows.values_list("city", "product_code", "distributor"):
        found[place, product] = (*found.get((place, product), ()), code)
    return found


def _cities(found: RoundView, actor: Actor, book: ContractBook) -> list[str]:
    """The cities of a round's place that the actor sees: officers those of the own place."""
    regions = book.regions
    cities = book.cities_of(found.region)
    if is_officer(actor):
        return [one for one in cities if regions.within(one, actor.region) or regions.within(actor.region, one)]
    if actor.kind is OrganisationKind.HOSPITAL:
        return [one for one in cities if one == book.city_of(actor.region)]
    return cities


def _products(
    found: RoundView, city: str, named: dict[tuple[str, str], tuple[str, ...]], least: int | None, actor: Actor
) -> Iterator[NamedFor]:  # fmt: skip
    code_of = enterprise_codes()
    is_enterprise = not is_officer(actor) and actor.kind is not OrganisationKind.HOSPITAL
    for one in selected_products(found.code, city):
        code = code_of(one)
        if is_enterprise and code != actor.organisation:
            continue
        yield _line(one, code, city, named.get((city, one.product_code), ()), least)


def _line(one: Selected, code: str, city: str, codes: tuple[str, ...], least: int | None) -> NamedFor:
    return NamedFor(
        city=city, lot=one.lot, drug=one.drug, product_code=one.product_code, enterprise=code,
        enterprise_name=one.enterprise_name, distributors=codes, is_few=least is not None and len(codes) < least,
    )  # fmt: skip
