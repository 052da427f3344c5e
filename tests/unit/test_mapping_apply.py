"""A mapping makes the feed's columns, refuses slid rows, keeps snapshots apart and declares what the source names."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from baowen.collect.contract import Kind
from baowen.collect.feeds import FEEDS
from baowen.collect.mapping import Mapped, Mapping, apply, identity_mapping
from baowen.collect.mapping.cells import cells_of, short_code
from baowen.collect.mapping.model import ColumnRule
from baowen.core.problems import Level

PRICE = FEEDS["listing_price"]


def made(rule: dict[str, Any], cells: list[str | None], kind: Kind = Kind.TEXT) -> list[str | None]:
    table = pl.DataFrame({"A": cells}, schema={"A": pl.String})
    return table.select(cells_of(ColumnRule.model_validate(rule), ["A"], kind).alias("x"))["x"].to_list()


def mapping_of(columns: dict[str, Any], **more: Any) -> Mapping:
    base = {
        "product_code": {"from": "药"}, "region_code": {"constant": "320100"}, "valid_from": {"from": "日"},
        "price": {"from": "价"},
    }  # fmt: skip
    return Mapping.model_validate(
        {"name": "t", "feed": "listing_price", "title_zh": "t", "title_en": "t", "about": "t"}
        | {"columns": base | columns} | more
    )  # fmt: skip


def table_of(**columns: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_row_index("row", offset=2)


def applied(mapping: Mapping, **columns: list[str | None]) -> Mapped:
    return apply(mapping, PRICE, table_of(**columns), file="f.csv")


def test_texts_that_mean_nothing_become_empty() -> None:
    assert made({"from": "A", "null": ["N/A"]}, [" x ", "N/A", " ", None]) == ["x", None, None, None]


def test_a_cell_that_fits_no_date_form_is_left_for_the_check() -> None:
    forms = {"from": "A", "date": ["%m/%d/%Y", "%m/%d/%y"]}
    assert made(forms, ["8/15/2019", "8/15/19", "soon", "13/1/2019"]) == [
        "2019-08-15",
        "2019-08-15",
        "soon",
        "13/1/2019",
    ]


def test_dates_with_times_and_months_without_days_are_read() -> None:
    assert made({"from": "A", "date": "%Y-%m-%dT%H:%M:%SZ"}, ["2013-09-16T00:00:00Z"]) == ["2013-09-16"]
    assert made({"from": "A", "date": "%Y-%m"}, ["2021-04"]) == ["2021-04-01"]
    assert made({"from": "A", "date": "%Y-%m-%d"}, ["2015-01-01"], Kind.MONTH) == ["2015-01"]
    assert made({"from": "A", "date": "%d-%b-%y"}, ["2-Jun-06"]) == ["2006-06-02"]


def test_scaling_is_exact_and_leaves_what_is_no_number() -> None:
    assert made({"from": "A", "scale": "0.01"}, ["1950", "1,950", "7", "100", "0", "n/a", None]) == [
        "19.5", "19.5", "0.07", "1", "0", "n/a", None,
    ]  # fmt: skip
    assert made({"from": "A", "scale": "1000"}, ["1.5", "0.0001"]) == ["1500", "0.1"]


def test_extract_takes_its_group_and_remove_cuts_it_out() -> None:
    cells = ["甲厂（国药准字H20059819）", "乙厂", "（国药准字Z10970001）"]
    approval = r"[（(](国药准字[A-Z]\d{8})[）)]"
    assert made({"from": "A", "extract": approval}, list(cells)) == ["国药准字H20059819", None, "国药准字Z10970001"]
    assert made({"from": "A", "remove": approval}, list(cells)) == ["甲厂", "乙厂", None]


def test_values_turn_known_words_and_an_empty_text_means_empty() -> None:
    rule = {"from": "A", "values": {"Current": "ongoing", "No": ""}}
    assert made(rule, ["Current", "No", "Odd"]) == ["ongoing", None, "Odd"]


def test_made_up_codes_are_the_same_on_every_machine() -> None:
    # A golden value, as b2sum -l 64 and base32 give it: were it to change, every product would come again as another.
    assert short_code("amoxicillin 250mg capsules") == "LN2D3S2NDYYJ"
    assert made({"from": "A", "hash": True, "prefix": "X-"}, ["Amoxicillin  250mg capsules ", None]) == [
        "X-LN2D3S2NDYYJ",
        None,
    ]


def test_made_up_codes_tell_cells_apart_by_place() -> None:
    table = pl.DataFrame({"A": ["x", None, None], "B": [None, "x", None]}, schema={"A": pl.String, "B": pl.String})
    rule = ColumnRule.model_validate({"compose": ["A", "B"], "separator": "|", "hash": True, "prefix": "X-"})
    first, second, third = table.select(cells_of(rule, ["A", "B"]).alias("x"))["x"].to_list()
    assert first != second
    assert third is None


def test_the_first_filled_of_several_headings_counts() -> None:
    result = applied(
        mapping_of({"valid_from": {"from": ["日", "备"], "null": ["无"]}}),
        药=["a", "b", "c"], 日=["无", "2021-01-02", None], 备=["2021-01-01", "2021-01-09", "无"], 价=["1", "1", "1"],
    )  # fmt: skip
    assert result.frame["valid_from"].to_list() == ["2021-01-01", "2021-01-02", None]
    assert result.source_of["valid_from"] == "日"


def test_a_missing_heading_is_named_with_near_ones() -> None:
    result = applied(mapping_of({"previous_price": {"from": "旧价"}}), 药=["a"], 日期=["2021-01-01"], 价=["1"])
    by_column = {problem.column: problem for problem in result.problems}
    assert by_column["日"].level is Level.REFUSE
    assert "日期" in by_column["日"].help
    assert by_column["旧价"].level is Level.WARN
    assert all(problem.row == 0 and problem.code == "missing_heading" for problem in result.problems)


def test_headings_may_differ_in_width_and_units_and_problems_name_the_file_s_own() -> None:
    result = applied(mapping_of({}), **{"药 ": ["a"], "日": ["2021-01-01"], "价（元）": ["1"]})  # type: ignore[arg-type]
    assert result.problems == []
    assert result.frame["price"].to_list() == ["1"]
    assert result.source_of == {"product_code": "药 ", "valid_from": "日", "price": "价（元）"}


def test_a_row_whose_cells_have_slid_is_refused_with_its_cell() -> None:
    only = {"status": {"from": "态", "only": ["挂", "撤"], "values": {"挂": "listed", "撤": "withdrawn"}}}
    result = applied(mapping_of(only), 药=["a", "b", "c"], 日=["2021-01-01"] * 3, 价=["1"] * 3, 态=["挂", "5.0%", None])
    assert result.refused_rows == (3,)
    assert result.frame["row"].to_list() == [2, 4]
    assert result.frame["status"].to_list() == ["listed", None]
    (problem,) = result.problems
    assert (problem.row, problem.column, problem.value, problem.file) == (3, "态", "5.0%", "f.csv")


def test_only_the_filtered_rows_are_taken_and_the_others_counted() -> None:
    mapping = mapping_of({}, filter=[{"column": "类", "in": ["药"]}, {"column": "价", "not_in": [""]}])
    result = applied(
        mapping, 药=["a", "b", "c"], 日=["2021-01-01"] * 3, 价=["1", "2", None], 类=["药", "械", "药"]
    )  # fmt: skip
    assert result.frame["product_code"].to_list() == ["a"]
    assert result.skipped_rows == 2


def test_of_several_snapshots_the_last_counts_and_ties_stay_for_the_check() -> None:
    result = applied(
        mapping_of({}, latest={"by": "期"}),
        药=["a", "a", "b", "b", None], 日=["2021-01-01"] * 5,
        价=["1", "2", "3", "4", "5"], 期=["1", "2", "1", "1", "1"],
    )  # fmt: skip
    assert result.frame["price"].to_list() == ["2", "3", "4", "5"]
    assert result.skipped_rows == 1


def test_a_column_may_hold_only_where_another_fits() -> None:
    rule = {"status": {"from": "态", "when": {"column": "价", "matches": "^[1-9]"}}}
    result = applied(mapping_of(rule), 药=["a", "b"], 日=["2021-01-01"] * 2, 价=["1", "0"], 态=["listed", "listed"])
    assert result.frame["status"].to_list() == ["listed", None]


def test_places_organisations_and_products_are_declared_once_each() -> None:
    declare = {
        "place": [
            {"code": {"constant": "XX"}, "name": {"constant": "某国"}, "level": "nation"},
            {"code": "where", "name": {"from": "地"}, "level": "province", "parent": {"constant": "XX"}},
        ],
        "org": [{"code": {"from": "厂"}, "name": {"from": "厂名"}, "type": "maker", "region": "where"}],
        "product": [
            {"product_code": "product_code", "generic_name": {"from": "名"}, "smallest_unit": {"constant": "片"}}
        ],
    }
    result = applied(
        mapping_of({}, declare=declare, helpers={"where": {"from": "地", "prefix": "XX-"}}),
        药=["a", "a", "b", "c"], 日=["2021-01-01"] * 4, 价=["1"] * 4, 地=["N", "N", "S", "S"],
        厂=["f", "f", None, "g"], 厂名=["F", "F2", "G", None], 名=["甲", "甲", "乙", None],
    )  # fmt: skip
    assert result.declared.places.rows() == [
        ("XX", "某国", "nation", ""), ("XX-N", "N", "province", "XX"), ("XX-S", "S", "province", "XX"),
    ]  # fmt: skip
    assert result.declared.orgs.rows() == [("f", "F", "maker", "XX-N")]
    products = result.declared.products
    assert products.columns == list(FEEDS["catalogue"].column_names)
    assert products.select("product_code", "generic_name", "smallest_unit", "spec").rows() == [
        ("a", "甲", "片", None), ("b", "乙", "片", None),
    ]  # fmt: skip


def test_the_identity_leaves_every_cell_as_it_was() -> None:
    table = table_of(药品代码=[" a "], 行政区划代码=["３２０１００"], 执行日期=["2021年1月1日"], 挂网价=["1,2"])
    result = apply(identity_mapping(PRICE, table.columns), PRICE, table)
    assert result.frame.drop("row").rows() == [(" a ", "３２０１００", "2021年1月1日", "1,2")]


def test_a_table_without_rows_gives_empty_columns() -> None:
    result = applied(mapping_of({"price": {"from": "价", "scale": "0.01"}}), 药=[], 日=[], 价=[])
    assert result.frame.height == 0
    assert result.frame.columns == ["product_code", "region_code", "valid_from", "price", "row"]


def test_a_mapping_of_another_feed_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="listing_price"):
        apply(mapping_of({}), FEEDS["catalogue"], table_of(药=["a"]))
