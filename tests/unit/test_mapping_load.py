"""Mapping files load strictly, are found by name or headings, and say where a fault is."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from baowen.collect.feeds import FEEDS
from baowen.collect.mapping import all_mappings, apply, find_mapping, identity_mapping, load_mapping
from baowen.collect.mapping.load import plain_heading, read_mapping
from baowen.core.paths import data_folder
from baowen.core.problems import BaowenError

PACKAGED = data_folder("mappings")

GOOD = """\
name = "prices"
feed = "listing_price"
title_zh = "价格"
title_en = "prices"
about = "test"

[match]
headings = ["品种", "价"]

[columns.product_code]
from = "品种"

[columns.region_code]
constant = "320100"

[columns.valid_from]
from = "日期"
date = "%d/%m/%Y"

[columns.price]
from = "价"
"""


def written(folder: Path, text: str, name: str = "prices") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def fault_of(folder: Path, text: str) -> str:
    with pytest.raises(BaowenError) as caught:
        load_mapping(str(written(folder, text)), [])
    return caught.value.message


def test_every_packaged_mapping_loads_and_gives_all_required_columns() -> None:
    names = {mapping.name for mapping in all_mappings([PACKAGED])}
    assert {"scms_order_line", "scms_delivery", "dk_purchases", "uk_concessions", "yibao_catalogue"} <= names
    for name in sorted(names):
        mapping = load_mapping(name, [PACKAGED])
        assert mapping.missing_columns == ()
        assert len(mapping.match.headings) >= 3, f"{name} would be taken for other people's files"


def test_no_two_packaged_mappings_of_a_feed_fit_the_same_headings() -> None:
    for mapping in all_mappings([PACKAGED]):
        found = find_mapping(mapping.feed, mapping.match.headings, [PACKAGED])
        assert found is not None
        assert found.name == mapping.name


def test_a_mapping_is_loaded_by_path_and_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert load_mapping(str(path), []) == load_mapping("prices", [tmp_path])


def test_a_mapping_of_the_home_hides_the_packaged_one_of_its_name(tmp_path: Path) -> None:
    home, package = tmp_path / "home", tmp_path / "package"
    home.mkdir()
    package.mkdir()
    written(home, GOOD.replace('title_en = "prices"', 'title_en = "ours"'))
    written(package, GOOD)
    assert load_mapping("prices", [home, package]).title_en == "ours"
    assert [mapping.title_en for mapping in all_mappings([home, package])] == ["ours"]


def test_an_unknown_name_is_answered_with_near_names(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    with pytest.raises(BaowenError, match="prices"):
        load_mapping("price", [tmp_path])


@pytest.mark.parametrize(
    ("change", "line", "word"),
    [
        (("[columns.price]\n", "[columns.price]\nform = 3\n"), 21, "columns.price.form"),
        (('date = "%d/%m/%Y"', "date = 5"), 18, "columns.valid_from.date"),
        (('feed = "listing_price"', 'feed = "listing"'), 2, "listing_price"),
        (('from = "价"', 'from = "价"\nextract = "(a)(b)"'), 22, "2"),
        (('from = "价"', 'from = "价"\nhash = true'), 20, "prefix"),
        (('from = "价"', 'from = "价"\nconstant = "1"'), 20, "constant"),
        (('from = "价"', 'from = "价"\nremove = "("'), 22, "正则"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, change: tuple[str, str], line: int, word: str) -> None:
    message = fault_of(tmp_path, GOOD.replace(*change))
    assert f"prices.toml:{line}: " in message
    assert word in message


def test_a_column_that_the_feed_does_not_have_is_refused(tmp_path: Path) -> None:
    assert "colour" in fault_of(tmp_path, GOOD + '\n[columns.colour]\nfrom = "x"\n')


def test_a_required_column_that_is_not_mapped_is_named(tmp_path: Path) -> None:
    assert "price" in fault_of(tmp_path, GOOD.split("[columns.price]", maxsplit=1)[0])


def test_a_declaration_may_only_use_columns_helpers_and_the_catalogue(tmp_path: Path) -> None:
    assert "nowhere" in fault_of(
        tmp_path, GOOD + '\n[[declare.place]]\ncode = "nowhere"\nname = "region_code"\nlevel = "city"\n'
    )
    assert "colour" in fault_of(
        tmp_path,
        GOOD
        + '\n[[declare.product]]\nproduct_code = "product_code"\ngeneric_name = "product_code"\ncolour = "price"\n',
    )


def test_broken_toml_and_a_wrong_name_are_told_apart(tmp_path: Path) -> None:
    assert "TOML" in fault_of(tmp_path, "name = ")
    with pytest.raises(BaowenError, match="other"):
        read_mapping(written(tmp_path, GOOD, "other"))


def test_a_mapping_is_found_only_when_all_its_signature_headings_are_there(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    found = find_mapping("listing_price", ["日期", "价 (元)", "品种"], [tmp_path])
    assert found is not None
    assert found.name == "prices"
    assert find_mapping("listing_price", ["日期", "价"], [tmp_path]) is None
    assert find_mapping("catalogue", ["品种", "价"], [tmp_path]) is None


def test_of_two_mappings_that_fit_the_one_naming_more_headings_is_taken(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    more = GOOD.replace('"品种", "价"]', '"品种", "价", "日期"]').replace('"prices"', '"wide"', 1)
    written(tmp_path, more, "wide")
    found = find_mapping("listing_price", ["品种", "价", "日期"], [tmp_path])
    assert found is not None
    assert found.name == "wide"


@pytest.mark.parametrize(
    ("heading", "same"),
    [
        ("单价（元）", "单价"), ("\ufeff药品 代码*", "药品代码"), ("ＡＴＣ　分类", "ATC 分类"),
        ("Product Code", "product_code"), ("数量[盒]\n", "数量"), ("（元）", "(元)"),
    ],
)  # fmt: skip
def test_headings_are_compared_without_width_case_marks_and_units(heading: str, same: str) -> None:
    assert plain_heading(heading) == plain_heading(same)


def test_the_feeds_own_headings_need_no_mapping() -> None:
    feed = FEEDS["order_line"]
    mapping = identity_mapping(
        feed, ["订单明细号", "医院编码", "product code", "下单日期", "数量*", "单价(元)", "备注"]
    )
    assert {name: rule.headings for name, rule in mapping.columns.items()} == {
        "order_line_no": ("订单明细号",), "hospital_code": ("医院编码",), "product_code": ("product code",),
        "ordered_on": ("下单日期",), "quantity": ("数量*",), "unit_price": ("单价(元)",),
    }  # fmt: skip


def test_an_alias_never_takes_the_own_name_of_another_column() -> None:
    # "价格" is an alias of the price, "挂网日期" one of the day: with both words present the own name wins.
    mapping = identity_mapping(FEEDS["listing_price"], ["价格", "挂网价", "执行日期", "挂网日期"])
    assert mapping.columns["price"].headings == ("挂网价",)
    assert mapping.columns["valid_from"].headings == ("执行日期",)


def test_the_example_of_the_how_to_page_loads_and_maps(tmp_path: Path) -> None:
    page = (PACKAGED.parent / "docs" / "how-to" / "map-an-export.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    mapping = load_mapping(str(written(tmp_path, example, "our_orders")), [])
    row = {
        "row": 2,
        "采购单号": "7",
        "行号": "1",
        "院方编码": "H",
        "医保编码": "无",
        "下单": "2026年3月1日",
        "数量": "2",
    }
    mapped = apply(mapping, FEEDS["order_line"], pl.DataFrame([row | {"单价(分)": "1250"}]))
    assert mapped.problems == []
    assert mapped.frame.row(0) == ("7-1", "H", None, "2026-03-01", "2", "12.5", 2)
