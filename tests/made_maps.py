"""Invented maps: places drawn from points made up at random. Their borders are nobody's."""

from __future__ import annotations

import json
import math
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, Polygon, mapping

from baowen.orgs.regions import load_regions

WEST, SOUTH, EAST, NORTH = 109.0, 24.8, 114.0, 30.0


def _wavy(point: tuple[float, float]) -> tuple[float, float]:
    """The same point always moves alike, so that neighbours keep their common border."""
    x, y = point
    return x + 0.012 * math.sin(37 * y + 11 * x), y + 0.012 * math.sin(31 * x - 7 * y)


def _ring(ring: Any, step: float) -> list[list[float]]:
    """A border with a point every `step` degrees; the same from both of its sides, to the last digit."""
    points = [ring[0]]
    for first, second in pairwise(ring):
        low, high = sorted((first, second))
        many = max(1, math.ceil(math.dist(low, high) / step))
        steps = [
            (low[0] + (high[0] - low[0]) * at / many, low[1] + (high[1] - low[1]) * at / many) for at in range(1, many)
        ]
        points += [*(steps if low == first else reversed(steps)), second]
    return [list(_wavy(point)) for point in points]


def invented_map(place: str, *, seed: int = 3, step: float = 0.02, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """A FeatureCollection of the places directly below one: cells around random points, their borders wavy.

    `step`: degrees between two points of a border.
    """
    children = [one for one in load_regions().children(place) if one.code not in without]
    dice = random.Random(seed)
    frame = Polygon([(WEST, SOUTH + 0.5), (WEST + 1, SOUTH), (EAST, SOUTH + 2), (EAST - 1, NORTH), (WEST, NORTH - 1.5)])
    points: list[Point] = []
    while len(points) < len(children):
        point = Point(dice.uniform(WEST, EAST), dice.uniform(SOUTH, NORTH))
        if frame.contains(point):
            points.append(point)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=frame))
    cells = shapely.set_precision(shapely.intersection(cells, frame), 1e-6)
    by_point = [next(cell for cell in cells if cell.intersects(point)) for point in points]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature", "properties": {"adcode": int(one.code), "name": one.name},
                "geometry": {
                    "type": "Polygon", "coordinates": [_ring(ring, step) for ring in mapping(cell)["coordinates"]],
                },
            }
            for one, cell in zip(children, by_point, strict=True)
        ],
    }  # fmt: skip


def write_map(folder: Path, document: object, name: str = "map.geojson") -> Path:
    """The document as a file."""
    file = folder / name
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return file
