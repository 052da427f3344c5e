"""Reads of the maps of a home: which there are, and which can't be used and why. MON-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baowen.core.problems import BaowenError
from baowen.orgs.maps.kept import KeptMap, maps_in, read_map
from baowen.orgs.maps.rules import check_place
from baowen.orgs.regions import load_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """A map of the home. `missing`: codes of places below that it lacks. `problem`: why it can't be used, "" if it can.

    `tolerance_metres`: how coarse its borders were made for the page.
    """

    place: str
    name: str
    review_number: str
    places: int
    missing: tuple[str, ...]
    source_file: str
    added_on: date | None
    tolerance_metres: float
    bytes: int
    problem: str
    problem_en: str


def maps_of(folder: Path) -> list[MapView]:
    """Every map in the folder, by place."""
    return [_view(file) for file in maps_in(folder)]


def _view(file: Path) -> MapView:
    try:
        kept = read_map(file)
        place = check_place(kept.place, load_regions())
        if place.code != file.stem:
            raise BaowenError(
                f"{file.name} 是 {place.code} 的地图，文件名应为 {place.code}.geojson",
                f"{file.name} is the map of {place.code}; its name should be {place.code}.geojson",
            )
    except BaowenError as error:
        return MapView(
            place=file.stem, name=load_regions().full_name(file.stem), review_number="", places=0, missing=(),
            source_file="", added_on=None, tolerance_metres=0.0, bytes=file.stat().st_size, problem=error.message,
            problem_en=error.message_en,
        )  # fmt: skip
    return MapView(
        place=kept.place, name=load_regions().full_name(kept.place), review_number=kept.review_number,
        places=len(kept.shapes), missing=missing_of(kept), source_file=kept.source_file, added_on=kept.added_on,
        tolerance_metres=kept.tolerance_metres, bytes=file.stat().st_size, problem="", problem_en="",
    )  # fmt: skip


def missing_of(kept: KeptMap) -> tuple[str, ...]:
    """The codes of the places directly below that the map has no outline of."""
    shown = {one.code for one in kept.shapes}
    return tuple(one.code for one in load_regions().children(kept.place) if one.code not in shown)
