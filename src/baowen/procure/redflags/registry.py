"""The red flags: code, words, question, which routes of purchase they can say something about, and their function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from baowen.procure.basis import BasisKind
from baowen.procure.redflags import bids, notice, ratios, shares
from baowen.procure.redflags.flags import Flag
from baowen.procure.redflags.parameters import Parameters
from baowen.procure.redflags.process import Process

Words = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """One red flag. `routes`: where the platform's own purchases have the data that it looks at."""

    code: str
    words: Words
    question: Words
    routes: frozenset[BasisKind]
    flags: Callable[[Sequence[Process], Parameters], list[Flag]]


# Only a negotiation has bids; a listing and a filing have one supplier from the start.
_BIDS: Final = frozenset({BasisKind.NEGOTIATION})
_AWARDS: Final = frozenset({BasisKind.NEGOTIATION, BasisKind.FILING})

REDFLAGS: Final[dict[str, RedFlag]] = {
    one.code: one
    for one in (
        RedFlag(
            code="R003", words=("报价时间过短", "Short notice to bid"), routes=_BIDS, flags=notice.short_notice,
            question=("留给企业的报价时间够不够？", "Was there time enough to bid?"),
        ),
        RedFlag(
            code="R018", words=("只有一家报价", "Single bid"), routes=_BIDS, flags=notice.single_bid,
            question=("公开邀约，为什么只有一家应约？", "Why did only one answer an open call?"),
        ),
        RedFlag(
            code="R024", words=("次低价紧贴成交价", "Price close to the winning bid"), routes=_BIDS,
            flags=ratios.close_to_winner,
            question=("次低报价为什么异常接近成交价？", "Why is the second price so close to the winning one?"),
        ),
        RedFlag(
            code="R025", words=("屡报不中", "Excessive unsuccessful bids"), routes=_BIDS,
            flags=shares.often_unsuccessful,
            question=("经常报价却很少成交，是否陪标？", "Does it bid to win, or to keep another company?"),
        ),
        RedFlag(
            code="R028", words=("报价相同", "Identical bid prices"), routes=_BIDS, flags=bids.identical_prices,
            question=("不同企业为什么报出同一价格？", "Why did different tenderers bid one price?"),
        ),
        RedFlag(
            code="R030", words=("逾期报价成交", "Late bid won"), routes=_BIDS, flags=bids.late_bid,
            question=("截止后的报价为什么成交？", "Why did a bid win that came after the deadline?"),
        ),
        RedFlag(
            code="R035", words=("其他报价全部作废", "All except the winning bid disqualified"), routes=_BIDS,
            flags=bids.others_disqualified,
            question=("其他报价为什么都被作废？", "Why were all other bids disqualified?"),
        ),
        RedFlag(
            code="R036", words=("最低报价作废", "Lowest bid disqualified"), routes=_BIDS,
            flags=bids.lowest_disqualified,
            question=("最低的报价为什么作废？", "Why was the lowest bid disqualified?"),
        ),
        RedFlag(
            code="R038", words=("作废比例异常", "Excessive disqualified bids"), routes=_BIDS,
            flags=shares.often_disqualified,
            question=("作废的报价为什么比别处多得多？", "Why are so many more bids disqualified here than elsewhere?"),
        ),
        RedFlag(
            code="R048", words=("供应品类过杂", "Heterogeneous supplier"), routes=_AWARDS,
            flags=shares.supplies_anything,
            question=("供应的品类为什么特别杂？", "Why does it supply goods of so many kinds?"),
        ),
        RedFlag(
            code="R058", words=("成交价异常低", "Heavily discounted bid"), routes=_BIDS, flags=ratios.deep_discount,
            question=("成交价为什么远低于次低价？", "Why is the winning price so far below the second?"),
        ),
    )
}  # fmt: skip
