"""All reads of the routes to buy: on what an order line may rest. PRC-1 to PRC-3."""

from __future__ import annotations

from datetime import date

from baowen.core.problems import BaowenError
from baowen.procure.basis import Agreed, BasisKind
from baowen.procure.listing.queries import listing, platform_of, price_on


def agreed(kind: BasisKind, number: str, *, hospital: str, region: str, on: date) -> Agreed:
    """What a hospital of a place may order on a basis on a day, or why not. BaowenError where there is none such."""
    if kind is BasisKind.LISTING:
        return _listed(number, region, on)
    raise BaowenError(f"没有编号为 {number} 的采购依据，请核对", f"there is no {kind} {number} of {hospital}")


def _listed(number: str, region: str, on: date) -> Agreed:
    found = listing(number)
    if found.region != platform_of(region):
        raise BaowenError(f"{number} 不在本省平台挂网", f"{number} is listed on the platform of another province")
    price = price_on(number, on)
    why = ("", "")
    if not found.can_be_bought:
        why = (f"{number} 目前不能采购（{found.state}）", f"{number} can't be bought now ({found.state})")
    elif price is None:
        why = (f"{number} 的价格尚未执行", f"the price of {number} is not in force yet")
    return Agreed(
        kind=BasisKind.LISTING, number=number, product_code=found.product_code, generic_name=found.generic_name,
        maker=found.maker, price=found.price if price is None else price.price, why_not_zh=why[0], why_not_en=why[1],
    )  # fmt: skip
