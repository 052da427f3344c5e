"""Counting by words of bits against counting rows one by one; money to the last fen. HOS-1."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.period import Month
from baowen.hospital.shares.computing import Marks, counted
from baowen.hospital.shares.rules import windows
from baowen.lake.cubes import ORDERS_CUBE
from baowen.lake.store import Lake

LAST, SHOWN = Month(2026, 9), 4
FIRST = LAST.plus(1 - SHOWN - 11)
MONTHS = [str(month) for month in FIRST.until(LAST)]
VARIETY = {1: 0, 2: 0, 3: 1, 4: 2}
NAMED = {1: ["2018", "2026"], 2: ["2018"], 3: ["2026"], 4: []}
ROW = st.tuples(
    st.sampled_from(MONTHS), st.sampled_from([7, 9, 12]), st.sampled_from([1, 2, 3, 4]),
    st.integers(min_value=0, max_value=10**13),
)  # fmt: skip


def marks() -> Marks:
    products = pl.DataFrame(
        {"product": list(VARIETY), "variety": list(VARIETY.values()), "marked": False, "named": list(NAMED.values())},
        schema_overrides={"product": pl.Int32, "variety": pl.Int64, "named": pl.List(pl.String)},
    )
    return Marks(products, {month: "2026" if month >= "2026-09" else "2018" for month in MONTHS})


def put(lake: Lake, rows: list[tuple[str, int, int, int]]) -> None:
    empty = pl.DataFrame(pl.from_arrow(ORDERS_CUBE.to_pyarrow().empty_table()))
    frame = pl.DataFrame(
        {
            "month": [row[0] for row in rows], "hospital": [row[1] for row in rows],
            "product": [row[2] for row in rows],
            "ordered_amount": [Decimal(row[3]).scaleb(-4) for row in rows],
        },
        schema_overrides={"ordered_amount": pl.Decimal(18, 4)},
    )  # fmt: skip
    missing = [pl.lit(None, kind).alias(name) for name, kind in empty.schema.items() if name not in frame.columns]
    frame = frame.with_columns(*missing, state=pl.lit("current")).select(
        *(pl.col(name).cast(kind) for name, kind in empty.schema.items()), "state"
    )
    lake.replace_months("cube_orders", frame, months=frame["month"].unique().to_list(), sort=["product"])


@settings(max_examples=12, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=40), st.booleans())
def test_every_period_counts_as_one_by_one(rows: list[tuple[str, int, int, int]], as_whole: bool) -> None:
    owners = {7: 7, 9: 7} if as_whole else None
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        put(lake, rows)
        found = counted(lake, LAST, marks(), months=SHOWN, owners=owners)
    wanted = {}
    for window in windows(LAST, SHOWN):
        for org in {7, 9, 12} if owners is None else {7}:
            own = [
                row for row in rows
                if (row[1] if owners is None else owners.get(row[1])) == org and row[3] > 0
                and str(window.first) <= row[0] <= str(window.last)
            ]  # fmt: skip
            essential = [r for r in own if ("2026" if r[0] >= "2026-09" else "2018") in NAMED[r[2]]]
            if own:
                wanted[org, window.label] = (
                    len({VARIETY[row[2]] for row in own}), len({VARIETY[row[2]] for row in essential}),
                    sum(row[3] for row in own), sum(row[3] for row in essential),
                )  # fmt: skip
    columns = ("varieties", "essential", "amount", "essential_amount")
    assert {
        (row["org"], row["label"]): tuple(row[name] for name in columns) for row in found.iter_rows(named=True)
    } == wanted
