"""Which places exist, and which lies in which: GB/T 2260 codes and the places that mappings declare beyond them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from baowen.core.problems import BaowenError

NATION_CODE = "100000"


class RegionLevel(StrEnum):
    """The four levels of government; a municipality such as 北京市 counts as a province."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Region:
    """A place. `key` is the small integer that facts carry: the code as a number for places of GB/T 2260.

    `parent` is the code of the next place above, None for a nation. A county may lie directly in a province, and a
    city may have no counties (东莞市).
    """

    code: str
    name: str
    level: RegionLevel
    parent: str | None
    key: int


@dataclass(frozen=True, slots=True)
class Retired:
    """A code that an earlier edition had. `replaced_by` is None where the county was merged into others."""

    code: str
    name: str
    replaced_by: str | None


class Regions:
    """All places of an edition; asks about nesting are answered from the table, never from the digits of a code."""

    def __init__(self, places: Iterable[Region], retired: Iterable[Retired] = ()) -> None:
        """Take places in any order; BaowenError when a code is double, or a parent is unknown or its own ancestor."""
        self._retired = {one.code: one for one in retired}
        self._places: dict[str, Region] = {}
        self._children: dict[str, list[Region]] = {}
        for place in places:
            if place.code in self._places:
                raise BaowenError(f"行政区划代码重复：{place.code}", f"region code {place.code} is given twice")
            self._places[place.code] = place
        for place in self._places.values():
            self._check_chain(place)
            if place.parent is not None:
                self._children.setdefault(place.parent, []).append(place)

    def _check_chain(self, place: Region) -> None:
        parent, steps = place.parent, 0
        while parent is not None:
            above = self._places.get(parent)
            steps += 1
            if above is None or steps > len(RegionLevel):
                raise BaowenError(
                    f"{place.code} {place.name}：上级代码 {parent} 不存在或循环",
                    f"{place.code}: the place above, {parent}, is unknown or in a circle",
                )
            parent = above.parent

    def get(self, code: str) -> Region | None:
        """The place of that code, None when this edition has none."""
        return self._places.get(code)

    def require(self, code: str) -> Region:
        """The place of that code; BaowenError that names the nearest place above when there is none."""
        place = self._places.get(code)
        if place is None:
            raise BaowenError(*self.explain_unknown(code))
        return place

    def successor(self, code: str) -> Region | None:
        """The place that a retired code now belongs to (431121 祁阳县 is 431181 祁阳市 now), or None."""
        old = self._retired.get(code)
        return self._places.get(old.replaced_by) if old is not None and old.replaced_by else None

    def nearest(self, code: str) -> Region | None:
        """The closest existing place that an unknown GB code would lie in: its city, else its province."""
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            return None
        return self._places.get(f"{code[:4]}00") or self._places.get(f"{code[:2]}0000")

    def explain_unknown(self, code: str) -> tuple[str, str]:
        """Words, Chinese and English, for a code that does not exist, with the code to use where it is known."""
        near, new, old = self.nearest(code), self.successor(code), self._retired.get(code)
        if new is not None and old is not None:
            return (
                f"行政区划代码 {code}（{old.name}）已停用，现为 {new.code} {self.full_name(new.code)}",
                f"region code {code} is retired; the place is now {new.code}",
            )
        if near is None:
            return (f"行政区划代码 {code} 不存在；应为 6 位数字，如 430000", f"no region has the code {code}")
        state = f"（{old.name}）已撤销" if old is not None else "不存在"
        return (
            f"行政区划代码 {code}{'' if old else ' '}{state}；最近的上级为 {near.code} {self.full_name(near.code)}",
            f"no region has the code {code} now; the nearest place above is {near.code}",
        )

    def ancestors(self, code: str) -> tuple[Region, ...]:
        """The places above, nearest first, the nation last; empty for a nation and for an unknown code."""
        found: list[Region] = []
        place = self._places.get(code)
        while place is not None and place.parent is not None:
            place = self._places[place.parent]
            found.append(place)
        return tuple(found)

    def children(self, code: str) -> tuple[Region, ...]:
        """The places directly below, in the order of the table."""
        return tuple(self._children.get(code, ()))

    def within(self, code: str, ancestor: str) -> bool:
        """Whether a place is the other one or lies in it; false for an unknown code."""
        if code == ancestor:
            return code in self._places
        return any(place.code == ancestor for place in self.ancestors(code))

    def codes_within(self, code: str) -> tuple[str, ...]:
        """The codes of a place and of all that lies below it; empty for an unknown code."""
        if code not in self._places:
            return ()
        below = (within for child in self.children(code) for within in self.codes_within(child.code))
        return (code, *below)

    def at_level(self, code: str, level: RegionLevel) -> Region | None:
        """The place of a level that this one is or lies in; None where there is none (no city above 北京市东城区)."""
        place = self._places.get(code)
        if place is None:
            return None
        return next((one for one in (place, *self.ancestors(code)) if one.level == level), None)

    def full_name(self, code: str) -> str:
        """The name with the places above it, without the nation: 江苏省南京市鼓楼区; the code itself when unknown."""
        place = self._places.get(code)
        if place is None:
            return code
        chain = [one for one in (place, *self.ancestors(code)) if one.level != RegionLevel.NATION] or [place]
        return "".join(one.name for one in reversed(chain))

    def search(self, name: str) -> tuple[Region, ...]:
        """Places whose full name contains the words: exact names first, then higher levels, then by code."""
        wanted = "".join(name.split())
        if not wanted:
            return ()
        order = list(RegionLevel)
        found = [one for one in self._places.values() if wanted in self.full_name(one.code)]
        found.sort(key=lambda one: (one.name != wanted, wanted not in one.name, order.index(one.level), one.code))
        return tuple(found)

    def all(self) -> tuple[Region, ...]:
        """Every place, in the order of the table: by code for GB/T 2260, declared places after them."""
        return tuple(self._places.values())

    def with_places(self, places: Iterable[Region]) -> Regions:
        """These regions and the given ones, such as DK-84, in a new object."""
        return Regions((*self._places.values(), *places), self._retired.values())


@cache
def load_regions() -> Regions:
    """The provinces, cities and counties of GB/T 2260 as shipped, read once."""
    places = (
        Region(row["code"], row["name"], RegionLevel(row["level"]), row["parent"] or None, int(row["code"]))
        for row in _rows("regions.csv")
    )
    return Regions(
        places, (Retired(row["code"], row["name"], row["replaced_by"] or None) for row in _rows("retired.csv"))
    )


def _rows(name: str) -> list[dict[str, str]]:
    with files("baowen.orgs").joinpath("data", name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
