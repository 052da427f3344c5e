"""All products of a place together: month by month, and the places below it in one month."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.lake.serving.layout import MEASURES
from baowen.lake.serving.queries.binding import VISIBLE
from baowen.lake.serving.queries.purchases import Measures
from baowen.lake.serving.reader import Row, Serving

_COLUMNS = ", ".join(MEASURES)


@dataclass(frozen=True, slots=True)
class PlaceMonth:
    """A place in a month: how many products were ordered, and what became of all lines."""

    place: int
    name: str
    month: str
    products: int
    measures: Measures


_MONTHS = f"""
SELECT place_total.place, name, month, products, {_COLUMNS} FROM place_total JOIN place ON region = place_total.place
WHERE place_total.place = $place AND {VISIBLE} ORDER BY month
"""
_BELOW = f"""
SELECT place_total.place, name, month, products, {_COLUMNS} FROM place_total JOIN place ON region = place_total.place
JOIN place_in AS seen ON seen.place = place_total.place AND seen.above = $within
WHERE month = $month AND parent = $place ORDER BY place_total.place
"""


def place_months(serving: Serving, *, place: int, within: int) -> list[PlaceMonth]:
    """Each month in which anything was ordered in the place, oldest first."""
    return _rows(serving.ask(_MONTHS, {"place": place, "within": within}))


def places_below(serving: Serving, *, place: int, month: str, within: int) -> list[PlaceMonth]:
    """The places directly below one in which anything was ordered in the month, by code: what a map shows."""
    return _rows(serving.ask(_BELOW, {"place": place, "month": month, "within": within}))


def _rows(found: list[Row]) -> list[PlaceMonth]:
    return [PlaceMonth(row[0], row[1], row[2], row[3], Measures(*row[4:])) for row in found]
