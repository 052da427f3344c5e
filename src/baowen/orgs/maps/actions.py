"""Writes of maps: one is added or taken away, the file and its audit entry together. MON-2, ORG-4."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError, Level, Problem
from baowen.orgs.maps.kept import KeptMap, as_text, path_of_map, read_document, read_map, replace_whole
from baowen.orgs.maps.rules import check_map, check_place, check_review_number
from baowen.orgs.maps.shapes import LightShapes, lighten
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import Region, load_regions


class MapRefusedError(BaowenError):
    """A file that can't be a map, with every reason."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        many = sum(one.level is Level.REFUSE for one in problems)
        super().__init__(f"{file} 有 {many} 处问题，没有添加", f"{file} has {many} problems and was not added")
        self.problems = problems


def add_map(
    folder: Path, file: Path, place: str, review_number: str, *, actor: Actor, at: datetime, reason: str = ""
) -> tuple[KeptMap, LightShapes, list[Problem]]:
    """Check a reviewed GeoJSON, make it light, and keep it as the map of a place, with what was only remarked.

    It takes the place of an earlier map. MapRefusedError where the file can't be used, NotAllowedError for who may not.
    """
    regions = load_regions()
    where = check_place(place, regions)
    require(actor, Act.MAP_KEEP, place, regions=regions)
    number = check_review_number(review_number)
    light, problems = _checked(file, where)
    kept = KeptMap(
        place=place, review_number=number, shapes=tuple(light.shapes), labels=light.labels, source_file=file.name,
        source_sha256=hashlib.sha256(file.read_bytes()).hexdigest(), added_on=day_of(at),
        tolerance_metres=light.tolerance_metres,
    )  # fmt: skip
    target = path_of_map(folder, place)
    with (
        _restored(target),
        writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail,
    ):
        trail.note("map.add", f"map/{place}", before=_told(_before(target)), after=_told(kept))
        replace_whole(target, as_text(kept).encode("utf-8"))
    return kept, light, problems


def _checked(file: Path, place: Region) -> tuple[LightShapes, list[Problem]]:
    shapes, problems = check_map(read_document(file), place, load_regions(), file=file.name)
    if any(one.level is Level.REFUSE for one in problems):
        raise MapRefusedError(file.name, problems)
    light, more = lighten(shapes, file=file.name)
    problems += more
    if light is None:
        raise MapRefusedError(file.name, problems)
    return light, problems


def remove_map(folder: Path, place: str, *, actor: Actor, at: datetime, reason: str) -> None:
    """Take the map of a place away; its tiles come back. BaowenError where there is none."""
    require(actor, Act.MAP_KEEP, place, regions=load_regions())
    target = path_of_map(folder, place)
    if not target.is_file():
        raise BaowenError(f"{place} 没有地图；已有的见 baowen maps list", f"{place} has no map; see: baowen maps list")
    with (
        _restored(target),
        writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail,
    ):
        trail.note("map.remove", f"map/{place}", before=_told(_before(target)))
        target.unlink()


@contextmanager
def _restored(target: Path) -> Iterator[None]:
    """What lay there comes back when the entry that tells of the change could not be written."""
    before = target.read_bytes() if target.is_file() else None
    try:
        yield
    except BaseException:
        if before is None:
            target.unlink(missing_ok=True)
        else:
            replace_whole(target, before)
        raise


def _before(target: Path) -> KeptMap | None:
    try:
        return read_map(target)
    except BaowenError:
        return None


def _told(kept: KeptMap | None) -> dict[str, object] | None:
    if kept is None:
        return None
    return {
        "review_number": kept.review_number, "file": kept.source_file, "sha256": kept.source_sha256,
        "places": len(kept.shapes),
    }  # fmt: skip
