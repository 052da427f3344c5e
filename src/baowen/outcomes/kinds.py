"""Why a drug is short, as far as measures are compared by it. Requirement: RSP-3."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """The kind of shortage that a measure was taken against; no text classifies them: after domain.md section 11."""

    STOP = "stop"
    RAW_MATERIAL = "raw_material"
    PRICE = "price"
    DELIVERY = "delivery"
    DEMAND = "demand"
    LOW_USE = "low_use"
    QUALITY = "quality"
    OTHER = "other"


CAUSE_WORDS: dict[Cause, tuple[str, str]] = {
    Cause.STOP: ("停产", "stopped production"),
    Cause.RAW_MATERIAL: ("原料短缺", "raw material short"),
    Cause.PRICE: ("价格过低不愿供应", "price too low to supply"),
    Cause.DELIVERY: ("配送不到位", "not delivered"),
    Cause.DEMAND: ("需求骤增", "sudden demand"),
    Cause.LOW_USE: ("临床用量小", "low clinical use"),
    Cause.QUALITY: ("质量问题或召回", "quality or recall"),
    Cause.OTHER: ("其他", "other"),
}
