"""What decides about the lots of a round in a place: agreed shares, and whose offers supply which city. VBP-3."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.rules.agreed import agreed_share
from baowen.vbp.contracts.rules.allocation import LotTerms, Offer
from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.rounds.queries import RoundView, Selected, enterprise_codes, selected_products


def lot_terms(
    round_: RoundView, cities: Collection[str], on: date, *, book: ContractBook
) -> dict[str, LotTerms]:  # fmt: skip
    """The lots of a round that a main supplier supplies in one of the cities, in their order."""
    ruling = book.ruling(round_.region, on)
    code_of = enterprise_codes()
    lots: dict[str, Selected] = {}
    offers: dict[str, dict[str, list[Offer]]] = {}
    for city in sorted(cities):
        for one in selected_products(round_.code, city):
            if one.role is SupplyRole.MAIN:
                lots.setdefault(one.lot, one)
                offers.setdefault(one.lot, {}).setdefault(city, []).append(_offer(one, code_of(one)))
    return {
        number: LotTerms(
            number=number, drug=one.drug, spec=one.spec, months=one.months,
            share=agreed_share(
                one.winners, ruling, is_antibiotic=one.is_antibiotic, is_key_monitored=one.is_key_monitored
            ),
            offers={city: tuple(sorted(found, key=_rank)) for city, found in offers[number].items()},
        )
        for number, one in lots.items()
    }  # fmt: skip


def _offer(one: Selected, code: str) -> Offer:
    return Offer(
        product_code=one.product_code, enterprise=code, enterprise_name=one.enterprise_name,
        quality_tier=one.quality_tier, units=one.units, price=one.price,
    )  # fmt: skip


def _rank(one: Offer) -> tuple[object, ...]:
    """The lowest price of a unit first."""
    return (one.price / one.units, one.enterprise_name, one.product_code)
