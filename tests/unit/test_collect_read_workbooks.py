"""Workbooks: the guards, and what awkward cells become."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from baowen.collect.readers import Header, Table, read_table

HEADER = Header(frozenset({"药品代码", "数量", "单价", "日期"}))
HEADINGS = ["药品代码", "数量", "单价", "日期"]


def workbook(tmp_path: Path, fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> Path:
    book = openpyxl.Workbook()
    fill(book.active)
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


def read(path: Path, **options: str) -> Table:
    return read_table(path, header=HEADER, **options)


def with_rows(*rows: list[object]) -> Callable[[openpyxl.worksheet.worksheet.Worksheet], object]:
    return lambda sheet: [sheet.append(row) for row in (HEADINGS, *rows)]


def codes(table: Table) -> list[tuple[int, str]]:
    return [(one.row, one.code) for one in table.problems]


def test_cells_become_the_text_that_a_person_reads(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        with_rows(
            ["0012", 123.0, 0.1 + 0.2, dt.date(2026, 3, 1)],
            [86912345678901, 0.00002, True, dt.datetime(2026, 3, 1, 8, 5)],
            [1.2345678901234567e19, "１２", None, 46082],
        ),
    )
    assert read(path).frame.rows() == [
        ("0012", "123", "0.3", "2026-03-01", 2),
        ("86912345678901", "0.00002", "TRUE", "2026-03-01 08:05:00", 3),
        ("1.23456789012346E+19", "１２", None, "46082", 4),
    ]


@pytest.mark.parametrize("cell", ["XFD1048576", "A1000000", "A20000"])
def test_a_cell_far_away_from_the_rest_stops_the_file_and_is_named(tmp_path: Path, cell: str) -> None:
    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        with_rows(["A", 1, 2, "2026-03-01"])(sheet)
        sheet[cell] = 1

    table = read(workbook(tmp_path, fill))
    assert table.refused
    assert codes(table) == [(0, "far_apart")]
    assert cell in table.problems[0].message
    assert table.frame.height == 0


def test_a_wide_sheet_with_few_cells_stops_before_memory_is_taken(tmp_path: Path) -> None:
    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for _ in range(300):
            sheet.append(["x"])
        sheet["XFD300"] = 1

    assert codes(read(workbook(tmp_path, fill))) == [(0, "far_apart")]


def test_formatted_blank_rows_do_not_count_as_content(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        grey = book.add_format({"bg_color": "#EEEEEE"})
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["A", 1, 2, "2026-03-01"])
        for row in range(2, 60_000):
            sheet.write_blank(row, 0, None, grey)
        sheet.set_row(1_048_575, 30, grey)
    table = read(path)
    assert table.problems == []
    assert table.frame["row"].to_list() == [2]


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    good = workbook(tmp_path, with_rows(["A", 1, 2, "2026-03-01"]))
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part, source.read(part))
        with target.open("xl/media/image1.bin", "w", force_zip64=True) as stream:
            for _ in range(160):
                stream.write(bytes(1 << 20))
    table = read(bomb)
    assert codes(table) == [(0, "zip_bomb")]
    assert "MB" in table.problems[0].message


def test_formulas_are_read_by_their_results_and_remarked(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ["A", 2])
        sheet.write_formula(1, 2, "=B2*2", None, 4)
    table = read(path)
    assert table.frame["单价"].to_list() == ["4"]
    assert [(one.row, one.code, one.column, one.level.value) for one in table.problems] == [
        (0, "formula", "单价", "warn")
    ]


def test_a_formula_without_a_saved_result_is_a_refused_cell(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, with_rows(["A", 1, "=B2*2", "2026-03-01"], ["B", 1, 2, "2026-03-01"])))
    assert (2, "formula_without_value") in codes(table)
    assert all(row != 3 for row, _ in codes(table))


def test_error_cells_are_not_read_as_blank(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, with_rows(["A", "#N/A", "#DIV/0!", "2026-03-01"])))
    assert table.frame.row(0)[:3] == ("A", "#N/A", "#DIV/0!")


def test_merged_cells_in_the_data_are_refused_rows_and_in_the_title_are_not(tmp_path: Path) -> None:
    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append(["采购明细"])
        sheet.merge_cells("A1:D1")
        with_rows(["A", 1, 2, "2026-03-01"], [None, 1, 2, "2026-03-02"], ["B", 1, 2, "2026-03-03"])(sheet)
        sheet.merge_cells("A3:A4")

    table = read(workbook(tmp_path, fill))
    assert table.header_row == 2
    assert codes(table) == [(3, "merged_cell"), (4, "merged_cell")]
    assert table.problems[0].column == "药品代码"


def test_a_merged_totals_row_is_a_totals_row(tmp_path: Path) -> None:
    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        with_rows(["A", 1, 2, "2026-03-01"], ["合计：", None, 2, None])(sheet)
        sheet.merge_cells("A3:B3")

    table = read(workbook(tmp_path, fill))
    assert codes(table) == [(3, "totals_row")]
    assert table.frame.height == 1


def test_the_sheet_with_the_headings_is_read_and_like_sheets_are_remarked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["药品代码", "数量", "怎么填"])
    for name in ("三月", "四月"):
        sheet = book.create_sheet(name)
        with_rows(["A", 1, 2, "2026-03-01"])(sheet)
    path = tmp_path / "many.xlsx"
    book.save(path)
    table = read(path)
    assert table.sheet == "三月"
    assert codes(table) == [(0, "more_sheets")]
    assert "四月" in table.problems[0].message
    assert read(path, sheet="四月").sheet == "四月"
    assert codes(read(path, sheet="五月")) == [(0, "no_sheet")]


def test_a_table_that_starts_in_the_middle_keeps_its_row_numbers(tmp_path: Path) -> None:
    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for column, heading in enumerate(HEADINGS, start=3):
            sheet.cell(4, column, heading)
            sheet.cell(6, column, 1)
        sheet["D6"] = "#REF!"

    table = read(workbook(tmp_path, fill))
    assert table.frame.rows() == [("1", "#REF!", "1", "1", 6)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html_not_excel"),
        (b'<?xml version="1.0"?><Workbook></Workbook>', "xml_not_excel"),
        (b"%PDF-1.7 ...", "unsupported_form"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"PK\x03\x04 cut off", "broken_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken_file"),
    ],
)
def test_what_only_claims_to_be_excel_is_refused_with_a_remedy(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    table = read(path)
    assert codes(table) == [(0, code)]
    assert table.problems[0].help


def test_a_csv_under_an_excel_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes("药品代码\t数量\nA\t1\n".encode("gb18030"))
    table = read(path)
    assert table.form == "csv"
    assert table.frame.rows() == [("A", "1", 2)]


def test_an_archive_of_other_things_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", "a,b")
    assert codes(read(path)) == [(0, "archive")]
