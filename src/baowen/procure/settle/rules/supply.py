"""Whether the supply of a listed drug failed in a county in a month, and why: stopped or not delivered. Pure. PRC-5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baowen.procure.settle.rules.performance import Performance


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What is known of a drug of the lists in a county and month: listings that cannot be bought, stop notices,
    and how its orders went."""

    drug: str
    dosage_form: str
    listed_by: str
    stopped_listings: tuple[str, ...]
    stop_notices: tuple[str, ...]
    performance: Performance
    below: Decimal | None

    @property
    def is_below(self) -> bool:
        rate = self.performance.delivery_rate
        return rate is not None and self.below is not None and rate < self.below

    @property
    def failed(self) -> bool:
        """Whether there is anything to report."""
        known = self.stopped_listings or self.stop_notices or self.performance.refused or self.performance.unanswered
        return bool(known) or self.is_below

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Why, in Chinese and English; the same words on the page, in files and in documents."""
        told: Sequence[tuple[object, str, str]] = (
            (self.stopped_listings, f"暂停挂网 {'、'.join(self.stopped_listings)}",
             f"listing stopped: {', '.join(self.stopped_listings)}"),
            (self.stop_notices, f"停产报告 {'、'.join(self.stop_notices)}",
             f"stop notice: {', '.join(self.stop_notices)}"),
            (self.performance.refused, f"企业拒绝订单 {self.performance.refused} 行",
             f"{self.performance.refused} order lines refused"),
            (self.performance.unanswered, f"订单未响应 {self.performance.unanswered} 行",
             f"{self.performance.unanswered} order lines unanswered"),
            (self.is_below, f"配送率 {_percent(self.performance.delivery_rate)}，低于 {_percent(self.below)}",
             f"delivery rate {_percent(self.performance.delivery_rate)}, below {_percent(self.below)}"),
        )  # fmt: skip
        return tuple((zh, en) for holds, zh, en in told if holds)


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}%"
