"""The workbook of refused rows: what a clerk sees, and that it can be mended and sent in again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from baowen.collect import workbook
from baowen.collect.feeds import FEEDS
from baowen.collect.intake import Checked, check
from baowen.collect.readers import Header, Table, normalise_heading, read_table
from baowen.collect.workbook import ADDED, write_refused

ORDER = FEEDS["order_line"]
NAMES = {column.zh: column.name for column in ORDER.columns}
CONTENT = """订单明细编号,医疗机构代码,药品代码,下单日期,数量（盒）,单价,备注
1000000000000000001,0012,P1,2026-03-01,1,1.5,好
1000000000000000002,0012,P1,2026-13-01,x,1.5,=1+1
1000000000000000003,0012,P1,2026-03-02,2,,https://example.org
8.69E+13,0012,P1,2026-03-02,2,2,@SUM(A1)
合计,,,,5,,
"""


def take_in(path: Path) -> tuple[Table, Checked]:
    table = read_table(path, header=Header(frozenset(NAMES)))
    plain = {heading: normalise_heading(heading) for heading in table.headings}
    source_of = {NAMES[name]: heading for heading, name in plain.items() if name in NAMES}
    frame = table.frame.select("row", **{name: pl.col(heading) for name, heading in source_of.items()})
    checked = check(
        ORDER, frame, file=path.name, sheet=table.sheet, source_of=source_of, source=table.frame, known=table.problems,
        from_excel=table.from_excel,
    )  # fmt: skip
    return table, checked


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "订单.csv"
    path.write_text(CONTENT, encoding="gb18030")
    return path


def give_back(sent: Path) -> Path:
    table, checked = take_in(sent)
    path = sent.with_name("退回.xlsx")
    write_refused(path, feed=ORDER, table=table, problems=checked.problems, total_rows=checked.total)
    return path


def test_the_refused_rows_come_back_exactly_as_sent_and_as_text(sent: Path) -> None:
    sheet = openpyxl.load_workbook(give_back(sent))["退回数据"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:7] == ["订单明细编号", "医疗机构代码", "药品代码", "下单日期", "数量（盒）", "单价", "备注"]
    assert tuple(rows[0][7:]) == ADDED
    assert [row[:7] for row in rows[1:]] == [
        ["1000000000000000002", "0012", "P1", "2026-13-01", "x", "1.5", "=1+1"],
        ["1000000000000000003", "0012", "P1", "2026-03-02", "2", None, "https://example.org"],
        ["8.69E+13", "0012", "P1", "2026-03-02", "2", "2", "@SUM(A1)"],
    ]
    assert [row[7] for row in rows[1:]] == ["3", "4", "5"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert all(cell.hyperlink is None for row in sheet.iter_rows() for cell in row)


def test_each_bad_cell_is_coloured_and_says_what_is_wrong_and_what_to_do(sent: Path) -> None:
    sheet = openpyxl.load_workbook(give_back(sent))["退回数据"]
    red = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"}
    assert red == {"D2", "E2", "F3", "A4"}
    assert "不是日期" in sheet["D2"].comment.text
    assert "2026-03-01" in sheet["D2"].comment.text
    assert "科学计数法" in sheet["I4"].value


def test_the_first_sheet_explains_and_the_others_list(sent: Path) -> None:
    book = openpyxl.load_workbook(give_back(sent))
    assert book.sheetnames == ["说明", "退回数据", "问题清单", "提示"]
    words = "".join(str(row[0].value or "") for row in book["说明"].iter_rows())
    assert "共 4 行，其中 3 行有问题" in words
    assert [row[0].value for row in book["问题清单"].iter_rows(min_row=2)] == ["3", "3", "4", "5"]
    assert [row[5].value for row in book["提示"].iter_rows(min_row=2)] == ["totals_row"]


def test_the_workbook_mended_in_excel_and_sent_again_is_accepted(sent: Path) -> None:
    path = give_back(sent)
    book = openpyxl.load_workbook(path)
    sheet = book["退回数据"]
    sheet["A4"] = "1000000000000000004"
    sheet["D2"], sheet["E2"], sheet["F3"] = "2026-03-05", 7, 2.5
    book.save(path)
    table, checked = take_in(path)
    assert table.sheet == "退回数据"
    assert table.headings == ("订单明细编号", "医疗机构代码", "药品代码", "下单日期", "数量（盒）", "单价", "备注")
    assert checked.problems.height == 0
    assert checked.frame["order_line_no"].to_list() == [f"100000000000000000{n}" for n in (2, 3, 4)]
    assert checked.frame["hospital_code"].to_list() == ["0012"] * 3


def test_the_workbook_sent_again_unmended_finds_the_same_faults(sent: Path) -> None:
    path = give_back(sent)
    _, first = take_in(sent)
    _, again = take_in(path)
    columns = ["column", "value", "code"]
    refused = pl.col("level") == "refuse"
    assert (
        again.problems.filter(refused).select(columns).rows() == first.problems.filter(refused).select(columns).rows()
    )
    assert again.accepted == 0


def test_a_file_refused_whole_gets_the_reasons_and_no_rows(tmp_path: Path) -> None:
    sent = tmp_path / "a.csv"
    sent.write_text("药品代码,数量\nA,1\n", encoding="utf-8")
    book = openpyxl.load_workbook(give_back(sent))
    assert book.sheetnames == ["说明", "问题清单"]
    words = "".join(str(row[0].value or "") for row in book["说明"].iter_rows())
    assert "整份没有接收" in words
    assert "单价" in words


def test_more_rows_than_a_sheet_holds_go_onto_several(sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_ON_A_SHEET", 2)
    book = openpyxl.load_workbook(give_back(sent))
    assert [name for name in book.sheetnames if name.startswith("退回数据")] == ["退回数据", "退回数据2"]
    assert [book[name].max_row for name in ("退回数据", "退回数据2")] == [3, 2]


def test_the_large_form_writes_the_same_cells(sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [[c.value for c in row] for row in openpyxl.load_workbook(give_back(sent))["退回数据"].iter_rows()]
    monkeypatch.setattr(workbook, "_CONSTANT_MEMORY_FROM", 0)
    large = [[c.value for c in row] for row in openpyxl.load_workbook(give_back(sent))["退回数据"].iter_rows()]
    assert large == plain
