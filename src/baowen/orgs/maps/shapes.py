"""Makes outlines light enough for a page, common borders staying common, and finds where a name can stand. MON-2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping

from baowen.core.problems import Level, Problem
from baowen.orgs.maps.drawing import SIZE, middle_stretch, path_of, projection_of
from baowen.orgs.maps.rules import PlaceShape, Point

MOST_PATH_BYTES: Final = 60_000
METRES_A_DEGREE: Final = 111_320
_DECIMALS: Final = 6  # about a decimetre: what two outlines share stays shared
_OVERLAP: Final = 0.01  # of the smaller place: more is no slip of a border
_GROWTH, _STEPS = 1.4, 40


@dataclass(frozen=True, slots=True)
class LightShapes:
    """`labels`: a point well inside each place. `tolerance_metres`: how coarse the borders became, 0 for unchanged.

    `path_bytes`: how long the paths are on a page.
    """

    shapes: list[PlaceShape]
    labels: dict[str, Point]
    tolerance_metres: float
    path_bytes: int


def lighten(
    shapes: Sequence[PlaceShape], *, file: str, most_bytes: int = MOST_PATH_BYTES
) -> tuple[LightShapes | None, list[Problem]]:
    """The shapes with as many points as fit into `most_bytes` of paths; None where they can't be used.

    Borders are simplified together (coverage simplification after Visvalingam and Whyatt), in a plane in which a step
    east is as long as a step north. No part is left out: an island stays, as a triangle at least.
    """
    stretch = _stretch(shapes)
    plane, problems = [], []
    for shape in shapes:
        whole, repaired = _valid(shape, stretch)
        plane.append(whole)
        problems += _repaired(shape, file, is_left=not whole.is_empty) if repaired else []
    if not any(one.level is Level.REFUSE for one in problems):
        problems += _overlapping(shapes, plane, file)
    if any(one.level is Level.REFUSE for one in problems):
        return None, problems
    if not shapely.coverage_is_valid(plane):
        problems.append(_uneven(file))
    light = _fitted(shapes, plane, stretch, most_bytes)
    if light is None:
        problems.append(_too_many(file, most_bytes))
    return light, problems


def _stretch(shapes: Sequence[PlaceShape]) -> float:
    latitudes = [y for shape in shapes for polygon in shape.polygons for _, y in polygon[0]]
    return middle_stretch(min(latitudes), max(latitudes))


def _valid(shape: PlaceShape, stretch: float) -> tuple[Any, bool]:
    polygons = [
        Polygon([(x * stretch, y) for x, y in outer], [[(x * stretch, y) for x, y in hole] for hole in holes])
        for outer, *holes in shape.polygons
    ]
    whole = MultiPolygon(polygons) if len(polygons) > 1 else polygons[0]
    if whole.is_valid:
        return whole, False
    parts = shapely.get_parts(shapely.make_valid(whole, method="structure"))
    return MultiPolygon([one for part in parts for one in shapely.get_parts(part) if one.geom_type == "Polygon"]), True


def _fitted(
    shapes: Sequence[PlaceShape], plane: list[Any], stretch: float, most_bytes: int
) -> LightShapes | None:  # fmt: skip
    west, south, east, north = shapely.total_bounds(plane)
    tolerance, finest = 0.0, max(east - west, north - south) / SIZE
    for _ in range(_STEPS):
        simple = shapely.coverage_simplify(plane, tolerance) if tolerance else plane
        made = [_shape(one.code, geometry, stretch) for one, geometry in zip(shapes, simple, strict=True)]
        projection = projection_of(made)
        size = sum(len(path_of(one, projection)) for one in made)
        if size <= most_bytes:
            labels = {
                one.code: _inside(geometry, stretch) for one, geometry in zip(shapes, simple, strict=True)
            }  # fmt: skip
            return LightShapes(made, labels, round(tolerance * METRES_A_DEGREE, 1), size)
        tolerance = tolerance * _GROWTH if tolerance else finest
    return None


def _shape(code: str, geometry: Any, stretch: float) -> PlaceShape:
    parts = mapping(geometry)
    polygons = [parts["coordinates"]] if parts["type"] == "Polygon" else parts["coordinates"]
    return PlaceShape(
        code,
        tuple(tuple(tuple(_degrees(point, stretch) for point in ring) for ring in polygon) for polygon in polygons),
    )


def _degrees(point: Sequence[float], stretch: float) -> Point:
    return round(point[0] / stretch, _DECIMALS), round(point[1], _DECIMALS)


def _inside(geometry: Any, stretch: float) -> Point:
    """The middle of the widest circle that fits into the largest part."""
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest)
    return _degrees(shapely.get_coordinates(circle)[0], stretch)


def _overlapping(shapes: Sequence[PlaceShape], plane: list[Any], file: str) -> list[Problem]:
    pairs = shapely.STRtree(plane).query(plane, predicate="intersects").T.tolist()
    found = []
    for left, right in ((one, other) for one, other in pairs if one < other):
        shared = shapely.intersection(plane[left], plane[right]).area
        if shared > _OVERLAP * min(plane[left].area, plane[right].area):
            one, other = shapes[left], shapes[right]
            found.append(
                Problem(
                    file=file, code="map_overlap", row=other.feature, value=other.code,
                    message=f"{other.code} 与第 {one.feature} 个要素 {one.code} 重叠",
                    message_en=f"{other.code} lies over {one.code}, feature {one.feature}",
                    help="核对两地的边界后重新导出", help_en="mend the borders of the two and export again",
                )
            )  # fmt: skip
    return found


def _repaired(shape: PlaceShape, file: str, *, is_left: bool) -> list[Problem]:
    if not is_left:
        return [
            Problem(
                file=file, code="map_flat", row=shape.feature, value=shape.code,
                message=f"{shape.code} 的图形没有面积", message_en=f"the outline of {shape.code} has no area",
                help="重新导出该地区的面", help_en="export the polygon of the place again",
            )
        ]  # fmt: skip
    return [
        Problem(
            file=file, code="map_repaired", row=shape.feature, value=shape.code, level=Level.WARN,
            message=f"{shape.code} 的边界自相交，已修正", message_en=f"the outline of {shape.code} crossed itself",
            help="请对照原图核对该地区", help_en="it was repaired: compare the place with the original",
        )
    ]  # fmt: skip


def _uneven(file: str) -> Problem:
    return Problem(
        file=file, code="map_borders", level=Level.WARN,
        message="相邻地区的公共边界不完全一致，简化后可能有细缝",
        message_en="neighbours do not share their borders point by point; hair cracks may show",
        help="可在制图软件中按公共边界重新导出", help_en="export with common borders from the mapping software",
    )  # fmt: skip


def _too_many(file: str, most_bytes: int) -> Problem:
    return Problem(
        file=file, code="map_too_many", message=f"碎块太多，简化后仍超过 {most_bytes // 1000} kB",
        message_en=f"so many parts that the paths stay above {most_bytes // 1000} kB",
        help="请用比例尺较小的审定地图", help_en="use a reviewed map of a smaller scale",
    )  # fmt: skip
