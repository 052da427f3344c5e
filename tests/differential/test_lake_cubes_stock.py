"""The stock cube agrees with a loop over rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import ibis
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.period import Month
from baowen.lake.cubes import STOCK_CUBE, stock_cube

MONTH, AS_OF = Month(2026, 3), date(2026, 3, 20)
DAYS = st.dates(date(2026, 3, 1), date(2026, 3, 31))
COUNTS = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.integers(1, 2),
        DAYS,
        st.decimals(0, 50, places=1),
        st.one_of(st.none(), DAYS.map(lambda day: day + timedelta(days=-10))),
    ),
    min_size=1,
    max_size=12,
)
SCHEMA = {
    "month": pl.String, "product": pl.Int32, "hospital": pl.Int32, "region": pl.Int32, "counted_on": pl.Date,
    "quantity": pl.Decimal(18, 4), "expires_on": pl.Date,
}  # fmt: skip


def by_hand(rows: list[tuple[int, int, date, Decimal, date | None]]) -> set[tuple[int, int, date, Decimal, int]]:
    known = [row for row in rows if row[2] <= AS_OF]
    found = set()
    for product, hospital in {(row[0], row[1]) for row in known}:
        own = [row for row in known if row[:2] == (product, hospital)]
        last = max(row[2] for row in own)
        lots = [row for row in own if row[2] == last]
        fit = sum((row[3] for row in lots if row[4] is None or row[4] >= last), Decimal(0))
        found.add((product, hospital, last, fit, len(lots)))
    return found


@given(rows=COUNTS)
@settings(max_examples=40, deadline=None)
def test_the_last_unexpired_count_of_a_month_agrees_with_a_loop(
    rows: list[tuple[int, int, date, Decimal, date | None]],
) -> None:
    cells = [("2026-03", product, hospital, 430121, *rest) for product, hospital, *rest in rows]
    table = ibis.memtable(pl.DataFrame(cells, schema=SCHEMA, orient="row"))
    expression = stock_cube(table, month=MONTH, as_of=AS_OF)
    assert expression.schema() == STOCK_CUBE
    found = pl.DataFrame(expression.to_polars())
    picked = found.select("product", "hospital", "counted_on", "quantity", "lots").rows()
    assert set(picked) == by_hand(rows)
    assert len(picked) == len(by_hand(rows))
