"""What was expected to be bought of a product in a place, month by month, with its range. MON-3."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.lake.serving.queries.binding import VISIBLE
from baowen.lake.serving.reader import Serving


@dataclass(frozen=True, slots=True)
class ExpectedMonth:
    """Expected purchases (packs) of a month, known before it began, with the range and the model that gave it."""

    month: str
    expected: float
    low: float
    high: float
    model: str


# The lake keeps packs per order line of the place, so that a place which orders more is expected to buy more.
_MONTHS = f"""
SELECT month, expected * lines, low * lines, high * lines, model
FROM expectation JOIN place_total USING (month, place)
WHERE place = $place AND product = $product AND {VISIBLE} ORDER BY month
"""


def expected_by_month(serving: Serving, *, product: int, place: int, within: int) -> list[ExpectedMonth]:
    """Each month with an expectation, oldest first; none for a place or product that is too small to expect.

    The running month grows with the place's order lines, and so does what is expected of it.
    """
    rows = serving.ask(_MONTHS, {"product": product, "place": place, "within": within})
    return [ExpectedMonth(*row) for row in rows]
