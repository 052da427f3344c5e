"""All reads of the routes to buy: on what an order line may rest. PRC-1 to PRC-3."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from baowen.core.problems import BaowenError
from baowen.procure.basis import Agreed, BasisKind
from baowen.procure.buying.listed import listed_as_agreed
from baowen.procure.listing.queries import listing, listings_numbered, price_on, prices_on


def agreed(kind: BasisKind, number: str, *, hospital: str, region: str, on: date) -> Agreed:
    """What a hospital of a place may order on a basis on a day, or why not. BaowenError where there is none such."""
    if kind is BasisKind.LISTING:
        return listed_as_agreed(listing(number), price_on(number, on), region)
    raise BaowenError(f"没有编号为 {number} 的采购依据，请核对", f"there is no {kind} {number} of {hospital}")


def agreed_many(
    asked: Collection[tuple[BasisKind, str]], *, hospital: str, region: str, on: date
) -> dict[tuple[BasisKind, str], Agreed]:  # fmt: skip
    """The same for many at once: listings by two queries, others one by one. BaowenError for the first unknown."""
    numbers = [number for kind, number in asked if kind is BasisKind.LISTING]
    found, prices = listings_numbered(numbers), prices_on(numbers, on)
    many: dict[tuple[BasisKind, str], Agreed] = {}
    for kind, number in asked:
        if kind is BasisKind.LISTING and number in found:
            many[kind, number] = listed_as_agreed(found[number], prices.get(number), region)
        else:
            many[kind, number] = agreed(kind, number, hospital=hospital, region=region, on=on)
    return many
