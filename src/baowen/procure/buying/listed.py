"""A listing as something to order on. PRC-1."""

from __future__ import annotations

from baowen.core.problems import BaowenError
from baowen.procure.basis import Agreed, BasisKind
from baowen.procure.listing.queries import ListingView, platform_of
from baowen.procure.listing.rules import PriceFrom
from baowen.procure.listing.states import STATE_WORDS


def listed_as_agreed(found: ListingView, price: PriceFrom | None, region: str) -> Agreed:
    """What a hospital of a place may order on a listing with the price of the day, or why not. BaowenError where it is
    on the platform of another province."""
    number = found.number
    if found.region != platform_of(region):
        raise BaowenError(f"{number} 不在本省平台挂网", f"{number} is listed on the platform of another province")
    why = ("", "")
    if not found.can_be_bought:
        zh, en = STATE_WORDS[found.state]
        why = (f"{number} 现为“{zh}”，目前不能采购", f"{number} is {en}: it can't be bought now")
    elif price is None:
        why = (f"{number} 的价格尚未执行", f"the price of {number} is not in force yet")
    return Agreed(
        kind=BasisKind.LISTING, number=number, product_code=found.product_code, generic_name=found.generic_name,
        maker=found.maker, price=found.price if price is None else price.price, why_not_zh=why[0], why_not_en=why[1],
    )  # fmt: skip
