"""Measures intake: a million order lines from CSV to checked Parquet, and a 100,000-row workbook.

Beside each figure the floor (Polars reading the same file as text), the same work in plain pandas, and the peak memory;
each runs in a process of its own. Run: python -m bench.intake [rows]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from bench.figure import Figure, Measured, measure

FEED = "order_line"
BAD_SHARE = 0.01


def write_csv(path: Path, rows: int) -> None:
    """Order lines with about one bad cell in a hundred rows, spread over five kinds of fault."""
    rng = np.random.default_rng(7)
    index = np.arange(rows)
    quantity = rng.integers(1, 500, rows)
    cents = rng.integers(50, 90_000, rows)
    frame = pl.DataFrame(
        {
            "order_line_no": index + 202600000000,
            "hospital_code": rng.integers(0, 2500, rows) + 430100000,
            "product_code": rng.integers(0, 20000, rows) + 10_000_000,
            "distributor_code": rng.integers(0, 300, rows) + 900000,
            "ordered_on": pl.Series(np.datetime64("2026-03-01") + rng.integers(0, 31, rows)).cast(pl.Date),
            "quantity": quantity,
            "unit_price": cents / 100,
            "amount": np.round(quantity * cents / 100, 2),
            "due_on": pl.Series(np.datetime64("2026-04-01") + rng.integers(0, 7, rows)).cast(pl.Date),
            "delivery_class": np.where(index % 5 == 0, "急抢救", "一般"),
            "status": np.where(index % 9 == 0, "已确认", "已下单"),
        }
    ).with_columns(pl.all().cast(pl.String))
    bad = rng.random(rows) < BAD_SHARE
    for number, (column, value) in enumerate(
        {"quantity": "abc", "ordered_on": "2026-02-30", "unit_price": "-5", "hospital_code": "", "status": "?"}.items()
    ):
        hit = pl.Series(bad & (index % 5 == number))
        frame = frame.with_columns(pl.when(hit).then(pl.lit(value)).otherwise(pl.col(column)).alias(column))
    frame.write_csv(path)


def write_xlsx(path: Path, rows: int) -> None:
    """The same lines as a workbook."""
    import xlsxwriter

    csv = path.with_suffix(".csv")
    write_csv(csv, rows)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("订单")
        numeric = {5, 6, 7}
        for line, cells in enumerate(pl.read_csv(csv, infer_schema=False, has_header=False).iter_rows()):
            for column, cell in enumerate(cells):
                number = column in numeric and line and cell and cell.replace(".", "").isdigit()
                _ = (
                    sheet.write_number(line, column, float(cell))
                    if number
                    else sheet.write_string(line, column, cell or "")
                )


def take_in(path: Path, target: Path) -> str:
    """Our intake: read, check, accepted rows to Parquet."""
    from baowen.collect.feeds import FEEDS
    from baowen.collect.intake import check
    from baowen.collect.readers import Header, read_table

    feed = FEEDS[FEED]
    table = read_table(path, header=Header(frozenset(feed.column_names)))
    checked = check(
        feed, table.frame, file=path.name, source=table.frame, known=table.problems, from_excel=table.from_excel
    )
    checked.frame.write_parquet(target)
    return f"{checked.accepted:,} accepted, {checked.refused:,} refused, {checked.problems.height:,} problems"


def floor(path: Path, target: Path) -> str:
    """What nobody can beat here: Polars reading all cells as text."""
    return f"{pl.read_csv(path, infer_schema=False).height:,} rows"


def only_read_workbook(path: Path, target: Path) -> str:
    """The floor for a workbook: calamine alone."""
    from python_calamine import CalamineWorkbook

    return f"{len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()):,} rows"


def pandas_way(path: Path, target: Path) -> str:
    """The same checks as most people write them in pandas: vectorised conversions, then a row loop for the reasons."""
    import pandas as pd

    from baowen.collect.feeds import FEEDS

    feed = FEEDS[FEED]
    frame = pd.read_csv(path, dtype=str)
    reasons: list[tuple[int, str, str]] = []
    for column in feed.columns:
        text = frame[column.name].str.strip()
        if column.required:
            reasons += [(row, column.name, "required") for row in frame.index[text.isna()]]
        if column.kind == "date":
            typed = pd.to_datetime(text, errors="coerce")
        elif column.kind in {"quantity", "price", "amount"}:
            typed = pd.to_numeric(text, errors="coerce")
            reasons += [(row, column.name, "too_small") for row in frame.index[typed < 0]]
        elif column.kind == "choice":
            words = {word: c.code for c in column.choices for word in (c.code, c.zh, c.en, *c.also)}
            typed = text.map(words)
        else:
            typed = text
        reasons += [(row, column.name, "not_valid") for row in frame.index[text.notna() & typed.isna()]]
        frame[column.name] = typed
    wrong = (frame["amount"] - frame["quantity"] * frame["unit_price"]).abs() > 0.0101
    reasons += [(row, "amount", "amount_differs") for row in frame.index[wrong]]
    reasons += [(row, "due_on", "dates_reversed") for row in frame.index[frame["due_on"] < frame["ordered_on"]]]
    reasons += [(row, "", "duplicate") for row in frame.index[frame.duplicated("order_line_no", keep=False)]]
    bad = {row for row, _, code in reasons if code != "amount_differs"}
    frame.drop(index=list(bad)).to_parquet(target)
    return f"{len(frame) - len(bad):,} accepted, {len(bad):,} refused, {len(reasons):,} problems"


def _work(work: Callable[[Path, Path], str], path: Path) -> Measured:
    return measure(partial(work, path, path.with_suffix(".parquet")))


def main(rows: int = 1_000_000) -> list[Figure]:
    """Rows a second and memory of a CSV, seconds and memory of a workbook of a tenth of the rows."""
    with tempfile.TemporaryDirectory() as folder:
        csv, xlsx = Path(folder) / "order_line.csv", Path(folder) / "order_line_book.xlsx"
        write_csv(csv, rows)
        write_xlsx(xlsx, rows // 10)
        least, ours, plain = _work(floor, csv), _work(take_in, csv), _work(pandas_way, csv)
        book_least, book = _work(only_read_workbook, xlsx), _work(take_in, xlsx)
    return [
        Figure(
            name=f"CSV of {rows:,} rows to checked Parquet", measured=rows / ours.seconds, unit="rows/s",
            goal=200_000, floor=rows / least.seconds, pandas=rows / plain.seconds, better="more",
            note=f"{ours.result}; floor: the file read as text",
        ),
        Figure(
            name="CSV: peak memory", measured=ours.peak_megabytes, unit="MB", floor=least.peak_megabytes,
            pandas=plain.peak_megabytes,
        ),
        Figure(
            name=f"XLSX of {rows // 10:,} rows to checked Parquet", measured=book.seconds, unit="s", goal=5.0,
            floor=book_least.seconds, note="floor: calamine reading the cells",
        ),
        Figure(name="XLSX: peak memory", measured=book.peak_megabytes, unit="MB", goal=400.0),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(figure)
