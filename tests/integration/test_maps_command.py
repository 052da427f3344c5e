"""`baowen maps`: a reviewed map is checked, made light and kept, or nothing changes. MON-2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.made_maps import invented_map, write_map

from baowen.commands.fields import first_level
from baowen.core.audit.queries import entries_told
from baowen.core.problems import BaowenError
from baowen.orgs.maps.actions import add_map, remove_map
from baowen.orgs.maps.kept import MOST_BYTES, read_map
from baowen.orgs.permissions import NotAllowedError
from baowen.orgs.queries import operator

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]
AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
PLACE, NUMBER = "430000", "湘S(2026)012号"
ROOT = operator("os:root", PLACE)


@pytest.fixture
def at_home(call: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setattr("baowen.core.records.call_command", lambda *_words, **_options: None)
    assert call("init", "--region", PLACE).code == 0
    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_map(tmp_path, invented_map(PLACE, step=0.004, without=("433100",)), "hn.geojson")


def kept_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.glob("*")} if folder.exists() else {}


def test_a_map_is_added_listed_and_taken_away(at_home: Call, file: Path, tmp_path: Path) -> None:
    assert at_home("maps", "list", "--json").document == []
    assert "baowen maps add" in at_home("maps", "list").out
    added = at_home("maps", "add", file, "--place", PLACE, "--review-number", NUMBER, "--json")
    assert (added.code, set(added.document)) == (0, first_level("maps add"))
    assert (added.document["places"], [one["code"] for one in added.document["problems"]]) == (13, ["map_missing"])
    assert added.document["path_bytes"] <= 60_000
    listed = at_home("maps", "list", "--json").document
    assert set(listed[0]) == first_level("maps list")
    assert (listed[0]["review_number"], listed[0]["missing"], listed[0]["problem"]) == (NUMBER, ["433100"], "")
    assert NUMBER in at_home("maps", "list").out
    again = at_home("maps", "add", file, "--place", PLACE, "--review-number", "湘S(2027)001号")
    assert (again.code, "13 个地区" in again.out, "湘西" in again.err) == (0, True, True)
    gone = at_home("maps", "remove", PLACE, "--reason", "审图号已过期", "--json")
    assert (gone.document, kept_in(tmp_path / "home" / "maps")) == ({"place": PLACE}, {})
    assert at_home("maps", "remove", PLACE, "--reason", "x").code == 2
    told = [
        (one.action, one.before, one.after, one.reason)
        for one in reversed(entries_told(subject=f"map/{PLACE}", limit=9))
    ]
    assert [one[0] for one in told] == ["map.add", "map.add", "map.remove"]
    assert told[1][1]["review_number"] == NUMBER
    assert told[1][2]["review_number"] == "湘S(2027)001号"
    assert told[2][3] == "审图号已过期"


def test_a_file_with_faults_is_refused_whole_and_the_map_before_stays(
    at_home: Call, file: Path, tmp_path: Path
) -> None:
    words = ("--place", PLACE, "--review-number", NUMBER)
    assert at_home("maps", "add", file, *words).code == 0
    before = kept_in(tmp_path / "home" / "maps")
    document = invented_map(PLACE, step=0.5)
    document["features"][2]["properties"]["adcode"] = 320100
    document["features"][5]["geometry"]["type"] = "LineString"
    bad = write_map(tmp_path, document, "bad.geojson")
    refused = at_home("maps", "add", bad, *words, "--json")
    found = [(one["code"], one["row"]) for one in refused.document["problems"] if one["level"] == "refuse"]
    assert (refused.code, found) == (4, [("map_not_child", 3), ("map_geometry", 6)])
    told = at_home("maps", "add", bad, *words)
    assert (told.code, "bad.geojson 第 3 个要素“320100”" in told.err, "feature 6" in told.err) == (4, True, True)
    assert kept_in(tmp_path / "home" / "maps") == before
    assert len(entries_told(subject=f"map/{PLACE}", limit=9)) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "不是 JSON"), (b"\xd5\xe3", "UTF-8"), (b"[" * 200_000, "不是 JSON"), (b"null", "处问题"),
    ],
)  # fmt: skip
def test_what_is_no_json_says_how_to_export_it(at_home: Call, tmp_path: Path, content: bytes, why: str) -> None:
    bad = tmp_path / "bad.geojson"
    bad.write_bytes(content)
    told = at_home("maps", "add", bad, "--place", PLACE, "--review-number", NUMBER)
    assert told.code in (2, 4)
    assert why in told.err
    assert kept_in(tmp_path / "home" / "maps") == {}


def test_a_missing_a_huge_and_an_unreviewed_file_are_refused(at_home: Call, file: Path, tmp_path: Path) -> None:
    assert at_home("maps", "add", tmp_path / "no.geojson", "--place", PLACE, "--review-number", NUMBER).code == 2
    huge = tmp_path / "huge.geojson"
    with huge.open("wb") as written:
        written.truncate(MOST_BYTES + 1)
    assert "MB" in at_home("maps", "add", huge, "--place", PLACE, "--review-number", NUMBER).err
    told = at_home("maps", "add", file, "--place", PLACE, "--review-number", "没有")
    assert (told.code, "审图号" in told.err) == (2, True)
    assert kept_in(tmp_path / "home" / "maps") == {}


def test_a_file_put_there_by_hand_is_listed_with_why_it_is_not_used(at_home: Call, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "home" / "maps"
    at_home("maps", "add", file, "--place", PLACE, "--review-number", NUMBER)
    (folder / "430000.geojson").rename(folder / "430100.geojson")
    (folder / "430200.geojson").write_bytes(file.read_bytes())
    found = {one["place"]: one["problem"] for one in at_home("maps", "list", "--json").document}
    assert "430000.geojson" in found["430100"]
    assert "baowen maps add" in found["430200"]


def test_the_map_before_comes_back_when_its_entry_cannot_be_written(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "maps"
    add_map(folder, file, PLACE, NUMBER, actor=ROOT, at=AT)
    before = kept_in(folder)

    def broken(*_: object) -> None:
        raise RuntimeError("the records are gone")

    with monkeypatch.context() as patch:
        patch.setattr("baowen.core.audit.trail._seal", broken)
        with pytest.raises(RuntimeError, match="gone"):
            add_map(folder, file, PLACE, "湘S(2027)001号", actor=ROOT, at=AT)
        with pytest.raises(RuntimeError, match="gone"):
            remove_map(folder, PLACE, actor=ROOT, at=AT, reason="x")
        with pytest.raises(RuntimeError, match="gone"):
            add_map(tmp_path / "other", file, PLACE, NUMBER, actor=ROOT, at=AT)
    assert kept_in(folder) == before
    assert kept_in(tmp_path / "other") == {}
    assert read_map(folder / "430000.geojson").review_number == NUMBER


def test_only_who_keeps_the_platform_of_a_place_may_change_its_map(file: Path, tmp_path: Path, lead_unit: Call) -> None:
    officer = lead_unit(PLACE)
    with pytest.raises(NotAllowedError, match="平台管理员"):
        add_map(tmp_path / "maps", file, PLACE, NUMBER, actor=officer, at=AT)
    elsewhere = operator("os:root", "320000")
    with pytest.raises(NotAllowedError, match="其他地区"):
        add_map(tmp_path / "maps", file, PLACE, NUMBER, actor=elsewhere, at=AT)
    for place in (PLACE, "../secret"):
        with pytest.raises(BaowenError):
            remove_map(tmp_path / "maps", place, actor=elsewhere, at=AT, reason="x")
    assert kept_in(tmp_path / "maps") == {}
