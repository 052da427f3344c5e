"""May a GeoJSON document be the map of a place? Which feature is which place below it, and what is wrong. MON-2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final

from baowen.core.problems import BaowenError, Level, Problem
from baowen.orgs.regions import Region, RegionLevel, Regions

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
"""The outer ring, then its holes; each ring ends where it begins."""

CODE_PROPERTIES: Final = ("code", "adcode", "region")
# Longitude and latitude that hold all land and sea of China: a check against swapped or projected coordinates only.
CHINA: Final = ((73.0, 136.0), (3.0, 54.0))
# Names of WGS-84 and of CGCS2000, which differ by centimetres, as GeoJSON files write them.
_SYSTEMS: Final = re.compile(r"(CRS:?:?84|EPSG:+(?:[\d.]*:)?(?:4326|4490)|CGCS ?2000|WGS ?84)$", re.IGNORECASE)
_REVIEW_NUMBER: Final = re.compile(r"\S{0,12}[(（〔\[]\d{4}[)）〕\]]\S{0,4}\d{1,6}号?")
_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class PlaceShape:
    """The outline of one place; the feature that it came from counts from 1."""

    code: str
    polygons: tuple[Polygon, ...]
    feature: int = 0


@dataclass(slots=True)
class _Found:
    file: str
    shapes: list[PlaceShape] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(
        self, code: str, words: tuple[str, str], remedy: tuple[str, str], *, feature: int = 0, value: str = "",
        level: Level = Level.REFUSE,
    ) -> None:  # fmt: skip
        self.problems.append(
            Problem(
                file=self.file, code=code, message=words[0], message_en=words[1], help=remedy[0], help_en=remedy[1],
                row=feature, value=value[:80], level=level,
            )
        )  # fmt: skip


def check_review_number(given: str) -> str:
    """The number as it is shown; BaowenError for what is no number of a map review.

    A map that is shown needs one (地图管理条例). Only its form is looked at: the number itself is kept by the reviewer.
    """
    number = given.strip()
    if not number or len(number) > _LENGTH or _REVIEW_NUMBER.fullmatch(number) is None:
        raise BaowenError(
            f"审图号“{given}”不完整；公开的地图须经审核并标注审图号，请照批准文件填写，如 GS(2024)0650号",
            f'"{given}" is no number of a map review; a map that is shown must be reviewed and show its number: '
            "write it as the approval has it, such as GS(2024)0650号",
        )
    return number


def check_place(code: str, regions: Regions) -> Region:
    """The place that a map is for; BaowenError for one that can't have a map of its own."""
    place = regions.require(code)
    if place.level is RegionLevel.NATION:
        raise BaowenError(
            "全国地图须完整表示南海诸岛和海上界线，不能由各省的多边形拼成；全国仍用示意格，请为省、市添加地图",
            "a map of the nation must show the islands and lines of the South China Sea whole, which polygons of "
            "provinces do not; the nation keeps its tiles: add maps of provinces and cities",
        )
    if not regions.children(code):
        raise BaowenError(
            f"{place.name}（{code}）没有下级地区，不需要地图", f"{code} has no places below it and needs no map"
        )
    return place


def check_map(
    document: object, place: Region, regions: Regions, *, file: str
) -> tuple[list[PlaceShape], list[Problem]]:  # fmt: skip
    """The outlines of the places directly below one, and what is wrong; a missing place is a warning.

    `document`: a FeatureCollection as json.loads gives it, in longitude and latitude of WGS-84 or CGCS2000.
    """
    found = _Found(file)
    features = _features(document, found)
    children = {one.code: one for one in regions.children(place.code)}
    seen: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        code = _code_of(feature, number, found)
        if not code or not _is_child(code, number, place, regions, found):
            continue
        if code in seen:
            found.note(
                "map_double",
                (f"{children[code].name}（{code}）已是第 {seen[code]} 个要素", f"{code} is feature {seen[code]} too"),
                ("把一个地区的多块合成一个 MultiPolygon 要素", "make one MultiPolygon feature of the place's parts"),
                feature=number, value=code,
            )  # fmt: skip
            continue
        seen[code] = number
        polygons = _polygons(feature, number, code, found)
        if polygons:
            found.shapes.append(PlaceShape(code, polygons, number))
    missing = [one for one in children.values() if one.code not in seen]
    if features and missing:
        names = "、".join(f"{one.name}（{one.code}）" for one in missing)
        codes = ", ".join(one.code for one in missing)
        found.note(
            "map_missing",
            (f"地图中没有 {len(missing)} 个下级地区：{names}", f"no outline of {codes}"),
            ("这些地区在图下用格子列出；有图时补全后重新添加", "they stand as tiles below the map; add a fuller file"),
            level=Level.WARN,
        )  # fmt: skip
    return found.shapes, found.problems


def _features(document: object, found: _Found) -> list[Any]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        found.note(
            "map_not_collection", ("不是 GeoJSON 要素集合", "not a FeatureCollection"),
            ('请导出 GeoJSON，最外层应为 "type": "FeatureCollection"', "export a GeoJSON FeatureCollection"),
        )  # fmt: skip
        return []
    system = _system(document)
    if system and not _SYSTEMS.search(system):
        found.note(
            "map_crs", (f"坐标系为 {system}", f"its coordinates are {system}"),
            ("请转换为 WGS-84 或 CGCS2000 经纬度后导出", "export longitude and latitude of WGS-84 or CGCS2000"),
            value=system,
        )  # fmt: skip
        return []
    features = document.get("features")
    if not isinstance(features, list) or not features:
        found.note(
            "map_empty", ("没有要素", "it has no features"),
            ("每个下级地区一个面要素，用属性 code 写行政区划代码", "one polygon feature for each place, with its code"),
        )  # fmt: skip
        return []
    return features


def _system(document: dict[str, Any]) -> str:
    given = document.get("crs")
    properties = given.get("properties") if isinstance(given, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


def _code_of(feature: object, number: int, found: _Found) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    given = properties if isinstance(properties, dict) else {}
    for name in CODE_PROPERTIES:
        value = given.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    found.note(
        "map_no_code", ("没有行政区划代码", "it has no code of a place"),
        ("在属性 code、adcode 或 region 中写 GB/T 2260 代码", "write the GB/T 2260 code as code, adcode or region"),
        feature=number, value=str(given.get("name", "")),
    )  # fmt: skip
    return ""


def _is_child(code: str, number: int, place: Region, regions: Regions, found: _Found) -> bool:
    known = regions.get(code)
    if known is None:
        zh, en = regions.explain_unknown(code)
        found.note(
            "map_unknown_code", (zh, en), ("改用现行的行政区划代码", "write the code that is in force"),
            feature=number, value=code,
        )  # fmt: skip
        return False
    if known.parent != place.code:
        found.note(
            "map_not_child",
            (
                f"{regions.full_name(code)}（{code}）不是{place.name}的直接下级",
                f"{code} is not directly below {place.code}",
            ),
            (f"只留{place.name}直接下级的地区", f"keep only the places directly below {place.code}"),
            feature=number, value=code,
        )  # fmt: skip
        return False
    return True


def _polygons(feature: dict[str, Any], number: int, code: str, found: _Found) -> tuple[Polygon, ...]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list) or not parts:
        found.note(
            "map_geometry", (f"{code} 的图形不是面（{kind}）", f"the geometry of {code} is no polygon ({kind})"),
            ("只能用 Polygon 或 MultiPolygon", "give a Polygon or a MultiPolygon"), feature=number, value=str(kind),
        )  # fmt: skip
        return ()
    try:
        return tuple(tuple(_rings(part)) for part in ([parts] if kind == "Polygon" else parts))
    except _BadRingError as error:
        found.note(
            error.code, (f"{code} 的图形{error.words[0]}", f"the geometry of {code} {error.words[1]}"), error.remedy,
            feature=number, value=error.value,
        )  # fmt: skip
        return ()


class _BadRingError(Exception):
    """What is wrong with a ring."""

    def __init__(self, code: str, words: tuple[str, str], remedy: tuple[str, str], value: str = "") -> None:
        super().__init__(words[1])
        self.code, self.words, self.remedy, self.value = code, words, remedy, value


def _rings(part: object) -> Iterator[Ring]:
    if not isinstance(part, list) or not part:
        raise _BadRingError(
            "map_ring", ("没有边界", "has no ring"), ("重新导出该地区的面", "export the polygon of the place again")
        )
    for ring in part:
        points = tuple(_point(one) for one in ring) if isinstance(ring, list) else ()
        if len(points) < 4 or points[0] != points[-1]:
            raise _BadRingError(
                "map_ring", ("有未闭合或不足四点的边界", "has a ring that is not closed or has fewer than four points"),
                ("首尾两点应相同", "its first and last point must be the same"), f"{len(points)}",
            )  # fmt: skip
        yield points


def _point(given: object) -> Point:
    numbers = given[:2] if isinstance(given, list) else []
    if len(numbers) < 2 or not all(isinstance(one, int | float) and isfinite(one) for one in numbers):
        raise _BadRingError(
            "map_ring", ("有不是数字的坐标", "has coordinates that are no numbers"),
            ("每点写 [经度, 纬度]", "write each point as [longitude, latitude]"), str(given),
        )  # fmt: skip
    longitude, latitude = float(numbers[0]), float(numbers[1])
    (west, east), (south, north) = CHINA
    if west <= longitude <= east and south <= latitude <= north:
        return longitude, latitude
    swapped = west <= latitude <= east and south <= longitude <= north
    raise _BadRingError(
        "map_outside", ("有中国范围以外的坐标", "has coordinates outside China"),
        ("经度、纬度写反了，应为 [经度, 纬度]", "longitude and latitude are swapped; write [longitude, latitude]")
        if swapped
        else ("请转换为 WGS-84 或 CGCS2000 经纬度，不用投影坐标", "give degrees of WGS-84 or CGCS2000, not metres"),
        f"{longitude:g}, {latitude:g}",
    )  # fmt: skip
