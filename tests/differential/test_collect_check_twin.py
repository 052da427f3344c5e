"""The columnar check against a slow twin that looks at one row after the other; the reader against Python's own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.collect.feeds import FEEDS
from baowen.collect.intake import check
from baowen.collect.readers import read_table

PURCHASE = FEEDS["purchase"]
Row = tuple[str | None, ...]
CODES = st.sampled_from(["H1", "H2", "Ｈ1", " H2", "8.69E+13", "#N/A", "", None])
MONTHS = st.sampled_from(["2026-03", "202603", "2026年4月", "2026/5", "2026-13", "x", " ", None])
NUMBERS = st.sampled_from(["1", "2.5", "1,000", "１２", "-1", "1.23456", "1.2E+3", "abc", "20000000000", "", None])
ROWS = st.lists(st.tuples(CODES, st.sampled_from(["P1", "P2", None]), MONTHS, NUMBERS, NUMBERS), max_size=12)


def half(text: str | None) -> str:
    wide = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    return (text or "").translate(wide).strip()


def slow_number(text: str) -> Decimal | None:
    plain = text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+", text) else text
    if "e" in plain.lower():
        return None
    try:
        return Decimal(plain).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    except InvalidOperation:
        return None


def slow_month(text: str) -> str | None:
    found = re.fullmatch(r"(\d{4})[-/年]?(\d{1,2})月?", text)
    return f"{found[1]}-{int(found[2]):02}" if found and 1 <= int(found[2]) <= 12 else None


def slow_faults(row: Row) -> set[tuple[str, str]]:
    hospital, product, month, quantity, amount = map(half, row)
    faults = set()
    for name, cell in (("hospital_code", hospital), ("product_code", product)):
        if not cell:
            faults.add((name, "required"))
        elif cell == "#N/A":
            faults.add((name, "excel_error"))
        elif "E+" in cell:
            faults.add((name, "excel_mangled"))
    if not month:
        faults.add(("month", "required"))
    elif slow_month(month) is None:
        faults.add(("month", "not_a_month"))
    for name, cell, most in (("quantity", quantity, 10**9), ("amount", amount, 10**10)):
        number = slow_number(cell)
        if not cell:
            faults |= {(name, "required")} if name == "quantity" else set()
        elif "E+" in cell:
            faults.add((name, "excel_mangled"))
        elif number is None:
            faults.add((name, "not_a_number"))
        elif number < 0 or number > most:
            faults.add((name, "too_small" if number < 0 else "too_large"))
    return faults


def slow_check(rows: list[Row]) -> tuple[set[tuple[int, str, str]], set[int]]:
    """Faults by row and column, and the rows that are accepted."""
    faults = {(line, *fault) for line, row in enumerate(rows, start=2) for fault in slow_faults(row)}
    sound = [line for line in range(2, len(rows) + 2) if not any(line == one[0] for one in faults)]
    values = {}
    for line in sound:
        hospital, product, month, quantity, amount = map(half, rows[line - 2])
        values[line] = ((hospital, product, slow_month(month)), (slow_number(quantity), slow_number(amount)))
    accepted = set()
    for line in sound:
        alike = [other for other in sound if values[other][0] == values[line][0]]
        if any(values[other][1] != values[line][1] for other in alike):
            faults.add((line, "", "conflicting_rows"))
        elif line == alike[0]:
            accepted.add(line)
    return faults, accepted


@given(ROWS.filter(bool))
@settings(max_examples=300, deadline=None)
def test_the_columnar_check_finds_what_a_row_by_row_check_finds(rows: list[Row]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(PURCHASE.column_names, pl.String), orient="row")
    checked = check(PURCHASE, frame.with_row_index("row", offset=2), file="a")
    faults, accepted = slow_check(rows)
    refused = checked.problems.filter((pl.col("level") == "refuse") & (pl.col("row") > 0))
    assert set(refused.select("row", "column", "code").rows()) == faults
    assert set(checked.frame["row"]) == accepted
    assert set(checked.refused_rows) == {row for row, *_ in faults}
    assert checked.accepted + checked.refused + checked.duplicates == checked.total == len(rows)


PLAIN = st.text(st.sampled_from('ab1 中",\n'), max_size=5)


@given(st.lists(st.tuples(PLAIN, PLAIN, PLAIN), min_size=1, max_size=10), st.sampled_from([",", "\t", ";"]))
@settings(max_examples=150, deadline=None)
def test_the_reader_gives_what_pythons_csv_gives(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows([("h1", "h2", "h3"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(written.getvalue(), encoding="utf-8", newline="")
        table = read_table(path, delimiter=delimiter)
    expected = [
        (*(cell or None for cell in row), line) for line, row in enumerate(rows, start=2) if any(cell for cell in row)
    ]
    assert table.frame.rows() == expected
    assert table.problems == []


def test_the_twin_itself_knows_a_day_from_a_month() -> None:
    assert slow_month("2026-03") == f"{dt.date(2026, 3, 1):%Y-%m}"
    assert slow_month("2026-03-01") is None
