"""Pieces that the queries share: bound lists, the check of what a reader may see, sums of measures."""

from __future__ import annotations

from collections.abc import Sequence

from baowen.lake.serving.layout import LINES, SUMS

# One row where the place asked about lies within what the reader may see, else none.
VISIBLE = "EXISTS (SELECT 1 FROM place_in AS seen WHERE seen.place = $place AND seen.above = $within)"
# The regions that a place is made of, as far as the reader may see them.
REGIONS_OF_PLACE = (
    "(SELECT inner_in.place FROM place_in AS inner_in JOIN place_in AS seen USING (place) "
    "WHERE inner_in.above = $place AND seen.above = $within)"
)
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
