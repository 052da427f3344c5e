"""What holds of offers, filings and compared prices: quantities, what is left, who is cheapest. Pure. PRC-2, PRC-3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from baowen.core.money import ratio
from baowen.core.problems import BaowenError

MOST_QUANTITY = Decimal(1_000_000_000)
_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """What the choice among offers needs: yuan for one smallest unit, packs that are left, until when."""

    key: int
    unit_price: Decimal
    left: Decimal
    until: date
    is_withdrawn: bool


def checked_quantity(quantity: Decimal, zh: str, en: str) -> Decimal:
    """A number of packs or units above zero, four places at most; BaowenError for any other."""
    if not quantity.is_finite() or quantity <= 0:
        raise BaowenError(f"{zh}应大于 0；不知道的请先核实，0 不是数量", f"the {en} is above zero")
    if quantity > MOST_QUANTITY:
        raise BaowenError(f"{zh}超过 {MOST_QUANTITY:,}，请核对单位", f"the {en} is above {MOST_QUANTITY:,}")
    if quantity != quantity.quantize(_STEP):
        raise BaowenError(f"{zh}最多四位小数", f"the {en} has four decimal places at most")
    return quantity.quantize(_STEP)


def same_unit(offered: str, asked: str) -> str:
    """The smallest unit of an offer; BaowenError where it is another than was asked for."""
    if offered.strip() != asked.strip():
        raise BaowenError(
            f"最小制剂单位应为“{asked}”，报的是“{offered}”；请按“{asked}”填写每包数量",
            f"the smallest unit asked for is {asked}, not {offered}; count a pack in {asked}",
        )
    return asked.strip()


def stands(offer: OfferFacts, on: date) -> bool:
    """Whether an offer can be accepted on a day."""
    return not offer.is_withdrawn and offer.until >= on and offer.left > 0


def is_cheapest(offer: OfferFacts, offers: Iterable[OfferFacts], on: date) -> bool:
    """Whether no other offer that stands is cheaper for one smallest unit."""
    return all(one.unit_price >= offer.unit_price for one in offers if one.key != offer.key and stands(one, on))


def taken_from(left: Decimal, wanted: Decimal) -> Decimal:
    """What is left after a hospital took its part; BaowenError for more than there is."""
    if wanted > left:
        raise BaowenError(
            f"该报价只剩 {left.normalize():f} 包，不足 {wanted.normalize():f} 包；请减少数量或接受其他报价",
            f"{left.normalize():f} packs are left of this offer, not {wanted.normalize():f}; take less or another",
        )
    return left - wanted


def packs_for(units: Decimal, units_per_pack: Decimal) -> Decimal:
    """Whole packs that hold at least so many smallest units."""
    return (units / units_per_pack).to_integral_value(rounding="ROUND_CEILING")


def times_of(unit_price: Decimal, others: Sequence[Decimal]) -> Decimal | None:
    """How many times the median of others' prices a price is, four places; None where there is nothing to compare."""
    return ratio(unit_price, median(others)) if others else None


def is_off(times: Decimal | None, multiple: Decimal) -> bool:
    """Whether a price is so many times above or below others that the unit may be wrong."""
    return times is not None and (times >= multiple or times * multiple <= 1)
