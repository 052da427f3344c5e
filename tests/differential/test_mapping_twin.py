"""Column expressions agree with a slow twin that makes one cell at a time with plain Python."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.collect.mapping.cells import cells_of, short_code
from baowen.collect.mapping.model import ColumnRule

TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "N/A", "Current", " x ", "2021-04-01", "4/1/2021", "1/2/21"]),
    st.sampled_from(["1950", "12.50", "-3", "甲（H1）", "Ａ b"]),
    st.dates().map(lambda day: day.strftime("%m/%d/%Y") if day.year > 999 else None),
    st.decimals(min_value=-10_000, max_value=10_000, places=3).map(str),
)  # fmt: skip
RULES = st.fixed_dictionaries(
    {},
    optional={
        "null": st.just(["N/A"]), "extract": st.sampled_from([r"(\d+)", r"（(\w+)）"]),
        "remove": st.sampled_from([r"（\w+）", r"\d"]), "values": st.just({"Current": "ongoing", "x": ""}),
        "date": st.sampled_from([["%m/%d/%Y", "%m/%d/%y"], ["%Y-%m-%d"]]),
        "scale": st.sampled_from(["0.01", "10", "1.5"]),
        "prefix": st.just("P-"),
    },
)  # fmt: skip


def one_cell(rule: dict[str, Any], cells: list[str | None]) -> str | None:
    """One cell, step by step."""
    cleaned = [None if cell is None or cell.strip() in ("", *rule.get("null", [])) else cell.strip() for cell in cells]
    cell = next((one for one in cleaned if one is not None), None)
    if cell is not None and "extract" in rule:
        found = re.search(rule["extract"], cell)
        cell = found.group(1) if found else None
    if cell is not None and "remove" in rule:
        cell = re.sub(rule["remove"], "", cell).strip() or None
    if cell is not None and "values" in rule:
        cell = rule["values"].get(cell, cell) or None
    if cell is not None and "date" in rule:
        cell = _dated(cell, rule["date"])
    if cell is not None and "scale" in rule:
        cell = _scaled(cell, Decimal(rule["scale"]))
    return None if cell is None else rule.get("prefix", "") + cell


def _dated(cell: str, forms: list[str]) -> str:
    for form in forms:
        try:
            day = datetime.strptime(cell, form)
        except ValueError:
            continue
        if day.year >= 1000:
            return day.strftime("%Y-%m-%d")
    return cell


def _scaled(cell: str, factor: Decimal) -> str:
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return cell
    try:
        return format((Decimal(cell) * factor).normalize() + 0, "f")
    except InvalidOperation:
        return cell


@settings(max_examples=150, deadline=None)
@given(rule=RULES, rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=12))
def test_a_rule_makes_the_same_cells_as_plain_python(
    rule: dict[str, Any], rows: list[tuple[str | None, str | None]]
) -> None:
    table = pl.DataFrame(rows, schema={"A": pl.String, "B": pl.String}, orient="row")
    expression = cells_of(ColumnRule.model_validate(rule | {"from": ["A", "B"]}), ["A", "B"])
    assert table.select(expression.alias("x"))["x"].to_list() == [one_cell(rule, list(row)) for row in rows]


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12), max_size=20)
)
def test_made_up_codes_follow_the_text_alone_not_its_neighbours(rows: list[str]) -> None:
    rule = ColumnRule.model_validate({"from": "A", "hash": True, "prefix": "X-"})
    table = pl.DataFrame({"A": rows}, schema={"A": pl.String})
    together = table.select(cells_of(rule, ["A"]).alias("x"))["x"].to_list()
    for text, code in zip(rows, together, strict=True):
        alone = pl.DataFrame({"A": [text]}).select(cells_of(rule, ["A"]).alias("x"))["x"].item()
        assert code == alone
        plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower()).strip()
        if text.isascii() and text.isprintable() and plain:
            assert code == f"X-{short_code(plain)}"
