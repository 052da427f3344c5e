"""The numbers that decide about red flags, read from a pack. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from baowen.core.policy import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The numbers. `currency` "": the first that is met. `fixed_price_methods` and `excluded_methods` are those of
    `procurementMethodDetails`; no method at all means every method for R003."""

    fence_multiple: Decimal
    short_notice_days: int
    short_notice_methods: frozenset[str]
    single_bid_methods: frozenset[str]
    top_tenderer_share: Decimal
    least_disqualified: int
    least_bids: int
    least_processes: int
    digits: int
    least_awarded: int
    fixed_price_methods: frozenset[str] = frozenset()
    excluded_methods: frozenset[str] = frozenset()
    currency: str = ""


def read_parameters(ruling: Ruling, currency: str = "") -> Parameters:
    """The numbers that rule at a place on a day; UnknownEntryError where the pack does not say."""

    def whole(name: str) -> int:
        return ruling.entry(f"redflag.{name}").whole()

    def texts(name: str) -> frozenset[str]:
        return frozenset(map(str, ruling.entry(f"redflag.{name}").items()))

    return Parameters(
        fence_multiple=ruling.entry("redflag.fence_multiple").number(),
        short_notice_days=whole("r003.days"), short_notice_methods=texts("r003.methods"),
        single_bid_methods=texts("r018.methods"),
        top_tenderer_share=ruling.entry("redflag.r025.top_share").number(),
        least_disqualified=whole("r035.least_disqualified"),
        least_bids=whole("r038.least_bids"), least_processes=whole("r038.least_processes"),
        digits=whole("r048.digits"), least_awarded=whole("r048.least_awarded"), currency=currency,
    )  # fmt: skip
