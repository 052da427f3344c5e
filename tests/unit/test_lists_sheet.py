"""Lists as they are published: odd workbooks become drugs, or every fault with its place and remedy. LST-1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from baowen.collect.list_editions import grid_of
from baowen.lists.sheet import Grid, Reading, read_list
from baowen.lists.wording import REFUSALS, REMARKS


def workbook(path: Path, rows: list[list[Any]], *, merge: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "清单"
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    book.save(path)
    return path


def read(tmp_path: Path, rows: list[list[Any]], *, merge: tuple[str, ...] = ()) -> Reading:
    return read_list(grid_of(workbook(tmp_path / "清单.xlsx", rows, merge=merge)))


def drugs(reading: Reading) -> list[tuple[str, str]]:
    assert reading.problems == ()
    return [(one.name, one.form) for one in reading.drugs]


def faults(reading: Reading) -> list[tuple[str, int, str]]:
    assert reading.drugs == () or reading.problems
    return [(one.code, one.row, one.column) for one in reading.problems]


def test_a_published_workbook_with_title_sections_and_merged_names_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            ["附件1", None, None, None],
            ["国家短缺药品清单（示例）", None, None, None],
            ["序号", "药品名称（通用名）", "剂 型", "备注"],
            ["一、化学药品", None, None, None],
            [1, "地高辛*", "口服溶液剂", None],
            [2, "硫酸阿托品", "注射剂", "限急救"],
            [None, None, "片剂", None],
            ["二、生物制品", None, None, None],
            [1, "人血白蛋白", "注射剂、冻干粉针", None],
            ["注：本清单自发布之日起施行。", None, None, None],
        ],
        merge=("A1:D1", "A2:D2", "A4:D4", "A6:A7", "B6:B7", "A8:D8"),
    )
    assert drugs(found) == [
        ("地高辛", "口服溶液剂"), ("硫酸阿托品", "注射剂"), ("硫酸阿托品", "片剂"), ("人血白蛋白", "注射剂"),
        ("人血白蛋白", "冻干粉针"),
    ]  # fmt: skip
    assert [one.note for one in found.drugs][:2] == ["", "限急救"]
    assert [one.row for one in found.drugs] == [5, 6, 7, 9, 9]
    assert {one.code for one in found.remarks} == {"not_a_drug", "note_row"}


def test_a_form_merged_over_several_drugs_holds_for_each(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["序号", "通用名", "剂型"], [1, "甲氨蝶呤", "注射剂"], [2, "放线菌素D", None], [3, "氨苯砜", "片剂"]],
        merge=("C2:C3",),
    )
    assert drugs(found) == [("甲氨蝶呤", "注射剂"), ("放线菌素D", "注射剂"), ("氨苯砜", "片剂")]


def test_a_csv_in_gbk_with_a_continued_name_is_read_and_remarked(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes("省短缺药品清单,,\n序号,药品名称,剂型\n1,地高辛,片剂\n,,注射剂\n2,鱼精蛋白,\n".encode("gbk"))
    found = read_list(grid_of(path))
    assert drugs(found) == [("地高辛", "片剂"), ("地高辛", "注射剂"), ("鱼精蛋白", "")]
    assert [(one.code, one.row) for one in found.remarks] == [("carried_down", 4)]


def test_rows_that_differ_by_specification_are_one_line_with_all_of_them_noted(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            ["序号", "通用名称及剂型", "规格", "生产企业"],
            [1, "地高辛片", "0.25mg", "甲"],
            [2, "地高辛片", "0.5mg", "乙"],
        ],
    )
    assert drugs(found) == [("地高辛片", "")]
    assert found.drugs[0].note == "规格：0.25mg｜规格：0.5mg"
    assert {one.code for one in found.remarks} == {"unread_columns", "no_form_column"}


def test_a_gap_in_the_numbers_and_a_heading_said_again_are_remarked(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            ["序号", "药品名称", "剂型"],
            [1, "甲药", "片剂"],
            ["序号", "药品名称", "剂型"],
            [2, "乙药", "片剂"],
            [4, "丁药", "片剂"],
        ],
    )
    assert [name for name, _ in drugs(found)] == ["甲药", "乙药", "丁药"]
    assert [(one.code, one.row) for one in found.remarks] == [("not_a_drug", 3), ("number_gap", 5)]


def test_every_fault_is_told_with_sheet_row_column_and_remedy(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            ["序号", "药品名称", "剂型"], [1, "地高辛", "片剂"], [2, None, "片剂"], [3, "地高辛 ", "片剂"],
            [4, "12.5", "片剂"], [None, "心血管系统用药", None], [5, "长" * 201, "片剂"],
        ],
    )  # fmt: skip
    assert sorted(faults(found), key=lambda one: one[1]) == [
        ("no_name", 3, "药品名称"), ("twice", 4, "药品名称"), ("not_a_name", 5, "药品名称"),
        ("title_or_drug", 6, "药品名称"), ("too_long", 7, "药品名称"),
    ]  # fmt: skip
    assert all((one.file, one.sheet) == ("清单.xlsx", "清单") and one.help and one.help_en for one in found.problems)
    assert "第 2 行" in found.problems[-1].message


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["序号", "品规代码", "剂型"], [1, "X1", "片剂"]], "no_name_column"),
        ([["序号", "药品名称", "序号", "药品名称"], [1, "甲药", 2, "乙药"]], "side_by_side"),
        ([["序号", "药品名称", "剂型"]], "no_drug"),
    ],
)
def test_a_table_that_is_no_list_is_refused_whole(tmp_path: Path, rows: list[list[Any]], code: str) -> None:
    found = read(tmp_path, rows)
    assert (found.drugs, [(one.code, one.row) for one in found.problems]) == ((), [(code, 0)])


def test_a_formula_without_its_value_is_refused_and_a_file_that_is_no_table_as_well(tmp_path: Path) -> None:
    found = read(tmp_path, [["序号", "药品名称", "剂型"], [1, '=A1&"药"', "片剂"], [2, "乙药", "片剂"]])
    assert ("formula_without_value", 2) in [(one.code, one.row) for one in found.problems]
    picture = tmp_path / "清单.pdf"
    picture.write_bytes(b"%PDF-1.7 ...")
    assert [one.row for one in read_list(grid_of(picture)).problems] == [0]


def test_an_empty_grid_says_what_it_looked_for() -> None:
    found = read_list(Grid(file="a.csv", sheet="", headings=(), rows=()))
    assert "（空）" in found.problems[0].message
    assert "药品名称" in found.problems[0].help


def test_no_code_is_a_refusal_and_a_remark() -> None:
    assert not set(REFUSALS) & set(REMARKS)
