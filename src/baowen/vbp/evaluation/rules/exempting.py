"""What an exemption covers, and whether it may be: within the cycle, its days in order, its number where it needs one.

Requirement: VBP-7 (VB-2.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.problems import BaowenError
from baowen.vbp.evaluation.kinds import BY_MONTH, ExemptionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """An exemption as the evaluators take it. `places`: codes of the regions that it covers, empty for all.

    `hospital`, `lot` and `product` (the contracted one) narrow it, "" for all. `eased`: packs of the contracted product
    that are no longer required, for EASED alone; days are both included.
    """

    number: int
    kind: ExemptionKind
    from_on: date
    until_on: date
    places: frozenset[str] = frozenset()
    hospital: str = ""
    lot: str = ""
    product: str = ""
    eased: Decimal | None = None
    clause: str = ""


def months_of(one: Exempt, *, whole: bool) -> tuple[str, str]:
    """The first and the last month whose purchases it moves; the last before the first where there is none.

    Purchases are known by month: with `whole` a month counts where all its days lie in the period, else where any does.
    """
    first, last = _index(one.from_on), _index(one.until_on)
    if whole and one.from_on.day > 1:
        first += 1
    if whole and _index(date.fromordinal(one.until_on.toordinal() + 1)) == last:
        last -= 1
    return _month(first), _month(last)


def check_period(from_on: date, until_on: date, starts_on: date, ends_on: date) -> None:
    """BaowenError for a period whose days are turned round, and for one that does not lie within the cycle."""
    if until_on < from_on:
        raise BaowenError(
            f"结束日期 {until_on} 早于开始日期 {from_on}，请核对",
            f"the period ends ({until_on}) before it begins ({from_on})",
        )  # fmt: skip
    if from_on < starts_on or until_on > ends_on:
        raise BaowenError(
            f"期间须在采购周期 {starts_on} 至 {ends_on} 之内",
            f"the period must lie within the cycle, {starts_on} to {ends_on}",
        )  # fmt: skip


def check_eased(kind: ExemptionKind, eased: Decimal | None) -> None:
    """BaowenError where the eased volume is missing or senseless: no text gives a number, so an officer has to."""
    if kind is not ExemptionKind.EASED:
        if eased is not None:
            raise BaowenError("只有放宽约定量的情形需要填写数量", "only an eased volume has a number of packs")
        return
    if eased is None:
        raise BaowenError(
            "请填写放宽的数量（包）和理由：条文没有给出数字", "enter how many packs are eased: the text gives no number"
        )  # fmt: skip
    if not eased.is_finite() or eased <= 0 or eased != eased.quantize(Decimal("0.0001")):
        raise BaowenError("放宽的数量应大于 0，最多四位小数", "the eased packs are above 0, with four places at most")


def moves_purchases(kind: ExemptionKind) -> bool:
    """Whether a kind moves purchases of its months."""
    return kind in BY_MONTH


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(index: int) -> str:
    return f"{index // 12:04d}-{index % 12 + 1:02d}"
