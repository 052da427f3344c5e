"""The words of reserve plans: tiers, kinds of item, grounds, units, parts of an assessment. RSV-1, RSV-4."""

from __future__ import annotations

from enum import StrEnum

Words = tuple[str, str]


class Tier(StrEnum):
    """Who holds a reserve, from the top down."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    HOSPITAL = "hospital"


TIER_WORDS: dict[Tier, Words] = {
    Tier.PROVINCE: ("省级", "province"),
    Tier.CITY: ("市级", "city"),
    Tier.DISTRICT: ("区县级", "district"),
    Tier.HOSPITAL: ("医疗机构", "hospital"),
}
RANK: dict[Tier, int] = {tier: rank for rank, tier in enumerate(Tier)}


class ItemKind(StrEnum):
    """What is held."""

    FINISHED = "finished"
    RAW_MATERIAL = "raw_material"
    HERB = "herb"


ITEM_WORDS: dict[ItemKind, Words] = {
    ItemKind.FINISHED: ("成品药", "finished drug"),
    ItemKind.RAW_MATERIAL: ("原料药", "raw material"),
    ItemKind.HERB: ("中药材", "herb"),
}


class Ground(StrEnum):
    """Why an item is held (HN-11, HD-12)."""

    NECESSARY = "necessary"
    UNCERTAIN = "uncertain"
    EASILY_SHORT = "easily_short"


GROUND_WORDS: dict[Ground, Words] = {
    Ground.NECESSARY: ("临床必需", "clinically necessary"),
    Ground.UNCERTAIN: ("用量不确定", "uncertain in quantity"),
    Ground.EASILY_SHORT: ("易短缺", "easily short"),
}


class Unit(StrEnum):
    """What planned quantities count."""

    SMALLEST = "smallest"
    PACK = "pack"
    KILOGRAM = "kilogram"


UNIT_WORDS: dict[Unit, Words] = {
    Unit.SMALLEST: ("最小单位（片、支、袋等）", "smallest units"),
    Unit.PACK: ("盒", "packs"),
    Unit.KILOGRAM: ("公斤", "kg"),
}


class Standing(StrEnum):
    """Actual stock beside the plan. A holder that has not counted lately is unknown, not empty."""

    UNKNOWN = "unknown"
    BELOW = "below"
    ENOUGH = "enough"


STANDING_WORDS: dict[Standing, Words] = {
    Standing.UNKNOWN: ("未知", "unknown"),
    Standing.BELOW: ("低于下限", "below the floor"),
    Standing.ENOUGH: ("达到下限", "at or above the floor"),
}


class CheckKind(StrEnum):
    """What a check of catalogues finds."""

    OVERLAP = "overlap"
    GAP = "gap"
    TIER = "tier"


CHECK_WORDS: dict[CheckKind, Words] = {
    CheckKind.OVERLAP: ("重复储备", "overlap"),
    CheckKind.GAP: ("储备空缺", "gap"),
    CheckKind.TIER: ("层级不符", "tier not named"),
}


class Computed(StrEnum):
    """Parts of an assessment that figures answer; the rest is judged by a person."""

    BELOW_FLOOR = "below_floor"
    EXPIRED = "expired"
    ORDERS = "orders"


COMPUTED_WORDS: dict[Computed, Words] = {
    Computed.BELOW_FLOOR: ("低于下限的天数", "days below the floor"),
    Computed.EXPIRED: ("过期数量", "what expired"),
    Computed.ORDERS: ("按时响应动用指令", "release orders answered in time"),
}
