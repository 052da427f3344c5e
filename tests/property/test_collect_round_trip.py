"""Whatever is sent comes back as sent; whatever is written in a common form is read alike."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.collect.feeds import FEEDS
from baowen.collect.intake import check, parsing
from baowen.collect.readers import Header, read_table
from baowen.collect.workbook import write_refused

CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\u200b\ufffd"), max_size=12
)
HEADINGS = ("product_code", "quantity", "remark")


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_refused_rows_survive_the_workbook_cell_for_cell(rows: list[tuple[str, str, str]]) -> None:
    rows = [(f"K{number}", *row[1:]) for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.parquet"
        pl.DataFrame(rows, schema=HEADINGS, orient="row").write_parquet(source)
        table = read_table(source)
        checked = check(
            FEEDS["order_line"], table.frame.with_columns(order_line_no=pl.lit(None, pl.String)), file="a",
            source=table.frame,
        )  # fmt: skip
        bad = pl.DataFrame({"row": table.frame["row"], "column": "quantity", "message": "m", "help": "h"}).with_columns(
            pl.lit("refuse").alias("level"), pl.lit("c").alias("code"), pl.lit("").alias("value")
        )
        path = Path(folder) / "b.xlsx"
        write_refused(path, feed=FEEDS["order_line"], table=table, problems=bad, total_rows=checked.total)
        again = read_table(path, header=Header(frozenset(HEADINGS)))
    kept = table.frame.select(pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)) for name in HEADINGS)
    assert again.frame.select(HEADINGS).rows() == kept.rows()


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_every_form_of_a_day_gives_that_day(day: dt.date) -> None:
    y, m, d = day.year, day.month, day.day
    forms = [day.isoformat(), f"{y}/{m}/{d}", f"{y}{m:02}{d:02}", f"{y}年{m}月{d}日", f"{y}.{m}.{d}", f"{day} 12:30:00"]
    assert set(parsing.date_of(pl.Series(forms))) == {day}


@given(st.decimals(Decimal("-99999999999"), Decimal("99999999999"), places=9))
def test_numbers_are_kept_to_four_places_half_up_in_every_form(number: Decimal) -> None:
    text = f"{number:f}"
    wide = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    expected = number.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert parsing.number_of(pl.Series([text, wide, f"{number:,f}", f" {text}元"])).to_list() == [expected] * 4


@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), min_size=1, max_size=20))
def test_no_text_breaks_any_reading_and_heights_are_kept(cells: list[str | None]) -> None:
    text = pl.Series(cells, dtype=pl.String)
    readings = (
        parsing.date_of, parsing.month_of, parsing.number_of, parsing.flag_of, parsing.code_of, parsing.text_of,
        parsing.excel_serial_of,
    )  # fmt: skip
    for read in readings:
        typed = read(text)
        assert typed.len() == text.len()
        assert all(value is None for value, cell in zip(typed, cells, strict=True) if cell is None)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        table = read_table(path)
    assert table.refused or table.frame.columns[-1] == "row"
    assert set(table.frame.columns) == {*table.headings, "row"}
