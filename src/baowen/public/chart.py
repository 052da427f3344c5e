"""A small line chart as points of an SVG: it needs no script, and the table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 180, 8, 12, 12
LEAST_MONTHS = 2
LEAST_SPREAD = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Chart:
    """Points of the lines in the units of the view box, and the values at its upper and lower edge."""

    first: str
    last: str
    highest: Decimal
    lowest: Decimal
    paid: str
    listed: str


def price_chart(months: Sequence[str], paid: Sequence[Decimal], listed: Sequence[Decimal | None]) -> Chart | None:
    """The prices paid and listed by month, oldest first; None for fewer than two months."""
    if len(months) < LEAST_MONTHS:
        return None
    values = [*paid, *(one for one in listed if one is not None)]
    low, high = _edges(min(values), max(values))
    return Chart(
        first=months[0], last=months[-1], highest=high, lowest=low,
        paid=_points(paid, low, high), listed=_points(listed, low, high),
    )  # fmt: skip


def _edges(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """The edges, a fifth of the price apart at least, so that a move of a cent does not look like a fall."""
    lacking = high * LEAST_SPREAD - (high - low)
    return (low - lacking / 2, high + lacking / 2) if lacking > 0 else (low, high)


def _points(values: Sequence[Decimal | None], low: Decimal, high: Decimal) -> str:
    """`x,y x,y`: equal steps across, a flat line in the middle where all are the same. Missing months are left out."""
    step = (WIDTH - 2 * LEFT) / (len(values) - 1)
    found = []
    for at, value in enumerate(values):
        if value is not None:
            share = float((value - low) / (high - low)) if high > low else 0.5
            found.append(f"{LEFT + at * step:.1f},{HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM):.1f}")
    return " ".join(found)
