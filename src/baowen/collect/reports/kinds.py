"""The coded lists of reports, each code with its Chinese and English words.

The reasons of a shortage are those that Xinjiang's half-year report of 2018 counts, as the feed has them. The other
lists are illustrative: no text gives them.
"""

from __future__ import annotations

from enum import StrEnum

from baowen.collect.feeds.notices import REASONS
from baowen.orgs.departments import Department

Words = tuple[str, str]

SHORTAGE_REASONS: dict[str, Words] = {choice.code: (choice.zh, choice.en) for choice in REASONS}


class QuantityUnit(StrEnum):
    """What a reported quantity counts."""

    PACK = "pack"
    SMALLEST = "smallest"


class StopKind(StrEnum):
    """How a stop came about; the codes are those of the feed."""

    PLANNED = "planned"
    SUDDEN = "sudden"
    PERMANENT = "permanent"


class StopReason(StrEnum):
    """Why a holder stops making a product."""

    RAW_MATERIAL = "raw_material"
    EQUIPMENT = "equipment"
    RELOCATION = "relocation"
    COST = "cost"
    PROCESS = "process"
    QUALITY = "quality"
    DEMAND = "demand"
    OTHER = "other"


class ClueKind(StrEnum):
    """What somebody reports."""

    SHORTAGE = "shortage"
    PRICE = "price"
    CONDUCT = "conduct"


class ClueFinding(StrEnum):
    """What checking a clue came to."""

    TRUE = "true"
    PARTLY_TRUE = "partly_true"
    UNTRUE = "untrue"
    UNPROVEN = "unproven"
    HANDED_OVER = "handed_over"


UNIT_WORDS: dict[QuantityUnit, Words] = {
    QuantityUnit.PACK: ("最小包装（盒、瓶）", "packs"),
    QuantityUnit.SMALLEST: ("最小制剂单位（片、支）", "smallest units"),
}
STOP_WORDS: dict[StopKind, Words] = {
    StopKind.PLANNED: ("计划停产", "planned"),
    StopKind.SUDDEN: ("突发停产", "sudden"),
    StopKind.PERMANENT: ("不再生产", "permanent"),
}
STOP_REASON_WORDS: dict[StopReason, Words] = {
    StopReason.RAW_MATERIAL: ("原料药供应不足", "raw material short"),
    StopReason.EQUIPMENT: ("设备改造", "equipment rebuilt"),
    StopReason.RELOCATION: ("生产线搬迁", "line moved"),
    StopReason.COST: ("成本倒挂", "costs above price"),
    StopReason.PROCESS: ("工艺变更", "process changed"),
    StopReason.QUALITY: ("质量整改", "quality being mended"),
    StopReason.DEMAND: ("市场需求不足", "too little demand"),
    StopReason.OTHER: ("其他", "other"),
}
CLUE_WORDS: dict[ClueKind, Words] = {
    ClueKind.SHORTAGE: ("短缺线索", "clue of a shortage"),
    ClueKind.PRICE: ("价格线索", "clue on a price"),
    ClueKind.CONDUCT: ("违法违规线索", "clue on conduct"),
}
FINDING_WORDS: dict[ClueFinding, Words] = {
    ClueFinding.TRUE: ("属实", "true"),
    ClueFinding.PARTLY_TRUE: ("部分属实", "partly true"),
    ClueFinding.UNTRUE: ("不属实", "untrue"),
    ClueFinding.UNPROVEN: ("证据不足", "not proven"),
    ClueFinding.HANDED_OVER: ("已移送有权部门", "handed over to the department in charge"),
}
ASSESSED_FROM: dict[Department, Words] = {
    Department.HEALTHCARE_SECURITY: ("既往采购情况", "past purchases"),
    Department.HEALTH: ("既往临床使用情况", "past clinical use"),
}
"""Who assesses a stop, and from what. COL-4 (HN-3, NJ-8, HD-3)."""
