"""What may be delivered, received and sent back: the quantities of a line never pass one another. Pure. PRC-4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.money import plain
from baowen.core.problems import BaowenError

MOST_QUANTITY = Decimal(10_000_000)
MOST_CODES = 5000
STEP = Decimal("0.0001")
CODE_DIGITS = 20
_CODE = re.compile(r"[0-9A-Za-z]{8,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot of goods as it is sent, in packs, with the traceability codes that were scanned."""

    quantity: Decimal
    lot_no: str
    expires_on: date
    made_on: date | None = None
    codes: tuple[str, ...] = ()


def checked_quantity(quantity: Decimal) -> Decimal:
    """A quantity in packs to four places; BaowenError for zero, less, no number, more than anybody orders, or finer."""
    if not quantity.is_finite() or quantity <= 0:
        raise BaowenError("数量应大于 0，以最小包装（盒）计", "a quantity is above zero, in packs")
    if quantity > MOST_QUANTITY:
        raise BaowenError(
            f"数量 {quantity:,} 超过 {MOST_QUANTITY:,} 盒，请核对单位",
            f"{quantity:,} packs are too many: check the unit",
        )
    if quantity != quantity.quantize(STEP):
        raise BaowenError("数量最多四位小数", "a quantity has four decimal places at most")
    return quantity.quantize(STEP)


def check_lot(lot: Lot, *, ordered: Decimal, delivered: Decimal, in_parts: bool, on: date, line: str) -> None:
    """Whether a lot may be sent for a line on a day; BaowenError that says what is wrong. PRC-4."""
    left = ordered - delivered
    if lot.quantity > left:
        raise BaowenError(
            f"{line} 尚可发货 {plain(left)} 盒，本次 {plain(lot.quantity)} 盒，不能超过订单",
            f"{line}: {plain(left)} packs are left to deliver, not {plain(lot.quantity)}",
        )
    if not in_parts and lot.quantity != ordered:
        raise BaowenError(
            f"{line} 要求一次送齐 {plain(ordered)} 盒",
            f"{line} is to be delivered at once: {plain(ordered)} packs",
        )
    if lot.expires_on <= on:
        raise BaowenError(
            f"{line} 批号 {lot.lot_no} 有效期至 {lot.expires_on}，已到期，不能发货",
            f"{line}: lot {lot.lot_no} has expired on {lot.expires_on}",
        )
    if lot.made_on is not None and (lot.made_on > on or lot.made_on > lot.expires_on):
        raise BaowenError(
            f"{line} 批号 {lot.lot_no} 的生产日期 {lot.made_on} 不对，请核对",
            f"{line}: lot {lot.lot_no} can't have been made on {lot.made_on}",
        )


def code_faults(codes: Sequence[str], quantity: Decimal) -> list[tuple[str, str]]:
    """What is doubtful about traceability codes, in Chinese and English; BaowenError for what can't be one.

    That a code has twenty digits is not verified by any text at hand, so another length is only told.
    """
    if len(codes) > MOST_CODES:
        raise BaowenError(
            f"追溯码 {len(codes):,} 个，一批最多 {MOST_CODES:,} 个，请分批发货", f"{MOST_CODES:,} codes a lot at most"
        )
    bad = next((code for code in codes if not _CODE.fullmatch(code)), None)
    if bad is not None:
        raise BaowenError(f"追溯码 {bad!r} 不对，应为数字或字母", f"{bad!r} is no traceability code")
    twice = next((code for code in codes if codes.count(code) > 1), None) if len(set(codes)) < len(codes) else None
    if twice is not None:
        raise BaowenError(f"追溯码 {twice} 在本批中重复", f"the code {twice} comes twice in the lot")
    found = []
    odd = sum(not (code.isdigit() and len(code) == CODE_DIGITS) for code in codes)
    if odd:
        found.append((f"{odd} 个追溯码不是 {CODE_DIGITS} 位数字，请核对", f"{odd} codes are not {CODE_DIGITS} digits"))
    if len(codes) > quantity:
        found.append(
            (
                f"追溯码 {len(codes)} 个，多于 {plain(quantity)} 盒",
                f"{len(codes)} codes for {plain(quantity)} packs",
            )
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a hospital counted of a delivery, in packs: taken in, not there, broken."""

    accepted: Decimal
    short: Decimal = Decimal(0)
    damaged: Decimal = Decimal(0)


def check_counted(counted: Counted, *, delivered: Decimal, expires_on: date, on: date) -> None:
    """Whether a delivery may be received so on a day; BaowenError where the three are not its quantity, or where
    goods past their expiry would come into stock. PRC-4."""
    parts = (counted.accepted, counted.short, counted.damaged)
    if not all(part.is_finite() and part >= 0 and part == part.quantize(STEP) for part in parts):
        raise BaowenError("数量不能小于 0，最多四位小数", "a quantity is not below zero and has four places at most")
    if sum(parts) != delivered:
        raise BaowenError(
            f"验收、短少、破损之和为 {plain(sum(parts, Decimal(0)))} 盒，应等于发货的 {plain(delivered)} 盒",
            f"accepted, short and damaged are to add up to the {plain(delivered)} packs that were sent",
        )
    if counted.accepted and expires_on <= on:
        raise BaowenError(
            f"该批有效期至 {expires_on}，已到期，不能入库；请记为破损并说明",
            f"the lot has expired on {expires_on} and can't be taken in; count it as damaged",
        )


def check_return(quantity: Decimal, *, accepted: Decimal, returned: Decimal) -> None:
    """Whether so much of a receipt may go back; BaowenError for more than is left of what was accepted. PRC-4."""
    if quantity > accepted - returned:
        raise BaowenError(
            f"该批可退 {plain(accepted - returned)} 盒，不能退 {plain(quantity)} 盒",
            f"{plain(accepted - returned)} packs can go back, not {plain(quantity)}",
        )
