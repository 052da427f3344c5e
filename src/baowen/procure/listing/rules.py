"""What follows from a listing's prices: which one is in force on a day, and which price is none. Pure. PRC-1, PRI-4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.money import ratio, unit_price
from baowen.core.period import Month
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


def months_from(day: date, months: int) -> date:
    """The same day so many months later, earlier where negative; the month's last where it has no such day."""
    month = Month.of(day).plus(months)
    return month.first.replace(day=min(day.day, month.last.day))


def past_price(prices: Iterable[PriceFrom], on: date, months: int) -> PriceFrom | None:
    """The own price of so many months ago; where the product is younger, its first. None without any until then."""
    known = [one for one in prices if one.valid_from <= on]
    return in_force(known, months_from(on, -months)) or min(known, key=lambda one: one.valid_from, default=None)


def rise_of(price: Decimal, past: PriceFrom | None) -> Decimal | None:
    """The rise as a share of the past price, four places, below zero for a fall; None without a past."""
    share = None if past is None else ratio(price, past.price)
    return None if share is None else share - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the lake is told of a listing from a day on: the price of one pack and whether it can be bought."""

    valid_from: date
    price: Decimal
    before: Decimal | None
    state: str


def timeline(prices: Iterable[PriceFrom], moves: Iterable[tuple[date, str]], *, first_state: str) -> list[Standing]:
    """Price and state of a listing from each day on which one of them changed, the oldest first.

    `moves`: the state from a day on; of several on one day the last counts. Days before the first price are left out.
    """
    known, states = list(prices), dict(moves)
    found: list[Standing] = []
    for day in sorted({one.valid_from for one in known} | set(states)):
        price = in_force(known, day)
        if price is None:
            continue
        reached = [one for one in states if one <= day]
        state = states[max(reached)] if reached else first_state
        last = found[-1] if found else None
        if last is None or (last.price, last.state) != (price.price, state) or day in {one.valid_from for one in known}:
            before = None if last is None else last.price
            found.append(Standing(valid_from=day, price=price.price, before=before, state=state))
    return found
