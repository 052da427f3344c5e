"""How much of its stock an institution lets the public see. HOS-6 (HN-7, NJ-11, NJ-12, HD-5)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Showing(StrEnum):
    """From nothing to everything."""

    HIDDEN = "hidden"
    COUNTY = "county"
    YES_NO = "yes_no"
    BAND = "band"
    QUANTITY = "quantity"


SHOWING_WORDS: dict[Showing, tuple[str, str]] = {
    Showing.HIDDEN: ("不公开", "not shown"),
    Showing.COUNTY: ("只公开“本县（区）有”", "only that the county holds it"),
    Showing.YES_NO: ("公开机构名称，有或没有", "by name, held or not"),
    Showing.BAND: ("公开机构名称，充足或不多", "by name, enough or few"),
    Showing.QUANTITY: ("公开机构名称和数量", "by name, with the quantity"),
}
BY_NAME: Final = frozenset({Showing.YES_NO, Showing.BAND, Showing.QUANTITY})


class Band(StrEnum):
    """How much there is, in words."""

    NONE = "none"
    FEW = "few"
    ENOUGH = "enough"


BAND_WORDS: dict[Band, tuple[str, str]] = {
    Band.NONE: ("无", "none"),
    Band.FEW: ("不多", "few"),
    Band.ENOUGH: ("充足", "enough"),
}
