"""Regions against the two public editions: what is shipped, and what vanished between them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from baowen.orgs.regions import load_regions

pytestmark = pytest.mark.real


def names(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def test_every_province_and_city_of_the_older_edition_is_known_by_its_name(real_data: Path) -> None:
    regions = load_regions()
    folder = real_data / "cn_geo_codes"
    listed = names(folder / "province.csv") | names(folder / "city.csv")
    unknown = {
        code: name for code, name in listed.items() if (place := regions.get(code)) is None or place.name != name
    }
    assert sorted(unknown) == ["419000", "429000", "469000", "659000"]
    assert all("直辖县级" in name for name in unknown.values())


def test_a_county_that_the_newer_edition_dropped_is_gone_and_its_error_names_a_place_to_use(real_data: Path) -> None:
    regions = load_regions()
    folder = real_data / "cn_geo_codes"
    before, after = names(folder / "area_county.csv"), names(folder / "china_division_areas.csv")
    vanished = sorted(set(before) - set(after))
    assert len(vanished) == 20
    for code in vanished:
        assert regions.get(code) is None
        words = regions.explain_unknown(code)[0]
        assert before[code] in words
        near = regions.successor(code) or regions.nearest(code)
        assert near is not None
        assert near.code in words


def test_counties_that_both_editions_have_are_all_known(real_data: Path) -> None:
    regions = load_regions()
    folder = real_data / "cn_geo_codes"
    both = set(names(folder / "area_county.csv")) & set(names(folder / "china_division_areas.csv"))
    assert len(both) > 2800
    assert sorted(code for code in both if regions.get(code) is None) == []
