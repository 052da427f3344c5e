"""No cell of an exported table acts as a formula, and none that is harmless is changed."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.tables import MARK, harmless, harmless_frame, write_rows

SIGNS = "=+-@\t\r"
CELLS = st.text(st.sampled_from("=+-@\t\r\n'0123456789.e%ABC药|!()"), max_size=12)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("@SUM(A1)", "'@SUM(A1)"), ("+86 731", "'+86 731"), ("-cmd|'", "'-cmd|'"),
        ("-3.5", "-3.5"), ("+12", "+12"), ("-12%", "-12%"), ("—", "—"), ("地高辛", "地高辛"), ("", ""), (-3, -3),
    ],
)  # fmt: skip
def test_a_formula_is_shown_as_text_and_a_number_stays_one(cell: object, shown: object) -> None:
    assert harmless(cell) == shown


@given(st.lists(CELLS, min_size=1, max_size=8))
def test_a_frame_and_its_cells_one_by_one_come_out_alike(cells: list[str]) -> None:
    frame = harmless_frame(pl.DataFrame({"a": cells, "n": range(len(cells)), "b": cells[::-1]}))
    assert frame.columns == ["a", "n", "b"]
    assert frame["a"].to_list() == [harmless(cell) for cell in cells]
    assert frame["b"].to_list() == [harmless(cell) for cell in cells[::-1]]
    assert frame["n"].to_list() == list(range(len(cells)))


@given(st.lists(CELLS, max_size=8))
def test_what_is_written_can_be_read_and_runs_nothing(cells: list[str]) -> None:
    file = io.StringIO(newline="")
    assert write_rows(file, ["名称"], [[cell] for cell in cells]) == len(cells)
    (heading, *rows) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert heading == [f"{MARK}名称"]
    read = [row[0] if row else "" for row in rows]
    assert [
        one.removeprefix("'") if cell[:1] in SIGNS and cell else one for cell, one in zip(cells, read, strict=True)
    ] == cells
    assert not [one for one in read if one[:1] in SIGNS and one and not _is_number(one)]


def _is_number(text: str) -> bool:
    try:
        float(text.removesuffix("%"))
    except ValueError:
        return False
    return True
