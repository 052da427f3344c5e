"""Breaks a small share of cells the way real exports are broken, and says which.

Kinds: excel_mangled (a long code as 2.025E+14), text_in_number, negative_quantity, reversed_dates (a due date before
the order), impossible_date (2025-02-30), unknown_hospital, unknown_product, full_width (harmless: ２０ is read as 20).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.collect.contract import NUMBERS, Column, Kind
from baowen.collect.feeds import FEEDS

BROKEN_SCHEMA = {"file": pl.String, "row": pl.Int64, "column": pl.String, "kind": pl.String}
HARMLESS = ("full_width",)
UNTOUCHED = ("catalogue", "organisation", "list_entry", "api_maker", "production_line", "supply_link")
_WIDE = {ord(str(digit)): chr(ord("０") + digit) for digit in range(10)}
_WORDS = ("暂无", "约20盒", "见备注", "—")


def kinds_for(column: Column) -> tuple[str, ...]:
    """What may befall a cell of a column."""
    if column.kind in NUMBERS:
        broken = ("text_in_number", "text_in_number", "full_width")
        return (*broken, "negative_quantity") if column.kind == Kind.QUANTITY else broken
    by_name = {
        "hospital_code": ("unknown_hospital",),
        "product_code": ("unknown_product",),
        "due_on": ("reversed_dates",),
    }
    if column.name in by_name:
        return by_name[column.name]
    if column.kind == Kind.DATE:
        return ("impossible_date", "full_width")
    return ("excel_mangled",) if column.name.endswith("_no") else ()


def _broken(kind: str, value: str, number: int) -> str:
    tail = f"{number % 100000:05d}"
    made = {
        "full_width": value.translate(_WIDE),
        "text_in_number": _WORDS[number % len(_WORDS)],
        "negative_quantity": f"-{value}",
        "reversed_dates": f"2000{value[4:]}",
        "impossible_date": f"{value[:4]}-02-30",
        "unknown_hospital": f"H999999{tail}",
        "unknown_product": f"XZ99ZZZ999Z9999999{tail}",
        "excel_mangled": f"{value[0]}.{value[1:6]}E+{len(value) - 1}",
    }
    return made[kind]


def soil(
    frame: pl.DataFrame, *, feed: str, file: str, share: float, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The frame with a share of its cells broken, and the list of them; rows are counted as a spreadsheet does.

    Registers that others refer to stay whole, so that one bad cell does not orphan thousands of rows.
    """
    nothing = pl.DataFrame(schema=BROKEN_SCHEMA)
    if share <= 0 or feed in UNTOUCHED or frame.is_empty():
        return frame, nothing
    found, columns = [nothing], []
    for column in FEEDS[feed].columns:
        kinds = kinds_for(column)
        if column.zh not in frame.columns or not kinds:
            continue
        texts, rows, named = _soil_column(frame[column.zh], kinds, share, rng)
        columns.append(texts)
        found.append(pl.DataFrame({"row": rows + 2, "kind": pl.Series(named, dtype=pl.String)}).select(
            pl.lit(file).alias("file"), "row", pl.lit(column.zh).alias("column"), "kind"
        ))  # fmt: skip
    return frame.with_columns(columns), pl.concat(found).sort("row", "column")


def _soil_column(
    series: pl.Series, kinds: tuple[str, ...], share: float, rng: np.random.Generator
) -> tuple[pl.Series, npt.NDArray[np.int64], list[str]]:
    texts = series.cast(pl.String)
    rows = np.sort(rng.choice(len(series), size=rng.binomial(len(series), share), replace=False)).astype(np.int64)
    before = texts.gather(pl.Series(rows.astype(np.uint32))).to_list()
    draw = rng.integers(0, 1 << 30, len(rows))
    kept, named, after = [], [], []
    for row, value, number in zip(rows, before, draw, strict=True):
        if value is None:
            continue
        kind = kinds[int(number) % len(kinds)]
        kept.append(int(row))
        named.append(kind)
        after.append(_broken(kind, value, int(number)))
    if kept:
        texts = texts.scatter(pl.Series(kept, dtype=pl.UInt32), pl.Series(after))
    return texts, np.array(kept, dtype=np.int64), named
