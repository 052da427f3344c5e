"""When a line of an invoice can be so: quantity times price, and no more than was received. Pure. PRC-4."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.money import UNIT_PRICE_STEP, amount, plain, unit_price
from baowen.core.problems import BaowenError
from baowen.procure.settle.rules.sums import MOST_YUAN, fen_of

MOST_QUANTITY = Decimal(1_000_000_000)
_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")
_CODE = re.compile(r"[0-9A-Za-z]{0,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A line of an invoice as it is written: the order line's number, packs, yuan for one pack, yuan for all."""

    order_line: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


def check_numbers(code: str, number: str) -> tuple[str, str]:
    """The invoice's code ("" for one that has none, such as an electronic one) and number; BaowenError for others."""
    code, number = code.strip(), number.strip()
    if not _NUMBER.fullmatch(number):
        raise BaowenError(
            f"发票号码“{number[:50]}”应为 1 至 40 位字母、数字", "an invoice number has 1 to 40 letters and digits"
        )
    if not _CODE.fullmatch(code):
        raise BaowenError(f"发票代码“{code[:50]}”应为字母、数字", "an invoice code has up to 20 letters and digits")
    return code, number


def checked(line: Billed) -> int:
    """What a line comes to, in fen; BaowenError where the three numbers do not agree or cannot be."""
    _check_quantity(line)
    if not line.unit_price.is_finite() or not 0 < line.unit_price <= MOST_YUAN:
        raise BaowenError(f"{line.order_line} 的单价应大于 0", f"the price of {line.order_line} is above zero")
    if line.unit_price != unit_price(line.unit_price):
        raise BaowenError(f"{line.order_line} 的单价最多四位小数", "a price has four decimal places at most")
    fen = fen_of(line.amount, f"{line.order_line} 的金额", f"amount of {line.order_line}")
    right = amount(line.quantity * line.unit_price)
    if line.amount != right:
        raise BaowenError(
            f"{line.order_line}：数量 {line.quantity} × 单价 {line.unit_price} = {right}，不是 {line.amount}，请核对",
            f"{line.order_line}: {line.quantity} times {line.unit_price} is {right} and not {line.amount}",
        )
    return fen


def _check_quantity(line: Billed) -> None:
    quantity = line.quantity
    if not quantity.is_finite() or not 0 < quantity <= MOST_QUANTITY:
        raise BaowenError(f"{line.order_line} 的数量应大于 0", f"the quantity of {line.order_line} is above zero")
    if quantity % UNIT_PRICE_STEP:
        raise BaowenError(f"{line.order_line} 的数量最多四位小数", "a quantity has four decimal places at most")


def check_left(order_line: str, asked: Decimal, *, received: Decimal, returned: Decimal, invoiced: Decimal) -> None:
    """BaowenError, with what is left, where more is invoiced than was received and not returned."""
    left = max(received - returned - invoiced, Decimal(0))
    if asked > left:
        came, back, billed, rest, more = map(plain, (received, returned, invoiced, left, asked))
        raise BaowenError(
            f"{order_line}：已入库 {came}、退货 {back}、已开票 {billed}，还可开票 {rest}，不能开 {more}",
            f"{order_line}: {came} received, {back} returned, {billed} invoiced: {rest} left, not {more}",
        )  # fmt: skip
