"""What a GeoJSON must be to stand as the map of a place, and what is said of one that is not."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.made_maps import invented_map

from baowen.core.problems import BaowenError, Level, Problem
from baowen.orgs.maps.rules import check_map, check_place, check_review_number
from baowen.orgs.regions import load_regions

PLACE = "430000"
REGIONS = load_regions()
SQUARE = [[112.0, 27.0], [113.0, 27.0], [113.0, 28.0], [112.0, 28.0], [112.0, 27.0]]


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return invented_map(PLACE, step=0.5)


def problems(document: object) -> list[Problem]:
    _, found = check_map(document, REGIONS.require(PLACE), REGIONS, file="hn.geojson")
    for one in found:
        assert one.file == "hn.geojson"
        assert all((one.message, one.message_en, one.help, one.help_en))
    return found


def collection(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def feature(code: object = "430100", geometry: Any = None, name: str = "code") -> dict[str, Any]:
    return {
        "type": "Feature", "properties": {name: code},
        "geometry": geometry or {"type": "Polygon", "coordinates": [SQUARE]},
    }  # fmt: skip


def refused(document: object) -> list[tuple[str, int]]:
    return [(one.code, one.row) for one in problems(document) if one.level is Level.REFUSE]


def test_a_whole_map_is_taken_with_every_place_below(whole: dict[str, Any]) -> None:
    shapes, found = check_map(whole, REGIONS.require(PLACE), REGIONS, file="hn.geojson")
    assert found == []
    assert [one.code for one in shapes] == [one.code for one in REGIONS.children(PLACE)]
    assert len(shapes[0].polygons[0][0]) > 10


def test_a_place_that_is_missing_is_named_and_does_not_keep_the_map_out(whole: dict[str, Any]) -> None:
    part = copy.deepcopy(whole)
    del part["features"][1:3]
    (one,) = problems(part)
    assert (one.level, one.code) == (Level.WARN, "map_missing")
    assert "株洲市（430200）、湘潭市（430300）" in one.message


@pytest.mark.parametrize("name", ["code", "adcode", "region"])
@pytest.mark.parametrize("code", ["430100", 430100])
def test_a_feature_names_its_place_in_one_of_three_properties(name: str, code: object) -> None:
    assert refused(collection(feature(code, name=name))) == []


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ([], [("map_not_collection", 0)]),
        ({"type": "Feature"}, [("map_not_collection", 0)]),
        (collection(), [("map_empty", 0)]),
        ({"type": "FeatureCollection", "features": {}}, [("map_empty", 0)]),
        (collection(feature("430100"), feature(None)), [("map_no_code", 2)]),
        (collection(feature(True)), [("map_no_code", 1)]),
        (collection({"type": "Feature"}), [("map_no_code", 1)]),
        (collection(feature("439999")), [("map_unknown_code", 1)]),
        (collection(feature("430102")), [("map_not_child", 1)]),
        (collection(feature("430000")), [("map_not_child", 1)]),
        (collection(feature("430100"), feature("430100")), [("map_double", 2)]),
        (collection(feature(geometry={"type": "Point", "coordinates": [112, 28]})), [("map_geometry", 1)]),
        (collection(feature(geometry={"type": "Polygon", "coordinates": []})), [("map_geometry", 1)]),
        (collection(feature(geometry={"type": "Polygon", "coordinates": [SQUARE[:-1]]})), [("map_ring", 1)]),
        (collection(feature(geometry={"type": "Polygon", "coordinates": [SQUARE[:2]]})), [("map_ring", 1)]),
        (collection(feature(geometry={"type": "MultiPolygon", "coordinates": [[]]})), [("map_ring", 1)]),
        (collection(feature(geometry={"type": "Polygon", "coordinates": [[["a", 1]] * 4]})), [("map_ring", 1)]),
        (
            collection(feature(geometry={"type": "Polygon", "coordinates": [[[float("nan"), 28.0]] * 4]})),
            [("map_ring", 1)],
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_feature(document: object, wanted: list[tuple[str, int]]) -> None:
    assert refused(document) == wanted


def test_a_retired_code_is_told_with_the_one_in_force() -> None:
    city = check_map(collection(feature("431121")), REGIONS.require("431100"), REGIONS, file="yz.geojson")[1]
    assert (city[0].code, "431181" in city[0].message, "431181" in city[0].message_en) == (
        "map_unknown_code", True, True,
    )  # fmt: skip


def test_swapped_and_projected_coordinates_are_told_apart() -> None:
    swapped = [[y, x] for x, y in SQUARE]
    metres = [[x * 1e5, y * 1e5] for x, y in SQUARE]
    first = problems(collection(feature(geometry={"type": "Polygon", "coordinates": [swapped]})))[0]
    second = problems(collection(feature(geometry={"type": "Polygon", "coordinates": [metres]})))[0]
    assert (first.code, second.code) == ("map_outside", "map_outside")
    assert "写反" in first.help
    assert "投影" in second.help


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True), ("urn:ogc:def:crs:EPSG::4326", True), ("EPSG:4490", True),
        ("urn:ogc:def:crs:EPSG::4490", True), ("CGCS2000", True), ("EPSG:3857", False), ("EPSG:4214", False),
        ("Xian 1980", False),
    ],
)  # fmt: skip
def test_only_degrees_of_wgs_84_and_cgcs2000_are_taken(name: str, is_taken: bool) -> None:
    document = collection(feature(), crs={"type": "name", "properties": {"name": name}})
    assert (refused(document) == []) is is_taken


@pytest.mark.parametrize("given", ["GS(2024)0650号", "GS京（2022）0001号", "湘S(2024)012号", " 苏宁S〔2021〕3号 "])
def test_review_numbers_are_taken_as_approvals_write_them(given: str) -> None:
    assert check_review_number(given) == given.strip()


@pytest.mark.parametrize("given", ["", " ", "1", "无", "GS", "待审", "GS(24)1号", "x" * 60 + "(2024)1号"])
def test_a_map_without_a_review_number_is_refused(given: str) -> None:
    with pytest.raises(BaowenError, match="审图号"):
        check_review_number(given)


@pytest.mark.parametrize(("code", "why"), [("100000", "南海"), ("430102", "没有下级"), ("439999", "行政区划代码")])
def test_the_nation_a_county_and_an_unknown_place_have_no_map(code: str, why: str) -> None:
    assert check_place(PLACE, REGIONS).code == PLACE
    with pytest.raises(BaowenError, match=why):
        check_place(code, REGIONS)
