"""How much was ordered, due, delivered and received of some products, by month or by place. MON-3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baowen.lake.serving.layout import MEASURES
from baowen.lake.serving.queries.binding import SUMMED, VISIBLE, bound_list, in_place, orders_of_month
from baowen.lake.serving.reader import Serving


@dataclass(frozen=True, slots=True)
class Measures:
    """Order lines by what became of them, packs and yuan. Shares are null where nothing was due."""

    lines: int
    due_lines: int
    delivered_lines: int
    received_lines: int
    on_time_lines: int
    refused_lines: int
    unanswered_lines: int
    ordered_quantity: Decimal
    ordered_amount: Decimal
    due_quantity: Decimal
    due_amount: Decimal
    delivered_quantity: Decimal
    delivered_amount: Decimal
    received_quantity: Decimal
    received_amount: Decimal

    @property
    def on_time_share(self) -> float | None:
        return self.on_time_lines / self.due_lines if self.due_lines else None

    @property
    def delivered_share(self) -> float | None:
        return self.delivered_lines / self.due_lines if self.due_lines else None


@dataclass(frozen=True, slots=True)
class PurchaseMonth:
    """One month of some products in a place."""

    month: str
    measures: Measures


@dataclass(frozen=True, slots=True)
class PurchasePlace:
    """Some products in one place of a larger one, in a month."""

    place: int
    name: str
    measures: Measures


def purchases_by_month(serving: Serving, *, products: Sequence[int], place: int, within: int) -> list[PurchaseMonth]:
    """Each month in which any of the products was ordered in the place, oldest first."""
    listed, given = bound_list("product", products)
    if serving.is_summed(place):
        sql = f"SELECT month, {SUMMED} FROM place_orders WHERE place = $place AND product IN {listed} AND {VISIBLE}"
    else:
        sql = f"SELECT month, {SUMMED} FROM orders WHERE product IN {listed} AND {in_place(serving, place)}"
    rows = serving.ask(f"{sql} GROUP BY month ORDER BY month", {**given, "place": place, "within": within})
    return [PurchaseMonth(row[0], Measures(*row[1:])) for row in rows]


_BELOW = "(SELECT region FROM place JOIN place_in ON place_in.place = region WHERE parent = $place AND above = $within)"


def purchases_by_place(
    serving: Serving, *, products: Sequence[int], month: str, place: int, within: int
) -> list[PurchasePlace]:
    """The places directly below `place` in which any of the products was ordered in the month, largest amount first."""
    listed, given = bound_list("product", products)
    columns = ", ".join(MEASURES)
    sql = f"""
    WITH below AS (
        SELECT place AS key, {columns} FROM ranked_orders
        WHERE month = $month AND product IN {listed} AND place IN {_BELOW}
        UNION ALL
        SELECT region, {columns} FROM {orders_of_month(serving, month)}
        WHERE month = $month AND product IN {listed} AND region IN {_BELOW}
          AND region IN (SELECT region FROM node_of WHERE node <> region)
    )
    SELECT key, name, {SUMMED} FROM below JOIN place ON place.region = key
    GROUP BY key, name ORDER BY sum(ordered_amount) DESC, key
    """
    rows = serving.ask(sql, {**given, "month": month, "place": place, "within": within})
    return [PurchasePlace(row[0], row[1], Measures(*row[2:])) for row in rows]
