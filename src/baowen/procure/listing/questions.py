"""What an enterprise is asked to confirm before a price is taken: a digit too many, a wrong unit. Pure. PRC-1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.policy import Ruling
from baowen.core.problems import BaowenError

NEAR = Decimal("1.25")  # so near, a price "looks like" another


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to confirm."""

    zh: str
    en: str


class ConfirmError(BaowenError):
    """The price may be right; whoever sends it has to say so."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self.questions = questions
        asked = "；".join(one.zh for one in questions)
        super().__init__(
            f"确认无误？{asked}。确认价格无误的，请勾选“确认无误”（接口、命令填 confirm）后再提交",
            f"is this right? {'; '.join(one.en for one in questions)}. If so, confirm it and send it again",
        )


def questions(
    price: Decimal, *, units: Decimal | None, past: Decimal | None, median: Decimal | None, ruling: Ruling
) -> tuple[Question, ...]:
    """What looks wrong with a price of one pack beside the own past and the median of its peers."""
    entry = ruling.get("listing.question.multiple")
    if entry is None:
        return ()
    most = entry.number()
    return (
        *_off(price, past, most, units, ("本品现行价", "the own price")),
        *_off(price, median, most, units, ("同药中位数", "the median of its peers")),
    )


def _off(
    price: Decimal, other: Decimal | None, most: Decimal, units: Decimal | None, words: tuple[str, str]
) -> Iterator[Question]:
    if other is None or other <= 0 or other / most < price < other * most:
        return
    unit_zh, unit_en = _unit(price, other, units)
    times = price / other
    times_zh = f"{times:.1f} 倍" if times >= 1 else f"{times:.2%}"
    yield Question(
        zh=f"申报价 {price:f} 元为{words[0]} {other:f} 元的 {times_zh}{unit_zh}",
        en=f"{price:f} yuan is {times:.4g} times {words[1]}, {other:f} yuan{unit_en}",
    )


def _unit(price: Decimal, other: Decimal, units: Decimal | None) -> tuple[str, str]:
    """Whether the price looks as if it were of another unit than the pack."""
    if units is None or units <= 1:
        return "", ""
    if other / NEAR <= price * units <= other * NEAR:
        return "，像是按最小制剂单位填写", "; it looks like the price of one smallest unit"
    if other / NEAR <= price / units <= other * NEAR:
        return "，像是按整盒乘以包装数量填写", "; it looks multiplied by the units of the pack"
    return "", ""
