"""What the cells of a round's tables mean: numbers, yes and no, days, places with mixed separators. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from baowen.core.money import unit_price
from baowen.orgs.regions import Region, RegionLevel, Regions, load_regions
from baowen.vbp.rounds.rules.grid import Row

SEPARATORS = re.compile("[，、,;；]+")
PLACEHOLDER = re.compile(r"9{4,}0*(\.0+)?")
SCOPE = re.compile(r"[（(]([^（）()]*)[）)]$")
MOST = Decimal(10) ** 10  # what the records hold
YES = {"是": True, "否": False, "yes": True, "no": False, "y": True, "n": False, "1": True, "0": False}
LEVEL_ENDS = re.compile("(省|市|特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|地区|盟)$")
WIDE = frozenset({RegionLevel.NATION, RegionLevel.PROVINCE, RegionLevel.CITY})


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """A place as it was written. `scope`: what stood in brackets behind it; `blanks`: whether blanks stood in it."""

    code: str
    written: str
    scope: str
    blanks: bool


def is_placeholder(price: Decimal) -> bool:
    """Whether a price is no price: a row of nines (99999, 999990) that stands for an enterprise that did not bid."""
    return PLACEHOLDER.fullmatch(f"{price:f}") is not None


def split_places(text: str) -> list[str]:
    """The names in one cell, as written, whatever separates them."""
    return [part for part in SEPARATORS.split(text) if part.strip()]


def place_of(written: str) -> PlaceRead | None:
    """The place that a name means: a code, a full name, or a name without its level (新疆, 大连); None for none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written))
    scope = SCOPE.search(plain)
    name = plain[: scope.start()] if scope else plain
    region = load_regions().get(name) or _by_name().get(name)
    if region is None:
        return None
    blanks = re.search(r"\s", written.strip()) is not None
    return PlaceRead(region.code, written.strip(), scope.group(1) if scope else "", blanks)


@cache
def _by_name() -> dict[str, Region]:
    regions: Regions = load_regions()
    wide = [one for one in regions.all() if one.level in WIDE]
    wide.sort(key=lambda one: list(RegionLevel).index(one.level))
    found: dict[str, Region] = {}
    for one in wide:
        for name in (one.name, LEVEL_ENDS.sub("", one.name)):
            if len(name) > 1:
                found.setdefault(name, one)
    for one in regions.all():
        found.setdefault(regions.full_name(one.code), one)
    return found


def places_in(row: Row, column: str) -> list[str]:
    """The codes of the places in a cell, each once; unknown names are refused, other spellings are told."""
    found: list[str] = []
    for written in split_places(row.text(column)):
        place = place_of(written)
        if place is None:
            row.tell("unknown_place", column, written.strip())
            continue
        tell_spelling(row, column, place)
        if place.code in found:
            row.tell("place_twice", column, place.written)
        else:
            found.append(place.code)
    return found


def place_in(row: Row, column: str) -> str:
    """The code of the one place in a cell; "" where it is missing or unknown, which is refused."""
    written = row.filled(column)
    place = place_of(written) if written else None
    if place is None:
        if written:
            row.tell("unknown_place", column, written)
        return ""
    tell_spelling(row, column, place)
    return place.code


def tell_spelling(row: Row, column: str, place: PlaceRead) -> None:
    """Say openly what was read into a place that is not written as the register has it."""
    name = load_regions().require(place.code).name
    if place.blanks:
        row.tell("place_blanks", column, place.written, name=name)
    if place.scope and row.told.is_first("place_scope", row.kind.name, place.scope, place.code):
        row.tell("place_scope", column, place.written, name=name, scope=place.scope)


def number_in(row: Row, column: str, *, is_needed: bool = False) -> Decimal | None:
    """A number of zero or more; None where the cell is empty. What is no number is refused."""
    text = row.filled(column) if is_needed else row.text(column)
    if not text:
        return None
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        row.tell("not_a_number", column, text[:50])
        return None
    if not number.is_finite() or number < 0 or number >= MOST:
        row.tell("not_a_number", column, text[:50])
        return None
    return number


def price_in(row: Row, column: str, *, is_needed: bool = False) -> Decimal | None:
    """A price in yuan to four places; 0 is no price and refused."""
    number = number_in(row, column, is_needed=is_needed)
    if number is None:
        return None
    if unit_price(number) == 0:
        row.tell("zero_price", column, row.text(column)[:50])
        return None
    return unit_price(number)


def yes_in(row: Row, column: str) -> bool | None:
    """Yes or no; None where the cell is empty. Another word is refused."""
    text = row.text(column)
    if not text:
        return None
    found = YES.get(text.casefold())
    if found is None:
        row.tell("not_yes_or_no", column, text[:50])
    return found


def day_in(row: Row, column: str) -> date | None:
    """A day as 2026-11-30 or 2026/11/30; None where the cell is empty. Another text is refused."""
    text = row.text(column)
    if not text:
        return None
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?(?:\.0+)?)?", text)
    try:
        if found is not None:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    row.tell("not_a_day", column, text[:50])
    return None
