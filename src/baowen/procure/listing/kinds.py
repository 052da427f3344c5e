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
