"""Parts of pages without a server: the map of tiles, charts, both languages of templates, files from elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.orgs.regions import load_regions
from baowen.web.charts import bar_chart, line_chart
from baowen.web.tiles import WIDTH, tiles

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u3400-\u9fff，。；：（）「」“”？！、]")
BOTH = re.compile(r"""\{% both (?:"([^"]*)"|'([^']*)') (?:"([^"]*)"|'([^']*)')(?: as \w+)? %\}""")
TERM = re.compile(r"""\{% term "[^"]+"(?: "([^"]+)" "([^"]+)")? %\}""")  # the glossary has its words in both languages
# What a page has in both languages at once: the way to the other one, and the page of a failure.
TWO_AT_ONCE = {"base.html": '<button name="language" value="zh-hans" lang="zh-hans">中文</button>'}
CODES = st.lists(st.sampled_from([one.code for one in load_regions().all()]), max_size=60)
SPOTS = st.tuples(st.integers(1, 9), st.integers(1, 8))


def templates() -> Iterator[tuple[str, str]]:
    """Every template of ours by its path, without the page that is shown when nothing works."""
    for path in sorted((ROOT / "src" / "baowen").rglob("templates/**/*.html")):
        if path.name != "500.html":
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def untranslated(name: str, text: str) -> list[str]:
    """Chinese that stands outside `both`, halves that are empty, and Chinese in an English half."""
    wrong = []
    for found in BOTH.finditer(text):
        chinese, english = found.group(1) or found.group(2) or "", found.group(3) or found.group(4) or ""
        if not chinese or CHINESE.search(english):
            wrong.append(f"{name}: {found.group()}")
    for found in TERM.finditer(text):
        if CHINESE.search(found.group(2) or ""):
            wrong.append(f"{name}: {found.group()}")
    rest = TERM.sub("", BOTH.sub("", text)).replace(TWO_AT_ONCE.get(Path(name).name, ""), "")
    return wrong + [f"{name}: {hit.group()}" for hit in re.finditer(r"[^\s<>]*[\u3400-\u9fff]+[^\s<>]*", rest)]


def test_every_word_of_a_template_is_there_in_both_languages() -> None:
    found = list(templates())
    assert len(found) > 20
    assert [wrong for name, text in found for wrong in untranslated(name, text)] == []


@pytest.mark.parametrize(
    "text",
    ["<p>案件</p>", '{% both "" "cases" %}', '{% both "案件" "案件" %}', '{% term "零报告" "零报告" "零报告" %}'],
)
def test_a_word_in_one_language_is_found(text: str) -> None:
    assert untranslated("x.html", text) != []


@given(codes=CODES, known=st.dictionaries(st.sampled_from(["430100", "430200", "320100"]), SPOTS, max_size=3))
def test_every_place_has_one_tile_and_no_tile_two_places(codes: list[str], known: dict[str, tuple[int, int]]) -> None:
    if len(set(known.values())) < len(known):
        known = {}
    found = tiles(codes, known)
    assert {one.code for one in found} == set(codes)
    assert len({(one.row, one.column) for one in found}) == len(found)
    assert all(one.column <= max([WIDTH, *(column for _, column in known.values())]) for one in found)
    assert all((one.row, one.column) == known[one.code] for one in found if one.code in known)


def test_the_table_of_tiles_has_the_cities_of_the_packs_and_every_province() -> None:
    regions = load_regions()
    for above in ("100000", "430000", "320000", "130000"):
        codes = [one.code for one in regions.children(above)]
        rows = (ROOT / "src" / "baowen" / "web" / "tiles.csv").read_text(encoding="utf-8")
        assert {code for code in codes if code not in rows} == set()
        assert all(one.row <= 9 and one.column <= 8 for one in tiles(codes))


def test_a_range_is_drawn_as_an_unseen_bound_and_what_lies_above_it() -> None:
    option = line_chart(["2026-01", "2026-02"], {"a": [1, None], "b": [None, None]}, band=("range", [1, 2], [4, None]))
    assert [one["name"] for one in option["series"]] == ["a", "", "range"]
    assert option["series"][2]["data"] == [3, None]
    assert option["legend"]["data"] == ["a", "range"]
    assert json.loads(json.dumps(option)) == option


def test_bars_keep_their_order_and_a_missing_value_is_no_zero() -> None:
    option = bar_chart(["x", "y"], {"one": [0, None]})
    assert option["xAxis"]["data"] == ["x", "y"]
    assert option["series"][0]["data"] == [0, None]


@pytest.mark.parametrize("folder", ["src/baowen/web/static/vendor", "tests/browser/vendor"])
def test_files_from_elsewhere_are_those_of_the_manifest(folder: str) -> None:
    lines = json.loads((ROOT / folder / "manifest.json").read_text(encoding="utf-8"))
    there = {path.name for path in (ROOT / folder).iterdir()} - {"manifest.json"}
    assert {line["file"] for line in lines} == there
    for line in lines:
        content = (ROOT / folder / line["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == line["sha256"], line["file"]
        assert line["version"]
        assert line["licence"]


def test_our_scripts_and_styles_name_no_other_site() -> None:
    for path in (ROOT / "src" / "baowen" / "web" / "static" / "web").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"//(?! )", text) == [], path.name
