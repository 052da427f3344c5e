"""Cells: every form that people write, and what is said about those that cannot be read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from baowen.collect.contract import Choice, Column, Feed, Kind
from baowen.collect.intake import Checked, check

FEED = Feed(
    name="probe", zh="试验", en="probe", about_zh="", about_en="", key=("code",), dated_by="day",
    columns=(
        Column(name="code", zh="编号", en="code", kind=Kind.CODE, required=True),
        Column(name="lot", zh="批号", en="lot", kind=Kind.CODE),
        Column(name="day", zh="日期", en="day", kind=Kind.DATE),
        Column(name="month", zh="月份", en="month", kind=Kind.MONTH),
        Column(name="price", zh="单价", en="price", kind=Kind.PRICE, least=Decimal(0), most=Decimal(1000000)),
        Column(name="count", zh="天数", en="days", kind=Kind.INTEGER, least=Decimal(0), most=Decimal(31)),
        Column(name="flag", zh="中选", en="selected", kind=Kind.FLAG),
        Column(name="class_", zh="类别", en="class", kind=Kind.CHOICE, choices=(
            Choice("emergency", "急抢救", "emergency", ("急(抢)救",)), Choice("general", "一般", "general"),
        )),
        Column(name="name", zh="名称", en="name", kind=Kind.TEXT),
    ),
)  # fmt: skip


def check_one(column: str, *cells: str | None, from_excel: bool = False) -> Checked:
    frame = pl.DataFrame(
        {"code": [f"K{number}" for number in range(len(cells))], column: pl.Series(cells, dtype=pl.String)}
    ).with_row_index("row", offset=2)
    return check(FEED, frame, file="a.csv", from_excel=from_excel)


def told(checked: Checked) -> list[tuple[object, ...]]:
    return checked.problems.select("row", "column", "value", "code", "level").rows()


@pytest.mark.parametrize(
    "cell",
    ["2026-03-01", "2026/3/1", "20260301", "2026年3月1日", "2026.3.1", "2026-03-01 08:30:00", "2026-03-01T08:30:00",
     "2026/3/1 8:30", "２０２６－０３－０１", " 2026-3-1 ", "2026年03月01日 08时30分"],
)  # fmt: skip
def test_every_common_form_of_a_day_is_read(cell: str) -> None:
    assert check_one("day", cell).frame["day"].to_list() == [dt.date(2026, 3, 1)]


@pytest.mark.parametrize("cell", ["2026-02-30", "0201-11-03", "2026-13-01", "3/1/2026", "明天", "46082", "2026-03"])
def test_what_is_no_day_is_refused_with_its_cell(cell: str) -> None:
    checked = check_one("day", cell)
    assert told(checked) == [(2, "day", cell, "not_a_date", "refuse")]
    assert checked.refused_rows.to_list() == [2]
    assert checked.frame.height == 0


def test_a_day_stored_as_a_number_is_read_only_from_excel_and_remarked() -> None:
    checked = check_one("day", "46082", "2026-03-02", "12", from_excel=True)
    assert checked.frame["day"].to_list() == [dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    assert told(checked) == [(2, "day", "46082", "date_as_number", "warn"), (4, "day", "12", "not_a_date", "refuse")]
    assert "2026-03-01" in checked.problems["message"][0]


@pytest.mark.parametrize("cell", ["2026-03", "202603", "2026年3月", "2026/3", "2026.03", "2026-03-01", "２０２６－３"])
def test_every_common_form_of_a_month_is_read(cell: str) -> None:
    assert check_one("month", cell).frame["month"].to_list() == ["2026-03"]


@pytest.mark.parametrize("cell", ["2026-13", "2026-00", "2026-03-15", "三月", "2026"])
def test_what_is_no_month_is_refused(cell: str) -> None:
    assert told(check_one("month", cell)) == [(2, "month", cell, "not_a_month", "refuse")]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12.5", "12.5"), ("１２．５", "12.5"), ("￥12.50", "12.5"), ("12.5元", "12.5"), ("1,234.5", "1234.5"),
     ("12,345,6", None), ("1,2345", None), ("12.5 元/盒", "12.5"), ("+3", "3"), (".5", "0.5"), ("5.", "5"),
     ("abc", None), ("12盒", None), ("1.2.3", None), ("--", None)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them_and_never_guessed(cell: str, value: str | None) -> None:
    checked = check_one("price", cell)
    assert checked.frame["price"].to_list() == ([Decimal(value)] if value else [])
    assert [code for *_, code, _ in told(checked)] == ([] if value else ["not_a_number"])


def test_more_than_four_decimals_are_rounded_half_up_and_said_once() -> None:
    checked = check_one("price", "1.23445", "1.23455", "2.50000", "1.2")
    assert [str(value) for value in checked.frame["price"]] == ["1.2345", "1.2346", "2.5000", "1.2000"]
    assert told(checked) == [(0, "price", "", "rounded", "warn")]
    assert "2 格" in checked.problems["message"][0]


def test_bounds_are_inclusive() -> None:
    checked = check_one("count", "0", "31", "-1", "32", "1.5", "3.0")
    assert checked.frame["count"].to_list() == [0, 31, 3]
    assert [(row, code) for row, _, _, code, _ in told(checked)] == [
        (4, "too_small"), (5, "too_large"), (6, "not_an_integer"),
    ]  # fmt: skip


def test_scientific_notation_in_a_number_is_refused_since_digits_may_be_lost() -> None:
    assert told(check_one("price", "1.2E+03")) == [(2, "price", "1.2E+03", "excel_mangled", "refuse")]


def test_flags_and_choices_are_read_by_any_of_their_words() -> None:
    assert check_one("flag", "是", "0", "Y", "FALSE", "１", None).frame["flag"].to_list() == [
        True, False, True, False, True, None,
    ]  # fmt: skip
    assert check_one("class_", "急抢救", "急（抢）救", "GENERAL", "一般").frame["class_"].to_list() == [
        "emergency", "emergency", "general", "general",
    ]  # fmt: skip
    unknown = check_one("class_", "特急")
    assert told(unknown) == [(2, "class_", "特急", "not_a_choice", "refuse")]
    assert "急抢救、一般" in unknown.problems["help"][0]
    assert [code for *_, code, _ in told(check_one("flag", "也许"))] == ["not_a_flag"]


def test_codes_are_made_half_width_and_lose_blanks_and_text_marks() -> None:
    checked = check_one("lot", "ＡＢ 12", "\tX1", '="0012"', "'0012", "  ", "国药准字H1")
    assert checked.frame["lot"].to_list() == ["AB12", "X1", "0012", "0012", None, "国药准字H1"]
    assert told(checked) == []


def test_a_mangled_optional_code_becomes_blank_and_its_row_stays() -> None:
    checked = check_one("lot", "8.69E+13", "1.23456789012346E+19", "2E1", "1E5")
    assert checked.frame["lot"].to_list() == [None, None, "2E1", "1E5"]
    assert [(row, code, level) for row, _, _, code, level in told(checked)] == [
        (2, "excel_mangled", "warn"), (3, "excel_mangled", "warn"),
    ]  # fmt: skip


def test_a_mangled_key_is_refused_once_and_not_also_called_blank() -> None:
    checked = check(FEED, pl.DataFrame({"code": ["8.69E+13"], "row": [2]}), file="a.csv")
    assert told(checked) == [(2, "code", "8.69E+13", "excel_mangled", "refuse")]


@pytest.mark.parametrize("column", ["day", "price", "lot", "flag"])
def test_excel_errors_are_named_as_such(column: str) -> None:
    assert told(check_one(column, "#N/A")) == [(2, column, "#N/A", "excel_error", "refuse")]


@pytest.mark.parametrize("column", ["day", "month", "price", "count", "flag", "class_", "lot", "name"])
def test_blanks_in_optional_columns_are_nothing_to_complain_about(column: str) -> None:
    checked = check_one(column, None, "", "   ", "　")
    assert told(checked) == []
    assert checked.frame[column].to_list() == [None] * 4
