"""Every feed that the platform takes in; one module per group."""

from __future__ import annotations

from baowen.collect.contract import Feed, index_feeds
from baowen.collect.feeds import contracts, notices, prescriptions, production, registers, stocks, trade

FEEDS: dict[str, Feed] = index_feeds(
    (
        *registers.FEEDS, *trade.FEEDS, *stocks.FEEDS, *prescriptions.FEEDS, *notices.FEEDS, *contracts.FEEDS,
        *production.FEEDS,
    )
)  # fmt: skip

__all__ = ["FEEDS"]
