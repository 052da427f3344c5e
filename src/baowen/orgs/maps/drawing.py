"""How outlines are drawn: projected, rounded to the grid of the drawing, written as SVG paths. MON-2.

The projection is equirectangular, true to scale along the middle parallel of the map: over a province of six degrees of
latitude lengths east to west are off by three in a hundred at its northern and southern ends, which a map of severities
bears; areas are not compared on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Final

from baowen.core.problems import BaowenError
from baowen.orgs.maps.kept import KeptMap, path_of_map, read_map
from baowen.orgs.maps.rules import PlaceShape, Point, Ring

# Units of the longer side: on a wall of 1,600 pixels a unit is less than half a pixel.
SIZE: Final = 4000
MARGIN: Final = 24
# Height of a letter in units: 12 pixels where a phone shows the map 330 pixels wide.
LETTER: Final = 150


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to units of the drawing; y counts down."""

    west: float
    north: float
    stretch: float
    scale: float
    width: int
    height: int

    def at(self, point: Point) -> tuple[int, int]:
        """The nearest unit: two outlines that share a point in degrees share it here."""
        x = MARGIN + (point[0] - self.west) * self.stretch * self.scale
        y = MARGIN + (self.north - point[1]) * self.scale
        return round(x), round(y)


def middle_stretch(south: float, north: float) -> float:
    """How much shorter a degree of longitude is than one of latitude on the middle parallel."""
    return cos(radians((south + north) / 2))


def projection_of(shapes: Iterable[PlaceShape]) -> Projection:
    """The projection that lets all shapes fill the drawing; ValueError for none."""
    points = [point for shape in shapes for polygon in shape.polygons for point in polygon[0]]
    if not points:
        raise ValueError("nothing to draw")
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    stretch = middle_stretch(south, north)
    across, down = (east - west) * stretch, north - south
    scale = (SIZE - 2 * MARGIN) / max(across, down, 1e-9)
    return Projection(
        west, north, stretch, scale, round(across * scale) + 2 * MARGIN, round(down * scale) + 2 * MARGIN
    )  # fmt: skip


def path_of(shape: PlaceShape, projection: Projection) -> str:
    """The shape as the `d` of an SVG path, steps from point to point; holes are left out by the even-odd rule.

    An island that is smaller than a unit becomes a point, which a stroke with round ends still shows.
    """
    return "".join(_ring(ring, projection) for polygon in shape.polygons for ring in polygon)


def _ring(ring: Ring, projection: Projection) -> str:
    points = [projection.at(point) for point in ring[:-1]]
    kept = [point for number, point in enumerate(points) if number == 0 or point != points[number - 1]]
    (x, y), text = kept[0], ""
    for number, (next_x, next_y) in enumerate(kept[1:]):
        across, down = next_x - x, next_y - y
        text += f"{'' if number == 0 or across < 0 else ' '}{across}{'' if down < 0 else ' '}{down}"
        x, y = next_x, next_y
    return f"M{kept[0][0]} {kept[0][1]}{'l' + text if text else ''}z"


def labels_that_fit(points: Mapping[str, tuple[int, int]], words: Mapping[str, Sequence[str]]) -> set[str]:
    """Which names can stand on the map without lying on one another; those that come first in `points` go before.

    `words`: the lines of each label. A name that does not fit is read in the list below the map.
    """
    taken: list[tuple[float, float, float, float]] = []
    fit = set()
    for code, (x, y) in points.items():
        lines = words[code]
        wide = max(map(_width, lines)) * LETTER / 2
        high = len(lines) * LETTER * 0.6
        box = (x - wide, y - high, x + wide, y + high)
        if all(box[2] < left or right < box[0] or box[3] < top or low < box[1] for left, top, right, low in taken):
            taken.append(box)
            fit.add(code)
    return fit


def _width(line: str) -> float:
    """In letters: digits and Latin letters are about half as wide as Chinese ones."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in line)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map as a page draws it: by code of each place its path, the point where its name can stand, and its size."""

    width: int
    height: int
    review_number: str
    is_simplified: bool
    paths: Mapping[str, str]
    labels: Mapping[str, tuple[int, int]]
    sizes: Mapping[str, float]


def drawn_map(folder: Path, place: str) -> Drawn | None:
    """The map of a place; None where there is none that can be used. Drawn once for each state of its file."""
    file = path_of_map(folder, place)
    try:
        state = file.stat()
    except OSError:
        return None
    return _drawn_once(file, place, state.st_ino, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _drawn_once(file: Path, place: str, *_state: int) -> Drawn | None:
    try:
        kept = read_map(file)
    except BaowenError:
        return None
    return draw(kept) if kept.place == place else None


def draw(kept: KeptMap) -> Drawn:
    """Every place of a map on one drawing."""
    projection = projection_of(kept.shapes)
    return Drawn(
        width=projection.width, height=projection.height, review_number=kept.review_number,
        is_simplified=kept.tolerance_metres > 0,
        paths={one.code: path_of(one, projection) for one in kept.shapes},
        labels={code: projection.at(point) for code, point in kept.labels.items()},
        sizes={one.code: _size(one, projection) for one in kept.shapes},
    )  # fmt: skip


def _size(shape: PlaceShape, projection: Projection) -> float:
    """In square units, holes not taken off: which name goes before which."""
    rings = [[projection.at(point) for point in polygon[0]] for polygon in shape.polygons]
    return sum(abs(sum(x * b - a * y for (x, y), (a, b) in pairwise(ring))) / 2 for ring in rings)
