"""Parquet and JSON lines as tables of text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl

from baowen.collect.readers import read_table


def test_parquet_types_become_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "code": ["A", ""],
            "n": [12.0, 1.5],
            "d": [dt.date(2026, 3, 1), None],
            "m": [Decimal("1.50"), None],
            "f": [True, False],
            "row": [7, 8],
        }
    ).write_parquet(path)
    table = read_table(path)
    assert table.headings == ("code", "n", "d", "m", "f", "row_2")
    assert table.frame.rows() == [
        ("A", "12", "2026-03-01", "1.50", "true", "7", 2),
        (None, "1.5", None, None, "false", "8", 3),
    ]


def test_json_lines_keep_the_digits_sent_and_name_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"code": 12345678901234567890, "price": 1.10, "ok": true}\n\n[1]\n{"code": "B", "price": null}\n')
    table = read_table(path)
    assert table.frame.select("code", "price", "ok", "row").rows() == [
        ("12345678901234567890", "1.10", "true", 1),
        ("B", None, None, 4),
    ]
    assert [(one.row, one.code) for one in table.problems] == [(3, "not_json")]


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 broken PAR1")
    assert [one.code for one in read_table(path).problems] == ["broken_file"]
