"""What a warning line is set for and measured in, how stock stands, and the measures of a what-if. RSV-2, HOS-3."""

from __future__ import annotations

from enum import StrEnum

Words = tuple[str, str]


class LineFor(StrEnum):
    """Whose stock a line is about, and who may set it."""

    INSTITUTION = "institution"
    ALLIANCE = "alliance"
    DISTRIBUTOR = "distributor"


LINE_FOR_WORDS: dict[LineFor, Words] = {
    LineFor.INSTITUTION: ("本机构", "the own institution"),
    LineFor.ALLIANCE: ("医联体成员", "members of the alliance"),
    LineFor.DISTRIBUTOR: ("配送企业", "distributors"),
}


class Measure(StrEnum):
    """In what a line is given: months or days of use (of what was delivered, for distributors), or smallest units."""

    MONTHS = "months"
    DAYS = "days"
    UNITS = "units"


MEASURE_WORDS: dict[Measure, Words] = {
    Measure.MONTHS: ("个月用量", "months of use"),
    Measure.DAYS: ("天用量", "days of use"),
    Measure.UNITS: ("最小单位数量", "smallest units"),
}
PACK = "pack"
SOURCE_WORDS: dict[str, Words] = {
    PACK: ("政策", "policy"),
    LineFor.INSTITUTION.value: ("机构自设", "own"),
    LineFor.ALLIANCE.value: ("牵头医院", "lead hospital"),
    LineFor.DISTRIBUTOR.value: ("地区规定", "region"),
}
STANDING_WORDS: dict[str, Words] = {
    "out": ("断货", "out of stock"),
    "short": ("低于警戒线", "below the line"),
    "covered": ("不低于警戒线", "at or above the line"),
    "no_line": ("没有警戒线", "no line"),
    "no_use": ("未报用量", "use unknown"),
    "uncounted": ("未报库存", "not counted"),
}


class Route(StrEnum):
    """How stock can be brought in when supply stops."""

    ORDER = "order"
    RELEASE = "release"
    TRANSFER = "transfer"
    IMPORT = "import"


ROUTE_WORDS: dict[Route, Words] = {
    Route.ORDER: ("向其他企业采购", "buy from other makers"),
    Route.RELEASE: ("动用储备", "release a reserve"),
    Route.TRANSFER: ("机构间调剂", "transfer between institutions"),
    Route.IMPORT: ("临时进口", "temporary import"),
}
