"""Places and their nesting, from the shipped table and with declared places beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from baowen.core.problems import BaowenError
from baowen.orgs import register
from baowen.orgs.regions import Region, RegionLevel, Regions, load_regions

NATION = Region("100000", "全国", RegionLevel.NATION, None, 100000)
DENMARK = Region("DK", "丹麦", RegionLevel.NATION, None, 900001)
MIDTJYLLAND = Region("DK-82", "中日德兰大区", RegionLevel.PROVINCE, "DK", 900002)


def test_the_shipped_table_has_the_known_number_of_places_at_each_level() -> None:
    places = load_regions().all()
    counts = {level: sum(1 for place in places if place.level is level) for level in RegionLevel}
    assert counts == {
        RegionLevel.NATION: 1, RegionLevel.PROVINCE: 34, RegionLevel.CITY: 333, RegionLevel.COUNTY: 2845,
    }  # fmt: skip


def test_a_county_lies_in_its_city_its_province_and_the_nation() -> None:
    regions = load_regions()
    county = regions.require("430103")
    assert (county.name, county.level, county.parent, county.key) == ("天心区", RegionLevel.COUNTY, "430100", 430103)
    assert [place.code for place in regions.ancestors("430103")] == ["430100", "430000", "100000"]
    assert all(regions.within("430103", code) for code in ("430103", "430100", "430000", "100000"))
    assert not regions.within("430103", "430200")
    assert not regions.within("430000", "430103")


def test_a_county_ruled_by_its_province_has_no_city_above_it() -> None:
    regions = load_regions()
    assert [place.name for place in regions.ancestors("429004")] == ["湖北省", "全国"]
    assert regions.get("429000") is None
    assert regions.at_level("429004", RegionLevel.CITY) is None
    assert regions.require("429004") in regions.children("420000")


def test_a_district_of_a_municipality_lies_in_it_directly() -> None:
    regions = load_regions()
    assert [place.code for place in regions.ancestors("110101")] == ["110000", "100000"]
    assert regions.full_name("110101") == "北京市东城区"
    assert all(place.level is RegionLevel.COUNTY for place in regions.children("110000"))


@pytest.mark.parametrize("code", ["441900", "442000", "460400", "620200"])
def test_a_city_without_counties_is_a_city(code: str) -> None:
    regions = load_regions()
    assert regions.require(code).level is RegionLevel.CITY
    assert regions.children(code) == ()
    assert regions.at_level(code, RegionLevel.CITY) == regions.get(code)


def test_children_of_the_nation_are_the_provinces_and_of_nanjing_its_districts() -> None:
    regions = load_regions()
    assert {place.level for place in regions.children("100000")} == {RegionLevel.PROVINCE}
    assert {place.name for place in regions.children("320100")} >= {"玄武区", "鼓楼区", "高淳区"}
    assert len(regions.children("320100")) == 11
    assert len(regions.children("430000")) == 14


def test_every_place_reaches_the_nation_and_keys_are_codes() -> None:
    regions = load_regions()
    assert all(regions.within(place.code, "100000") for place in regions.all())
    assert all(place.key == int(place.code) for place in regions.all())


def test_search_puts_exact_names_first_and_finds_by_full_name_with_spaces() -> None:
    regions = load_regions()
    assert [place.code for place in regions.search("鼓楼区")] == ["320106", "320302", "350102", "410204"]
    assert [place.code for place in regions.search("南京市 鼓楼")] == ["320106"]
    assert regions.search("湖南省")[0].code == "430000"
    assert regions.search("  ") == ()
    assert regions.search("亚特兰蒂斯") == ()


def test_a_retired_code_is_unknown_but_names_what_replaced_it() -> None:
    regions = load_regions()
    assert regions.get("431121") is None
    successor = regions.successor("431121")
    assert successor is not None
    assert (successor.code, successor.name) == ("431181", "祁阳市")
    with pytest.raises(BaowenError, match=r"431121（祁阳县）已停用，现为 431181 湖南省永州市祁阳市"):
        regions.require("431121")


def test_a_merged_county_points_to_the_city_that_it_lay_in() -> None:
    regions = load_regions()
    assert regions.successor("330103") is None
    assert (
        regions.explain_unknown("330103")[0] == "行政区划代码 330103（下城区）已撤销；最近的上级为 330100 浙江省杭州市"
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [("430199", "430100 湖南省长沙市"), ("439999", "430000 湖南省"), ("990000", "6 位数字"), ("长沙", "6 位数字")],
)
def test_an_unknown_code_is_explained_by_the_nearest_place_above(code: str, words: str) -> None:
    assert words in load_regions().explain_unknown(code)[0]


def test_unknown_codes_have_no_ancestors_and_lie_nowhere() -> None:
    regions = load_regions()
    assert regions.ancestors("430199") == ()
    assert not regions.within("430199", "430199")
    assert not regions.within("430199", "430000")
    assert regions.at_level("430199", RegionLevel.PROVINCE) is None
    assert regions.full_name("430199") == "430199"


def test_declared_places_join_the_table_and_leave_the_shipped_one_alone() -> None:
    regions = load_regions().with_places([MIDTJYLLAND, DENMARK])
    assert [place.code for place in regions.ancestors("DK-82")] == ["DK"]
    assert regions.within("DK-82", "DK")
    assert not regions.within("DK-82", "100000")
    assert regions.full_name("DK-82") == "中日德兰大区"
    assert regions.full_name("DK") == "丹麦"
    assert regions.successor("431121") is not None
    assert load_regions().get("DK-82") is None


def test_a_place_without_its_parent_a_circle_and_a_double_code_are_refused() -> None:
    with pytest.raises(BaowenError, match="DK"):
        Regions([MIDTJYLLAND])
    first = Region("A", "甲", RegionLevel.PROVINCE, "B", 1)
    second = Region("B", "乙", RegionLevel.PROVINCE, "A", 2)
    with pytest.raises(BaowenError, match="循环"):
        Regions([first, second])
    with pytest.raises(BaowenError, match="重复"):
        Regions([NATION, NATION])


def _lists(folder: Path) -> tuple[Path, Path]:
    older, newer, target = folder / "older", folder / "newer", folder / "target"
    for each in (older, newer, target):
        each.mkdir()
    (older / "province.csv").write_text("code,name\n430000,湖南省\n420000,湖北省\n", encoding="utf-8")
    (older / "city.csv").write_text("code,name\n431100,永州市\n429000,省直辖县级行政区划\n", encoding="utf-8")
    (older / "area.csv").write_text("code,name\n431121,祁阳县\n431199,某区\n429004,仙桃市\n", encoding="utf-8")
    areas = "431101,市辖区\n431171,某开发区\n431181,祁阳市\n429004,仙桃市\n431100,永州市\n620201,嘉峪关市\n"
    (newer / "areas.csv").write_text("code,name\n" + areas, encoding="utf-8")
    return older, newer


def test_the_table_is_built_from_two_editions_without_codes_made_for_statistics(tmp_path: Path) -> None:
    register.main(*_lists(tmp_path), tmp_path / "target")
    assert (tmp_path / "target" / "regions.csv").read_text(encoding="utf-8").splitlines() == [
        "code,name,level,parent", "100000,全国,nation,", "420000,湖北省,province,100000",
        "429004,仙桃市,county,420000", "430000,湖南省,province,100000", "431100,永州市,city,430000",
        "431181,祁阳市,county,431100",
    ]  # fmt: skip
    assert (tmp_path / "target" / "retired.csv").read_text(encoding="utf-8").splitlines() == [
        "code,name,replaced_by", "431121,祁阳县,431181", "431199,某区,",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["430000", "430100", "430121", "419001", "441900", "110000", "100000", "999999"])
def test_the_codes_within_a_place_are_those_of_every_place_that_lies_in_it(code: str) -> None:
    regions = load_regions()
    asked_of_each = {place.code for place in regions.all() if regions.within(place.code, code)}
    found = regions.codes_within(code)
    assert len(found) == len(set(found))
    assert set(found) == asked_of_each
