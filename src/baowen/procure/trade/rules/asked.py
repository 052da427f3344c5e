"""Whether a line may be ordered on what it rests on, and what about it is to be asked again. Pure. PRC-4."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.money import plain, unit_price
from baowen.core.problems import BaowenError
from baowen.procure.basis import Agreed, BasisKind
from baowen.procure.trade.rules.moved import checked_quantity

MOST_LINES = 200
_NUMBER = re.compile(r"[\w.-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A product to order, in packs; `price` of one pack in yuan, None for the basis's own."""

    basis: BasisKind
    basis_number: str
    quantity: Decimal
    price: Decimal | None = None

    @property
    def rests_on(self) -> tuple[BasisKind, str]:
        return self.basis, self.basis_number


def checked_number(number: str, zh: str, en: str) -> str:
    """A number that somebody gives to a paper of the own: up to 60 letters, digits, points and dashes."""
    if not _NUMBER.fullmatch(number):
        raise BaowenError(
            f"{zh}“{number[:60]}”应为 1 至 60 个字母、数字、点或短横",
            f"the {en} has 1 to 60 letters, digits, points, dashes",
        )
    return number


def checked_lines(lines: tuple[NewLine, ...]) -> None:
    """BaowenError for an order without lines, with too many, with a basis twice, or with a quantity that is none."""
    if not lines:
        raise BaowenError("订单没有明细", "the order has no line")
    if len(lines) > MOST_LINES:
        raise BaowenError(f"一张订单最多 {MOST_LINES} 行，请分单", f"an order has {MOST_LINES} lines at most")
    if len({line.rests_on for line in lines}) < len(lines):
        raise BaowenError(
            "同一采购依据在订单中出现两次，请合并", "a basis comes twice in the order: put it in one line"
        )
    for line in lines:
        checked_quantity(line.quantity)


def priced(line: NewLine, agreed: Agreed) -> Decimal:
    """The price of one pack that the line has; BaowenError for one above the basis, none, or one that is no price."""
    if agreed.why_not_zh:
        raise BaowenError(agreed.why_not_zh, agreed.why_not_en)
    if line.price is None:
        return agreed.price
    price = line.price
    if not price.is_finite() or price <= 0 or price != unit_price(price):
        raise BaowenError("单价应大于 0，最多四位小数", "a price is above zero with four places at most")
    if price > agreed.price:
        raise BaowenError(
            f"{agreed.generic_name}（{line.basis_number}）单价 {plain(price)} 元高于依据的 {plain(agreed.price)} 元",
            f"{line.basis_number}: {plain(price)} yuan is above the {plain(agreed.price)} yuan of the basis",
        )
    return unit_price(price)


def check_supplier(agreed: Agreed, supplier: str) -> None:
    """BaowenError where the basis names another supplier."""
    if agreed.supplier and agreed.supplier != supplier:
        raise BaowenError(
            f"{agreed.number} 约定由 {agreed.supplier} 配送，不能向 {supplier} 下单",
            f"{agreed.number} is delivered by {agreed.supplier}, not by {supplier}",
        )


def check_left(agreed: Agreed, quantity: Decimal, used: Decimal) -> None:
    """BaowenError where less is left of the basis, after what was ordered on it, than is asked for."""
    if agreed.quantity_left is None:
        return
    left = max(agreed.quantity_left - used, Decimal(0))
    if quantity > left:
        raise BaowenError(
            f"{agreed.number} 尚可采购 {plain(left)} 盒，不能下单 {plain(quantity)} 盒",
            f"{agreed.number}: {plain(left)} packs are left, not {plain(quantity)}",
        )


def is_unusual(quantity: Decimal, usual: Decimal | None, multiple: Decimal) -> bool:
    """Whether a quantity is so many times what the hospital usually orders that it is to be asked again."""
    return usual is not None and usual > 0 and quantity >= usual * multiple


class UnusualQuantityError(BaowenError):
    """A quantity far above what the hospital usually orders, which nobody has confirmed yet."""
