"""The coded words of the trade: how urgent an order is, why it is refused, why goods go back. PRC-4, domain.md 10."""

from __future__ import annotations

from enum import StrEnum


class Urgency(StrEnum):
    """The class of delivery of an order line; its hours stand in the pack. The lake knows the same three."""

    EMERGENCY = "emergency"
    GENERAL = "general"
    COLD_CHAIN = "cold_chain"


URGENCY_WORDS: dict[Urgency, tuple[str, str]] = {
    Urgency.EMERGENCY: ("急抢救", "emergency"),
    Urgency.GENERAL: ("一般", "general"),
    Urgency.COLD_CHAIN: ("冷链", "cold chain"),
}


class ReturnCause(StrEnum):
    """Why goods go back; the platform's own words."""

    DAMAGED = "damaged"
    NEAR_EXPIRY = "near_expiry"
    WRONG_GOODS = "wrong_goods"
    QUALITY = "quality"
    RECALL = "recall"
    NOT_NEEDED = "not_needed"


RETURN_WORDS: dict[ReturnCause, tuple[str, str]] = {
    ReturnCause.DAMAGED: ("破损", "damaged"),
    ReturnCause.NEAR_EXPIRY: ("近效期", "close to expiry"),
    ReturnCause.WRONG_GOODS: ("错发", "wrong goods"),
    ReturnCause.QUALITY: ("质量问题", "quality"),
    ReturnCause.RECALL: ("召回", "recall"),
    ReturnCause.NOT_NEEDED: ("不再需要", "not needed any more"),
}
