"""Sums of money in whole fen, and a whole split into parts that add up to it exactly. Pure. PRC-4."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from baowen.core.money import amount
from baowen.core.problems import BaowenError

FEN_OF_A_YUAN = 100
MOST_YUAN = Decimal(10_000_000_000)


def fen_of(yuan: Decimal, zh: str, en: str) -> int:
    """Yuan as whole fen; BaowenError for what has more than two places, is not above zero or too large."""
    if not yuan.is_finite() or yuan <= 0:
        raise BaowenError(f"{zh}应大于 0", f"the {en} is above zero")
    if yuan > MOST_YUAN:
        raise BaowenError(f"{zh}超过 {MOST_YUAN:,} 元，请核对单位", f"the {en} is above {MOST_YUAN:,} yuan")
    if yuan != amount(yuan):
        raise BaowenError(f"{zh} {yuan} 最多两位小数", f"the {en} {yuan} has two decimal places at most")
    return int(yuan * FEN_OF_A_YUAN)


def yuan_of(fen: int) -> Decimal:
    """Whole fen as yuan with two places."""
    return Decimal(fen).scaleb(-2)


def share_of(fen: int, share: Decimal) -> int:
    """A share of a sum in whole fen, halves up."""
    return int(amount(yuan_of(fen) * share) * FEN_OF_A_YUAN)


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """A whole in parts by weight that add up to it exactly: what is left after rounding down goes, one fen each, to
    the largest remainders, the first of equal ones. ValueError for negative weights or nothing to split over."""
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("a whole is split over weights that are not negative and not all zero")
    parts = [whole * weight // total for weight in weights]
    left = whole - sum(parts)
    order = sorted(range(len(weights)), key=lambda at: (-(whole * weights[at] % total), at))
    for at in order[:left]:
        parts[at] += 1
    return parts
