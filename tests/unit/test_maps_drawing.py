"""How outlines are projected, made light with common borders, and labelled."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, Polygon
from tests.made_maps import invented_map

from baowen.core.problems import Level
from baowen.orgs.maps.drawing import MARGIN, SIZE, labels_that_fit, path_of, projection_of
from baowen.orgs.maps.rules import PlaceShape, check_map
from baowen.orgs.maps.shapes import lighten
from baowen.orgs.regions import load_regions

REGIONS = load_regions()


def square(code: str, x: float, y: float, wide: float = 1.0, *, holes: tuple[Any, ...] = ()) -> PlaceShape:
    ring = ((x, y), (x + wide, y), (x + wide, y + wide), (x, y + wide), (x, y))
    return PlaceShape(code, ((ring, *holes),), 1)


def pieces(shapes: list[PlaceShape]) -> dict[tuple[Any, Any], set[str]]:
    """Every piece of border with the places that have it."""
    found: dict[tuple[Any, Any], set[str]] = {}
    for one in shapes:
        for first, second in (pair for polygon in one.polygons for ring in polygon for pair in pairwise(ring)):
            found.setdefault((min(first, second), max(first, second)), set()).add(one.code)
    return found


@pytest.fixture(scope="module")
def fine() -> list[PlaceShape]:
    shapes, _ = check_map(invented_map("430000", step=0.004), REGIONS.require("430000"), REGIONS, file="m")
    return shapes


def test_a_degree_east_is_shorter_than_one_north_on_the_middle_parallel() -> None:
    projection = projection_of([square("a", 112, 27)])
    assert projection.height == SIZE
    left, right = projection.at((112, 27.5)), projection.at((113, 27.5))
    low, high = projection.at((112, 27)), projection.at((112, 28))
    assert (right[0] - left[0]) / (low[1] - high[1]) == pytest.approx(math.cos(math.radians(27.5)), abs=1e-3)
    assert high[1] == MARGIN < low[1]
    assert projection.width == pytest.approx(right[0] + MARGIN, abs=1)


def test_a_path_gives_its_points_back() -> None:
    hole = ((112.4, 27.4), (112.4, 27.6), (112.6, 27.6), (112.4, 27.4))
    shape = square("a", 112, 27, holes=(hole,))
    projection = projection_of([shape])
    rings = path_of(shape, projection).split("z")[:-1]
    for text, ring in zip(rings, shape.polygons[0], strict=True):
        start, _, steps = text.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        points = [(x, y)]
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            points.append((x, y))
        assert points == [projection.at(point) for point in ring[:-1]]


def test_an_island_smaller_than_a_unit_stays_as_a_point() -> None:
    large, tiny = square("a", 112, 27), square("b", 112.5, 28.5, wide=1e-6)
    assert re.fullmatch(r"M\d+ \d+z", path_of(tiny, projection_of([large, tiny])))


def test_a_fine_map_becomes_light_and_common_borders_stay_common(fine: list[PlaceShape]) -> None:
    light, problems = lighten(fine, file="m")
    assert light is not None
    assert problems == []
    projection = projection_of(light.shapes)
    assert sum(len(path_of(one, projection)) for one in light.shapes) == light.path_bytes <= 60_000
    assert 0 < light.tolerance_metres < 1_000
    owners = pieces(light.shapes)
    assert sum(len(some) == 2 for some in owners.values()) > 300
    # A border that each place had simplified for itself would overlap its neighbour or leave a gap.
    polygons = [Polygon(one.polygons[0][0]) for one in light.shapes]
    assert shapely.union_all(polygons).area == pytest.approx(sum(one.area for one in polygons), rel=1e-9)
    before = shapely.union_all([Polygon(one.polygons[0][0]) for one in fine])
    assert shapely.union_all(polygons).area == pytest.approx(before.area, rel=0.01)


def test_fewer_bytes_mean_coarser_borders_and_too_few_are_refused(fine: list[PlaceShape]) -> None:
    light, coarse = lighten(fine, file="m")[0], lighten(fine, file="m", most_bytes=4_000)[0]
    assert light is not None
    assert coarse is not None
    assert coarse.path_bytes <= 4_000
    assert coarse.tolerance_metres > light.tolerance_metres
    nothing, problems = lighten(fine, file="m", most_bytes=100)
    assert nothing is None
    assert [one.code for one in problems] == ["map_too_many"]


def test_a_map_that_is_light_already_is_left_as_it_is() -> None:
    shapes = [square("a", 112, 27), square("b", 113, 27)]
    light, problems = lighten(shapes, file="m")
    assert light is not None
    assert (light.tolerance_metres, problems) == (0, [])
    assert {point for ring in light.shapes[0].polygons[0] for point in ring} == {
        point for ring in shapes[0].polygons[0] for point in ring
    }


def test_every_label_lies_inside_its_place(fine: list[PlaceShape]) -> None:
    light, _ = lighten(fine, file="m")
    assert light is not None
    for one in light.shapes:
        assert Polygon(one.polygons[0][0]).contains(Point(light.labels[one.code]))


def test_an_outline_that_crosses_itself_is_repaired_and_told() -> None:
    bow = PlaceShape("b", (((((113, 27), (114, 28), (114, 27), (113, 28), (113, 27))),),), 2)
    light, problems = lighten([square("a", 112, 27), bow], file="m")
    assert light is not None
    assert len(light.shapes[1].polygons) == 2
    assert ("map_repaired", 2, Level.WARN) in [(one.code, one.row, one.level) for one in problems]


def test_places_that_overlap_or_have_no_area_are_refused() -> None:
    over, problems = lighten([square("a", 112, 27), square("b", 112.5, 27)], file="m")
    assert over is None
    assert [(one.code, one.value) for one in problems] == [("map_overlap", "b")]
    flat = PlaceShape("c", (((((114, 27), (115, 28), (114, 27), (115, 28), (114, 27))),),), 3)
    none, problems = lighten([square("a", 112, 27), flat], file="m")
    assert none is None
    assert [(one.code, one.value) for one in problems] == [("map_flat", "c")]


def test_borders_that_do_not_meet_point_by_point_are_told() -> None:
    extra = ((113, 27), (114, 27), (114, 28), (113, 28), (113, 27.5), (113, 27))
    light, problems = lighten([square("a", 112, 27), PlaceShape("b", ((extra,),), 2)], file="m")
    assert light is not None
    assert [(one.code, one.level) for one in problems] == [("map_borders", Level.WARN)]


def test_names_that_would_lie_on_one_another_give_way_to_those_before_them() -> None:
    points = {"a": (1000, 1000), "b": (1200, 1000), "c": (1000, 3000)}
    words = {"a": ["长沙", "红色 12"], "b": ["株洲"], "c": ["湘潭"]}
    assert labels_that_fit(points, words) == {"a", "c"}
    assert labels_that_fit({name: points[name] for name in ("b", "a", "c")}, words) == {"b", "c"}
