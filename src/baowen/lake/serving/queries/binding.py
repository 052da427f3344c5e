"""Pieces that the queries share: bound lists, the check of what a reader may see, sums of measures."""

from __future__ import annotations

from collections.abc import Sequence

from baowen.lake.serving.layout import LINES, SUMS
from baowen.lake.serving.reader import Serving

# One row where the place asked about lies within what the reader may see, else none.
VISIBLE = "EXISTS (SELECT 1 FROM place_in AS seen WHERE seen.place = $place AND seen.above = $within)"
# The regions that a place is made of, as far as the reader may see them.
REGIONS_OF_PLACE = (
    "(SELECT inner_in.place FROM place_in AS inner_in JOIN place_in AS seen USING (place) "
    "WHERE inner_in.above = $place AND seen.above = $within)"
)


def in_place(serving: Serving, place: int) -> str:
    """A condition on `region`: it lies in $place, as far as the reader may see it.

    A place with nothing below it is its own only region. Asked for by its number it is looked for within the scan,
    before the other columns are read; a list from a query is joined afterwards.
    """
    return f"region IN {REGIONS_OF_PLACE}" if serving.is_summed(place) else f"region = $place AND {VISIBLE}"


def orders_of_month(serving: Serving, month: str) -> str:
    """The table that holds a month's orders by region and hospital; in older months they lie by product alone."""
    is_new = month in serving.origin.months.get("orders_of_hospital", {})
    return "orders_of_hospital" if is_new else "orders"


SUMMED = ", ".join(
    [f"CAST(sum({name}) AS BIGINT) AS {name}" for name in LINES]
    + [f"CAST(sum({name}) AS DECIMAL(18, 4)) AS {name}" for name in SUMS]
)


def bound_list(name: str, values: Sequence[int]) -> tuple[str, dict[str, int]]:
    """`($product_0, $product_1)` and the values behind it: an IN list whose zone maps DuckDB can use.

    An empty list gives one null, which nothing is in.
    """
    given = {f"{name}_{number}": value for number, value in enumerate(values)}
    return "(" + (", ".join(f"${key}" for key in given) or "NULL") + ")", given
