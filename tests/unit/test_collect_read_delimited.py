"""Delimited text: encodings, delimiters, heading rows, ragged rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from baowen.collect.readers import Header, normalise_heading, read_table

HEADER = Header(frozenset({"药品代码", "数量", "单价"}))
TEXT = "药品代码,数量,单价\nA1,1,2.5\nB2,,3\n"


def read(tmp_path: Path, content: bytes | str, name: str = "a.csv", header: Header | None = HEADER, **options: str):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, header=header, **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_common_encoding_gives_the_same_table(tmp_path: Path, encoding: str) -> None:
    table = read(tmp_path, TEXT.encode(encoding))
    assert table.headings == ("药品代码", "数量", "单价")
    assert table.frame.rows() == [("A1", "1", "2.5", 2), ("B2", None, "3", 3)]
    assert table.problems == []


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_by_looking(tmp_path: Path, delimiter: str) -> None:
    table = read(tmp_path, TEXT.replace(",", delimiter))
    assert table.frame["数量"].to_list() == ["1", None]


def test_excels_sep_line_names_the_delimiter(tmp_path: Path) -> None:
    table = read(tmp_path, "sep=;\n" + TEXT.replace(",", ";"))
    assert table.header_row == 2
    assert table.frame["row"].to_list() == [3, 4]


def test_western_accents_are_not_read_as_chinese(tmp_path: Path) -> None:
    table = read(tmp_path, "Country,Quantity\nCôte d'Ivoire,1\n".encode("cp1252"), header=None)
    assert table.frame["Country"].to_list() == ["Côte d'Ivoire"]


def test_the_headings_may_stand_below_a_title_and_carry_units(tmp_path: Path) -> None:
    table = read(tmp_path, "某医院采购明细表,,\n\n*药品代码,数量（盒）,单价(元)\nA1,1,2\n")
    assert table.header_row == 3
    assert table.frame["row"].to_list() == [4]
    assert [normalise_heading(one) for one in table.headings] == ["药品代码", "数量", "单价"]


def test_row_numbers_count_blank_lines_and_line_breaks_in_cells_as_a_spreadsheet_does(tmp_path: Path) -> None:
    table = read(tmp_path, '药品代码,数量,单价\n\n"A\n1",1,2\n\nB2,2,3\n')
    assert table.frame["row"].to_list() == [3, 5]
    assert table.frame["药品代码"].to_list() == ["A\n1", "B2"]


def test_too_long_and_too_short_rows_are_reported_by_row(tmp_path: Path) -> None:
    table = read(tmp_path, "药品代码,数量,单价\nA1,1,2\nA2,1,2,3\nA3\nA4,1,\n")
    assert [(one.row, one.code) for one in table.problems] == [(3, "ragged"), (4, "ragged")]
    assert table.frame.height == 4


def test_an_unclosed_quotation_mark_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = "".join(f"A{number},{number},1\n" for number in range(60))
    table = read(tmp_path, '药品代码,数量,单价\nB1,"12,3\n' + rows)
    assert [(one.row, one.code) for one in table.problems if one.code == "unclosed_quote"] == [(2, "unclosed_quote")]
    assert table.frame.height == 61
    assert table.frame["药品代码"].to_list()[-1] == "A59"


def test_bad_bytes_are_reported_at_their_cell_and_the_rest_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, TEXT.encode() + b"C\xff3,1,2\n")
    assert [(one.row, one.column, one.code) for one in table.problems] == [(4, "药品代码", "bad_bytes")]
    assert table.encoding == "utf-8"
    assert table.frame.height == 3


def test_totals_and_notes_below_the_table_are_left_out_and_remarked(tmp_path: Path) -> None:
    table = read(tmp_path, TEXT + "合 计,,5.5\n填表人：张三,,\n")
    assert table.frame.height == 2
    assert [(one.row, one.code, one.level.value) for one in table.problems] == [
        (4, "totals_row", "warn"),
        (5, "note_row", "warn"),
    ]


def test_a_full_row_is_data_even_when_it_says_total(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT + "合计,1,2\n").frame.height == 3


def test_double_headings_get_a_suffix_and_a_remark(tmp_path: Path) -> None:
    table = read(tmp_path, "药品代码,数量,数量,row\nA,1,2,3\n")
    assert table.headings == ("药品代码", "数量", "数量_2", "row_2")
    assert [one.code for one in table.problems] == ["duplicate_heading"]


def test_quoted_blanks_are_blank(tmp_path: Path) -> None:
    assert read(tmp_path, '药品代码,数量,单价\n"A","",""\n').frame.row(0) == ("A", None, None, 2)


@pytest.mark.parametrize("content", [b"", b"  \n \n"])
def test_an_empty_file_is_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    table = read(tmp_path, content)
    assert table.refused
    assert [one.code for one in table.problems] == ["empty_file"]


def test_headings_without_rows_give_an_empty_table(tmp_path: Path) -> None:
    table = read(tmp_path, "药品代码,数量,单价\n")
    assert not table.refused
    assert table.frame.height == 0


def test_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT.replace("\n", "\r")).frame.height == 2


def test_a_heading_that_is_an_asterisk_is_a_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("*,药品代码\n1,P1\n,\n2,\n", encoding="utf-8")
    table = read_table(path)
    assert not table.refused
    assert table.headings == ("*", "药品代码")
    assert table.frame["药品代码"].to_list() == ["P1", None]
