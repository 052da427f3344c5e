"""The maps that a home keeps: one light GeoJSON for each place, with its review number. Written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from baowen.core.problems import BaowenError
from baowen.orgs.maps.rules import PlaceShape, Point

FORMAT: Final = 1
MOST_BYTES: Final = 64_000_000
_DRAFT: Final = ".new"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMap:
    """The map of a place. `labels`: where each name can stand; `tolerance_metres`: how coarse its borders were made."""

    place: str
    review_number: str
    shapes: tuple[PlaceShape, ...]
    labels: dict[str, Point]
    source_file: str
    source_sha256: str
    added_on: date
    tolerance_metres: float


def path_of_map(folder: Path, place: str) -> Path:
    """Where the map of a place lies."""
    return folder / f"{place}.geojson"


def read_document(file: Path) -> object:
    """What a GeoJSON file holds; BaowenError with the remedy for one that can't be read."""
    if not file.is_file():
        raise BaowenError(f"找不到文件 {file}", f"no such file: {file}")
    if file.stat().st_size > MOST_BYTES:
        raise BaowenError(
            f"{file.name} 超过 {MOST_BYTES // 1_000_000} MB；请用比例尺较小的审定地图",
            f"{file.name} is larger than {MOST_BYTES // 1_000_000} MB; use a reviewed map of a smaller scale",
        )
    try:
        document: object = json.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BaowenError(
            f"{file.name} 不是 UTF-8 文本；请以 UTF-8 编码导出 GeoJSON",
            f"{file.name} is not UTF-8; export GeoJSON as UTF-8",
        ) from error
    except (ValueError, RecursionError) as error:
        raise BaowenError(
            f"{file.name} 不是 JSON（{error}）；请重新导出 GeoJSON",
            f"{file.name} is no JSON ({error}); export GeoJSON again",
        ) from error
    return document


def as_text(kept: KeptMap) -> str:
    """The file of a map: a FeatureCollection that other programs read too."""
    head: dict[str, Any] = {
        "type": "FeatureCollection", "baowen_map": FORMAT, "place": kept.place, "review_number": kept.review_number,
        "source_file": kept.source_file, "source_sha256": kept.source_sha256, "added_on": kept.added_on.isoformat(),
        "tolerance_metres": kept.tolerance_metres,
    }  # fmt: skip
    features = [
        {
            "type": "Feature", "properties": {"code": one.code, "label": kept.labels[one.code]},
            "geometry": {"type": "MultiPolygon", "coordinates": one.polygons},
        }
        for one in kept.shapes
    ]  # fmt: skip
    return json.dumps(head | {"features": features}, ensure_ascii=False, separators=(",", ":"))


def read_map(file: Path) -> KeptMap:
    """A map that `baowen maps add` kept; BaowenError for a file that it did not write."""
    given = read_document(file)
    try:
        return _kept(given)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BaowenError(
            f"{file.name} 不是由 baowen maps add 添加的地图；请从文件夹移出，改用该命令添加",
            f"{file.name} was not kept by baowen maps add; take it away and add it by that command",
        ) from error


def _kept(given: Any) -> KeptMap:
    if given["baowen_map"] != FORMAT or not given["review_number"]:
        raise ValueError("another format")
    shapes, labels = [], {}
    for feature in given["features"]:
        code, (longitude, latitude) = str(feature["properties"]["code"]), feature["properties"]["label"]
        labels[code] = (float(longitude), float(latitude))
        polygons = feature["geometry"]["coordinates"]
        shapes.append(
            PlaceShape(
                code,
                tuple(tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon) for polygon in polygons),
            )
        )
    if not shapes:
        raise ValueError("no shapes")
    return KeptMap(
        place=str(given["place"]), review_number=str(given["review_number"]), shapes=tuple(shapes), labels=labels,
        source_file=str(given["source_file"]), source_sha256=str(given["source_sha256"]),
        added_on=date.fromisoformat(given["added_on"]), tolerance_metres=float(given["tolerance_metres"]),
    )  # fmt: skip


def replace_whole(file: Path, content: bytes) -> None:
    """Put the content in place of what lies there, in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(_DRAFT)
    draft.write_bytes(content)
    draft.replace(file)


def maps_in(folder: Path) -> Iterator[Path]:
    """The files of maps in a folder, by place."""
    yield from sorted(folder.glob("*.geojson"))
