"""Which products of a place stand out in a month: largest purchases, most lines late, biggest price moves by weight."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baowen.lake.serving.layout import MEASURES
from baowen.lake.serving.queries.binding import SUMMED, VISIBLE, in_place, orders_of_month
from baowen.lake.serving.queries.prices import of_counties
from baowen.lake.serving.queries.purchases import Measures
from baowen.lake.serving.reader import Row, Serving

_COLUMNS = ", ".join(MEASURES)
_OF_PLACE = f"SELECT product, {_COLUMNS} FROM ranked_orders WHERE month = $month AND place = $place AND {VISIBLE}"
_OF_COUNTY = "SELECT product, {sums} FROM {table} WHERE month = $month AND {in_place} GROUP BY product"


@dataclass(frozen=True, slots=True)
class RankedProduct:
    """One product of a place in a month."""

    product: int
    product_name: str | None
    measures: Measures


def _ranked(serving: Serving, order: str, given: dict[str, Any]) -> list[RankedProduct]:
    source = _OF_PLACE
    if not serving.is_summed(given["place"]):
        source = _OF_COUNTY.format(
            sums=SUMMED, table=orders_of_month(serving, given["month"]), in_place=in_place(serving, given["place"])
        )
    sql = f"""
    SELECT ranked.product, generic_name, {_COLUMNS}
    FROM (SELECT * FROM ({source}) ORDER BY {order} LIMIT $most) AS ranked LEFT JOIN product USING (product)
    ORDER BY {order.replace("product", "ranked.product")}
    """
    return [RankedProduct(row[0], row[1], Measures(*row[2:])) for row in serving.ask(sql, given)]


def largest_purchases(serving: Serving, *, place: int, month: str, within: int, most: int) -> list[RankedProduct]:
    """The products on which the place spent most in the month, largest amount first."""
    given = {"place": place, "month": month, "within": within, "most": most}
    return _ranked(serving, "ordered_amount DESC, product", given)


def most_late_lines(serving: Serving, *, place: int, month: str, within: int, most: int) -> list[RankedProduct]:
    """The products with most due lines that did not come in time in the month, most first."""
    given = {"place": place, "month": month, "within": within, "most": most}
    return _ranked(serving, "due_lines - on_time_lines DESC, product", given)


@dataclass(frozen=True, slots=True)
class PriceMove:
    """How the median price of a pack moved between two months, and what that costs the place at what it buys now.

    `weight`: yuan; the new price less the old, times the packs bought in the later month; negative when it fell.
    """

    product: int
    product_name: str | None
    before: Decimal
    now: Decimal
    quantity: Decimal
    weight: Decimal

    @property
    def change(self) -> float:
        """The part by which the price rose, negative when it fell."""
        return float(self.now / self.before) - 1


def biggest_price_moves(
    serving: Serving, *, place: int, month: str, base_month: str, within: int, most: int
) -> list[PriceMove]:
    """The products whose move of the median price from `base_month` to `month` weighs most in the place, up or down.

    A product that was not bought in both months has no move.
    """
    if serving.is_summed(place):
        source = f"""
        SELECT month, product, median, quantity FROM ranked_prices
        WHERE place = $place AND month IN ($month, $base_month) AND {VISIBLE}
        """
    else:
        source = of_counties(f"month IN ($month, $base_month) AND {in_place(serving, place)}")
    sql = f"""
    WITH found AS ({source}), moves AS (
        SELECT late.product, early.median AS before, late.median AS now, late.quantity,
               CAST((late.median - early.median) * late.quantity AS DECIMAL(18, 4)) AS weight
        FROM found AS late JOIN found AS early ON early.product = late.product
        WHERE late.month = $month AND early.month = $base_month AND late.median <> early.median
        ORDER BY abs(weight) DESC, late.product LIMIT $most
    )
    SELECT moves.product, generic_name, before, now, quantity, weight FROM moves LEFT JOIN product USING (product)
    ORDER BY abs(weight) DESC, moves.product
    """
    given = {"place": place, "month": month, "base_month": base_month, "within": within, "most": most}
    return [_move(row) for row in serving.ask(sql, given)]


def _move(row: Row) -> PriceMove:
    return PriceMove(*row)
