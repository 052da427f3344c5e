"""The coded words of listing: by which path a product came onto a platform, and which light it shows. PRC-1."""

from __future__ import annotations

from enum import StrEnum


class ListingPath(StrEnum):
    """By which path a price was listed."""

    ORDINARY = "ordinary"
    DIRECT = "direct"
    STRAIGHT = "straight"
    SUBSTITUTE = "substitute"
    CONDITIONAL = "conditional"
    ANY_TIME = "any_time"
    RECORDED = "recorded"


PATH_WORDS: dict[ListingPath, tuple[str, str]] = {
    ListingPath.ORDINARY: ("常规挂网", "ordinary listing"),
    ListingPath.DIRECT: ("直接挂网", "direct listing"),
    ListingPath.STRAIGHT: ("直通型挂网", "straight-through listing"),
    ListingPath.SUBSTITUTE: ("递补型挂网", "substitute-backed listing"),
    ListingPath.CONDITIONAL: ("附条件挂网", "conditional listing"),
    ListingPath.ANY_TIME: ("常用低价药随时挂网", "any-time listing"),
    ListingPath.RECORDED: ("平台既有挂网", "on the platform before"),
}


class Light(StrEnum):
    """The light that buyers see beside a price."""

    NONE = ""
    YELLOW = "yellow"
    RED = "red"


LIGHT_WORDS: dict[Light, tuple[str, str]] = {
    Light.NONE: ("无标识", "no light"),
    Light.YELLOW: ("黄灯", "yellow light"),
    Light.RED: ("红灯", "red light"),
}


class ApplicationKind(StrEnum):
    """What an enterprise applies for."""

    NEW = "new"
    PRICE = "price"
    FOLLOW = "follow"
    RETURN = "return"


KIND_WORDS: dict[ApplicationKind, tuple[str, str]] = {
    ApplicationKind.NEW: ("新挂网", "new listing"),
    ApplicationKind.PRICE: ("调整价格", "another price"),
    ApplicationKind.FOLLOW: ("跟进他省低价", "following a lower price elsewhere"),
    ApplicationKind.RETURN: ("恢复挂网", "coming back"),
}


class Claim(StrEnum):
    """What an enterprise says its drug is, where no list of the platform says it; an officer checks it."""

    NONE = ""
    COMMON = "common"
    LOW_PRICE = "low_price"


CLAIM_WORDS: dict[Claim, tuple[str, str]] = {
    Claim.NONE: ("不属于下列情形", "none of these"),
    Claim.COMMON: ("常用药", "a common drug"),
    Claim.LOW_PRICE: ("低价药", "a low-price drug"),
}


class PriceUnit(StrEnum):
    """What a price is for."""

    PACK = "pack"
    SMALLEST = "smallest"


UNIT_WORDS: dict[PriceUnit, tuple[str, str]] = {
    PriceUnit.PACK: ("最小包装", "one pack"),
    PriceUnit.SMALLEST: ("最小制剂单位", "one smallest unit"),
}


class DosePer(StrEnum):
    """What a daily dose in smallest units is counted for."""

    DAY = "day"
    KILOGRAM = "kilogram"
    SQUARE_METRE = "square_metre"


DOSE_WORDS: dict[DosePer, tuple[str, str]] = {
    DosePer.DAY: ("每日", "a day"),
    DosePer.KILOGRAM: ("每日每公斤体重", "a day and kilogram"),
    DosePer.SQUARE_METRE: ("每日每平方米体表面积", "a day and square metre"),
}


class ReferenceKind(StrEnum):
    """What a price of reference is."""

    LISTED = "listed"
    SELECTED = "selected"
    FIRST_RISE = "first_rise"


REFERENCE_WORDS: dict[ReferenceKind, tuple[str, str]] = {
    ReferenceKind.LISTED: ("他省挂网价", "listed elsewhere"),
    ReferenceKind.SELECTED: ("集采中选价", "selected price"),
    ReferenceKind.FIRST_RISE: ("首涨省受理价", "price taken by the first province"),
}
