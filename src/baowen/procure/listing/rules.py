"""What follows from a listing's prices: which one is in force on a day, and which price is none. Pure. PRC-1, PRI-4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.money import unit_price
from baowen.core.problems import BaowenError

MOST_PRICE = Decimal(10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFrom:
    """A price of one pack in yuan, four places, from a day on."""

    valid_from: date
    price: Decimal
    unit_price: Decimal | None


def in_force(prices: Iterable[PriceFrom], on: date) -> PriceFrom | None:
    """The price that counts on a day: the newest that begins no later; None before the first."""
    begun = [one for one in prices if one.valid_from <= on]
    return max(begun, key=lambda one: one.valid_from, default=None)


def checked_price(price: Decimal) -> Decimal:
    """A price of one pack to four places; BaowenError for zero, less, more than a pack can cost, or finer places."""
    if not price.is_finite() or price <= 0:
        raise BaowenError(
            "价格应大于 0；没有价格的请勿申报，0 元不是价格", "a price is above zero; 0 is not a price: leave it out"
        )
    if price > MOST_PRICE:
        raise BaowenError(f"价格超过 {MOST_PRICE:,} 元，请核对单位", f"the price is above {MOST_PRICE:,} yuan")
    if price != unit_price(price):
        raise BaowenError("价格最多四位小数", "a price has four decimal places at most")
    return unit_price(price)


def per_unit(price: Decimal, units_per_pack: Decimal | None) -> Decimal | None:
    """Yuan for one smallest unit, four places; None where the pack does not say how many it holds."""
    if units_per_pack is None or units_per_pack <= 0:
        return None
    return unit_price(price / units_per_pack)
