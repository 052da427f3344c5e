"""The cube of orders: what was ordered in a month, what of it was due, delivered and received by a day.

One row per month, product, hospital, region and distributor (null where the source names none).
Lines that the hospital cancelled, lines of quantity 0 and lines in `excluded` do not count.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month

_MONEY: Final = "decimal(18, 4)"
ORDERS_CUBE: Final = ibis.schema(
    {
        "month": "string", "product": "int32", "hospital": "int32", "region": "int32", "distributor": "int32",
        "lines": "int64", "due_lines": "int64", "delivered_lines": "int64", "received_lines": "int64",
        "on_time_lines": "int64", "refused_lines": "int64",
        "unanswered_lines": "int64", "ordered_quantity": _MONEY, "ordered_amount": _MONEY, "due_quantity": _MONEY,
        "due_amount": _MONEY, "delivered_quantity": _MONEY, "delivered_amount": _MONEY, "received_quantity": _MONEY,
        "received_amount": _MONEY, "last_day": "date",
    }
)  # fmt: skip
_KEYS: Final = ("month", "product", "hospital", "region", "distributor")


def orders_cube(
    order_line: ir.Table,
    delivery: ir.Table,
    receipt: ir.Table,
    calendar: ir.Table,
    organisation: ir.Table,
    *,
    month: Month,
    follow_months: int,
    as_of: date,
    excluded: ir.Table | None = None,
) -> ir.Table:
    """Aggregate the order lines of `month` with what arrived for them up to `follow_months` later and `as_of`.

    `calendar`: day, due_general, due_emergency, due_remote. `organisation`: org, is_remote.
    `excluded`: order_line_hash of implausible lines. The three fact tables may be whole: months are filtered here.
    A line is due when its day has come by `as_of`; what is delivered counts up to the ordered quantity of its line;
    `delivered_lines` and `received_lines` are due lines that arrived whole, however late;
    a line is on time when its whole quantity had been delivered on its due day (inclusive).
    `last_day` is the last day of the month, or `as_of` when that is earlier.
    """
    lines = _due_lines(order_line, calendar, organisation, month=month, as_of=as_of, excluded=excluded)
    until = str(month.plus(follow_months))
    arrivals = ibis.union(
        _rows(delivery, "delivered_on", month=month, until=until, as_of=as_of, delivered=True),
        _rows(receipt, "received_on", month=month, until=until, as_of=as_of, delivered=False),
    )
    return _aggregate(_with_arrivals(lines, _arrived(lines, arrivals)), last_day=min(month.last, as_of))


def counted_lines(order_line: ir.Table, *, month: Month, as_of: date, excluded: ir.Table | None) -> ir.Table:
    """The lines of a month that count anywhere: ordered by `as_of`, not cancelled, not empty, not implausible."""
    status = order_line.status.fill_null("placed")
    lines = order_line.filter(
        order_line.month == str(month), order_line.ordered_on <= as_of, order_line.quantity > 0, status != "cancelled"
    )
    if excluded is None:
        return lines
    return lines.anti_join(excluded.select("order_line_hash"), "order_line_hash")


def _due_lines(
    order_line: ir.Table,
    calendar: ir.Table,
    organisation: ir.Table,
    *,
    month: Month,
    as_of: date,
    excluded: ir.Table | None,
) -> ir.Table:
    """Each counted line with its due day: its own, else by class and place from the calendar."""
    lines = counted_lines(order_line, month=month, as_of=as_of, excluded=excluded)
    days = calendar.select("day", "due_general", "due_emergency", "due_remote")
    places = organisation.select(place="org", remote=organisation.is_remote.fill_null(False))
    joined = lines.left_join(days, lines.ordered_on == days.day)
    joined = joined.left_join(places, joined.hospital == places.place)
    by_rule = ibis.cases(
        (joined.delivery_class == "emergency", joined.due_emergency),
        (joined.remote.fill_null(False), joined.due_remote),
        else_=joined.due_general,
    )
    due_on = ibis.coalesce(joined.due_on, by_rule)
    return joined.select(
        *_KEYS, "order_line_hash", "quantity", "unit_price", "status",
        due_on=due_on, is_due=(due_on <= as_of).fill_null(False),
    )  # fmt: skip


def _rows(fact: ir.Table, day: str, *, month: Month, until: str, as_of: date, delivered: bool) -> ir.Table:
    rows = fact.filter(fact.month >= str(month), fact.month <= until, fact[day] <= as_of)
    return rows.select("order_line_hash", arrived="quantity", arrived_on=day, is_delivery=ibis.literal(delivered))


def _arrived(lines: ir.Table, arrivals: ir.Table) -> ir.Table:
    """Per due order line: what was delivered, the part of it by the due day, and what was received.

    Deliveries and receipts are joined in one go, so that the lines are worked out and hashed once less.
    """
    wanted = lines.filter(lines.is_due).select("order_line_hash", "due_on")
    joined = wanted.join(arrivals, "order_line_hash")
    in_time = joined.is_delivery & (joined.arrived_on <= joined.due_on)
    return joined.group_by("order_line_hash").aggregate(
        delivered=joined.arrived.sum(where=joined.is_delivery).cast(_MONEY),
        on_time=joined.arrived.sum(where=in_time).cast(_MONEY),
        received=joined.arrived.sum(where=~joined.is_delivery).cast(_MONEY),
    )


def _with_arrivals(lines: ir.Table, arrived: ir.Table) -> ir.Table:
    joined = lines.left_join(arrived, "order_line_hash")
    zero = ibis.literal(0).cast(_MONEY)
    capped = joined.select(
        *lines.columns,
        delivered=ibis.least(ibis.coalesce(joined.delivered, zero), joined.quantity),
        received=ibis.least(ibis.coalesce(joined.received, zero), joined.quantity),
        is_on_time=joined.is_due & (ibis.coalesce(joined.on_time, zero) >= joined.quantity),
    )
    return capped.mutate(
        ordered_amount=line_amount(capped.quantity, capped.unit_price),
        delivered_amount=line_amount(capped.delivered, capped.unit_price),
        received_amount=line_amount(capped.received, capped.unit_price),
    )


def line_amount(quantity: ir.Value, price: ir.Value) -> ir.Value:
    """Quantity times price in yuan, rounded to four places.

    Multiplied as float64, which is exact here up to 10^11 yuan a line before the rounding: the exact product of two
    18-digit decimals needs 128-bit division on every row and made the cube eight times slower.
    """
    return (quantity.cast("float64") * price.cast("float64")).cast(_MONEY)


def _aggregate(lines: ir.Table, *, last_day: date) -> ir.Table:
    def total(value: ir.Value, where: ir.BooleanValue | None = None) -> ir.Value:
        return ibis.coalesce(value.sum(where=where), ibis.literal(0)).cast(_MONEY)

    cube = lines.group_by(*_KEYS).aggregate(
        lines=lines.count(),
        due_lines=lines.is_due.sum(),
        delivered_lines=(lines.is_due & (lines.delivered >= lines.quantity)).sum(),
        received_lines=(lines.is_due & (lines.received >= lines.quantity)).sum(),
        on_time_lines=lines.is_on_time.sum(),
        refused_lines=(lines.status == "refused").sum(),
        unanswered_lines=(lines.status == "unanswered").sum(),
        ordered_quantity=total(lines.quantity),
        ordered_amount=total(lines.ordered_amount),
        due_quantity=total(lines.quantity, lines.is_due),
        due_amount=total(lines.ordered_amount, lines.is_due),
        delivered_quantity=total(lines.delivered),
        delivered_amount=total(lines.delivered_amount),
        received_quantity=total(lines.received),
        received_amount=total(lines.received_amount),
    )
    counts = [name for name, kind in ORDERS_CUBE.items() if kind.is_integer() and name.endswith("lines")]
    whole = {name: cube[name].fill_null(0).cast("int64") for name in counts}
    cube = cube.mutate(**whole, last_day=ibis.literal(last_day))
    return cube.select(*ORDERS_CUBE.names)
