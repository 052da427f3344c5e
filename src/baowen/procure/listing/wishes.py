"""What an enterprise wants, as it was typed, and the price of one pack that it means. Pure. PRC-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.money import unit_price
from baowen.core.problems import BaowenError
from baowen.procure.listing.comparing import Goods
from baowen.procure.listing.kinds import ApplicationKind, Claim, DosePer, PriceUnit
from baowen.procure.listing.rules import checked_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An application before it is sent. `valid_from` None: from the day of acceptance. `goods`: what the enterprise
    says of a product that neither the platform nor the catalogue has."""

    region: str
    kind: ApplicationKind
    product_code: str
    price: Decimal
    unit: PriceUnit = PriceUnit.PACK
    valid_from: date | None = None
    claim: Claim = Claim.NONE
    reason: str = ""
    talked_on: date | None = None
    daily_dose: Decimal | None = None
    dose_per: DosePer = DosePer.DAY
    goods: Goods | None = None


def price_of_pack(price: Decimal, unit: PriceUnit, units_per_pack: Decimal | None) -> Decimal:
    """The price of one pack that a typed price means; BaowenError where the pack does not say how many it holds."""
    checked_price(price)
    if unit is PriceUnit.PACK:
        return unit_price(price)
    if units_per_pack is None or units_per_pack <= 0:
        raise BaowenError(
            "包装未写明最小制剂单位数量，请按最小包装填写价格",
            "the pack does not say how many units it holds: give the price of one pack",
        )
    return checked_price(unit_price(price * units_per_pack))
